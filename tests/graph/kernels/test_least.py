"""How little can a party have of a target while something else is known to hold?"""

from __future__ import annotations

from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lookthrough.graph.kernels.bounds import bounds, least
from lookthrough.graph.kernels.fills import Matrix
from lookthrough.graph.kernels.steps import Floor
from tests.graph.kernels.structures import COMPANIES, TINY, Floors, dense, drawn, fillings, matrices

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)


@st.composite
def floors(draw: st.DrawFn) -> Floors:
    """Some holders of some companies have so much together."""
    companies = draw(st.lists(st.sampled_from(COMPANIES[:2]), min_size=1, max_size=2, unique=True))
    holders = st.frozensets(st.sampled_from(["A", "B", "p", "q"]), min_size=1)
    least = st.sampled_from([QUARTER, HALF, Fraction(3, 5)])
    return {company: Floor(draw(holders), draw(least), draw(st.booleans())) for company in companies}


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(matrices(), floors())
def test_the_least_is_that_of_all_corners_that_keep_to_the_floors(matrix: Matrix, floors: Floors) -> None:
    found = least(matrix, "A", "p", floors)
    values = [dense(filling, "A", "p") for filling in fillings(matrix, TINY, floors)]
    if found is None or not values or not set(floors) <= set(matrix):
        assert found is None
        assert not values or not set(floors) <= set(matrix)
    else:
        assert found[1] == (min(values) == found[0])
        assert 0 <= min(values) - found[0] < Fraction(1, 10**6)


@settings(max_examples=50)
@given(matrices())
def test_without_floors_the_least_is_the_lower_end(matrix: Matrix) -> None:
    found = bounds(matrix, "A", "p")
    assert least(matrix, "A", "p", {}) == (found.low, not found.low_open)


def test_a_controller_may_own_little_but_not_less_than_his_majority_brings() -> None:
    #   p [40,60]% --> H --[45,55]%--> T: if p has more than half of both, he owns more than a quarter of T
    matrix = drawn("p [40,60]% > H\n H [45,55]% > T")
    own, chain = Floor(frozenset({"p"}), HALF, strict=True), Floor(frozenset({"H"}), HALF, strict=True)
    assert least(matrix, "T", "p", {"H": own, "T": chain}) == (QUARTER, False)
    assert least(matrix, "T", "p", {"H": own}) == (Fraction(9, 40), False)


def test_what_is_missing_to_a_floor_goes_to_the_cheapest_of_those_it_names() -> None:
    #   p [10,50]%, H [10,50]% (10 % p's), q [0,80]% --> T; p and H have at least 60 % together
    matrix = drawn("p [10,50]% > T\n H [10,50]% > T\n q [0,80]% > T\n p 10% > H")
    floor = Floor(frozenset({"p", "H"}), Fraction(3, 5), strict=False)
    assert least(matrix, "T", "p", {"T": floor}) == (Fraction(15, 100), True)


def test_there_is_no_least_where_a_floor_cannot_be_met() -> None:
    #   p [10,50]% --> T: never more than half; and nobody is known to hold a part of N
    matrix = drawn("p [10,50]% > T")
    assert least(matrix, "T", "p", {"T": Floor(frozenset({"p"}), HALF, strict=True)}) is None
    assert least(matrix, "T", "p", {"T": Floor(frozenset({"p"}), HALF, strict=False)}) == (HALF, True)
    assert least(matrix, "T", "p", {"N": Floor(frozenset({"p"}), HALF, strict=True)}) is None
