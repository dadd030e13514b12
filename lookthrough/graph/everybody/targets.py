"""Who owns each of some companies? A walk upward from each, compiled; the rest of the graph is never looked at."""

from __future__ import annotations

import numpy as np

from lookthrough.graph.everybody.emission import IN, OPEN, TIE, Found, State, Threshold, rounding, verdict
from lookthrough.graph.everybody.lists import DIVERGES, Column, U
from lookthrough.graph.everybody.pushing import (
    ERROR,
    LEFT_OVER,
    MARKS,
    SEEN,
    Trail,
    met_parts,
    push,
    start,
)
from lookthrough.graph.snapshot.arrays import Int8, Int32
from lookthrough.graph.snapshot.jit import bare

MOST = 20_000  # pushes for one company
NEAR = 1e-12
FIRST, LAST = 1e-3, 1e-13  # what may be left on its way in a company, before the owners are looked at


@bare
def owners_of(
    col: Column, walk: Trail, companies: Int32, marks: Int8, task: tuple[int, Threshold, Found]
) -> int:
    """Write the pairs of these companies from a place on; returns the place of the first that had no room.

    `marks` says of each whether a share upstream is no single number, or above 100 % (then nothing is written).
    """
    first, threshold, out = task
    for place in range(first, len(companies)):
        company = companies[place]
        settle(col, walk, company, threshold)
        marks[place] = walk.whole[MARKS]
        if not marks[place] & DIVERGES and not written(col, walk, company, threshold, out):
            return place
    return len(companies)


@bare
def settle(col: Column, walk: Trail, company: int, threshold: Threshold) -> None:
    """Walk up from a company until every owner is decided, or as near to the threshold as floats can tell."""
    start(walk, company)
    least = FIRST
    while least > LAST and push(col, walk, least, MOST):
        if walk.real[LEFT_OVER] == 0.0 or walk.whole[MARKS] & DIVERGES or not doubtful(col, walk, threshold):
            return
        least *= 0.1


@bare
def state(walk: Trail, parts: float) -> State:
    """How sure the shares of a walk are."""
    return State(4, walk.real[ERROR] * U * (1 + 1e-9), walk.real[LEFT_OVER], parts)


@bare
def doubtful(col: Column, walk: Trail, threshold: Threshold) -> bool:
    """Whether a longer walk could decide an owner. One who stands at the threshold itself needs another method."""
    now = state(walk, np.inf)
    if now.bound >= threshold.value * 0.999:
        return True
    for i in range(walk.whole[SEEN]):
        node = walk.seen[i]
        away = abs(walk.flow[node] - threshold.value) > NEAR
        if away and not col.listed[node] and verdict(now, walk.flow[node], threshold) == OPEN:
            return True
    return False


@bare
def held_directly(col: Column, owner: int, company: int, threshold: Threshold) -> bool:
    """Whether what an owner holds himself is certainly enough."""
    for e in range(col.start[company], col.start[company + 1]):
        if col.holder[e] == owner:
            parts = float(col.den[company]) * threshold.den if col.den[company] else np.inf
            return verdict(State(4, 0.0, 0.0, parts), col.low[e], threshold) in (IN, TIE)
    return False


@bare
def written(col: Column, walk: Trail, company: int, threshold: Threshold, out: Found) -> bool:
    """Write what a walk found; False (and nothing written) where there is no room."""
    at, now = out.filled[0], state(walk, np.inf)
    least = (threshold.value - now.bound) * 0.999
    for i in range(walk.whole[SEEN]):
        node = walk.seen[i]
        value = walk.flow[node]
        if col.listed[node] or value < least:
            continue
        how = verdict(now, value, threshold)
        if how == OPEN and now.bound == 0.0:
            how = verdict(state(walk, met_parts(col, walk) * threshold.den), value, threshold)
        if how == OPEN and not threshold.strict and held_directly(col, node, company, threshold):
            how = IN
        if how:
            if at == len(out.owner):
                return False
            out.owner[at], out.company[at], out.how[at] = node, company, how
            out.share[at], out.error[at] = value, rounding(now, value) + now.bound
            at += 1
    out.filled[0] = at
    return True
