"""What has everybody of each company that holds something? One pass, owners before what they own.

A component that is no circle is settled at once. In a circle the ends are iterated from nothing; they never pass the
least fixpoint, which is the true value (kernels/bounds.py). Where the last round raised no end by more than r, they are
short of it by no more than r times the companies of the circle that a walk can be made to pass: for the best filling
x = b + A x, and the ends y have b + A y <= y + r, so that x - y <= (I - A)^-1 r.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lookthrough.graph.everybody.bounds_column import Ranges
from lookthrough.graph.everybody.bounds_desk import Desk, Lists, U, clear, gather, highest, owned, unit_of
from lookthrough.graph.everybody.bounds_fill import Entries, dealt, put, ranked, split
from lookthrough.graph.snapshot.arrays import Floats
from lookthrough.graph.snapshot.jit import bare


class Sweep(NamedTuple):
    """A circle: its first company and the one behind it, the entries of the round before and of this one, the sum of
    each company's ends, and what is small enough to be left out.
    """

    first: int
    last: int
    old: Entries
    new: Entries
    sums: Floats
    room: float


KEEP = 64  # a list is never cut below this
NOBODY = (-1, -1)


@bare
def state(ranges: Ranges, lists: Lists, company: int, circle: tuple[int, int]) -> tuple[float, float, float]:
    """Error, gap and cut of a company from those of its holders, but for those of its circle."""
    error = gap = cut = gaps = cuts = 0.0
    whole = float(ranges.den[company])
    for edge in range(ranges.start[company], ranges.start[company + 1]):
        holder = ranges.holder[edge]
        if ranges.high[edge] <= 0 or not ranges.listed[holder] or circle[0] <= holder < circle[1]:
            continue
        part = (split(ranges, company, ranges.high[edge])[0] + 1) / whole
        error, gap, cut = (
            max(error, lists.error[holder]),
            max(gap, lists.gap[holder]),
            max(cut, lists.cut[holder]),
        )
        gaps += part * lists.gap[holder]
        cuts += part * lists.cut[holder]
    count = ranges.start[company + 1] - ranges.start[company]
    return error + ranges.rough[company] + (count + 8) * 4 * U, min(gap, gaps * 1.001), min(cut, cuts * 1.001)


@bare
def written(ranges: Ranges, lists: Lists, desk: Desk, company: int, out: Entries) -> int:
    """Write all that owners have of a company and clear the desk; -1 where there is no room."""
    before = out.filled[0]
    if before + desk.used[0] > len(out.owner):
        clear(desk)
        return -1
    for place in range(desk.used[0]):
        if owned(ranges, lists, desk, (company, desk.touched[place]), out):
            out.filled[0] += 1
    clear(desk)
    return int(out.filled[0] - before)


@bare
def thinned(out: Entries, begin: int, room: float) -> float:
    """Leave out of a long list what is at most `room`; returns the most that was left out."""
    if out.filled[0] - begin <= KEEP or room <= 0.0:
        return 0.0
    to, most = begin, 0.0
    for place in range(begin, out.filled[0]):
        if out.high[place] <= room:
            most = max(most, out.high[place])
            continue
        if to != place:
            copied(out, place, out, to)
        to += 1
    out.filled[0] = to
    return most * (1 + 1e-9)


@bare
def copied(source: Entries, place: int, target: Entries, to: int) -> None:
    """Copy one entry."""
    target.owner[to], target.low[to], target.high[to] = (
        source.owner[place],
        source.low[place],
        source.high[place],
    )
    target.unit[to], target.opened[to] = source.unit[place], source.opened[place]
    target.low_num[to], target.high_num[to] = source.low_num[place], source.high_num[place]


@bare
def single(ranges: Ranges, lists: Lists, known: Entries, desk: Desk, at: tuple[int, float]) -> bool:
    """Settle a company in no circle, pruning to at most `at[1]`; False where there is no room."""
    company, delta = at
    if not gather(ranges, lists, known, desk, (company, -1, -1, known, known)):
        clear(desk)
        return False
    begin = known.filled[0]
    if written(ranges, lists, desk, company, known) < 0:
        return False
    error, gap, cut = state(ranges, lists, company, NOBODY)
    cut += thinned(known, begin, delta - cut)
    lists.error[company], lists.gap[company], lists.cut[company] = error, gap, cut
    lists.begin[company], lists.size[company] = begin, known.filled[0] - begin
    if ranges.worst:
        anybody(ranges, lists, desk, company)
    return True


@bare
def anybody(ranges: Ranges, lists: Lists, desk: Desk, company: int) -> None:
    """What anybody may have of a company through remainders."""
    unit = unit_of(ranges, lists, desk, company, -1)
    value, num, opened = highest(ranges, lists, desk, (company, -1, unit))
    lists.any_unit[company], lists.any_num[company] = ranges.den[company] * unit, num
    lists.any_high[company] = num / lists.any_unit[company] if unit else value
    lists.any_open[company] = opened if unit else 0


@bare
def rest(ranges: Ranges, lists: Lists, desk: Desk) -> None:
    """What anybody may have, and how sure that is, of the companies that hold nothing."""
    for company in range(len(ranges.short)):
        if ranges.listed[company] and ranges.below_start[company + 1] == ranges.below_start[company]:
            anybody(ranges, lists, desk, company)
            error, gap, cut = state(ranges, lists, company, NOBODY)
            lists.error[company], lists.gap[company], lists.cut[company] = error, gap, cut


@bare
def singles(ranges: Ranges, lists: Lists, known: Entries, desk: Desk, at: tuple[int, float]) -> int:
    """Settle components from `at[0]` on that are no circles; returns the first that is one, or has no room."""
    place, delta = at
    while place < len(ranges.component) - 1:
        company = ranges.component[place]
        if ranges.component[place + 1] - company > 1 or by_itself(ranges, company):
            return place
        holds = ranges.below_start[company + 1] > ranges.below_start[company]
        if holds and ranges.listed[company] and not single(ranges, lists, known, desk, (company, delta)):
            return place
        place += 1
    return place


@bare
def by_itself(ranges: Ranges, company: int) -> bool:
    """Whether a company may hold a part of itself."""
    found = False
    for edge in range(ranges.start[company], ranges.start[company + 1]):
        found |= ranges.holder[edge] == company and ranges.high[edge] > 0
    return found


@bare
def kept(ranges: Ranges, desk: Desk, company: int, inside: tuple[int, int, Floats]) -> float:
    """The most of a walk that a filling of a company keeps in its circle; `inside`: first, last, what each keeps."""
    first, last, keeps = inside
    count = 0
    for edge in range(ranges.start[company], ranges.start[company + 1]):
        holder = ranges.holder[edge]
        if first <= holder < last and ranges.high[edge] > 0:
            take = (ranges.low[edge], ranges.high[edge] - ranges.low[edge])
            put(desk.slots, count, take, (keeps[holder - first], 0, 0))
            count += 1
    ranked(desk.slots, count, 0, 1)
    dealt(desk.slots, count, ranges.short[company])
    value = 0.0
    for slot in range(count):
        value += (
            (split(ranges, company, desk.slots.amount[slot])[0] + ranges.rough[company] * ranges.den[company])
            / (ranges.den[company])
            * desk.slots.value[slot]
        )
    return value * (1 + (count + 4) * 4 * U)


@bare
def passed(
    ranges: Ranges, desk: Desk, circle: tuple[int, int], keeps: tuple[Floats, Floats], most: int
) -> float:
    """The most companies of a circle that a walk can be made to pass, from above; infinite where it can be kept for
    ever, or nearly (`most` rounds). `keeps`: two lists to work on.
    """
    first, last = circle
    now, then = keeps
    for place in range(last - first):
        now[place] = 1.0
    left, found = 1.0, 1.0
    for rounds in range(most):
        left = 0.0
        for company in range(first, last):
            then[company - first] = kept(ranges, desk, company, (first, last, now))
            left = max(left, then[company - first])
        for place in range(last - first):
            now[place] = then[place]
        if left <= 1e-3:
            return found / (1 - 1e-3) * (1 + rounds * 4 * U)
        if rounds > 64 and left > 0.99:
            return np.inf
        found += left
    return np.inf


@bare
def swept(ranges: Ranges, lists: Lists, known: Entries, desk: Desk, at: Sweep) -> tuple[float, float]:
    """One round of a circle: every list anew, from those of this round where there are any, else of the round before.

    Returns by how much an end rose at most (-1: no room), and the most that was left out.
    """
    at.new.filled[0] = 0
    left_out = rise = 0.0
    for company in range(at.first, at.last):
        begin = at.new.filled[0]
        if not gather(ranges, lists, known, desk, (company, at.first, at.last, at.old, at.new)):
            clear(desk)
            return -1.0, 0.0
        if written(ranges, lists, desk, company, at.new) < 0:
            return -1.0, 0.0
        left_out = max(left_out, thinned(at.new, begin, at.room))
        total = 0.0
        for place in range(begin, at.new.filled[0]):
            at.new.unit[place] = at.new.opened[place] = 0
            total += at.new.low[place] + at.new.high[place]
        if ranges.worst:
            anybody(ranges, lists, desk, company)
            lists.any_unit[company] = 0
            total += lists.any_high[company]
        rise = max(rise, total - at.sums[company - at.first])
        at.sums[company - at.first] = total
        lists.begin[company], lists.size[company] = begin, at.new.filled[0] - begin
    return rise, left_out


@bare
def closed(
    ranges: Ranges, lists: Lists, circle: tuple[int, int], sums: tuple[float, float, float, int]
) -> None:
    """Note how sure the entries of a circle are. `sums`: by how much ends may be short, the companies that a walk
    passes, the most that was left out, whether some owners may not have been met yet.
    """
    first, last = circle
    short, passes, left_out, early = sums
    error = gap = cut = 0.0
    for company in range(first, last):
        more, wider, dropped = state(ranges, lists, company, circle)
        error, gap, cut = max(error, more), max(gap, wider), max(cut, dropped)
    for company in range(first, last):
        lists.error[company] = min(1.0, error * passes)
        lists.gap[company] = min(1.0, gap + short)
        lists.cut[company] = min(1.0, cut + (left_out * passes if left_out > 0.0 else 0.0) + short * early)
