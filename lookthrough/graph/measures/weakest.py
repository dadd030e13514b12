"""How strong is the weakest link of each chain of control, added up over the chains?

Definition: the sum, over all chains from the party down to the target that pass no company twice, of the smallest
stake on the chain (La Porta, Lopez-de-Silanes and Shleifer 1999; Claessens, Djankov and Lang 2000).

    F -30%-> C                  30 %
    F -30%-> B -20%-> C         20 %, the smaller of the two: together 50 %

>>> from lookthrough.graph.measures.weakest import weakest_link
>>> from lookthrough.graph.kernels.fills import Fill
>>> from lookthrough.graph.shares import parse
>>> matrix = {"B": Fill((("F", parse("30%")),)), "C": Fill((("B", parse("20%")), ("F", parse("30%"))))}
>>> weakest_link(matrix, "F", "C")
Fraction(1, 2)

Assumption: a chain gives as many votes as its weakest stake. Exact shares; unrecorded holders have none.
Complexity: one step for each partial chain, exponentially many where companies hold one another. Terminates: chains are
simple, and the steps are counted.
Known failure: sums can pass 100 %, and a chain that a majority of others can outvote still counts (Edwards and
Weichenrieder 2004). Where there are circles "simple chain" is a convention of ours.
"""

from __future__ import annotations

from fractions import Fraction

from lookthrough.graph.kernels.fills import Matrix, Node
from lookthrough.graph.measures.exact import Parts, TooMany, parts_of
from lookthrough.graph.shares import ONE, ZERO


def weakest_link(matrix: Matrix, party: Node, target: Node, budget: int = 1_000_000) -> Fraction:
    """The weakest-link share of `party` in `target`, a part of 1; `budget`: how many partial chains to look at.

    Raises:
        TooMany: there are more chains than that.
        NotExact: a share is a range.
    """
    parts, total = parts_of(matrix), ZERO
    near = _below(parts, party)
    chains: list[tuple[tuple[Node, ...], Fraction]] = [((target,), ONE)]
    while chains:
        nodes, weakest = chains.pop()
        budget -= 1
        if budget < 0:
            raise TooMany("chains")
        for holder, part in parts.get(nodes[-1], {}).items():
            if holder == party and party != target:
                total += min(weakest, part)
            elif holder in near and holder not in nodes:
                chains.append(((*nodes, holder), min(weakest, part)))
    return total


def _below(parts: Parts, party: Node) -> set[Node]:
    """The companies of which a party has something through any chain."""
    found: set[Node] = set()
    new = {party}
    while new:
        new = {company for company, held in parts.items() if not new.isdisjoint(held)} - found
        found |= new
    return found
