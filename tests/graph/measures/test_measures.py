"""Do the optional measures compute what their definitions say, word by word, and what was published?"""

from __future__ import annotations

import doctest
import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from importlib import import_module
from itertools import combinations, pairwise, permutations
from math import prod
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookthrough.graph.kernels.absorption import Diverges
from lookthrough.graph.kernels.components import upstream
from lookthrough.graph.kernels.control import ControlGraph
from lookthrough.graph.kernels.fills import Fill, Matrix
from lookthrough.graph.measures import named
from lookthrough.graph.measures.attendance import de_facto_votes
from lookthrough.graph.measures.banzhaf import banzhaf
from lookthrough.graph.measures.bowtie import PARTS, bow_tie
from lookthrough.graph.measures.conventions import CONVENTIONS, share_by
from lookthrough.graph.measures.exact import NotExact, TooMany, parts_of
from lookthrough.graph.measures.npi import network_power
from lookthrough.graph.measures.threshold import critical_thresholds
from lookthrough.graph.measures.values import Portfolio
from lookthrough.graph.measures.weakest import weakest_link
from lookthrough.graph.shares import HALF, ONE, ZERO, exactly, parse
from tests.graph.kernels.structures import drawn, exact_matrices

MODULES = ("weakest", "banzhaf", "npi", "threshold", "attendance", "values", "bowtie", "conventions")
SHARES = st.lists(st.integers(1, 6), min_size=1, max_size=5)


@pytest.mark.parametrize("name", MODULES)
def test_the_example_of_a_measure_is_true(name: str) -> None:
    done = doctest.testmod(import_module(f"lookthrough.graph.measures.{name}"))
    assert done.attempted
    assert not done.failed


@pytest.mark.parametrize("name", MODULES)
def test_a_measure_states_definition_assumption_cost_source_and_failure(name: str) -> None:
    text = import_module(f"lookthrough.graph.measures.{name}").__doc__ or ""
    assert all(
        word in text for word in ("Definition:", "Assumption:", "Complexity:", "Terminates", "Known failure:")
    )


def parts(numbers: list[int]) -> dict[str, Fraction]:
    """Holders with shares in proportion to numbers."""
    return {f"h{place}": Fraction(number, sum(numbers)) for place, number in enumerate(numbers)}


@given(SHARES, st.sampled_from([HALF, Fraction(1, 3), Fraction(2, 3)]), st.booleans())
def test_banzhaf_counts_the_coalitions_that_a_holder_turns(
    numbers: list[int],
    quota: Fraction,
    strict: bool,  # noqa: FBT001
) -> None:
    votes = parts(numbers)

    def wins(group: tuple[str, ...]) -> bool:
        total = sum((votes[name] for name in group), ZERO)
        return total > quota or (total == quota and not strict)

    for name in votes:
        groups = [g for size in range(len(votes)) for g in combinations(votes.keys() - {name}, size)]
        turned = sum(not wins(group) and wins((*group, name)) for group in groups)
        assert banzhaf(votes, quota, strict=strict).raw[name] == Fraction(turned, len(groups))


def test_too_many_coalitions_are_sampled_and_the_error_is_stated() -> None:
    votes = parts([4, 3, 2, 1])
    exact, sampled = banzhaf(votes), banzhaf(votes, limit=3)
    assert exact.exact
    assert not sampled.exact
    assert all(abs(sampled.raw[name] - exact.raw[name]) < 5 * sampled.error for name in votes)


@settings(max_examples=100)
@given(exact_matrices(), st.sampled_from("ABCD"))
def test_the_weakest_link_adds_the_smallest_stakes_of_all_simple_chains(matrix: Matrix, target: str) -> None:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(["p", target])
    for company, held in parts_of(matrix).items():
        graph.add_edges_from((holder, company, {"part": part}) for holder, part in held.items())
    chains = nx.all_simple_paths(graph, "p", target)
    expected = sum((min(graph.edges[link]["part"] for link in pairwise(chain)) for chain in chains), ZERO)
    assert weakest_link(matrix, "p", target) == expected


@settings(max_examples=100)
@given(exact_matrices(), st.sampled_from("ABCD"), st.sampled_from("ABCp"))
def test_conventions_are_those_of_the_inverse_matrix(matrix: Matrix, target: str, party: str) -> None:
    nodes = sorted({*matrix, *"ABCDpq"})
    try:
        found = {
            name: share_by(name, matrix, party, target) for name in CONVENTIONS if name != "simple_paths"
        }
    except Diverges:
        return
    inverse = by_dense_inverse({n: matrix[n] for n in upstream(matrix, {target}) & matrix.keys()}, nodes)
    i, j = nodes.index(party), nodes.index(target)
    raw = inverse[i][j] - (i == j)
    expected = {"raw": raw, "baldone": raw / inverse[i][i], "first_passage": raw / inverse[j][j]}
    assert found == {**expected, "leontief": inverse[i][j]}


@settings(max_examples=100)
@given(exact_matrices(), st.sampled_from("ABCD"), st.sampled_from("ABCp"))
def test_simple_paths_add_the_products_of_all_simple_chains(matrix: Matrix, target: str, party: str) -> None:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from([party, target])
    for company, held in parts_of(matrix).items():
        graph.add_edges_from((holder, company, {"part": part}) for holder, part in held.items())
    chains = [] if party == target else nx.all_simple_paths(graph, party, target)
    expected = sum((prod(graph.edges[link]["part"] for link in pairwise(chain)) for chain in chains), ZERO)
    assert share_by("simple_paths", matrix, party, target) == expected


def test_a_convention_looks_at_no_share_that_is_not_above_the_company() -> None:
    matrix = drawn("p 50% > A\n A 50% > B\n q ? > C")
    assert {share_by(name, matrix, "p", "B") for name in CONVENTIONS} == {Fraction(1, 4)}
    with pytest.raises(NotExact):
        share_by("raw", matrix, "q", "C")


def test_who_stays_away_casts_no_votes_for_anybody() -> None:
    graph = ControlGraph(drawn("p 60% > A\n A 20% > B\n p 20% > B\n q 60% > B"))
    assert de_facto_votes(graph, "p", "B", ["A"]) == Fraction(1, 4)
    assert de_facto_votes(graph, "p", "B", ["p", "A", "q"]) == 0
    with pytest.raises(NotExact):
        de_facto_votes(ControlGraph(drawn("p [40,60]% > A\n A 20% > B")), "p", "B", [])


def test_a_member_of_a_group_that_nobody_owns_has_no_portfolio() -> None:
    matrix = drawn("A 100% > B\n B 100% > A\n p 50% > C")
    portfolio = Portfolio(matrix, dict.fromkeys("ABC", ONE))
    assert portfolio.raw("p") == HALF
    with pytest.raises(Diverges):
        portfolio.raw("A")


def test_chains_beyond_the_budget_are_refused() -> None:
    with pytest.raises(TooMany, match="too many chains"):
        weakest_link(drawn("p 50% > A\n A 50% > B"), "p", "B", budget=1)


def test_a_range_is_refused_where_one_number_is_needed() -> None:
    with pytest.raises(NotExact, match="settle the ranges"):
        weakest_link(drawn("p [10,20]% > A"), "p", "A")


@settings(max_examples=150)
@given(exact_matrices())
def test_the_critical_threshold_is_the_largest_that_a_set_of_companies_stands(matrix: Matrix) -> None:
    found, held = critical_thresholds(matrix, "p"), parts_of(matrix)

    def largest(threshold: Fraction) -> set[str]:
        inside = set(held)
        while True:
            votes = {
                i: sum((a for k, a in held[i].items() if k == "p" or (k in inside and k != i)), ZERO)
                for i in inside
            }
            kept = {i for i in inside if votes[i] >= threshold}
            if kept == inside:
                return inside
            inside = kept

    for company, least in found.items():
        assert company in largest(least)
        assert company not in largest(least + Fraction(1, 10**9))


def by_dense_inverse(matrix: Matrix, nodes: list[str]) -> list[list[Fraction]]:
    """(I - A)^-1 by Gauss-Jordan on fractions; a singular matrix stops the test."""
    held = parts_of(matrix)
    size = len(nodes)
    rows = [
        [Fraction(i == j) - held.get(nodes[j], {}).get(nodes[i], ZERO) for j in range(size)]
        + [Fraction(i == j) for j in range(size)]
        for i in range(size)
    ]
    for i in range(size):
        pivot = next(k for k in range(i, size) if rows[k][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for k in range(size):
            if k != i and rows[k][i]:
                rows[k] = [value - rows[k][i] * mine for value, mine in zip(rows[k], rows[i], strict=True)]
    return [row[size:] for row in rows]


@settings(max_examples=100)
@given(exact_matrices())
def test_portfolios_are_those_of_the_inverse_matrix(matrix: Matrix) -> None:
    nodes = sorted({*matrix, *"pq"})
    portfolio = Portfolio(matrix, dict.fromkeys(nodes, ONE))
    try:
        found = [(portfolio.raw(n), portfolio.corrected(n), portfolio.centrality(n)) for n in nodes]
    except (Diverges, KeyError):
        return
    inverse, held = by_dense_inverse(matrix, nodes), parts_of(matrix)
    whole = {n: sum(row) / row[i] for i, (n, row) in enumerate(zip(nodes, inverse, strict=True))}
    for i, node in enumerate(nodes):
        raw = sum(inverse[i]) - 1
        central = sum((held[k].get(node, ZERO) * whole[k] for k in matrix), ZERO)
        assert found[i] == (raw, raw / inverse[i][i], central)


def random_orders(held: Mapping[str, Fraction], labels: Mapping[str, str]) -> dict[str, Fraction]:
    """The label of the union that passes a half, over all orders of the unions."""
    unions: dict[str, Fraction] = {}
    for holder, part in held.items():
        label = labels.get(holder, holder)
        unions[label] = unions.get(label, ZERO) + part
    orders = list(permutations(unions))
    found = dict.fromkeys(unions, ZERO)
    for order in orders:
        total = ZERO
        for label in order:
            total += unions[label]
            if total > sum(unions.values(), ZERO) / 2:
                found[label] += Fraction(1, len(orders))
                break
    return found


@st.composite
def chains(draw: st.DrawFn) -> dict[str, dict[str, Fraction]]:
    """Companies that only hold later ones."""
    found: dict[str, dict[str, Fraction]] = {}
    for place, company in enumerate("ABCD"[: draw(st.integers(1, 4))]):
        holders = draw(
            st.lists(st.sampled_from(["p", "q", "r", *"ABCD"[:place]]), min_size=1, max_size=4, unique=True)
        )
        found[company] = {holder: Fraction(draw(st.integers(1, 5)), 20) for holder in holders}
    return found


@settings(max_examples=100)
@given(chains())
def test_network_power_is_the_expectation_over_all_random_orders(
    held: dict[str, dict[str, Fraction]],
) -> None:
    def expected(order: list[str], labels: dict[str, str]) -> Iterator[tuple[Fraction, dict[str, str]]]:
        if not order:
            yield ONE, labels
            return
        for label, chance in random_orders(held[order[0]], labels).items():
            for more, all_labels in expected(order[1:], labels | {order[0]: label}):
                yield chance * more, all_labels

    power: dict[str, Fraction] = {}
    for chance, labels in expected(sorted(held), {}):
        for label in labels.values():
            power[label] = power.get(label, ZERO) + chance
    matrix = {
        company: Fill(tuple((n, exactly(part)) for n, part in row.items())) for company, row in held.items()
    }
    found = network_power(matrix, dict.fromkeys(held, ONE))
    assert found.exact
    assert {n: v for n, v in found.power.items() if v} == {n: v for n, v in power.items() if v}


def test_network_power_beyond_the_limit_and_in_circles_is_simulated() -> None:
    matrix = drawn("p 50% > A\n q 50% > A\n A 40% > B\n p 30% > B\n q 30% > B")
    exact, near = (
        network_power(matrix, {"A": ONE, "B": ONE}),
        network_power(matrix, {"A": ONE, "B": ONE}, limit=0),
    )
    assert exact.exact
    assert not near.exact
    assert all(abs(near.power[name] - exact.power[name]) < 10 * near.error for name in "pq")
    ring = network_power(
        drawn("p 30% > A\n B 70% > A\n A 60% > B\n q 40% > B"), {"A": ONE, "B": ONE}, sweeps=500
    )
    assert not ring.exact
    assert sum(ring.power.values()) == 2


@settings(max_examples=100)
@given(exact_matrices())
def test_every_node_stands_in_one_part_of_the_bow_tie(matrix: Matrix) -> None:
    found = bow_tie(matrix)
    graph = nx.DiGraph((holder, company) for company, held in parts_of(matrix).items() for holder in held)
    graph.add_nodes_from(matrix)
    assert sorted(node for part in PARTS for node in found[part]) == sorted(graph)
    circles = [set(group) for group in nx.strongly_connected_components(graph) if len(group) > 1]
    assert found["core"] in circles if circles else not found["core"]
    for part, reach in (("in", nx.ancestors), ("out", nx.descendants)):
        assert found[part] == set().union(*(reach(graph, node) for node in found["core"])) - found["core"]


def number(text: str | float) -> Fraction:
    """`30%`, `1/3` or a plain number."""
    words = str(text)
    return Fraction(words.rstrip("%")) / (100 if words.endswith("%") else 1)


def matrix_of(example: Mapping[str, Any]) -> Matrix:
    """The holdings of a worked example, votes in numbers over their sum."""
    held: dict[str, dict[str, Any]] = {}
    for interest in example["interests"]:
        held.setdefault(interest["held_id"], {})[interest["holder_id"]] = interest
    matrix = {}
    for company, rows in held.items():
        total = sum(row.get("votes", 0) for row in rows.values())
        shares = {
            k: parse(row["share"]) if "share" in row else exactly(Fraction(row["votes"], total))
            for k, row in rows.items()
        }
        matrix[company] = Fill(tuple(sorted(shares.items())))
    return matrix


def test_published_examples_of_measures_come_out(shared: Path) -> None:
    checked = 0
    for example in json.loads((shared / "cases" / "ownership.json").read_text("utf-8")):
        for check in example["expect"]:
            if check["ask"] == "measure":
                checked += 1
                assert came_out(example, check), (example["id"], check)
    assert checked == 10


def came_out(example: Mapping[str, Any], check: Mapping[str, Any]) -> bool:
    """Whether a check of a worked example is met."""
    matrix = matrix_of(example)
    votes = sum(interest.get("votes", 0) for interest in example["interests"])
    asked = named.Asked(
        matrix,
        ControlGraph(matrix),
        frozenset(str(party["party_id"]) for party in example["parties"]),
        check.get("by", ""),
        check.get("of", ""),
        number(check.get("value_each", 1)),
        frozenset(check.get("absent", ())),
        Fraction(check["quota"], votes) if "quota" in check else None,
    )
    found = named.MEASURES[check["name"]](asked)
    wanted = check["is"] if isinstance(check["is"], dict) else {check["by"]: check["is"]}
    within = number(check.get("within", 0))
    return all(abs(found[name] - number(value)) <= within for name, value in wanted.items())
