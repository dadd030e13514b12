"""What is one owner's share in one company, exactly, when floats cannot tell it from a threshold?

Only the companies between the two count. They are handed to the exact kernel of one customer: integers, FLINT in
circles of more than 30 companies. A circle of more than `MOST_IN_CIRCLE` companies is not solved here.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from lookthrough.graph.everybody.right import Right
from lookthrough.graph.kernels.absorption import Absorption, absorption
from lookthrough.graph.kernels.fills import Fill
from lookthrough.graph.shares import exactly
from lookthrough.graph.snapshot.arrays import Int32, Snapshot

MOST_IN_CIRCLE = 300


def exact_share(right: Right, pair: tuple[int, int]) -> Fraction | None:
    """V of an owner in a company, where ranges count with their low ends; None where a circle between is too large.

    O(companies upstream), and one exact solution per circle between the two.
    """
    owner, company = pair
    companies = between(right, company, owner)
    if largest_circle(right.snapshot, companies) > MOST_IN_CIRCLE:
        return None
    return _solved(right, companies, company).shares.get(str(owner), Fraction(0))


def exact_owners(right: Right, company: int) -> dict[int, Fraction] | None:
    """V of every owner of a company; None where a circle upstream is too large.

    Raises:
        Diverges: a circle above 100 % upstream returns more than enters it.
    """
    companies = between(right, company, -1)
    if largest_circle(right.snapshot, companies) > MOST_IN_CIRCLE:
        return None
    found = _solved(right, companies, company)
    return {int(node): found.shares[node] for node in found.terminals}


def _solved(right: Right, companies: Int32, company: int) -> Absorption:
    snapshot, matrix = right.snapshot, {}
    for j in companies.tolist():
        edges = range(int(snapshot.start[j]), int(snapshot.start[j + 1]))
        found = ((str(int(snapshot.holder[e])), snapshot.share(right.name, e, j).low) for e in edges)
        matrix[str(j)] = Fill(tuple((node, exactly(low)) for node, low in found if low))
    return absorption(matrix, str(company))


def largest_circle(snapshot: Snapshot, companies: Int32) -> int:
    """How many of some companies are in one component."""
    component = np.searchsorted(snapshot.component, companies, side="right")
    return int(np.unique(component, return_counts=True)[1].max(initial=0))


def between(right: Right, company: int, owner: int) -> Int32:
    """The companies upstream of a company from which a walk can come to an owner (-1: all), sorted."""
    from lookthrough.graph.everybody.upstream import towards, upstream

    above = np.sort(upstream(right.col, company))
    return above if owner < 0 else above[towards(right.col, above, owner)]
