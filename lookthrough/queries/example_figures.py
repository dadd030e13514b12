"""Do the figures of a worked example agree: shares by each method, bounds, votes, control, as they stand?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from lookthrough.graph.kernels.absorption import absorption, share_between
from lookthrough.graph.kernels.bounds import bounds as tight
from lookthrough.graph.kernels.control import controlled, controllers, top_controller, votes_of
from lookthrough.graph.kernels.fills import Matrix, Node
from lookthrough.graph.kernels.paths import Limits, best_paths
from lookthrough.graph.shares import ONE, ZERO, Certainty, Share, bounds_text, exactly
from lookthrough.queries.example import Bench, Check, Outcome, Skipped, fraction
from lookthrough.queries.finding import share_json

ALL = Limits(coverage=Fraction(2), most=100_000, budget=1_000_000)


def _itself(matrix: Matrix, node: Node) -> Fraction:
    """Visits of a node to itself: what circles give back; 1 for a node that nobody holds."""
    return share_between(matrix, node, node) if node in matrix else ONE


# V = (I - A)^-1 under the conventions of ownership.md A.1: by method, the share of `by` in `of`.
METHODS: Mapping[str, Callable[[Matrix, Node, Node], Fraction]] = {
    "absorption": lambda m, by, of: share_between(m, by, of) / _itself(m, by),
    "leontief": share_between,
    "raw": lambda m, by, of: share_between(m, by, of) - (by == of),
    "baldone": lambda m, by, of: share_between(m, by, of) / _itself(m, by),
    "first_passage": lambda m, by, of: share_between(m, by, of) / _itself(m, of),
    "simple_paths": lambda m, by, of: sum(
        (path.share.low for path in best_paths(m, of, by, ALL).paths), ZERO
    ),
}


def _equal(found: Share, check: Check, expected: Any) -> Outcome:
    within = fraction(check["within"]) if "within" in check else Fraction(0)
    wanted = fraction(expected)
    passed = found.exact and abs(found.low - wanted) <= within
    return passed, expected, bounds_text(found)


def share(bench: Bench, check: Check) -> Outcome:
    """The ultimate share by a method."""
    method = check.get("method", "absorption")
    if method not in METHODS:
        raise Skipped("method", method)
    structure = bench.everything(check)
    matrix = structure.matrix("equity")
    if any(not share.exact for fill in matrix.values() for _, share in fill.holders):
        return _equal(
            tight(structure.matrix("equity", feasible=True), check["of"], check["by"]), check, check["is"]
        )
    return _equal(exactly(METHODS[method](matrix, check["by"], check["of"])), check, check["is"])


def shares(bench: Bench, check: Check) -> Outcome:
    """The terminal owners with what is unknown and what never resolves."""
    structure = bench.everything(check)
    solved = absorption(structure.matrix("equity"), check["of"])
    named = {
        node: solved.shares.get(node, Fraction(0))
        for node in solved.terminals
        if node not in structure.stands
    }
    unnamed = sum((solved.shares[node] for node in solved.terminals if node in structure.stands), solved.rest)
    found = {node: share for node, share in named.items() if share}
    wanted = {node: fraction(share) for node, share in check["are"].items()}
    parts = {"unknown": unnamed, "unresolved": solved.unresolved}
    passed = found == wanted and all(parts[name] == fraction(check[name]) for name in parts if name in check)
    return (
        passed,
        dict(check["are"]),
        {node: str(share) for node, share in sorted({**found, **parts}.items())},
    )


def bounds(bench: Bench, check: Check) -> Outcome:
    """The tight interval of a share."""
    matrix = bench.everything(check).matrix("equity", feasible=True)
    found = tight(matrix, check["of"], check["by"], worst_case=check.get("reading") == "worst_case")
    wanted = Share(
        fraction(check.get("low", 0)),
        fraction(check.get("high", 1)),
        bool(check.get("low_open", False)),
        bool(check.get("high_open", False)),
    )
    return found == wanted, share_json(wanted), share_json(found)


def votes(bench: Bench, check: Check) -> Outcome:
    """The votes at the disposal of a party."""
    graph = bench.everything(check).control(feasible=False)
    return _equal(votes_of(graph, check["by"], check["of"]), check, check["is"])


def controls(bench: Bench, check: Check) -> Outcome:
    """Whether a party controls another: true, false or possible."""
    reach = controlled(bench.everything(check).control(feasible=False), check["by"])
    found: bool | str = check["of"] in reach.certain or (
        "possible" if check["of"] in reach.possible else False
    )
    return found == check["is"], check["is"], found


def controlled_by(bench: Bench, check: Check) -> Outcome:
    """All that a party controls for certain."""
    structure = bench.everything(check)
    reach = controlled(structure.control(feasible=False), check["by"]).certain
    found = sorted(node for node in reach if node not in structure.stands)
    return found == sorted(check["are"]), sorted(check["are"]), found


def controller(bench: Bench, check: Check) -> Outcome:
    """The one top controller, or all certain controllers."""
    graph = bench.everything(check).control(feasible=False)
    if "are" in check:
        found = sorted(n for n, how in controllers(graph, check["of"]).items() if how is Certainty.CERTAIN)
        return found == sorted(check["are"]), sorted(check["are"]), found
    top = top_controller(graph, check["of"])
    return top == check["is"], check["is"], top


FIGURES = {
    "share": share,
    "shares": shares,
    "bounds": bounds,
    "votes": votes,
    "controls": controls,
    "controlled": controlled_by,
    "controller": controller,
}
