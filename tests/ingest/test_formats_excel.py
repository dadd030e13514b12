"""Does a workbook come out as a person reads it on the screen, and is what cannot be known refused?"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.graph.tables import Table
from lookthrough.ingest.job import ingest
from lookthrough.ingest.sheets import Sheet, excel, opened
from tests.ingest.deliveries import new_store, refused, rejects, rows, take
from tests.ingest.wrapping import file_at, xlsx_of

NOON = datetime.fromisoformat("2024-02-29T12:05:07")
HEAD = ["holder_id", "held_id", "kind", "share", "valid_from"]


def sheets_of(path: Path) -> list[Sheet]:
    """The sheets of a workbook; a header is known by holder_id."""
    return opened(path, lambda cells: "holder_id" in cells)[0]


def cells_of(tmp_path: Path, value: Any, code: str = "") -> str | None:
    """The text of one cell."""
    path = file_at(
        tmp_path, "x.xlsx", xlsx_of({"s": [["a", "b"], ["x", value]]}, {1: code} if code else None)
    )
    (row,) = [row for piece in sheets_of(path)[0].pieces() for row in piece.to_pylist()]
    found: str | None = row["1"]
    return found


def book(folder: Path, write: Callable[[Any, Any], None], name: str = "interests") -> Path:
    """A workbook with one sheet that `write` fills."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        write(workbook, workbook.add_worksheet(name))
    return file_at(folder, "book.xlsx", file.getvalue())


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1.0, "", "1"),
        (-3, "", "-3"),
        (0.1, "", "0.1"),
        (1e-7, "", "0.0000001"),
        (123456789012345, "0", "123456789012345"),
        (9.1110101202e17, "", "9.1110101202E+17"),
        (110105194912310021, "0", "1.1010519491231E+17"),
        (0.36, "0.00%", "36%"),
        (0.3333, "0%", "33.33%"),
        (1, "0.00%", "100%"),
        (0.07, '0.00"%"', "0.07"),
        (0.07, "0.00\\%", "0.07"),
        (123, "000000", "000123"),
        (123, "#,##0", "123"),
        (True, "", "true"),
        (date(2024, 2, 29), "yyyy-mm-dd", "2024-02-29"),
        (date(2024, 2, 29), 'yyyy"年"m"月"d"日"', "2024-02-29"),
        (45351, "yyyy/m/d", "2024-02-29"),
        (NOON.replace(hour=0, minute=0, second=0), "yyyy-mm-dd hh:mm", "2024-02-29T00:00:00"),
        (NOON, "yyyy-mm-dd hh:mm:ss", "2024-02-29T12:05:07"),
        (time(9, 30), "hh:mm", "09:30:00"),
        (timedelta(hours=30), "[h]:mm", "30:00:00"),
        (" as it is ", "@", " as it is "),
        ("36.00%", "", "36.00%"),
        ("00123", "", "00123"),
    ],
)  # fmt: skip
def test_a_cell_says_what_it_shows(tmp_path: Path, value: object, code: str, text: str) -> None:
    assert cells_of(tmp_path, value, code) == text


@given(st.decimals(0, 1, places=4))
def test_a_share_under_a_percent_format_is_that_percentage(
    tmp_path_factory: pytest.TempPathFactory, share: Any
) -> None:
    text = cells_of(tmp_path_factory.mktemp("share"), float(share), "0.00%")
    assert text is not None
    assert type(share)(text.removesuffix("%")) == share * 100


def test_an_identifier_that_excel_made_a_number_of_is_refused_and_not_repaired(tmp_path: Path) -> None:
    head = ["party_id", "kind", "name", "id_number"]
    body: list[list[Any]] = [["P1", "person", "王小明", 110105194912310021], ["P2", "person", "李芳", 12345]]
    store = new_store()
    take(store, file_at(tmp_path, "parties.xlsx", xlsx_of({"parties": [head, *body]})))
    assert refused(store) == [(2, "id_number", "excel_number")]
    assert [row["id_number"] for row in rows(store, Table.PARTIES)] == ["12345"]


def test_titles_above_the_header_are_told_and_not_read(tmp_path: Path) -> None:
    def write(workbook: Any, sheet: Any) -> None:
        sheet.merge_range("A1:C1", "股东信息：数据仅供参考", workbook.add_format({"bold": True}))
        sheet.write_row(1, 0, ["导出时间", "2026-01-01"])
        sheet.write_row(3, 0, ["公司名称", "股东名称", "持股比例"])
        sheet.write_row(4, 0, ["海瑞", "王小明"])
        sheet.write_number(4, 2, 0.36, workbook.add_format({"num_format": "0.00%"}))

    store = new_store()
    run = take(store, book(tmp_path, write, "Sheet1"))
    (interest,) = rows(store, Table.INTERESTS)
    assert (interest["share_low_num"], interest["share_low_den"], interest["row"]) == (9, 25, 2)
    assert ("title_rows", 2) in [(warned.code, warned.rows) for warned in run.files[0].warnings]


def test_a_formula_is_its_value_and_one_without_a_value_refuses_its_row(tmp_path: Path) -> None:
    def write(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEAD)
        for row, value in enumerate(["30%", None, "#REF!", ""], 1):
            sheet.write_row(row, 0, [f"P{row}", "C", "shareholding"])
            sheet.write_formula(row, 3, "=A1", None, "" if value is None else value)
        sheet.write_row(5, 0, ["P5", "C", "shareholding", "40%"])

    store = new_store()
    take(store, book(tmp_path, write))
    assert refused(store) == [(row, "share", "excel_error") for row in (3, 4, 5)]
    assert [(row["holder_id"], row["row"]) for row in rows(store, Table.INTERESTS)] == [("P1", 2), ("P5", 6)]
    assert [reject.line for reject in rejects(store)] == [3, 4, 5]


def test_each_sheet_that_is_a_table_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    path = file_at(
        tmp_path,
        "crm.xlsx",
        xlsx_of(
            {
                "Parties": [["party_id", "kind", "name"], ["P", "person", "王小明"]],
                "说明": [["这是说明"], ["第二行"]],
                "持股": [HEAD, ["P", "C", "shareholding", "30%", date(2020, 1, 1)]],
                "empty": [],
            }
        ),
    )
    store = new_store()
    report = ingest(store, [path])
    assert [(file.file, file.table, file.read) for file in report.runs[0].files] == [
        ("crm.xlsx!Parties", "parties", 1), ("crm.xlsx!持股", "interests", 1)
    ]  # fmt: skip
    assert (report.runs[0].dataset, report.ignored) == ("crm", ("crm.xlsx!说明",))


def test_a_table_may_begin_anywhere_in_its_sheet_and_blank_rows_do_not_count(tmp_path: Path) -> None:
    def write(_: Any, sheet: Any) -> None:
        sheet.write_row(4, 2, HEAD)
        sheet.write_row(6, 2, ["P1", "C", "shareholding", "30%"])
        sheet.write_row(9, 2, ["P2", "C", "shareholding", "130%"])

    store = new_store()
    take(store, book(tmp_path, write))
    assert refused(store) == [(3, "share", "share_out_of_range")]
    assert rejects(store)[0].line == 10


def test_rows_of_a_sheet_come_in_pieces_as_they_would_in_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = [[f"P{i}", "C", "shareholding", 0.01 * (i % 50), None] for i in range(100)]
    path = file_at(tmp_path, "interests.xlsx", xlsx_of({"interests": [HEAD, *body]}, {3: "0%"}))
    whole = [row for piece in sheets_of(path)[0].pieces() for row in piece.to_pylist()]
    monkeypatch.setattr(excel, "AT_ONCE", 7)
    (sheet,) = sheets_of(path)
    assert [row for piece in sheet.pieces() for row in piece.to_pylist()] == whole
    assert [row.cells["holder_id"] for row in sheet.rows(np.array([2, 50, 101]))] == ["P0", "P48", "P99"]


def test_a_workbook_read_twice_changes_nothing_and_its_sheets_have_digests_of_their_own(
    tmp_path: Path,
) -> None:
    table = [["account_id", "currency"], ["A", "CNY"]]
    path = file_at(
        tmp_path, "x.xlsx", xlsx_of({"accounts": table, "mandates": [["party_id", "account_id", "role"]]})
    )
    assert len({sheet.digest for sheet in sheets_of(path)}) == 2
    store = new_store()
    take(store, path)
    assert take(store, path).nothing
