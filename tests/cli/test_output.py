"""Does an answer reach a program whole: on stdout in each form, in a file of each kind, and nothing else beside it?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lookthrough.cli.law import _check_rows
from lookthrough.cli.options import Output
from lookthrough.cli.output import emit, note
from lookthrough.errors import UsageError

ANSWERS: list[dict[str, Any]] = [{"name": "王小明", "share": {"low": "1/4"}}, {"name": "=1+1", "share": None}]
ROWS: list[dict[str, Any]] = [
    {"id": "P1", "name": "王小明", "share": {"low": "1/4"}, "bases": ["equity"]},
    {"id": "P2", "name": "=1+1", "share": None, "seen": 3},
]
CSV = """id,name,share,bases,seen
P1,王小明,"{""low"": ""1/4""}","[""equity""]",
P2,=1+1,,,3
"""


def printed(capsys: pytest.CaptureFixture[str], output: Output, rows: Any = ROWS, **how: Any) -> str:
    """What stands on stdout; nothing may stand on stderr."""
    emit(output, ANSWERS, rows, many=how.pop("many", True), **how)
    out, err = capsys.readouterr()
    assert err == ""
    return out


def written(path: Path, capsys: pytest.CaptureFixture[str], rows: Any = ROWS, **how: Any) -> Path:
    """A file with the answers; stdout stays empty, and stderr says where the file is."""
    emit(Output(out=path), ANSWERS, rows, many=True, **how)
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"written: {path}\n")
    return path


def test_json_is_an_array_where_several_were_asked_and_one_answer_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert json.loads(printed(capsys, Output(json=True))) == ANSWERS
    assert json.loads(printed(capsys, Output(json=True), many=False)) == ANSWERS[0]


def test_json_lines_hold_one_answer_each_and_keep_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, Output(jsonl=True)).splitlines()
    assert [json.loads(line) for line in lines] == ANSWERS
    assert "王小明" in lines[0]


def test_csv_has_every_column_that_some_row_has_and_json_for_what_is_no_plain_value(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert printed(capsys, Output(csv=True)) == CSV


def test_csv_without_rows_has_the_columns_that_are_known_or_nothing_at_all(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert printed(capsys, Output(csv=True), [], names=("a", "b")) == "a,b\n"
    assert printed(capsys, Output(csv=True), []) == ""


@pytest.mark.parametrize("ending", [".json", ".jsonl", ".csv", ".CSV"])
def test_a_file_of_text_holds_what_stdout_would(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / f"a{ending}", capsys)
    form = Output(jsonl=ending == ".jsonl", csv=ending.lower() == ".csv")
    assert path.read_bytes().decode("utf-8") == printed(capsys, form)


def test_a_parquet_file_holds_the_rows_nested_values_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import pyarrow.parquet as pq

    table = pq.read_table(written(tmp_path / "a.parquet", capsys))
    assert table["share"].to_pylist() == ['{"low": "1/4"}', None]
    assert table["seen"].to_pylist() == [None, 3]


def test_a_parquet_file_takes_runs_with_no_warnings_and_answers_without_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import pyarrow.parquet as pq

    table = pq.read_table(written(tmp_path / "a.parquet", capsys, [{"run": 1, "warnings": {}}]))
    assert table["warnings"].to_pylist() == ["{}"]
    empty = pq.read_table(written(tmp_path / "b.parquet", capsys, [], names=("a", "b")))
    assert (empty.column_names, empty.num_rows) == (["a", "b"], 0)


def test_a_workbook_keeps_a_name_that_begins_like_a_formula_as_a_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(written(tmp_path / "a.xlsx", capsys))
    assert [row[1] for row in book.get_sheet_by_index(0).to_python()] == ["name", "王小明", "=1+1"]


@pytest.mark.parametrize("name", ["a.txt", "a", "a.xls"])
def test_a_file_of_another_kind_is_refused_and_not_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"must end in \.json, \.jsonl, \.csv, \.parquet or \.xlsx"):
        emit(Output(out=tmp_path / name), ANSWERS, ROWS, many=True)
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_whole_leaves_the_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "owners.json"
    path.write_text("earlier")
    unwritable = [{"name": object()}]
    with pytest.raises(TypeError):
        emit(Output(out=path), unwritable, unwritable, many=False)
    assert [(found.name, found.read_text()) for found in tmp_path.iterdir()] == [("owners.json", "earlier")]


def test_a_remark_stands_on_stderr_unless_nothing_is_to_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    note("so it is", Output())
    note("and so", Output(quiet=True))
    assert capsys.readouterr() == ("", "so it is\n")


def test_worked_examples_are_a_row_a_check_with_all_values_as_text() -> None:
    checks = [
        {"ask": "controls", "passed": True, "expected": True, "found": True},
        {"ask": "share", "passed": False, "expected": "30%", "found": {"p": "1/4"}},
        {"ask": "gaps", "skipped": "this version does not answer 'gaps'"},
    ]
    rows = list(_check_rows([{"id": "X", "file": "f.json", "passed": False, "checks": checks}]))
    assert [(row["ask"], row["expected"], row["found"]) for row in rows] == [
        ("controls", "true", "true"),
        ("share", "30%", '{"p": "1/4"}'),
        ("gaps", None, None),
    ]
    assert len({tuple(row) for row in rows}) == 1
