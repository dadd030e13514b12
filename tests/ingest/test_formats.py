"""Is a table the same table, row for row and cell for cell, whatever it is written and packed in?"""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.graph.tables import Table
from lookthrough.ingest.job import ingest
from lookthrough.ingest.options import IngestOptions
from lookthrough.ingest.sheets import JsonLines, Sheet, Tsv, opened
from tests.ingest.deliveries import new_store, refused, rejects, rows, take
from tests.ingest.wrapping import csv_of, every_format, file_at, jsonl_of, tsv_of, xlsx_of, zip_of

PARTIES = [
    ["party_id", "kind", "name", "names_other", "备注"],
    ["P1", "person", "王小明", "", "=1+1"],
    ["C1", "company", 'Acme "North", Ltd', "Acme;ACME", "two\nlines"],
    ["C2", "persn", "青岛海瑞有限公司", "", ""],
    ["00123", "company", "full ＷＩＤＴＨ", "", " x "],
]
CELLS = st.text(st.sampled_from(list("ab01,;\"' \n张é\t=")), max_size=6)


def read_all(path: Path) -> list[dict[str, str]]:
    """Every sound row of a file, empty cells left out."""
    sheets, _ = opened(path, lambda _: False)
    return [row for sheet in sheets for row in of(sheet)]


def of(sheet: Sheet) -> list[dict[str, str]]:
    names = sheet.columns
    found = (zip(names, row.values(), strict=True) for piece in sheet.pieces() for row in piece.to_pylist())
    return [{name: cell for name, cell in row if cell} for row in found]


@pytest.mark.parametrize("name", every_format(PARTIES, "parties"))
def test_every_format_brings_the_same_rows_and_the_same_reject(tmp_path: Path, name: str) -> None:
    store, plain = new_store(), new_store()
    run = take(store, file_at(tmp_path, name, every_format(PARTIES, "parties")[name]))
    take(plain, file_at(tmp_path, "parties.csv", csv_of(PARTIES)))
    ignored = {"row", "file", "text", "dataset"}
    kept, expected = (
        [{k: v for k, v in r.items() if k not in ignored} for r in rows(s, Table.PARTIES)]
        for s in (store, plain)
    )
    assert kept == expected
    assert [(r.column, r.code, r.cells) for r in rejects(store)] == [
        (r.column, r.code, r.cells) for r in rejects(plain)
    ]
    assert [(file.read, file.accepted, file.rejected) for file in run.files] == [(4, 3, 1)]


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_every_format_gives_back_the_cells_that_were_written(
    tmp_path_factory: pytest.TempPathFactory, body: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("cells")
    filled = [["x", *row] for row in body]
    head = ["a", "b", "c", "d"]
    wanted = [{name: cell for name, cell in zip(head, row, strict=True) if cell} for row in filled]
    quoted = [
        [cell.replace('"', "'").replace("\t", " ").replace("\n", " ") for cell in row] for row in filled
    ]
    assert read_all(file_at(folder, "parties.csv", csv_of([head, *filled]))) == wanted
    assert read_all(file_at(folder, "parties.jsonl", jsonl_of([head, *filled]))) == wanted
    assert read_all(file_at(folder, "parties.xlsx", xlsx_of({"parties": [head, *filled]}))) == wanted
    assert read_all(file_at(folder, "parties.tsv", tsv_of([head, *quoted]))) == [
        {name: cell for name, cell in zip(head, row, strict=True) if cell} for row in quoted
    ]


def test_a_zip_of_a_whole_delivery_is_a_delivery(tmp_path: Path) -> None:
    files = {
        "parties.csv": csv_of(PARTIES),
        "sub/accounts.jsonl": b'{"account_id": "A", "currency": "CNY"}\n',
        "x.pdf": b"",
    }
    store = new_store()
    report = ingest(store, [file_at(tmp_path, "crm.zip", zip_of(files))])
    assert [run.dataset for run in report.runs] == ["crm"]
    assert {file.file for file in report.runs[0].files} == {
        "crm.zip/parties.csv",
        "crm.zip/sub/accounts.jsonl",
    }
    assert report.ignored == ("crm.zip/x.pdf",)


def test_a_folder_may_hold_its_tables_in_any_mixture(tmp_path: Path) -> None:
    folder = file_at(tmp_path, "parties.csv.gz", gzip.compress(csv_of(PARTIES))).parent
    file_at(tmp_path, "accounts.tsv", b"account_id\tcurrency\nA\tCNY\n")
    file_at(tmp_path, "more.zip", zip_of({"customers.csv": b"customer_id,party_id\nK,P1\n"}))
    store = new_store()
    run = take(store, folder)
    assert (run.dataset, {file.table for file in run.files}) == ("bank", {"parties", "accounts", "customers"})


def test_names_of_a_zip_that_windows_wrote_in_chinese_are_read(tmp_path: Path) -> None:
    raw = "股东.csv".encode("gb18030")
    content = zip_of({"x" * len(raw): "公司名称,股东名称,持股比例\n海瑞,王小明,30%\n".encode()})
    path = file_at(tmp_path, "x.zip", content.replace(b"x" * len(raw), raw))
    assert [file.file for file in take(new_store(), path).files] == ["x.zip/股东.csv"] * 2


def test_the_digest_of_a_file_is_that_of_its_bytes_and_of_a_packed_one_that_of_what_is_inside(
    tmp_path: Path,
) -> None:
    content = csv_of(PARTIES)
    plain, packed = (
        opened(file_at(tmp_path, name, data), lambda _: False)[0][0].digest
        for name, data in (("parties.csv", content), ("parties.csv.gz", gzip.compress(content)))
    )
    assert plain == packed == hashlib.sha256(content).hexdigest()


def test_a_line_of_json_keeps_numbers_as_written_and_nested_values_as_json(tmp_path: Path) -> None:
    line = b'{"a": 1.10, "b": 12345678901234567890123, "c": [1, {"d": 0.10}], "e": ["x", "y"], "f": true, "g": null}\n'
    assert read_all(file_at(tmp_path, "x.jsonl", line)) == [
        {"a": "1.10", "b": "12345678901234567890123", "c": '[1, {"d": 0.10}]', "e": "x;y", "f": "true"}
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"account_id": "B"', "bad_json"),
        (b'["account_id"]', "bad_json"),
        (b'{"account_id": "B", "account_id": "C"}', "bad_json"),
        (b'{"account_id": NaN}', "bad_json"),
        (b'{"account_id": ' + b"[" * 100_000 + b"}", "bad_json"),
        (b'{"account_id": "\\ud800"}', "bad_text"),
        (b'{"account_id": "a\\u0000"}', "bad_text"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_object_costs_that_line(tmp_path: Path, line: bytes, code: str) -> None:
    content = b'{"account_id": "A"}\n\n' + line + b'\n{"account_id": "D", "currency": "CNY"}\n'
    store = new_store()
    take(store, file_at(tmp_path, "accounts.jsonl", content))
    assert [(row, found) for row, _, found in refused(store)] == [(2, code)]
    assert [(row["account_id"], row["row"]) for row in rows(store, Table.ACCOUNTS)] == [("A", 1), ("D", 3)]
    assert rejects(store)[0].line == 3


def test_rows_of_json_lines_know_their_line_and_their_first_byte(tmp_path: Path) -> None:
    content = '{"a": "青"}\r\n\r\n  {"a": "b"}\n'.encode()
    sheet = JsonLines(file_at(tmp_path, "x.jsonl", content))
    list(sheet.pieces())
    found = [(row.number, row.line, row.byte) for row in sheet.rows(np.array([1, 2]))]
    assert found == [(1, 1, 0), (2, 3, content.index(b"  {"))]


def test_a_tab_parts_cells_of_tsv_and_a_comma_is_a_letter(tmp_path: Path) -> None:
    sheet = Tsv(file_at(tmp_path, "x.tsv", b'a\tb\n1,2\t"x\ty"\n3\t"bad"quote\n5\t6\t7\n8\t9\n'))
    assert of(sheet) == [{"a": "1,2", "b": "x\ty"}, {"a": "8", "b": "9"}]
    assert [fault.code for fault in sheet.faults().known] == ["bad_quotes", "wrong_columns"]


def test_rows_of_a_packed_file_know_their_byte_in_what_is_packed(tmp_path: Path) -> None:
    content = csv_of(PARTIES)
    (sheet,), _ = opened(file_at(tmp_path, "parties.csv.gz", gzip.compress(content)), lambda _: False)
    list(sheet.pieces())
    (row,) = sheet.rows(np.array([4]))
    assert row.byte is not None
    assert content[row.byte :].startswith(b"C2,persn")


def test_dates_and_money_of_a_json_file_say_what_they_say_in_a_csv(tmp_path: Path) -> None:
    line = b'{"transfer_id": "T", "from_account": "A", "at": "2024-01-05T10:00:00+08:00", "amount": 0.10, '
    line += b'"currency": "CNY"}'
    store = new_store()
    take(store, file_at(tmp_path, "transfers.jsonl", line))
    (row,) = rows(store, Table.TRANSFERS)
    assert (row["amount"], row["amount_scale"], row["at"]) == (1, 1, 1704420000000000)


def test_a_file_of_the_layout_may_be_told_from_one_of_statements(tmp_path: Path) -> None:
    path = file_at(tmp_path, "parties.jsonl", b'{"party_id": "P", "kind": "person", "name": "statementId"}\n')
    store = new_store()
    ingest(store, [path], IngestOptions())
    assert [row["party_id"] for row in rows(store, Table.PARTIES)] == ["P"]
