"""Which companies' votes must be read one by one, exactly, before integers can stand for them?

Those above 100 %, those with votes that are void, those with a cap on unrecorded holders, and those whose fractions
have no small common denominator. All others keep the numerators of the snapshot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm

import numpy as np

from lookthrough.graph.everybody.control_findings import Terms
from lookthrough.graph.kernels.control import ControlGraph, without_own_votes
from lookthrough.graph.kernels.fills import Fill
from lookthrough.graph.shares import NOTHING, ONE, ZERO, Share
from lookthrough.graph.snapshot.arrays import BIT, Snapshot

ROOM = 2**62
ROUGH = 2**40


@dataclass(frozen=True, slots=True)
class Column:
    """The list of one company: a share for each of its edges, from `first` on, and its unrecorded remainder."""

    first: int
    shares: tuple[Share, ...]
    rest: Fraction
    each: Fraction | None = None

    @property
    def exact(self) -> bool:
        """Whether every share is one number."""
        return all(share.exact for share in self.shares)

    def fill(self, holders: tuple[str, ...]) -> Fill:
        """As the exact kernels take it, the holders named."""
        found = sorted((n, s) for n, s in zip(holders, self.shares, strict=True) if s.high)
        return Fill(tuple(found), self.rest, self.each)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column in whole numbers, as `Ballot` says, over `unit`; `factor` of it is for traces of open ends.

    `slack` is 0 where the numbers are exact.
    """

    low: list[int]
    high: list[int]
    need: int
    short: int
    spare: int
    free: int
    slack: int
    unit: int
    factor: int


def columns_apart(
    snapshot: Snapshot, terms: Terms, void: Mapping[int, frozenset[int]], right: str = "votes"
) -> dict[int, Column]:
    """The companies that `terms` change, with their shares as changed; `void`: the holders who do not vote in one."""
    found: dict[int, Column] = {}
    above = _above(snapshot, right) if terms.settled else set[int]()
    capped = set(snapshot.each_company.tolist()) if terms.worst_case else set[int]()
    for company in sorted(above | capped | void.keys()):
        column = column_of(snapshot, company, right)
        column = _cut(column) if company in above else column
        found[company] = _voided(snapshot, company, column, void[company]) if company in void else column
    return found


def _above(snapshot: Snapshot, right: str) -> set[int]:
    """The companies where the shares may add up to more than 100 %; O(edges)."""
    from lookthrough.graph.snapshot.compiled import above

    weights = snapshot.rights[right]
    opened = np.zeros(0, np.uint8) if weights.opened is None else weights.opened
    wide = np.flatnonzero((weights.den == 0) & ((snapshot.has & BIT[right]) > 0))
    return {*above(snapshot.start, weights.low_num, weights.den, opened).tolist(), *wide.tolist()}


def column_of(snapshot: Snapshot, company: int, right: str = "votes") -> Column:
    """The shares of one company as the figures stand."""
    edges = range(int(snapshot.start[company]), int(snapshot.start[company + 1]))
    shares = tuple(snapshot.share(right, edge, company) for edge in edges)
    rest = ZERO if snapshot.complete[company] else ONE
    place = int(np.searchsorted(snapshot.each_company, company))
    capped = place < len(snapshot.each_company) and snapshot.each_company[place] == company
    each = Fraction(int(snapshot.each_num[place]), int(snapshot.each_den[place])) if capped else None
    return Column(edges.start, shares, rest, each)


def _cut(column: Column) -> Column:
    """What can be true of a column above 100 %: anybody's share may be what is too much (structure/rights.py)."""
    excess = sum((share.low for share in column.shares), ZERO) - 1
    opened = any(share.low_open for share in column.shares)
    if excess < 0 or (excess == 0 and not opened):
        return column

    def shrunk(share: Share) -> Share:
        high = min(ONE, share.high)
        return Share(min(max(ZERO, share.low - excess), high), high)

    return Column(column.first, tuple(map(shrunk, column.shares)), column.rest, column.each)


def _voided(snapshot: Snapshot, company: int, column: Column, void: frozenset[int]) -> Column:
    """The column without void votes, the others scaled up, by the definition of the kernel of one customer."""
    own = str(company)
    edges = range(column.first, column.first + len(column.shares))
    names = tuple(str(int(snapshot.holder[edge])) for edge in edges)
    gone = {str(node) for node in void}
    votes = {name: Fill(()) for name in gone} | {own: column.fill(names)}
    graph = ControlGraph(votes, {name: frozenset({own}) for name in gone - {own}})
    kept = without_own_votes(graph)[own]
    shares = dict(kept.holders)
    return Column(column.first, tuple(shares.get(name, NOTHING) for name in names), kept.rest, kept.each)


def numbers(column: Column, terms: Terms) -> Numbers:
    """A column as whole numbers: exact where their sums stay below 2**62, else rounded."""
    free = min(column.rest, column.rest if column.each is None else column.each) if terms.worst_case else ZERO
    lows, highs = [share.low for share in column.shares], [share.high for share in column.shares]
    opened = sum(share.low_open + share.high_open for share in column.shares)
    factor = terms.quota.denominator * (opened + 1) if opened else 1
    unit = factor * lcm(*(end.denominator for end in (*lows, *highs, column.rest, free)))
    slack = 0
    if 4 * unit * max(ONE, sum(highs, ZERO)) >= ROOM:
        unit, factor, opened, slack = ROUGH, 1, 0, 2 * len(lows) + 4
    low = [floor(share.low * unit) + (share.low_open if opened else 0) for share in column.shares]
    high = [floor(share.high * unit) - (share.high_open if opened else 0) for share in column.shares]
    need = floor(terms.quota * unit) + 1 if terms.strict else ceil(terms.quota * unit)
    rest = floor(column.rest * unit)
    left = unit - sum(low), unit - sum(high) - rest, floor(free * unit)
    return Numbers(low, high, need, *left, slack, unit, factor)
