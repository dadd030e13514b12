"""How fine are the shares of one owner in one company? Only the companies between the two count, compiled.

A share that stands at the threshold is the threshold if no other share is that near (lists.py). For the company as a
whole that distance may be tiny, because of a great circle somewhere upstream; for one owner only those companies
matter of whose lists he is part.
"""

from __future__ import annotations

import numpy as np

from lookthrough.graph.everybody.emission import OPEN, Found, State, Threshold, verdict
from lookthrough.graph.everybody.lists import Column, Entries, Lists
from lookthrough.graph.snapshot.arrays import Int32
from lookthrough.graph.snapshot.jit import bare

MOST = 64  # companies between two; with more the distance is nothing that a float can see


@bare
def narrow(col: Column, lists: Lists, known: Entries, between: Int32, task: tuple[Found, Threshold]) -> None:
    """Judge every open pair again, by the denominators between its two ends alone; `between` is room for `MOST` nodes.

    O(companies between) a pair, with a look into each list.
    """
    out, threshold = task
    for at in range(out.filled[0]):
        if out.how[at] == OPEN:
            company = out.company[at]
            apart = threshold.den * parts(col, lists, known, between, (out.owner[at], company))
            bound = lists.bound[company] if lists.cut[out.owner[at]] else 0.0
            state = State(lists.rounds[company], lists.slack[company], bound, apart)
            out.how[at] = verdict(state, out.share[at], threshold)


@bare
def parts(col: Column, lists: Lists, known: Entries, between: Int32, task: tuple[int, int]) -> float:
    """A common denominator of what the lists say of one owner's share in one company; infinite if that is too far."""
    owner, company = task
    between[0], count, at, product = component(col, company), 1, 0, 1.0
    while at < count and product < np.inf:
        first, last = col.component[between[at]], col.component[between[at] + 1]
        at += 1
        for member in range(first, last):
            product *= float(col.den[member]) if col.den[member] or not col.listed[member] else np.inf
            for e in range(col.start[member], col.start[member + 1]):
                holder = col.holder[e]
                if col.low[e] == 0.0 or not col.listed[holder] or first <= holder < last:
                    continue
                place = component(col, holder)
                if has(lists, known, holder, owner) and not noted(between, count, place):
                    if count == MOST:
                        return np.inf
                    between[count] = place
                    count += 1
    return product


@bare
def component(col: Column, company: int) -> int:
    """Which component a company is in."""
    low, high = 0, len(col.component) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if col.component[middle] <= company else (low, middle)
    return low


@bare
def has(lists: Lists, known: Entries, company: int, owner: int) -> bool:
    """Whether an owner is in the list of a company."""
    i, stop = lists.begin[company], lists.begin[company] + lists.size[company]
    while i < stop and known.owner[i] != owner:
        i += 1
    return bool(i < stop)


@bare
def noted(places: Int32, count: int, place: int) -> bool:
    """Whether a number is among the first `count`."""
    found = False
    for i in range(count):
        found = found or places[i] == place
    return found
