"""How are the numerators of a snapshot turned into votes that whole numbers can decide? One pass over the edges."""

from __future__ import annotations

from typing import NamedTuple

from lookthrough.graph.everybody.control_spread import NEVER
from lookthrough.graph.snapshot.arrays import HIGH_OPEN, LOW_OPEN, Int8, Int64
from lookthrough.graph.snapshot.jit import bare

ROOM = 2**60


class Raw(NamedTuple):
    """The votes of a snapshot: `opened` is empty where no end is open, `votes` (c) 1 where a company has a list."""

    start: Int64
    den: Int64
    complete: Int8
    votes: Int8
    opened: Int8


class Units(NamedTuple):
    """What is written: `low`, `high` (m) hold numerators on entry and votes on return; (c) as in `Ballot`."""

    low: Int64
    high: Int64
    need: Int64
    short: Int64
    spare: Int64
    free: Int64


class Quota(NamedTuple):
    """The quota as a fraction, whether it must be passed (1) or reached (0), whether unrecorded votes count (1)."""

    numerator: int
    denominator: int
    strict: int
    worst: int


@bare
def passing(quota: Quota, unit: int) -> int:
    """The fewest votes of `unit` that control."""
    whole, part = divmod(unit, quota.denominator)
    least = whole * quota.numerator + (part * quota.numerator) // quota.denominator
    if quota.strict:
        return least + 1
    return least + (part * quota.numerator % quota.denominator != 0)


@bare
def open_ends(raw: Raw, company: int) -> int:
    """How many ends of a company are open."""
    found = 0
    for edge in range(raw.start[company], raw.start[company + 1]):
        found += (raw.opened[edge] & LOW_OPEN > 0) + (raw.opened[edge] & HIGH_OPEN > 0)
    return found


@bare
def factors(raw: Raw, factor: Int64) -> None:
    """By how much the numbers of each company are multiplied to make room for traces, for a quota of halves."""
    for company in range(len(raw.den)):
        opened = open_ends(raw, company)
        factor[company] = 2 * (opened + 1) if opened else 1


@bare
def traced(raw: Raw, units: Units, company: int, factor: int) -> None:
    """Give each open end of a company a trace: one unit after the numbers were made so large that traces never add
    up to what was one.
    """
    for edge in range(raw.start[company], raw.start[company + 1]):
        units.low[edge] = units.low[edge] * factor + (raw.opened[edge] & LOW_OPEN > 0)
        units.high[edge] = units.high[edge] * factor - (raw.opened[edge] & HIGH_OPEN > 0)


@bare
def total(raw: Raw, ends: Int64, company: int) -> int:
    """The sum of one end over all holders of a company."""
    found = 0
    for edge in range(raw.start[company], raw.start[company + 1]):
        found += ends[edge]
    return found


@bare
def settle(raw: Raw, units: Units, quota: Quota, ranged: bool) -> int:  # noqa: FBT001
    """Fill `units`; returns how many companies do not fit: those have -1 in `need`."""
    left = 0
    for company in range(len(raw.den)):
        units.need[company] = NEVER
        unit = raw.den[company]
        if not raw.votes[company]:
            continue
        opened = open_ends(raw, company) if len(raw.opened) else 0
        factor = quota.denominator * (opened + 1) if opened else 1
        most = max(unit, total(raw, units.high, company)) if ranged else unit
        if not unit or most > ROOM // factor:
            units.need[company] = -1
            left += 1
            continue
        if opened:
            traced(raw, units, company, factor)
        unit *= factor
        units.need[company] = passing(quota, unit)
        if ranged:
            rest = 0 if raw.complete[company] else unit
            units.short[company] = unit - total(raw, units.low, company)
            units.spare[company] = unit - total(raw, units.high, company) - rest
            units.free[company] = rest * quota.worst
    return left
