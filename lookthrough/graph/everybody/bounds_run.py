"""How is the pass over everybody's bounds run: its memory, its circles, and pairs that it leaves open?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from lookthrough.graph.everybody import bounds_pair as pair
from lookthrough.graph.everybody import bounds_pass as steps
from lookthrough.graph.everybody.bounds_column import Ranges, ranges_of
from lookthrough.graph.everybody.bounds_desk import Desk, Lists, desk_of, entries, lists_of
from lookthrough.graph.everybody.bounds_emit import CERTAIN, OPEN, OUT, Sure, Threshold, verdict
from lookthrough.graph.everybody.bounds_fill import Entries
from lookthrough.graph.everybody.control_columns import Column, column_of
from lookthrough.graph.kernels.bounds import Bounds
from lookthrough.graph.kernels.fills import Fill
from lookthrough.graph.shares import Share
from lookthrough.graph.snapshot.arrays import Int32, Snapshot

DELTA = 1e-2  # the most that an owner who is left out of a long list can have
SHORT = 1e-7  # by how much ends in a circle may be short when its rounds end
FINE = 1e-16  # the same where one pair is asked
ROUNDS = 4000
MOST_IN_CIRCLE = 40  # companies of a circle that are still solved in fractions


@dataclass(frozen=True, slots=True, eq=False)
class Pass:
    """What one pass over everybody leaves behind. `passed`: how many companies of a circle, named by its first, a walk
    can be made to pass. `place` (n): room for one question at a time, all -1.
    """

    snapshot: Snapshot
    right: str
    ranges: Ranges
    apart: Mapping[int, Column]
    lists: Lists
    known: Entries
    passed: dict[int, float]
    place: Int32

    def desk(self, room: int = 1 << 16) -> Desk:
        """A desk for one thread."""
        return desk_of(self.snapshot.nodes, int(np.diff(self.snapshot.start).max(initial=0)), room)


def settled(snapshot: Snapshot, right: str, *, worst_case: bool) -> Pass:
    """Work off all companies that hold something, owners before what they own."""
    ranges, apart = ranges_of(snapshot, right, worst_case=worst_case)
    lists, known = lists_of(snapshot.companies), entries(snapshot.edges // 4 + 1024)
    found = Pass(snapshot, right, ranges, apart, lists, known, {}, np.full(snapshot.nodes, -1, np.int32))
    desk, place, delta = found.desk(), 0, 0.0 if worst_case else DELTA
    while (place := steps.singles(ranges, lists, known, desk, (place, delta))) < len(ranges.component) - 1:
        first, last = int(ranges.component[place]), int(ranges.component[place + 1])
        if last - first == 1 and not steps.by_itself(ranges, first):
            known, desk = _grown(known, 2 * len(known.owner)), found.desk(2 * len(desk.next))
            continue
        known, desk = _circle(found, known, desk, (first, last, delta))
        place += 1
    if worst_case:
        steps.rest(ranges, lists, desk)
    return Pass(snapshot, right, ranges, apart, lists, known, found.passed, found.place)


def _grown(old: Entries, room: int) -> Entries:
    new, filled = entries(room), int(old.filled[0])
    _copied(old, filled, new, 0)
    new.filled[0] = filled
    return new


def _copied(source: Entries, count: int, target: Entries, at: int) -> None:
    """Copy the first entries of one table into another, from a place on."""
    for before, after in zip(_columns(source), _columns(target), strict=True):
        after[at : at + count] = before[:count]


def _columns(table: Entries) -> list[npt.NDArray[Any]]:
    return [table.owner, table.low, table.high, table.unit, table.low_num, table.high_num, table.opened]


def _circle(found: Pass, known: Entries, desk: Desk, at: tuple[int, int, float]) -> tuple[Entries, Desk]:
    """Settle one circle; the entries and the desk may have to grow for it."""
    (first, last, delta), ranges, lists = at, found.ranges, found.lists
    passed = found.passed[first] = _passed(found, desk, first, last)
    sums, room = np.zeros(last - first), delta / (2 * passed)
    rings, rounds = [entries(1 << 12), entries(1 << 12)], 0
    rise, left_out, stop = np.inf, 0.0, SHORT / passed
    while rise > stop and rounds < ROUNDS:
        task = steps.Sweep(first, last, rings[0], rings[1], sums, room)
        rise, dropped = steps.swept(ranges, lists, known, desk, task)
        if rise < 0.0:  # the whole circle again from nothing, with more room
            rings, desk = [entries(2 * len(rings[0].owner)) for _ in rings], found.desk(2 * len(desk.next))
            lists.size[first:last] = sums[:] = 0
            rise, left_out, rounds = np.inf, 0.0, 0
            continue
        rings.reverse()
        left_out, rounds = max(left_out, dropped), rounds + 1
    short = 0.0 if rise == 0.0 and passed < np.inf else min(1.0, rise * passed) if rise else 1.0
    steps.closed(ranges, lists, (first, last), (short, passed, left_out, int(rise > 0.0)))
    filled, more = int(known.filled[0]), int(rings[0].filled[0])
    if filled + more > len(known.owner):
        known = _grown(known, 2 * len(known.owner) + more)
    _copied(rings[0], more, known, filled)
    known.filled[0] = filled + more
    lists.begin[first:last] += filled
    return known, desk


def _passed(found: Pass, desk: Desk, first: int, last: int) -> float:
    keeps = np.empty(last - first), np.empty(last - first)
    return float(steps.passed(found.ranges, desk, (first, last), keeps, ROUNDS))


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict on one pair, its ends as floats, and by how much these may be short."""

    how: int
    low: float
    high: float
    above: float


def asked_again(found: Pass, desk: Desk, asked: tuple[int, int], threshold: Threshold) -> Answer:
    """The verdict on one pair by the companies between the two alone. O(edges there x rounds).

    Roughly first, then to the last bit; last by one round of each circle, which is an exact bound from below.
    """
    owner, company = asked
    place, region = _between(found, owner, company)
    room = entries(len(region) + 1)
    answer = _iterated(found, desk, (owner, company, SHORT), (place, region, room), threshold)
    if answer.how == OPEN:
        answer = _iterated(found, desk, (owner, company, FINE), (place, region, room), threshold)
    if answer.how == OPEN:
        rough = _iterated(found, desk, (owner, company, np.inf), (place, region, room), threshold)
        if rough.how == CERTAIN:
            return replace(answer, how=CERTAIN)
    return answer


def _between(found: Pass, owner: int, company: int) -> tuple[Int32, Int32]:
    """The companies between the two, sorted, and the place of each (-1 for others)."""
    place, above = found.place, np.empty(found.snapshot.companies, np.int32)
    count = pair.between(found.ranges, company, owner, place, above)
    region = np.sort(above[:count][place[above[:count]] == 1])
    place[above[:count]] = -1
    return place, region


def _iterated(
    found: Pass,
    desk: Desk,
    asked: tuple[int, int, float],
    at: tuple[Int32, Int32, Entries],
    threshold: Threshold,
) -> Answer:
    """The verdict when circles are iterated until no end rises by more than `asked[2]`, at infinity once."""
    (owner, company, stop), (place, region, out), ranges = asked, at, found.ranges
    place[region], gap = np.arange(len(region), dtype=np.int32), 0.0
    component = np.searchsorted(ranges.component, region, side="right")
    for group in np.split(region, np.flatnonzero(np.diff(component)) + 1):
        if len(group) == 1 and not steps.by_itself(ranges, int(group[0])):
            pair.one(ranges, found.lists, desk, (int(group[0]), owner, place), out)
            continue
        passed = found.passed[int(ranges.component[component[np.searchsorted(region, group[0])] - 1])]
        rounds = ROUNDS if stop < np.inf else 1
        rise = pair.circle(ranges, found.lists, desk, (group, owner, place, out), (stop / passed, rounds))
        gap = min(1.0, gap + (rise * passed if passed < np.inf and stop < np.inf else 1.0))
    error = steps.state(ranges, found.lists, company, steps.NOBODY)[0]
    sure, here = Sure(max(error, float(found.lists.error[company])), gap), int(place[company])
    how = verdict(out, here, sure, threshold) if out.high[here] > 0.0 or gap else OUT
    place[region] = -1
    return Answer(how, float(out.low[here]), float(out.high[here]), gap)


def exactly(found: Pass, owner: int, company: int) -> Share | None:
    """The tight interval of one pair in fractions; None where a circle between the two is too large."""
    ranges = found.ranges
    region = _between(found, -1 if ranges.worst else owner, company)[1]
    component = np.searchsorted(ranges.component, region, side="right")
    if np.unique(component, return_counts=True)[1].max(initial=0) > MOST_IN_CIRCLE:
        return None
    matrix = {str(j): _fill(found, j) for j in region.tolist()}
    return Bounds(matrix, str(company), worst_case=bool(ranges.worst)).share(str(owner))


def _fill(found: Pass, company: int) -> Fill:
    column = found.apart.get(company) or column_of(found.snapshot, company, found.right)
    edges = range(column.first, column.first + len(column.shares))
    return column.fill(tuple(str(int(found.snapshot.holder[edge])) for edge in edges))
