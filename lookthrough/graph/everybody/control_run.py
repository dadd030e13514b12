"""How are the control loops run: their working memory, growing room for rows, fractions where rounding may decide?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lookthrough.graph.everybody.control_ballot import Votes
from lookthrough.graph.everybody.control_exact import Fractions
from lookthrough.graph.everybody.control_findings import Controlled
from lookthrough.graph.everybody.control_rows import block
from lookthrough.graph.everybody.control_spread import DOUBT, RUN, Rows, Work
from lookthrough.graph.everybody.control_spread import anybody as anybody_loop
from lookthrough.graph.everybody.control_void import void_edges
from lookthrough.graph.everybody.sealing import sealed
from lookthrough.graph.shares import Certainty
from lookthrough.graph.snapshot.arrays import BIT, Int32, Int64

ROOM = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """What anybody may control in the worst case, with the votes that come with it; empty in the recorded reading.

    `doubtful`: rounding may have decided it, so that every source is answered in fractions.
    """

    companies: Int32
    state: Int64
    joined: Int64
    doubtful: bool = False


def work_of(votes: Votes, base: Base | None = None) -> Work:
    """Fresh working memory for one thread: about 40 bytes a company."""
    groups, limit = len(votes.ballot.voices.member_start) - 1, votes.limit
    return Work(
        np.zeros((limit, 3), np.int64),
        sealed(np.zeros((0, 3), np.int64) if base is None else base.state),
        np.zeros(groups, np.int64),
        sealed(np.zeros(0, np.int64) if base is None else base.joined),
        np.zeros((2, limit), np.int32),
        np.zeros((2, limit), np.int32),
        np.zeros(2, np.int64),
    )


def anybody(votes: Votes) -> Base:
    """What anybody may control. O(companies), and the edges of those that are found; terminates."""
    work = work_of(votes)
    if not votes.terms.worst_case:
        return Base(np.zeros(0, np.int32), work.base, work.base_joined)
    length = anybody_loop(votes.ballot, work)
    if work.runs[DOUBT]:
        companies = np.array(sorted(Fractions(votes).anybody()), np.int32)
        return Base(companies, work.base, work.base_joined, doubtful=True)
    work.state[work.state[:, 0] != work.runs[RUN]] = 0
    return Base(np.sort(work.queue[0, :length]), work.state, work.joined)


def void_holders(votes: Votes) -> dict[int, frozenset[int]]:
    """Company -> holders whose votes in it are void. Cost of control of all companies that are partly held by one."""
    snapshot = votes.snapshot
    void = np.zeros(snapshot.edges, np.uint8)
    has = snapshot.has & BIT["votes"]
    void_edges(
        votes.ballot, work_of(votes), (sealed(snapshot.start), sealed(snapshot.holder), sealed(has)), void
    )
    found: dict[int, set[int]] = defaultdict(set)
    places = np.flatnonzero(void)
    for edge, company in zip(places.tolist(), _companies(snapshot.start, places).tolist(), strict=True):
        if void[edge] == 1 or _void(votes, company, int(snapshot.holder[edge])):
            found[company].add(int(snapshot.holder[edge]))
    return {company: frozenset(holders) for company, holders in found.items()}


def _companies(start: Int64, edges: Int64) -> Int64:
    return np.searchsorted(start, edges, side="right") - 1


def _void(votes: Votes, company: int, holder: int) -> bool:
    if holder == company:
        return True
    return holder in Fractions(votes).controlled(company, Certainty.CERTAIN)


class Runner:
    """One thread's memory and room for rows."""

    def __init__(self, votes: Votes, base: Base) -> None:
        self.votes, self.base = votes, base
        self.work = work_of(votes, base)
        self.room = _room(ROOM)

    def rows(self, span: tuple[int, int]) -> Iterator[Controlled]:
        """What the sources of a span control, in blocks."""
        node, stop = span
        while node < stop:
            length = 0
            self.work.runs[DOUBT] = int(self.base.doubtful)
            if not self.base.doubtful:
                node, length = block(self.votes.ballot, self.work, (node, stop), self.room)
            if length:
                room = self.room
                yield Controlled(
                    room.source[:length].copy(),
                    room.company[:length].copy(),
                    room.depth[:length].copy(),
                    room.certain[:length].copy(),
                )
            if node < stop and self.work.runs[DOUBT]:
                yield self.in_fractions(node)
                node += 1
            elif node < stop and not length:
                self.room = _room(2 * len(self.room.source))

    def in_fractions(self, node: int) -> Controlled:
        """What one source controls, where rounding may have decided."""
        exact = Fractions(self.votes, self.base.companies.tolist())
        found = exact.controlled(node, Certainty.CERTAIN)
        possible = exact.controlled(node, Certainty.POSSIBLE)
        rows = [(node, company, depth, 1) for company, depth in sorted(found.items())]
        rows += [
            (node, company, depth, 0) for company, depth in sorted(possible.items()) if company not in found
        ]
        kept = np.array([row for row in rows if row[1] != node], np.int32).reshape(-1, 4)
        return Controlled(kept[:, 0], kept[:, 1], kept[:, 2], kept[:, 3].astype(np.uint8))


def _room(rows: int) -> Rows:
    source, company, depth = (np.empty(rows, np.int32) for _ in range(3))
    return Rows(source, company, depth, np.empty(rows, np.uint8))
