"""How is one company filled, so that one owner gets the most of it, or the least? The innermost loops.

As in kernels/steps.py: everybody has his low end, what is left goes to those first who are worth most to the owner
(or least). Amounts are whole numbers (bounds_column.py), worths fractions over one denominator as long as these fit
62 bits, else floats. An end is open when its amounts leave a trace, or when something goes where the worth itself is
not reached.
"""

from __future__ import annotations

from typing import NamedTuple

from lookthrough.graph.everybody.bounds_column import Ranges
from lookthrough.graph.snapshot.arrays import HIGH_OPEN, LOW_OPEN, Floats, Int8, Int32, Int64
from lookthrough.graph.snapshot.jit import inlined

LIMIT = 2**61


class Entries(NamedTuple):
    """What owners have of companies: ends as floats, and exactly as `low_num`, `high_num` over `unit` (0: floats only).

    `opened`: LOW_OPEN and HIGH_OPEN. `filled[0]`: how many there are.
    """

    owner: Int32
    low: Floats
    high: Floats
    unit: Int64
    low_num: Int64
    high_num: Int64
    opened: Int8
    filled: Int64


class Slots(NamedTuple):
    """Who takes a part of one company, best first: what each has, how much more he can take, what that is worth."""

    amount: Int64
    room: Int64
    value: Floats
    num: Int64
    opened: Int8
    order: Int32


@inlined
def gcd(one: int, other: int) -> int:
    """The greatest common divisor."""
    while other:
        one, other = other, one % other
    return one


@inlined
def common(one: int, other: int) -> int:
    """The least common multiple, 0 where it does not fit or one of them is 0."""
    if not one or not other:
        return 0
    if one == other or one % other == 0:
        return one
    factor = other // gcd(one, other)
    return one * factor if one < LIMIT // factor else 0


@inlined
def split(ranges: Ranges, company: int, amount: int) -> tuple[int, int]:
    """An amount as numerator and traces."""
    factor = ranges.factor[company]
    if factor == 1:
        return amount, 0
    part = (amount + factor // 2 - 1) // factor
    return part, amount - part * factor


@inlined
def put(slots: Slots, at: int, take: tuple[int, int], worth: tuple[float, int, int]) -> None:
    """Write a slot: (what it has, how much more), (worth as a float, as a numerator, whether this is not reached)."""
    slots.amount[at], slots.room[at] = take
    slots.value[at], slots.num[at], slots.opened[at] = worth


@inlined
def ahead(slots: Slots, one: int, other: int, exact: int, most: int) -> bool:
    """Whether one slot is served before another."""
    if exact:
        if slots.num[one] != slots.num[other]:
            return bool((slots.num[one] > slots.num[other]) == (most == 1))
    elif slots.value[one] != slots.value[other]:
        return bool((slots.value[one] > slots.value[other]) == (most == 1))
    return bool(slots.opened[one] < slots.opened[other])


@inlined
def ranked(slots: Slots, count: int, exact: int, most: int) -> None:
    """Put the slots in order, by insertion: they are few."""
    for place in range(count):
        at = place
        slots.order[at] = place
        while at and ahead(slots, place, slots.order[at - 1], exact, most):
            slots.order[at] = slots.order[at - 1]
            at -= 1
        slots.order[at] = place


@inlined
def dealt(slots: Slots, count: int, left: int) -> None:
    """Hand out what is left, in order."""
    for place in range(count):
        if left <= 0:
            return
        at = slots.order[place]
        more = min(left, slots.room[at])
        slots.amount[at] += more
        left -= more


@inlined
def total(ranges: Ranges, company: int, slots: Slots, count: int) -> tuple[float, int, int]:
    """What all amounts are worth, as a float and over den * unit, and whether this is not reached."""
    value, num, lost, strayed = 0.0, 0, 0, 0
    for at in range(count):
        part, trace = split(ranges, company, slots.amount[at])
        value += part / ranges.den[company] * slots.value[at]
        num += part * slots.num[at]
        lost += trace * slots.num[at]
        strayed |= slots.opened[at] > 0 and slots.amount[at] > 0
    return value, num, int(lost != 0 or strayed > 0)


@inlined
def alone(ranges: Ranges, company: int, edge: int, have: tuple[Entries, int], out: Entries) -> None:
    """Write what an owner has through one holder only: in closed form."""
    given, place = have
    most = min(ranges.high[edge], ranges.low[edge] + ranges.short[company])
    least = max(ranges.low[edge], ranges.high[edge] + ranges.spare[company])
    high, high_trace = split(ranges, company, most)
    low, low_trace = split(ranges, company, least)
    den, unit, at = ranges.den[company], given.unit[place], out.filled[0]
    out.low[at] = low / den * given.low[place]
    out.high[at] = high / den * given.high[place]
    fits = unit and den < LIMIT // unit and ranges.rough[company] == 0.0
    out.unit[at] = den * unit if fits else 0
    out.low_num[at] = low * given.low_num[place] if fits else 0
    out.high_num[at] = high * given.high_num[place] if fits else 0
    opened = given.opened[place]
    out.opened[at] = LOW_OPEN * (
        (low_trace != 0 and given.low_num[place] > 0) or (opened & LOW_OPEN > 0 and least > 0)
    )
    out.opened[at] |= HIGH_OPEN * (
        (high_trace != 0 and given.high_num[place] > 0) or (opened & HIGH_OPEN > 0 and most > 0)
    )


@inlined
def reduced(out: Entries) -> None:
    """Cancel what an entry's numbers have in common, and let an end that cannot be passed be reached."""
    at = out.filled[0]
    unit = out.unit[at]
    if not unit:
        out.opened[at] = 0
        return
    divisor = gcd(gcd(unit, out.low_num[at]), out.high_num[at])
    if divisor > 1:
        out.unit[at] //= divisor
        out.low_num[at] //= divisor
        out.high_num[at] //= divisor
    if out.low_num[at] == out.unit[at]:
        out.opened[at] &= HIGH_OPEN
    out.low[at] = out.low_num[at] / out.unit[at]
    out.high[at] = out.high_num[at] / out.unit[at]
