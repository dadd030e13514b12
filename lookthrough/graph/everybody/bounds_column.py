"""How do the ranges of a snapshot look to the loops that bound shares: whole numbers, sums of ends found once?

As in control_ballot.py each company counts in a unit of its own, a factor of which is for the traces of open ends: an
amount is a * factor + b, a the numerator over `den`, b how many open ends it takes (below 0: high ones).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lookthrough.graph.everybody.control_columns import Column, column_of, columns_apart, numbers
from lookthrough.graph.everybody.control_findings import Terms
from lookthrough.graph.everybody.control_units import Quota, Raw, Units, factors, settle
from lookthrough.graph.everybody.sealing import sealed
from lookthrough.graph.snapshot.arrays import BIT, Floats, Int8, Int32, Int64, Snapshot

HALF = Quota(1, 2, 1, 0)


class Ranges(NamedTuple):
    """One right, n nodes, c companies, m edges. A node of which `listed` is 0 is an end.

    `low`, `high` (m); (c): `short` what the whole leaves when all have their low ends, `spare` what it leaves when all
    and the unrecorded have their most, `free` how much of the remainder may be one owner's (worst case), `den` times
    `factor` the unit, `rough` what rounding may have cost, as a part of 1. `single`: 1 for a node that holds one
    company at most.
    """

    start: Int64
    holder: Int32
    low: Int64
    high: Int64
    short: Int64
    spare: Int64
    free: Int64
    den: Int64
    factor: Int64
    rough: Floats
    listed: Int8
    component: Int32
    below_start: Int64
    worst: int


def ranges_of(snapshot: Snapshot, right: str, *, worst_case: bool) -> tuple[Ranges, Mapping[int, Column]]:
    """The ranges of a right, and the companies that were read by themselves. O(edges)."""
    weights = snapshot.rights[right]
    terms = Terms(worst_case=worst_case)
    apart = columns_apart(snapshot, terms, {}, right)
    has = (snapshot.has & BIT[right]) > 0
    none = np.zeros(0, np.uint8)
    opened = none if weights.opened is None else weights.opened
    raw = Raw(
        *(sealed(a) for a in (snapshot.start, weights.den, snapshot.complete, has.view(np.uint8), opened))
    )
    count = snapshot.companies
    units = Units(
        np.array(weights.low_num), np.array(weights.high_num), *(np.zeros(count, np.int64) for _ in range(4))
    )
    left = settle(raw, units, HALF._replace(worst=int(worst_case)), True)
    for company in np.flatnonzero(units.need == -1).tolist() if left else ():
        apart.setdefault(company, column_of(snapshot, company, right))
    factor, den = np.ones(count, np.int64), np.maximum(1, weights.den)
    if len(opened):
        factors(raw, factor)
    rough = _read(units, apart, (den, factor), terms)
    listed = np.zeros(snapshot.nodes, np.uint8)
    listed[:count] = has
    lists = (snapshot.start, snapshot.holder, units.low, units.high, units.short, units.spare, units.free)
    more = (den, factor, rough, listed, snapshot.component, snapshot.below_start)
    arrays: tuple[npt.NDArray[Any], ...] = (*lists, *more)
    return Ranges._make((*map(sealed, arrays), int(worst_case))), apart


def _read(units: Units, apart: Mapping[int, Column], scale: tuple[Int64, Int64], terms: Terms) -> Floats:
    """Write the numbers of the companies that were read by themselves; returns what rounding may have cost."""
    rough = np.zeros(len(units.short))
    for company, column in apart.items():
        found = numbers(column, terms)
        places = slice(column.first, column.first + len(column.shares))
        units.low[places], units.high[places] = found.low, found.high
        units.short[company], units.spare[company] = found.short, found.spare
        units.free[company] = found.free
        scale[0][company], scale[1][company] = found.unit // found.factor, found.factor
        rough[company] = found.slack / found.unit
    return rough
