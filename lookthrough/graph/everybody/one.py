"""Who owns one company, or a few? And what does one holder have, in all that lies below him?

Both look at no more of the graph than they must: a walk up from each company (targets.py), a pass down from the holder
(descent.py). What floats leave open is answered as for everybody.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lookthrough.graph.everybody.borderline import descend, refined
from lookthrough.graph.everybody.lists import DIVERGES, RANGED, UNDECIDED
from lookthrough.graph.everybody.pairs import Doubts, Level, Pairs, judged, threshold_of
from lookthrough.graph.everybody.right import Right
from lookthrough.graph.everybody.settled import Settled
from lookthrough.graph.snapshot.arrays import Int8, Int32


def owners_of(right: Right, companies: Sequence[int], level: Level) -> Pairs:
    """The owners of some companies whose share passes the level; no pass over the graph is needed.

    Below a company above 100 % every answer is exact, and where a circle is too large for that the company is among
    `unsolved`.
    """
    from lookthrough.graph.everybody import emission, pushing, targets

    asked, threshold = np.array(companies, np.int32), threshold_of(level)
    asked = asked[asked < right.snapshot.companies]
    asked = asked[right.col.listed[asked] > 0]
    marks, walk = np.zeros(len(asked), np.uint8), pushing.trail(right.snapshot.nodes)
    out, place = emission.found(8 * len(asked) + 64), 0
    while (place := targets.owners_of(right.col, walk, asked, marks, (place, threshold, out))) < len(asked):
        out = emission.more(out)
    refined(right, out, threshold)
    return judged(
        right,
        level,
        out,
        Doubts(unsolved=_marked(asked, marks, DIVERGES), ranged=_marked(asked, marks, RANGED)),
    )


def holdings_of(settled: Settled, holder: int, level: Level) -> Pairs:
    """The companies of which a holder has a share that passes the level, the holder as `owner` of every row.

    A holder that is a company has V[holder, company] of kernels/absorption.py (`share_between`), which may pass 1.
    """
    from lookthrough.graph.everybody import descent, emission, gathering

    right, threshold = settled.right, threshold_of(level)
    snapshot, sheet = right.snapshot, descent.below(right.snapshot.nodes)
    descent.closure(right.col, (snapshot.below, snapshot.below_held), sheet, holder, snapshot.nodes)
    met = np.sort(sheet.met[: int(sheet.used[0])])
    companies = met[right.col.listed[met] > 0]
    marks = np.zeros(len(companies), np.uint8)
    gathering.without_value(right.col, settled.lists, companies, marks)
    if not descend(right, sheet, companies, holder):
        marks |= UNDECIDED
    asked = np.flatnonzero((companies != holder) & (marks & DIVERGES == 0))
    out = emission.found(len(asked))
    descent.rows(sheet, companies[asked], marks[asked], (holder, threshold, out))
    return judged(right, level, out, Doubts(_marked(companies, marks, DIVERGES)))


def _marked(companies: Int32, marks: Int8, bit: int) -> Int32:
    return np.unique(companies[marks & bit > 0])
