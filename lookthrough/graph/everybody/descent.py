"""What does one holder have in the companies below him? A pass downward over these alone, nothing dropped, compiled.

V[p, j] for a fixed p: 1 at p, and in every company the sum over its holders of their share times what p has in them;
a circle is solved by the inverse of everybody's pass. The errors are those of lists.py, without anything left out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lookthrough.graph.everybody import circles
from lookthrough.graph.everybody.emission import OPEN, Found, State, Threshold, rounding, verdict
from lookthrough.graph.everybody.lists import ABOVE, Column
from lookthrough.graph.everybody.narrowing import MOST, component, noted
from lookthrough.graph.everybody.propagate import SMALL, held_by_itself
from lookthrough.graph.snapshot.arrays import Floats, Int8, Int32, Int64
from lookthrough.graph.snapshot.jit import bare, compiled

FINE = 1e-9


class Below(NamedTuple):
    """By node: what the holder has in it, how it was rounded, and whether it was met; `met` lists those."""

    value: Floats
    slack: Floats
    rounds: Int32
    known: Int8
    met: Int32
    used: Int64


def below(nodes: int) -> Below:
    """A clean sheet for a graph of so many nodes."""
    return Below(
        np.zeros(nodes),
        np.zeros(nodes),
        np.zeros(nodes, np.int32),
        np.zeros(nodes, np.uint8),
        np.empty(nodes, np.int32),
        np.zeros(1, np.int64),
    )


@bare
def clear(sheet: Below) -> None:
    """Forget all."""
    for i in range(sheet.used[0]):
        node = sheet.met[i]
        sheet.value[node], sheet.slack[node], sheet.rounds[node], sheet.known[node] = 0.0, 0.0, 0, 0
    sheet.used[0] = 0


@bare
def closure(col: Column, held: tuple[Int32, Int32], sheet: Below, holder: int, most: int) -> bool:
    """Meet a holder and all companies below him; False once they are more than `most`.

    `held`: places of edges by holder, and the companies there.
    """
    edges, companies = held
    clear(sheet)
    sheet.met[0], sheet.known[holder], sheet.value[holder], count, at = holder, 1, 1.0, 1, 0
    while at < count <= most:
        node = sheet.met[at]
        at += 1
        for i in range(col.below[node], col.below[node + 1]):
            if col.low[edges[i]] > 0.0 and not sheet.known[companies[i]]:
                sheet.known[companies[i]] = 1
                sheet.met[count] = companies[i]
                count += 1
    sheet.used[0] = count
    return count <= most


@bare
def choose(sheet: Below, holder: int, companies: Int32) -> None:
    """Meet a holder and just these companies."""
    clear(sheet)
    sheet.met[0], sheet.known[holder], sheet.value[holder] = holder, 1, 1.0
    for i in range(len(companies)):
        sheet.met[i + 1], sheet.known[companies[i]] = companies[i], 1
    sheet.used[0] = len(companies) + 1


@bare
def inflow(col: Column, sheet: Below, company: int, circle: tuple[int, int]) -> tuple[float, float, int]:
    """What comes to a company from its holders outside its circle: value, slack, roundings."""
    value, slack, rounds, adds = 0.0, 0.0, 0, 0
    for e in range(col.start[company], col.start[company + 1]):
        holder = col.holder[e]
        if sheet.known[holder] and col.low[e] > 0.0 and not circle[0] <= holder < circle[1]:
            value += col.low[e] * sheet.value[holder]
            slack += col.low[e] * sheet.slack[holder]
            rounds = max(rounds, sheet.rounds[holder])
            adds += 1
    return value, slack * ABOVE, rounds + adds + 4


@compiled
def descend(col: Column, sheet: Below, companies: Int32, holder: int, at: int) -> int:
    """Go down some companies (sorted, closed) from a place on; returns the place of the first that it cannot do.

    That is a circle of more than `SMALL` companies, or one whose inverse is not proven; else their number.
    """
    place = at
    while place < len(companies):
        company = companies[place]
        part = component(col, company)
        first, last = col.component[part], col.component[part + 1]
        if last - first > SMALL:
            return place
        if last - first > 1 or held_by_itself(col, company):
            circle = circles.circle_of(col, first, last)
            if circle.off == np.inf:
                return place
            turn(col, sheet, holder, circle)
        else:
            found = inflow(col, sheet, company, (-1, -1))
            sheet.value[company] = found[0] + (1.0 if company == holder else 0.0)
            sheet.slack[company], sheet.rounds[company] = found[1], found[2]
        while place < len(companies) and companies[place] < last:
            place += 1
    return place


@compiled
def turn(col: Column, sheet: Below, holder: int, circle: circles.Circle) -> None:
    """What the holder has in the companies of a circle."""
    size, rounds = circle.last - circle.first, 0
    value, slack = np.zeros(size), np.zeros(size)
    for i in range(size):
        if sheet.known[circle.first + i]:
            found = inflow(col, sheet, circle.first + i, (circle.first, circle.last))
            value[i] = found[0] + (1.0 if circle.first + i == holder else 0.0)
            slack[i] = found[1]
            rounds = max(rounds, found[2])
    through = value @ circle.inverse
    errors = slack @ circle.inverse + (slack.sum() + value.sum()) * circle.off * circle.sums
    for i in range(size):
        node = circle.first + i
        if sheet.known[node]:
            sheet.value[node], sheet.slack[node] = through[i], errors[i] * ABOVE
            sheet.rounds[node] = rounds + size + 4


@bare
def apart(col: Column, sheet: Below, between: Int32, company: int) -> float:
    """A common denominator of what the holder has in a company: the product over the companies between the two."""
    between[0], count, at, product = component(col, company), 1, 0, 1.0
    while at < count and product < np.inf:
        first, last = col.component[between[at]], col.component[between[at] + 1]
        at += 1
        for member in range(first, last):
            if not sheet.known[member]:
                continue
            product *= float(col.den[member]) if col.den[member] else np.inf
            for e in range(col.start[member], col.start[member + 1]):
                node = col.holder[e]
                if col.low[e] > 0.0 and sheet.known[node] and col.listed[node] and not first <= node < last:
                    place = component(col, node)
                    if not noted(between, count, place):
                        if count == MOST:
                            return np.inf
                        between[count] = place
                        count += 1
    return product


@bare
def rows(sheet: Below, companies: Int32, marks: Int8, task: tuple[int, Threshold, Found]) -> None:
    """Write the companies of which the holder's share may pass; those with a mark are open whatever the float says."""
    holder, threshold, out = task
    at = out.filled[0]
    for i in range(len(companies)):
        company = companies[i]
        state = State(sheet.rounds[company], sheet.slack[company], 0.0, np.inf)
        how = OPEN if marks[i] else verdict(state, sheet.value[company], threshold)
        if how:
            out.owner[at], out.company[at], out.how[at] = holder, company, how
            out.share[at], out.error[at] = sheet.value[company], rounding(state, sheet.value[company])
            at += 1
    out.filled[0] = at


@compiled
def sharpen(col: Column, held: tuple[Int32, Int32], sheet: Below, task: tuple[Found, Threshold, int]) -> None:
    """Judge every pair that is open, and mend every share that is not `FINE`, by a pass down from its owner.

    Owners with more than so many companies below them (the end of `task`) are left as they are.
    """
    out, threshold, most = task
    between = np.empty(MOST, np.int32)
    for at in range(out.filled[0]):
        owner, company, still = out.owner[at], out.company[at], out.how[at] == OPEN
        if (out.error[at] < FINE and not still) or not closure(col, held, sheet, owner, most):
            continue
        companies = np.sort(sheet.met[1 : sheet.used[0]])
        if descend(col, sheet, companies, owner, 0) == len(companies):
            parts = apart(col, sheet, between, company) * threshold.den if still else np.inf
            state = State(sheet.rounds[company], sheet.slack[company], 0.0, parts)
            out.how[at] = verdict(state, sheet.value[company], threshold) if still else out.how[at]
            out.share[at], out.error[at] = sheet.value[company], rounding(state, sheet.value[company])
    clear(sheet)
