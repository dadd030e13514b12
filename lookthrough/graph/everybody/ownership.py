"""Who owns at least so much of every company, of all companies at once, exact to the last tie?

Definition: the share V of kernels/absorption.py; owners are the ends of chains. Every pair is decided: by floats with
an error that is computed for every company (lists.py, circles.py), then by the methods of borderline.py, the last of
which is exact. What none of them can decide is returned as undecided, never guessed.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from lookthrough.graph.everybody.borderline import narrowed, refined
from lookthrough.graph.everybody.lists import DIVERGES, RANGED, UNDECIDED, desk
from lookthrough.graph.everybody.pairs import Doubts, Level, Pairs, joined, judged, threshold_of
from lookthrough.graph.everybody.settled import Settled

if TYPE_CHECKING:
    from lookthrough.graph.everybody.emission import Threshold

THREADS = 2


def all_owners(settled: Settled, level: Level) -> Pairs:
    """Every owner of every company whose share passes the level; O(edges), and what is near the level."""
    threshold = threshold_of(level)
    with ThreadPoolExecutor(THREADS) as pool:
        parts = list(pool.map(lambda cut: _part(settled, threshold, cut), _cuts(settled, THREADS)))
    mark = settled.lists.mark

    def marked(bits: int, value: int) -> Any:
        return np.flatnonzero(mark & bits == value).astype(np.int32)

    doubts = Doubts(
        np.flatnonzero(mark & DIVERGES).astype(np.int32),
        marked(UNDECIDED | DIVERGES, UNDECIDED),
        marked(RANGED, RANGED),
    )
    return judged(settled.right, level, joined(parts), doubts)


def _cuts(settled: Settled, count: int) -> list[tuple[int, int]]:
    """The companies in ranges of about as many edges each."""
    snapshot = settled.right.snapshot
    ends = [int(np.searchsorted(snapshot.start, place * snapshot.edges // count)) for place in range(count)]
    return list(zip(ends, [*ends[1:], snapshot.companies], strict=True))


def _part(settled: Settled, threshold: Threshold, between: tuple[int, int]) -> tuple[Any, ...]:
    """The pairs of some companies: owner, company, share, how sure."""
    from lookthrough.graph.everybody import emission

    right, lists, known = settled.right, settled.lists, settled.known
    out = emission.found(int(right.col.start[between[1]] - right.col.start[between[0]]))
    others = np.empty(between[1] - between[0], np.int32)
    others = others[: emission.leaves(right.col, threshold, out, others, between)]
    sheet, place = desk(right.snapshot.nodes), 0
    while (place := emission.inner(right.col, lists, known, sheet, (others, place, threshold, out))) < len(
        others
    ):
        out = emission.more(out)
    narrowed(settled, out, threshold)
    refined(right, out, threshold)
    filled = int(out.filled[0])
    kept: Any = out.how[:filled] != emission.OUT
    return tuple(array[:filled] if kept.all() else array[:filled][kept] for array in emission.arrays_of(out))
