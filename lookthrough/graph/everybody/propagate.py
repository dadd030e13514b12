"""Who owns each company that itself holds something? One pass, owners before what they own, compiled."""

from __future__ import annotations

from lookthrough.graph.everybody import circles
from lookthrough.graph.everybody.gathering import look, short, store
from lookthrough.graph.everybody.lists import LEFT, MARK, Column, Desk, Entries, Lists
from lookthrough.graph.snapshot.jit import bare, compiled

SMALL = 48  # a circle up to this size is inverted on the spot


@compiled
def settle(col: Column, lists: Lists, known: Entries, desk: Desk, at: tuple[int, float]) -> int:
    """Settle components from `at[0]` on, pruning to `at[1]`; returns the first that is too much, or their number.

    Too much is a circle of more than `SMALL` companies, one whose inverse is not proven, and a list without room.
    """
    place, delta = at
    while True:
        place = singles(col, lists, known, desk, (place, delta))
        if place == len(col.component) - 1:
            return place
        first, last = col.component[place], col.component[place + 1]
        if last - first > SMALL or (last - first == 1 and not held_by_itself(col, first)):
            return place
        if circles.is_left(col, lists, desk, first, last):
            circle = circles.circle_of(col, first, last)
            if circles.solve(col, lists, known, desk, (circle, delta)) != circles.DONE:
                return place
        place += 1


@bare
def singles(col: Column, lists: Lists, known: Entries, desk: Desk, at: tuple[int, float]) -> int:
    """Settle components from `at[0]` on that are no circles; returns the first that is one, or has no room."""
    component, delta = at
    for place in range(component, len(col.component) - 1):
        company = col.component[place]
        if company >= col.holding:
            break
        if col.component[place + 1] - company > 1:
            return place
        if col.listed[company]:
            if held_by_itself(col, company):
                return place
            look(col, lists, known, desk, company)
            if not desk.whole[MARK] & LEFT and short(col, company):
                desk.whole[MARK] |= LEFT
            if not store(lists, known, desk, company, delta):
                return place
    return len(col.component) - 1


@bare
def held_by_itself(col: Column, company: int) -> bool:
    """Whether a company holds a part of itself."""
    found = False
    for e in range(col.start[company], col.start[company + 1]):
        found = found or (col.holder[e] == company and col.low[e] > 0.0)
    return found
