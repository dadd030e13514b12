"""Do the screens of a delivery keep to 80 cells in both languages, and say every number of the contract?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from lookthrough.cli import run
from lookthrough.cli.load import _told
from lookthrough.cli.runs_text import run_detail_lines
from lookthrough.graph.ports import Counts
from lookthrough.ingest.codes import WARNINGS
from lookthrough.ingest.report import FileReport, Lang, Report, RunReport, Warned
from tests.ingest.deliveries import bank

LARGE = 5_000_000
NAME = "一家银行导出的关联自然人及法人名单最终版2026年11月.csv"
COUNTS = Counts(LARGE, LARGE, LARGE, LARGE, LARGE)
LANGS: tuple[Lang, Lang] = ("en", "zh")


def file(name: str, number: int) -> dict[str, Any]:
    """A file of a run as queries.runs tells it, every number of it the same."""
    numbers = dict.fromkeys(
        "read accepted rejected repeated new changed unchanged closed pending".split(), number
    )
    return {"name": name, "note": "gb18030", "warnings": {"bad_lei": number, "names_only": number}, **numbers}


def delivered(*files: dict[str, Any]) -> dict[str, Any]:
    said = {
        "run": 3,
        "dataset": "bank",
        "kind": "delivery",
        "reverts": None,
        "reverted_by": None,
        "pending": [],
    }
    return {**said, "committed_at": "2026-11-24T10:00:00.000000+00:00", "files": list(files)}


@pytest.mark.parametrize("lang", LANGS)
def test_a_run_of_any_size_keeps_to_80_cells(lang: Lang) -> None:
    told = run_detail_lines(delivered(file("a.csv", 0), file(NAME, LARGE)), lang)
    assert max(map(cell_len, told)) <= 80


def test_a_run_says_what_became_of_the_rows_of_each_file_and_what_they_changed() -> None:
    assert run_detail_lines(delivered(file("a.csv", 7), file("b.csv", 1200)), "en")[-7:] == [
        "a.csv: gb18030, 7 repeated, 7 ends pending, bad_lei 7, names_only 7",
        "      7 read      7 accepted      7 rejected      14 warnings",
        "      7 new       7 changed       7 unchanged      7 closed",
        "b.csv: gb18030, 1,200 repeated, 1,200 ends pending, bad_lei 1,200, names_only",
        "1,200",
        "  1,200 read  1,200 accepted  1,200 rejected   2,400 warnings",
        "  1,200 new   1,200 changed   1,200 unchanged  1,200 closed",
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_a_report_of_any_size_keeps_to_80_cells_and_loses_no_word(lang: Lang) -> None:
    warnings = tuple(Warned(code, "a, b, c", LARGE) for code in WARNINGS)
    told = FileReport("transfers.parquet", "transfers", LARGE, 5, 5, COUNTS, warnings, note="gb18030")
    report = Report((RunReport("bank", 3, (told, told), 4.1),), ("notes.txt",) * 20)
    shown = list(_told(report, lang))
    assert max(map(cell_len, shown)) <= 80
    words = "".join(shown).replace(" ", "")
    assert all(code in words for code in WARNINGS)


@pytest.mark.parametrize("lang", LANGS)
def test_a_dry_run_names_the_first_rows_that_it_would_reject(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: Lang
) -> None:
    folder = bank(tmp_path, parties="|P,robot,王小明")
    words = ("ingest", str(folder), "--dry-run", "--store", str(tmp_path / "s.duckdb"), "--lang", lang)
    assert run(words) == 0
    said = capsys.readouterr().out
    assert re.search(
        r"parties\.csv row 2, column kind: 'robot'|parties\.csv 第2行，kind列：.*（robot）", said
    )
    assert not (tmp_path / "s.duckdb").exists()


def test_rejects_beyond_the_tolerance_end_with_3_and_the_run_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, store = bank(tmp_path, parties="|P,robot,王小明;Q,person,李芳"), str(tmp_path / "s.duckdb")
    assert run(("ingest", str(folder), "--store", store, "--tolerate", "49%")) == 3
    told = capsys.readouterr()
    assert "run 1 committed" in told.out
    assert told.err == "1 of 2 rows are rejected, more than --tolerate 49% lets pass\n"
    assert run(("ingest", str(folder), "--store", store, "--tolerate", "1")) == 0
