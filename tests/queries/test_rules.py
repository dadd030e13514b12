"""Rules as data: does the schema refuse every kind of mistake with its place, and is the right version chosen?"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import pytest

from lookthrough.errors import NotInForce, RuleError, UsageError
from lookthrough.queries.rules.rule import choose, parsed, read, shipped

TEXT = files("lookthrough.queries.rules").joinpath("cn-bank-2026.toml").read_text(encoding="utf-8")
RULE = shipped()["cn-bank-2026"]
MISTAKES = {
    "id": ('id = "cn-bank-2026"', 'id = "CN bank"', "id: "),
    "missing": ('read = "full text"\n', "", 'the file: "read" is a required property'),
    "unknown": ('read = "full text"', 'read = "full text"\ncolour = "red"', "the file: "),
    "read": ('read = "full text"', 'read = "hearsay"', "read: "),
    "date": ("in_force_from = 2026-01-20", 'in_force_from = "last year"', "in_force_from: "),
    "home": ('home = "CN"', 'home = "China"', "home: "),
    "order": ('order = "parallel"', 'order = "random"', "order: "),
    "language": ('zh = "金融机构客户受益所有人识别"', 'de = "Bank"', "title: "),
    "nominee": ('nominee = "rights_without_equity"', 'nominee = "perhaps"', "treatment.nominee: "),
    "votes": ('executing_votes = "review"', 'executing_votes = "maybe"', "treatment.executing_votes: "),
    "right": ('right = "equity", through', 'right = "gold", through', "tests.0.measures.0.right: "),
    "through": ('through = "direct"', 'through = "luck"', "tests.1.measures.1.through: "),
    "threshold": ('threshold = "25%"', 'threshold = "a quarter"', "tests.0.threshold: "),
    "number": ('threshold = "25%"', "threshold = 25", "tests.0.threshold: "),
    "comparator": ('comparator = ">="', 'comparator = "=>"', "tests.0.comparator: "),
    "method": ('method = "control"', 'method = "magic"', "tests.2.method: "),
    "no measure": ('measures = [{ right = "equity", through = "product" }]\n', "", "tests.0: "),
    "two thresholds": ('threshold_option = "enhanced', 'threshold = "5%"\nthreshold_option = "enhanced', "tests.3: "),
    "reason": ('reason = "executing_partner"', 'reason = "bad_feeling"', "reviews.1.reason: "),
    "makes": ('makes = "owner"', 'makes = "king"', "fallback.makes: "),
    "twice": ('needs = ["simplified"]', 'needs = ["simplified", "simplified"]', "special.simplified.0.needs: "),
    "exempt": ("exempt_classes = [", "exempt_kinds = [", "scope: "),
    "triggers": ('triggers = ["cross_holding"', 'triggers = ["cross_holding", "cross_holding"', "enhanced.triggers: "),
    "option": ('simplified = { kind = "flag"', 'simplified = { kind = "mood"', "options.simplified.kind: "),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_a_rule_is_refused_with_its_place(old: str, new: str, place: str) -> None:
    assert old in TEXT
    with pytest.raises(RuleError) as caught:
        parsed(TEXT.replace(old, new, 1), "mine.toml")
    assert str(caught.value).startswith(f"mine.toml: {place}")


def test_a_file_that_is_no_toml_is_refused() -> None:
    with pytest.raises(RuleError, match=r"^mine\.toml is no TOML: "):
        parsed("id = ", "mine.toml")


def test_a_test_needs_at_least_one_measure_and_a_rule_one_test() -> None:
    with pytest.raises(RuleError, match=r"tests\.0\.measures: "):
        parsed(TEXT.replace('[{ right = "equity", through = "product" }]', "[]", 1), "mine.toml")
    head = TEXT.partition("[treatment]")[0]
    with pytest.raises(RuleError, match="tests: "):
        parsed(head + "tests = []", "mine.toml")


def test_the_shipped_rule_is_read_whole() -> None:
    assert (RULE.home, RULE.read, RULE.order) == ("CN", "full text", "parallel")
    assert (RULE.nominee, RULE.executing_votes) == ("rights_without_equity", "review")
    assert [test.threshold for test in RULE.tests] == [Fraction(1, 4), Fraction(1, 4), Fraction(1, 2), None]
    assert RULE.words("daily_management")["zh"] == "负责日常经营管理"
    assert RULE.in_force_to is None


def test_every_word_of_a_rule_is_there_in_both_languages_and_its_gaps_are_known() -> None:
    named = [*RULE.tests, RULE.fallback, RULE.branch, RULE.arrangement, RULE.state, *RULE.simplified]
    for part in named:
        assert part is not None
        words = part.words
        said = [words[lang].format(share="SHARE", right="RIGHT") for lang in ("en", "zh")]
        assert all(said)
        assert ("SHARE" in said[0]) == ("SHARE" in said[1])


def test_a_rule_says_nothing_that_was_left_out() -> None:
    short = parsed(TEXT.partition("[[reviews]]")[0], "mine.toml")
    assert (short.reviews, short.fallback, short.branch, short.triggers, short.options) == (
        (),
        None,
        None,
        (),
        {},
    )
    bare = parsed(TEXT.partition("[treatment]")[0] + "[[tests]]" + TEXT.split("[[tests]]")[1], "mine.toml")
    assert (bare.nominee, bare.executing_votes) == ("transparent", "count")


@pytest.mark.parametrize("name", ["cn-bank-2026", "cn-bank"])
def test_a_rule_is_chosen_by_its_id_or_its_family(name: str) -> None:
    assert choose(name, date(2026, 11, 24)) is RULE


def test_a_rule_is_in_force_from_its_first_day_on() -> None:
    assert choose("cn-bank", date(2026, 1, 20)) is RULE
    with pytest.raises(NotInForce) as caught:
        choose("cn-bank", date(2026, 1, 19))
    assert str(caught.value) == (
        "cn-bank-2026 is in force from 2026-01-20, the date asked is 2026-01-19: add --even-if-not-in-force"
    )
    assert caught.value.exit_code == 2


def test_a_rule_may_be_applied_outside_its_dates_when_asked() -> None:
    assert choose("cn-bank-2026", date(1999, 1, 1), even_if_not_in_force=True) is RULE


def test_an_unknown_rule_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="there is no rule 'mars': lookthrough rules list shows them all"):
        choose("mars", date(2026, 11, 24))


def test_the_end_of_a_rule_is_not_included(monkeypatch: pytest.MonkeyPatch) -> None:
    old = parsed(TEXT.replace('id = "cn-bank-2026"', 'id = "cn-bank-2018"').replace(
        "in_force_from = 2026-01-20", "in_force_from = 2018-07-01\nin_force_to = 2026-01-20"), "old.toml")  # fmt: skip
    assert (old.in_force(date(2026, 1, 19)), old.in_force(date(2026, 1, 20))) == (True, False)
    monkeypatch.setitem(shipped(), old.id, old)
    assert choose("cn-bank", date(2026, 1, 19)) is old
    assert choose("cn-bank", date(2026, 1, 20)) is RULE
    with pytest.raises(NotInForce, match="cn-bank-2018 is in force until 2026-01-20"):
        choose("cn-bank-2018", date(2026, 6, 1))


def test_a_rule_of_one_s_own_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT.replace("25%", "20.5%", 1), encoding="utf-8")
    assert read(path).tests[0].threshold == Fraction(41, 200)
