"""What happens in one run: read, check, compare, write, commit?

Everything is read and checked before the run begins; then the tables are written in the order of the layout, so that
edges find their ends, and one commit makes all of it visible. Whatever goes wrong before leaves the store as it was.
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
from lookthrough.graph.tables import Table, physical
from lookthrough.ingest.cells import zone_of
from lookthrough.ingest.checks import Manner, empty
from lookthrough.ingest.minted import OUTSIDE
from lookthrough.ingest.options import IngestOptions, Progress, Store
from lookthrough.ingest.parts import Part
from lookthrough.ingest.past import Past
from lookthrough.ingest.reading import Bundle, Reading, read, settle_all
from lookthrough.ingest.report import FileReport, RunReport, Warned

MOST_CLOSED = 0.1  # of the open records of a table, without --yes
REJECTS_AT_ONCE = 10_000
REJECTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Job:
    """One run: a dataset's part of a delivery."""

    store: Store
    dataset: str
    options: IngestOptions

    def run(self, parts: Sequence[Part], progress: Progress) -> RunReport:
        """Take the parts, which are all of this dataset."""
        began = time.monotonic()
        delivery = Delivery(self.dataset, self.options.received, self.options.note)
        taken = Past(self.store.runs(), delivery, self.options.full).taken(_tables(parts))
        manner = Manner(self.options.share_unit, zone_of(self.options.zone))
        fresh = [part for part in parts if part.sheet.digest not in taken]
        readings = [read(part, manner, progress) for part in fresh]
        settle_all(readings)
        names = {part.sheet.digest: part.sheet.name for part in parts}
        again = [
            replace(_unchanged(file), name=names[file.digest]) for files in taken.values() for file in files
        ]
        self.store.begin(delivery)
        try:
            report = self._write(readings, again)
        except BaseException:
            self.store.abort()
            raise
        return replace(report, seconds=time.monotonic() - began)

    def _write(self, readings: Sequence[Reading], again: Sequence[File]) -> RunReport:
        """Write all rows and refused rows and commit, or, in a dry run, only count."""
        self._guard(readings)
        bundles = [bundle for reading in readings for bundle in reading.bundles]
        counts: dict[int, Counts] = {}
        for table in Table:
            counts |= self._table(table, [bundle for bundle in bundles if bundle.table is table])
        reports = [report for reading in readings for report in _reports(reading, counts)]
        files = [self._file(reading, report) for reading, report in reports]
        told = (*(report for _, report in reports), *map(_skipped, again))
        if self.options.dry_run:
            shown = tuple(islice((r for reading in readings for r in reading.rejects()), REJECTS_SHOWN))
            self.store.abort()
            return RunReport(self.dataset, None, told, 0, shown)
        shown = self._refuse(readings)
        return RunReport(self.dataset, self.store.commit([*files, *again]).number, told, 0, shown)

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
        return File(report.table, report.file, digest, full, *numbers, report.note, report.counts)

    def _table(self, table: Table, bundles: Sequence[Bundle]) -> dict[int, Counts]:
        """Write the rows of one table, or count what that would do; the counts of each bundle."""
        if self._closes(table, bundles):
            return self._full(table, bundles)
        return {id(bundle): _sum([self._append(table, rows) for rows in bundle.rows()]) for bundle in bundles}

    def _append(self, table: Table, rows: pa.Table, *, full: bool = False) -> Counts:
        if self.options.dry_run:
            return self.store.preview(table, rows, full=full)[0]
        return self.store.append(table, rows, full=full)

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
        all_ = self._append(table, rows, full=True)
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
    sheet, refused = reading.part.sheet, reading.rejected
    read = len(reading.own) + refused - reading.contradicting
    own = FileReport(sheet.name, reading.own.table, read, refused, reading.repeated, counts[id(reading.own)])
    yield reading, replace(own, warnings=tuple(_warnings(reading)))
    if reading.minted is not None and reading.minted.kept:
        minted, kept = reading.minted, reading.minted.kept
        yield reading, FileReport(sheet.name, minted.table, kept, counts=counts[id(minted)], minted=True)


def _warnings(reading: Reading) -> Iterator[Warned]:
    if reading.named:
        yield Warned("names_only", f"{reading.named} rows", reading.named)
    if reading.extra and not reading.part.sheet.foreign:
        yield Warned("extra_columns", ", ".join(sorted(reading.extra)))
    yield from reading.part.sheet.remarks()


def _skipped(file: File) -> FileReport:
    numbers = (file.rows, file.rejected, file.repeated, file.counts)
    return FileReport(file.name, file.table, *numbers, skipped=True, note=file.note)
