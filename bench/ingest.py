"""What does ingest cost beside a bare `INSERT ... SELECT` of the same file into DuckDB, in the same process?

CPU seconds, because both use two threads for parts of their work. The bare load has typed columns and no checks: no
row numbers, no rejects, no keys, no history. Ingest is measured into the store, and once more into nothing, which is
the reading and checking alone.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.machine import head, peak_mb
from lookthrough.graph.ports import At, Counts, Delivery, File, Reject, Run
from lookthrough.graph.tables import Table
from lookthrough.ingest.job import ingest

if TYPE_CHECKING:
    import pyarrow as pa

ROUNDS = 3
CHUNK = 100_000
PURPOSES = np.array("货款 工资发放 服务费 借款归还 投资款 rent invoice_settlement loan_repayment".split())
SHARES = np.array(["100%", "51%", "50%", "49%", "33.33%", "1/3", "30%", "25%", '"(25,50]%"', "10%", "5%", ""])

Lines = Callable[[np.random.Generator, int, int], Iterator[str]]


def transfers(chooser: np.random.Generator, begin: int, count: int) -> Iterator[str]:
    """Lines of transfers, about 85 bytes each."""
    accounts = chooser.integers(0, 400_000, (2, count))
    second, cents = chooser.integers(0, 864_000, count), chooser.integers(100, 100_000_000, count)
    purpose = PURPOSES[chooser.integers(0, len(PURPOSES), count)]
    for i in range(count):
        day, clock = divmod(int(second[i]), 86_400)
        at = f"2026-01-{day + 1:02d}T{clock // 3600:02d}:{clock // 60 % 60:02d}:{clock % 60:02d}+08:00"
        yield (
            f"T{begin + i:09d},A{accounts[0, i]:07d},A{accounts[1, i]:07d},{at},"
            f"{cents[i] // 100}.{cents[i] % 100:02d},CNY,{purpose[i]},web\n"
        )


def interests(chooser: np.random.Generator, begin: int, count: int) -> Iterator[str]:
    """Lines of interests, about 50 bytes each, some with a quoted range."""
    holders, days = chooser.integers(0, 1_000_000, count), chooser.integers(0, 3650, count)
    shares = SHARES[chooser.integers(0, len(SHARES), count)]
    since = np.datetime_as_string(np.datetime64("2015-01-01") + days)
    for i in range(count):
        yield f"P{holders[i]:07d},C{begin + i:07d},shareholding,{shares[i]},,{since[i]},\n"


@dataclass(frozen=True, slots=True)
class Load:
    """A table to load: its rows, and the bare statement that loads the same file."""

    table: Table
    rows: int
    header: str
    lines: Lines
    create: str

    def write(self, folder: Path, share: float) -> Path:
        """The file, `share` of its full size."""
        chooser, path = np.random.default_rng(7), folder / f"{self.table}.csv"
        rows = int(self.rows * share)
        with path.open("w", encoding="utf-8") as file:
            file.write(self.header + "\n")
            for begin in range(0, rows, CHUNK):
                file.writelines(self.lines(chooser, begin, min(CHUNK, rows - begin)))
        return path

    def bare(self, path: Path, store: Path) -> None:
        """Load the file and nothing else."""
        import duckdb

        with duckdb.connect(str(store), config={"threads": 2}) as connection:
            connection.execute(self.create)
            columns = connection.execute("SELECT column_name, column_type FROM (DESCRIBE t)").fetchall()
            kinds = dict(columns)
            connection.execute(
                "INSERT INTO t SELECT * FROM read_csv(?, auto_detect = false, header = true, delim = ',', "
                "quote = '\"', escape = '\"', columns = ?)",
                [str(path), kinds],
            )


LOADS = (
    Load(
        Table.TRANSFERS,
        5_000_000,
        "transfer_id,from_account,to_account,at,amount,currency,purpose,channel",
        transfers,
        "CREATE TABLE t (transfer_id VARCHAR, from_account VARCHAR, to_account VARCHAR, moment TIMESTAMPTZ, "
        "amount DECIMAL(18, 2), currency VARCHAR, purpose VARCHAR, channel VARCHAR)",
    ),
    Load(
        Table.INTERESTS,
        2_000_000,
        "holder_id,held_id,kind,share,share_class,valid_from,valid_to",
        interests,
        "CREATE TABLE t (holder_id VARCHAR, held_id VARCHAR, kind VARCHAR, share VARCHAR, share_class VARCHAR, "
        "valid_from DATE, valid_to DATE)",
    ),
)


class Nothing:
    """A store that keeps nothing but a count, so that reading and checking stand alone."""

    refused = 0

    def runs(self) -> tuple[Run, ...]:
        """No run was ever committed."""
        return ()

    def last_run(self) -> int:
        """None."""
        return 0

    def columns(self, table: Table, at: At) -> pa.Table:
        """There is nothing to read."""
        raise LookupError(table, at)

    def begin(self, delivery: Delivery) -> int:
        """The first run, always."""
        return len(delivery.dataset) and 1

    def append(self, table: Table, rows: pa.Table, *, full: bool = False) -> Counts:
        """All rows are new."""
        return Counts(new=rows.num_rows, closed=int(full and not table))

    def preview(self, table: Table, rows: pa.Table, *, full: bool = False) -> tuple[Counts, int]:
        """All rows would be new."""
        return self.append(table, rows, full=full), 0

    def close(self, table: Table, records: Sequence[str]) -> int:
        """Nothing was open."""
        return 0 * len(records) * len(table)

    def reject(self, rejects: Sequence[Reject]) -> None:
        """Count them and forget them."""
        self.refused += len(rejects)

    def commit(self, files: Sequence[File] = ()) -> Run:
        """A run that nobody keeps."""
        return Run(1, "", "delivery", None, 0, "", tuple(files))

    def abort(self) -> None:
        """There is nothing to forget but the count."""
        self.refused = 0


def checked(path: Path) -> None:
    """Ingest into nothing."""
    ingest(Nothing(), [path])


def stored(path: Path, store: Path) -> None:
    """Ingest into an embedded store."""
    from lookthrough.graph.stores.duckdb import open_store

    with open_store(str(store), "create") as opened:
        ingest(opened, [path])


def main(argv: list[str]) -> None:
    """Print the table; the first argument is the share of the full size (default 1)."""
    share = float(argv[0]) if argv else 1.0
    print(head())
    print(f"median of {ROUNDS}, CPU seconds (seconds by the clock); load average {os.getloadavg()[0]:.1f}")
    for load in LOADS:
        with tempfile.TemporaryDirectory() as name:
            _measure(load, Path(name), share)
    print(f"memory of this process, at most: {peak_mb():,} MB")


def _measure(load: Load, folder: Path, share: float) -> None:
    path = load.write(folder, share)
    size = path.stat().st_size / 1e6
    print(f"\n{int(load.rows * share):,} {load.table}, CSV of {size:,.0f} MB")
    ways: dict[str, Callable[[Path], None]] = {
        "bare INSERT ... SELECT": lambda store: load.bare(path, store),
        "ingest, read and checked": lambda _: checked(path),
        "ingest into a store": lambda store: stored(path, store),
    }
    spent: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    for number in range(ROUNDS):  # in turn, so that what else the machine does meets all alike
        for way, call in ways.items():
            spent[way].append(_timed(call, folder / f"{number}-{len(way)}.duckdb"))
    bare = statistics.median(cpu for cpu, _ in spent["bare INSERT ... SELECT"])
    for way, times in spent.items():
        cpu, wall = (statistics.median(column) for column in zip(*times, strict=True))
        print(f"  {way:<26}{cpu:7.1f} ({wall:5.1f})  {cpu / bare:5.2f} x")


def _timed(call: Callable[[Path], None], store: Path) -> tuple[float, float]:
    """CPU seconds and seconds of one call; its store is removed."""
    cpu, wall = time.process_time(), time.perf_counter()
    call(store)
    found = time.process_time() - cpu, time.perf_counter() - wall
    for left in store.parent.glob(f"{store.name}*"):
        left.unlink()
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
