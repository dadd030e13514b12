"""Do the chains that are shown add up to the share that they explain, best first, circles included?"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from lookthrough.graph.kernels.absorption import Diverges
from lookthrough.graph.kernels.bounds import bounds
from lookthrough.graph.kernels.fills import Matrix, Node, links
from lookthrough.graph.kernels.paths import Limits, best_paths
from lookthrough.graph.shares import ONE, WHOLE, ZERO, exactly, parse
from tests.graph.kernels.structures import as_filling, dense, drawn, exact_matrices, matrices, relabelled

ALL = Limits(coverage=Fraction(2), most=10_000, budget=1_000_000)
PATIENT = [HealthCheck.too_slow, HealthCheck.filter_too_much]


def simple_chains(matrix: Matrix, below: tuple[Node, ...], party: Node) -> Iterator[tuple[Node, ...]]:
    """Every simple chain from the party down, by plain recursion."""
    if below[0] == party:
        yield below
        return
    for holder, _ in links(matrix, below[0]):
        if holder not in below:
            yield from simple_chains(matrix, (holder, *below), party)


@settings(max_examples=200)
@given(exact_matrices())
def test_weights_of_all_chains_add_up_to_the_share(matrix: Matrix) -> None:
    for party in ("p", "B"):
        found = best_paths(matrix, "A", party, ALL)
        assert (
            sum(path.weight for path in found.paths) == found.value == dense(as_filling(matrix), "A", party)
        )
        assert found.covered == 1
        assert not found.cut


@settings(max_examples=100)
@given(exact_matrices(above=True))
def test_weights_add_up_above_one_hundred_percent_too(matrix: Matrix) -> None:
    try:
        found = best_paths(matrix, "A", "p", ALL)
    except Diverges:
        return
    assert sum(path.weight for path in found.paths) == found.value == dense(as_filling(matrix), "A", "p")


@settings(max_examples=80, suppress_health_check=PATIENT)
@given(matrices())
def test_with_ranges_the_chains_add_up_to_the_upper_end(matrix: Matrix) -> None:
    found = best_paths(matrix, "A", "p", ALL)
    assert sum(path.weight for path in found.paths) == found.value == bounds(matrix, "A", "p").high


@settings(max_examples=100)
@given(exact_matrices())
def test_chains_are_all_simple_ones_best_first(matrix: Matrix) -> None:
    found = best_paths(matrix, "A", "p", ALL)
    expected = []
    for nodes in simple_chains(matrix, ("A",), "p"):
        share = WHOLE
        for holder, held in pairwise(nodes):
            share *= dict(matrix[held].holders)[holder]
        expected.append((-share.high, len(nodes), nodes))
    assert [(-path.share.high, len(path.nodes), path.nodes) for path in found.paths] == sorted(expected)


@settings(max_examples=80)
@given(exact_matrices())
def test_a_few_chains_are_the_first_of_all_and_say_what_they_cover(matrix: Matrix) -> None:
    whole, few = best_paths(matrix, "A", "p", ALL), best_paths(matrix, "A", "p", Limits(most=2))
    assert few.paths == whole.paths[: len(few.paths)]
    assert few.covered * whole.value == sum(path.weight for path in few.paths) or not whole.value
    assert few.cut == (len(few.paths) < len(whole.paths))


@settings(max_examples=60)
@given(exact_matrices())
def test_names_do_not_change_the_weights(matrix: Matrix) -> None:
    other = relabelled(matrix, {"A": "Z", "B": "A", "p": "B"})
    weights = [sorted(path.weight for path in best_paths(matrix, "A", "p", ALL).paths)]
    assert weights == [sorted(path.weight for path in best_paths(other, "Z", "B", ALL).paths)]


def test_a_mutual_holding_is_one_chain_each_with_its_gain() -> None:
    #   p --80%--> A --30%--> B --20%--> A,  p --60%--> B: going round gives 1 / (1 - 6 %)
    found = best_paths(drawn("p 80% > A\n B 20% > A\n p 60% > B\n A 30% > B"), "A", "p", ALL)
    round_trip = Fraction(100, 94)
    assert [(path.nodes, path.gains) for path in found.paths] == [
        (("p", "A"), (("A", round_trip),)),
        (("p", "B", "A"), (("A", round_trip),)),
    ]
    assert found.paths[1].links == (parse("60%"), parse("20%"))
    assert found.value == Fraction(46, 47)
    assert found.from_circles == Fraction(6, 100)


def test_equal_chains_are_ordered_by_length_then_by_name() -> None:
    #   p --100%--> A, B, C;  B, C --25%--> T;  A --100%--> D --25%--> T
    matrix = drawn("p 100% > A\n p 100% > B\n p 100% > C\n A 100% > D\n B 25% > T\n C 25% > T\n D 25% > T")
    found = best_paths(matrix, "T", "p", ALL).paths
    assert [path.nodes for path in found] == [("p", "B", "T"), ("p", "C", "T"), ("p", "A", "D", "T")]


def test_a_budget_that_runs_out_says_that_something_is_missing() -> None:
    #   p --50%--> A --60%--> T,  p --20%--> T
    matrix = drawn("p 50% > A\n A 60% > T\n p 20% > T")
    found = best_paths(matrix, "T", "p", Limits(budget=3))
    assert ([path.nodes for path in found.paths], found.covered) == ([("p", "A", "T")], Fraction(3, 5))
    assert found.cut


def test_no_budget_is_spent_on_those_who_do_not_lead_to_the_party() -> None:
    #   q --90%--> T <--10%-- p
    found = best_paths(drawn("q 90% > T\n p 10% > T"), "T", "p", Limits(budget=2))
    assert [path.nodes for path in found.paths] == [("p", "T")]


def test_who_has_nothing_has_no_chain_and_nothing_is_missing() -> None:
    found = best_paths(drawn("p 50% > T"), "T", "q")
    assert (found.paths, found.value, found.cut) == ((), ZERO, False)


def test_a_chain_that_has_no_room_is_shown_with_no_weight() -> None:
    #   p [0,20]% --> T <--100%-- q
    found = best_paths(drawn("p [0,20]% > T\n q 100% > T"), "T", "p")
    assert [(path.share, path.weight) for path in found.paths] == [(parse("[0,20]%"), ZERO)]


def test_a_target_is_its_own_whole() -> None:
    found = best_paths(drawn("p 50% > T"), "T", "T")
    assert [(path.nodes, path.share, path.weight) for path in found.paths] == [(("T",), WHOLE, ONE)]


def test_figures_that_multiply_without_end_have_no_chains() -> None:
    #   A <--100%-- B <--100%-- A,  p --20%--> A
    with pytest.raises(Diverges):
        best_paths(drawn("B 100% > A\n p 20% > A\n A 100% > B"), "A", "p")


def test_the_sum_over_simple_chains_alone_is_what_some_rules_ask_for() -> None:
    #   the close-link example of Vadalog: A, B, C, D own one another; B's simple chains to A give 90.8 %
    text = "A 20% > B\n B 80% > A\n B 20% > C\n C 60% > D\n D 90% > A\n A 20% > C"
    found = best_paths(drawn(text), "A", "B", ALL)
    assert sum((path.share.low for path in found.paths), ZERO) == exactly(Fraction(908, 1000)).low
