"""Do the figures of a worked example agree: shares by each method, bounds, votes, control, as they stand?"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from lookthrough.graph.kernels.absorption import absorption, share_between
from lookthrough.graph.kernels.bounds import bounds as tight
from lookthrough.graph.kernels.components import upstream
from lookthrough.graph.kernels.control import controlled, controllers, top_controller, votes_of
from lookthrough.graph.kernels.fills import Node, links
from lookthrough.graph.measures.conventions import CONVENTIONS, share_by
from lookthrough.graph.shares import Certainty, Share, bounds_text, exactly
from lookthrough.graph.structure.build import Structure
from lookthrough.queries.example import Bench, Check, Outcome, Skipped, fraction
from lookthrough.queries.finding import share_json


def _equal(found: Share, check: Check, expected: Any) -> Outcome:
    within = fraction(check["within"]) if "within" in check else Fraction(0)
    wanted = fraction(expected)
    passed = found.exact and abs(found.low - wanted) <= within
    return passed, expected, bounds_text(found)


def share(bench: Bench, check: Check) -> Outcome:
    """The ultimate share by a method."""
    method, by, of = check.get("method", "absorption"), bench.node(check, "by"), bench.node(check, "of")
    structure = bench.everything(check)
    if method == "absorption":
        return _equal(_ultimate(structure, by, of), check, check["is"])
    if method not in CONVENTIONS:
        raise Skipped("method", method)
    return _equal(exactly(share_by(method, structure.matrix("equity"), by, of)), check, check["is"])


def _ultimate(structure: Structure, by: Node, of: Node) -> Share:
    """The share of `of` that is ultimately that of `by`, as figures stand; of ranges the tight interval."""
    matrix = structure.matrix("equity")
    if not all(share.exact for node in upstream(matrix, {of}) for _, share in links(matrix, node)):
        return tight(structure.matrix("equity", feasible=True), of, by)
    return exactly(share_between({node: fill for node, fill in matrix.items() if node != by}, by, of))


def shares(bench: Bench, check: Check) -> Outcome:
    """The terminal owners with what is unknown and what never resolves."""
    structure = bench.everything(check)
    solved = absorption(structure.matrix("equity"), bench.node(check, "of"))
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
    found = tight(
        matrix,
        bench.node(check, "of"),
        bench.node(check, "by"),
        worst_case=check.get("reading") == "worst_case",
    )
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
    return _equal(votes_of(graph, bench.node(check, "by"), bench.node(check, "of")), check, check["is"])


def controls(bench: Bench, check: Check) -> Outcome:
    """Whether a party controls another: true, false or possible."""
    reach = controlled(bench.everything(check).control(feasible=False), bench.node(check, "by"))
    of = bench.node(check, "of")
    found: bool | str = of in reach.certain or ("possible" if of in reach.possible else False)
    return found == check["is"], check["is"], found


def controlled_by(bench: Bench, check: Check) -> Outcome:
    """All that a party controls for certain."""
    structure = bench.everything(check)
    reach = controlled(structure.control(feasible=False), bench.node(check, "by")).certain
    found = sorted(node for node in reach if node not in structure.stands)
    return found == sorted(check["are"]), sorted(check["are"]), found


def controller(bench: Bench, check: Check) -> Outcome:
    """The one top controller, or all certain controllers."""
    graph, of = bench.everything(check).control(feasible=False), bench.node(check, "of")
    if "are" in check:
        found = sorted(n for n, how in controllers(graph, of).items() if how is Certainty.CERTAIN)
        return found == sorted(check["are"]), sorted(check["are"]), found
    top = top_controller(graph, of)
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
