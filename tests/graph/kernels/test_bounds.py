"""Are the ends of an interval the least and the most that any filling gives, and open exactly where none gives them?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lookthrough.graph.kernels.absorption import absorption
from lookthrough.graph.kernels.bounds import bounds, bounds_of_all, highest_filling
from lookthrough.graph.kernels.fills import Fill, Matrix, Node
from lookthrough.graph.kernels.reach import Infeasible
from lookthrough.graph.shares import (
    NOTHING,
    UNKNOWN,
    WHOLE,
    ZERO,
    Certainty,
    Share,
    bounds_text,
    exactly,
    parse,
)
from tests.graph.kernels.structures import (
    TINY,
    Filling,
    as_filling,
    dense,
    drawn,
    exact_matrices,
    fillings,
    matrices,
    relabelled,
)

CLOSE = Fraction(1, 10**6)
PATIENT = [HealthCheck.too_slow, HealthCheck.filter_too_much]


def agrees(found: Share, values: Iterable[Fraction]) -> bool:
    """Whether the range is that of the values at the corners drawn in by TINY: an open end is missed, but barely."""
    low, high = min(values := list(values)), max(values)
    return (
        found.low_open == (low != found.low)
        and found.high_open == (high != found.high)
        and 0 <= low - found.low < CLOSE
        and 0 <= found.high - high < CLOSE
    )


@settings(max_examples=300, suppress_health_check=PATIENT)
@given(matrices(), st.sampled_from(["p", "B"]))
def test_bounds_are_those_of_all_corners_of_all_fillings(matrix: Matrix, party: Node) -> None:
    found = bounds(matrix, "A", party)
    assert agrees(found, [dense(filling, "A", party) for filling in fillings(matrix, TINY)]), found


@settings(max_examples=50, suppress_health_check=PATIENT)
@given(matrices(least=4, most=4))
def test_bounds_of_four_companies_are_those_of_all_corners(matrix: Matrix) -> None:
    found = bounds(matrix, "A", "p")
    assert agrees(found, [dense(filling, "A", "p") for filling in fillings(matrix, TINY)]), found


@settings(max_examples=100, suppress_health_check=PATIENT)
@given(matrices(most=2), st.sampled_from([None, Fraction(1, 10), Fraction(1, 2)]))
def test_in_the_worst_case_the_remainder_may_be_the_party_up_to_its_cap(
    matrix: Matrix, each: Fraction | None
) -> None:
    capped = {name: replace(fill, each=each) for name, fill in matrix.items()}
    found = bounds(capped, "A", "p", worst_case=True)
    named = {name: with_remainder(fill, each) for name, fill in matrix.items()}
    values = [dense(merged(filling), "A", "p") for filling in fillings(named, TINY)]
    assert agrees(replace(found, low=min(values), low_open=False), values)
    assert (found.low, found.low_open) == (
        bounds(matrix, "A", "p").low,
        bounds(matrix, "A", "p").low_open,
    )


def with_remainder(fill: Fill, each: Fraction | None) -> Fill:
    """The unrecorded holder that may be the party, as a holder of its own."""
    most = fill.rest if each is None else min(fill.rest, each)
    return Fill((*fill.holders, ("unrecorded", Share(ZERO, most))), fill.rest - most)


def merged(filling: Filling) -> Filling:
    """The filling with what the unrecorded holders have in the party's hands."""
    found = {}
    for company, parts in filling.items():
        others = {name: part for name, part in parts.items() if name != "unrecorded"}
        found[company] = others | {"p": others.get("p", ZERO) + parts["unrecorded"]}
    return found


@settings(max_examples=80, suppress_health_check=PATIENT)
@given(matrices(), st.booleans())
def test_all_parties_at_once_get_what_each_gets_alone(matrix: Matrix, worst_case: bool) -> None:  # noqa: FBT001
    parties = ["A", "B", "p", "q", "nobody"]
    alone = {party: bounds(matrix, "A", party, worst_case=worst_case) for party in parties}
    assert bounds_of_all(matrix, "A", parties, worst_case=worst_case) == alone


@settings(max_examples=80)
@given(exact_matrices())
def test_exact_shares_have_exact_bounds(matrix: Matrix) -> None:
    shares = absorption(matrix, "A").shares
    assert bounds(matrix, "A", "p") == exactly(shares.get("p", ZERO))


@settings(max_examples=60, suppress_health_check=PATIENT)
@given(matrices())
def test_the_highest_filling_gives_the_upper_end(matrix: Matrix) -> None:
    high = bounds(matrix, "A", "p").high
    assert dense(highest_filling(matrix, "A", "p"), "A", "p") == high


@settings(max_examples=50, suppress_health_check=PATIENT)
@given(matrices())
def test_names_do_not_matter(matrix: Matrix) -> None:
    other = relabelled(matrix, {"A": "Z", "B": "A", "C": "B", "p": "C", "q": "p"})
    assert bounds(matrix, "A", "p") == bounds(other, "Z", "C")


@settings(max_examples=50, suppress_health_check=PATIENT)
@given(matrices(), matrices(most=2))
def test_a_structure_beside_it_changes_nothing(matrix: Matrix, beside: Matrix) -> None:
    other = relabelled(beside, {name: f"{name}2" for name in "ABCD"})
    assert bounds({**matrix, **other}, "A", "p") == bounds(matrix, "A", "p")


@settings(max_examples=60, suppress_health_check=PATIENT)
@given(matrices(), st.data())
def test_knowing_more_never_widens_the_answer(matrix: Matrix, data: st.DataObject) -> None:
    company = data.draw(st.sampled_from(sorted(matrix)))
    holder, share = data.draw(st.sampled_from(matrix[company].holders))
    known = exactly((share.low + share.high) / 2)
    holders = tuple((name, known if name == holder else other) for name, other in matrix[company].holders)
    sharper = replace(matrix[company], holders=holders)
    if sharper.feasible:
        before = bounds(matrix, "A", "p")
        assert before.hull(bounds({**matrix, company: sharper}, "A", "p")) == before


CHAINS = [
    # p -> H -> T unless drawn otherwise
    ("p (25,50]% > H\n H (25,50]% > T", "(6.25,25]%"),
    ("p [75,100]% > H\n H (25,50]% > T", "(18.75,50]%"),
    ("p [20,35]% > T\n q 80% > T", "20%"),
    ("p [30,60]% > T\n q [50,70]% > T", "[30,50]%"),
    ("q [30,60]% > T\n p [50,70]% > T", "[50,70]%"),
    ("p ? > T\n q 60% > T", "[0,40]%"),
    ("p (0,50]% > H\n H [0,100]% > T", "[0,50]%"),
    ("p (0,50)% > H\n H (0,100]% > T", "(0,50)%"),
    ("p [40,50]% > A\n A [20,30]% > T\n p 100% > B\n B 10% > T", "[18,25]%"),
]


@pytest.mark.parametrize(("text", "expected"), CHAINS)
def test_chains_and_shared_room(text: str, expected: str) -> None:
    assert bounds(drawn(text), "T", "p") == parse(expected), bounds_text(bounds(drawn(text), "T", "p"))


def test_room_that_is_shared_with_an_open_end_is_never_wholly_used() -> None:
    #   p [0,100]% --> T <-- q (20,50]%: more than 20 % are never p's
    assert bounds(drawn("p [0,100]% > T\n q (20,50]% > T"), "T", "p") == parse("[0,80)%")


def test_a_complete_list_raises_the_lower_end() -> None:
    #   p [10,60]% --> T <-- q [10,50)%, nobody else: p has what q leaves, more than half
    assert bounds(drawn("p [10,60]% > T\n q [10,50)% > T", rest="0%"), "T", "p") == parse("(50,60]%")


def test_a_circle_that_must_let_go_of_a_little_ends_at_the_party() -> None:
    #   A <--[50,100]%-- B <--100%-- A,  p --(0,50]%--> A, nobody else
    matrix = drawn("B [50,100]% > A\n p (0,50]% > A\n A 100% > B", rest="0%")
    assert bounds(matrix, "A", "p") == WHOLE


def test_a_circle_that_may_keep_all_gives_nothing_at_the_least() -> None:
    #   the same, but p may have nothing
    matrix = drawn("B [50,100]% > A\n p [0,50]% > A\n A 100% > B", rest="0%")
    assert bounds(matrix, "A", "p") == Share(ZERO, Fraction(1))


def test_a_circle_that_lets_go_to_another_by_choice_nearly_empties_the_party() -> None:
    #   A <--[50,100]%-- B <--[50,100]%-- A,  p --(0,50]%--> A,  q --[0,50]%--> B
    matrix = drawn("B [50,100]% > A\n p (0,50]% > A\n A [50,100]% > B\n q [0,50]% > B", rest="0%")
    assert bounds(matrix, "A", "p") == Share(ZERO, Fraction(1), low_open=True)


def test_a_walk_that_loses_nothing_by_going_round_for_ever_still_arrives_nowhere() -> None:
    #   A <--100%-- D <--[0,100]%-- A,  D <--[0,100]%-- E <--[0,100]%-- p,  E <--(0,50]%-- q: E is never all p's
    matrix = drawn("D 100% > A\n A ? > D\n E ? > D\n p ? > E\n q (0,50]% > E")
    assert bounds(matrix, "A", "p") == parse("[0,100)%")


def test_of_two_equal_ways_the_one_that_arrives_is_taken() -> None:
    #   T <--[0,100]%-- E <--[0,100]%-- p,  E <--(0,50]%-- q,  T <--[0,100]%-- F <--100%-- p
    matrix = drawn("E ? > T\n F ? > T\n p ? > E\n q (0,50]% > E\n p 100% > F")
    assert bounds(matrix, "T", "p") == UNKNOWN


def test_a_party_that_is_held_is_where_the_walk_stops() -> None:
    #   B --50%--> A --50%--> B: B's share of A is 50 %, not what comes back to it
    matrix = drawn("B 50% > A\n A 50% > B")
    assert bounds(matrix, "A", "B") == exactly(Fraction(1, 2))
    assert bounds(matrix, "A", "A") == WHOLE
    assert bounds(matrix, "A", "nobody") == NOTHING


def test_each_unrecorded_holder_of_a_listed_company_is_small() -> None:
    #   q --35%--> T, a top-ten list: the others hold at most 2 % each
    matrix = {"T": Fill((("q", exactly(Fraction(35, 100))),), each=Fraction(2, 100))}
    assert bounds(matrix, "T", "p", worst_case=True) == parse("[0,2]%")
    assert bounds(matrix, "T", "q", worst_case=True) == parse("[35,37]%")
    assert bounds(matrix, "T", "q") == parse("35%")


@pytest.mark.parametrize(
    ("second", "over", "at_least"),
    [
        ("[50,60]%", Certainty.POSSIBLE, Certainty.CERTAIN),
        ("(50,60]%", Certainty.CERTAIN, Certainty.CERTAIN),
        ("50%", Certainty.EXCLUDED, Certainty.CERTAIN),
        ("[40,50)%", Certainty.EXCLUDED, Certainty.EXCLUDED),
    ],
)
def test_a_tie_at_exactly_a_quarter_is_told_from_its_neighbours(
    second: str, over: Certainty, at_least: Certainty
) -> None:
    #   p --50%--> H --second--> T
    found = bounds(drawn(f"p 50% > H\n H {second} > T"), "T", "p")
    assert (found.reaches(Fraction(1, 4), ">"), found.reaches(Fraction(1, 4), ">=")) == (over, at_least)


def test_shares_that_cannot_fit_together_are_refused() -> None:
    matrix = drawn("p (50,60]% > T\n q [50,60]% > T")
    assert not matrix["T"].feasible
    with pytest.raises(Infeasible, match="cannot add up"):
        bounds(matrix, "T", "p")


def test_a_ring_of_forty_companies_with_ranges_has_exact_bounds() -> None:
    #   C0 <--[80,90]%-- C1 <-- ... C39 <-- C0, and p holds 10 % of each, nobody else above C39
    size = 40
    ring = {
        f"C{i}": Fill(((f"C{(i + 1) % size}", parse("[80,90]%")), ("p", parse("10%")))) for i in range(size)
    }
    found = bounds(ring, "C0", "p")
    assert found == parse("[50,100]%")


def test_the_slow_way_itself_knows_a_mutual_holding() -> None:
    #   P1 --50%--> F1 <--50%--> F2 <--50%-- P2: two thirds and one third
    matrix = drawn("P1 50% > F1\n F2 50% > F1\n P2 50% > F2\n F1 50% > F2")
    assert dense(as_filling(matrix), "F1", "P1") == Fraction(2, 3)
