"""What do the holders of one company pass on to it, owner by owner? The loop that runs once a company."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lookthrough.graph.everybody.bounds_column import Ranges
from lookthrough.graph.everybody.bounds_fill import (
    LIMIT,
    Entries,
    Slots,
    alone,
    common,
    dealt,
    put,
    ranked,
    reduced,
    total,
)
from lookthrough.graph.snapshot.arrays import HIGH_OPEN, LOW_OPEN, Floats, Int8, Int32, Int64
from lookthrough.graph.snapshot.jit import bare, inlined

U = 2.0**-53


class Lists(NamedTuple):
    """By company: where its entries stand, and how sure they are.

    The true ends lie within `error` of the floats of an entry, or up to `gap` above them; somebody without an entry has
    at most `cut`. `any_*` (worst case): what anybody has through remainders.
    """

    begin: Int64
    size: Int32
    error: Floats
    gap: Floats
    cut: Floats
    any_high: Floats
    any_num: Int64
    any_unit: Int64
    any_open: Int8


class Desk(NamedTuple):
    """One thread's desk. `head` (n): an owner's last contribution, -1; `next`: the one before it; `edge`: by which
    holder it comes; `given`: what that holder has. `touched`: the owners; `used`: how many owners, how many
    contributions.
    """

    head: Int32
    touched: Int32
    next: Int32
    edge: Int64
    given: Entries
    slots: Slots
    used: Int64


def entries(room: int) -> Entries:
    """Room for so many entries."""
    return Entries(
        np.empty(room, np.int32),
        np.empty(room),
        np.empty(room),
        np.empty(room, np.int64),
        np.empty(room, np.int64),
        np.empty(room, np.int64),
        np.empty(room, np.uint8),
        np.zeros(1, np.int64),
    )


def desk_of(nodes: int, most: int, room: int) -> Desk:
    """A clean desk for companies of up to `most` holders, with room for so many contributions."""
    numbers = (np.empty(most + 2, np.int64) for _ in range(3))
    amount, slack, num = numbers
    slots = Slots(
        amount, slack, np.empty(most + 2), num, np.empty(most + 2, np.uint8), np.empty(most + 2, np.int32)
    )
    return Desk(
        np.full(nodes, -1, np.int32),
        np.empty(nodes, np.int32),
        np.empty(room, np.int32),
        np.empty(room, np.int64),
        entries(room),
        slots,
        np.zeros(2, np.int64),
    )


def lists_of(companies: int) -> Lists:
    """Nothing known of anybody."""
    return Lists(
        np.zeros(companies, np.int64),
        np.zeros(companies, np.int32),
        np.zeros(companies),
        np.zeros(companies),
        np.zeros(companies),
        np.zeros(companies),
        np.zeros(companies, np.int64),
        np.ones(companies, np.int64),
        np.zeros(companies, np.uint8),
    )


@inlined
def give(desk: Desk, owner: int, edge: int, have: tuple[Entries, int]) -> bool:
    """Note that an owner has something by one holder; place -1 stands for the holder himself. False without room."""
    source, place = have
    at = desk.used[1]
    if at == len(desk.next):
        return False
    if desk.head[owner] < 0:
        desk.touched[desk.used[0]] = owner
        desk.used[0] += 1
    desk.next[at], desk.edge[at], desk.head[owner] = desk.head[owner], edge, at
    given = desk.given
    if place < 0:
        given.low[at] = given.high[at] = 1.0
        given.unit[at] = given.low_num[at] = given.high_num[at] = 1
        given.opened[at] = 0
    else:
        given.low[at], given.high[at], given.unit[at] = (
            source.low[place],
            source.high[place],
            source.unit[place],
        )
        given.low_num[at], given.high_num[at] = source.low_num[place], source.high_num[place]
        given.opened[at] = source.opened[place]
    desk.used[1] = at + 1
    return True


@inlined
def passed_on(lists: Lists, desk: Desk, holder: int, edge: int, source: Entries) -> bool:
    """Note what all owners have by one holder; False without room."""
    for place in range(lists.begin[holder], lists.begin[holder] + lists.size[holder]):
        if not give(desk, source.owner[place], edge, (source, place)):
            return False
    return True


@bare
def gather(
    ranges: Ranges, lists: Lists, known: Entries, desk: Desk, at: tuple[int, int, int, Entries, Entries]
) -> bool:
    """Put what all owners have by the holders of a company on the desk; False without room.

    `at`: the company, the first company of its circle and the one behind it, the entries of the circle from the round
    before and from this one, which has come as far as the company.
    """
    company, first, last, old, new = at
    for edge in range(ranges.start[company], ranges.start[company + 1]):
        holder = ranges.holder[edge]
        if ranges.high[edge] <= 0:
            continue
        if not ranges.listed[holder]:
            if not give(desk, holder, edge, (known, -1)):
                return False
            continue
        if first <= holder < last:
            room = passed_on(lists, desk, holder, edge, new if holder < company else old)
        else:
            room = passed_on(lists, desk, holder, edge, known)
        if not room:
            return False
    return True


@bare
def clear(desk: Desk) -> None:
    """Forget everything on the desk."""
    for place in range(desk.used[0]):
        desk.head[desk.touched[place]] = -1
    desk.used[0] = desk.used[1] = 0


@inlined
def unit_of(ranges: Ranges, lists: Lists, desk: Desk, company: int, owner: int) -> int:
    """One denominator of all that an owner has by the holders of a company; 0 where there is none that fits."""
    unit, place = 1, desk.head[owner] if owner >= 0 else -1
    while place >= 0:
        unit = common(unit, desk.given.unit[place])
        place = desk.next[place]
    if ranges.worst:
        for edge in range(ranges.start[company], ranges.start[company + 1]):
            holder = ranges.holder[edge]
            if ranges.listed[holder] and lists.any_high[holder] > 0.0:
                unit = common(unit, lists.any_unit[holder])
    fits = unit and ranges.den[company] < LIMIT // unit and ranges.rough[company] == 0.0
    return unit if fits else 0


@inlined
def own_slots(ranges: Ranges, desk: Desk, owner: int, unit: int, most: int) -> int:
    """The slots of the holders by whom an owner has something."""
    count, place, given = 0, desk.head[owner] if owner >= 0 else -1, desk.given
    while place >= 0:
        edge = desk.edge[place]
        scale = unit // given.unit[place] if unit else 0
        value = given.high[place] if most else given.low[place]
        num = scale * (given.high_num[place] if most else given.low_num[place])
        opened = int(given.opened[place] & (HIGH_OPEN if most else LOW_OPEN) > 0)
        put(desk.slots, count, (ranges.low[edge], ranges.high[edge] - ranges.low[edge]), (value, num, opened))
        place, count = desk.next[place], count + 1
    return count


@inlined
def held_by(desk: Desk, owner: int, edge: int) -> bool:
    """Whether an owner has something by this holder."""
    place = desk.head[owner] if owner >= 0 else -1
    while place >= 0:
        if desk.edge[place] == edge:
            return True
        place = desk.next[place]
    return False


@inlined
def other_slots(ranges: Ranges, lists: Lists, desk: Desk, at: tuple[int, int, int], count: int) -> int:
    """In the worst case the slots of holders through whom anybody may have something, and of the remainder."""
    company, owner, unit = at
    for edge in range(ranges.start[company], ranges.start[company + 1]):
        holder = ranges.holder[edge]
        if not ranges.listed[holder] or lists.any_high[holder] == 0.0 or held_by(desk, owner, edge):
            continue
        num = unit // lists.any_unit[holder] * lists.any_num[holder] if unit else 0
        worth = (lists.any_high[holder], num, int(lists.any_open[holder]))
        put(desk.slots, count, (ranges.low[edge], ranges.high[edge] - ranges.low[edge]), worth)
        count += 1
    if ranges.free[company] > 0:
        put(desk.slots, count, (0, ranges.free[company]), (1.0, unit, 0))
        count += 1
    return count


@inlined
def highest(ranges: Ranges, lists: Lists, desk: Desk, at: tuple[int, int, int]) -> tuple[float, int, int]:
    """The most that an owner can have of a company; `at`: company, owner (-1: anybody), denominator."""
    company, owner, unit = at
    count = own_slots(ranges, desk, owner, unit, 1)
    if ranges.worst:
        count = other_slots(ranges, lists, desk, at, count)
    ranked(desk.slots, count, int(unit > 0), 1)
    dealt(desk.slots, count, ranges.short[company])
    return total(ranges, company, desk.slots, count)


@inlined
def lowest(ranges: Ranges, desk: Desk, at: tuple[int, int, int]) -> tuple[float, int, int]:
    """The least that an owner must have of a company: the others and the remainder take what they can."""
    company, owner, unit = at
    count = own_slots(ranges, desk, owner, unit, 0)
    ranked(desk.slots, count, int(unit > 0), 0)
    left = ranges.spare[company]
    for slot in range(count):
        left += desk.slots.room[slot]
    dealt(desk.slots, count, left)
    return total(ranges, company, desk.slots, count)


@inlined
def owned(ranges: Ranges, lists: Lists, desk: Desk, at: tuple[int, int], out: Entries) -> bool:
    """Write what an owner has of a company to `out`, at its end; False where this is nothing."""
    company, owner = at
    here, place = out.filled[0], desk.head[owner]
    if desk.next[place] < 0 and not ranges.worst:
        alone(ranges, company, desk.edge[place], (desk.given, place), out)
    else:
        unit = unit_of(ranges, lists, desk, company, owner)
        out.high[here], out.high_num[here], high_open = highest(ranges, lists, desk, (company, owner, unit))
        out.low[here], out.low_num[here], low_open = lowest(ranges, desk, (company, owner, unit))
        out.unit[here] = ranges.den[company] * unit
        out.opened[here] = LOW_OPEN * low_open + HIGH_OPEN * high_open
    out.owner[here] = owner
    reduced(out)
    return bool(out.high[here] > 0.0)
