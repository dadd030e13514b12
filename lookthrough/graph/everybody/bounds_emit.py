"""Who certainly or possibly reaches a threshold in each company? The passes that read the lists."""

from __future__ import annotations

from typing import NamedTuple

from lookthrough.graph.everybody.bounds_column import Ranges
from lookthrough.graph.everybody.bounds_desk import Desk, Lists, U, clear, gather
from lookthrough.graph.everybody.bounds_fill import Entries
from lookthrough.graph.everybody.bounds_pass import NOBODY, copied, state, written
from lookthrough.graph.snapshot.arrays import HIGH_OPEN, LOW_OPEN, Floats, Int8, Int32
from lookthrough.graph.snapshot.jit import bare

OUT, CERTAIN, POSSIBLE, OPEN = 0, 1, 2, 3


class Threshold(NamedTuple):
    """A threshold as a float and as a fraction; `strict` is 1 where it has to be passed."""

    value: float
    numerator: int
    denominator: int
    strict: int


class Sure(NamedTuple):
    """How sure an entry is: `error` of its floats, and by how much the true ends may lie above (`above`)."""

    error: float
    above: float


class Found(NamedTuple):
    """Pairs as they were found: their ends are entries of the same number. `how`: CERTAIN, POSSIBLE or OPEN; `above`:
    by how much the true ends may be higher.
    """

    company: Int32
    above: Floats
    how: Int8


Book = tuple[Lists, Entries]  # what is known of the companies that hold something
Pairs = tuple[Entries, Found]


@bare
def compared(num: int, unit: int, threshold: Threshold) -> int:
    """Whether num / unit is below (-1), at (0) or above (1) the threshold, exactly."""
    whole, part = divmod(unit, threshold.denominator)
    least = whole * threshold.numerator + (part * threshold.numerator) // threshold.denominator
    if num == least and (part * threshold.numerator) % threshold.denominator == 0:
        return 0
    return 1 if num > least else -1


@bare
def verdict(out: Entries, at: int, sure: Sure, threshold: Threshold) -> int:
    """What an entry says of the threshold."""
    level, error = threshold.value, 4 * U + (sure.error if not out.unit[at] else 0.0)
    if out.high[at] + error + sure.above < level:
        return OUT
    low_in = high_in = False
    if out.unit[at]:
        low = compared(out.low_num[at], out.unit[at], threshold)
        high = compared(out.high_num[at], out.unit[at], threshold)
        low_in = low > 0 or (low == 0 and (not threshold.strict or out.opened[at] & LOW_OPEN > 0))
        high_in = high > 0 or (high == 0 and not threshold.strict and not out.opened[at] & HIGH_OPEN)
    else:
        low_in, high_in = out.low[at] - error > level, out.high[at] - error > level
    if low_in:
        return CERTAIN
    settled = out.unit[at] > 0 and sure.above == 0.0
    if high_in and (settled or out.low[at] + error + sure.above < level):
        return POSSIBLE
    return OUT if settled and not high_in else OPEN


@bare
def only_here(ranges: Ranges, held: Int32, owner: int, company: int) -> bool:
    """Whether whatever an owner has of a company he has directly: nothing else that he holds can lead to it."""
    for place in range(ranges.below_start[owner], ranges.below_start[owner + 1]):
        other = held[place]
        if other < company and ranges.below_start[other + 1] > ranges.below_start[other]:
            return False
        if other > company and ranges.below_start[company + 1] > ranges.below_start[company]:
            return False  # they may be of one circle
    return True


@bare
def judged(ranges: Ranges, held: Int32, at: tuple[int, Sure, Threshold], out: Entries, place: int) -> int:
    """The verdict on one entry of a company."""
    company, sure, threshold = at
    if sure.above > 0.0 and out.unit[place] and only_here(ranges, held, out.owner[place], company):
        return verdict(out, place, Sure(0.0, 0.0), threshold)
    return verdict(out, place, sure, threshold)


@bare
def fresh(ranges: Ranges, book: Book, desk: Desk, at: tuple[int, Threshold, Int32], out: Pairs) -> bool:
    """Write the pairs of a company of which no list is kept; False where there is no room."""
    (company, threshold, held), (lists, known), (entries, found) = at, book, out
    if not gather(ranges, lists, known, desk, (company, -1, -1, known, known)):
        clear(desk)
        return False
    begin = entries.filled[0]
    count = written(ranges, lists, desk, company, entries)
    if count < 0:
        return False
    error, gap, cut = state(ranges, lists, company, NOBODY)
    sure, here = Sure(error, gap + cut), begin
    for place in range(begin, begin + count):
        how = judged(ranges, held, (company, sure, threshold), entries, place)
        if how:
            if here != place:
                copied(entries, place, entries, here)
            found.company[here], found.how[here], found.above[here] = company, how, sure.above
            here += 1
    entries.filled[0] = here
    return True


@bare
def listed(ranges: Ranges, book: Book, at: tuple[int, Threshold, Int32], out: Pairs) -> bool:
    """Write the pairs of a company of which a list is kept; False where there is no room."""
    (company, threshold, held), (lists, known), (entries, found) = at, book, out
    sure = Sure(lists.error[company], lists.gap[company] + lists.cut[company])
    if entries.filled[0] + lists.size[company] > len(entries.owner):
        return False
    for place in range(lists.begin[company], lists.begin[company] + lists.size[company]):
        how = judged(ranges, held, (company, sure, threshold), known, place)
        if how:
            here = entries.filled[0]
            copied(known, place, entries, here)
            found.company[here], found.how[here], found.above[here] = company, how, sure.above
            entries.filled[0] = here + 1
    return True


@bare
def emitted(ranges: Ranges, book: Book, desk: Desk, at: tuple[int, int, Threshold, Int32], out: Pairs) -> int:
    """Write the pairs of the companies from `at[0]` up to `at[1]`; returns the first that had no room."""
    company, stop, threshold, held = at
    while company < stop:
        if ranges.listed[company]:
            if ranges.below_start[company + 1] > ranges.below_start[company]:
                room = listed(ranges, book, (company, threshold, held), out)
            else:
                room = fresh(ranges, book, desk, (company, threshold, held), out)
            if not room:
                return company
        company += 1
    return company


@bare
def anyone(ranges: Ranges, lists: Lists, threshold: Threshold, how: Int8) -> None:
    """In which companies anybody may reach the threshold (CERTAIN), and where that is OPEN."""
    for company in range(len(how)):
        if not ranges.listed[company]:
            continue
        error = 4 * U + lists.error[company] + lists.gap[company]
        if lists.any_unit[company]:
            high = compared(lists.any_num[company], lists.any_unit[company], threshold)
            passes = high > 0 or (high == 0 and not threshold.strict and not lists.any_open[company])
            how[company] = CERTAIN if passes else OUT
            if not passes and lists.gap[company] > 0.0 and lists.any_high[company] + error >= threshold.value:
                how[company] = OPEN
        elif lists.any_high[company] - error > threshold.value:
            how[company] = CERTAIN
        elif lists.any_high[company] + error >= threshold.value:
            how[company] = OPEN
