"""Who owns the companies of a circle, and how far can the floats be off?

With A the shares inside the circle and R what comes from outside, V = R G, G = (I - A)^-1. From any float G' the
residual E = I - G' (I - A) is computed, rounding included. Where every column of |E| adds up to less than 1, the sums
g' of the columns of G' prove that I - A is a regular M-matrix (g' (I - A) > 0; Berman and Plemmons 1994, chapter 6),
that the true sums g are at most g' / (1 - the largest column sum of |E|), and that |G' - G| <= max|E| g, column by
column. So the bound is computed for each circle, whatever solved it.

The shares in a circle are whole multiples of 1 / (det(D - N) L): N the numerators, D the denominators, L the common
denominator of what comes from outside; for an M-matrix det(I - A) <= 1, so the product of D bounds the determinant.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lookthrough.graph.everybody.gathering import begin, clear, gather, short, state, store
from lookthrough.graph.everybody.lists import (
    ABOVE,
    BOUND,
    DIVERGES,
    EXTRA,
    KNOWN,
    LEFT,
    MARK,
    ROUNDS,
    SLACK,
    Column,
    Desk,
    Entries,
    Lists,
    U,
)
from lookthrough.graph.everybody.pushing import ERROR, LEFT_OVER, MARKS, SEEN, Trail, push, start
from lookthrough.graph.snapshot.arrays import Floats
from lookthrough.graph.snapshot.jit import compiled

DONE, NO_ROOM, UNPROVEN = 0, 1, 2
MOST_STEPS = 10_000_000  # pushes for one company of a circle too large for an inverse


@compiled
def inside(col: Column, first: int, last: int) -> Floats:
    """I - A of a circle: row k, column j is what j loses to k."""
    found = np.eye(last - first)
    for company in range(first, last):
        for e in range(col.start[company], col.start[company + 1]):
            if first <= col.holder[e] < last and col.listed[col.holder[e]]:
                found[col.holder[e] - first, company - first] -= col.low[e]
    return found


@compiled
def inverted(matrix: Floats) -> Floats:
    """The inverse of a small M-matrix by elimination; for one that is singular whatever comes out. O(s^3)."""
    size = len(matrix)
    work, found = matrix.copy(), np.eye(size)
    for k in range(size):
        pivot = work[k, k] if work[k, k] != 0.0 else U
        for j in range(size):
            work[k, j] /= pivot
            found[k, j] /= pivot
        for i in range(size):
            factor = work[i, k]
            if i != k and factor != 0.0:
                for j in range(size):
                    work[i, j] -= factor * work[k, j]
                    found[i, j] -= factor * found[k, j]
    return found


@compiled
def proven(col: Column, first: int, last: int, inverse: Floats) -> tuple[float, Floats]:
    """How far the inverse is off (max |E|; infinite where nothing is proven), and upper bounds of its column sums."""
    size = last - first
    sums, worst, most = np.zeros(size), 0.0, 0.0
    product, weight = np.empty(size), np.empty(size)
    for j in range(size):
        for i in range(size):
            inverse[i, j] = max(inverse[i, j], 0.0)
    for j in range(size):
        product[:], weight[:] = inverse[:, j], inverse[:, j]
        edges = col.start[first + j + 1] - col.start[first + j]
        for e in range(col.start[first + j], col.start[first + j + 1]):
            k = col.holder[e] - first
            if 0 <= k < size and col.listed[first + k]:
                product -= col.low[e] * inverse[:, k]
                weight += col.low[e] * inverse[:, k]
        product[j] -= 1.0
        total = 0.0
        for i in range(size):
            error = abs(product[i]) + (edges + 8) * U * (weight[i] + 1.0)
            total += error
            worst = max(worst, error)
        most = max(most, total * ABOVE)
        sums[j] = inverse[:, j].sum()
    if not most < 1.0:
        return np.inf, sums
    return worst * ABOVE, sums / (1.0 - most) * (1 + size * U) * ABOVE


@compiled
def is_left(col: Column, lists: Lists, desk: Desk, first: int, last: int) -> bool:
    """Whether a walk from a circle can end: at an end of a chain, in a rest, or in a circle that is left itself.

    Nobody owns anything of companies of which that is not so; their marks are kept.
    """
    from_outside = False
    begin(desk)
    for company in range(first, last):
        if col.listed[company]:
            state(col, lists, desk, company, (first, last))
            from_outside |= short(col, company)
    lists.mark[first:last] = desk.whole[MARK]
    return from_outside or (desk.whole[MARK] & LEFT) != 0


class Circle(NamedTuple):
    """A circle from `first` to `last` - 1 with the inverse of I - A, and what `proven` says of it."""

    first: int
    last: int
    inverse: Floats
    off: float
    sums: Floats


@compiled
def circle_of(col: Column, first: int, last: int) -> Circle:
    """A small circle, solved."""
    inverse = inverted(inside(col, first, last))
    off, sums = proven(col, first, last, inverse)
    return Circle(first, last, inverse, off, sums)


class Outside(NamedTuple):
    """What comes into a circle from outside, by member; `most`: what one owner has at most in all of them together."""

    bound: Floats
    slack: Floats
    most: Floats


@compiled
def outside(col: Column, lists: Lists, known: Entries, desk: Desk, circle: tuple[int, int]) -> Outside:
    """Look at all that comes into a circle; its rounds, denominators and marks are left on the desk."""
    size = circle[1] - circle[0]
    found = Outside(np.zeros(size), np.zeros(size), np.zeros(1))
    begin(desk)
    for i in range(size):
        company = circle[0] + i
        desk.real[BOUND] = desk.real[SLACK] = 0.0
        if col.listed[company]:
            state(col, lists, desk, company, circle)
            gather(col, lists, known, desk, (company, 1.0, circle))
            desk.real[EXTRA] *= float(col.den[company]) if col.den[company] else np.inf
        found.bound[i], found.slack[i] = desk.real[BOUND], desk.real[SLACK]
    for i in range(desk.used[0]):
        found.most[0] = max(found.most[0], desk.sum[desk.touched[i]] * ABOVE)
    clear(desk)
    return found


@compiled
def solve(col: Column, lists: Lists, known: Entries, desk: Desk, task: tuple[Circle, float]) -> int:
    """The lists of the companies of a circle that is left, pruned; see the module for the errors.

    O(s^2 edges) for s companies, times the length of the lists outside.
    """
    circle, delta = task
    ends = circle.first, circle.last
    if circle.off == np.inf:
        return UNPROVEN
    came = outside(col, lists, known, desk, ends)
    rounds, denominators, extra, mark = (
        desk.whole[ROUNDS],
        desk.whole[KNOWN],
        desk.real[EXTRA],
        desk.whole[MARK],
    )
    filled = known.filled[0]
    for j in range(circle.last - circle.first):
        if not col.listed[circle.first + j]:
            continue
        slack, bound = came.most[0] * circle.off * circle.sums[j], 0.0
        for i in range(circle.last - circle.first):
            weight = circle.inverse[i, j] + circle.off * circle.sums[j]
            slack += came.slack[i] * weight
            bound += came.bound[i] * weight
            gather(col, lists, known, desk, (circle.first + i, circle.inverse[i, j], ends))
        desk.real[SLACK], desk.real[BOUND], desk.real[EXTRA] = slack * ABOVE, bound * ABOVE, extra
        desk.whole[ROUNDS], desk.whole[KNOWN], desk.whole[MARK] = rounds + 6, denominators, mark | LEFT
        if not store(lists, known, desk, circle.first + j, delta):
            known.filled[0] = filled
            return NO_ROOM
    return DONE


@compiled
def walked(col: Column, lists: Lists, known: Entries, desk: Desk, task: tuple[int, int, float, Trail]) -> int:
    """The lists of a circle too large for an inverse, by a walk from each of its companies (pushing.py), pruned.

    Only where no company upstream is above 100 %. O(chain length / delta) a company.
    """
    first, last, delta, walk = task
    filled = known.filled[0]
    lists.cut[:] = 1  # what a walk leaves on its way may be anybody's
    for company in range(first, last):
        start(walk, company)
        if not push(col, walk, delta / 100.0, MOST_STEPS) or walk.whole[MARKS] & DIVERGES:
            return UNPROVEN
        begin(desk)
        desk.real[BOUND], desk.real[SLACK], desk.real[EXTRA] = (
            walk.real[LEFT_OVER],
            walk.real[ERROR] * U * ABOVE,
            np.inf,
        )
        desk.whole[MARK] = walk.whole[MARKS] | LEFT
        for i in range(walk.whole[SEEN]):
            node = walk.seen[i]
            if not col.listed[node]:
                desk.sum[node], desk.touched[desk.used[0]] = walk.flow[node], node
                desk.used[0] += 1
        if not store(lists, known, desk, company, delta):
            known.filled[0] = filled
            return NO_ROOM
    return DONE
