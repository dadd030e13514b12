"""How much more does it cost to say who reaches a quarter where a fifth of the links are ranges?

The same graph twice, with all shares exact and with ranges; all owners of at least 25 % by the exact kernel, and by the
bounds under the recorded reading and, on the register, in the worst case (in large circles that leaves most pairs open,
each of which is asked again: hours). Medians of three runs, seconds by the clock and of processor.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

from bench.graphs import cyclic, register
from bench.machine import head, peak_mb
from bench.snapshots import frozen, merged
from lookthrough.graph.everybody.bounds import Between, BoundsOfAll
from lookthrough.graph.everybody.ownership import all_owners
from lookthrough.graph.everybody.pairs import Level
from lookthrough.graph.everybody.right import right_of
from lookthrough.graph.everybody.settled import settle
from lookthrough.graph.snapshot.arrays import Snapshot

QUARTER = Level(Fraction(1, 4))
RANGED = 0.2
RUNS = 3


def main(argv: list[str]) -> None:
    """Print the table; the arguments are numbers of links (default 1,000,000)."""
    print(head())
    for links in [int(float(word)) for word in argv] or [1_000_000]:
        for name, made in (("register", register), ("cyclic", cyclic)):
            graph = merged(made(links))
            _compare(name, frozen(graph), frozen(graph, RANGED))
    print(f"memory of this process, at most: {peak_mb():,} MB")


def _compare(name: str, exact: Snapshot, ranged: Snapshot) -> None:
    plain, pairs = _median(partial(_exactly, exact))
    print(f"\n{name}, {exact.edges:,} links")
    print(f"  {'all exact':<32}{plain[0]:8.2f} s{plain[1]:8.2f} s of processor          {len(pairs):,} pairs")
    for reading, worst_case in (("recorded", False), ("worst case", True))[: 2 if name == "register" else 1]:
        spent, found = _median(partial(_between, ranged, worst_case=worst_case))
        times = " and ".join(f"{mine / theirs:.1f} x" for mine, theirs in zip(spent, plain, strict=True))
        print(
            f"  {f'a fifth are ranges, {reading}':<32}{spent[0]:8.2f} s{spent[1]:8.2f} s of processor, {times}  "
            f"{len(found):,} pairs, {int(found.certain.sum()):,} certain, {len(found.undecided):,} undecided"
        )


def _exactly(snapshot: Snapshot) -> Any:
    return all_owners(settle(right_of(snapshot, "equity")), QUARTER)


def _between(snapshot: Snapshot, *, worst_case: bool) -> Between:
    return BoundsOfAll.of(snapshot, worst_case=worst_case).reaching(QUARTER)


def _median(call: Callable[[], Any]) -> tuple[tuple[float, float], Any]:
    """Seconds by the clock and of processor, and what was found; the first call, which may compile, does not count."""
    found, wall, busy = call(), [], []
    for _ in range(RUNS):
        began, used = time.perf_counter(), time.process_time()
        found = call()
        wall.append(time.perf_counter() - began)
        busy.append(time.process_time() - used)
    return (statistics.median(wall), statistics.median(busy)), found


if __name__ == "__main__":
    main(sys.argv[1:])
