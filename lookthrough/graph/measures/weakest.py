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
from lookthrough.graph.measures.chains import BUDGET, over_chains


def weakest_link(matrix: Matrix, party: Node, target: Node, budget: int = BUDGET) -> Fraction:
    """The weakest-link share of `party` in `target`, a part of 1; `budget`: how many partial chains to look at.

    Raises:
        TooMany: there are more chains than that.
        NotExact: a share is a range.
    """
    return over_chains(matrix, (party, target), min, budget)
