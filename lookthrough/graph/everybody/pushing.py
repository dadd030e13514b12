"""Who owns one company? A walk upward from it alone, compiled: its cost does not depend on the size of the graph.

What is still on its way ("residue") is pushed from a company to its holders, as long as a company has more of it than
`least`. What has arrived at an owner is his share from below; what is on its way is all that he can still get, since
no company passes on more than 100 %. Rounding is bounded as it happens: an error of half a unit in the last place of
every number written, none of which the later steps make larger.

Source: local residual push (Andersen, Chung and Lang 2006; Berkhin 2006), upwards.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lookthrough.graph.everybody.emission import OPEN, Found, State, Threshold, verdict
from lookthrough.graph.everybody.lists import ABOVE_WHOLE, DIVERGES, RANGED, Column, U
from lookthrough.graph.snapshot.arrays import Floats, Int8, Int32, Int64
from lookthrough.graph.snapshot.jit import bare

MOST = 20_000  # pushes for one pair


class Trail(NamedTuple):
    """Room for one walk: `flow` by node is residue of a company, share of an owner; `seen` which nodes were met.

    `real`: residue left, rounding error. `whole`: how many nodes were met, how many pushes were made, marks.
    """

    flow: Floats
    queued: Int8
    seen: Int32
    queue: Int32
    real: Floats
    whole: Int64


NEW, QUEUED, MET = 0, 1, 2
LEFT_OVER, ERROR = 0, 1
SEEN, PUSHES, MARKS = 0, 1, 2


def trail(nodes: int) -> Trail:
    """Clean room for walks in a graph of so many nodes."""
    return Trail(
        np.zeros(nodes),
        np.zeros(nodes, np.uint8),
        np.empty(nodes, np.int32),
        np.empty(nodes + 1, np.int32),
        np.zeros(2),
        np.zeros(3, np.int64),
    )


@bare
def start(walk: Trail, company: int) -> None:
    """Begin at a company, with all of it on its way; forget the walk before."""
    for i in range(walk.whole[SEEN]):
        walk.flow[walk.seen[i]] = 0.0
        walk.queued[walk.seen[i]] = NEW
    walk.flow[company], walk.seen[0], walk.queued[company] = 1.0, company, MET
    walk.whole[SEEN], walk.whole[PUSHES], walk.whole[MARKS] = 1, 0, 0
    walk.real[LEFT_OVER], walk.real[ERROR] = 1.0, 0.0


@bare
def push(col: Column, walk: Trail, least: float, most: int) -> bool:
    """Push until no company has more than `least` on its way; False where that would take more than `most` pushes."""
    head, tail = 0, queued(col, walk, least)
    while head != tail and walk.whole[PUSHES] < most:
        company = walk.queue[head]
        head = head + 1 if head + 1 < len(walk.queue) else 0
        tail = spread(col, walk, company, (least, tail))
    walk.real[LEFT_OVER] = 0.0
    for i in range(walk.whole[SEEN]):
        if col.listed[walk.seen[i]]:
            walk.real[LEFT_OVER] += walk.flow[walk.seen[i]]
    walk.real[LEFT_OVER] *= 1 + walk.whole[SEEN] * U
    return head == tail


@bare
def queued(col: Column, walk: Trail, least: float) -> int:
    """Queue the companies that have more than `least` on its way; returns how many."""
    tail = 0
    for i in range(walk.whole[SEEN]):
        node = walk.seen[i]
        if col.listed[node] and walk.flow[node] > least:
            walk.queue[tail], walk.queued[node] = node, QUEUED
            tail += 1
    return tail


@bare
def spread(col: Column, walk: Trail, company: int, task: tuple[float, int]) -> int:
    """Push what a company has on its way to its holders; `task`: from when to queue them, and where."""
    least, tail = task
    amount, met, error = walk.flow[company], walk.whole[SEEN], walk.real[ERROR]
    walk.flow[company], walk.queued[company] = 0.0, MET
    walk.whole[PUSHES] += 1
    walk.whole[MARKS] |= DIVERGES if col.listed[company] == ABOVE_WHOLE else 0
    for e in range(col.start[company], col.start[company + 1]):
        part, holder = amount * col.low[e], col.holder[e]
        if col.low[e] != col.high[e]:
            walk.whole[MARKS] |= RANGED
        if part == 0.0:
            continue
        if walk.queued[holder] == NEW:
            walk.seen[met], walk.queued[holder] = holder, MET
            met += 1
        walk.flow[holder] += part
        error += 4 * part + walk.flow[holder]
        if col.listed[holder] and walk.queued[holder] == MET and walk.flow[holder] > least:
            walk.queue[tail], walk.queued[holder] = holder, QUEUED
            tail = tail + 1 if tail + 1 < len(walk.queue) else 0
    walk.whole[SEEN], walk.real[ERROR] = met, error
    return tail


@bare
def settle_pair(col: Column, walk: Trail, pair: tuple[int, int], threshold: Threshold) -> int:
    """Whether an owner's share in a company passes: IN, OUT, TIE, or OPEN where that is nearer than a float can see."""
    owner, company = pair
    start(walk, company)
    least = 1e-4
    while least > 1e-15:
        done = push(col, walk, least, MOST)
        if walk.whole[MARKS] & DIVERGES:
            return OPEN
        value, error = walk.flow[owner], walk.real[ERROR] * U * (1 + 1e-9)
        apart = np.inf if walk.real[LEFT_OVER] > 0.0 else met_parts(col, walk) * threshold.den
        how = verdict(State(4, error, walk.real[LEFT_OVER], apart), value, threshold)
        if how != OPEN or not done or walk.real[LEFT_OVER] == 0.0:
            return how
        least *= 0.01
    return OPEN


@bare
def met_parts(col: Column, walk: Trail) -> float:
    """A common denominator of all shares in the company, after a walk that ended: the product over all that was met."""
    product = 1.0
    for i in range(walk.whole[SEEN]):
        company = walk.seen[i]
        if col.listed[company]:
            product *= float(col.den[company]) if col.den[company] else np.inf
    return product


@bare
def settle_pairs(col: Column, walk: Trail, out: Found, threshold: Threshold) -> None:
    """`settle_pair` for every pair that is open."""
    for at in range(out.filled[0]):
        if out.how[at] == OPEN:
            out.how[at] = settle_pair(col, walk, (out.owner[at], out.company[at]), threshold)
            out.share[at] = walk.flow[out.owner[at]]
            out.error[at] = walk.real[LEFT_OVER] + walk.real[ERROR] * U * (1 + 1e-9)
