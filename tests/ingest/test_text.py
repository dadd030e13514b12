"""Does the reader of CSV find every record, refuse exactly the broken ones, and know where each stands?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.errors import BadInput
from lookthrough.ingest import encoding, text
from lookthrough.ingest.sheets import Csv
from tests.ingest.oracle import records_of

HEADER = "a,b,c\n"


bodies = st.text(st.sampled_from(list('ab,,""\n\r张')), max_size=60)
Cells = dict[int, list[str]]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("text") / "parties.csv"


def read(file: Path, content: bytes | str) -> tuple[Cells, dict[int, str]]:
    """The sound rows by number, and the codes of the others."""
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    sheet = Csv(file)
    rows = [list(row.values()) for piece in sheet.pieces() for row in piece.to_pylist()]
    faults = sheet.faults()
    codes = {int(row): faults.known[which].code for row, which in zip(faults.rows, faults.which, strict=True)}
    return dict(zip(sheet.numbers(np.arange(len(rows))).tolist(), rows, strict=True)), codes


@given(bodies)
def test_sound_rows_are_those_that_a_letter_by_letter_reading_finds(file: Path, body: str) -> None:
    sound, refused = read(file, HEADER + body)
    records = {number: cells for number, (_, _, cells) in enumerate(records_of(body), 2)}
    assert sound == {number: cells for number, cells in records.items() if cells and len(cells) == 3}
    assert refused == {
        number: "wrong_columns" if cells else "bad_quotes"
        for number, cells in records.items()
        if not cells or len(cells) != 3
    }


@given(bodies)
def test_every_row_can_be_read_again_as_it_stands_in_the_file(file: Path, body: str) -> None:
    read(file, HEADER + body)
    sheet = Csv(file)
    list(sheet.pieces())
    records = records_of(body)
    again = list(sheet.rows(np.arange(2, len(records) + 2)))
    assert [(row.line, row.text) for row in again] == [(line, record) for line, record, _ in records]


@given(bodies, st.integers(2, 30))
def test_where_a_block_of_bytes_ends_changes_nothing(file: Path, body: str, size: int) -> None:
    file.write_bytes((HEADER + body).encode())
    facts = text.survey(file)
    whole, torn = stream(file, facts, 1 << 20)
    assert stream(file, facts, size) == (whole, torn)


def stream(file: Path, facts: text.Facts, size: int) -> tuple[bytes, dict[int, str]]:
    """All that a reader gets who asks for so many bytes at a time, and what it does not get."""
    with file.open("rb") as opened:
        sound = text.Sound(opened, facts, "a,b,c")
        found = list(iter(lambda: sound.read(size), b""))
        return b"".join(found), sound.torn


def test_a_stray_quote_costs_its_row_and_leaves_the_dialect_alone(file: Path) -> None:
    sound, refused = read(file, 'a,b,c\n1,2,3\n5,"bad"quote,6\n7,"two\nlines",9\n10,11,12\n')
    assert sound == {2: ["1", "2", "3"], 4: ["7", "two\nlines", "9"], 5: ["10", "11", "12"]}
    assert refused == {3: "bad_quotes"}


def test_a_quote_that_never_ends_costs_one_row_and_not_the_rest_of_the_file(file: Path) -> None:
    sound, refused = read(file, 'a,b,c\n1,"2,3\n4,5,6\n')
    assert (sound, refused) == ({3: ["4", "5", "6"]}, {2: "bad_quotes"})


def test_a_quote_inside_an_unquoted_cell_is_a_letter(file: Path) -> None:
    assert read(file, 'a,b,c\n1,5" pipe,3\n')[0] == {2: ["1", '5" pipe', "3"]}


def test_lines_count_every_line_of_a_cell_that_has_several(file: Path) -> None:
    read(file, 'a,b,c\n1,"two\nlines",3\n\nshort\n')
    sheet = Csv(file)
    list(sheet.pieces())
    assert [(row.number, row.line) for row in sheet.rows(np.array([2, 3]))] == [(2, 2), (3, 5)]


def test_a_byte_order_mark_and_blank_lines_before_the_header_are_no_content(file: Path) -> None:
    assert read(file, b"\xef\xbb\xbf\n\na,b,c\n1,2,3\n")[0] == {2: ["1", "2", "3"]}


def test_one_row_in_another_encoding_is_refused_alone(file: Path) -> None:
    sound, refused = read(
        file, "a,b,c\n甲,乙,丙\n".encode() + "1,丁,3\n".encode("gb18030") + "戊,己,庚\n".encode()
    )
    assert (sorted(sound), refused) == ([2, 4], {3: "bad_text"})


@pytest.mark.parametrize(("end", "whole"), [(b"\xe5\xb2\x9b", True), (b"\xe5\xb2", False), (b"\xb2", False)])
def test_a_file_may_end_in_a_character_but_not_in_half_of_one(file: Path, end: bytes, *, whole: bool) -> None:
    file.write_bytes("a,b,c\n青岛海瑞,".encode() + end)
    assert text.survey(file).text.sound is whole


def test_a_character_may_lie_across_two_blocks(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "BLOCK", 8)
    monkeypatch.setattr(text, "BLOCK", 8)
    assert read(file, "a,b,c\n青岛海瑞,贸易,有限公司\n")[0] == {2: ["青岛海瑞", "贸易", "有限公司"]}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty: its first line must name the columns"),
        (b"\n\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"a\0,b\n", "does not begin with a line that names the columns"),
        (b'"a\n', "does not begin with a line that names the columns"),
        (b"," * 3000, "has 3,001 columns: that is no table of the bank layout"),
    ],
)
def test_what_has_no_header_is_refused_with_a_sentence(file: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        read(file, content)


def test_a_line_without_end_is_refused_before_it_fills_the_memory(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "LONGEST", 100)
    with pytest.raises(BadInput, match="a line is longer than"):
        read(file, b"a,b,c\n" + b"x" * 1000)


def test_a_cell_longer_than_any_cell_is_a_quote_that_never_ends(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "LONGEST", 100)
    monkeypatch.setattr(text, "BLOCK", 50)
    sound, refused = read(file, b'a,b,c\n1,"' + b"x\n" * 200 + b"4,5,6\n")
    assert refused[2] == "bad_quotes"
    assert sound == {202: ["4", "5", "6"]}
