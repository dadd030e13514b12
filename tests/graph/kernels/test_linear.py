"""Is a linear system solved exactly, whichever of the two ways is taken?"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookthrough.graph.kernels import linear
from lookthrough.graph.kernels.linear import Rows, determinant, identity_minus, inverse_diagonal, solve

NUMBERS = st.fractions(-2, 2, max_denominator=6)


@st.composite
def systems(draw: st.DrawFn) -> tuple[Rows, list[Fraction]]:
    size = draw(st.integers(1, 5))
    row = st.lists(NUMBERS, min_size=size, max_size=size)
    return draw(st.lists(row, min_size=size, max_size=size)), draw(row)


@settings(max_examples=100)
@given(systems())
def test_a_solution_solves_and_a_singular_system_has_no_determinant(
    system: tuple[Rows, list[Fraction]],
) -> None:
    rows, right = system
    found = solve(rows, right)
    if found is None:
        assert determinant(rows) == 0
        return
    assert determinant(rows) != 0
    assert [sum(a * x for a, x in zip(row, found, strict=True)) for row in rows] == right


@settings(max_examples=60)
@given(systems())
def test_both_ways_give_the_same_numbers(system: tuple[Rows, list[Fraction]]) -> None:
    rows, right = system
    with pytest.MonkeyPatch.context() as patch:
        small = solve(rows, right), determinant(rows)
        diagonal = inverse_diagonal(rows) if small[1] else None
        patch.setattr(linear, "LARGE", 0)
        assert (solve(rows, right), determinant(rows)) == small
        assert diagonal is None or inverse_diagonal(rows) == diagonal


def test_the_diagonal_of_an_inverse_counts_returns() -> None:
    half, none = Fraction(1, 2), Fraction(0)
    assert inverse_diagonal(identity_minus([[none, half], [half, none]])) == [Fraction(4, 3)] * 2


def test_the_empty_matrix_has_determinant_one() -> None:
    assert determinant([]) == 1
