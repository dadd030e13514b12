"""From edges in any order to a snapshot: companies numbered owners first, columns on common denominators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from lookthrough.graph.model import RIGHTS
from lookthrough.graph.shares import ONE, ZERO, Share
from lookthrough.graph.snapshot.arrays import BIT, HIGH_OPEN, LOW_OPEN, Int8, Int32, Int64, Weights
from lookthrough.graph.snapshot.raw import Raw, Shares


@dataclass(frozen=True, slots=True, eq=False)
class Assembled:
    """What edges alone decide of a snapshot; `number` is the new number of every provisional node, -1 for none."""

    number: Int32
    nodes: int
    companies: int
    start: Int64
    holder: Int32
    below_start: Int64
    below: Int32
    below_held: Int32
    component: Int32
    has: Int8
    complete: Int8
    over: Int32
    each: tuple[Int32, Int64, Int64]
    rights: Mapping[str, Weights]


def assemble(raw: Raw, used: Int8) -> Assembled:
    """Order and number everything; `used` says of every provisional node whether it exists. O(edges)."""
    from lookthrough.graph.snapshot.compiled import (
        Graph,
        below,
        by_node,
        holders_first,
        moved,
        renumbered,
        tarjan,
    )

    live = np.flatnonzero(_live(raw)).astype(np.int32)
    company = np.zeros(len(used), np.uint8)
    for nodes in raw.companies.values():
        company[nodes] = 1
    start, place = by_node(raw.held[live], len(used))
    graph = Graph(start, raw.holder[live][place], company)
    order, component = holders_first(graph, *tarjan(graph))
    number, count = renumbered(graph, order, used)
    start, holder, edge = moved(graph, order, number, live[place])
    rights = _rights(raw, start, edge)
    has, complete = _marks(raw, number, len(order))
    each = sorted((int(number[node]), num, den) for node, (num, den) in raw.each.items())
    caps = np.array(each, np.int64).reshape(-1, 3)
    return Assembled(
        number,
        count,
        len(order),
        start,
        holder,
        *below(start, holder, count),
        component,
        has,
        complete,
        np.union1d(np.array(_over(rights["equity"], start), np.int32), number[raw.over]),
        (caps[:, 0].astype(np.int32), caps[:, 1].copy(), caps[:, 2].copy()),
        rights,
    )


def _live(raw: Raw) -> np.ndarray:
    """Which edges carry anything in any right."""
    found = np.zeros(len(raw.holder), np.bool_)
    for shares in {id(shares): shares for shares in raw.rights.values()}.values():
        found |= (shares.high_num > 0) | (shares.high_den == 0)
    return found


def _marks(raw: Raw, number: Int32, companies: int) -> tuple[Int8, Int8]:
    has, complete = np.zeros(companies, np.uint8), np.zeros(companies, np.uint8)
    for right, nodes in raw.companies.items():
        has[number[nodes]] |= BIT[right]
    complete[number[raw.complete]] = 1
    return has, complete


def _rights(raw: Raw, start: Int64, edge: Int32) -> dict[str, Weights]:
    """The weights of each right, one object for those that are equal."""
    made: list[tuple[Shares, Weights]] = []
    found = {}
    for right in RIGHTS:
        shares = raw.rights[right]
        known = next((weights for other, weights in made if other is shares or other.equal(shares)), None)
        if known is None:
            known = _weights(shares, start, edge)
            made.append((shares, known))
        found[right] = known
    return found


def _weights(shares: Shares, start: Int64, edge: Int32) -> Weights:
    from lookthrough.graph.snapshot.compiled import Counted, Ends, common

    ends = Ends(shares.low_num, shares.low_den), Ends(shares.high_num, shares.high_den)
    one = _exact(shares)
    num, share = (np.zeros((1 if one else 2, len(edge)), kind) for kind in (np.int64, np.float64))
    counted = Counted(num[0], num[-1], share[0], share[-1], np.zeros(len(start) - 1, np.int64))
    common(ends, start, edge, counted)
    opened = shares.opened[edge] if shares.opened.any() else None
    big = dict(_big(shares, start, edge, counted.den))
    for place, found in big.items():
        counted.low[place], counted.high[place] = float(found.low), float(found.high)
    high, high_num = (counted.low, counted.low_num) if one else (counted.high, counted.high_num)
    return Weights(counted.low, high, counted.low_num, high_num, counted.den, opened, big)


def _exact(shares: Shares) -> bool:
    """Whether every share is one number."""
    same = np.array_equal(shares.low_num, shares.high_num) and np.array_equal(shares.low_den, shares.high_den)
    return same and all(share.exact for share in shares.big.values())


def _big(shares: Shares, start: Int64, edge: Int32, den: Int64) -> Iterable[tuple[int, Share]]:
    """The edges of the columns that have no common denominator that fits, by their new place."""
    for company in np.flatnonzero(den == 0):
        for place in range(int(start[company]), int(start[company + 1])):
            yield place, _share(shares, int(edge[place]))


def _share(shares: Shares, edge: int) -> Share:
    if edge in shares.big:
        return shares.big[edge]
    low = Fraction(int(shares.low_num[edge]), int(shares.low_den[edge]))
    high = Fraction(int(shares.high_num[edge]), int(shares.high_den[edge]))
    opened = int(shares.opened[edge])
    return Share(low, high, bool(opened & LOW_OPEN), bool(opened & HIGH_OPEN))


def _over(equity: Weights, start: Int64) -> list[int]:
    """The companies whose equity is recorded above 100 %, be it by no more than an end that is excluded."""
    from lookthrough.graph.snapshot.compiled import above

    opened = np.zeros(0, np.uint8) if equity.opened is None else equity.opened
    found: list[int] = above(start, equity.low_num, equity.den, opened).tolist()
    for company in np.flatnonzero(equity.den == 0).tolist():
        shares = [equity.big[place] for place in range(int(start[company]), int(start[company + 1]))]
        total = sum((share.low for share in shares), ZERO)
        if total > ONE or (total == ONE and any(share.low_open for share in shares)):
            found.append(company)
    return found
