"""What is in the demo's bank, and which of its customers tell something?

`make_bank` writes a bank's own files in the bank layout and, beside them, a register's; the same seed and scale give
the same bytes on any day. All that is said is true on 2026-11-24 and on every later day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lookthrough.graph.tables import Table
from lookthrough.ingest.demo import accounts, companies, duties, payments, special, structures, writer
from lookthrough.ingest.demo.book import Book
from lookthrough.ingest.demo.faults import BadRow, Extra, extras, spread

CUSTOMERS, COMPANIES, PARTIES, INTERESTS = 20_000, 14_000, 30_000, 60_000
ACCOUNTS, TRANSFERS, OUTSIDERS, REGISTERED, AGENCIES = 40_000, 500_000, 3_000, 500, 3_000


@dataclass(frozen=True, slots=True)
class DemoBank:
    """What was written.

    Attributes:
        folder: the bank's files; register: the folder of the second source, beside it.
        files: (path, rows below the header, bad and repeated ones included) of every file written.
        bad_rows: the rows to be refused, by file and number (the header is row 1).
        repeated: (file, number) of the rows that are there a second time, equal to the first.
        pending: holders that the interests name and the parties lack.
        telling: (customer id, what it shows) of the hand-built structures.
        rings: the transfer ids of each planted ring, in order of time.
    """

    folder: Path
    register: Path
    files: tuple[tuple[Path, int], ...]
    bad_rows: tuple[BadRow, ...]
    repeated: tuple[tuple[str, int], ...]
    pending: tuple[str, ...]
    telling: tuple[tuple[str, str], ...]
    rings: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _File:
    """One file as it was written."""

    path: Path
    rows: int
    added: Sequence[Extra] = ()
    numbers: Sequence[int] = ()

    @property
    def bad(self) -> list[BadRow]:
        """Its rows to be refused."""
        pairs = zip(self.added, self.numbers, strict=True)
        return [
            BadRow(self.path.name, number, extra.column, extra.reason)
            for extra, number in pairs
            if extra.reason
        ]

    @property
    def repeated(self) -> list[tuple[str, int]]:
        """Its rows that are there twice."""
        pairs = zip(self.added, self.numbers, strict=True)
        return [(self.path.name, number) for extra, number in pairs if not extra.reason]


def make_bank(folder: Path, seed: int = 7, scale: float = 1.0) -> DemoBank:
    """Write the bank's files into `folder` and the register's into `register` beside it.

    At scale 1 about 20,000 customers, 30,000 parties, 60,000 interests, 40,000 accounts, 500,000 transfers. The
    hand-built structures and the bad rows are the same at every scale (not below 0.05).
    """
    book, drawings = fill(seed, scale)
    source = payments.money(book, seed, book.count(OUTSIDERS))
    flows = payments.draw(book, source, transfers=book.count(TRANSFERS))
    added = extras(book)
    register = folder.parent / "register"
    for place in (folder, register):
        place.mkdir(parents=True, exist_ok=True)
    written = [
        _csv(folder, table, book, added[table]) for table in writer.HEADERS if table is not Table.TRANSFERS
    ]
    written += [_parquet(folder, book, flows, added[Table.TRANSFERS]), _register(register, book)]
    return DemoBank(
        folder=folder,
        register=register,
        files=tuple((file.path, file.rows) for file in written),
        bad_rows=tuple(bad for file in written for bad in file.bad),
        repeated=tuple(twice for file in written for twice in file.repeated),
        pending=tuple(f"P9{number:05d}" for number in range(special.PENDING)),
        telling=tuple((drawing.customer_id, drawing.shows) for drawing in drawings),
        rings=_rings(flows),
    )


def fill(seed: int, scale: float) -> tuple[Book, tuple[structures.Drawing, ...]]:
    """The clean rows of the bank: drawings first, then the rarer structures, then the ordinary ones."""
    book = Book(seed, scale)
    drawings = structures.draw(book)
    special.rarer(book)
    above = companies.layers(book)
    agencies = book.count(AGENCIES)
    while len(book.rows[Table.CUSTOMERS]) < book.count(COMPANIES):
        companies.ordinary(book, above, special.AGENT if agencies > 0 else None)
        agencies -= 1
    duties.appoint(book, interests=book.count(INTERESTS))
    duties.relate(book)
    duties.declare(book)
    duties.register(book, entries=book.count(REGISTERED))
    _private_customers(book)
    duties.close_some(book)
    accounts.open_accounts(book, accounts=book.count(ACCOUNTS))
    return book, drawings


def _private_customers(book: Book) -> None:
    """New people until the bank has its parties, and then people it knows, become customers."""
    people = [party for party, row in book.parties.items() if row["kind"] == "person"]
    known = iter(book.rng.sample(people, len(people)))
    wanted, parties = book.count(CUSTOMERS), book.count(PARTIES)
    while len(book.rows[Table.CUSTOMERS]) < wanted:
        new = len(book.parties) < parties
        party = book.person(chinese=book.chance(2 / 3)) if new else next(known)
        book.customer(party, "retail")


def _csv(folder: Path, table: Table, book: Book, added: Sequence[Extra]) -> _File:
    path = folder / f"{table}.csv"
    lines, numbers = spread([writer.cells(table, row) for row in book.rows[table]], added)
    writer.write_csv(path, table, lines)
    return _File(path, len(lines), added, numbers)


def _parquet(folder: Path, book: Book, flows: payments.Flows, added: Sequence[Extra]) -> _File:
    """The transfers, their bad rows last."""
    import pyarrow as pa

    path = folder / "transfers.parquet"
    clean = writer.transfers(book, flows, writer.outsiders(book, book.count(OUTSIDERS)))
    columns = zip(*(extra.cells for extra in added), strict=True)
    last = [pa.array([cell or None for cell in column], pa.string()) for column in columns]
    table = pa.concat_tables([clean, pa.table(last, names=clean.column_names)])
    writer.write_parquet(path, table)
    return _File(path, len(table), added, range(len(clean) + 2, len(table) + 2))


def _register(folder: Path, book: Book) -> _File:
    path = folder / "interests.csv"
    lines = [writer.cells(Table.INTERESTS, row) for row in book.register]
    writer.write_csv(path, Table.INTERESTS, lines)
    return _File(path, len(lines))


def _rings(flows: payments.Flows) -> tuple[tuple[str, ...], ...]:
    import numpy as np

    numbers = range(special.RING_GROUPS)
    return tuple(tuple(f"T{place + 1:09d}" for place in np.flatnonzero(flows.ring == n)) for n in numbers)
