"""How long does it take to find all owners of at least a quarter of millions of companies, here and elsewhere?

`python -m bench everybody [LINKS] [SECONDS]`: made-up graphs of a million links (or as many as you say), every other
method with as many seconds (60; 0 leaves them out) to finish. All methods get the same links; their pairs are compared.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bench.graphs import Links, cyclic, register
from bench.machine import head, milliseconds, peak_mb, quantiles
from bench.peers import METHODS, Outcome, run
from bench.snapshots import frozen, merged
from lookthrough.graph.everybody import descent, emission, pushing, targets
from lookthrough.graph.everybody.borderline import MOST_BELOW
from lookthrough.graph.everybody.one import owners_of
from lookthrough.graph.everybody.ownership import all_owners
from lookthrough.graph.everybody.pairs import Level, Pairs, threshold_of
from lookthrough.graph.everybody.right import Right, right_of
from lookthrough.graph.everybody.settled import settle
from lookthrough.graph.snapshot import packing
from lookthrough.graph.snapshot.arrays import Snapshot

QUARTER = Level(Fraction(1, 4))
TARGETS = 5000
GRAPHS: dict[str, Callable[[int], Links]] = {"register": register, "cyclic": cyclic}


def main(argv: list[str]) -> None:
    """Print the tables."""
    links, limit = int(float(argv[0])) if argv else 1_000_000, float(argv[1]) if len(argv) > 1 else 60.0
    print(head())
    compiling = milliseconds(partial(_warm_up))
    copy = bandwidth()
    print(
        f"kernels compiled or read from disk in {compiling / 1000:.1f} s; a copy moves {copy / 1e9:.1f} GB/s"
    )
    for name, made in GRAPHS.items():
        graph = merged(made(links))
        snapshot = frozen(graph)
        circles = np.diff(snapshot.component)
        print(
            f"\n{name}: {snapshot.edges:,} links, {snapshot.companies:,} companies of {snapshot.nodes:,} nodes, "
            f"{(circles > 1).sum():,} circles, the largest of {circles.max():,}; "
            f"{size(snapshot) / snapshot.edges:.0f} bytes a link in memory"
        )
        _kept(snapshot)
        pairs = _everybody(snapshot, copy)
        _targets(snapshot)
        for peer in METHODS if limit else ():
            outcome = run(peer, graph, limit)
            print(f"  {peer:38} {_compared(outcome, pairs, _numbers(snapshot), snapshot.nodes)}")
    print(f"\nmemory of this process, at most: {peak_mb():,} MB")


def _warm_up() -> None:
    for made in GRAPHS.values():
        right = right_of(frozen(merged(made(3000))))
        all_owners(settle(right), QUARTER)
        owners_of(right, range(100), QUARTER)


def bandwidth() -> float:
    """Bytes a second that a plain copy loop reads and writes, the best of five."""
    source = np.ones(25_000_000)
    target = np.empty_like(source)
    return 2 * source.nbytes / min(milliseconds(lambda: np.copyto(target, source)) for _ in range(5)) * 1000


def size(snapshot: Snapshot) -> int:
    """Bytes of all arrays, those that two rights share counted once."""
    arrays = {id(array): array.nbytes for array in packing.arrays_of(snapshot).values()}
    return sum(arrays.values())


def _kept(snapshot: Snapshot) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kept"
        with path.open("wb") as file:
            wrote = milliseconds(lambda: packing.write(file, snapshot))
        mapped = milliseconds(lambda: packing.read(path))
        print(f"  written to a file in {wrote / 1000:.2f} s, mapped from it in {mapped:.1f} ms")


def _everybody(snapshot: Snapshot, copy: float) -> Pairs:
    """Time the pass, wall and CPU; the floor is to read every link once and to write every pair."""
    right, walls, cpus = right_of(snapshot), [], []
    found: list[Pairs] = []
    for _ in range(5):
        right.circles.clear()
        cpu, start = time.process_time(), time.perf_counter()
        settled = settle(right)
        between = time.perf_counter()
        found = [all_owners(settled, QUARTER)]
        walls.append((between - start, time.perf_counter() - between))
        cpus.append(time.process_time() - cpu)
    first, second = min(walls, key=sum)
    pairs = found[0]
    moved = 12 * snapshot.edges + 9 * snapshot.companies + 25 * len(pairs)
    times = (first + second) / (moved / copy)
    print(
        f"  all owners >= 25 %: {first + second:.3f} s ({first:.3f} to settle, {second:.3f} to judge), "
        f"CPU {min(cpus):.2f} s; {len(pairs):,} pairs, {int(pairs.tied.sum()):,} at 25 % exactly, "
        f"{len(pairs.exact):,} by fractions, {len(pairs.undecided)} undecided; "
        f"{times:.0f} x the streaming floor ({moved / 1e6:.0f} MB)"
    )
    return pairs


def _targets(snapshot: Snapshot) -> None:
    """One company after the other without any pass before it: many in a row, and each by itself."""
    right = right_of(snapshot)
    chosen = np.random.default_rng(7).integers(0, snapshot.companies, TARGETS).tolist()
    many = milliseconds(lambda: owners_of(right, chosen, QUARTER)) - milliseconds(
        lambda: owners_of(right, [], QUARTER)
    )
    room = Room(right)
    alone = [milliseconds(partial(room.ask, [company])) for company in chosen]
    tens = [milliseconds(partial(room.ask, chosen[at : at + 10])) / 10 for at in range(0, TARGETS, 10)]
    print(
        f"  owners of one company, no pass before: {many / TARGETS * 1000:.1f} microseconds "
        f"each of {TARGETS:,} in a row; in tens p50 {quantiles(tens)[0] * 1000:.1f}; "
        f"called from Python one by one p50 {quantiles(alone)[0] * 1000:.1f}, p99 {quantiles(alone)[1] * 1000:.0f}"
    )


class Room:
    """All that one question after another needs, made once."""

    def __init__(self, right: Right) -> None:
        self.right, self.threshold = right, threshold_of(QUARTER)
        self.walk, self.sheet = pushing.trail(right.snapshot.nodes), descent.below(right.snapshot.nodes)
        self.out, self.marks = emission.found(1000), np.zeros(10, np.uint8)

    def ask(self, companies: list[int]) -> None:
        """The owners of some companies, as in `owners_of`, but for what needs fractions."""
        self.out.filled[0], held = 0, (self.right.snapshot.below, self.right.snapshot.below_held)
        asked, col = np.array(companies, np.int32), self.right.col
        targets.owners_of(col, self.walk, asked, self.marks, (0, self.threshold, self.out))
        descent.sharpen(col, held, self.sheet, (self.out, self.threshold, MOST_BELOW))
        pushing.settle_pairs(col, self.walk, self.out, self.threshold)


def _numbers(snapshot: Snapshot) -> Any:
    """The number that each node has in the links."""
    return snapshot.names.text.view(np.int64)


def _compared(outcome: Outcome, pairs: Pairs, numbers: Any, nodes: int) -> str:
    """What another method did, beside ours: who is at 25 % exactly may be missing there, nobody else."""
    if outcome.companies is None or outcome.owners is None:
        return outcome.why
    ours = numbers[pairs.company] * nodes + numbers[pairs.owner]
    theirs = outcome.companies.astype(np.int64) * nodes + outcome.owners
    tied = np.sort(ours[pairs.tied])
    missing = np.setdiff1d(np.setdiff1d(ours, theirs), tied)
    lost, more = len(np.setdiff1d(tied, theirs)), len(np.setdiff1d(theirs, ours))
    said = f"{outcome.seconds:6.2f} s{f' ({outcome.why})' if outcome.why else ''}: {len(theirs):,} pairs"
    return f"{said}, {len(missing)} missing, {more} too many, {lost} ties lost"


if __name__ == "__main__":
    main(sys.argv[1:])
