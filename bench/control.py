"""How long does control of everybody take, against a loop in Python and SQL that is repeated until nothing changes?

All pairs (source, company) and the top controller of every company, on a register and on groups in circles, shares as
people write them. Every peer answers the same graph in the same run and its set of pairs is compared. Times are the
median of five runs; the floor is the time in which the same bytes are copied once.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial

import duckdb
import numpy as np
import numpy.typing as npt

from bench.graphs import cyclic, register
from bench.machine import head, milliseconds, peak_mb
from bench.snapshots import frozen
from lookthrough.graph.everybody.control import Control
from lookthrough.graph.everybody.control_findings import Controlled, Terms
from lookthrough.graph.snapshot.arrays import Snapshot

SMALL = 100_000
RUNS = 5
Pairs = npt.NDArray[np.int64]

ROUND = """
create or replace temp table new as
select source, held as company from (
    select found.source, edges.held, sum(edges.num) as votes, any_value(edges.den) as whole
    from found join edges on edges.holder = found.company group by found.source, edges.held
    having 2 * votes > whole
) sums
where not exists (select 1 from found where found.source = sums.source and found.company = sums.held)
"""


def main(argv: list[str]) -> None:
    """Print the table; the arguments are numbers of links, a million where there is none."""
    print(head())
    print(f"a copy loop moves {bandwidth() / 1e9:.1f} GB/s; medians of {RUNS}; two threads for all pairs")
    for links in [int(float(word)) for word in argv] or [1_000_000]:
        for shape in (register, cyclic):
            _measure(shape.__name__, frozen(shape(links)))
            _ranged(frozen(shape(links), ranged=0.2))
    for shape in (register, cyclic):
        _peers(shape.__name__, frozen(shape(SMALL)))
    print(f"memory of this process, at most: {peak_mb():,} MB")


def median(call: Callable[[], object]) -> tuple[float, float]:
    """The median time of a call, and of all processors together, in seconds; the first (it may compile) left out."""
    call()
    gc.collect()
    start = time.process_time()
    wall = statistics.median(milliseconds(call) for _ in range(RUNS)) / 1000
    return wall, (time.process_time() - start) / RUNS


def bandwidth() -> float:
    """Bytes a second that a copy reads and writes."""
    here = np.ones(1 << 25)
    there = np.empty_like(here)
    return 2 * here.nbytes / median(partial(np.copyto, there, here))[0]


def _floor(control: Control, written: int) -> float:
    """Seconds in which what is read and written once could be copied."""
    ballot = control.votes.ballot
    read = sum(array.nbytes for array in ballot if isinstance(array, np.ndarray))
    return (read + written) / bandwidth()


def _measure(shape: str, snapshot: Snapshot) -> None:
    control = Control.of(snapshot)
    rows, tops = control.columns(), control.tops()
    written = len(rows) * 13, tops.top.nbytes + tops.how.nbytes
    prepare = median(partial(Control.of, snapshot))
    print(
        f"{shape}, {snapshot.edges:,} links: votes prepared in {prepare[0]:.3f} s; {len(rows):,} pairs, "
        f"{int(rows.depth.max(initial=0))} rounds at most, {np.bincount(tops.how, minlength=4).tolist()} by how"
    )
    for what, call, size in (
        ("all sources", lambda: list(control.all()), written[0]),
        ("top controllers", control.tops, written[1]),
    ):
        seconds, busy = median(call)
        times = seconds / _floor(control, size)
        print(f"  {what:24} {seconds:8.3f} s   {times:6.1f} x the floor   {busy:.3f} s of processor")


def _ranged(snapshot: Snapshot) -> None:
    for name, terms in (("a fifth are ranges", Terms()), ("worst case", Terms(worst_case=True))):
        control = Control.of(snapshot, terms)
        rows = control.columns()
        seconds, busy = median(control.columns)
        print(
            f"  {name:24} {seconds:8.3f} s   {int(rows.certain.sum()):,} certain, {len(rows):,} in all, "
            f"{len(control.anybody):,} anybody's   {busy:.3f} s of processor"
        )


def _peers(shape: str, snapshot: Snapshot) -> None:
    control = Control.of(snapshot)
    ours = _ordered(control.columns())
    print(f"{shape}, {snapshot.edges:,} links, against")
    print(f"  {'this':24} {median(control.columns)[0]:8.3f} s")
    for name, peer in (("a worklist in Python", _worklist), ("SQL until it is still", _sql)):
        found: list[Pairs] = []
        seconds = milliseconds(lambda peer=peer, found=found: found.append(peer(snapshot))) / 1000  # type: ignore[misc]
        same = "the same pairs" if np.array_equal(found[0], ours) else "OTHER PAIRS"
        print(f"  {name:24} {seconds:8.3f} s   {same}")


def _ordered(rows: Controlled) -> Pairs:
    return _sorted(np.stack([rows.source, rows.company], axis=1).astype(np.int64))


def _sorted(pairs: Pairs) -> Pairs:
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def _edges(snapshot: Snapshot) -> tuple[list[int], list[int], list[int], list[int]]:
    votes = snapshot.rights["votes"]
    held = np.repeat(np.arange(snapshot.companies), np.diff(snapshot.start))
    return snapshot.holder.tolist(), held.tolist(), votes.low_num.tolist(), votes.den[held].tolist()


def _worklist(snapshot: Snapshot) -> Pairs:
    """Source by source, sums in a dictionary."""
    below = defaultdict(list)
    for holder, held, num, den in zip(*_edges(snapshot), strict=True):
        below[holder].append((held, num, den))
    pairs = []
    for source in list(below):
        sums: dict[int, int] = defaultdict(int)
        found, queue = {source}, [source]
        while queue:
            for held, num, den in below.get(queue.pop(), ()):
                sums[held] += num
                if held not in found and 2 * sums[held] > den:
                    found.add(held)
                    queue.append(held)
                    pairs.append((source, held))
    return _sorted(np.array(pairs, np.int64).reshape(-1, 2))


def _sql(snapshot: Snapshot) -> Pairs:
    """One statement a round: DuckDB joins what is found with the links and adds up."""
    import pandas as pd

    edges = pd.DataFrame(dict(zip(("holder", "held", "num", "den"), _edges(snapshot), strict=True)))
    with duckdb.connect() as base:
        base.execute("create temp table edges as select * from edges")
        base.execute(
            "create temp table found as select distinct holder as source, holder as company from edges"
        )
        while True:
            base.execute(ROUND)
            if not base.execute("insert into found select * from new").fetchall()[0][0]:
                break
        table = base.execute("select source, company from found where source <> company").fetchnumpy()
    del edges
    return _sorted(np.stack([table["source"], table["company"]], axis=1).astype(np.int64))
