"""What does the pass over all companies know of each: who owns how much, how sure that number is, what was left out?

For an owner p and a company j the pass has a float v. The true share V lies between v - e and v + e + B:
e = v * rounds * U + slack is the rounding of floats (U is half a unit in the last place), B = `bound` what was dropped;
nothing was (B = 0) of an owner who was never `cut` from a list.
All shares in j are whole multiples of 1 / D for some D up to known * extra, so that no share but the threshold itself
comes closer to it than 1 / (D * the threshold's denominator).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lookthrough.graph.snapshot.arrays import BIT, Floats, Int8, Int32, Int64, Snapshot

U = 2.0**-53
ABOVE = 1 + 2.0**-23  # more than what any sum of rounding errors in a bound comes to
ABOVE_WHOLE = 2
LEFT, RANGED, DIVERGES, UNDECIDED = 1, 2, 4, 8


class Column(NamedTuple):
    """One right of a snapshot, as the compiled loops take it; a node of which `listed` is 0 is an end (ABOVE_WHOLE: a
    company above 100 %).

    `holding`: how many companies hold something; they come first. `big`: the companies without a common denominator,
    and of each whether less than 100 % is recorded.
    """

    start: Int64
    holder: Int32
    low: Floats
    high: Floats
    num: Int64
    den: Int64
    listed: Int8
    component: Int32
    below: Int64
    holding: int
    big: Int64
    big_short: Int8


class Lists(NamedTuple):
    """By company. Its owners are `owner[begin:begin + size]`, with `value`; only of companies that hold something.

    `bound`, `slack`, `rounds`, `known` (0: too large, then `extra` says it all), `extra`: see above. `mark`: LEFT (a
    walk from here can end), RANGED (a share upstream is no single number: values are those of the low ends),
    DIVERGES (a circle above 100 % upstream has no value), UNDECIDED (whether it has one is not known). `cut`, by node.
    """

    begin: Int64
    size: Int32
    bound: Floats
    slack: Floats
    rounds: Int32
    known: Int64
    extra: Floats
    mark: Int8
    cut: Int8


class Entries(NamedTuple):
    """Where the lists stand; `filled[0]` is how far."""

    owner: Int32
    value: Floats
    filled: Int64


class Desk(NamedTuple):
    """What one thread writes on: sums by node, and which nodes have one; the state of the company at hand."""

    sum: Floats
    touched: Int32
    used: Int64  # how many are touched
    real: Floats  # bound, slack, extra
    whole: Int64  # rounds, known, mark


BOUND, SLACK, EXTRA = 0, 1, 2
ROUNDS, KNOWN, MARK = 0, 1, 2


def column_of(snapshot: Snapshot, right: str) -> Column:
    """The arrays of one right."""
    weights = snapshot.rights[right]
    listed = np.zeros(snapshot.nodes, np.uint8)
    listed[: snapshot.companies] = (snapshot.has & BIT[right]) > 0
    listed[snapshot.over] *= ABOVE_WHOLE
    arrays = (weights.low, weights.high, weights.low_num, weights.den)
    places = (snapshot.component, snapshot.below_start)
    big = np.flatnonzero(weights.den == 0)
    edges = [range(int(snapshot.start[j]), int(snapshot.start[j + 1])) for j in big]
    short = np.array([sum(weights.big[e].low for e in found) < 1 for found in edges], np.uint8)
    holding = int((np.diff(snapshot.below_start[: snapshot.companies + 1]) > 0).sum())
    return Column(snapshot.start, snapshot.holder, *arrays, listed, *places, holding, big, short)


def empty_lists(companies: int, nodes: int) -> Lists:
    """Nothing known of anybody."""
    return Lists(
        np.zeros(companies, np.int64),
        np.zeros(companies, np.int32),
        np.zeros(companies),
        np.zeros(companies),
        np.zeros(companies, np.int32),
        np.ones(companies, np.int64),
        np.ones(companies),
        np.zeros(companies, np.uint8),
        np.zeros(nodes, np.uint8),
    )


def desk(nodes: int) -> Desk:
    """A clean desk."""
    return Desk(
        np.zeros(nodes), np.empty(nodes, np.int32), np.zeros(1, np.int64), np.zeros(3), np.zeros(3, np.int64)
    )


def entries(room: int) -> Entries:
    """Room for so many entries."""
    return Entries(np.empty(room, np.int32), np.empty(room), np.zeros(1, np.int64))


def grown(old: Entries, room: int) -> Entries:
    """The same entries with more room."""
    new = entries(room)
    filled = int(old.filled[0])
    new.owner[:filled], new.value[:filled], new.filled[0] = old.owner[:filled], old.value[:filled], filled
    return new
