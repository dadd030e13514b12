"""In how many processes are customers answered one by one?"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from lookthrough.queries.everybody.single import Batch, answered
from lookthrough.queries.everybody.table import Row

Run = Callable[[Iterator[Batch]], Iterator[list[Row]]]


@contextmanager
def hands(processes: int) -> Iterator[Run]:
    """What answers batches, in order: this process, or several of their own, to which the store is never shown.

    A stop from outside does not wait for them: each ends with the batch that it has.
    """
    if processes < 2:
        yield lambda batches: map(answered, batches)
        return
    pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=_deaf)
    try:
        yield lambda batches: _spread(pool, processes, batches)
        pool.shutdown()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _spread(pool: ProcessPoolExecutor, processes: int, batches: Iterator[Batch]) -> Iterator[list[Row]]:
    """Answer a few batches ahead of the one that is taken."""
    ahead: deque[Future[list[Row]]] = deque()
    for batch in batches:
        ahead.append(pool.submit(answered, batch))
        if len(ahead) > processes:
            yield ahead.popleft().result()
    while ahead:
        yield ahead.popleft().result()


def _deaf() -> None:
    """Ctrl-C is for the process that was started by hand."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
