"""Does the report say in plain words and aligned numbers what became of a delivery?"""

from __future__ import annotations

import json
from dataclasses import replace

from lookthrough.graph.ports import Counts
from lookthrough.ingest.report import FileReport, Report, RunReport, Warned, lines, to_dict

PARTIES = FileReport("parties.csv", "parties", 30012, 14, 0, Counts(new=29998), note="gb18030")
INTERESTS = FileReport("interests.csv", "interests", 60431, 51, 0, Counts(new=60380, pending=12))
TRANSFERS = FileReport("transfers.parquet", "transfers", 500000, 0, 0, Counts(new=500000))
RUN = RunReport("bank", 3, (PARTIES, INTERESTS, TRANSFERS), 4.08)


def test_a_run_is_a_line_a_file_with_aligned_numerals_and_one_for_the_whole() -> None:
    assert lines(Report((RUN,))) == [
        "parties.csv         30,012 read   29,998 new  0 changed  14 rejected  gb18030",
        "interests.csv       60,431 read   60,380 new  0 changed  51 rejected",
        "    12 ends pending",
        "transfers.parquet  500,000 read  500,000 new  0 changed   0 rejected",
        "run 3 committed in 4.1 s.",
        "65 rejected rows: lookthrough runs rejects 3 --out rejects.csv",
    ]


def test_the_chinese_report_counts_wide_letters_as_two() -> None:
    file = replace(PARTIES, file="主体.csv", note="", counts=Counts(new=3, unchanged=2), rejected=0)
    assert lines(Report((RunReport("bank", 3, (file, INTERESTS), 4.08),)), "zh") == [
        "主体.csv       30,012 读取       3 新增  0 变更   0 拒收  未变 2",
        "interests.csv  60,431 读取  60,380 新增  0 变更  51 拒收  待补端点 12",
        "第 3 批已提交，用时 4.1 秒。",
        "拒收 51 行：lookthrough runs rejects 3 --out rejects.csv",
    ]


def test_a_delivery_that_changed_nothing_is_one_line() -> None:
    file = replace(PARTIES, counts=Counts(unchanged=29998), skipped=True)
    assert lines(Report((RunReport("bank", 4, (file,), 0.1),))) == ["run 4: nothing new, nothing changed."]


def test_a_run_that_changed_nothing_but_refused_rows_says_so() -> None:
    file = replace(PARTIES, counts=Counts(unchanged=29998))
    assert lines(Report((RunReport("bank", 4, (file,), 0.1),)))[-2:] == [
        "run 4: nothing new, nothing changed.",
        "14 rejected rows: lookthrough runs rejects 4 --out rejects.csv",
    ]


def test_a_dry_run_says_that_nothing_was_written() -> None:
    told = lines(Report((replace(RUN, run=None),)))
    assert told[-1] == "dry run, 4.1 s: nothing was written. 65 rows would be rejected."


def test_warnings_and_files_that_were_not_read_stand_below() -> None:
    warned = (Warned("names_only", "3 rows", 3), Warned("extra_columns", "manager, 备注"))
    told = lines(Report((RunReport("bank", 1, (replace(INTERESTS, warnings=warned),), 1),), ("notes.txt",)))
    assert told[2:4] == [
        "interests.csv: 3 rows name parties by name alone: one party for each name (names_only)",
        "interests.csv: kept, though the layout lacks them: manager, 备注 (extra_columns)",
    ]
    assert told[-1] == "not read: notes.txt"


def test_rows_that_were_minted_name_their_table() -> None:
    minted = FileReport("interests.csv", "parties", 3, counts=Counts(new=3), minted=True)
    assert lines(Report((RunReport("bank", 1, (minted,), 1),)))[0].startswith(
        "interests.csv (parties)  3 read"
    )


def test_the_report_is_json_for_programs() -> None:
    found = json.loads(json.dumps(to_dict(Report((RUN,), ("notes.txt",)))))
    assert found["format"] == "lookthrough.ingest/1"
    assert found["ignored"] == ["notes.txt"]
    assert found["runs"][0]["files"][0] == {
        "file": "parties.csv", "table": "parties", "read": 30012, "accepted": 29998, "rejected": 14, "repeated": 0,
        "warned": 0, "new": 29998, "changed": 0, "unchanged": 0, "closed": 0, "pending": 0, "warnings": [],
        "minted": False, "skipped": False, "note": "gb18030",
    }  # fmt: skip
