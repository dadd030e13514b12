"""Are circles found, and do owners come before what they own?"""

from __future__ import annotations

import networkx as nx
from hypothesis import given, settings

from lookthrough.graph.kernels.components import circles, components, towards, upstream
from lookthrough.graph.kernels.fills import Fill, Matrix, links
from lookthrough.graph.shares import WHOLE
from tests.graph.kernels.structures import drawn, exact_matrices


def graph(matrix: Matrix) -> nx.DiGraph[str]:
    """Held -> holder, companies alone."""
    found: nx.DiGraph[str] = nx.DiGraph()
    found.add_nodes_from(matrix)
    found.add_edges_from(
        (company, holder) for company in matrix for holder, _ in links(matrix, company) if holder in matrix
    )
    return found


@settings(max_examples=150)
@given(exact_matrices())
def test_components_are_those_of_an_independent_library(matrix: Matrix) -> None:
    whole = graph(matrix)
    above = nx.descendants(whole, "A") | {"A"}
    expected = {tuple(sorted(group)) for group in nx.strongly_connected_components(whole.subgraph(above))}
    assert set(components(matrix, "A")) == expected


@settings(max_examples=100)
@given(exact_matrices())
def test_owners_come_before_what_they_own(matrix: Matrix) -> None:
    place = {company: i for i, group in enumerate(components(matrix, "A")) for company in group}
    for company, at in place.items():
        assert all(place[holder] <= at for holder, _ in links(matrix, company) if holder in place)


def test_a_company_that_holds_itself_is_a_circle() -> None:
    #   p --95%--> A --100%--> T
    #              A --5%----> A
    matrix = drawn("p 95% > A\n A 5% > A\n A 100% > T")
    assert components(matrix, "T") == [("A",), ("T",)]
    assert circles(matrix, "T") == [("A",)]


def test_a_holder_that_can_hold_nothing_is_no_link() -> None:
    #   no circle: A <--0%-- B <--100%-- A
    matrix = drawn("B 0% > A\n A 100% > B")
    assert components(matrix, "A") == [("A",)]
    assert upstream(matrix, ["B"]) == {"A", "B"}


def test_nothing_is_passed_where_a_walk_stops() -> None:
    #   p --> B --> A, and nobody looks above B
    matrix = drawn("p 100% > B\n B 100% > A")
    assert components(matrix, "A", frozenset({"B"})) == [("A",)]
    assert components(matrix, "A", frozenset({"A"})) == []


def test_only_what_leads_to_the_party_is_kept() -> None:
    #   p --> B --> A <-- C <-- q
    matrix = drawn("p 100% > B\n q 100% > C\n B 50% > A\n C 50% > A")
    assert towards(matrix, components(matrix, "A"), "p") == [("B",), ("A",)]


def test_a_chain_of_many_thousands_needs_no_recursion() -> None:
    #   C0 <--100%-- C1 <--100%-- C2 ... <--100%-- C19999
    matrix = {f"C{i}": Fill(((f"C{i + 1}", WHOLE),)) for i in range(20_000)}
    assert components(matrix, "C0")[0] == ("C19999",)
