"""What do a company's holders pass on to it? The inner loops that every pass over companies is made of, compiled.

Arrays travel in few and large bundles, and a bundle is copied at every call: what runs once a company is one function.
"""

from __future__ import annotations

import numpy as np

from lookthrough.graph.everybody.lists import (
    ABOVE,
    BOUND,
    DIVERGES,
    EXTRA,
    KNOWN,
    LEFT,
    MARK,
    RANGED,
    ROUNDS,
    SLACK,
    UNDECIDED,
    Column,
    Desk,
    Entries,
    Lists,
    U,
)
from lookthrough.graph.snapshot.arrays import Int8, Int32
from lookthrough.graph.snapshot.compiled import LIMIT, widened
from lookthrough.graph.snapshot.jit import bare

KEEP = 16  # a list is never cut below this
NO_VALUE = DIVERGES | UNDECIDED
PASSED = NO_VALUE | RANGED  # marks that a company hands on to whoever asks
NOBODY = (-1, -1)


@bare
def begin(desk: Desk) -> None:
    """The state of nobody: nothing dropped, nothing rounded."""
    desk.real[BOUND], desk.real[SLACK], desk.real[EXTRA] = 0.0, 0.0, 1.0
    desk.whole[ROUNDS], desk.whole[KNOWN], desk.whole[MARK] = 0, 1, 0


@bare
def clear(desk: Desk) -> None:
    """Forget all sums."""
    for i in range(desk.used[0]):
        desk.sum[desk.touched[i]] = 0.0
    desk.used[0] = 0


@bare
def gather(
    col: Column, lists: Lists, known: Entries, desk: Desk, task: tuple[int, float, tuple[int, int]]
) -> None:
    """Add a weight times what the holders of a company, but for those of its circle, have and pass on.

    `task`: the company, the weight, the first company of the circle and the one behind it.
    """
    company, weight, circle = task
    count = desk.used[0]
    for e in range(col.start[company], col.start[company + 1]):
        part, holder = weight * col.low[e], col.holder[e]
        if part == 0.0:
            continue
        if not col.listed[holder]:
            if desk.sum[holder] == 0.0:
                desk.touched[count] = holder
                count += 1
            desk.sum[holder] += part
        elif holder < circle[0] or holder >= circle[1]:
            for i in range(lists.begin[holder], lists.begin[holder] + lists.size[holder]):
                if desk.sum[known.owner[i]] == 0.0:
                    desk.touched[count] = known.owner[i]
                    count += 1
                desk.sum[known.owner[i]] += part * known.value[i]
    desk.used[0] = count


@bare
def state(col: Column, lists: Lists, desk: Desk, company: int, circle: tuple[int, int]) -> None:
    """Take in what is said of the holders of a company, but for those of its circle: errors, marks, denominators."""
    adds, bound, slack, mark = 0, 0.0, 0.0, 0
    for e in range(col.start[company], col.start[company + 1]):
        part, holder = col.low[e], col.holder[e]
        if part != col.high[e]:
            mark |= RANGED
        if part == 0.0:
            continue
        adds += 1
        if not col.listed[holder]:
            mark |= LEFT
        elif holder < circle[0] or holder >= circle[1]:
            mark |= lists.mark[holder]
            bound += part * lists.bound[holder]
            slack += part * lists.slack[holder]
            desk.whole[ROUNDS] = max(desk.whole[ROUNDS], lists.rounds[holder])
            widen(desk, lists.known[holder], lists.extra[holder])
    desk.whole[ROUNDS] += adds + 4
    desk.whole[MARK] |= mark
    desk.real[BOUND], desk.real[SLACK] = bound * ABOVE, slack * ABOVE


@bare
def widen(desk: Desk, known: int, extra: float) -> None:
    """Take in a denominator: into the exact multiple while it fits, else into the bound of what is beyond."""
    desk.real[EXTRA] *= extra
    both = widened(desk.whole[KNOWN], known)
    if both:
        desk.whole[KNOWN] = both
    else:
        desk.real[EXTRA] *= float(known)


@bare
def divide(desk: Desk, den: int) -> None:
    """The shares are parts of what was on the desk so far: the denominators multiply."""
    if den and desk.whole[KNOWN] < LIMIT // den:
        desk.whole[KNOWN] *= den
    else:
        desk.real[EXTRA] *= float(den) if den else np.inf


@bare
def look(col: Column, lists: Lists, known: Entries, desk: Desk, company: int) -> None:
    """Put the owners and the state of a company in no circle on the desk."""
    begin(desk)
    state(col, lists, desk, company, NOBODY)
    divide(desk, col.den[company])
    gather(col, lists, known, desk, (company, 1.0, NOBODY))


@bare
def short(col: Column, company: int) -> bool:
    """Whether the holders recorded have less than 100 % together, exactly."""
    if not col.den[company]:
        return bool(col.big_short[np.searchsorted(col.big, company)])
    total = 0
    for e in range(col.start[company], col.start[company + 1]):
        total += col.num[e]
    return bool(total < col.den[company])


@bare
def store(lists: Lists, known: Entries, desk: Desk, company: int, delta: float) -> bool:
    """Keep state and sums on the desk as a company's, and clear it; False (and nothing kept) where there is no room.

    What is left out of the list is so small that no owner is under-estimated by more than `delta` in all.
    """
    if known.filled[0] + desk.used[0] > len(known.owner):
        clear(desk)
        return False
    least, room = 0.0, delta - desk.real[BOUND] if desk.used[0] > KEEP else 0.0
    for i in range(desk.used[0] if room > 0.0 else 0):
        value = desk.sum[desk.touched[i]]
        if least < value <= room:
            least = value
    filled = known.filled[0]
    lists.begin[company] = filled
    for i in range(desk.used[0]):
        node = desk.touched[i]
        if desk.sum[node] > least:
            known.owner[filled], known.value[filled] = node, desk.sum[node]
            filled += 1
        else:
            lists.cut[node] = 1
        desk.sum[node] = 0.0
    desk.used[0], known.filled[0] = 0, filled
    lists.size[company] = filled - lists.begin[company]
    note(lists, desk, company)
    lists.bound[company] += least * (1 + (desk.whole[ROUNDS] + 4) * U)
    return True


@bare
def note(lists: Lists, desk: Desk, company: int) -> None:
    """Keep the state on the desk as a company's."""
    lists.bound[company], lists.slack[company] = desk.real[BOUND], desk.real[SLACK]
    lists.rounds[company], lists.extra[company] = desk.whole[ROUNDS], desk.real[EXTRA]
    lists.known[company], lists.mark[company] = desk.whole[KNOWN], desk.whole[MARK]


@bare
def without_value(col: Column, lists: Lists, companies: Int32, found: Int8) -> None:
    """Mark which of some companies have a circle upstream that has no value, or of which that is not known."""
    for i in range(len(companies)):
        found[i] = lists.mark[companies[i]] & NO_VALUE
        for e in range(col.start[companies[i]], col.start[companies[i] + 1]):
            if col.low[e] > 0.0 and col.listed[col.holder[e]]:
                found[i] |= lists.mark[col.holder[e]] & NO_VALUE
