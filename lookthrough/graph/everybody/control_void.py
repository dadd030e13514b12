"""Whose votes are void: what a company, or one that it certainly controls, holds in the company itself. The loop."""

from __future__ import annotations

from lookthrough.graph.everybody.control_rows import quick
from lookthrough.graph.everybody.control_spread import DOUBT, RUN, TAKEN, Ballot, Work, spread
from lookthrough.graph.snapshot.arrays import Int8, Int32, Int64
from lookthrough.graph.snapshot.jit import bare


@bare
def void_edges(ballot: Ballot, work: Work, lists: tuple[Int64, Int32, Int8], void: Int8) -> None:
    """Mark edges without votes by 1, all edges of a company where rounding may have decided by 2.

    `lists`: where the edges of each company start, their holders, and which nodes have a list of voters.
    """
    start, holder, has = lists
    for company in range(len(start) - 1):
        owned = False
        for edge in range(start[company], start[company + 1]):
            owned |= holder[edge] < len(has) and has[holder[edge]] > 0 and ballot.high[edge] > 0
        if not owned:
            continue
        if quick(ballot, company):
            spread(ballot, work, company, 1)
        else:
            work.runs[RUN] += 1
        for edge in range(start[company], start[company + 1]):
            node = holder[edge]
            taken = node < len(work.state) and work.state[node, 0] == work.runs[RUN]
            if node == company or (taken and work.state[node, 1] == TAKEN):
                void[edge] = 1
            if work.runs[DOUBT]:
                void[edge] = 2
        work.runs[DOUBT] = 0
