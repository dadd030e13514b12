"""What does one part of a delivery bring: which rows hold, which are refused, and where does each stand?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import numpy as np
import pyarrow as pa

from lookthrough.graph.ports import Reject
from lookthrough.graph.tables import COLUMNS, Table, physical
from lookthrough.ingest.checks import Cells, Manner, check
from lookthrough.ingest.columns import Fault, Faults, Ints
from lookthrough.ingest.minted import with_ids
from lookthrough.ingest.repeats import settle
from lookthrough.ingest.sources.bank import Part
from lookthrough.ingest.tables import Prints, Spool, fingerprints

AT_ONCE = 500_000  # rows of one append
Progress = Callable[[str, int, int | None], None]


@dataclass(slots=True)
class Bundle:
    """The rows of one table that a part brings, delivered or minted; `dropped` are repeats and contradictions."""

    part: Part
    table: Table
    spool: Spool
    prints: list[Prints] = field(default_factory=list)
    places: list[Ints] = field(default_factory=list)
    dropped: Ints = field(default_factory=lambda: np.empty(0, np.int64))

    @property
    def minted(self) -> bool:
        """Whether these rows stand in no file of their own."""
        return self.table is not self.part.table

    def add(self, rows: pa.Table) -> None:
        """Keep checked rows."""
        if rows.num_rows:
            self.spool.add(rows)
            self.prints.append(fingerprints(rows))
            self.places.append(np.asarray(rows.column("row")).astype(np.int64))

    def __len__(self) -> int:
        return sum(map(len, self.places))

    @property
    def kept(self) -> int:
        """How many rows count."""
        return len(self) - len(self.dropped)

    def rows(self) -> Iterator[pa.Table]:
        """The rows that count, as a store takes them, at most AT_ONCE at a time."""
        keep = np.ones(len(self), np.bool_)
        keep[self.dropped] = False
        begin, waiting = 0, list[pa.Table]()
        for piece in self.spool.read():
            waiting.append(self._finished(piece.filter(pa.array(keep[begin : begin + piece.num_rows]))))
            begin += piece.num_rows
            if sum(rows.num_rows for rows in waiting) >= AT_ONCE:
                yield pa.concat_tables(waiting)
                waiting = []
        if waiting:
            yield pa.concat_tables(waiting)

    def _finished(self, rows: pa.Table) -> pa.Table:
        """Numbers in the place of places, and the file."""
        number = self.part.sheet.numbers(np.asarray(rows.column("row")).astype(np.int64))
        columns = {name: rows.column(name) for name in rows.column_names}
        columns["row"] = pa.chunked_array([pa.array(number, pa.int32())])
        columns["file"] = pa.chunked_array([pa.repeat(pa.scalar(self.part.sheet.name), rows.num_rows)])
        return pa.table({name: columns[name] for name in physical(self.table)})


@dataclass(slots=True)
class Reading:
    """What a part brings: its own rows, those minted from its names, and the faults of rows by place."""

    part: Part
    own: Bundle
    minted: Bundle
    sound: int = 0  # rows that have the form of a row
    named: int = 0
    repeated: int = 0
    faults: list[Faults] = field(default_factory=list)

    def take(self, cells: Cells, manner: Manner) -> None:
        """Check the rows of a piece and keep those that hold."""
        named = with_ids(cells, self.part.dataset)
        checked = check(named.piece, manner, named.faults)
        self.own.add(checked.rows)
        self.faults.append(checked.faults)
        self.sound += len(cells.places)
        self.named += named.rows
        for minted in named.minted:
            rows = check(minted, manner).rows
            self.minted.add(rows.filter(pc.is_in(rows.column("row"), checked.rows.column("row"))))

    def refused(self) -> Faults:
        """All faults, by the number of the row."""
        sheet, faults = self.part.sheet, Faults.joined(self.faults)
        numbered = replace(faults, rows=sheet.numbers(faults.rows))
        return Faults.joined([sheet.faults(), numbered]) if self.part.first else numbered

    def rejects(self) -> Iterator[Reject]:
        """The refused rows in order."""
        faults = self.refused()
        order = np.argsort(faults.rows, kind="stable")
        wanted, begins = np.unique(faults.rows[order], return_index=True)
        each = np.split(faults.which[order], begins[1:])
        for row, which in zip(self.part.sheet.rows(wanted), each, strict=True):
            yield self._reject(row, [faults.known[i] for i in which])

    def _reject(self, row: Row, faults: Sequence[Fault]) -> Reject:
        first, *more = faults
        others = (f"column {self.part.header(fault.column)}: {fault.reason}" for fault in more)
        return Reject(
            file=self.part.sheet.name,
            table=self.part.table,
            row=row.number,
            line=row.line,
            column=self.part.header(first.column),
            code=first.code,
            reason="; ".join([first.reason, *others]),
            text=row.text,
            cells=row.cells,
        )


def read(part: Part, manner: Manner, folder: Path, progress: Progress) -> Reading:
    """Read and check all rows of a part; rows wait in `folder`."""
    own = Bundle(part, part.table, Spool(folder))
    reading = Reading(part, own, Bundle(part, MINTED.get(part.table, part.table), Spool(folder)))
    begin = 0
    for piece in part.sheet.pieces():
        reading.take(part.cells(piece, begin), manner)
        begin += piece.num_rows
        progress(part.sheet.name, begin, part.sheet.expected)
    return reading


def settle_all(readings: Sequence[Reading]) -> None:
    """Find repeats and contradictions among all rows of each table that a delivery brings."""
    for table in Table:
        own = [reading for reading in readings if reading.own.table is table]
        bundles = [reading.own for reading in own]
        bundles += [reading.minted for reading in readings if reading.minted.table is table is not reading.own.table]
        if bundles:
            _settle(own, bundles)


def _settle(readings: Sequence[Reading], bundles: Sequence[Bundle]) -> None:
    prints = Prints.joined([part for bundle in bundles for part in bundle.prints])
    settled = settle(prints, delivered=sum(len(reading.own) for reading in readings))
    rows = _Rows(bundles)
    for index, bundle in enumerate(bundles):
        repeated, contradicting = (rows.inside(index, found) for found in (settled.repeated, settled.contradicting))
        bundle.dropped = np.concatenate([settled.repeated[repeated], settled.contradicting[contradicting]]) - rows.begin(index)
        if index < len(readings):
            readings[index].repeated = int(repeated.sum())
            readings[index].faults.append(rows.contradictions(settled))
