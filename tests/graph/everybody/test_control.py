"""Does control of everybody at once say of each source what the kernel of one customer says?"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lookthrough.graph.everybody.control import Control
from lookthrough.graph.everybody.control_findings import NOBODY, ONE, RING, SEVERAL, Terms, joined
from lookthrough.graph.kernels.control import ControlGraph, top_controller
from lookthrough.graph.kernels.fills import Fill, Node
from lookthrough.graph.shares import ONE as WHOLE_PART
from lookthrough.graph.shares import ZERO, Share, exactly
from tests.graph.everybody.control_graphs import (
    at_once,
    frozen,
    names_of,
    one_by_one,
    terms_of,
    tops_by_name,
)
from tests.graph.kernels.structures import drawn, exact_matrices, matrices, relabelled
from tests.graph.kernels.test_control import graphs

pytestmark = pytest.mark.deep  # numba compiles for a minute on a fresh machine

PATIENT = [HealthCheck.too_slow, HealthCheck.filter_too_much]
BIG = (10**18 + 9, 10**18 + 11, 10**17 + 3)  # denominators whose common multiple fits no machine word


def asked(text: str, **words: object) -> Control:
    """Control in a drawing, under the default terms or others."""
    snapshot, _ = frozen(ControlGraph(drawn(text)))
    return Control.of(snapshot, Terms(**words), threads=1)  # type: ignore[arg-type]


def check(graph: ControlGraph) -> None:
    """All at once says of every source what the kernel of one says."""
    snapshot, graph = frozen(graph)
    control = Control.of(snapshot, terms_of(graph), threads=1)
    assert at_once(control) == one_by_one(graph, snapshot)


@settings(max_examples=150)
@given(graphs(exact_matrices(most=4)))
def test_exact_votes_give_every_source_what_the_kernel_of_one_gives(graph: ControlGraph) -> None:
    check(graph)


@settings(max_examples=80)
@given(graphs(exact_matrices(most=3, above=True)))
def test_figures_above_one_hundred_percent_can_stand_as_they_are(graph: ControlGraph) -> None:
    check(graph)


@settings(max_examples=150, suppress_health_check=PATIENT)
@given(graphs(matrices()))
def test_ranges_give_certain_and_possible_control_with_open_ends_respected(graph: ControlGraph) -> None:
    check(graph)


@settings(max_examples=80, suppress_health_check=PATIENT)
@given(graphs(matrices()))
def test_void_votes_are_those_that_the_kernel_of_one_takes_out(graph: ControlGraph) -> None:
    check(replace(graph, void_own=True))


@settings(max_examples=80, suppress_health_check=PATIENT)
@given(matrices(), st.sampled_from([None, Fraction(1, 10), Fraction(3, 5)]), st.booleans())
def test_in_the_worst_case_unrecorded_votes_may_be_anybodys(
    votes: dict[Node, Fill],
    each: Fraction | None,
    strict: bool,  # noqa: FBT001
) -> None:
    capped = {name: replace(fill, each=each) for name, fill in votes.items()}
    snapshot, graph = frozen(ControlGraph(capped, strict=strict, worst_case=True))
    control = Control.of(snapshot, terms_of(graph), threads=1)
    assert at_once(control) == one_by_one(graph, snapshot)


@st.composite
def wide(draw: st.DrawFn) -> dict[Node, Fill]:
    """Shares a hair beside one half, over denominators that have no small common multiple."""
    near = st.builds(lambda den, by: Fraction(den // 2 + by, den), st.sampled_from(BIG), st.integers(-1, 1))
    part = near | st.sampled_from([Fraction(1, 2), Fraction(1, 3), Fraction(1, 10)])
    found = {}
    for company in "ABC":
        holders = draw(st.lists(st.sampled_from("ABCpq"), min_size=1, max_size=3, unique=True))
        lows = [draw(part) / len(holders) for _ in holders]
        highs = [min(WHOLE_PART, low * draw(st.sampled_from([1, 1, 2]))) for low in lows]
        shares = [Share(low, high) for low, high in zip(lows, highs, strict=True)]
        found[company] = Fill(
            tuple(sorted(zip(holders, shares, strict=True))), draw(st.sampled_from([ZERO, WHOLE_PART]))
        )
    return found


@settings(max_examples=80, suppress_health_check=PATIENT)
@given(graphs(wide()))
def test_numbers_too_wide_for_a_machine_word_are_decided_in_fractions(graph: ControlGraph) -> None:
    snapshot, graph = frozen(graph)
    control = Control.of(snapshot, terms_of(graph), threads=1)
    assert at_once(control) == one_by_one(graph, snapshot)
    assert tops_by_name(control) == tops_one_by_one(graph, names_of(snapshot), one_by_one(graph, snapshot))


def tops_one_by_one(
    graph: ControlGraph, names: list[Node], found: dict[Node, tuple[set[Node], set[Node]]]
) -> dict[Node, tuple[Node | None, int]]:
    """The top of every node by the kernel of one customer, and how, from the sets of all sources."""
    below = set().union(*(certain for certain, _ in found.values()))
    tops: dict[Node, tuple[Node | None, int]] = {}
    for name in names:
        controllers = {source for source, (certain, _) in found.items() if name in certain}
        free = controllers - below
        how = NOBODY if not controllers else (RING, ONE, SEVERAL)[min(2, len(free))]
        tops[name] = top_controller(graph, name), how
    return tops


@settings(max_examples=200, suppress_health_check=PATIENT)
@given(graphs(exact_matrices(most=4) | matrices()))
def test_the_top_controller_is_that_of_the_kernel_of_one(graph: ControlGraph) -> None:
    snapshot, graph = frozen(graph)
    expected = tops_one_by_one(graph, names_of(snapshot), one_by_one(graph, snapshot))
    assert tops_by_name(Control.of(snapshot, terms_of(graph), threads=1)) == expected


@settings(max_examples=50)
@given(graphs(exact_matrices(most=4)), st.permutations("ABCDpq"))
def test_names_do_not_matter(graph: ControlGraph, names: list[str]) -> None:
    new = dict(zip("ABCDpq", names, strict=True))
    votes = relabelled(graph.votes, new)
    before = at_once(Control.of(frozen(ControlGraph(graph.votes))[0], threads=1))
    after = at_once(Control.of(frozen(ControlGraph(votes))[0], threads=1))
    moved = {new[name]: tuple({new[x] for x in found} for found in sets) for name, sets in before.items()}
    assert after == moved


@settings(max_examples=50)
@given(exact_matrices(), matrices())
def test_structures_side_by_side_do_not_touch_one_another(
    one: dict[Node, Fill], two: dict[Node, Fill]
) -> None:
    other = relabelled(two, {name: f"{name}2" for name in "ABCDpq"})
    parts = [at_once(Control.of(frozen(ControlGraph(m))[0], threads=1)) for m in (one, other)]
    assert at_once(Control.of(frozen(ControlGraph({**one, **other}))[0], threads=1)) == parts[0] | parts[1]


@settings(max_examples=50)
@given(exact_matrices(above=True))
def test_nothing_follows_for_certain_from_a_company_above_one_hundred_percent(
    votes: dict[Node, Fill],
) -> None:
    def cut(fill: Fill) -> Fill:
        excess = max(ZERO, sum((share.low for _, share in fill.holders), ZERO) - 1)
        ends = [(name, max(ZERO, share.low - excess), share.high) for name, share in fill.holders]
        return Fill(tuple((name, Share(low, high)) for name, low, high in ends), fill.rest)

    snapshot, graph = frozen(ControlGraph(votes))
    settled = replace(graph, votes={name: cut(fill) for name, fill in graph.votes.items()})
    assert at_once(Control.of(snapshot, threads=1)) == one_by_one(settled, snapshot)


def test_exactly_half_is_no_control_unless_half_is_enough() -> None:
    #   A --50%--> C <--50%-- B
    assert not len(asked("A 50% > C\n B 50% > C").columns())
    assert len(asked("A 50% > C\n B 50% > C", strict=False).columns()) == 2


def test_seventeen_and_twenty_eight_and_five_are_not_more_than_fifty() -> None:
    text = "\n".join(f"p 100% > C{i}\n C{i} {share}% > D" for i, share in enumerate((17, 28, 5)))
    assert at_once(asked(text))["p"][1] == {"C0", "C1", "C2"}


def test_depth_is_the_round_in_which_a_company_joins() -> None:
    #   p --60%--> A --30%--> C --40%--> D,  p --21%--> C,  p --60%--> B --20%--> D
    rows = (
        control := asked("p 60% > A\n A 30% > C\n p 21% > C\n C 40% > D\n p 60% > B\n B 20% > D")
    ).columns()
    names = control.votes.snapshot.names
    p = rows.source == control.votes.snapshot.names.find(["p"])[0]
    depth = {names[int(c)]: int(d) for c, d in zip(rows.company[p], rows.depth[p], strict=True)}
    assert depth == {"A": 1, "B": 1, "C": 2, "D": 3}


def test_a_ring_has_no_top_and_neither_has_what_it_controls() -> None:
    #   P --40%--> A --60%--> B --60%--> A,  A --100%--> D,  Q --40%--> B
    tops = tops_by_name(asked("P 40% > A\n B 60% > A\n A 60% > B\n Q 40% > B\n A 100% > D"))
    assert {name: tops[name] for name in "ABDPQ"} == {
        **dict.fromkeys("ABD", (None, RING)),
        **dict.fromkeys("PQ", (None, NOBODY)),
    }


def test_void_votes_make_a_ring_somebodys() -> None:
    #   P --40%--> A --60%--> B --60%--> A,  Q --40%--> B: what each holds in its own parent does not vote
    tops = tops_by_name(asked("P 40% > A\n B 60% > A\n A 60% > B\n Q 40% > B", void_own=True))
    assert {tops["A"], tops["B"]} == {("P", ONE), ("Q", ONE)}


def test_a_company_that_holds_most_of_itself_is_nobodys_and_the_top_of_its_own() -> None:
    #   A --60%--> A --100%--> B
    assert tops_by_name(asked("A 60% > A\n A 100% > B"))["A"] == (None, NOBODY)
    assert tops_by_name(asked("A 60% > A\n A 100% > B"))["B"] == ("A", ONE)


def test_blocks_of_sources_make_up_the_whole_whatever_the_threads() -> None:
    snapshot, _ = frozen(ControlGraph({f"C{i}": Fill(((f"C{i + 1}", exactly(1)),)) for i in range(300)}))
    whole = Control.of(snapshot, threads=1).columns()
    for threads in (1, 3):
        control = Control.of(snapshot, threads=threads)
        parts = joined(
            block
            for at in range(0, snapshot.nodes, 37)
            for block in control.all(at, min(at + 37, snapshot.nodes))
        )
        assert all(
            np.array_equal(getattr(parts, name), getattr(whole, name))
            for name in ("source", "company", "depth")
        )
    assert len(whole) == 300 * 301 // 2


def test_rows_by_company_are_the_controllers_of_each() -> None:
    rows = asked("p 60% > A\n A 60% > B\n q 60% > C").columns()
    turned = rows.by_company()
    assert np.all(np.diff(turned.company) >= 0)
    assert set(zip(turned.source, turned.company, strict=True)) == set(
        zip(rows.source, rows.company, strict=True)
    )


@pytest.mark.parametrize("module", ["control", "control_findings"])
def test_a_question_about_one_customer_never_waits_for_a_compiler(module: str) -> None:
    code = f"import sys, lookthrough.graph.everybody.{module}; print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "False\n"
