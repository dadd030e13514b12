"""Do the bounds of everybody say of each owner and company what the bounds of one customer say?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.graphs import cyclic, register
from bench.snapshots import frozen
from lookthrough.graph.everybody.bounds import BoundsOfAll
from lookthrough.graph.everybody.pairs import Level
from lookthrough.graph.kernels.bounds import bounds
from lookthrough.graph.kernels.fills import Fill, Matrix, Node
from lookthrough.graph.shares import ONE, ZERO, Certainty, Share
from lookthrough.graph.snapshot.arrays import Snapshot
from tests.graph.everybody.control_graphs import names_of
from tests.graph.kernels.structures import drawn, exact_matrices, matrices, relabelled
from tests.graph.snapshot.snapshots import snapshot_of

pytestmark = pytest.mark.deep  # numba compiles for a minute on a fresh machine

PATIENT = [HealthCheck.too_slow, HealthCheck.filter_too_much]
LEVELS = st.builds(
    Level,
    st.sampled_from([Fraction(1, 4), Fraction(1, 2), Fraction(3, 20), Fraction(1, 3), ONE]),
    st.booleans(),
)
SLACK = 1e-11
Pairs = dict[tuple[Node, Node], Certainty]


def at_once(snapshot: Snapshot, level: Level, *, worst_case: bool = False) -> tuple[Pairs, set[Node]]:
    """Who reaches the level in what, of everybody at once; and the companies where anybody may."""
    found = BoundsOfAll.of(snapshot, worst_case=worst_case).reaching(level)
    assert not found.undecided
    assert not len(found.unsure)
    names = names_of(snapshot)
    how = [Certainty.CERTAIN if sure else Certainty.POSSIBLE for sure in found.certain]
    pairs = [
        (names[owner], names[company]) for owner, company in zip(found.owner, found.company, strict=True)
    ]
    assert len(set(pairs)) == len(pairs)
    return dict(zip(pairs, how, strict=True)), {names[company] for company in found.anybody}


def one_by_one(snapshot: Snapshot, level: Level, *, worst_case: bool = False) -> Pairs:
    """The same by the bounds of one customer: all ends of chains in all companies."""
    matrix, names = snapshot.matrix("equity"), names_of(snapshot)
    found: Pairs = {}
    for company in matrix:
        for owner in names[snapshot.companies :]:
            share = bounds(matrix, company, owner, worst_case=worst_case)
            how = share.reaches(level.share, ">" if level.strict else ">=")
            if how is not Certainty.EXCLUDED:
                found[owner, company] = how
    return found


@settings(max_examples=150, suppress_health_check=PATIENT)
@given(matrices(most=4), LEVELS)
def test_certain_and_possible_owners_are_those_of_one_customers_bounds(matrix: Matrix, level: Level) -> None:
    snapshot = snapshot_of(matrix)
    assert at_once(snapshot, level)[0] == one_by_one(snapshot, level)


@settings(max_examples=60)
@given(exact_matrices(), LEVELS)
def test_exact_shares_are_certain_or_nothing(matrix: Matrix, level: Level) -> None:
    snapshot = snapshot_of(matrix)
    found = at_once(snapshot, level)[0]
    assert found == one_by_one(snapshot, level)
    assert set(found.values()) <= {Certainty.CERTAIN}


@settings(max_examples=60, suppress_health_check=PATIENT)
@given(matrices(), LEVELS, st.sampled_from([None, Fraction(1, 10), Fraction(3, 5)]))
def test_in_the_worst_case_the_remainder_may_be_anybodys(
    matrix: Matrix, level: Level, each: Fraction | None
) -> None:
    snapshot = snapshot_of({name: replace(fill, each=each) for name, fill in matrix.items()})
    found, anybody = at_once(snapshot, level, worst_case=True)
    expected = one_by_one(snapshot, level, worst_case=True)
    unnamed = {pair for pair in expected.keys() - found.keys() if pair[1] in anybody}
    assert found == {pair: how for pair, how in expected.items() if pair not in unnamed}
    stranger = snapshot.matrix("equity")
    for company in stranger:
        high = bounds(stranger, company, "somebody new", worst_case=True)
        reaches = high.reaches(level.share, ">" if level.strict else ">=") is not Certainty.EXCLUDED
        assert reaches == (company in anybody)


def test_in_the_worst_case_a_company_without_holders_may_be_anybodys_and_what_it_holds_in_a_circle() -> None:
    """B has no holder at all, and up to 5 % of A; A may hold the rest of itself: then B's owner has A alone."""
    own, other = Share(ZERO, Fraction(1)), Share(ZERO, Fraction(1, 20))
    snapshot = snapshot_of({"A": Fill((("A", own), ("B", other)), ZERO), "B": Fill((), Fraction(1))})
    _, anybody = at_once(snapshot, Level(Fraction(1, 4)), worst_case=True)
    assert anybody == {"A", "B"}


@settings(max_examples=80, suppress_health_check=PATIENT)
@given(matrices(most=4))
def test_the_ends_of_every_row_are_as_close_as_they_say(matrix: Matrix) -> None:
    snapshot = snapshot_of(matrix)
    found = BoundsOfAll.of(snapshot).reaching(Level(Fraction(1, 10)))
    exact, names = snapshot.matrix("equity"), names_of(snapshot)
    for row, (owner, company) in enumerate(zip(found.owner, found.company, strict=True)):
        share = bounds(exact, names[company], names[owner])
        for end, value in ((share.low, found.low[row]), (share.high, found.high[row])):
            assert -SLACK <= float(end) - value <= found.above[row] + SLACK


@st.composite
def wide(draw: st.DrawFn) -> dict[Node, Fill]:
    """Chains of shares over denominators whose products fit no machine word."""
    part = st.builds(
        lambda den, by: Fraction(den // 2 + by, den),
        st.sampled_from([10**18 + 9, 10**17 + 3]),
        st.integers(-1, 1),
    )
    found = {}
    for place, company in enumerate("ABC"):
        holders = draw(
            st.lists(
                st.sampled_from(["ABC"[max(0, place - 1)], "p", "q"]), min_size=1, max_size=3, unique=True
            )
        )
        holders = [holder for holder in holders if holder != company] or ["p"]
        lows = [draw(part | st.just(Fraction(1, 2))) / len(holders) for _ in holders]
        shares = [Share(low, min(ONE, low * draw(st.sampled_from([1, 2])))) for low in lows]
        found[company] = Fill(tuple(sorted(zip(holders, shares, strict=True))))
    return found


@settings(max_examples=60, suppress_health_check=PATIENT)
@given(
    wide(),
    st.sampled_from([Level(Fraction(1, 4)), Level(Fraction(1, 4), strict=True), Level(Fraction(1, 2))]),
)
def test_numbers_too_wide_for_a_machine_word_are_decided_in_fractions(matrix: Matrix, level: Level) -> None:
    snapshot = snapshot_of(matrix)
    assert at_once(snapshot, level)[0] == one_by_one(snapshot, level)


@settings(max_examples=40, suppress_health_check=PATIENT)
@given(matrices(), LEVELS, st.permutations("ABCpq"))
def test_names_do_not_matter(matrix: Matrix, level: Level, names: list[str]) -> None:
    new = dict(zip("ABCpq", names, strict=True))
    before, after = (at_once(snapshot_of(m), level)[0] for m in (matrix, relabelled(matrix, new)))
    assert after == {(new[owner], new[company]): how for (owner, company), how in before.items()}


@settings(max_examples=40, suppress_health_check=PATIENT)
@given(matrices(), matrices(), LEVELS)
def test_structures_side_by_side_do_not_touch_one_another(one: Matrix, two: Matrix, level: Level) -> None:
    other = relabelled(two, {name: f"{name}2" for name in "ABCDpq"})
    parts = [at_once(snapshot_of(matrix), level)[0] for matrix in (one, other)]
    assert at_once(snapshot_of({**one, **other}), level)[0] == parts[0] | parts[1]


def asked(text: str, share: Fraction, *, strict: bool = False) -> Pairs:
    """Who reaches a share in a drawing."""
    return at_once(snapshot_of(drawn(text)), Level(share, strict))[0]


def test_more_than_a_quarter_of_all_is_certainly_more_than_a_quarter() -> None:
    #   p (25,50]% --> A --100%--> B
    found = asked("p (25,50]% > A\n A 100% > B", Fraction(1, 4), strict=True)
    assert found == {("p", "A"): Certainty.CERTAIN, ("p", "B"): Certainty.CERTAIN}


def test_bands_multiplied_to_just_a_quarter_are_more_than_that() -> None:
    #   p (50,75)% --> A --(50,75)%--> B: more than a quarter, since neither end is reached
    assert (
        asked("p (50,75)% > A\n A (50,75)% > B", Fraction(1, 4), strict=True)["p", "B"] is Certainty.CERTAIN
    )
    assert ("p", "B") not in asked("p (50,75)% > A\n A (50,75)% > B", Fraction(9, 16))


def test_what_others_have_for_certain_cannot_be_somebodys() -> None:
    #   p [50,70]% --> C <-- [40,60]% q: p has 60 % at most
    assert ("p", "C") not in asked("p [50,70]% > C\n q [40,60]% > C", Fraction(3, 5), strict=True)
    assert asked("p [50,70]% > C\n q [40,60]% > C", Fraction(3, 5))["p", "C"] is Certainty.POSSIBLE


def test_one_filling_serves_both_ways_to_an_owner() -> None:
    #   p --50%--> A --[20,80]%--> C <--[20,80]%-- B <--30%-- p: 80 % of A's way and 20 % of B's make 46 %
    text = "p 50% > A\n p 30% > B\n A [20,80]% > C\n B [20,80]% > C"
    assert asked(text, Fraction(46, 100))["p", "C"] is Certainty.POSSIBLE
    assert ("p", "C") not in asked(text, Fraction(46, 100), strict=True)


def test_nothing_is_certain_above_one_hundred_percent() -> None:
    #   p 80% --> C <-- 60% q: either may be what is too much
    found = asked("p 80% > C\n q 60% > C", Fraction(1, 2))
    assert found == {("p", "C"): Certainty.POSSIBLE, ("q", "C"): Certainty.POSSIBLE}


@pytest.mark.parametrize("shape", [register, cyclic], ids=["register", "cyclic"])
def test_owners_of_a_large_graph_are_those_of_a_simple_iteration(shape: object) -> None:
    snapshot = frozen(shape(1_000), ranged=0.2)  # type: ignore[operator]
    found = BoundsOfAll.of(snapshot).reaching(Level(Fraction(1, 4)))
    assert not found.undecided
    low, high = iterated(snapshot)
    certain = dict(
        zip(zip(found.owner.tolist(), found.company.tolist(), strict=True), found.certain, strict=True)
    )
    for pair in {*low, *high}:
        ends = low.get(pair, 0.0), high.get(pair, 0.0)
        if all(abs(end - 0.25) > 1e-6 for end in ends):
            assert certain.get(pair) == (None if ends[1] < 0.25 else ends[0] > 0.25), pair


def iterated(snapshot: Snapshot) -> tuple[dict[tuple[int, int], float], dict[tuple[int, int], float]]:
    """The ends of all pairs, by rounds over everything in floats until nothing moves, what is tiny left out."""
    weights = snapshot.rights["equity"]
    values = [list[dict[int, float]]([{} for _ in range(snapshot.companies)]) for _ in range(2)]
    for _ in range(200):
        moved = 0.0
        for company in range(snapshot.companies):
            edges = slice(int(snapshot.start[company]), int(snapshot.start[company + 1]))
            ends = list(
                zip(
                    snapshot.holder[edges].tolist(),
                    weights.low[edges].tolist(),
                    weights.high[edges].tolist(),
                    strict=True,
                )
            )
            for most in (0, 1):
                new = filled(ends, values[most], most=bool(most), companies=snapshot.companies)
                old = values[most][company]
                moved = max([moved, *(abs(value - old.get(owner, 0.0)) for owner, value in new.items())])
                values[most][company] = new
        if moved < 1e-9:
            break
    pairs = [
        {(owner, company): v for company, found in enumerate(side) for owner, v in found.items()}
        for side in values
    ]
    return pairs[0], pairs[1]


def filled(
    ends: list[tuple[int, float, float]], values: list[dict[int, float]], *, most: bool, companies: int
) -> dict[int, float]:
    """What each owner has of one company, everybody worked off by himself."""
    worths: dict[int, dict[int, float]] = {}
    for place, (holder, _, _) in enumerate(ends):
        for owner, value in (values[holder] if holder < companies else {holder: 1.0}).items():
            if value > 1e-9:
                worths.setdefault(owner, {})[place] = value
    room = 1 - sum(low for _, low, _ in ends)
    return {owner: handed(ends, worth, room, most=most) for owner, worth in worths.items()}


def handed(
    ends: list[tuple[int, float, float]], worth: Mapping[int, float], room: float, *, most: bool
) -> float:
    """The worth of a filling: the best (or the worst) are served first, and the remainder is worth nothing."""
    order = sorted(range(len(ends)), key=lambda place: worth.get(place, 0.0), reverse=most)
    total, left = 0.0, max(0.0, room) if most else ZERO
    for place in order:
        _, low, high = ends[place]
        part = low + min(float(left), high - low)
        left = float(left) - (part - low)
        total += part * worth.get(place, 0.0)
    return total


def test_columns_are_as_long_as_one_another() -> None:
    found = BoundsOfAll.of(snapshot_of(drawn("p [20,40]% > A\n q 60% > A"))).reaching(Level(Fraction(1, 4)))
    assert {len(column) for column in (found.company, found.low, found.high, found.above, found.certain)} == {
        len(found)
    }
    assert np.all(np.diff(found.company) >= 0)
