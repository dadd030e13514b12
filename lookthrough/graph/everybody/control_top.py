"""Who is at the top of whatever controls a company? The loops.

t is the one top controller of y exactly if t controls y, nobody else controls t, and no other such node controls y:
whoever controls t controls y through it. So it is enough to find those whom nobody else controls, and to follow their
control alone; where control is by more than half of the votes their sets do not overlap, and each edge is touched
once. Candidates are taken owners first, so that what an owner controls is out of the question before its turn comes.
"""

from __future__ import annotations

from typing import NamedTuple

from lookthrough.graph.everybody.control_rows import quick
from lookthrough.graph.everybody.control_spread import DOUBT, LEADS, RUN, Ballot, Work, passes, spread
from lookthrough.graph.snapshot.arrays import Int8, Int32, Int64
from lookthrough.graph.snapshot.jit import bare


class Ruled(NamedTuple):
    """l nodes that may be controlled, n nodes, g groups. `top` (l) the last uncontrolled controller found, `found` (l)
    how many, at most 2; `below` (n) 1 for whom somebody else controls; `deep` (n) not 0 for whose control leads on;
    `done` (g) how often a group was followed;
    `tried` (l) the run in which a node was ruled out as part of a ring; `ring` (l) room for the nodes to try.
    """

    top: Int32
    found: Int8
    below: Int8
    deep: Int8
    done: Int8
    tried: Int64
    ring: Int32


@bare
def group_of(ballot: Ballot, node: int) -> int:
    """The group of a node, -1 for none."""
    return int(ballot.voices.group[node]) if len(ballot.voices.group) else -1


@bare
def note(tops: Ruled, source: int, company: int) -> None:
    """Somebody whom nobody else controls controls a company."""
    if source != company and (not tops.found[company] or tops.top[company] != source):
        tops.top[company] = source
        tops.found[company] = min(2, tops.found[company] + 1)


@bare
def ruled_out(ballot: Ballot, tops: Ruled, source: int, company: int) -> bool:
    """Note that a company is controlled; False where that is by nobody but itself."""
    group = group_of(ballot, source)
    members = ballot.voices.member_start
    if company == source and (group < 0 or members[group + 1] - members[group] < 2):
        return False
    tops.below[company] = 1
    return True


@bare
def by_own_votes(ballot: Ballot, tops: Ruled, lists: tuple[Int64, Int32], follow: int) -> None:
    """What is controlled by the votes of one holder: rule it out, or note him, company by company.

    `lists`: where the edges of each company start, and their holders. Whose control leads on has to be followed.
    """
    start, holder = lists
    for company in range(len(ballot.need)):
        for edge in range(start[company], start[company + 1]):
            node = holder[edge]
            if not ballot.flag[edge] or group_of(ballot, node) >= 0:
                continue
            tops.deep[node] |= ballot.flag[edge] & LEADS
            rounded = len(ballot.slack) > 0 and ballot.slack[company] > 0
            if not rounded and passes(ballot, company, ballot.low[edge], ballot.high[edge], 1):
                if not follow:
                    tops.below[company] |= node != company
                elif not tops.below[node]:
                    note(tops, node, company)


@bare
def in_ring(ballot: Ballot, work: Work, tops: Ruled, node: int, length: int) -> bool:
    """Whether something that a node controls controls it in turn; what was tried need not be tried through others."""
    for place in range(length):
        tops.ring[place] = work.queue[1, place]
    before = work.runs[RUN]
    for place in range(length):
        other = tops.ring[place]
        if other == node or tops.tried[other] > before or not quick(ballot, other):
            continue
        for found in range(spread(ballot, work, other, 1)):
            company = work.queue[1, found]
            tops.tried[company] = work.runs[RUN]
            if company == node:
                return True
    return False


@bare
def candidates(ballot: Ballot, work: Work, tops: Ruled, order: Int32, place: int) -> int:
    """Rule out whom somebody else controls, from `place` on; returns the place where rounding may have decided."""
    while place < len(order):
        node = order[place]
        group = group_of(ballot, node)
        how = not tops.below[node] and not (group >= 0 and tops.done[group])
        if how:
            length = spread(ballot, work, node, 1)
            if work.runs[DOUBT]:
                return place
            itself, free = False, group < 0 and node >= len(tops.top)
            for found in range(length):
                itself |= not ruled_out(ballot, tops, node, work.queue[1, found])
                if free:  # nobody can control it
                    note(tops, node, work.queue[1, found])
            ring = itself and in_ring(ballot, work, tops, node, length)
            if work.runs[DOUBT]:
                return place
            if ring:
                tops.below[node] = 1
        if how and group >= 0:
            tops.done[group] = 1
        place += 1
    return place


@bare
def followed(ballot: Ballot, work: Work, tops: Ruled, order: Int32, place: int) -> int:
    """Note what those control whom nobody else controls; as `candidates`. `done` has to be 0 again.

    Ends in no group are noted already.
    """
    while place < len(order):
        node = order[place]
        group = group_of(ballot, node)
        how = not tops.below[node] and not (group >= 0 and tops.done[group] > 1)
        if how:
            length = spread(ballot, work, node, 1)
            if work.runs[DOUBT]:
                return place
            for found in range(length):
                note(tops, node, work.queue[1, found])
        if how and group >= 0:
            tops.done[group] += 1
        place += 1
    return place
