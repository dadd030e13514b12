"""Is a file in any encoding read as what it says, and is each of the known traps of embedded readers none here?

The traps are those of a reader that sniffs dialects, casts in silence, or loads nothing of a file in another encoding.
"""

from __future__ import annotations

import codecs
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.errors import BadInput
from lookthrough.graph.tables import Table
from lookthrough.ingest import encoding, text
from lookthrough.ingest.encoding import as_utf8
from lookthrough.ingest.files import Raw
from lookthrough.ingest.report import lines
from lookthrough.ingest.sheets import Csv
from tests.ingest.deliveries import new_store, refused, rejects, rows, take
from tests.ingest.statements import entity
from tests.ingest.wrapping import file_at

ROWS = """party_id,kind,name
P1,person,王小明
C1,company,"青岛海瑞, 贸易有限公司"
P2,persn,李芳
P3,person,𠮷田
"""
NAMES = ["青岛海瑞, 贸易有限公司", "王小明", "𠮷田"]
ENCODINGS = {
    "utf-8": ("utf-8", b"", None),
    "utf-8 with a mark": ("utf-8", codecs.BOM_UTF8, None),
    "gb18030": ("gb18030", b"", "GB18030"),
    "utf-16le with a mark": ("utf-16-le", codecs.BOM_UTF16_LE, "UTF-16LE"),
    "utf-16be with a mark": ("utf-16-be", codecs.BOM_UTF16_BE, "UTF-16BE"),
    "utf-16le": ("utf-16-le", b"", "UTF-16LE"),
    "utf-16be": ("utf-16-be", b"", "UTF-16BE"),
}


def read_as(content: bytes, folder: Path) -> str:
    """The encoding that a file with this content is read in."""
    return as_utf8(Raw.of(file_at(folder, "x.csv", content))).encoding


@pytest.mark.parametrize("name", ENCODINGS)
def test_every_encoding_brings_the_same_rows_and_is_told_when_it_is_not_utf8(
    tmp_path: Path, name: str
) -> None:
    codec, mark, told = ENCODINGS[name]
    store = new_store()
    run = take(store, file_at(tmp_path, "parties.csv", mark + ROWS.encode(codec)))
    assert sorted(row["name"] for row in rows(store, Table.PARTIES)) == sorted(NAMES)
    assert refused(store) == [(4, "kind", "unknown_word")]
    said = [warned.text for warned in run.files[0].warnings if warned.code == "encoding"]
    assert said == ([told] if told else [])


@pytest.mark.parametrize("name", ENCODINGS)
def test_a_reject_stands_at_its_line_and_byte_of_the_delivered_file(tmp_path: Path, name: str) -> None:
    codec, mark, _ = ENCODINGS[name]
    content = mark + ROWS.replace("P1,person", '\n"P\n1",person').encode(codec)
    sheet = Csv(file_at(tmp_path, "parties.csv", content))
    list(sheet.pieces())
    places = [(row.line, row.byte) for row in sheet.rows(np.array([2, 3, 4]))]
    begins = [content.index(begin.encode(codec)) for begin in ('"P', "C1", "P2")]
    assert places == list(zip([3, 5, 6], begins, strict=True))


def test_the_report_says_the_encoding_in_words(tmp_path: Path) -> None:
    from lookthrough.ingest.job import ingest

    report = ingest(new_store(), [file_at(tmp_path, "parties.csv", ROWS.encode("gb18030"))])
    assert "parties.csv: read as GB18030 (encoding)" in lines(report)


def test_utf8_that_gb18030_could_decode_too_is_utf8(tmp_path: Path) -> None:
    content = "甲乙,青岛\n".encode()
    assert content.decode("gb18030")
    assert read_as(content, tmp_path) == "UTF-8"


@pytest.mark.parametrize(
    ("codec", "line"),
    [
        ("latin-1", "é,à la carte\n"),
        ("big5", "股東名稱,臺灣銀行股份有限公司\n"),
        ("shift-jis", "株式会社トヨタ自動車,カタカナ\n"),
        ("koi8-r", "Иванов,Москва\n"),
        ("euc-kr", "주식회사,삼성전자\n대한민국,서울특별시 강남구\n홍길동,김철수\n"),
    ],
)
def test_an_encoding_that_is_none_of_these_is_refused_whole_and_not_read_as_rubbish(
    tmp_path: Path, codec: str, line: str
) -> None:
    with pytest.raises(
        BadInput, match=r"x\.csv is not UTF-8, UTF-16 or GB18030: save it again as 'CSV UTF-8'"
    ):
        read_as(("a,b\n" + line * 20).encode(codec), tmp_path)


def test_some_rows_of_gb18030_in_a_file_of_utf8_are_refused_alone(tmp_path: Path) -> None:
    good = "".join(f"P{i},person,王小明{i}\n" for i in range(9)).encode()
    content = b"party_id,kind,name\n" + good + "Q,person,李芳\n".encode("gb18030")
    store = new_store()
    take(store, file_at(tmp_path, "parties.csv", content))
    assert [(reject.line, reject.code) for reject in rejects(store)] == [(11, "bad_text")]
    assert len(rows(store, Table.PARTIES)) == 9


def test_half_a_pair_and_half_a_unit_of_utf16_cost_their_rows_alone(tmp_path: Path) -> None:
    content = codecs.BOM_UTF16_LE + "account_id,currency\nA,CNY\nB\ud83d,CNY\nC,CNY\nD,CN".encode(
        "utf-16-le", "surrogatepass"
    )
    store = new_store()
    take(store, file_at(tmp_path, "accounts.csv", content + b"Y"))
    assert refused(store) == [(3, "", "bad_text"), (5, "", "bad_text")]
    assert [row["account_id"] for row in rows(store, Table.ACCOUNTS)] == ["A", "C"]


def test_a_character_may_lie_across_two_blocks_in_every_encoding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for size in (3, 5, 8):
        monkeypatch.setattr(encoding, "BLOCK", size)
        for name, (codec, mark, told) in ENCODINGS.items():
            content = mark + ROWS.encode(codec)
            assert (name, read_as(content, tmp_path)) == (name, told or "UTF-8")


@given(
    st.text(st.sampled_from(list('青岛海瑞李芳𠮷ab1,"\n\r')), max_size=40), st.sampled_from(sorted(ENCODINGS))
)
def test_every_row_stands_at_its_byte_whatever_the_encoding(
    tmp_path_factory: pytest.TempPathFactory, body: str, name: str
) -> None:
    codec, mark, _ = ENCODINGS[name]
    content = mark + ("名称,青岛市,有限公司\n" + body).encode(codec)
    sheet = Csv(file_at(tmp_path_factory.mktemp("x"), "x.csv", content))
    list(sheet.pieces())
    for place in text.places(sheet._facts, sheet._torn):
        assert content[place.byte :].startswith(place.text.encode(codec))


def test_statements_in_other_encodings_are_statements(tmp_path: Path) -> None:
    import gzip
    import json

    content = json.dumps(entity("C", name="青岛海瑞有限公司"), ensure_ascii=False)
    packed = gzip.compress(content.encode("utf-16"))
    for name, data in {
        "a.json": content.encode("utf-16"),
        "b.jsonl": content.encode("gb18030"),
        "c.json.gz": packed,
    }.items():
        store = new_store()
        run = take(store, file_at(tmp_path, name, data))
        assert [row["name"] for row in rows(store, Table.PARTIES)] == ["青岛海瑞有限公司"]
        assert run.dataset == name[0]


TRAPS = {
    "a quote that a sniffer takes for another dialect": (
        "accounts",
        '5,"bad"quote\n7,"two\nlines"\n',
        [(2, "bad_quotes")],
        1,
    ),
    "an amount rounded": ("transfers", "T,A,2024-01-05T10:00:00Z,1.005,CNY\n", [], 1),
    "an amount in powers of ten": ("transfers", "T,A,2024-01-05T10:00:00Z,1e3,CNY\n", [(2, "bad_amount")], 0),
    "an offset dropped": ("transfers", "T,A,2024-01-05 10:00:00+08,1,CNY\n", [], 1),
    "a day with one digit": ("customers", "K,P,2024-1-5\n", [(2, "bad_date")], 0),
    "a day without dashes": ("customers", "K,P,20240105\n", [(2, "bad_date")], 0),
    "a row that is too short beside a cell of two lines": (
        "accounts",
        'A\n"B\nC",CNY\n',
        [(2, "wrong_columns")],
        1,
    ),
}
HEADS = {
    "accounts": "account_id,currency\n",
    "transfers": "transfer_id,from_account,at,amount,currency\n",
    "customers": "customer_id,party_id,opened_on\n",
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_of_embedded_readers_is_none_here(tmp_path: Path, trap: str) -> None:
    table, body, wrong, kept = TRAPS[trap]
    store = new_store()
    take(store, file_at(tmp_path, f"{table}.csv", (HEADS[table] + body).encode()))
    assert [(row, code) for row, _, code in refused(store)] == wrong
    assert len(rows(store, Table(table))) == kept


def test_an_amount_and_an_offset_are_kept_to_the_last_digit(tmp_path: Path) -> None:
    store = new_store()
    body = HEADS["transfers"] + "T,A,2024-01-05 10:00:00+08,1.005,CNY\n"
    take(store, file_at(tmp_path, "transfers.csv", body.encode()))
    (row,) = rows(store, Table.TRANSFERS)
    assert (row["amount"], row["amount_scale"], row["at_offset"]) == (1005, 3, 480)


def test_a_bad_byte_far_down_costs_one_row_and_is_told_at_its_line_and_byte(tmp_path: Path) -> None:
    lines_ = [f"A{i},青岛\n".encode() for i in range(2000)]
    lines_[1500] = b"A1500,\xc7\xe0\n"
    content = b"account_id,kind\n" + b"".join(lines_)
    store = new_store()
    take(store, path := file_at(tmp_path, "accounts.csv", content))
    assert [(reject.line, reject.code) for reject in rejects(store)] == [(1502, "bad_text")]
    assert len(rows(store, Table.ACCOUNTS)) == 1999
    sheet = Csv(path)
    list(sheet.pieces())
    (row,) = sheet.rows(np.array([1502]))
    assert row.byte == content.index(b"A1500,")
