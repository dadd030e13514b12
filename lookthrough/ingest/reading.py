"""What does one part of a delivery bring: which rows hold, which are refused, and where does each stand?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lookthrough.graph.ports import Reject
from lookthrough.graph.tables import COLUMNS, Table, physical
from lookthrough.ingest.checks import Cells, Checked, Manner, check
from lookthrough.ingest.columns import Fault, Faults, Ints
from lookthrough.ingest.minted import MINTED, with_ids
from lookthrough.ingest.options import Progress
from lookthrough.ingest.parts import Part
from lookthrough.ingest.repeats import settle
from lookthrough.ingest.sheets import Row
from lookthrough.ingest.tables import Prints, Spool, contents, keys

SENSITIVE = frozenset(
    "name names_other holder_name held_name from_name to_name owner_name id_number birth_date phone email "
    "address".split()
)
QUOTED = re.compile("'.*'", re.DOTALL)  # a mapping may have rewritten the cell: it stands otherwise there
AT_ONCE = 1_000_000  # rows that a store takes in one piece: what it does once for a piece is worth sharing
MOST_BYTES = 192 << 20  # of them


@dataclass(slots=True)
class Bundle:
    """The rows of one table that a part brings, delivered or minted; `dropped` are repeats and contradictions."""

    part: Part
    table: Table
    spool: Spool
    keys: list[Prints] = field(default_factory=list)
    places: list[Ints] = field(default_factory=list)
    count: int = 0
    dropped: Ints = field(default_factory=lambda: np.empty(0, np.int64))

    def add(self, rows: pa.Table) -> None:
        """Keep checked rows."""
        if rows.num_rows:
            self.spool.add(rows)
            self.keys.append(keys(rows))
            self.places.append(np.asarray(rows.column("row")))
            self.count += rows.num_rows

    def __len__(self) -> int:
        return self.count

    def settled(self, dropped: Ints) -> None:
        """Which rows do not count is known: what it took to find them is let go."""
        self.dropped = dropped
        self.keys.clear()
        self.places.clear()

    def place(self, rows: Ints) -> Ints:
        """The places in the sheet of rows of the bundle."""
        return np.concatenate([np.empty(0, np.int32), *self.places]).astype(np.int64)[rows]

    def contents(self, rows: Ints) -> Prints:
        """The fingerprints of the contents of some rows, which ascend."""
        begin, parts = 0, []
        for piece in self.spool.read():
            inside = rows[(rows >= begin) & (rows < begin + piece.num_rows)] - begin
            parts.append(contents(piece.take(inside)))
            begin += piece.num_rows
        return Prints.joined(parts)

    @property
    def kept(self) -> int:
        """How many rows count."""
        return len(self) - len(self.dropped)

    def rows(self) -> Iterator[pa.Table]:
        """The rows that count, as a store takes them, about AT_ONCE or MOST_BYTES at a time."""
        keep = np.ones(len(self), np.bool_)
        keep[self.dropped] = False
        begin, waiting = 0, list[pa.Table]()
        for piece in self.spool.read():
            waiting.append(self._finished(piece.filter(pa.array(keep[begin : begin + piece.num_rows]))))
            begin += piece.num_rows
            rows, size = (sum(getattr(one, of) for one in waiting) for of in ("num_rows", "nbytes"))
            if begin == len(self) or rows >= AT_ONCE or size >= MOST_BYTES:
                yield pa.concat_tables(waiting)
                waiting = []

    def _finished(self, rows: pa.Table) -> pa.Table:
        """Numbers in the place of places, and the file."""
        number = self.part.sheet.numbers(np.asarray(rows.column("row")).astype(np.int64))
        columns = {name: rows.column(name) for name in rows.column_names}
        columns["row"] = pa.chunked_array([pa.array(number, pa.int32())])
        columns["file"] = pa.chunked_array([pa.repeat(pa.scalar(self.part.sheet.name), rows.num_rows)])
        names = list(physical(self.table))
        return pa.Table.from_arrays([columns[name] for name in names], names=names)


@dataclass(slots=True)
class Reading:
    """What a part brings: its own rows, those minted from its names, and the faults of rows by place.

    `gone` are rows which say that their records are no more.
    """

    part: Part
    own: Bundle
    gone: Bundle
    minted: Bundle | None
    sound: int = 0  # rows that have the form of a row
    named: int = 0
    repeated: int = 0
    contradicting: int = 0
    extra: set[str] = field(default_factory=set)  # columns that the layout lacks, with something in them
    doubts: Counter[str] = field(default_factory=Counter)  # code of a warning -> rows that bear it
    sums: dict[str, Fraction] = field(default_factory=dict)  # currency -> its amounts, where that is asked
    faults: list[Faults] = field(default_factory=list)

    def take(self, cells: Cells, manner: Manner) -> None:
        """Check the rows of a piece and keep those that hold."""
        named = with_ids(cells, self.part.dataset)
        fault = self.part.fault
        faults = named.faults if fault is None else Faults.at(np.arange(len(cells.places)), fault)
        checked = self._keep(self.own, check(named.piece, manner, faults))
        self.sound += len(cells.places)
        self.named += named.rows
        self.extra |= {name for name, texts in cells.extra.items() if texts.null_count < len(texts)}
        for minted in named.minted:
            rows = check(minted, manner).rows
            if self.minted is not None:
                self.minted.add(rows.filter(pc.is_in(rows.column("row"), checked.rows.column("row"))))

    def take_gone(self, cells: Cells, manner: Manner) -> None:
        """Check the keys of rows which say that their records are no more."""
        named = with_ids(cells, self.part.dataset)
        self._keep(self.gone, check(named.piece, manner, named.faults))
        self.sound += len(cells.places)

    def _keep(self, bundle: Bundle, checked: Checked) -> Checked:
        """Keep the rows that hold, and what is to be told of the others."""
        bundle.add(checked.rows)
        self.faults.append(checked.faults)
        self.doubts.update(checked.doubts)
        self.sums |= {name: self.sums.get(name, Fraction(0)) + total for name, total in checked.sums.items()}
        return checked

    @property
    def bundles(self) -> tuple[Bundle, ...]:
        """All rows that it brings."""
        return (self.own,) if self.minted is None else (self.own, self.minted)

    @property
    def count(self) -> int:
        """How many rows it has, whatever becomes of them."""
        return len(self.own) + len(self.gone) + self.rejected - self.contradicting

    @property
    def rejected(self) -> int:
        """How many rows are refused."""
        return len(np.unique(self.refused().rows))

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
        each = np.split(faults.which[order], begins)[1:]
        for row, which in zip(self.part.sheet.rows(wanted), each, strict=True):
            yield self._reject(row, [faults.known[i] for i in which])

    def _reject(self, row: Row, faults: Sequence[Fault]) -> Reject:
        first, *more = faults
        column = self.part.header(first.column)  # what else is wrong there follows from the first fault
        headers = ((self.part.header(fault.column), self._reason(fault)) for fault in more)
        others = (f"column {header}: {reason}" for header, reason in headers if header != column)
        return Reject(
            file=self.part.sheet.name,
            table=self.part.table,
            row=row.number,
            line=row.line,
            column=column,
            code=first.code,
            reason="; ".join([self._reason(first), *others]),
            text=row.text,
            cells=self.part.kept(row.cells),
            byte=row.byte,
        )

    def _reason(self, fault: Fault) -> str:
        """Why, without what a sensitive cell holds: reasons are shown, copied and logged."""
        return QUOTED.sub("the cell", fault.reason) if fault.column in SENSITIVE else fault.reason


def read(part: Part, manner: Manner, progress: Progress) -> Reading:
    """Read and check all rows of a part."""
    other = MINTED.get(part.table)
    minted = None if other is None else Bundle(part, other, Spool())
    own, gone = (Bundle(part, part.table, Spool()) for _ in range(2))
    reading = Reading(part, own, gone, minted)
    begin, manner = 0, part.manner(manner)
    for piece in part.sheet.pieces():
        reading.take(part.cells(piece, begin), manner)
        if (ended := part.gone(piece, begin)) is not None:
            reading.take_gone(ended, manner)
        begin += piece.num_rows
        progress(part.sheet.name, begin, part.sheet.expected)
    return reading


def settle_all(readings: Sequence[Reading]) -> None:
    """Find repeats and contradictions among all rows of each table that a delivery brings."""
    for table in Table:
        mine = [reading for reading in readings if reading.own.table is table]
        own = [(r, b) for r in mine for b in (r.own, r.gone) if len(b)]
        minted = [reading.minted for reading in readings if reading.minted and reading.minted.table is table]
        if own or minted:
            _settle([reading for reading, _ in own], [*(bundle for _, bundle in own), *minted])
    pa.default_memory_pool().release_unused()


def _settle(readings: Sequence[Reading], bundles: Sequence[Bundle]) -> None:
    """Compare the rows of one table, in `bundles`; the first of them come from files, those of `readings`."""
    bounds = np.cumsum([0, *map(len, bundles)])
    prints = Prints.joined([part for bundle in bundles for part in bundle.keys])
    settled = settle(prints, int(bounds[len(readings)]), partial(_contents, bundles, bounds))
    dropped = []
    for index, bundle in enumerate(bundles):
        begin, end = bounds[index : index + 2]
        repeated = settled.repeated[(settled.repeated >= begin) & (settled.repeated < end)] - begin
        mine = (settled.contradicting >= begin) & (settled.contradicting < end)
        contradicting = settled.contradicting[mine] - begin
        dropped.append(np.concatenate([repeated, contradicting]))
        if index < len(readings):
            readings[index].repeated += len(repeated)
            readings[index].contradicting += len(contradicting)
            others = _whereabouts(bundles, bounds, settled.others[mine])
            readings[index].faults.append(_contradictions(bundle, contradicting, others))
    for bundle, rows in zip(bundles, dropped, strict=True):
        bundle.settled(rows)


def _contents(bundles: Sequence[Bundle], bounds: Ints, rows: Ints) -> Prints:
    """The fingerprints of the contents of rows that are counted through all bundles."""
    order = np.argsort(rows)
    cuts = np.split(rows[order], np.searchsorted(rows[order], bounds[1:-1]))
    parts = [bundle.contents(own - begin) for bundle, own, begin in zip(bundles, cuts, bounds, strict=False)]
    return Prints.joined(parts).take(np.argsort(order))


def _whereabouts(bundles: Sequence[Bundle], bounds: Ints, rows: Ints) -> Iterator[str]:
    """File and number of rows that are counted through all bundles."""
    for row, index in zip(rows, np.searchsorted(bounds, rows, side="right") - 1, strict=True):
        sheet = bundles[index].part.sheet
        number = sheet.numbers(bundles[index].place(np.array([row - bounds[index]])))[0]
        yield f"row {number} of {sheet.name}"


def _contradictions(bundle: Bundle, rows: Ints, others: Iterable[str]) -> Faults:
    key = next(column.name for column in COLUMNS[bundle.table] if column.key)
    column = "record_id" if bundle.part.places.get("record_id") else key
    reasons = (f"{other} has the same key and other content: keep one of them" for other in others)
    known = tuple(Fault(column, "duplicate_key", reason) for reason in reasons)
    return Faults(bundle.place(rows), np.arange(len(rows)), known)
