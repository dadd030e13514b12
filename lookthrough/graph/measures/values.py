"""What are the companies worth that somebody ultimately owns, as papers on corporate networks count it?

Definition: with V = (I - A)^-1 and a value v of each node,
*raw* is the sum over j of (V - I)[i, j] v[j] (Brioschi, Buzzacchi and Colombo 1989);
*corrected* the same over V[i, i], so that nothing that comes back to i is counted again (Baldone, Brioschi and
Paleari 1998; the correction of Vitali, Glattfelder and Battiston 2011);
*bow-tie centrality* the sum over k of A[i, k] (V v)[k] / V[k, k], what i holds of the corrected portfolios of others,
these counted with the companies themselves (Glattfelder 2019).

    A -50%-> B -50%-> C,   B and C worth 1 each: A has a half and a quarter

>>> from fractions import Fraction
>>> from lookthrough.graph.kernels.fills import Fill
>>> from lookthrough.graph.measures.values import Portfolio
>>> from lookthrough.graph.shares import parse
>>> matrix = {"B": Fill((("A", parse("50%")),)), "C": Fill((("B", parse("50%")),))}
>>> portfolio = Portfolio(matrix, {"B": Fraction(1), "C": Fraction(1)})
>>> str(portfolio.raw("A")), str(portfolio.corrected("A")), str(portfolio.centrality("A"))
('3/4', '3/4', '3/4')

Assumption: exact shares as they stand; a value that is not given is 0. Complexity: one absorption for each company, in
fractions: for structures of hundreds of companies, not millions. Terminates.
Known failure: in circles the raw figure counts the same value many times: in the six companies of Vitali, Glattfelder
and Battiston one "owns" 49 of 6. Above 100 % there may be no figure at all (Diverges).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property

from lookthrough.graph.kernels.absorption import Absorption, Diverges, absorption
from lookthrough.graph.kernels.fills import Matrix, Node
from lookthrough.graph.measures.exact import parts_of
from lookthrough.graph.shares import ONE, ZERO


class Portfolio:
    """The portfolios in one structure.

    Raises:
        Diverges: some circle above 100 % has no figure, or one that keeps all for itself has the party.
        NotExact: a share is a range.
    """

    def __init__(self, matrix: Matrix, values: Mapping[Node, Fraction]) -> None:
        self.matrix, self.values = matrix, values

    @cached_property
    def found(self) -> dict[Node, Absorption]:
        """Company -> where a walk from it goes."""
        parts_of(self.matrix)
        return {company: absorption(self.matrix, company) for company in self.matrix}

    @cached_property
    def closed(self) -> dict[Node, tuple[Node, ...]]:
        """The members of groups that keep all for themselves, each with its group."""
        return {node: group for found in self.found.values() for group in found.closed for node in group}

    def itself(self, party: Node) -> Fraction:
        """V[i, i]: what circles give back, 1 for whom nobody holds."""
        return self.found[party].shares[party] if party in self.matrix else ONE

    def raw(self, party: Node) -> Fraction:
        """The value of what a party owns, by raw integrated shares."""
        return self._all(party) - self.values.get(party, ZERO)

    def corrected(self, party: Node) -> Fraction:
        """The value of what a party owns, nothing counted twice."""
        return self.raw(party) / self.itself(party)

    def centrality(self, party: Node) -> Fraction:
        """The bow-tie centrality of a party."""
        held = ((company, parts.get(party, ZERO)) for company, parts in parts_of(self.matrix).items())
        return sum((part * self._all(company) / self.itself(company) for company, part in held if part), ZERO)

    def _all(self, party: Node) -> Fraction:
        """(V v)[i]: what a party owns, itself included."""
        total = ZERO if party in self.matrix else self.values.get(party, ZERO)
        if party in self.closed:
            raise Diverges(self.closed[party])
        for company, found in self.found.items():
            total += found.shares.get(party, ZERO) * self.values.get(company, ZERO)
        return total
