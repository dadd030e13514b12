"""Is every pair of everybody's owners the exact answer of one customer, to the last tie?"""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookthrough.graph.everybody import circles, pushing
from lookthrough.graph.everybody.exact import MOST_IN_CIRCLE
from lookthrough.graph.everybody.lists import U, desk, empty_lists, entries
from lookthrough.graph.everybody.one import holdings_of, owners_of
from lookthrough.graph.everybody.ownership import all_owners
from lookthrough.graph.everybody.pairs import Level, Pairs
from lookthrough.graph.everybody.right import right_of
from lookthrough.graph.everybody.settled import Settled, settle
from lookthrough.graph.kernels.fills import Matrix
from lookthrough.graph.shares import Share
from tests.graph.everybody.ownership_graphs import LEVELS, drawn, group, held, named, owned, passing, ring
from tests.graph.kernels.structures import drawn as ranged
from tests.graph.kernels.structures import exact_matrices, relabelled
from tests.graph.snapshot.snapshots import snapshot_of

pytestmark = pytest.mark.deep  # numba compiles for a minute on a fresh machine

QUARTER, HALF = Level(Fraction(1, 4)), Level(Fraction(1, 2))


def settled_of(matrix: Matrix, delta: float = 1e-3) -> Settled:
    """A matrix, settled."""
    return settle(right_of(snapshot_of(matrix)), delta)


def check(matrix: Matrix, level: Level, delta: float = 1e-3) -> None:
    """All owners, the owners of each company, what each holder has: pair by pair as the exact kernel says."""
    shares, diverging = owned(matrix)
    settled = settled_of(matrix, delta)
    snapshot = settled.right.snapshot
    for found in (all_owners(settled, level), owners_of(settled.right, range(snapshot.companies), level)):
        assert not found.undecided
        assert not len(found.doubts.unsolved)
        assert {snapshot.names[int(node)] for node in found.doubts.diverging} == diverging
        pairs = named(snapshot, found)
        assert len(set(pairs)) == len(pairs)
        assert set(pairs) == passing(shares, level)
        for row, pair in enumerate(pairs):
            assert abs(found.share[row] - shares[pair]) <= found.error[row] <= max(delta, 1e-9)
            assert found.exact.get(row, shares[pair]) == shares[pair]
            assert not found.tied[row] or shares[pair] == level.share
    for holder in range(0, snapshot.nodes, 1 + snapshot.nodes // 9):
        below = holdings_of(settled, holder, level)
        assert set(named(snapshot, below)) == passing(held(matrix, snapshot.names[holder], diverging), level)


@settings(max_examples=200)
@given(exact_matrices() | exact_matrices(above=True), LEVELS)
def test_every_pair_is_the_exact_answer_of_one_customer(matrix: Matrix, level: Level) -> None:
    check(matrix, level)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("delta", [0.0, 0.05])
def test_pruning_changes_no_pair_of_a_group_with_circles_and_crowds(seed: int, delta: float) -> None:
    for level in (QUARTER, Level(Fraction(1, 4), strict=True), Level(Fraction(1, 10))):
        check(group(seed), level, delta)


@pytest.mark.deep
@settings(max_examples=150)
@given(st.integers(0, 10**6), LEVELS, st.sampled_from([0.0, 1e-3, 0.05]))
def test_pruning_changes_no_pair_of_many_groups(seed: int, level: Level, delta: float) -> None:
    check(group(seed), level, delta)


@settings(max_examples=100)
@given(exact_matrices(), st.randoms(use_true_random=False))
def test_other_names_and_numbers_give_the_same_owners(matrix: Matrix, random: Random) -> None:
    names = list("ABCDpq")
    other = dict(zip(names, random.sample(names, len(names)), strict=True))
    there = settled_of(relabelled(matrix, other))
    moved = {(other[owner], other[company]) for owner, company in by_name(settled_of(matrix))}
    assert by_name(there) == moved


@settings(max_examples=50)
@given(exact_matrices(), exact_matrices())
def test_two_structures_side_by_side_have_the_owners_of_both(one: Matrix, two: Matrix) -> None:
    apart = relabelled(two, {name: name + "2" for name in "ABCDpq"})
    assert by_name(settled_of({**one, **apart})) == by_name(settled_of(one)) | by_name(settled_of(apart))


def by_name(settled: Settled, level: Level = QUARTER) -> set[tuple[str, str]]:
    """All pairs by name."""
    return set(named(settled.right.snapshot, all_owners(settled, level)))


@settings(max_examples=100)
@given(exact_matrices(above=True), st.sampled_from([0.0, 0.2]))
def test_a_share_is_never_further_from_its_float_than_the_bound_says(matrix: Matrix, delta: float) -> None:
    shares, diverging = owned(matrix)
    check_bound(matrix, settled_of(matrix, delta), {p: s for p, s in shares.items() if p[1] not in diverging})


@pytest.mark.parametrize("leak", [Fraction(1, 100), Fraction(1, 10**6), Fraction(1, 10**12)])
def test_the_bound_holds_in_a_circle_that_hardly_leaks(leak: Fraction) -> None:
    matrix = drawn({"A": {"B": 1 - leak, "p": leak}, "B": {"C": Fraction(1)}, "C": {"A": Fraction(1)}})
    check_bound(matrix, settled_of(matrix), owned(matrix)[0])


def check_bound(matrix: Matrix, settled: Settled, shares: dict[tuple[str, str], Fraction]) -> None:
    """Every exact share lies where the lists say."""
    snapshot, lists, known = settled.right.snapshot, settled.lists, settled.known
    for company in range(snapshot.companies):
        places = range(int(lists.begin[company]), int(lists.begin[company] + lists.size[company]))
        values = {snapshot.names[int(known.owner[i])]: float(known.value[i]) for i in places}
        kept = (
            snapshot.below_start[company + 1] > snapshot.below_start[company] and not lists.mark[company] & 12
        )
        for owner in (set(matrix) | set("pq")) if kept else ():
            share = shares.get((owner, snapshot.names[company]))
            if share is not None:
                value = values.get(owner, 0.0)
                error = Fraction(value * int(lists.rounds[company]) * U) + Fraction(
                    float(lists.slack[company])
                )
                assert Fraction(value) - error <= share
                node = int(snapshot.names.find([owner])[0])
                dropped = float(lists.bound[company]) if lists.cut[node] else 0.0
                assert share <= Fraction(value) + error + Fraction(dropped)


def tied(found: Pairs) -> int:
    """How many rows stand at the level itself."""
    return int(found.tied.sum())


def test_ties_in_chains_and_circles_are_ties() -> None:
    matrix = drawn(
        {
            "A": {"p": Fraction(1, 2), "q": Fraction(1, 2)},
            "B": {"A": Fraction(1, 2), "r": Fraction(1, 2)},  # p and q: 25 %
            "C": {"B": Fraction(17, 100), "p": Fraction(83, 400)},  # p: 17/400 + 83/400 = 25 %
            "D": {"D": Fraction(1, 5), "p": Fraction(1, 5), "q": Fraction(3, 5)},  # p: 1/5 of 4/5
            "E": {"F": Fraction(1, 3), "p": Fraction(1, 6)},  # a circle: p has 1/6 + 1/3 F
            "F": {"E": Fraction(1, 3), "p": Fraction(1, 6)},  # and 1/6 + 1/3 E: 25 % of both
        }
    )
    settled = settled_of(matrix)
    assert tied(all_owners(settled, QUARTER)) == 6
    over = by_name(settled, Level(Fraction(1, 4), strict=True))
    assert over == {("p", "A"), ("q", "A"), ("r", "B"), ("q", "D")}
    assert tied(owners_of(settled.right, range(6), QUARTER)) >= 4
    check(matrix, HALF)


def test_a_group_that_owns_itself_has_no_owners() -> None:
    assert not by_name(settled_of(ring(3, Fraction(1), {})))
    assert not by_name(settled_of(ring(60, Fraction(1), {})))


def test_a_circle_above_100_percent_has_no_value_and_nothing_below_it_has() -> None:
    matrix = drawn(
        {"A": {"B": Fraction(2), "p": Fraction(1)}, "B": {"A": Fraction(1)}, "C": {"A": Fraction(1, 2)}}
    )
    found = all_owners(settled_of(matrix), QUARTER)
    assert len(found) == 0
    assert len(found.doubts.diverging) == 3
    check(matrix, QUARTER)


@pytest.mark.parametrize("size", [2, 49, 120])
def test_a_large_circle_is_answered_as_a_small_one(size: int) -> None:
    settled = settled_of(ring(size, Fraction(1, 2), {"p": Fraction(3, 10), "q": Fraction(1, 10)}))
    found = all_owners(settled, HALF)
    assert len(found) == size
    assert np.allclose(found.share, 0.6)


def test_a_tie_in_a_circle_is_solved_exactly_or_said_to_be_undecided() -> None:
    outside = {"p": Fraction(1, 8), "q": Fraction(3, 8)}
    solved = all_owners(settled_of(ring(30, Fraction(1, 2), outside)), QUARTER)
    assert (tied(solved), len(solved), len(solved.undecided)) == (30, 60, 0)
    large = all_owners(settled_of(ring(MOST_IN_CIRCLE + 1, Fraction(1, 2), outside)), QUARTER)
    assert (len(large), len(large.undecided)) == (MOST_IN_CIRCLE + 1, MOST_IN_CIRCLE + 1)


def test_a_circle_that_floats_cannot_prove_is_answered_exactly() -> None:
    hardly = Fraction(1, 10**17)
    matrix = drawn({"A": {"B": 1 - hardly, "p": hardly}, "B": {"A": Fraction(1)}, "C": {"B": Fraction(1, 4)}})
    found = all_owners(settled_of(matrix), QUARTER)
    assert set(named(snapshot_of(matrix), found)) == {("p", "A"), ("p", "B"), ("p", "C")}
    assert sorted(found.exact.values()) == [Fraction(1, 4), 1, 1]
    assert tied(found) == 1


def test_a_circle_too_large_for_an_inverse_is_walked_and_bounded() -> None:
    outside = {f"p{i:02}": Fraction(1, 60) for i in range(30)}
    matrix = ring(20, Fraction(1, 2), outside)
    settled = settled_of(matrix, 0.0)
    right, sheet = settled.right, desk(settled.right.snapshot.nodes)
    place = int(np.argmax(np.diff(right.snapshot.component)))
    first, last = (int(end) for end in right.snapshot.component[place : place + 2])
    assert last - first == 20
    lists, known = empty_lists(right.snapshot.companies, right.snapshot.nodes), entries(10_000)
    task = (first, last, 0.05, pushing.trail(right.snapshot.nodes))
    assert circles.walked(right.col, lists, known, sheet, task) == circles.DONE
    exact, snapshot = owned(matrix)[0], right.snapshot
    for company in range(first, last):
        values = dict.fromkeys((owner for owner, j in exact if j == snapshot.names[company]), 0.0)
        for i in range(int(lists.begin[company]), int(lists.begin[company] + lists.size[company])):
            values[snapshot.names[int(known.owner[i])]] = float(known.value[i])
        for owner, value in values.items():
            share = exact[owner, snapshot.names[company]]
            assert value - 1e-9 <= share <= value + lists.bound[company] + 1e-9
        assert 0 < lists.bound[company] <= 0.06


def test_where_shares_are_ranges_the_low_ends_count_and_it_is_said() -> None:
    matrix = ranged("p [30,60]% > A\nA 100% > B\nq 40% > B\nr 30% > C")
    found = all_owners(settled_of(matrix), QUARTER)
    snapshot = snapshot_of(matrix)
    assert set(named(snapshot, found)) == {("p", "A"), ("p", "B"), ("q", "B"), ("r", "C")}
    assert {snapshot.names[int(node)] for node in found.doubts.ranged} == {"A", "B"}


def test_shares_with_too_many_digits_for_a_common_denominator_are_compared_exactly() -> None:
    parts = {f"p{i}": Fraction(1, 10**12 + i) for i in range(4)} | {"q": Fraction(1, 4)}
    matrix = drawn({"A": parts, "B": {"A": Fraction(1), "q": Fraction(0)}})
    found = all_owners(settled_of(matrix), QUARTER)
    assert set(named(snapshot_of(matrix), found)) == {("q", "A"), ("q", "B")}
    assert set(found.exact.values()) == {Fraction(1, 4)}


def test_a_share_of_votes_is_not_a_share_of_equity() -> None:
    equity = drawn({"A": {"p": Fraction(1, 5), "q": Fraction(4, 5)}})
    votes = drawn({"A": {"p": Fraction(4, 5), "q": Fraction(1, 5)}, "q": {"r": Fraction(1)}})
    snapshot = snapshot_of(equity, {"votes": votes})
    found = {right: by_name(settle(right_of(snapshot, right)), HALF) for right in ("equity", "votes")}
    assert found == {"equity": {("q", "A")}, "votes": {("p", "A"), ("r", "q")}}


def test_an_open_share_is_told_by_its_low_end() -> None:
    matrix = drawn({"A": {"p": Fraction(1, 4)}})
    [(holder, share)] = matrix["A"].holders
    opened = {"A": type(matrix["A"])(((holder, Share(share.low, Fraction(1, 2), low_open=True)),))}
    assert by_name(settled_of(opened)) == {("p", "A")}
