"""How long does it take to cut a snapshot from a store of five million claims, and to find it again where it is kept?

`python -m bench cut [CLAIMS]`: a made-up register; about two claims in five are interests, the others parties.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.everybody import size
from bench.graphs import Links, register
from bench.machine import head, peak_mb
from bench.snapshots import merged
from lookthrough.graph.ports import At, Delivery
from lookthrough.graph.snapshot.arrays import Snapshot
from lookthrough.graph.snapshot.cut import cut
from lookthrough.graph.snapshot.kept import Shelf, ready
from lookthrough.graph.stores.duckdb import DuckStore, open_store
from lookthrough.graph.tables import Table, physical

CLAIMS = 5_000_000
DAY = 20_000


def main(argv: list[str]) -> None:
    """Print the table."""
    claims = int(float(argv[0])) if argv else CLAIMS
    print(head())
    with tempfile.TemporaryDirectory() as folder:
        path, shelf = f"{folder}/bench.duckdb", Shelf(Path(folder) / "kept", "bench")
        counts = fill(path, merged(register(claims * 5 // 12)))
        print(f"a store of {counts[0]:,} interests and {counts[1]:,} parties")
        with open_store(path) as store:
            now = At(store.last_run(), DAY)
            timed("cut, with kernels compiled or read from disk", lambda: cut(store, now))
            snapshot = timed("cut", lambda: cut(store, now))
            timed("cut and kept", lambda: ready(shelf, store, now))
            timed("ready where it is kept", lambda: ready(shelf, store, now))
            timed("ready, and every byte read", lambda: read(ready(shelf, store, now)))
    print(
        f"{size(snapshot) / snapshot.edges:.0f} bytes an interest; of this process at most {peak_mb():,} MB"
    )


def timed(what: str, call: Callable[[], Snapshot]) -> Snapshot:
    """Do it, and print how long it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = call()
    print(f"  {what:46} {time.perf_counter() - wall:6.2f} s, CPU {time.process_time() - cpu:6.2f} s")
    return found


def read(snapshot: Snapshot) -> Snapshot:
    """Touch all that it holds."""
    for weights in snapshot.rights.values():
        weights.low.sum()
    for array in (snapshot.holder, snapshot.below, snapshot.names.text):
        array.sum()
    return snapshot


def fill(path: str, links: Links) -> tuple[int, int]:
    """A store with the links and all that they name, in one run; how many of each."""
    companies = pc.binary_join_element_wise("GB", _digits(links.companies), "")
    persons = pc.binary_join_element_wise("PSC-", _digits(links.nodes - links.companies), "")
    ids = pa.concat_arrays([companies, persons])
    holder, held = ids.take(pa.array(links.holder)), ids.take(pa.array(links.held))
    kinds = np.where(np.arange(links.nodes) < links.companies, "company", "person")
    with open_store(path, "create") as store:
        store.begin(Delivery("register"))
        shares = {
            f"share_{end}_{part}": getattr(links, part) for end in ("low", "high") for part in ("num", "den")
        }
        record = pc.binary_join_element_wise(holder, held, "|")
        said = {"holder_id": holder, "held_id": held, "kind": ["shareholding"] * len(held), "record": record}
        append(store, Table.INTERESTS, {**said, **shares, "share_open": np.zeros(len(held), np.int16)})
        append(store, Table.PARTIES, {"party_id": ids, "kind": kinds, "name": ids, "record": ids})
        store.commit()
    return len(held), links.nodes


def _digits(count: int) -> Any:
    return pc.utf8_lpad(pa.array(np.arange(count)).cast(pa.string()), 8, "0")


def append(store: DuckStore, table: Table, said: dict[str, Any]) -> None:
    """Rows of a table; what they do not say is unknown."""
    count = len(said["record"])
    said = {**said, "file": ["register.csv"] * count, "row": np.arange(count)}
    kinds: dict[str, Any] = {
        name: pa.type_for_alias(kind) for name, kind in dict[str, Any](physical(table)).items()
    }
    columns = [
        pa.array(said[name]).cast(kind) if name in said else pa.nulls(count, kind)
        for name, kind in kinds.items()
    ]
    store.append(table, pa.table(columns, names=list(kinds)))


if __name__ == "__main__":
    main(sys.argv[1:])
