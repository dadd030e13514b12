"""Do worked examples run, and does a wrong expectation fail?"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from lookthrough.errors import BadInput
from lookthrough.queries.conform import conform
from lookthrough.queries.example import Skip, fraction
from lookthrough.wiring import read_examples
from tests.queries.examples import OWN, checked, load, run

Example = dict[str, Any]
RULE = "cn-bank-2026"
# p -60%-> C <-40%- q, and q was declared
SMALL: Example = {
    "id": "X-1",
    "parties": [{"party_id": ident, "kind": "company" if ident == "C" else "person"} for ident in "pqC"],
    "interests": [
        {"holder_id": "p", "held_id": "C", "kind": "shareholding", "share": "60%"},
        {"holder_id": "q", "held_id": "C", "kind": "shareholding", "share": "40%"},
    ],
    "declared_owners": [{"party_id": "C", "owner_id": "q", "by": "form"}],
}  # fmt: skip
RIGHT: dict[str, Example] = {
    "share": {"by": "p", "of": "C", "is": "60%"},
    "shares": {"of": "C", "are": {"p": "60%", "q": "40%"}, "unknown": "0%"},
    "bounds": {"by": "p", "of": "C", "low": "60%", "high": "60%"},
    "votes": {"by": "q", "of": "C", "is": "40%"},
    "controls": {"by": "p", "of": "C", "is": True},
    "controlled": {"by": "p", "are": ["C"]},
    "controller": {"of": "C", "is": "p"},
    "flag": {"rule": RULE, "of": "C", "has": ["declared_differs"], "lacks": ["over_100"]},
    "review": {"rule": RULE, "of": "C", "by": "p", "is": False},
    "in_scope": {"rule": RULE, "of": "C", "is": True},
    "declared": {
        "rule": RULE,
        "of": "C",
        "agrees": ["q"],
        "missing_in_declaration": ["p"],
        "declared_only": [],
    },
    "owner": {"rule": RULE, "by": "p", "of": "C", "is": True},
    "owners": {"rule": RULE, "of": "C", "are": {"p": ["equity"], "q": ["equity"]}, "shares": {"p": "60%"}},
    "measure": {"name": "banzhaf_raw", "of": "C", "is": {"p": 1, "q": 0}},
}
WRONG: list[tuple[str, Example]] = [
    ("share", {"is": "60.01%"}),
    ("share", {"is": "59%", "within": "0.5%"}),
    ("shares", {"are": {"p": "60%"}}),
    ("shares", {"unknown": "1%"}),
    ("bounds", {"high": "61%"}),
    ("bounds", {"low_open": True, "low": "59%"}),
    ("votes", {"is": "60%"}),
    ("controls", {"is": False}),
    ("controls", {"is": "possible"}),
    ("controlled", {"are": []}),
    ("controller", {"is": None}),
    ("controller", {"are": ["q"]}),
    ("flag", {"has": ["over_100"], "lacks": []}),
    ("flag", {"has": [], "lacks": ["declared_differs"]}),
    ("review", {"is": True}),
    ("in_scope", {"is": False}),
    ("declared", {"agrees": []}),
    ("owner", {"is": False}),
    ("owner", {"is": "possible"}),
    ("owners", {"are": {"p": ["equity"]}}),
    ("owners", {"are": {"p": ["equity"], "q": ["equity", "actual_control"]}}),
    ("owners", {"possible": {"q": ["actual_control"]}}),
    ("owners", {"shares": {"p": "40%"}}),
    ("owners", {"shares": {"x": "40%"}}),
    ("owners", {"not": ["p"]}),
    ("owners", {"review": ["p"]}),
    ("owners", {"fallback": ["p"]}),
    ("owners", {"recorded_not_owners": ["p"]}),
    ("owners", {"at_least": True, "are": {"p": ["actual_control"]}}),
    ("owners", {"basis": "actual_control"}),
    ("measure", {"is": {"p": 0.99}, "within": 0.005}),
    ("measure", {"is": {"p": 1, "x": 0}}),
    ("measure", {"name": "weakest_link", "by": "p", "is": "59%"}),
    ("measure", {"quota": "61%"}),
]


def example(ask: str, **changes: Any) -> Example:
    """The small example with one check, right but for the changes."""
    return {**deepcopy(SMALL), "expect": [{"ask": ask, **RIGHT.get(ask, {}), **changes}]}


def test_every_example_of_our_own_passes_and_nothing_is_skipped() -> None:
    results = [result.to_dict() for result in conform(read_examples([OWN]), load)]
    assert len(results) >= 55
    checks = [(result["id"], check) for result in results for check in result["checks"]]
    assert not [(name, check) for name, check in checks if not check.get("passed")]


@pytest.mark.parametrize("ask", RIGHT)
def test_a_right_expectation_passes(ask: str) -> None:
    assert checked(example(ask)).passed is True


@pytest.mark.parametrize(("ask", "changes"), WRONG, ids=[f"{ask}-{n}" for n, (ask, _) in enumerate(WRONG)])
def test_a_wrong_expectation_fails(ask: str, changes: Example) -> None:
    (result,) = run(example(ask, **changes))
    assert [check.passed for check in result.checks] == [False]
    assert result.failed
    assert not result.passed


def test_every_ask_that_is_answered_has_a_wrong_expectation_here() -> None:
    from lookthrough.queries.conform import ASKS

    assert set(ASKS) == set(RIGHT) == {ask for ask, _ in WRONG}


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        ({"ask": "horoscope", "of": "C"}, "this version does not answer 'horoscope'"),
        (
            {"ask": "owners", "rule": "mars-2099", "of": "C", "are": {}},
            "this version has no rule 'mars-2099'",
        ),
        (
            {"ask": "share", "by": "p", "of": "C", "is": "1%", "method": "guess"},
            "this version has no share method 'guess'",
        ),
        (
            {"ask": "measure", "name": "phrenology", "of": "C", "is": 1},
            "this version has no measure 'phrenology'",
        ),
    ],
)
def test_what_this_version_lacks_is_skipped_with_its_reason(check: Example, reason: str) -> None:
    (result,) = run({**SMALL, "expect": [check]})
    assert [one.to_dict() for one in result.checks] == [{"ask": check["ask"], "skipped": reason}]
    assert not result.passed
    assert not result.failed


def test_an_example_passes_when_one_check_passes_and_others_are_skipped() -> None:
    (result,) = run({**SMALL, "expect": [{"ask": "horoscope"}, {"ask": "share", **RIGHT["share"]}]})
    assert result.passed


@pytest.mark.parametrize("expect", [{}, {"expect": []}, {"expect": None}])
def test_an_example_that_expects_nothing_is_refused(expect: Example) -> None:
    with pytest.raises(BadInput, match="example X-1 expects nothing"):
        run({**SMALL, **expect})


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"parties": "p"}, "'parties' has to be a list of objects"),
        ({"expect": ["share"]}, "'expect' has to be a list of objects"),
        ({"expect": [{"of": "C"}]}, "a check lacks 'ask'"),
        ({"expect": [{"ask": "share", "of": "C", "is": "1%"}]}, "a check lacks 'by'"),
        ({"expect": [{"ask": "controller", "of": "C"}]}, "a check lacks 'is'"),
        ({"as_of": "2024-99-01"}, "write a day as YYYY-MM-DD"),
        ({"expect": [{"ask": "share", "by": "p", "of": "C", "is": "sixty"}]}, "'sixty' is no number"),
        ({"expect": [{"ask": "share", "by": "p", "of": "C", "is": "1/0"}]}, "'1/0' is no number"),
        ({"expect": [{**RIGHT["share"], "ask": "share", "known_at": 3}]}, "known_at 3: there are 0 runs"),
    ],
)
def test_an_example_that_is_not_written_as_examples_are_is_told_by_its_id(
    changes: Example, told: str
) -> None:
    with pytest.raises(BadInput, match=f"^made.json: example X-1.*{told}"):
        run({**example("share"), **changes})


def test_an_example_from_memory_is_listed_and_not_counted() -> None:
    (result,) = run({**example("share"), "provenance": "recall"})
    assert [check.skipped for check in result.checks] == [Skip("recall")]
    assert Skip("recall").said("en") == "recalled from memory: listed, not counted"
    assert not result.passed


def test_a_row_that_no_file_may_hold_spoils_the_example() -> None:
    broken = deepcopy(example("share"))
    broken["interests"][0]["share"] = "0.6"
    with pytest.raises(BadInput, match="X-1"):
        run(broken)


def test_a_share_may_be_within_a_tolerance() -> None:
    assert checked(example("share", **{"is": "59.9%", "within": "0.1%"})).passed


def test_an_exact_share_beside_a_range_is_checked_exactly() -> None:
    rows = deepcopy(SMALL["interests"])
    rows[0]["share"] = "[50,60]%"
    asked = {"ask": "share", "by": "q", "of": "C"}
    checks = [{**asked, "is": "40%"}, {**asked, "by": "p", "is": "60%"}]
    (result,) = run({**SMALL, "interests": rows, "expect": checks})
    assert [(check.passed, check.found) for check in result.checks] == [(True, "40%"), (False, "[50,60]%")]


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        ({"ask": "share", "method": "raw", "by": "q", "of": "C", "is": "40%"}, "settle the ranges"),
        ({"ask": "shares", "of": "C", "are": {}}, "ask for the bounds"),
        ({"ask": "share", "method": "leontief", "by": "A", "of": "B", "is": "100%"}, "circle of holdings"),
        ({"ask": "measure", "name": "banzhaf_raw", "of": "C", "is": {"q": 1}}, "settle the ranges"),
    ],
)
def test_a_figure_that_is_no_number_fails_with_its_reason(check: Example, reason: str) -> None:
    rows = deepcopy(SMALL["interests"])
    rows[0]["share"] = "[50,60]%"
    ring = [{**rows[1], "holder_id": a, "held_id": b, "share": "100%"} for a, b in ("AB", "BA")]
    parties = [*SMALL["parties"], *({"party_id": name, "kind": "company"} for name in "AB")]
    (result,) = run({**SMALL, "parties": parties, "interests": rows + ring, "expect": [check]})
    assert result.checks[0].passed is False
    assert reason in result.checks[0].found


def test_a_range_elsewhere_does_not_stop_a_measure_of_one_company() -> None:
    rows = [*SMALL["interests"], {**SMALL["interests"][0], "held_id": "D", "share": "[1,2]%"}]
    asked = {"ask": "measure", "by": "p", "of": "C"}
    checks = [
        {**asked, "name": "banzhaf_raw", "is": 1},
        {**asked, "name": "weakest_link", "is": "60%"},
        {**asked, "name": "de_facto_votes", "absent": "q", "is": "100%"},
    ]
    parties = [*SMALL["parties"], {"party_id": "D", "kind": "company"}]
    (result,) = run({**SMALL, "parties": parties, "interests": rows, "expect": checks})
    assert [check.passed for check in result.checks] == [True, True, True]


def test_figures_are_asked_by_any_id_of_a_party() -> None:
    rows = SMALL["interests"]
    runs = [{"dataset": "a", "interests": rows}, {"judge": ["p", "P2"]}]
    asked = [
        {"ask": ask, **RIGHT[ask], "by": "P2", "is": share}
        for ask, share in (("share", "60%"), ("votes", "60%"), ("controls", True))
    ]
    asked += [{"ask": "measure", "name": "weakest_link", "by": "P2", "of": "C", "is": "60%"}]
    parties = [*SMALL["parties"], {"party_id": "P2", "kind": "person"}]
    (result,) = run({"id": "X-3", "parties": parties, "runs": runs, "expect": asked})
    assert [check.passed for check in result.checks] == [True] * 4


def test_checks_may_carry_clocks_and_precedence_of_their_own() -> None:
    rows = [
        {"holder_id": "p", "held_id": "C", "kind": "shareholding", "share": "20%", "dataset": "form"},
        {"holder_id": "p", "held_id": "C", "kind": "shareholding", "share": "30%", "dataset": "register",
         "valid_from": "2024-01-01"},
    ]  # fmt: skip
    asked = {"ask": "bounds", "by": "p", "of": "C"}
    checks = [
        {**asked, "low": "20%", "high": "20%", "valid_at": "2023-01-01"},
        {**asked, "low": "20%", "high": "30%"},
        {**asked, "low": "30%", "high": "30%", "precedence": ["register"]},
    ]
    (result,) = run({**SMALL, "as_of": "2024-06-01", "interests": rows, "expect": checks})
    assert [check.passed for check in result.checks] == [True, True, True]


def test_known_at_counts_deliveries() -> None:
    rows = SMALL["interests"]
    checks = [
        {"ask": "share", "by": "q", "of": "C", "is": share, "known_at": n}
        for n, share in ((1, "0%"), (2, "40%"))
    ]
    runs = [{"dataset": "a", "interests": rows[:1]}, {"dataset": "a", "interests": rows[1:]}]
    (result,) = run({"id": "X-2", "parties": SMALL["parties"], "runs": runs, "expect": checks})
    assert [check.passed for check in result.checks] == [True, True]


def test_results_as_json_have_the_shape_of_the_surface() -> None:
    (result,) = run({**SMALL, "expect": [{"ask": "share", **RIGHT["share"]}, {"ask": "horoscope"}]})
    assert result.to_dict() == {
        "id": "X-1",
        "file": "made.json",
        "passed": True,
        "checks": [
            {"ask": "share", "passed": True, "expected": "60%", "found": "60%"},
            {"ask": "horoscope", "skipped": "this version does not answer 'horoscope'"},
        ],
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [("48%", (12, 25)), ("10/19", (10, 19)), ("2600/191%", (26, 191)), (5.5, (11, 2)), (0, (0, 1))],
)
def test_numbers_of_examples_are_exact(text: str | float, value: tuple[int, int]) -> None:
    assert fraction(text).as_integer_ratio() == value
