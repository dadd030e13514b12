"""Is an answer said in one sentence that a person can defend, in English and in Chinese?

Who, how much, by which path, under which article, how sure, in at most 60 words; no code, no id but the customer's.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from lookthrough.graph.shares import parse
from lookthrough.queries.codes import TRIGGERS, WARNINGS
from lookthrough.queries.finding import Finding
from lookthrough.queries.rules.rule import shipped
from lookthrough.queries.wording import article_words, share_words
from tests.drawing import finding

NAMES = {
    "w": "王小明", "l": "李芳", "z": "张伟", "g": "陈静", "H": "海瑞控股", "I": "海瑞投资", "C": "青岛海瑞贸易有限公司",
    "T": "安信信托计划",
}  # fmt: skip
LONG = {
    "w": "Anna Maria Maxwell", "l": "John Paul Smith", "z": "Mary Jones", "g": "Li Wei", "n": "Peter Brown",
    "H": "Castle Rock Shipping and Logistics Limited", "I": "Blue Fjord Investments and Capital Partners Limited",
    "C": "Northgate Silverline Trading and Warehousing Company Limited", "T": "The Meridian Family Settlement of 1998",
}  # fmt: skip
GUIDE = "w -50%-> H -50%-> I -70%-> C\n w -20%-> I"
ASKED: dict[str, dict[str, Any]] = {
    "guide": {"drawing": GUIDE},
    "range": {"drawing": "w -[20,30]%-> C"},
    "open": {"drawing": "w -50%-> H -(50,75]%-> C"},
    "nobody": {"drawing": "w -10%-> C"},
    "fallback": {"drawing": "w -10%-> C\n g -legal_representative-> C"},
    "control": {"drawing": "w -51%-> H -51%-> I -60%-> C"},
    "both": {"drawing": "w -voting_rights 60%-> C"},
    "doubtful": {"drawing": "w -[20,30]%-> C\n w -profit_rights 30%-> C"},
    "profit": {"drawing": "w -profit_rights 30%-> H -90%-> C"},
    "two": {"drawing": "w -40%-> H -90%-> C\n l -[40,60]%-> I -60%-> H"},
    "three": {"drawing": "w -30%-> C\n l -30%-> C\n z -30%-> C"},
    "four": {"drawing": "w -25%-> C\n l -25%-> C\n z -25%-> C\n g -25%-> C"},
    "circle": {"drawing": "w -60%-> H\n I -40%-> H -30%-> I -90%-> C\n l -70%-> I"},
    "deep": {"drawing": "w -90%-> H -90%-> I -90%-> C\n w -80%-> J -90%-> K -10%-> C\n l -100%-> M -10%-> I"},
    "nominee": {"drawing": "n -nominee 60%-> C\n n ~nominee_for~ w"},
    "joint": {"drawing": "w -joint J 60%-> C\n l -joint J 60%-> C"},
    "trust": {"drawing": "w -settlor-> T\n l -protector-> T", "of": "T", "parties": {"T": "arrangement trust"}},
    "branch": {"drawing": "w -60%-> H -branch_of-> C\n g -senior_manager-> C", "parties": {"H": "company GB"}},
    "enhanced": {"drawing": "w -12%-> C", "options": {"enhanced_threshold": "10%"}},
    "state": {
        "drawing": "G -60%-> C\n l -legal_representative-> C",
        "parties": {"G": "public_body state"},
        "options": {"simplified": True, "state_control_verified": True},
    },
    "exempt": {"drawing": "w -60%-> C", "parties": {"C": "public_body government"}},
    "person": {"drawing": "w -control_by_agreement-> z", "of": "z"},
    "any": {"drawing": "w -60%-> H -60%-> C", "when": "any"},
}  # fmt: skip


def answered(name: str, names: dict[str, str] | None = None) -> Finding:
    """The finding of one of these structures, of customer C000017."""
    asked = dict(ASKED[name])
    return finding(asked.pop("drawing"), names=NAMES if names is None else names, shown_as="C000017", **asked)


GOLDEN = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", GOLDEN)
def test_the_sentence_reads_word_by_word(name: str) -> None:
    assert answered(name).sentence == GOLDEN[name]


@pytest.mark.parametrize("name", ASKED)
def test_a_sentence_has_no_code_no_foreign_id_and_no_gap(name: str) -> None:
    for said in answered(name).sentence.values():
        assert "None" not in said
        assert not re.search(r"[a-z]_[a-z]|~|\{|\}|  |, \.|\b[lwzgHI]\b", said), said
        assert said.endswith((".", "。"))
    chinese = answered(name).sentence["zh"].replace("C000017", "")
    assert not re.search(r"[A-Za-z]{2,}", chinese), chinese


@pytest.mark.parametrize("name", ASKED)
def test_a_sentence_has_at_most_60_words(name: str) -> None:
    said = answered(name).sentence
    assert len(said["en"].split()) <= 60
    assert len(said["zh"]) <= 180


@pytest.mark.parametrize("name", ASKED)
def test_a_sentence_has_at_most_60_words_also_where_names_are_long(name: str) -> None:
    said = answered(name, LONG).sentence["en"]
    assert len(said.split()) <= 60, said


def test_an_owner_on_bases_that_are_only_possible_is_said_on_all_of_them() -> None:
    """王小明 is certain, by article 8(1) or by article 8(2); the first alone is not certain."""
    said = answered("doubtful").sentence
    assert "8(1)" in said["en"]
    assert "8(2)" in said["en"]


def test_an_owner_on_two_bases_is_said_on_both() -> None:
    said = answered("both").sentence
    assert "8(2)" in said["en"]
    assert "8(3)" in said["en"]


def test_control_is_said_with_its_path() -> None:
    assert "海瑞控股" in answered("control").sentence["en"]


def test_while_a_person_must_look_nobody_is_not_the_whole_answer() -> None:
    said = finding("w -60%-> H -30%-> C", names=NAMES).sentence
    assert not said["en"].startswith("Nobody on record is a beneficial owner of")


def test_a_holder_that_nobody_describes_is_not_said_by_its_id() -> None:
    said = finding("x7 -40%-> C", names=NAMES, parties={"x7": "absent"}).sentence
    assert "x7" not in said["en"] + said["zh"]


def test_a_direct_share_is_not_called_an_ultimate_one_in_chinese() -> None:
    assert "直接最终" not in finding("w -60%-> C", names=NAMES).sentence["zh"]


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("31.5%", "31.5 %", "31.5%"),
        ("1/3", "33.33 %", "33.33%"),
        ("[20,30]%", "20 to 30 %", "20%至30%"),
        ("(25,50]%", "more than 25 % up to 50 %", "超过25%至50%"),
    ],
)
def test_shares_are_said_in_words(text: str, english: str, chinese: str) -> None:
    assert share_words(parse(text), "en") == english
    assert share_words(parse(text), "zh") == chinese


def test_articles_are_said_as_each_language_does() -> None:
    assert article_words("8(1)", "en") == "article 8(1)"
    assert article_words("8(1)", "zh") == "第8条第(1)项"
    assert article_words("21", "zh") == "第21条"


def test_every_trigger_of_a_rule_and_every_warning_has_words_in_both_languages() -> None:
    triggers = {trigger for rule in shipped().values() for trigger in rule.triggers}
    assert triggers <= TRIGGERS.keys()
    for code in WARNINGS.values():
        assert all((code.en, code.zh, code.meaning, code.example, code.mend))
        assert re.search("[一-鿿]", code.zh)
        assert not re.search("[一-鿿]", code.en + code.meaning)


NOTES = {
    "over_100": (
        "p -70%-> C\n q -60%-> C",
        "the recorded holders of C add up to 130 %: nothing downstream of it is certain",
    ),
    "sources_disagree": ("p -10% @a-> C\n p -20% @b-> C", "sources disagree about p, C"),
    "added_records": ("p -10%-> C\n p -20% #2-> C", "2 records of one source are added up for what p holds in C"),
    "recorded_sum": (
        "p -shares 5-> C", "the shares of C are measured against what is recorded, since the whole is not known"
    ),
    "unknown_start": (
        "p -10%-> C\n q -5%-> C",
        "2 of the holdings have no start date and count as if they always were",
    ),
    "cross_holding": ("A -10%-> B -10%-> A -10%-> C", "companies above the customer hold one another: A and B"),
    "own_shares": ("C -10%-> C", "C holds shares in itself"),
    "nominee_unknown": ("n -nominee 10%-> C", "n holds as nominee, and for whom is not recorded"),
}  # fmt: skip


@pytest.mark.parametrize("code", NOTES)
def test_a_warning_names_its_parties_and_numbers(code: str) -> None:
    text, said = NOTES[code]
    assert [note.en for note in finding(text).warnings if note.code == code] == [said]
