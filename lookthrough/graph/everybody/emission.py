"""Which owners reach a threshold in each company? The passes over all companies that read the lists, compiled."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lookthrough.graph.everybody.gathering import NO_VALUE, PASSED, look, note
from lookthrough.graph.everybody.lists import (
    BOUND,
    EXTRA,
    KNOWN,
    MARK,
    ROUNDS,
    SLACK,
    Column,
    Desk,
    Entries,
    Lists,
    U,
)
from lookthrough.graph.snapshot.arrays import Floats, Int8, Int32, Int64
from lookthrough.graph.snapshot.jit import bare

OUT, IN, TIE, OPEN = 0, 1, 2, 3


class Threshold(NamedTuple):
    """A threshold as a float and its denominator; `strict` is 1 where the threshold itself does not pass."""

    value: float
    den: float
    strict: int


class State(NamedTuple):
    """How sure the shares in one company are (lists.py); `apart`: two different shares are 1 / apart apart."""

    rounds: int
    slack: float
    bound: float
    apart: float


class Found(NamedTuple):
    """Pairs in the order in which they were found; `how` is IN, TIE (the share is the threshold itself) or OPEN.

    `error`: how far the exact share is from `share` at most.
    """

    owner: Int32
    company: Int32
    share: Floats
    error: Floats
    how: Int8
    filled: Int64


def found(room: int) -> Found:
    """Room for so many pairs."""
    nodes = np.empty((2, room), np.int32)
    share = np.empty((2, room))
    return Found(nodes[0], nodes[1], share[0], share[1], np.empty(room, np.uint8), np.zeros(1, np.int64))


def arrays_of(out: Found) -> tuple[npt.NDArray[Any], ...]:
    """What is kept of every pair."""
    return out.owner, out.company, out.share, out.error, out.how


def more(out: Found) -> Found:
    """The same pairs with more room."""
    new, filled = found(2 * len(out.owner) + 1024), int(out.filled[0])
    for fresh, old in zip(arrays_of(new), arrays_of(out), strict=True):
        fresh[:filled] = old[:filled]
    new.filled[0] = filled
    return new


@bare
def rounding(state: State, value: float) -> float:
    """How far a float is at most from what it stands for, with nothing dropped."""
    return value * (state.rounds + 4) * U + state.slack


@bare
def verdict(state: State, value: float, threshold: Threshold) -> int:
    """What a float and its state say of the share: certainly in, certainly out, the threshold itself, or open.

    A float that stands for a whole multiple of 1 / D and is nearer than that to the threshold is the threshold; so is
    what the list holds of a share of which something was dropped: then the share is that much, or more.
    """
    error = rounding(state, value) + 4 * U * threshold.value
    if value - error > threshold.value:
        return IN
    if value + error + state.bound < threshold.value:
        return OUT
    if not (abs(value - threshold.value) + error) * state.apart < 1.0 - 1e-9:
        return OPEN
    if state.bound == 0.0:
        return OUT if threshold.strict else TIE
    return OPEN if threshold.strict else IN


@bare
def leaves(col: Column, threshold: Threshold, out: Found, others: Int32, between: tuple[int, int]) -> int:
    """Write the pairs of the companies that hold nothing and have only ends of chains for holders, shares exact.

    The other companies from `between[0]` to `between[1]` are put into `others`; returns how many they are. `out` must
    have room for all edges.
    """
    near, safe = threshold.value * (1 - 16 * U), threshold.value * (1 + 16 * U)
    at, count = out.filled[0], 0
    for company in range(between[0], between[1]):
        edge, stop, before = col.start[company], col.start[company + 1], at
        if company < col.holding:
            edge = stop + 1
        while edge < stop:
            if col.listed[col.holder[edge]] or col.low[edge] != col.high[edge]:
                edge = stop + 1
                break
            value = col.low[edge]
            if value >= near:
                how = IN
                if value <= safe:
                    apart = threshold.den * (float(col.den[company]) if col.den[company] else np.inf)
                    how = verdict(State(4, 0.0, 0.0, apart), value, threshold)
                if how:
                    out.owner[at], out.company[at], out.how[at] = col.holder[edge], company, how
                    out.share[at], out.error[at] = value, 4 * U * value
                    at += 1
            edge += 1
        if edge > stop:
            others[count] = company
            count += 1
            at = before
    out.filled[0] = at
    return count


@bare
def inner(
    col: Column, lists: Lists, known: Entries, desk: Desk, task: tuple[Int32, int, Threshold, Found]
) -> int:
    """Write the pairs of these companies, from a place on; returns the place of the first that had no room."""
    companies, first, threshold, out = task
    for place in range(first, len(companies)):
        company = companies[place]
        if company >= col.holding:
            look(col, lists, known, desk, company)
            room = touched(lists, desk, (company, threshold, out))
        else:
            room = settled(lists, known, (company, threshold, out))
        if not room:
            return place
    return len(companies)


@bare
def settled(lists: Lists, known: Entries, task: tuple[int, Threshold, Found]) -> bool:
    """Write the pairs of a company whose list is kept; False (and nothing written) where there is no room."""
    company, threshold, out = task
    if lists.mark[company] & NO_VALUE:
        return True
    apart = lists.extra[company] * threshold.den * float(lists.known[company])
    state = State(lists.rounds[company], lists.slack[company], lists.bound[company], apart)
    whole = State(state.rounds, state.slack, 0.0, apart)
    least, before = (threshold.value - state.bound) * 0.999, out.filled[0]
    for i in range(lists.begin[company], lists.begin[company] + lists.size[company]):
        owner = known.owner[i]
        if known.value[i] >= least:
            its = state if lists.cut[owner] else whole
            if not put(out, owner, company, (known.value[i], its, threshold)):
                out.filled[0] = before
                return False
    return True


@bare
def touched(lists: Lists, desk: Desk, task: tuple[int, Threshold, Found]) -> bool:
    """Write the pairs of a company whose owners are on the desk, and clear it; False where there is no room.

    What the desk says of the company is kept where somebody will ask for it again.
    """
    company, threshold, out = task
    apart = desk.real[EXTRA] * threshold.den * float(desk.whole[KNOWN])
    state = State(desk.whole[ROUNDS], desk.real[SLACK], desk.real[BOUND], apart)
    whole = State(state.rounds, state.slack, 0.0, apart)
    least, before, room = (threshold.value - state.bound) * 0.999, out.filled[0], True
    if desk.whole[MARK] & NO_VALUE:
        least = np.inf
    for i in range(desk.used[0]):
        node = desk.touched[i]
        if desk.sum[node] >= least and room:
            its = state if lists.cut[node] else whole
            room = put(out, node, company, (desk.sum[node], its, threshold))
        desk.sum[node] = 0.0
    desk.used[0] = 0
    if not room:
        out.filled[0] = before
    elif out.filled[0] > before or desk.whole[MARK] & PASSED:
        note(lists, desk, company)
    return room


@bare
def put(out: Found, owner: int, company: int, share: tuple[float, State, Threshold]) -> bool:
    """Write a pair unless it is out; False where there is no room."""
    value, state, threshold = share
    how = verdict(state, value, threshold)
    at = out.filled[0]
    if how and at == len(out.owner):
        return False
    if how:
        out.owner[at], out.company[at], out.how[at] = owner, company, how
        out.share[at], out.error[at] = value, rounding(state, value) + state.bound
        out.filled[0] = at + 1
    return True
