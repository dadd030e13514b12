"""What do all chains from a party down to a target come to that pass no company twice?"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from lookthrough.graph.kernels.components import upstream
from lookthrough.graph.kernels.fills import Matrix, Node
from lookthrough.graph.measures.exact import Parts, TooMany, parts_of
from lookthrough.graph.shares import ONE, ZERO

BUDGET = 1_000_000
Join = Callable[[Fraction, Fraction], Fraction]


def over_chains(matrix: Matrix, ends: tuple[Node, Node], join: Join, budget: int = BUDGET) -> Fraction:
    """The sum over the chains between `ends` (party, target) of the shares on each, joined one by one from 1 on.

    0 for a party and itself. One step for each partial chain, exponentially many where companies hold one another;
    terminates, as the steps are counted.

    Raises:
        TooMany: there are more partial chains than `budget`.
        NotExact: a share upstream of the target is a range.
    """
    (party, target), total = ends, ZERO
    parts = parts_of({node: matrix[node] for node in upstream(matrix, {target}) if node in matrix})
    near = _below(parts, party)
    chains: list[tuple[tuple[Node, ...], Fraction]] = [((target,), ONE)] if party != target else []
    while chains:
        nodes, so_far = chains.pop()
        budget -= 1
        if budget < 0:
            raise TooMany("chains")
        for holder, part in parts.get(nodes[-1], {}).items():
            if holder == party:
                total += join(so_far, part)
            elif holder in near and holder not in nodes:
                chains.append(((*nodes, holder), join(so_far, part)))
    return total


def _below(parts: Parts, party: Node) -> set[Node]:
    """The companies of which a party has something through any chain."""
    found: set[Node] = set()
    new = {party}
    while new:
        new = {company for company, held in parts.items() if not new.isdisjoint(held)} - found
        found |= new
    return found
