"""How long does it take to find the owners of a million customers, from a store on disk to a file?

`python -m bench all_owners [CUSTOMERS] [ODD]`: a made-up bank, a register of shareholdings above its customers, and a
legal representative for each. `ODD` is the part of all shareholdings that are ranges, 0 where none is named: what lies
downstream of these is answered one by one. The whole command is timed, as it is typed, and its steps by itself.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.cut import append
from bench.graphs import Links, register
from bench.machine import head
from bench.snapshots import merged
from lookthrough.graph.ports import Delivery
from lookthrough.graph.stores.duckdb import open_store
from lookthrough.graph.tables import Table

CUSTOMERS = 1_000_000


def main(argv: list[str]) -> None:
    """Print the steps."""
    count, odd = int(float(argv[0])) if argv else CUSTOMERS, float(argv[1]) if len(argv) > 1 else 0.0
    print(head())
    with tempfile.TemporaryDirectory() as folder:
        store, out = f"{folder}/bank.duckdb", f"{folder}/owners.parquet"
        links = merged(register(count * 3 // 2))
        customers = fill(store, links, count, odd)
        print(f"a bank of {customers:,} customers below {len(links.held):,} shareholdings")
        for name in ("kernels compiled or read from disk", "again"):
            seconds = asked(store, out)
            print(f"  owners --all, {name}: {seconds:.1f} s, {customers / seconds:,.0f} customers a second")
        print(f"  {pq.read_metadata(out).num_rows:,} rows, {Path(out).stat().st_size / 1e6:.0f} MB")


def asked(store: str, out: str) -> float:
    """Run the command, and print its lines with the second at which each came."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "lookthrough", "owners", "--all", "--out", out, "--store", store]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as run:
        for line in run.stderr or ():
            print(f"  {time.perf_counter() - start:6.2f} s  {line.rstrip()}")
    return time.perf_counter() - start


def fill(path: str, links: Links, count: int, odd: float) -> int:
    """A store with the links, an office for each company, and customers; how many of these there are."""
    ids = _ids(links)
    random = np.random.default_rng(7)
    first = np.searchsorted(links.held, np.arange(links.companies))
    own = links.holder[np.minimum(first, len(links.holder) - 1)]
    anybody = random.integers(links.companies, links.nodes, links.companies)
    officer = np.where((own >= links.companies) & (random.random(links.companies) < 0.5), own, anybody)
    count = min(count, links.companies)
    with open_store(path, "create") as store:
        store.begin(Delivery("bank"))
        append(store, Table.INTERESTS, _holdings(links, ids, random.random(len(links.held)) < odd))
        append(store, Table.INTERESTS, _offices(ids, officer))
        kinds = np.where(np.arange(links.nodes) < links.companies, "company", "person")
        append(store, Table.PARTIES, {"party_id": ids, "kind": kinds, "name": ids, "record": ids})
        number = pc.binary_join_element_wise("C", _digits(count), "")
        append(store, Table.CUSTOMERS, {"customer_id": number, "party_id": ids[:count], "record": number})
        store.commit()
    return count


def _ids(links: Links) -> Any:
    companies = pc.binary_join_element_wise("E", _digits(links.companies), "")
    persons = pc.binary_join_element_wise("P", _digits(links.nodes - links.companies), "")
    return pa.concat_arrays([companies, persons])


def _digits(count: int) -> Any:
    return pc.utf8_lpad(pa.array(np.arange(count)).cast(pa.string()), 8, "0")


def _holdings(links: Links, ids: Any, odd: Any) -> dict[str, Any]:
    holder, held = ids.take(pa.array(links.holder)), ids.take(pa.array(links.held))
    record = pc.binary_join_element_wise(holder, held, "|")
    ends = {"low_num": np.where(odd, 0, links.num), "high_num": links.num}
    ends |= {"low_den": links.den, "high_den": links.den}
    shares = {f"share_{end}": value for end, value in ends.items()}
    kinds = pa.repeat("shareholding", len(held))
    opened = np.zeros(len(held), np.int16)
    return {
        "holder_id": holder,
        "held_id": held,
        "kind": kinds,
        "record": record,
        **shares,
        "share_open": opened,
    }


def _offices(ids: Any, officer: Any) -> dict[str, Any]:
    holder, held = ids.take(pa.array(officer)), ids[: len(officer)]
    record = pc.binary_join_element_wise(holder, held, "|office")
    kinds = pa.repeat("legal_representative", len(held))
    return {"holder_id": holder, "held_id": held, "kind": kinds, "record": record}


if __name__ == "__main__":
    main(sys.argv[1:])
