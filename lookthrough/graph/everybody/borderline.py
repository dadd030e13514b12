"""What becomes of the pairs that one pass over all companies leaves open?

They go through ever slower and ever finer methods, until one decides: the distance that two shares must have from one
another (narrowing.py), a pass down from the owner (descent.py), a walk up from the company (pushing.py), a pass down
between the two with the large circles in it, exact arithmetic (exact.py). What is left is undecided.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from lookthrough.graph.everybody.exact import between, exact_owners, exact_share
from lookthrough.graph.everybody.right import Right
from lookthrough.graph.everybody.settled import Settled
from lookthrough.graph.kernels.absorption import Diverges
from lookthrough.graph.snapshot.arrays import Int32

if TYPE_CHECKING:
    from lookthrough.graph.everybody.descent import Below
    from lookthrough.graph.everybody.emission import Found, Threshold

MOST_BELOW = 256  # companies below an owner for a pass down from him
MOST_UNSOLVED = 10_000  # companies below a circle without a proven value that are still answered


def narrowed(settled: Settled, found: Found, threshold: Threshold) -> None:
    """Judge again, by the lists of everybody's pass."""
    from lookthrough.graph.everybody import emission, narrowing

    if (found.how[: int(found.filled[0])] == emission.OPEN).any():
        room = np.empty(narrowing.MOST, np.int32)
        narrowing.narrow(settled.right.col, settled.lists, settled.known, room, (found, threshold))


def refined(right: Right, found: Found, threshold: Threshold) -> None:
    """Judge what is open again, and mend shares of which something was dropped, in floats."""
    from lookthrough.graph.everybody import descent, emission, pushing

    def still() -> list[int]:
        return np.flatnonzero(found.how[: int(found.filled[0])] == emission.OPEN).tolist()

    col, snapshot, pairs = right.col, right.snapshot, slice(0, int(found.filled[0]))
    if (found.error[pairs] >= descent.FINE).any() or still():
        sheet = descent.below(snapshot.nodes)
        descent.sharpen(col, (snapshot.below, snapshot.below_held), sheet, (found, threshold, MOST_BELOW))
        if still():
            pushing.settle_pairs(col, pushing.trail(snapshot.nodes), found, threshold)
        for at in still():
            _between(right, sheet, found, (at, threshold))


def _between(right: Right, sheet: Below, found: Found, task: tuple[int, Threshold]) -> None:
    """Judge one pair by a pass down between the two, large circles included."""
    from lookthrough.graph.everybody import descent, emission, narrowing

    at, threshold = task
    owner, company = int(found.owner[at]), int(found.company[at])
    companies = between(right, company, owner)
    descent.choose(sheet, owner, companies)
    if descend(right, sheet, companies, owner):
        room = np.empty(narrowing.MOST, np.int32)
        apart = descent.apart(right.col, sheet, room, company) * threshold.den
        state = emission.State(int(sheet.rounds[company]), float(sheet.slack[company]), 0.0, apart)
        found.share[at], found.error[at] = (
            sheet.value[company],
            emission.rounding(state, sheet.value[company]),
        )
        found.how[at] = emission.verdict(state, float(sheet.value[company]), threshold)


def descend(right: Right, sheet: Below, companies: Int32, holder: int) -> bool:
    """Go down some companies (sorted, closed), large circles included; False where one of these is not proven."""
    from lookthrough.graph.everybody import descent
    from lookthrough.graph.everybody.right import MOST_DENSE

    place, component = 0, right.snapshot.component
    while (place := descent.descend(right.col, sheet, companies, holder, place)) < len(companies):
        part = int(np.searchsorted(component, companies[place], side="right"))
        first, last = int(component[part - 1]), int(component[part])
        if last - first > MOST_DENSE or right.circle(first, last).off == np.inf:
            return False
        descent.turn(right.col, sheet, holder, right.circle(first, last))
        place = int(np.searchsorted(companies, last))
    return True


def answered(right: Right, owner: Int32, company: Int32) -> list[Fraction | None]:
    """The exact share of each pair, None where a circle between the two is too large to be solved exactly."""
    return [exact_share(right, pair) for pair in zip(owner.tolist(), company.tolist(), strict=True)]


@dataclass(frozen=True, slots=True, eq=False)
class Late:
    """Exact rows (owner, company, share) of companies without a list; companies without a value; what is left."""

    rows: list[tuple[int, int, Fraction]]
    diverging: Int32
    unsolved: Int32


def unsolved_owners(right: Right, companies: Int32) -> Late:
    """All owners of companies for which floats have no answer, since a circle upstream is not proven, exactly."""
    rows: list[tuple[int, int, Fraction]] = []
    diverging, left = list[int](), companies[MOST_UNSOLVED:].tolist()
    for company in companies[:MOST_UNSOLVED].tolist():
        try:
            owners = exact_owners(right, company)
        except Diverges:
            diverging.append(company)
            continue
        if owners is None:
            left.append(company)
        else:
            rows += ((owner, company, share) for owner, share in owners.items())
    return Late(rows, np.array(diverging, np.int32), np.array(sorted(left), np.int32))
