"""What does one pass over all companies leave behind, for any number of questions about one right?"""

from __future__ import annotations

from dataclasses import dataclass

from lookthrough.graph.everybody.exact import MOST_IN_CIRCLE
from lookthrough.graph.everybody.lists import (
    DIVERGES,
    UNDECIDED,
    Desk,
    Entries,
    Lists,
    desk,
    empty_lists,
    entries,
    grown,
)
from lookthrough.graph.everybody.right import MOST_DENSE, Right
from lookthrough.graph.kernels.linear import identity_minus, solve
from lookthrough.graph.shares import ONE, ZERO

DELTA = 1e-3  # the most by which pruning may under-estimate a share


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """The lists of a right; owners below `DELTA` may be missing from long ones."""

    right: Right
    lists: Lists
    known: Entries


def settle(right: Right, delta: float = DELTA) -> Settled:
    """Work off all companies that hold something, owners before what they own.

    O(edges x owners in a list) and O(s^3) per circle of s companies (LAPACK); terminates after one pass.
    """
    from lookthrough.graph.everybody import circles, propagate

    col, snapshot = right.col, right.snapshot
    lists, sheet, known = (
        empty_lists(snapshot.companies, snapshot.nodes),
        desk(snapshot.nodes),
        entries(snapshot.edges // 4 + 1024),
    )
    place, last = 0, len(snapshot.component) - 1
    while (place := propagate.settle(col, lists, known, sheet, (place, delta))) < last:
        first, behind = int(snapshot.component[place]), int(snapshot.component[place + 1])
        status = circles.NO_ROOM
        if behind - first > 1 or propagate.held_by_itself(col, first):
            status = _circle(right, lists, known, sheet, (first, behind, delta))
        if status == circles.NO_ROOM:
            known = grown(known, 2 * len(known.owner) + snapshot.nodes)
            continue
        if status == circles.UNPROVEN:
            lists.mark[first:behind] |= _valued(right, first, behind)
        place += 1
    return Settled(right, lists, known)


def _circle(right: Right, lists: Lists, known: Entries, sheet: Desk, task: tuple[int, int, float]) -> int:
    from lookthrough.graph.everybody import circles, pushing

    first, behind, delta = task
    if not circles.is_left(right.col, lists, sheet, first, behind):
        return circles.DONE
    if behind - first > MOST_DENSE:
        walk = pushing.trail(right.snapshot.nodes)
        return circles.walked(right.col, lists, known, sheet, (first, behind, delta, walk))
    return circles.solve(right.col, lists, known, sheet, (right.circle(first, behind), delta))


def _valued(right: Right, first: int, behind: int) -> int:
    """The mark of a circle that floats could not prove to have a value: decided exactly where it is not too large."""
    size, snapshot = behind - first, right.snapshot
    if size > MOST_IN_CIRCLE:
        return UNDECIDED
    rows = [[ZERO] * size for _ in range(size)]
    for company in range(first, behind):
        for edge in range(int(snapshot.start[company]), int(snapshot.start[company + 1])):
            holder = int(snapshot.holder[edge])
            if first <= holder < behind:
                rows[holder - first][company - first] += snapshot.share(right.name, edge, company).low
    found = solve(identity_minus(rows), [ONE] * size)
    return DIVERGES if found is None or min(found) < 0 else UNDECIDED
