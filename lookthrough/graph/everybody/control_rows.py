"""Which findings does a block of sources make? The loops that write rows, on top of control_spread.py."""

from __future__ import annotations

from lookthrough.graph.everybody.control_spread import (
    DOUBT,
    LEADS,
    PASSES,
    RUN,
    TAKEN,
    Ballot,
    Rows,
    Work,
    passes,
    spread,
)
from lookthrough.graph.snapshot.arrays import Int8, Int64
from lookthrough.graph.snapshot.jit import bare


@bare
def flags(ballot: Ballot, start: Int64, flag: Int8) -> None:
    """For each edge whether it controls its company alone, and whether that company holds or leads anything."""
    voices = ballot.voices
    for company in range(len(ballot.need)):
        leads = ballot.below_start[company] < ballot.below_start[company + 1]
        leads = leads or (len(voices.group) > 0 and voices.group[company] >= 0)
        leads = leads or (
            len(voices.led_start) > 0 and voices.led_start[company] < voices.led_start[company + 1]
        )
        rounded = len(ballot.slack) > 0 and ballot.slack[company] > 0
        for edge in range(start[company], start[company + 1]):
            if rounded or passes(ballot, company, ballot.low[edge], ballot.high[edge], 0):
                flag[edge] = PASSES + LEADS * (leads or rounded)


@bare
def quick(ballot: Ballot, node: int) -> int:
    """How a source has to be answered: 0 it controls nothing, PASSES by its own votes alone, LEADS by a search."""
    voices = ballot.voices
    if len(voices.group) and voices.group[node] >= 0:
        return LEADS
    if len(voices.led_start) and voices.led_start[node] < voices.led_start[node + 1]:
        return LEADS
    found = 0
    for place in range(ballot.below_start[node], ballot.below_start[node + 1]):
        found |= ballot.flag[ballot.below[place]]
    return LEADS if found & LEADS else found


@bare
def direct(ballot: Ballot, node: int, rows: Rows, length: int) -> int:
    """Write what a source controls by its own votes, where that leads nowhere; returns how many rows there are."""
    for place in range(ballot.below_start[node], ballot.below_start[node + 1]):
        edge, company = ballot.below[place], ballot.below_held[place]
        if ballot.flag[edge]:
            sure = passes(ballot, company, ballot.low[edge], ballot.high[edge], 1)
            rows.source[length], rows.company[length] = node, company
            rows.depth[length], rows.certain[length] = 1, sure
            length += 1
    return length


@bare
def searched(ballot: Ballot, work: Work, node: int, rows: Rows, length: int) -> int:
    """Write what a source controls after a search; -1 where there is no room, or rounding may have decided."""
    possible = spread(ballot, work, node, 0)
    sure = spread(ballot, work, node, 1) if ballot.ranged else 0
    if work.runs[DOUBT] or length + possible + sure > len(rows.source):
        return -1
    for place in range(sure):
        length = write(work, node, (1, place, 1), rows, length)
    for place in range(possible):
        company = work.queue[0, place]
        found = sure and work.state[company, 0] == work.runs[RUN] and work.state[company, 1] == TAKEN
        if not found:
            length = write(work, node, (0, place, 0 if ballot.ranged else 1), rows, length)
    return length


@bare
def write(work: Work, node: int, found: tuple[int, int, int], rows: Rows, length: int) -> int:
    """Write one row, unless it says that the source controls itself; `found`: row and place of the queue, certain."""
    row, place, certain = found
    if work.queue[row, place] == node:
        return length
    rows.source[length], rows.company[length] = node, work.queue[row, place]
    rows.depth[length], rows.certain[length] = work.depth[row, place], certain
    return length + 1


@bare
def block(ballot: Ballot, work: Work, span: tuple[int, int], rows: Rows) -> tuple[int, int]:
    """Answer sources from the first of `span` on; returns the source that was not answered, and how many rows."""
    node, stop = span
    length = 0
    while node < stop:
        how = LEADS if len(work.base) else quick(ballot, node)
        more = length
        if how == LEADS:
            more = searched(ballot, work, node, rows, length)
        elif how == PASSES:
            fits = length + ballot.below_start[node + 1] - ballot.below_start[node] <= len(rows.source)
            more = direct(ballot, node, rows, length) if fits else -1
        if more < 0:
            break
        length = more
        node += 1
    return node, length
