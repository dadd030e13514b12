"""Is every statement of a file found where it stands, and does a file that is none of statements say so?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lookthrough.errors import BadInput, UsageError
from lookthrough.graph.stores.duckdb import open_store
from lookthrough.graph.tables import Table
from lookthrough.ingest.job import ingest
from lookthrough.ingest.options import IngestOptions
from lookthrough.ingest.report import Report, lines
from lookthrough.ingest.sources import bods, bods_file, bods_survey
from lookthrough.ingest.sources.bods_file import texts_of
from tests.acceptance.conftest import Terminal
from tests.ingest.deliveries import new_store, refused, rejects, rows, take
from tests.ingest.statements import (
    entity,
    history,
    interest,
    interests,
    parties,
    person,
    relationship,
    taken,
    written,
)

FOUND = [entity("C"), person("P"), relationship("P", "C", interest("shareholding", 60))]
LINES = b"\n".join(json.dumps(each).encode() for each in FOUND)
ARRAY = json.dumps(FOUND, indent=2, ensure_ascii=False).encode()


def file_of(folder: Path, content: bytes, name: str = "register.jsonl") -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("register.jsonl", LINES),
        ("register.json", LINES + b"\n"),
        ("register.ndjson", b"\n\r\n" + LINES.replace(b"\n", b"\r\n\n")),
        ("register.json", ARRAY),
        ("register.JSON", b" \n" + ARRAY + b"\n"),
        ("register.json", b"\xef\xbb\xbf" + ARRAY),
        ("register.jsonl", b"\xef\xbb\xbf" + LINES),
    ],
)
def test_an_array_and_lines_are_the_same_statements(tmp_path: Path, name: str, content: bytes) -> None:
    store = new_store()
    run = take(store, file_of(tmp_path, content, name))
    assert (run.dataset, run.rejected, set(parties(store))) == ("register", 0, {"C", "P"})
    assert history(store) == {"P>C#1": "60% .."}
    assert [claim.source.row for claim in interests(store).values()] == [3]


@pytest.mark.parametrize("content", [b"[]", b" [ ] \n"])
def test_no_statements_are_no_fault_where_the_format_was_said(tmp_path: Path, content: bytes) -> None:
    run = take(new_store(), file_of(tmp_path, content), format="bods")
    assert [(file.read, file.rejected) for file in run.files] == [(0, 0)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b'{"id": 1}'),
        ("a.json", b'[{"recordId": "R"}]'),
        ("a.jsonl", b'"statementId": 1'),
        ("a.csv", LINES),
        ("a.json", b""),
    ],
)
def test_a_file_that_does_not_look_like_statements_is_not_taken_for_them(
    tmp_path: Path, name: str, content: bytes
) -> None:
    assert not bods.recognised(file_of(tmp_path, content, name))


def test_a_folder_is_no_file_of_statements(tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    assert not bods.recognised(tmp_path / "folder.json")
    with pytest.raises(BadInput, match="name the files of statements one by one"):
        take(new_store(), tmp_path / "folder.json", format="bods")


def test_the_format_can_be_said_and_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--as psc: write bank or bods"):
        take(new_store(), file_of(tmp_path, LINES), format="psc")
    with pytest.raises(BadInput, match=r"register\.jsonl is no table of the bank layout"):
        take(new_store(), file_of(tmp_path, LINES), format="bank")


def test_a_file_of_statements_and_one_of_the_bank_go_in_together(tmp_path: Path) -> None:
    own = file_of(tmp_path, b"party_id,kind,name\nB,company,Bank\n", "parties.csv")
    store = new_store()
    ingest(store, [file_of(tmp_path, LINES), own], IngestOptions(dataset="all"))
    assert {row["party_id"] for row in rows(store, Table.PARTIES)} == {"all/C", "all/P", "B"}


def test_two_datasets_never_share_a_party(tmp_path: Path) -> None:
    store = new_store()
    for dataset in ("uk", "dk"):
        take(store, file_of(tmp_path, LINES), dataset=dataset)
    assert sorted(row["party_id"] for row in rows(store, Table.PARTIES)) == ["dk/C", "dk/P", "uk/C", "uk/P"]


def test_a_reject_tells_which_statement_it_is_and_how_it_begins(tmp_path: Path) -> None:
    wrong = relationship("P", "C", interest("owner", details="x" * 3000), record="R")
    store = new_store()
    take(
        store, file_of(tmp_path, b"\n".join([LINES, b"", json.dumps(wrong).encode(), b'{"statementId": 1}']))
    )
    first, second = rejects(store)
    assert {(each.row, each.line, each.table, each.code) for each in (first, second)} == {
        (4, 5, "interests", "unknown_word"), (5, 6, "parties", "missing_value"),
    }  # fmt: skip
    (told,) = [each for each in (first, second) if each.row == 4]
    assert (told.cells["recordId"], len(told.text)) == ("R", 2000)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"statementId": "x"', "bad_json"),
        (b"null", "bad_json"),
        (b'"statementId"', "bad_json"),
        (b'{"statementId": NaN}', "bad_json"),
        (b'{"statementId": 1e99999999999999999999}', "bad_json"),
        (b'{"statementId": ' + b"1" * 5000 + b"}", "bad_json"),
        (b'{"statementId": ' + b"[" * 100_000 + b"}", "bad_json"),
        (b'{"statementId": "\xff"}', "bad_text"),
        (b'{"statementId": "a\0"}', "bad_json"),
        (b'{"statementId": "\\u0000", "recordId": "\\u0000"}', "bad_text"),
        (b'{"statementId": "x", "recordId": "\\ud800"}', "bad_text"),
        (b"{}", "missing_value"),
    ],
)
def test_a_line_that_is_no_statement_costs_that_line(tmp_path: Path, line: bytes, code: str) -> None:
    with open_store(":memory:", "create") as store:
        (run,) = ingest(store, [file_of(tmp_path, LINES + b"\n" + line + b"\n")]).runs
        assert [(each.row, each.line, each.code) for each in store.rejects(1)] == [(4, 4, code)]
        assert (run.rejected, len(rows(store, Table.PARTIES))) == (1, 2)


@pytest.mark.parametrize("element", [b"null", b"7", b'"x"', b"[]", b"{}"])
def test_an_element_that_is_no_statement_costs_that_element(tmp_path: Path, element: bytes) -> None:
    store = new_store()
    take(store, file_of(tmp_path, b"[" + element + b"," + json.dumps(FOUND[0]).encode() + b"]"))
    assert ([row for row, _, _ in refused(store)], set(parties(store))) == ([1], {"C"})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (ARRAY[:-2], "is no JSON, line"),
        (ARRAY + b"]", "is no JSON, line"),
        (ARRAY.replace(b"},\n", b"}\n", 1), "is no JSON, line"),
        (b"[" + b",".join([ARRAY[1:-1], b""]) + b"]", "is no JSON, line"),
        (ARRAY.replace(b"60", b"NaN"), "holds a number that is none"),
        (ARRAY.replace(b"60", b"[" * 100_000), "is nested too deeply"),
        (ARRAY.replace(b"60", b'"\xff"'), "is not UTF-8"),
    ],
)
def test_an_array_that_is_no_json_is_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=rf"register\.json,? .*{sentence}|register\.json {sentence}"):
        take(new_store(), file_of(tmp_path, content, "register.json"))


@pytest.mark.parametrize("stretch", [1, 7, 64])
def test_an_array_is_read_a_stretch_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stretch: int
) -> None:
    content = b"\xef\xbb\xbf\n" + ARRAY.replace(b"{", '{ "备注": "一笔\\n二笔",'.encode())
    path = file_of(tmp_path, content, "register.json")
    whole = list(texts_of(path))
    monkeypatch.setattr(bods_file, "STRETCH", stretch)
    texts = texts_of(path)
    assert list(texts) == whole == [texts.text(place) for place in range(len(texts))]
    assert whole[0].text.startswith('{ "备注"')


def test_an_element_that_is_too_long_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bods_file, "LONGEST", 1000)
    monkeypatch.setattr(bods_file, "STRETCH", 100)
    long = ARRAY[:-1].rstrip() + b', {"a": "' + b"x" * 2000 + b'"}]'
    with pytest.raises(BadInput, match=r"register\.json, element 4: longer than"):
        take(new_store(), file_of(tmp_path, long, "register.json"))


def test_where_an_array_breaks_off_the_line_is_told(tmp_path: Path) -> None:
    content = b'[\n{"statementId": "1"},\n{"statementId":\n "2"'
    with pytest.raises(BadInput, match=r"register\.json is no JSON, line 4:"):
        take(new_store(), file_of(tmp_path, content, "register.json"), format="bods")


def test_a_line_that_is_too_long_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bods_file, "LONGEST", 1000)
    with pytest.raises(BadInput, match=r"register\.jsonl, line 4: longer than"):
        take(new_store(), file_of(tmp_path, LINES + b"\n" + b"x" * 2000))


def test_a_file_that_holds_hardly_any_objects_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bods_survey, "TORN", 5)
    with pytest.raises(BadInput, match="hardly any JSON objects"):
        take(new_store(), file_of(tmp_path, LINES + b"\nx" * 6))


def test_the_same_file_twice_changes_nothing_and_a_new_statement_only_adds(tmp_path: Path) -> None:
    store, path = new_store(), file_of(tmp_path, LINES)
    take(store, path)
    assert lines(Report((take(store, path),))) == ["run 2: nothing new, nothing changed."]
    run = take(store, file_of(tmp_path, LINES + b"\n" + json.dumps(person("Q")).encode()))
    assert [(file.counts.new, file.counts.changed, file.counts.unchanged) for file in run.files] == [
        (1, 0, 2),
        (0, 0, 1),
    ]


def test_a_full_delivery_closes_the_records_that_are_gone(tmp_path: Path) -> None:
    apart = relationship("P", "C", interest("shareholding", 30, "indirect"), record="R")
    store = new_store()
    take(store, written(tmp_path, [*FOUND, apart]))
    run = take(store, written(tmp_path, FOUND[:2]), full=True, yes=True)
    assert {file.table: file.counts.closed for file in run.files} == {
        "parties": 0, "interests": 1, "associations": 0, "declared_owners": 1,
    }  # fmt: skip
    assert interests(store) == {}


def test_a_statement_that_stands_in_two_files_counts_once(tmp_path: Path) -> None:
    store = new_store()
    run = take(store, written(tmp_path, FOUND), written(tmp_path, FOUND[1:], "b.json"), dataset="register")
    assert [(file.file, file.read, file.repeated) for file in run.files] == [
        ("register.json", 2, 0), ("register.json", 1, 0), ("b.json", 1, 1), ("b.json", 1, 1),
    ]  # fmt: skip
    assert (run.rejected, set(parties(store)), set(interests(store))) == (0, {"C", "P"}, {"P>C#1"})


def test_the_command_line_takes_statements_and_knows_them_by_their_looks(tmp_path: Path) -> None:
    path, terminal = written(tmp_path, FOUND), Terminal(tmp_path)
    said = terminal.run("ingest", str(path))
    assert (said.code, "register.json: 3 BODS statements" in said.out) == (0, True)
    assert terminal.run("ingest", str(path), "--as", "bods", "--dataset", "again").code == 0
    wrong = terminal.run("ingest", str(path), "--as", "ftm")
    assert (wrong.code, wrong.err.strip()) == (2, "--as ftm: write bank or bods")


def test_a_dry_run_says_what_a_delivery_would_do(tmp_path: Path) -> None:
    store = new_store()
    run = take(store, written(tmp_path, [*FOUND, entity("E", "company")]), dry_run=True)
    assert (run.run, store.last_run(), run.rejected, run.rejects[0].code) == (None, 0, 1, "unknown_word")


def test_the_report_names_the_tables_and_counts_the_statements(tmp_path: Path) -> None:
    again = relationship("P", "C", interest("shareholding", 70), statementDate="2024-05-01")
    _, run = taken(tmp_path, *FOUND, again)
    assert lines(Report((run,)))[:-1] == [
        "register.json (parties)    2 read  2 new  0 changed  0 rejected",
        "register.json (interests)  2 read  2 new  0 changed  0 rejected",
        "register.json: 4 BODS statements (statements)",
        "register.json: 1 statements have a later one on the same record (superseded)",
    ]


def test_a_large_file_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bods, "PIECE", 7)
    found: list[Any] = [person(f"P{n}") for n in range(40)]
    found += [relationship(f"P{n}", "C", *[interest("boardMember")] * 3) for n in range(40)]
    store, run = taken(tmp_path, *found)
    assert [file.read for file in run.files] == [40, 120]
    assert {claim.source.row for claim in interests(store).values()} == set(range(41, 81))


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_refused_statement_knows_its_line_and_its_byte(tmp_path: Path, codec: str, name: str) -> None:
    bad = '{"statementId": "青岛"}'
    lines_ = [json.dumps(entity("C", name="王小明"), ensure_ascii=False), bad]
    text = "\n".join(lines_) if name == "a.jsonl" else "[\n" + ",\n".join(lines_) + "\n]"
    path = file_of(tmp_path, text.encode(codec), name)
    sheet = bods.delivered(path, None)[0].sheet
    list(sheet.pieces())
    (row,) = sheet.rows(np.array([2]))
    assert row.line == (2 if name == "a.jsonl" else 3)
    assert row.byte is not None
    plain = codec.replace("-sig", "") if codec != "utf-16" else "utf-16-le"
    assert path.read_bytes()[row.byte :].startswith(bad.encode(plain))
