"""What happens in one run: read, check, compare, write, commit?

Everything is read and checked before the run begins; then the tables are written in the order of the layout, so that
edges find their ends, and one commit makes all of it visible. Whatever goes wrong before leaves the store as it was. A
dry run takes the same steps, so that it tells the same numbers, and forgets them instead of committing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc

from lookthrough.errors import UsageError
from lookthrough.graph.ports import At, Counts, Delivery, File, Reject
from lookthrough.graph.remarks import note_of, parts_of
from lookthrough.graph.tables import Table, physical
from lookthrough.ingest.cells import zone_of
from lookthrough.ingest.checks import Manner, empty
from lookthrough.ingest.minted import OUTSIDE
from lookthrough.ingest.options import IngestOptions, Progress, Store
from lookthrough.ingest.parts import Part
from lookthrough.ingest.past import Past
from lookthrough.ingest.reading import Bundle, Reading, read, settle_all
from lookthrough.ingest.report import FileReport, RunReport, Warned
from lookthrough.ingest.totals import Amount, Totals

MOST_CLOSED = 0.1  # of the open records of a table, without --yes
REJECTS_AT_ONCE = 10_000
REJECTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Taken:
    """What was read of a dataset's part of a delivery, and what an earlier run said of files not read again."""

    readings: Sequence[Reading]
    again: Sequence[File]
    skipped: Sequence[FileReport]
    seconds: float

    @property
    def files(self) -> Iterator[FileReport]:
        """What became of the rows of each file so far; nothing is written yet."""
        yield from map(_report, self.readings)
        yield from self.skipped

    @property
    def amounts(self) -> Iterator[Amount]:
        """What a totals file can be compared with."""
        for reading in self.readings:
            yield Amount(reading.part.sheet.name, reading.count, reading.sums)


@dataclass(frozen=True, slots=True)
class Job:
    """One run: a dataset's part of a delivery."""

    store: Store
    dataset: str
    options: IngestOptions
    totals: Totals | None = None

    @property
    def delivery(self) -> Delivery:
        """What the run says of itself."""
        note = " ".join([self.options.note, *([self.totals.note] if self.totals else [])])
        return Delivery(self.dataset, self.options.received, note)

    def read(self, parts: Sequence[Part], progress: Progress) -> Taken:
        """Read and check the parts, which are all of this dataset."""
        began = time.monotonic()
        taken = Past(self.store.runs(), self.delivery, self.options.full).taken(_tables(parts))
        manner = Manner(self.options.share_unit, zone_of(self.options.zone), sums=self.totals is not None)
        fresh = [part for part in parts if part.sheet.digest not in taken]
        readings = [read(part, manner, progress) for part in fresh]
        settle_all(readings)
        names, tables = {part.sheet.digest: part.sheet.name for part in parts}, _tables(parts)
        again = [
            replace(_unchanged(file), name=names[file.digest]) for files in taken.values() for file in files
        ]
        skipped = [_skipped(file, minted=file.table not in tables[file.digest]) for file in again]
        return Taken(readings, again, skipped, time.monotonic() - began)

    def write(self, taken: Taken) -> RunReport:
        """Write what was read, and commit."""
        began = time.monotonic()
        self.store.begin(self.delivery)
        try:
            report = self._write(taken)
        except BaseException:
            self.store.abort()
            raise
        return replace(report, seconds=taken.seconds + time.monotonic() - began)

    def _write(self, taken: Taken) -> RunReport:
        """Write all rows and refused rows, and commit; a dry run forgets them."""
        readings = taken.readings
        self._guard(readings)
        bundles = [bundle for reading in readings for bundle in reading.bundles]
        counts: dict[int, Counts] = {}
        for table in Table:
            counts |= self._table(table, [bundle for bundle in bundles if bundle.table is table])
        for reading in readings:
            counts[id(reading.own)] = self._gone(reading, counts[id(reading.own)])
            self._replaced(reading, readings, counts)
        reports = [report for reading in readings for report in _reports(reading, counts)]
        files = [self._file(reading, report) for reading, report in reports]
        told = (*(report for _, report in reports), *taken.skipped)
        if self.options.dry_run:
            shown = tuple(islice((r for reading in readings for r in reading.rejects()), REJECTS_SHOWN))
            self.store.abort()
            return RunReport(self.dataset, None, told, 0, shown)
        shown = self._refuse(readings)
        return RunReport(self.dataset, self.store.commit([*files, *taken.again]).number, told, 0, shown)

    def _refuse(self, readings: Sequence[Reading]) -> tuple[Reject, ...]:
        """Keep the refused rows with the run; returns the first few."""
        rejects = (reject for reading in readings for reject in reading.rejects())
        shown: tuple[Reject, ...] = ()
        while some := tuple(islice(rejects, REJECTS_AT_ONCE)):
            self.store.reject(some)
            shown = shown or some[:REJECTS_SHOWN]
        return shown

    def _file(self, reading: Reading, report: FileReport) -> File:
        digest, full = reading.part.sheet.digest, self.options.full
        numbers = (report.read, report.rejected, report.repeated)
        note = note_of(report.note, {warned.code: warned.rows or 1 for warned in report.warnings})
        return File(report.table, report.file, digest, full, *numbers, note, report.counts)

    def _table(self, table: Table, bundles: Sequence[Bundle]) -> dict[int, Counts]:
        """Write the rows of one table; the counts of each bundle."""
        if self._closes(table, bundles):
            return self._full(table, bundles)
        append = self.store.append
        return {id(bundle): _sum([append(table, rows) for rows in bundle.rows()]) for bundle in bundles}

    def _gone(self, reading: Reading, counts: Counts) -> Counts:
        """Close the records whose rows say that they are no more; those that are not open are unchanged."""
        columns = (rows.column("record") for rows in reading.gone.rows())
        records = [str(record) for column in columns for record in column.to_pylist()]
        closed = self.store.close(reading.gone.table, records) if records else 0
        unchanged = counts.unchanged + len(records) - closed
        return replace(counts, closed=counts.closed + closed, unchanged=unchanged)

    def _replaced(self, reading: Reading, readings: Sequence[Reading], counts: dict[int, Counts]) -> None:
        """Close what a part stands for without repeating it; told with the rows of its table, if there are any."""
        for table, records in reading.part.replaced(self._opened).items():
            same = (
                r
                for r in readings
                if (r.part.sheet.digest, r.own.table) == (reading.part.sheet.digest, table)
            )
            place = id(next(same, reading).own)
            closed = counts[place].closed + self.store.close(table, records)
            counts[place] = replace(counts[place], closed=closed)

    def _opened(self, table: Table) -> list[str]:
        """The dataset's records of a table that were open before the run."""
        found = self.store.columns(table, At(self.store.last_run(), None)).filter(
            pc.field("dataset") == self.dataset
        )
        return [str(record) for record in found.column("record").to_pylist()]

    def _closes(self, table: Table, bundles: Sequence[Bundle]) -> bool:
        """Whether what these rows lack is closed: only where a file of the table itself came."""
        return self.options.full and any(bundle.part.table is table for bundle in bundles)

    def _full(self, table: Table, bundles: Sequence[Bundle]) -> dict[int, Counts]:
        """Write a table whole, in one call; what is closed is told with its first file."""
        each = [Counts()] * len(bundles)
        if len(bundles) > 1:
            previews = ([self.store.preview(table, rows)[0] for rows in bundle.rows()] for bundle in bundles)
            each = [replace(_sum(counts), pending=0) for counts in previews]
        rows, kept = self._whole(table, bundles)
        all_ = self.store.append(table, rows, full=True)
        all_ = replace(all_, unchanged=all_.unchanged - kept)
        each[0] = all_ if len(bundles) == 1 else replace(each[0], closed=all_.closed, pending=all_.pending)
        return {id(bundle): counts for bundle, counts in zip(bundles, each, strict=True)}

    def _whole(self, table: Table, bundles: Sequence[Bundle]) -> tuple[pa.Table, int]:
        """All rows of a table, and how many of them this delivery does not bring but leaves as they are."""
        rows = pa.concat_tables([empty(table), *(rows for bundle in bundles for rows in bundle.rows())])
        if table is not Table.ACCOUNTS:
            return rows, 0
        found = self._outside()
        found = found.filter(pc.invert(pc.is_in(found.column("record"), rows.column("record"))))
        return pa.concat_tables([rows, found]), found.num_rows

    def _outside(self) -> pa.Table:
        """The outside accounts of the dataset, which only transfers name: no file of accounts can close them."""
        found = self.store.columns(Table.ACCOUNTS, At(self.store.last_run(), None))
        mine = (pc.field("dataset") == self.dataset) & (pc.field("kind") == OUTSIDE)
        return found.filter(mine).select(list(physical(Table.ACCOUNTS)))

    def _guard(self, readings: Sequence[Reading]) -> None:
        """Refuse a full delivery that would close too much."""
        bundles = [bundle for reading in readings for bundle in reading.bundles]
        for table in Table:
            own = [bundle for bundle in bundles if bundle.table is table]
            if self.options.yes or not self._closes(table, own):
                continue
            counts, held = self.store.preview(table, self._whole(table, own)[0], full=True)
            if counts.closed > MOST_CLOSED * held:
                raise UsageError(
                    f"--full would close {counts.closed:,} of the {held:,} open records of {table} in "
                    f"{self.dataset}: add --yes if they are gone, or leave --full out"
                )


def _tables(parts: Sequence[Part]) -> dict[str, set[str]]:
    """The tables of each delivered digest."""
    found: dict[str, set[str]] = {}
    for part in parts:
        found.setdefault(part.sheet.digest, set()).add(part.table)
    return found


def _unchanged(file: File) -> File:
    """What a run says of a file that it need not read again."""
    return replace(file, counts=Counts(unchanged=file.rows - file.rejected - file.repeated))


def _sum(counts: Sequence[Counts]) -> Counts:
    names = ("new", "changed", "unchanged", "closed", "pending")
    return Counts(*(sum(getattr(count, name) for count in counts) for name in names))


def _reports(reading: Reading, counts: dict[int, Counts]) -> Iterator[tuple[Reading, FileReport]]:
    """What became of the rows of a file, and of those that were minted from its names."""
    yield reading, replace(_report(reading), counts=counts[id(reading.own)])
    if reading.minted is not None and reading.minted.kept:
        minted, name = reading.minted, reading.part.sheet.name
        yield reading, FileReport(name, minted.table, minted.kept, counts=counts[id(minted)], minted=True)


def _report(reading: Reading) -> FileReport:
    """What became of a file's own rows, but for what the store says of them."""
    own = FileReport(
        reading.part.sheet.name, reading.own.table, reading.count, reading.rejected, reading.repeated
    )
    return replace(own, warnings=tuple(_warnings(reading)))


def _warnings(reading: Reading) -> Iterator[Warned]:
    if reading.named:
        yield Warned("names_only", f"{reading.named} rows", reading.named)
    if reading.extra and not reading.part.sheet.foreign:
        yield Warned("extra_columns", ", ".join(sorted(reading.extra)))
    yield from (Warned(code, f"{rows} rows", rows) for code, rows in sorted(reading.doubts.items()))
    yield from reading.part.remarks()


def _skipped(file: File, *, minted: bool) -> FileReport:
    note, warned = parts_of(file.note)
    warnings = tuple(Warned(code, f"{rows} rows", rows) for code, rows in warned.items())
    numbers = (file.rows, file.rejected, file.repeated, file.counts, warnings)
    return FileReport(file.name, file.table, *numbers, minted=minted, skipped=True, note=note)
