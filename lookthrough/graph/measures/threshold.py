"""At which threshold does a family's control of each company break down?

Definition: C(T) is the largest set of companies in each of which the party and the other members of the set together
have at least T of the votes. The critical threshold of a company is the largest T for which it is in C(T) (Almeida,
Park, Subrahmanyam and Wolfenzon 2011).

    F -30%-> A -25%-> B -60%-> C,   F -10%-> B,   A -5%-> C

>>> from lookthrough.graph.kernels.fills import Fill
>>> from lookthrough.graph.measures.threshold import critical_thresholds
>>> from lookthrough.graph.shares import parse
>>> held = {"A": {"F": "30%"}, "B": {"A": "25%", "F": "10%"}, "C": {"A": "5%", "B": "60%"}}
>>> matrix = {j: Fill(tuple((k, parse(share)) for k, share in row.items())) for j, row in held.items()}
>>> {company: str(least) for company, least in critical_thresholds(matrix, "F").items()}
{'A': '3/10', 'B': '3/10', 'C': '3/10'}

Assumption: exact shares, read as votes; unrecorded holders have none.
Complexity: O(links log companies): the weakest company is taken out first, again and again, as in a k-core. Terminates.
Known failure: it is the *greatest* fixpoint, so that companies that hold one another vouch for one another, whoever the
party is: A -60%-> B -60%-> A has 60 % for everybody. The control of a finding is the least fixpoint.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from heapq import heapify, heappop, heappush

from lookthrough.graph.kernels.fills import Matrix, Node
from lookthrough.graph.measures.exact import parts_of
from lookthrough.graph.shares import ZERO


def critical_thresholds(matrix: Matrix, party: Node) -> dict[Node, Fraction]:
    """Company -> the critical threshold of the party's control, 0 where it has none.

    Raises:
        NotExact: a share is a range.
    """
    parts = parts_of(matrix)
    inside = set(parts) - {party}
    below: dict[Node, list[Node]] = defaultdict(list)
    votes: dict[Node, Fraction] = {}
    for company in inside:
        members = {
            k: part for k, part in parts[company].items() if k == party or (k in inside and k != company)
        }
        votes[company] = sum(members.values(), ZERO)
        for holder in members.keys() - {party}:
            below[holder].append(company)
    heap = [(total, company) for company, total in votes.items()]
    heapify(heap)
    found: dict[Node, Fraction] = {}
    least = ZERO
    while heap:
        total, company = heappop(heap)
        if company in found or total != votes[company]:
            continue
        found[company] = least = max(least, total)
        for other in below[company]:
            if other not in found:
                votes[other] -= parts[other][company]
                heappush(heap, (votes[other], other))
    return dict(sorted(found.items()))
