"""How do the votes of a snapshot look to the control loops: whole numbers, one threshold a company?

Each company counts in a unit of its own, with a factor that leaves room for open ends: "more than 25" is 25 and a
trace, so that one comparison of integers respects both. A company whose numbers do not fit 60 bits is rounded, with
the `slack` that this costs; where a decision lies within it, fractions decide (control_exact.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lookthrough.graph.everybody.control_columns import Column, column_of, columns_apart, numbers
from lookthrough.graph.everybody.control_findings import Terms
from lookthrough.graph.everybody.control_rows import flags
from lookthrough.graph.everybody.control_spread import NEVER, Ballot
from lookthrough.graph.everybody.control_units import Quota, Raw, Units, settle
from lookthrough.graph.everybody.control_voices import Voices, voices_of
from lookthrough.graph.everybody.sealing import sealed
from lookthrough.graph.snapshot.arrays import BIT, Int64, Snapshot

Void = Mapping[int, frozenset[int]]
NOBODY: Void = {}


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """A ballot with what it was made from; `apart` are the companies that were read by themselves."""

    snapshot: Snapshot
    terms: Terms
    ballot: Ballot
    apart: Mapping[int, Column]

    @property
    def limit(self) -> int:
        """One more than the highest node that can be controlled."""
        held = self.snapshot.links.means_held
        return max(self.snapshot.companies, int(held.max()) + 1 if len(held) else 0)

    def column(self, company: int) -> Column:
        """The votes in one company, exactly."""
        return self.apart[company] if company in self.apart else column_of(self.snapshot, company)


def votes_of(snapshot: Snapshot, terms: Terms, void: Void = NOBODY) -> Votes:
    """The votes of a snapshot; `void`: company -> holders who do not vote in it.

    O(edges), and O(k) fractions for a company with k holders that has to be read by itself.
    """
    weights = snapshot.rights["votes"]
    apart = columns_apart(snapshot, terms, void)
    ranged = not weights.exact or terms.worst_case or any(not column.exact for column in apart.values())
    has = (snapshot.has & BIT["votes"]) > 0
    units = _units(snapshot, ranged=ranged)
    if settle(_raw(snapshot, has), units, _quota(terms), ranged):
        for company in np.flatnonzero(units.need == -1).tolist():
            apart.setdefault(company, column_of(snapshot, company))
    slack = _read(units, apart, terms, ranged=ranged)
    units.need[~has] = NEVER
    flag = np.zeros(snapshot.edges, np.uint8)
    lists: tuple[npt.NDArray[Any], ...] = (
        snapshot.below_start,
        snapshot.below,
        snapshot.below_held,
        *units,
        slack,
        flag,
    )
    voices = Voices(*(sealed(array) for array in voices_of(snapshot.links, snapshot.nodes)))
    ballot = Ballot._make((*map(sealed, lists), voices, ranged))
    flags(ballot, sealed(snapshot.start), flag)
    return Votes(snapshot, terms, ballot, apart)


def _raw(snapshot: Snapshot, has: npt.NDArray[np.bool_]) -> Raw:
    weights = snapshot.rights["votes"]
    opened = np.zeros(0, np.uint8) if weights.opened is None else weights.opened
    lists: tuple[npt.NDArray[Any], ...] = (
        snapshot.start,
        weights.den,
        snapshot.complete,
        has.view(np.uint8),
        opened,
    )
    return Raw._make(map(sealed, lists))


def _units(snapshot: Snapshot, *, ranged: bool) -> Units:
    weights = snapshot.rights["votes"]
    low = np.array(weights.low_num)
    high = np.array(weights.high_num) if ranged else low
    companies = [np.zeros(snapshot.companies if ranged else 0, np.int64) for _ in range(3)]
    return Units(low, high, np.zeros(snapshot.companies, np.int64), *companies)


def _quota(terms: Terms) -> Quota:
    quota = terms.quota
    return Quota(quota.numerator, quota.denominator, int(terms.strict), int(terms.worst_case))


def _read(units: Units, apart: Mapping[int, Column], terms: Terms, *, ranged: bool) -> Int64:
    """Write the numbers of the companies that were read by themselves; returns the slack, empty where all is exact."""
    slack = np.zeros(len(units.need), np.int64)
    for company, column in apart.items():
        found = numbers(column, terms)
        places = slice(column.first, column.first + len(column.shares))
        units.low[places], units.need[company] = found.low, found.need
        if ranged:
            units.high[places], units.free[company] = found.high, found.free
            units.short[company], units.spare[company] = found.short, found.spare
        slack[company] = found.slack
    return slack if slack.any() else np.zeros(0, np.int64)
