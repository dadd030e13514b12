"""Who controls whom, everybody at once? All that each source controls, and the top controller of every company.

The definition is that of kernels/control.py, whole: the least fixpoint of "more than `quota` of the votes", groups in
concert, directed votes, other means, void votes, ranges (certain and possible) and the worst case. Votes are whole
numbers and decisions exact; where numerators do not fit a machine word, fractions decide. Nothing is cut: what is
found comes as columns, block by block. Sources are independent of one another, and are spread over threads.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from queue import SimpleQueue
from typing import TYPE_CHECKING

import numpy as np

from lookthrough.graph.everybody.control_findings import PLAIN, Controlled, Terms, Tops, joined
from lookthrough.graph.snapshot.arrays import Int32, Snapshot

if TYPE_CHECKING:
    from lookthrough.graph.everybody.control_ballot import Votes
    from lookthrough.graph.everybody.control_run import Base

BLOCK = 1 << 18  # sources that one thread answers at a time


@dataclass(frozen=True, slots=True, eq=False)
class Control:
    """Control in one snapshot, prepared once for any number of questions."""

    votes: Votes
    base: Base
    threads: int

    @classmethod
    def of(cls, snapshot: Snapshot, terms: Terms = PLAIN, threads: int | None = None) -> Control:
        """Prepare the votes of a snapshot; `threads`: how many to use, None for one a core.

        O(edges); with void votes also the cost of control for each company that is partly held by a company.
        """
        from lookthrough.graph.everybody.control_ballot import votes_of
        from lookthrough.graph.everybody.control_run import anybody, void_holders

        votes = votes_of(snapshot, terms if not terms.void_own else replace(terms, worst_case=False))
        if terms.void_own:
            votes = votes_of(snapshot, terms, void_holders(votes))
        return cls(votes, anybody(votes), threads or os.cpu_count() or 1)

    @property
    def anybody(self) -> Int32:
        """The companies that anybody may control in the worst case: possible for every source, so no row says so."""
        return self.base.companies

    def all(self, first: int = 0, stop: int | None = None) -> Iterator[Controlled]:
        """What the sources from `first` up to `stop` control, in blocks of rising sources; nothing is cut.

        Time: the edges of what each source controls, summed: O(edges + rows) where each company has few holders.
        Memory: 40 bytes a company and one block of rows for each thread. Terminates: a company joins once a source.
        """
        from lookthrough.graph.everybody.control_run import Runner

        end = self.votes.snapshot.nodes if stop is None else stop
        spans = [(at, min(at + BLOCK, end)) for at in range(first, end, BLOCK)]
        idle: SimpleQueue[Runner] = SimpleQueue()
        for _ in range(threads := min(self.threads, len(spans))):
            idle.put(Runner(self.votes, self.base))

        def answer(span: tuple[int, int]) -> list[Controlled]:
            runner = idle.get()
            try:
                return list(runner.rows(span))
            finally:
                idle.put(runner)

        with ThreadPoolExecutor(max(1, threads)) as pool:
            ahead: deque[Future[list[Controlled]]] = deque()
            for span in spans:
                ahead.append(pool.submit(answer, span))
                if len(ahead) > 2 * threads:
                    yield from ahead.popleft().result()
            while ahead:
                yield from ahead.popleft().result()

    def some(self, sources: Int32) -> Iterator[Controlled]:
        """What some sources control, in blocks of rising sources; as `all`, in one thread."""
        from lookthrough.graph.everybody.control_run import Runner

        runner, wanted = Runner(self.votes, self.base), np.unique(sources)
        breaks = np.flatnonzero(np.diff(wanted) > 1) + 1
        for span in np.split(wanted, breaks) if len(wanted) else ():
            yield from runner.rows((int(span[0]), int(span[-1]) + 1))

    def columns(self) -> Controlled:
        """All rows of `all` as one set of columns."""
        return joined(self.all())

    def tops(self) -> Tops:
        """The top controller of every node that can be controlled, by certain control.

        t is the top controller of y exactly if t controls y, nobody else controls t, and no other such node controls
        y. Where control means more than half of the votes, nobody is above 100 % and no means or groups cut across,
        two controllers of one company control one another or each other's top: then every edge is touched a constant
        number of times, outside circles once. Terminates.
        """
        from lookthrough.graph.everybody.control_tops import tops_of

        return tops_of(self.votes)
