"""Who controls whom: the least fixpoint, with ranges, groups, directions and other means?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lookthrough.graph.kernels.control import (
    ControlGraph,
    controlled,
    controllers,
    top_controller,
    votes_of,
    without_own_votes,
)
from lookthrough.graph.kernels.fills import Fill, Matrix, Node
from lookthrough.graph.shares import NOTHING, WHOLE, ZERO, Certainty, Share, exactly, parse
from tests.graph.kernels.structures import (
    TINY,
    Filling,
    as_filling,
    drawn,
    exact_matrices,
    fillings,
    matrices,
)

NODES = ("A", "B", "C", "p", "q")
PATIENT = [HealthCheck.too_slow, HealthCheck.filter_too_much]
HALF = Fraction(1, 2)


@st.composite
def graphs(draw: st.DrawFn, votes: st.SearchStrategy[dict[Node, Fill]]) -> ControlGraph:
    """Votes with, now and then, other means, a group in concert, directions and another quota."""
    pairs = st.dictionaries(st.sampled_from(NODES), st.sampled_from(NODES), max_size=2)
    group = draw(st.frozensets(st.sampled_from(NODES), max_size=3))
    return ControlGraph(
        draw(votes),
        means={held: frozenset({leader}) for held, leader in draw(pairs).items()},
        concert=dict.fromkeys(group, group),
        directed={node: other for node, other in draw(pairs).items() if node != other},
        quota=draw(st.sampled_from([HALF, HALF, Fraction(1, 4)])),
        strict=draw(st.booleans()),
    )


def naive(graph: ControlGraph, filling: Filling, source: Node) -> set[Node]:
    """The definition, word by word, on one filling: rounds over everything until nothing changes."""
    found: set[Node] = set()
    while True:
        members = {source} | set(graph.concert.get(source, ())) | found
        members |= {other for company in found for other in graph.concert.get(company, ())}
        new = {held for held, leaders in graph.means.items() if leaders & members}
        for company, parts in filling.items():
            votes = sum((part for holder, part in parts.items() if voter(graph, holder) in members), ZERO)
            if votes > graph.quota or (votes == graph.quota and not graph.strict):
                new.add(company)
        if new <= found:
            return found - {source}
        found |= new


def voter(graph: ControlGraph, node: Node) -> Node:
    """Who says how a node votes: as many steps as there are nodes, unless it comes round."""
    chain = [node]
    while chain[-1] in graph.directed and graph.directed[chain[-1]] not in chain:
        chain.append(graph.directed[chain[-1]])
    return graph.directed.get(chain[-1], chain[-1])


@settings(max_examples=200)
@given(graphs(exact_matrices(most=3)), st.sampled_from(NODES))
def test_control_is_the_least_fixpoint_of_its_definition(graph: ControlGraph, source: Node) -> None:
    found = controlled(graph, source)
    assert found.certain == found.possible == naive(graph, as_filling(graph.votes), source)


@settings(max_examples=100)
@given(graphs(exact_matrices(most=3, above=True)), st.sampled_from(NODES))
def test_figures_above_one_hundred_percent_stand_as_they_are(graph: ControlGraph, source: Node) -> None:
    whole = {
        name: Fill(fill.holders, ZERO) for name, fill in graph.votes.items()
    }  # "complete" lists that fall short stand as they are, too
    found = controlled(replace(graph, votes=whole), source)
    assert found.certain == found.possible == naive(graph, as_filling(graph.votes), source)


@settings(max_examples=150, suppress_health_check=PATIENT)
@given(graphs(matrices()), st.sampled_from(NODES))
def test_certain_is_every_filling_and_possible_is_some_filling(graph: ControlGraph, source: Node) -> None:
    sets = [naive(graph, filling, source) for filling in fillings(graph.votes, TINY)]
    found = controlled(graph, source)
    assert found.certain == set.intersection(*sets)
    assert found.possible == set.union(*sets)


@settings(max_examples=80, suppress_health_check=PATIENT)
@given(graphs(matrices()), st.sampled_from(NODES))
def test_votes_at_disposal_lie_within_the_range(graph: ControlGraph, source: Node) -> None:
    seen = []
    for filling in fillings(graph.votes, TINY):
        members = {source} | set(graph.concert.get(source, ())) | naive(graph, filling, source)
        members |= {other for company in members - {source} for other in graph.concert.get(company, ())}
        seen.append(sum((p for holder, p in filling["A"].items() if voter(graph, holder) in members), ZERO))
    found = votes_of(graph, source, "A")
    assert 0 <= min(seen) - found.low < 3 * TINY
    assert found.high >= max(seen)


@settings(max_examples=80, suppress_health_check=PATIENT)
@given(graphs(matrices()), st.sampled_from(NODES), st.sampled_from(NODES), st.sampled_from("ABC"))
def test_more_means_never_take_control_away(
    graph: ControlGraph, source: Node, leader: Node, company: Node
) -> None:
    more = replace(graph, means={**graph.means, company: graph.means.get(company, frozenset()) | {leader}})
    before, after = controlled(graph, source), controlled(more, source)
    assert before.certain <= after.certain
    assert before.possible <= after.possible


@settings(max_examples=80, suppress_health_check=PATIENT)
@given(graphs(matrices()), st.sampled_from("ABC"))
def test_controllers_are_those_whose_set_holds_the_company(graph: ControlGraph, company: Node) -> None:
    expected = {}
    for node in set(NODES) - {company}:
        if company in (found := controlled(graph, node)).possible:
            expected[node] = Certainty.CERTAIN if company in found.certain else Certainty.POSSIBLE
    assert controllers(graph, company) == controllers(graph, company, NODES) == expected


@settings(max_examples=200)
@given(exact_matrices())
def test_a_controlled_company_has_one_top_or_a_ring(votes: Matrix) -> None:
    graph = ControlGraph(votes)
    found = controllers(graph, "A")
    top = top_controller(graph, "A")
    if top is None:
        assert all(found.keys() - controlled(graph, node).certain <= {node} for node in found)
    else:
        assert found.keys() - controlled(graph, top).certain == {top}


def by_drawing(text: str, **words: Mapping[Node, frozenset[Node]]) -> ControlGraph:
    """A graph of drawn votes, with `means` or `concert`."""
    return ControlGraph(drawn(text), words.get("means", {}), words.get("concert", {}))


def test_exactly_half_is_no_control_and_a_little_more_is() -> None:
    #   A --50%--> C <--50%-- B;  A --(50,60]%--> D
    graph = by_drawing("A 50% > C\n B 50% > C\n A (50,60]% > D")
    assert controlled(graph, "A").possible == {"D"} == controlled(graph, "A").certain
    assert controlled(replace(graph, strict=False), "A").certain == {"C", "D"}


def test_seventeen_and_twenty_eight_and_five_are_not_more_than_fifty() -> None:
    #   p holds all of C1, C2, C3, which hold 17 %, 28 % and 5 % of D: a sum that floats get wrong
    text = "\n".join(f"p 100% > C{i}\n C{i} {share}% > D" for i, share in enumerate((17, 28, 5)))
    assert "D" not in controlled(by_drawing(text), "p").possible
    assert votes_of(by_drawing(text), "p", "D") == exactly(HALF)


def test_room_that_others_leave_makes_control_possible_and_what_they_take_excludes_it() -> None:
    #   p [30,60]% --> C <-- q [50,70]%
    graph = by_drawing("p [30,60]% > C\n q [50,70]% > C")
    assert controllers(graph, "C") == {"q": Certainty.POSSIBLE}
    assert votes_of(graph, "p", "C") == parse("[30,50]%")


def test_a_complete_list_makes_the_worst_of_one_what_the_others_leave() -> None:
    #   p [10,90]% --> C <-- q [20,40)%, and nobody else
    graph = ControlGraph(drawn("p [10,90]% > C\n q [20,40)% > C", rest="0%"))
    assert votes_of(graph, "p", "C") == parse("(60,80]%")
    assert controlled(graph, "p").certain == {"C"}


def test_a_group_in_concert_has_its_sum_and_brings_it_along() -> None:
    #   p --30%--> C <--30%-- q (p and q in concert);  x --60%--> q2;  q2 with r: r --60%--> D
    pq, qr = frozenset({"p", "q"}), frozenset({"q2", "r"})
    graph = by_drawing(
        "p 30% > C\n q 30% > C\n x 60% > q2\n r 60% > D", concert={"p": pq, "q": pq, "q2": qr, "r": qr}
    )
    assert controllers(graph, "C") == {"p": Certainty.CERTAIN, "q": Certainty.CERTAIN}
    assert controlled(graph, "x").certain == {"q2", "D"}
    assert top_controller(graph, "C") is None


def test_who_directs_gains_and_who_is_directed_loses() -> None:
    #   p --10%--> C <--45%-- q, r --45%--> C;  q's votes go where m says, m's where p says
    graph = replace(by_drawing("p 10% > C\n q 45% > C\n r 45% > C"), directed={"q": "m", "m": "p"})
    assert controllers(graph, "C") == {"p": Certainty.CERTAIN}
    assert votes_of(graph, "q", "C") == NOTHING
    assert votes_of(graph, "m", "C") == NOTHING


def test_a_circle_of_directions_directs_nobody() -> None:
    #   p and q each say that the other directs; z goes where p says
    graph = replace(by_drawing("p 40% > C\n q 35% > C\n z 25% > C"), directed={"p": "q", "q": "p", "z": "p"})
    assert votes_of(graph, "p", "C") == parse("65%")
    assert votes_of(graph, "q", "C") == parse("35%")


def test_a_board_controls_what_votes_do_not() -> None:
    #   p ==board==> H --51%--> C <--49%-- q
    graph = by_drawing("H 51% > C\n q 49% > C", means={"H": frozenset({"p"})})
    assert controlled(graph, "p").certain == {"H", "C"}
    assert top_controller(graph, "C") == "p"


def test_a_ring_of_control_has_no_top() -> None:
    #   P --40%--> A --60%--> B --60%--> A,  Q --40%--> B
    graph = by_drawing("P 40% > A\n B 60% > A\n A 60% > B\n Q 40% > B")
    assert top_controller(graph, "A") is None
    assert controllers(graph, "A") == {"B": Certainty.CERTAIN}


@pytest.mark.parametrize(("void_own", "votes"), [(False, "40%"), (True, "2/3")])
def test_shares_that_a_company_holds_in_itself_do_not_vote_where_the_rule_voids_them(
    void_own: bool,  # noqa: FBT001
    votes: str,
) -> None:
    #   p --40%--> C <--10%-- C,  S --30%--> C --80%--> S,  q --20%--> C
    graph = by_drawing("p 40% > C\n C 10% > C\n S 30% > C\n q 20% > C\n C 80% > S")
    assert votes_of(replace(graph, void_own=void_own), "p", "C") == parse(votes)
    assert (controlled(replace(graph, void_own=void_own), "p").certain == {"C", "S"}) is void_own


def test_void_votes_that_are_a_range_leave_a_range() -> None:
    #   p [30,40]% --> C <-- (20,40]% C, q [0,30]% --> C: what is void is a fifth to two fifths of the votes
    found = without_own_votes(by_drawing("p [30,40]% > C\n C (20,40]% > C\n q [0,30]% > C"))
    assert dict(found["C"].holders) == {
        "p": Share(Fraction(3, 8), Fraction(2, 3), low_open=True),
        "q": parse("[0,50]%"),
    }


def test_where_all_votes_are_void_nobody_votes() -> None:
    #   C --100%--> C;  D may hold anything from nothing to all of itself
    found = without_own_votes(by_drawing("C 100% > C\n D ? > D\n p 0% > D"))
    assert found["C"] == Fill((), ZERO)
    assert found["D"] == Fill((("p", NOTHING),))
    assert votes_of(ControlGraph(found), "p", "C") == NOTHING


def test_void_votes_above_one_hundred_percent_leave_the_rest_of_the_figures() -> None:
    #   p --80%--> C <--60%-- C: the figures add up to 140 %
    found = without_own_votes(by_drawing("p 80% > C\n C 60% > C"))
    assert dict(found["C"].holders) == {"p": WHOLE}


def test_the_votes_of_a_source_that_may_be_anybodys_count_once() -> None:
    """S is wholly unrecorded, so that anybody may have it: S itself too. Its 30 % and the 20 % are half, no more.

    S -30 %-> T <-50 %- B,  20 % of T unrecorded
    """
    target = Fill((("B", exactly(Fraction(1, 2))), ("S", exactly(Fraction(3, 10)))), Fraction(1, 5))
    graph = ControlGraph({"S": Fill(()), "T": target}, worst_case=True)
    assert controlled(graph, "S").possible == frozenset()


def test_who_acts_in_concert_with_a_company_that_may_be_anybodys_may_be_at_anybodys_disposal() -> None:
    """X is wholly unrecorded, so that p may have it; X and q together decide T.

    X acts in concert with q;  q -60 %-> T <-40 %- B;  p holds nothing
    """
    target = Fill((("B", exactly(Fraction(2, 5))), ("q", exactly(Fraction(3, 5)))), ZERO)
    pact = frozenset({"X", "q"})
    graph = ControlGraph({"T": target, "X": Fill(())}, concert=dict.fromkeys(pact, pact), worst_case=True)
    assert controlled(graph, "p").possible == {"T", "X"}
