"""How much of a company does a party have by each convention that papers and reports use?

Definition: with A[k, j] the share of k in j and V = (I - A)^-1, the share of i in j is by
*raw* V[i, j] - [i = j], every walk from i down to j (Brioschi, Buzzacchi and Colombo 1989);
*baldone* raw / V[i, i], the walks that do not come back to i, as if nobody held any of i (Baldone, Brioschi and
Paleari 1998);
*first_passage* raw / V[j, j], the walks that do not pass j before they end there, as a register of j shows it;
*leontief* V[i, j] itself, the party's own 100 % of itself included (Leontief 1941; for ownership Elliott, Golub and
Jackson 2014);
*simple_paths* the sum, over all chains that pass no company twice, of the product of the shares.

    P -100%-> C -10%-> P

>>> from lookthrough.graph.kernels.fills import Fill
>>> from lookthrough.graph.measures.conventions import CONVENTIONS, share_by
>>> from lookthrough.graph.shares import parse
>>> matrix = {"C": Fill((("P", parse("100%")),)), "P": Fill((("C", parse("10%")),))}
>>> {method: str(share_by(method, matrix, "P", "C")) for method in CONVENTIONS}
{'raw': '10/9', 'baldone': '1', 'first_passage': '1', 'leontief': '10/9', 'simple_paths': '1'}

Assumption: exact shares as they stand. For a party whom nobody holds, raw, baldone and leontief are the ultimate share.
Complexity: two absorptions; simple paths one step for each partial chain, counted. Terminates.
Known failure: on one and the same structure they lie on different sides of a threshold; raw and leontief can pass
100 %, first_passage leaves out what a company's own shares amplify, simple_paths what circles give back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from operator import mul

from lookthrough.graph.kernels.absorption import share_between
from lookthrough.graph.kernels.components import upstream
from lookthrough.graph.kernels.fills import Matrix, Node
from lookthrough.graph.measures.chains import over_chains
from lookthrough.graph.measures.exact import parts_of
from lookthrough.graph.shares import ONE


def _raw(matrix: Matrix, party: Node, company: Node) -> Fraction:
    return share_between(matrix, party, company) - (party == company)


def _itself(matrix: Matrix, node: Node) -> Fraction:
    """V[i, i]: 1 for whom nobody holds."""
    return share_between(matrix, node, node) if node in matrix else ONE


CONVENTIONS: Mapping[str, Callable[[Matrix, Node, Node], Fraction]] = {
    "raw": _raw,
    "baldone": lambda matrix, party, company: _raw(matrix, party, company) / _itself(matrix, party),
    "first_passage": lambda matrix, party, company: _raw(matrix, party, company) / _itself(matrix, company),
    "leontief": share_between,
    "simple_paths": lambda matrix, party, company: over_chains(matrix, (party, company), mul),
}


def share_by(method: str, matrix: Matrix, party: Node, company: Node) -> Fraction:
    """The share of `party` in `company` by a convention, a part of 1 that may be above it; `method`: a key of these.

    Raises:
        NotExact: a share upstream of the company is a range.
        Diverges: a circle above 100 %, or one that keeps all for itself, gives no number.
        TooMany: there are more simple paths than can be looked at.
    """
    above = {node: matrix[node] for node in upstream(matrix, {company, party}) if node in matrix}
    parts_of(above)
    return CONVENTIONS[method](above, party, company)
