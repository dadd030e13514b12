"""What does `owners --all` say to words that do not fit together?"""

from __future__ import annotations

from pathlib import Path

import pytest

from lookthrough.cli import run


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("owners C1 --all --csv", "leave out --all, or the names"),
        ("owners --all", "add --out FILE.parquet, or --csv for stdout"),
        ("owners --all --out owners.xlsx", "must end in .parquet, .csv, .jsonl, .json"),
        ("owners --all --out nowhere/owners.csv", "there is no folder nowhere"),
        ("owners", "say whose owners"),
    ],
)
def test_words_that_do_not_fit_together_are_told_in_a_sentence(
    words: str,
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(words.split()) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert sentence in said.err
    assert not list(tmp_path.iterdir())
