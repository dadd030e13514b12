"""Is a wrong mapping refused with one sentence that names the place and what to write?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lookthrough.errors import BadInput, UsageError
from lookthrough.graph.tables import Table
from lookthrough.ingest.mapping.known import known
from lookthrough.ingest.mapping.reading import read_mapping
from lookthrough.ingest.mapping.toml_text import toml_of
from lookthrough.ingest.mapping.vocabulary import meaning
from tests.ingest.mappings import FORMAT, mapping, reads

PARTY = 'party_id = "Id"\nname = "Name"\nkind = "Kind"'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "m.toml: it has no [[read]], which says what becomes of the rows of a file"),
        ("[[raed]]", "m.toml: there is no key 'raed', did you mean 'read'?"),
        ('dataset = "a/b"\n' + reads("parties", PARTY), "m.toml: dataset = 'a/b': a name must be printable"),
        (reads("partys", PARTY), "m.toml, [[read]] 1: into = 'partys': write parties or"),
        ('[[read]]\ninto = "parties"', "m.toml, [[read]] 1: write either file"),
        ('[[read]]\nfile = "x"', "m.toml, [[read]] 1: into is missing"),
        ('[[read]]\nfile = "x"\ninto = "parties"', "m.toml, [[read]] 1: it has no [read.columns]"),
        (
            reads("parties", PARTY + '\nnaem = "X"'),
            "columns: parties has no column 'naem', did you mean 'name'?",
        ),
        (reads("parties", 'party_id = "Id"'), "columns: parties needs kind and name"),
        (reads("interests", 'share = "X"'), "columns: interests needs holder_id and held_id and kind"),
        (reads("parties", PARTY + "\nsex = 1"), "columns: sex must be the name of a column, or a table"),
        (
            reads("parties", PARTY + '\nsex = { form = "X" }'),
            "columns.sex: there is no key 'form', did you mean 'from'?",
        ),
        (
            reads("parties", PARTY + '\nsex = { from = "X", value = "m" }'),
            "write one of from, first and value",
        ),
        (reads("parties", PARTY + "\nsex = { from = [] }"), "columns.sex: it names no column"),
        (
            reads("parties", PARTY + '\nsex = { from = "X", split = "/" }'),
            "columns.sex: write from, split and part",
        ),
        (
            reads("parties", PARTY + '\nsex = { from = "X", words = "gender" }'),
            "there is no list of words 'gender', did you mean 'genders'?",
        ),
        (
            reads("parties", PARTY.replace('"Kind"', '{ value = "firm" }')),
            "columns.kind: 'firm' is no word of the layout",
        ),
        (
            reads("parties", PARTY.replace('"Kind"', '{ from = "K", words = { I = "persn" } }')),
            "'persn' is no word of the layout, did you mean 'person'?",
        ),
        (
            reads("parties", PARTY + '\nbirth_date = { from = "B", date = "dmy" }'),
            "date = 'dmy': write YMD or DMY or MDY",
        ),
        (
            reads("parties", PARTY + '\ncapital = { from = "C", thousands = "." }'),
            "'.' cannot part both thousands and decimals",
        ),
        (
            reads("parties", PARTY + '\ncapital = { from = "C", times = 0 }'),
            "times = 0: write a whole number from 1 on",
        ),
        (
            reads("parties", PARTY + '\ncapital = { from = "C", times = true }'),
            "times must be a whole number",
        ),
        (reads("parties", PARTY, more='gone = { column = "D" }'), "gone: write { column ="),
        (reads("parties", PARTY, more='only = "D"'), "only must be a table"),
        (reads("nothing", PARTY), "rows that go to nothing need no columns"),
        ("empty = 3\n" + reads("parties", PARTY), "m.toml: empty must be text, or an array of texts"),
    ],
)
def test_a_wrong_mapping_is_one_sentence_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(BadInput) as caught:
        mapping(text)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_zone_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UsageError, match="Mars/Base is no zone"):
        mapping('zone = "Mars/Base"\n' + reads("parties", PARTY))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, r"there is no mapping .*m\.toml: 'lookthrough map FILE --out m\.toml' writes one"),
        (b"\xff\xfe", r"m\.toml is not in UTF-8"),
        (b"= 1", r"m\.toml is no TOML"),
        (b"a" * (5 << 20), r"m\.toml is longer than 4 MB"),
        (b"[[[[" * 1000, r"m\.toml is no TOML"),
        (b"[[read]]", r'm\.toml: write format = "lookthrough\.mapping/1" at its head'),
    ],
)
def test_a_file_that_is_no_mapping_is_one_sentence(
    content: bytes | None, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "m.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match=sentence):
        read_mapping(path)


def test_a_mapping_in_utf8_with_a_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(FORMAT + reads("parties", PARTY), encoding="utf-8-sig")
    assert read_mapping(path).sections[0].table is Table.PARTIES


def test_a_list_of_words_is_said_once_and_named_often() -> None:
    text = "[words.kinds]\nI = 'person'\n" + reads(
        "parties", PARTY.replace('"Kind"', '{ from = "K", words = "kinds" }')
    )
    words = mapping(text).sections[0].columns["kind"].words
    assert words is not None
    assert dict(words.own) == {"i": "person"}


def test_every_known_export_is_a_sound_mapping_that_comes_back_as_it_was_written() -> None:
    for one in known():
        again = mapping(toml_of((section, ()) for section in one.sections).partition("\n\n")[2])
        assert [section.columns for section in again.sections] == [
            section.columns for section in one.sections
        ]
        assert all(section.headers and section.file is None for section in one.sections)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("有限责任公司(自然人投资或控股)", "llc"),
        ("有限责任公司（国有独资）", "state_owned"),
        ("其他有限责任公司", "llc"),
        ("股份有限公司(上市、自然人投资或控股)", "listed"),
        ("股份有限公司(非上市、国有控股)", "joint_stock"),
        ("有限合伙企业", "limited_partnership"),
        ("特殊普通合伙企业", "general_partnership"),
        ("个人独资企业", "sole_proprietorship"),
        ("有限责任公司分公司(自然人独资)", "branch"),
        ("有限责任公司(台港澳与境内合资)", "llc"),
        ("农民专业合作社", "cooperative"),
        ("全民所有制", "state_owned"),
        ("事业单位", "public_institution"),
        ("外国企业常驻代表机构", None),
    ],
)
def test_the_words_of_the_register_say_the_class_of_a_company(text: str, found: str | None) -> None:
    assert meaning("enterprise_types", text) == found


def test_every_word_of_the_lists_is_one_of_the_layout() -> None:
    from lookthrough.graph import model
    from lookthrough.ingest.mapping.vocabulary import lists

    allowed = {
        "holder_types": set(model.PartyKind),
        "customer_types": set(model.PartyKind),
        "enterprise_types": model.PARTY_CLASSES,
        "offices": model.OFFICES,
        "positions": set(model.POSITIONS),
        "genders": {"male", "female"},
    }
    assert lists().keys() == allowed.keys()
    for name, patterns in lists().items():
        assert {word for _, word in patterns} <= set(map(str, allowed[name]))
        assert all(re.compile(pattern) for pattern, _ in patterns)
