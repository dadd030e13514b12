"""Where do companies stand around the largest group of companies that hold one another?

Definition: the *core* is the largest circle (strongly connected component) of the network; *in* is whoever owns a part
of it through any chain, *out* whatever it owns, *tubes* lead from in to out past the core, *tendrils* touch in or out,
and the *rest* touches none of it (Broder et al. 2000; for ownership Vitali, Glattfelder and Battiston 2011).

    p -10%-> A -90%-> B -90%-> A,   B -60%-> C,   q -60%-> D,   p -30%-> D

>>> from lookthrough.graph.kernels.fills import Fill
>>> from lookthrough.graph.measures.bowtie import bow_tie
>>> from lookthrough.graph.shares import parse
>>> held = {"A": {"B": "90%", "p": "10%"}, "B": {"A": "90%"}, "C": {"B": "60%"}, "D": {"p": "30%", "q": "60%"}}
>>> matrix = {j: Fill(tuple((k, parse(share)) for k, share in row.items())) for j, row in held.items()}
>>> {part: sorted(nodes) for part, nodes in bow_tie(matrix).items() if nodes}
{'core': ['A', 'B'], 'in': ['p'], 'out': ['C'], 'tendrils': ['D'], 'rest': ['q']}

Assumption: any recorded holding above nothing is a link. The largest circle by number; of two as large the one with the
first name. Complexity: O(links) for each company that is asked for its circle, O(links) for the parts. Terminates.
Known failure: one tiny cross-holding decides whether there is a core; without a circle of two all is rest.
"""

from __future__ import annotations

from collections.abc import Iterable

from lookthrough.graph.kernels.components import components, upstream
from lookthrough.graph.kernels.fills import Matrix, Node, links

PARTS = ("core", "in", "out", "tubes", "tendrils", "rest")


def bow_tie(matrix: Matrix) -> dict[str, set[Node]]:
    """The parts of the bow tie, every node in one of them."""
    nodes = {*matrix, *(holder for company in matrix for holder, _ in links(matrix, company))}
    core = set(_largest(matrix))
    if not core:
        return {part: set(nodes) if part == "rest" else set() for part in PARTS}
    below: dict[Node, list[Node]] = {}
    for company in matrix:
        for holder, _ in links(matrix, company):
            below.setdefault(holder, []).append(company)
    above = upstream(matrix, core) - core
    under = _downstream(below, core) - core
    left = nodes - core - above - under
    from_in, to_out = _downstream(below, above) & left, upstream(matrix, under) & left
    tubes = from_in & to_out
    tendrils = (from_in | to_out) - tubes
    parts = core, above, under, tubes, tendrils, left - tubes - tendrils
    return dict(zip(PARTS, parts, strict=True))


def _largest(matrix: Matrix) -> tuple[Node, ...]:
    """The largest circle of two or more, of equals the one with the first name."""
    seen: set[Node] = set()
    circles: list[tuple[Node, ...]] = []
    for company in sorted(matrix):
        if company not in seen:
            found = components(matrix, company, frozenset(seen))
            seen.update(node for group in found for node in group)
            circles += [group for group in found if len(group) > 1]
    return min(circles, key=lambda group: (-len(group), group), default=())


def _downstream(below: dict[Node, list[Node]], starts: Iterable[Node]) -> set[Node]:
    """Everything that some nodes own through any chain, themselves included."""
    found = set(starts)
    queue = list(found)
    while queue:
        new = {company for company in below.get(queue.pop(), ()) if company not in found}
        found |= new
        queue += new
    return found
