"""How does a file of BODS statements become parts of a delivery, as a bank's own files do?

The Beneficial Ownership Data Standard, 0.4 (and 0.2 and 0.3, told by what a statement calls itself), as a JSON array or
as JSON lines. A statement is taken whole or refused whole. Its rows go through the checks of every other format; the
number of a row is that of its statement, from 1, and what was written is the statement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from lookthrough.errors import BadInput
from lookthrough.graph.tables import COLUMNS, Table
from lookthrough.ingest.checks import Cells
from lookthrough.ingest.columns import Faults, Ints, clean
from lookthrough.ingest.encoding import head_as_utf8
from lookthrough.ingest.files import first_bytes, stem_and_suffix, unpacked
from lookthrough.ingest.parts import Part, named
from lookthrough.ingest.report import Warned
from lookthrough.ingest.sheets import Row, Sheet
from lookthrough.ingest.sheets.delimited import read_as
from lookthrough.ingest.sources.bods_fields import UnfitError, sound
from lookthrough.ingest.sources.bods_file import Text, texts_of
from lookthrough.ingest.sources.bods_records import TABLES
from lookthrough.ingest.sources.bods_rows import Texts
from lookthrough.ingest.sources.bods_survey import Survey

SUFFIXES = frozenset({".json", ".jsonl", ".ndjson"})
HEAD = 1 << 20  # bytes that are looked at to tell the format
SHOWN = 2000  # characters of a refused statement
PIECE, PIECE_TEXT = 10_000, 32 << 20  # rows, characters
WRITTEN = "_text"
_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]")
_IS_ONE = re.compile(rb'"statementI[dD]"\s*:')
_ABOUT = ("statementId", "statementDate", "recordStatus", "source")
_NOT_NAMED = ("reason", "description")
_INTEREST = ("interest", "directOrIndirect", "beneficialOwnershipOrControl", "remark", "details")
EXTRA = dict.fromkeys(TABLES, _ABOUT + _INTEREST) | {
    Table.PARTIES: (
        *_ABOUT,
        *("entityType", "entitySubtype", "entityDetails", "identifiers"),
        *("personType", "deathDate", "politicalExposure"),
        *_NOT_NAMED,
    )
}


def recognised(path: Path) -> bool:
    """Whether a file looks as if it held statements."""
    suffix, head = first_bytes(path, HEAD) if path.is_file() else ("", b"")
    if suffix not in SUFFIXES:
        return False
    head = head_as_utf8(head)
    return bool(_BEGINS.match(head) and _IS_ONE.search(head))


def delivered(path: Path, dataset: str | None, *, full: bool = False) -> tuple[Part, ...]:
    """The parts of a file of statements: one for each table that it feeds, or, of a full delivery, may feed.

    It may be packed; each file of a zip is one of its own.

    Raises:
        BadInput: it is no such file, or cannot be read.
        UsageError: the dataset's name cannot be one.
    """
    if not path.is_file():
        raise BadInput(f"there is no file {path}: name the files of statements one by one")
    name = named(dataset or stem_and_suffix(path.name)[0])
    raws, _ = unpacked(path, SUFFIXES.__contains__)
    return tuple(part for raw in raws for part in _parts(Survey(texts_of(raw), name), name, full=full))


def _parts(survey: Survey, name: str, *, full: bool) -> Iterator[StatementPart]:
    for table in TABLES:
        if full or table is Table.PARTIES or survey.feeds(table):
            yield StatementPart.of(Statements(survey, table), table, name)


class Statements(Sheet):
    """The rows of one table that a file of statements makes."""

    foreign = True

    def __init__(self, survey: Survey, table: Table) -> None:
        self.name = self.title = survey.texts.name
        self.digest = survey.texts.digest
        self.columns = (*layout(table), *EXTRA[table], WRITTEN)
        self.survey, self._table = survey, table
        self._numbers: list[int] = []

    def pieces(self) -> Iterator[pa.RecordBatch]:
        """All rows; the last column is the statement as it is written."""
        self._numbers = []
        some: list[dict[str, str | None]] = []
        size = 0
        for row, text in self.survey.rows(self._table):
            written = row.written or text.text
            some.append({**row.cells, **row.extra, "record_id": row.record, WRITTEN: written})
            self._numbers.append(text.number)
            size += len(written)
            if len(some) == PIECE or size > PIECE_TEXT:
                yield self._piece(some)
                some, size = [], 0
        if some:
            yield self._piece(some)

    def _piece(self, rows: Sequence[Texts]) -> pa.RecordBatch:
        columns = [pa.array([row.get(name) for row in rows], pa.string()) for name in self.columns]
        return pa.RecordBatch.from_arrays(columns, names=list(map(str, range(len(columns)))))

    def rows(self, wanted: Ints) -> Iterator[Row]:
        """The statements of some numbers."""
        asked = set(wanted.tolist())
        texts = self.survey.texts
        for text, (line, byte) in zip(texts, texts.stands(), strict=True) if asked else ():
            if text.number in asked:
                yield Row(text.number, line, text.text[:SHOWN], _named(text), byte)

    def numbers(self, places: Ints) -> Ints:
        """The statements that made the rows."""
        return np.array(self._numbers, np.int64)[places]

    def faults(self) -> Faults:
        """The refused statements."""
        return self.survey.faults(self._table)

    def remarks(self) -> Sequence[Warned]:
        """How many statements there are, and how many of them a later one has replaced; said once for the file."""
        if self._table is not Table.PARTIES:
            return ()
        total, over = len(self.survey), self.survey.superseded
        found = [*read_as(self.survey.texts.encoding), Warned("statements", f"{total} statements", total)]
        return found + ([Warned("superseded", f"{over} statements", over)] if over else [])


def layout(table: Table) -> tuple[str, ...]:
    """The columns of the layout."""
    return ("record_id", *(column.name for column in COLUMNS[table]))


def _named(text: Text) -> dict[str, str]:
    """By what a statement may be found: its own id and its record's."""
    try:
        fields = text.fields()
    except UnfitError:
        return {}
    found = {name: fields.get(name) for name in ("statementId", "statementID", "recordId")}
    return {name: sound(value) for name, value in found.items() if isinstance(value, str)}


class StatementPart(Part):
    """The rows of one table; what was written is the statement, not the row."""

    __slots__ = ()
    sheet: Statements

    @classmethod
    def of(cls, sheet: Statements, table: Table, dataset: str) -> StatementPart:
        """The part that a sheet is."""
        places = {name: [place] for place, name in enumerate(layout(table))}
        return cls(sheet, table, dataset, places, {name: sheet.columns.index(name) for name in EXTRA[table]})

    def replaced(self, opened: Callable[[Table], Iterable[str]]) -> Mapping[Table, Sequence[str]]:
        """The open records that relationships of this file made once and make no more; told with the parties.

        A statement stands for all of its record: an interest that it does not repeat is withdrawn.
        """
        if self.table is not Table.PARTIES:
            return {}
        found = {table: self.sheet.survey.vanished(table, opened(table)) for table in TABLES}
        return {table: records for table, records in found.items() if records}

    def cells(self, piece: pa.RecordBatch, begin: int) -> Cells:
        """The rows of a piece whose first row has the place `begin`."""
        columns = {name: clean(piece.column(found[0])) for name, found in self.places.items()}
        extra = {name: clean(piece.column(place)) for name, place in self.extra.items()}
        places = np.arange(begin, begin + piece.num_rows)
        return Cells(self.table, places, columns, extra, piece.column(piece.num_columns - 1))
