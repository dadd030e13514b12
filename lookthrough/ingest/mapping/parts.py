"""What do the rows of a bank's own sheet say in the words of the layout, as a mapping reads them?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Entries
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from lookthrough.graph.tables import COLUMNS, Table
from lookthrough.ingest.cells import Refused, Values, zone_of
from lookthrough.ingest.checks import Cells, Manner
from lookthrough.ingest.columns import Faults, Ints, Marks, Texts, clean, read_distinct
from lookthrough.ingest.mapping.document import EMPTY, Condition, Mapping, Section
from lookthrough.ingest.mapping.sources import Resolved
from lookthrough.ingest.mapping.words import folded
from lookthrough.ingest.parts import Part, among
from lookthrough.ingest.report import Warned
from lookthrough.ingest.spelling import joined, rows_as_written

MAP = "_map"  # the column of a file of refused rows that names the mapping which read them
_GONE = "gone"  # in the rest of a row that says so: it is never equal to one that lives


@dataclass(frozen=True, slots=True)
class Rule:
    """A section of a mapping at the columns of one sheet."""

    section: Section
    columns: Entries[str, Resolved]
    only: tuple[tuple[int, Condition], ...] = ()
    gone: tuple[int, Condition] | None = None

    def chosen(self, piece: pa.RecordBatch) -> Marks:
        """The rows of a piece that the section takes."""
        found = np.ones(piece.num_rows, np.bool_)
        for place, condition in self.only:
            found &= holds(piece, place, condition)
        return found

    def gone_of(self, piece: pa.RecordBatch) -> Marks:
        """The rows of a piece which say that their records are no more."""
        return np.zeros(piece.num_rows, np.bool_) if self.gone is None else holds(piece, *self.gone)


def holds(piece: pa.RecordBatch, place: int, condition: Condition) -> Marks:
    """The rows of a piece in which a condition holds."""
    wanted = frozenset(map(folded, condition.words))

    def look(text: str) -> Values:
        word = "" if text in EMPTY else folded(text)
        return ((word in wanted) is not condition.negated,)

    read = read_distinct(condition.column, clean(piece.column(place)).fill_null(""), look, ("bool",))
    return np.asarray(read.parts[0])


@dataclass(frozen=True, slots=True)
class Mapped(Part):
    """The rows of a sheet that a section takes to its table."""

    mapping: Mapping = field(kw_only=True)
    rule: Rule = field(kw_only=True)

    def cells(self, piece: pa.RecordBatch, begin: int) -> Cells:
        """The part's living rows of a piece."""
        rows = np.flatnonzero(self._mine(piece) & ~self.rule.gone_of(piece))
        return self._cells(piece, rows, begin, list(self.rule.columns))

    def gone(self, piece: pa.RecordBatch, begin: int) -> Cells | None:
        """The part's rows of a piece which say that their records are no more: their keys."""
        rows = np.flatnonzero(self._mine(piece) & self.rule.gone_of(piece))
        if not len(rows):
            return None
        keys = {column.name for column in COLUMNS[self.table] if column.key} | {"record_id", "name", "kind"}
        keys |= {"holder_name", "holder_kind", "held_name", "held_kind"}
        found = self._cells(piece, rows, begin, [name for name in self.rule.columns if name in keys])
        marks: Texts = pa.array(["true"] * len(rows), pa.string())
        return replace(found, extra={_GONE: marks}, gone=True)

    def _mine(self, piece: pa.RecordBatch) -> Marks:
        return self.rule.chosen(piece) & among(piece, self.where)

    def kept(self, cells: dict[str, str]) -> dict[str, str]:
        """The cells of a refused row, and which section reads them."""
        return cells | {MAP: label(self.mapping, [self.rule])}

    def _cells(self, piece: pa.RecordBatch, rows: Ints, begin: int, names: Sequence[str]) -> Cells:
        if len(rows) < piece.num_rows:
            piece = piece.take(rows)
        reads = {name: self.rule.columns[name].read(piece) for name in names}
        columns = {name: read.parts[0] for name, read in reads.items()}
        if self.table is Table.PARTIES and "party_id" not in columns:
            columns["party_id"] = joined(
                pa.scalar(self.dataset), columns["kind"], columns["name"], between="/"
            )
        extra = {name: clean(piece.column(place)) for name, place in self.extra.items()}
        written = None if self.table is Table.TRANSFERS else rows_as_written(piece.columns)
        faults = Faults.joined(read.faults for read in reads.values())
        return Cells(self.table, rows + begin, columns, extra, written, faults)

    def manner(self, given: Manner) -> Manner:
        """The zone of the mapping, where it says one; its shares have their unit already."""
        zone = zone_of(self.mapping.zone) if self.mapping.zone else given.zone
        return replace(given, share_unit=None, zone=zone)

    def remarks(self) -> Iterable[Warned]:
        """What the sheet says of itself, and which known export it was taken for."""
        if self.first:
            yield from self.sheet.remarks()
            if self.mapping.known:
                yield Warned("known_mapping", self.mapping.title or self.mapping.name)


@dataclass(frozen=True, slots=True)
class Rest(Part):
    """The rows of a sheet that no section takes: refused, unless a section leaves them out on purpose."""

    mapping: Mapping = field(kw_only=True)
    rules: tuple[Rule, ...] = field(kw_only=True)
    nothing: tuple[Rule, ...] = field(kw_only=True)
    left: Counter[str] = field(default_factory=Counter, kw_only=True)

    def cells(self, piece: pa.RecordBatch, begin: int) -> Cells:
        """The part's rows of a piece, all of them refused."""
        taken = _any(piece, self.rules)
        left = _any(piece, self.nothing) & ~taken
        self.left[self.sheet.name] += int((left & among(piece, self.where)).sum())
        rows = np.flatnonzero(~taken & ~left & among(piece, self.where))
        place, condition = next(one for rule in (*self.rules, *self.nothing) for one in rule.only)
        texts = clean(piece.column(place)).take(rows).fill_null("")
        faults = read_distinct(condition.column, texts, self._refused, ("string",)).faults
        return Cells(self.table, rows + begin, {}, {}, None, faults)

    def _refused(self, text: str) -> Values:
        said = f"'{text}'" if text else "an empty cell"
        raise Refused(
            "unmapped_row", f"no [[read]] of {self.mapping.name} takes a row with {said} here: add one"
        )

    def header(self, column: str) -> str:
        """The column itself: it is the sheet's."""
        return column

    def kept(self, cells: dict[str, str]) -> dict[str, str]:
        """The cells of a refused row, and which sections may read them once they are mended."""
        return cells | {MAP: label(self.mapping, (*self.rules, *self.nothing))}

    def remarks(self) -> Iterable[Warned]:
        """How many rows were left out on purpose."""
        if count := self.left[self.sheet.name]:
            yield Warned("left_out", f"{count} rows", count)


def label(mapping: Mapping, rules: Sequence[Rule]) -> str:
    """How refused rows name the sections that read them: `core.toml#2@1a2b3c4d5e6f`, or `jack-henry#1`."""
    numbers = ",".join(str(rule.section.number) for rule in rules)
    return f"{mapping.name}#{numbers}" + ("" if mapping.known else f"@{mapping.digest}")


def _any(piece: pa.RecordBatch, rules: Sequence[Rule]) -> Marks:
    found = np.zeros(piece.num_rows, np.bool_)
    for rule in rules:
        found |= rule.chosen(piece)
    return found
