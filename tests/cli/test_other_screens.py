"""Runs, refused rows, worked examples, the doctor, a command that was stopped: what do they say in both languages?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from lookthrough.cli.doctor import look
from lookthrough.cli.rules_text import conform_lines
from lookthrough.cli.runs_text import MOST, reject_lines, run_detail_lines, run_lines
from lookthrough.cli.stopping import WORDS, words
from lookthrough.graph.ports import Counts, File, Run
from lookthrough.queries.conform import Checked, Result
from lookthrough.queries.example import SKIPS, Skip
from lookthrough.queries.runs import run_json

FILE = File("interests", "interests.csv", "d1", rows=12, rejected=2, repeated=1, counts=Counts(5, 3, 1, 4))
RUN = Run(3, "bank", "delivery", received=None, committed_at=1_790_000_000_000_000, note="", files=(FILE,))
REJECT: dict[str, Any] = {
    "file": "interests.csv",
    "row": 7,
    "column": "share",
    "code": "bad_share",
    "reason": "'x' is no share: write 30%, 1/3 or (25,50]%",
    "cells": {"share": "x"},
}


def test_a_store_without_runs_says_so() -> None:
    assert run_lines([], "en") == ["nothing was ever delivered to this store"]
    assert run_lines([], "zh") == ["尚无批次"]


def test_a_run_is_a_line_with_the_sums_over_its_files() -> None:
    twice = run_json(replace(RUN, files=(FILE, FILE)))
    assert run_lines([twice], "en") == [
        "run  dataset  what             committed  new  changed  closed  rejected",
        "  3  bank     delivery  2026-09-21 14:13   10        6       8         4",
    ]


@pytest.mark.parametrize(
    ("changes", "english", "chinese"),
    [
        ({"kind": "revert", "reverts": 2}, "revert 2", "撤回 2"),
        ({"kind": "judgement"}, "judgement", "同一认定"),
        ({"reverted_by": 4}, "taken back", "已被撤回"),
    ],
)
def test_what_a_run_was_is_said_in_words(changes: dict[str, Any], english: str, chinese: str) -> None:
    told = run_json(replace(RUN, files=(), **changes))
    assert english in run_lines([told], "en")[1]
    assert chinese in run_lines([told], "zh")[1]


def test_a_long_name_of_a_dataset_gives_way_to_all_else() -> None:
    told = run_json(replace(RUN, dataset="core-banking-extract", reverted_by=4))
    assert "…  taken back  2026-09-21 14:13  " in run_lines([told], "en")[1]


def test_a_run_counts_as_accepted_what_was_neither_refused_nor_repeated() -> None:
    (file,) = run_json(RUN)["files"]
    assert (file["read"], file["accepted"], file["rejected"], file["repeated"]) == (12, 9, 2, 1)
    assert (file["new"], file["changed"], file["unchanged"], file["closed"]) == (5, 3, 1, 4)


def test_the_ends_that_are_awaited_are_listed_below_the_files() -> None:
    pending = [{"node": "P9", "table": "interests", "column": "holder_id", "edges": 3}]
    told = {**run_json(replace(RUN, files=())), "pending": pending}
    assert run_detail_lines(told, "en")[-3:] == ["", "ends awaited:", "P9  interests  holder_id  3"]
    assert "等待中的端点：" in run_detail_lines(told, "zh")


def test_a_refused_row_is_told_with_its_place_and_reason() -> None:
    english = "interests.csv row 7, column share: 'x' is no share: write 30%, 1/3 or (25,50]%"
    assert reject_lines([REJECT], "en") == [english]
    assert reject_lines([REJECT], "zh")[0].startswith("interests.csv 第7行，share列：不是比例")
    assert reject_lines([], "en") == ["no row was refused"]
    assert reject_lines([], "zh") == ["没有拒收的行"]


def test_of_many_refused_rows_the_first_are_told_and_the_others_counted() -> None:
    lines = reject_lines([REJECT] * (MOST + 7), "en")
    assert (len(lines), lines[-1]) == (MOST + 1, "(+7)")
    assert max(map(cell_len, lines)) <= 80


@pytest.mark.parametrize("why", SKIPS)
def test_every_reason_to_skip_a_check_is_said_in_both_languages(why: str) -> None:
    results = [Result("X", "f.json", (Checked("ask", None, skipped=Skip(why, "what it lacks")),))]
    english, chinese = (conform_lines(results, lang) for lang in ("en", "zh"))
    assert english[0].startswith("skipped 1: ")
    assert chinese[0].startswith("跳过1项：")
    assert ("what it lacks" in english[0]) == (why != "recall") == ("what it lacks" in chinese[0])


def test_the_doctor_says_of_a_place_without_a_store_what_to_do_and_finds_no_fault(tmp_path: Path) -> None:
    rows = {row["what"]: row for row in look(str(tmp_path / "none" / "s.duckdb"))}
    assert rows["store"]["ok"]
    assert "lookthrough ingest" in rows["store"]["found"]
    assert rows["disk"]["found"].endswith("free beside the store")
    assert rows["python"]["ok"]


def test_the_doctor_sees_that_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "s.duckdb").write_text("no store at all", encoding="utf-8")
    assert not {row["what"]: row["ok"] for row in look(str(tmp_path / "s.duckdb"))}["store"]


@pytest.mark.parametrize(
    ("argv", "lang"),
    [
        ([], "en"),
        (["owners", "C", "--lang", "zh"], "zh"),
        (["owners", "--lang=zh", "C"], "zh"),
        (["owners", "C", "--lang"], "en"),
        (["owners", "C", "--lang", "fr"], "en"),
    ],
)
def test_a_stopped_command_says_so_in_the_language_asked_for(
    argv: list[str], lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOKTHROUGH_LANG", "en")
    assert words(argv) == WORDS[lang]
