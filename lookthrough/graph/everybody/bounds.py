"""Between which shares does everybody's part of every company lie, and who certainly or possibly reaches a level?

The definition is that of kernels/bounds.py: the least and the most over all fillings of all companies, open ends
respected; owners are the ends of chains. Every company is filled once per owner, best first, which outside circles is
exact: in whole numbers as long as these fit 62 bits, else in floats with an error that is computed. In circles the ends
are iterated, with a bound on what is left inside. What is near the level is asked again between the two alone, then in
fractions; what nothing can decide is returned as undecided, never guessed.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lookthrough.graph.everybody.pairs import Level
from lookthrough.graph.shares import Certainty
from lookthrough.graph.snapshot.arrays import Floats, Int8, Int32, Snapshot

if TYPE_CHECKING:
    from lookthrough.graph.everybody.bounds_emit import Threshold
    from lookthrough.graph.everybody.bounds_run import Pass

THREADS = 2
NO_PAIRS = [np.zeros(0, kind) for kind in "i4 i4 f8 f8 f8 u1".split()]


@dataclass(frozen=True, slots=True, eq=False)
class Between:
    """Who reaches a level in which company (node numbers), by company: parallel arrays.

    `low`, `high`: the ends of the share as floats, to which the true ends are at least 1e-12 close, or higher by up to
    `above` (what circles or long lists left out). `certain`: 1 for every filling, 0 for some. `undecided`: pairs that
    nothing could decide. `anybody`: companies in which anybody may reach the level through holders who are not recorded
    (worst case), `unsure`: companies of which that is not known; rows name recorded owners alone.
    """

    owner: Int32
    company: Int32
    low: Floats
    high: Floats
    above: Floats
    certain: Int8
    undecided: tuple[tuple[int, int], ...]
    anybody: Int32
    unsure: Int32

    def __len__(self) -> int:
        return len(self.owner)


@dataclass(frozen=True, slots=True, eq=False)
class BoundsOfAll:
    """The bounds of one right, ready for any level."""

    found: Pass

    @classmethod
    def of(cls, snapshot: Snapshot, right: str = "equity", *, worst_case: bool = False) -> BoundsOfAll:
        """One pass over all companies that hold something.

        O(edges x owners in a list), in circles times the rounds until a walk has left (R < 1e-9). Terminates.
        """
        from lookthrough.graph.everybody.bounds_run import settled

        return cls(settled(snapshot, right, worst_case=worst_case))

    def reaching(self, level: Level) -> Between:
        """Every owner who certainly or possibly reaches a level, of every company. O(edges), and what is near it."""
        from lookthrough.graph.everybody.bounds_emit import CERTAIN, POSSIBLE, Threshold

        share = level.share
        threshold = Threshold(float(share), share.numerator, share.denominator, int(level.strict))
        count = self.found.snapshot.companies
        cuts = np.searchsorted(
            self.found.snapshot.start, np.linspace(0, self.found.snapshot.edges, THREADS + 1)
        )
        spans = [(int(a), int(b)) for a, b in zip(cuts, [*cuts[1:-1], count], strict=False)]
        with ThreadPoolExecutor(THREADS) as pool:
            parts = pool.map(lambda span: _part(self.found, threshold, span), spans)
            blocks = [block for part in parts for block in part]
        columns = [np.concatenate(column) for column in zip(NO_PAIRS, *blocks, strict=True)]
        undecided = _settle(self.found, level, threshold, columns)
        how = columns[5]
        kept = (how == CERTAIN) | (how == POSSIBLE)
        if not kept.all():
            columns = [column[kept] for column in columns]
        anybody, unsure = _anybody(self.found, level, threshold)
        owner, company, low, high, above, how = columns
        certain = (how == CERTAIN).astype(np.uint8)
        return Between(owner, company, low, high, above, certain, tuple(undecided), anybody, unsure)


def _part(found: Pass, threshold: Threshold, span: tuple[int, int]) -> list[tuple[npt.NDArray[Any], ...]]:
    """The pairs of the companies of a span, in blocks: owner, company, low, high, above, how."""
    from lookthrough.graph.everybody.bounds_desk import entries
    from lookthrough.graph.everybody.bounds_emit import Found, emitted

    snapshot, desk, blocks = found.snapshot, found.desk(), []
    room = int(snapshot.start[span[1]] - snapshot.start[span[0]]) + 1024
    at = span[0]
    while at < span[1]:
        out, marks = entries(room), Found(np.empty(room, np.int32), np.empty(room), np.empty(room, np.uint8))
        before, task = at, (at, span[1], threshold, snapshot.below_held)
        at = emitted(found.ranges, (found.lists, found.known), desk, task, (out, marks))
        filled = int(out.filled[0])
        columns = out.owner, marks.company, out.low, out.high, marks.above, marks.how
        blocks.append(tuple(column[:filled] for column in columns))
        if at == before:
            room, desk = 2 * room, found.desk(2 * len(desk.next))
    return blocks


def _settle(
    found: Pass, level: Level, threshold: Threshold, columns: list[npt.NDArray[Any]]
) -> list[tuple[int, int]]:
    """Decide what is open, in place; returns what cannot be decided."""
    from lookthrough.graph.everybody.bounds_emit import CERTAIN, OPEN, OUT, POSSIBLE
    from lookthrough.graph.everybody.bounds_run import asked_again, exactly

    owner, company, low, high, above, how = columns
    words, undecided = {Certainty.CERTAIN: CERTAIN, Certainty.POSSIBLE: POSSIBLE, Certainty.EXCLUDED: OUT}, []
    desk = found.desk()
    for row in np.flatnonzero(how == OPEN).tolist():
        pair = int(owner[row]), int(company[row])
        answer = asked_again(found, desk, pair, threshold)
        how[row], low[row], high[row], above[row] = answer.how, answer.low, answer.high, answer.above
        if how[row] != OPEN:
            continue
        share = exactly(found, *pair)
        if share is None:
            undecided.append(pair)
            continue
        how[row] = words[share.reaches(level.share, ">" if level.strict else ">=")]
        low[row], high[row], above[row] = float(share.low), float(share.high), 0.0
    return undecided


def _anybody(found: Pass, level: Level, threshold: Threshold) -> tuple[Int32, Int32]:
    """The companies in which anybody may reach the level, and those of which that is not known."""
    from lookthrough.graph.everybody.bounds_emit import CERTAIN, OPEN, anyone
    from lookthrough.graph.everybody.bounds_run import exactly

    how = np.zeros(found.snapshot.companies, np.uint8)
    if found.ranges.worst:
        anyone(found.ranges, found.lists, threshold, how)
    for company in np.flatnonzero(how == OPEN).tolist():
        share = exactly(found, -1, company)
        if share is not None:
            how[company] = share.reaches(level.share, ">" if level.strict else ">=") is not Certainty.EXCLUDED
    return tuple(np.flatnonzero(how == sure).astype(np.int32) for sure in (CERTAIN, OPEN))  # type: ignore[return-value]
