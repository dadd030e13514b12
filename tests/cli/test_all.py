"""Which words about everybody fit together?"""

from __future__ import annotations

from pathlib import Path

import pytest

from lookthrough.cli import run


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["control", "P1", "--all"], "--all asks about everybody"),
        (["control"], "say of whom"),
        (["control", "--all"], "add --out FILE.parquet"),
        (["control", "--all", "--out", "c.txt"], "must end in .parquet, .csv, .jsonl"),
        (["control", "--all", "--out", "nowhere/c.csv"], "there is no folder nowhere"),
        (["control", "--all", "--keep", "--out", "c.txt"], "must end in .parquet, .csv, .jsonl"),
        (["control", "P1", "--keep"], "add --all"),
        (["control", "--all", "--anew", "--csv"], "add --keep"),
    ],
)
def test_words_that_do_not_fit_together_are_refused(
    words: list[str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(words) == 2
    assert sentence in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
