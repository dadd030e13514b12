"""Does every part of a company end with somebody, exactly, and where is there no answer?"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings

from lookthrough.graph.kernels.absorption import Diverges, absorption, loop_gains, share_between
from lookthrough.graph.kernels.components import upstream
from lookthrough.graph.kernels.fills import Fill, Matrix, links
from lookthrough.graph.shares import ZERO, exactly
from tests.graph.kernels.structures import as_filling, dense, drawn, exact_matrices, relabelled

Array = npt.NDArray[np.float64]
PERSONS = ("p", "q")


def table(matrix: Matrix, names: list[str]) -> Array:
    """A as floats: row k, column j is the share of k in j."""
    found = np.zeros((len(names), len(names)))
    for company in matrix:
        for holder, share in links(matrix, company):
            if company in names and holder in names:
                found[names.index(holder), names.index(company)] = float(share.low)
    return found


def leaving(matrix: Matrix) -> list[str]:
    """The companies above A from which a walk can end somewhere."""
    short = {name for name, fill in matrix.items() if sum(share.low for _, share in fill.holders) < 1}
    ends = short | set(PERSONS)
    return sorted(
        name for name in upstream(matrix, ["A"]) if name in matrix and upstream(matrix, [name]) & ends
    )


@settings(max_examples=200)
@given(exact_matrices())
def test_shares_of_persons_are_those_of_a_dense_elimination(matrix: Matrix) -> None:
    found = absorption(matrix, "A")
    for person in PERSONS:
        assert found.shares.get(person, ZERO) == dense(as_filling(matrix), "A", person)
        assert share_between(matrix, person, "A") == found.shares.get(person, ZERO)


@settings(max_examples=200)
@given(exact_matrices())
def test_every_part_of_a_company_ends_somewhere_or_goes_round_for_ever(matrix: Matrix) -> None:
    found = absorption(matrix, "A")
    assert sum(found.shares[end] for end in found.terminals) + found.rest + found.unresolved == 1
    assert bool(found.unresolved) == bool(found.closed)


@settings(max_examples=100)
@given(exact_matrices())
def test_shares_are_the_sum_over_walks(matrix: Matrix) -> None:
    found = absorption(matrix, "A")
    names = sorted(found.shares)  # not those of closed groups, where the sum is endless
    step = table(matrix, names)
    walks = np.eye(len(names))
    for _ in range(16):  # the sum over walks of up to 2^16 steps
        walks, step = walks + step @ walks, step @ step
    for name in names:
        summed = walks[names.index(name), names.index("A")]
        assert float(found.shares[name]) == pytest.approx(summed, abs=1e-9)


@settings(max_examples=250)
@given(exact_matrices(above=True))
def test_figures_above_one_hundred_percent_have_an_answer_exactly_when_the_series_converges(
    matrix: Matrix,
) -> None:
    power = table(matrix, leaving(matrix))
    for _ in range(24):
        power = np.minimum(power @ power, 1e100)
    converges = not power.size or power.max() < 1e-6
    if not converges:
        with pytest.raises(Diverges):
            absorption(matrix, "A")
        return
    found = absorption(matrix, "A")
    assert all(found.shares.get(person, ZERO) == dense(as_filling(matrix), "A", person) for person in PERSONS)
    assert min(found.shares.values(), default=ZERO) >= 0


@settings(max_examples=60)
@given(exact_matrices())
def test_names_do_not_matter(matrix: Matrix) -> None:
    names = {"A": "Z", "B": "A", "p": "B"}
    found, other = absorption(matrix, "A"), absorption(relabelled(matrix, names), "Z")
    assert {names.get(name, name): share for name, share in found.shares.items()} == other.shares


@settings(max_examples=60)
@given(exact_matrices(most=3), exact_matrices(most=3))
def test_a_structure_beside_it_changes_nothing(matrix: Matrix, beside: Matrix) -> None:
    other = relabelled(beside, {name: f"{name}2" for name in "ABCDpq"})
    assert absorption({**matrix, **other}, "A") == absorption(matrix, "A")


def test_visits_of_companies_are_what_each_link_is_multiplied_with() -> None:
    #   p --80%--> A --30%--> B --20%--> A,  p --60%--> B
    matrix = drawn("p 80% > A\n B 20% > A\n p 60% > B\n A 30% > B")
    found = absorption(matrix, "A")
    assert found.visits == {"A": Fraction(50, 47), "B": Fraction(10, 47)}
    assert found.shares["p"] == found.visits["A"] * Fraction(4, 5) + found.visits["B"] * Fraction(3, 5)
    assert loop_gains(matrix, "A") == {"A": Fraction(3, 50), "B": Fraction(3, 50)}


def test_a_closed_group_takes_its_part_and_gives_it_to_nobody() -> None:
    #   q --50%--> T <--50%-- A <--100%-- B <--100%-- A
    matrix = drawn("q 50% > T\n A 50% > T\n B 100% > A\n A 100% > B")
    found = absorption(matrix, "T")
    assert found.shares["q"] == found.unresolved == Fraction(1, 2)
    assert found.rest == 0
    assert found.closed == (("A", "B"),)
    assert "A" not in found.shares
    assert loop_gains(matrix, "T") == {"A": 1, "B": 1}
    with pytest.raises(Diverges):
        share_between(matrix, "A", "T")


def test_what_feeds_a_closed_group_is_visited_as_often_as_ever() -> None:
    #   nobody above A but A: T <--100%-- H <--100%-- A <--100%-- A
    found = absorption(drawn("H 100% > T\n A 100% > H\n A 100% > A"), "T")
    assert found.visits == {"T": Fraction(1), "H": Fraction(1)}
    assert found.unresolved == 1


def test_a_closed_group_above_one_hundred_percent_leaves_no_number_behind_it() -> None:
    #   nobody at the top but D: T <--100%-- A <--100%-- A,  A <--50%-- B <--100%-- D <--100%-- D
    found = absorption(drawn("A 100% > T\n A 100% > A\n B 50% > A\n D 100% > B\n D 100% > D"), "T")
    assert (found.closed, set(found.shares)) == ((("A",), ("B",), ("D",)), {"T"})


def test_a_circle_that_returns_all_and_still_gives_diverges() -> None:
    #   A <--100%-- B <--100%-- A,  p --20%--> A: 120 %
    matrix = drawn("B 100% > A\n p 20% > A\n A 100% > B")
    with pytest.raises(Diverges, match="above 100 %") as caught:
        absorption(matrix, "A")
    assert caught.value.group == ("A", "B")
    with pytest.raises(Diverges):
        loop_gains(matrix, "A")


def test_a_target_that_nobody_holds_is_its_own_end() -> None:
    found = absorption({}, "T")
    assert found.shares == {"T": Fraction(1)}
    assert (found.terminals, found.visits) == (frozenset({"T"}), {})


def test_a_company_without_recorded_holders_is_wholly_unrecorded() -> None:
    assert absorption({"T": Fill(())}, "T").rest == 1


def test_a_range_has_no_one_number() -> None:
    with pytest.raises(ValueError, match="ask for the bounds"):
        absorption(drawn("p [25,50]% > A"), "A")


def test_a_large_circle_is_solved_exactly() -> None:
    #   C0 <--90%-- C1 <--90%-- ... C39 <--90%-- C0, and p holds 10 % of each
    size = 40
    ring = {
        f"C{i}": Fill(((f"C{(i + 1) % size}", exactly(Fraction(9, 10))), ("p", exactly(Fraction(1, 10)))))
        for i in range(size)
    }
    assert absorption(ring, "C0").shares["p"] == 1
    assert loop_gains(ring, "C0")["C7"] == Fraction(9, 10) ** size
