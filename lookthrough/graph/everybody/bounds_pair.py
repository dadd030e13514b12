"""What has one owner of one company, when the pass over everybody cannot tell? By the companies between the two."""

from __future__ import annotations

from lookthrough.graph.everybody.bounds_column import Ranges
from lookthrough.graph.everybody.bounds_desk import Desk, Lists, clear, give, owned
from lookthrough.graph.everybody.bounds_fill import Entries
from lookthrough.graph.snapshot.arrays import Int32
from lookthrough.graph.snapshot.jit import bare, inlined


@bare
def between(ranges: Ranges, company: int, owner: int, place: Int32, found: Int32) -> int:
    """Put the companies upstream of a company into `found`, unordered, and mark them in `place` by 0 (else -1); those
    from which a walk can come to `owner` (-1: all) by 1. Returns how many there are.
    """
    found[0], place[company], count, at = company, 0, 1, 0
    while at < count:
        for edge in range(ranges.start[found[at]], ranges.start[found[at] + 1]):
            holder = ranges.holder[edge]
            if ranges.high[edge] > 0 and ranges.listed[holder] and place[holder] < 0:
                found[count], place[holder] = holder, 0
                count += 1
        at += 1
    changed = True
    while changed:
        changed = False
        for at in range(count - 1, -1, -1):
            if not place[found[at]] and leads(ranges, found[at], owner, place):
                place[found[at]] = 1
                changed = True
    return count


@bare
def leads(ranges: Ranges, company: int, owner: int, place: Int32) -> bool:
    """Whether a holder is the owner, or leads to him; -1 may be a holder who is not recorded, of any company."""
    if owner < 0:
        return True
    for edge in range(ranges.start[company], ranges.start[company + 1]):
        holder = ranges.holder[edge]
        if ranges.high[edge] > 0 and (holder == owner or (ranges.listed[holder] and place[holder] == 1)):
            return True
    return False


@inlined
def one(ranges: Ranges, lists: Lists, desk: Desk, at: tuple[int, int, Int32], out: Entries) -> None:
    """Settle what the owner has of one company, at its place in `out`; holders without a place have nothing of him."""
    company, owner, place = at
    for edge in range(ranges.start[company], ranges.start[company + 1]):
        holder = ranges.holder[edge]
        if ranges.high[edge] <= 0:
            continue
        if holder == owner:
            give(desk, owner, edge, (out, -1))
        elif ranges.listed[holder] and place[holder] >= 0 and out.high[place[holder]] > 0.0:
            give(desk, owner, edge, (out, place[holder]))
    out.filled[0] = place[company]
    out.high[place[company]] = out.low[place[company]] = 0.0
    if desk.used[0]:
        owned(ranges, lists, desk, (company, owner), out)
        clear(desk)


@bare
def circle(
    ranges: Ranges, lists: Lists, desk: Desk, at: tuple[Int32, int, Int32, Entries], stop: tuple[float, int]
) -> float:
    """Iterate some companies of one circle until no end rises by more than `stop[0]`, `stop[1]` rounds at most;
    returns by how much the last round raised one. `at`: the companies, the owner, the place of each, their entries.
    """
    companies, owner, place, out = at
    for company in companies:
        here = place[company]
        out.low[here] = out.high[here] = 0.0
        out.unit[here] = out.opened[here] = 0
    rise = 0.0
    for _ in range(stop[1]):
        rise = 0.0
        for company in companies:
            here = place[company]
            low, high = out.low[here], out.high[here]
            one(ranges, lists, desk, (company, owner, place), out)
            if stop[1] > 1:  # what one round finds is a bound from below, and exact
                out.unit[here] = out.opened[here] = 0
            rise = max(rise, out.low[here] - low, out.high[here] - high)
        if rise <= stop[0]:
            return rise
    return rise
