"""Which rows does a delivered table hold, whatever it is kept in?

CSV, Parquet and tables in memory become the same thing: pieces of cells, all of them text, in order. Reading never
guesses a dialect or a type. What breaks the form of the file itself is told as faults; every row has a number (the
header is 1, blank lines do not count), by which it can be read again as it was written.
"""

from __future__ import annotations

import csv
import hashlib
import io
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lookthrough.errors import BadInput
from lookthrough.ingest import text
from lookthrough.ingest.columns import NONE, Column, Fault, Faults, Ints, Texts
from lookthrough.ingest.report import Warned

if TYPE_CHECKING:
    from pyarrow.csv import InvalidRow

FIRST = 2  # the number of the first row behind the header
PIECE = 100_000  # rows


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was written: its number, its line in a text file, the whole of it, the cells that are not empty."""

    number: int
    line: int | None
    text: str
    cells: dict[str, str]


class Sheet(ABC):
    """A delivered table."""

    name: str
    columns: tuple[str, ...]
    digest: str
    expected: int | None = None
    foreign: bool = False  # whether its columns come of another format, so that none of them is a surprise

    @abstractmethod
    def pieces(self) -> Iterator[pa.RecordBatch]:
        """The sound rows, cells as text, empty ones null or empty."""

    @abstractmethod
    def rows(self, wanted: Ints) -> Iterator[Row]:
        """The rows of some numbers, which ascend."""

    def numbers(self, places: Ints) -> Ints:
        """The numbers of sound rows by their places (from 0), once all pieces have been read."""
        return places + FIRST

    def faults(self) -> Faults:
        """The numbers of the rows that are not sound, and why, once all pieces have been read."""
        return NONE

    def remarks(self) -> Sequence[Warned]:
        """What is to be told of it beside its rows, once all pieces have been read."""
        return ()


class Csv(Sheet):
    """A CSV file in UTF-8, with or without a byte order mark."""

    def __init__(self, path: Path) -> None:
        self.name, self._path = path.name, path
        self._facts = text.survey(path)
        self.digest, self.columns = self._facts.digest, self._facts.header
        self.expected = self._facts.records
        self._torn: dict[int, str] = {}  # first byte -> code
        self._torn_rows = self._uneven_rows = np.empty(0, np.int64)
        self._uneven_cells: list[int] = []

    def pieces(self) -> Iterator[pa.RecordBatch]:
        """The records that have the form of a record and as many cells as the header."""
        uneven: list[tuple[int, int]] = []

        def skip(row: InvalidRow) -> Literal["skip"]:
            uneven.append((row.number or 0, row.actual_columns))
            return "skip"

        with self._path.open("rb") as file:
            sound = text.Sound(file, self._facts, ",".join(map(str, range(len(self.columns)))))
            yield from _stream(sound, len(self.columns), skip)
        self._torn = sound.torn
        self._torn_rows = self._numbers_of_torn()
        self._uneven_rows = np.array([number for number, _ in uneven], np.int64)
        self._uneven_cells = [cells for _, cells in uneven]

    def _numbers_of_torn(self) -> Ints:
        every = text.places(self._path, self._facts, self._torn) if self._torn else ()
        return np.array([place.number for place in every if place.begin in self._torn], np.int64)

    def numbers(self, places: Ints) -> Ints:
        """The numbers of sound rows, those that are not sound counted."""
        return _among(_among(places + FIRST, self._uneven_rows), self._torn_rows)

    def faults(self) -> Faults:
        """The records without the form of one, and those with too few or too many cells."""
        codes = [code for _, code in sorted(self._torn.items())]
        parts = [
            Faults.at([row], _torn_fault(code))
            for row, code in zip(self._torn_rows.tolist(), codes, strict=True)
        ]
        uneven = _among(self._uneven_rows, self._torn_rows)
        for row, cells in zip(uneven.tolist(), self._uneven_cells, strict=True):
            reason = f"the row has {cells} cells, the header {len(self.columns)}"
            parts.append(Faults.at([row], Fault("", "wrong_columns", reason)))
        return Faults.joined(parts)

    def rows(self, wanted: Ints) -> Iterator[Row]:
        """The records as they stand in the file."""
        left = iter(wanted.tolist())
        number = next(left, None)
        for place in text.places(self._path, self._facts, self._torn):
            if number is None:
                return
            if place.number == number:
                cells = zip(self.columns, text.split(place.text), strict=False)
                yield Row(number, place.line, place.text, {name: cell for name, cell in cells if cell})
                number = next(left, None)


def _stream(
    sound: text.Sound, columns: int, skip: Callable[[InvalidRow], Literal["skip"]]
) -> Iterator[pa.RecordBatch]:
    from pyarrow import csv as arrow

    kinds = dict.fromkeys(map(str, range(columns)), pa.string())
    yield from arrow.open_csv(
        sound,  # type: ignore[arg-type]
        arrow.ReadOptions(use_threads=False, block_size=text.BLOCK),
        arrow.ParseOptions(newlines_in_values=True, invalid_row_handler=skip),
        arrow.ConvertOptions(check_utf8=False, column_types=kinds, strings_can_be_null=False),
    )


def _torn_fault(code: str) -> Fault:
    if code == "bad_text":
        return Fault("", code, "the row holds bytes that are not UTF-8: write it again")
    return Fault("", code, "a quoted cell does not end where its quotes do: double the quotes inside it")


def _among(places: Ints, removed: Ints) -> Ints:
    """Numbers that were given (from 2) after some were taken out, as they were before."""
    before = np.sort(removed) - np.arange(len(removed))
    return places + np.searchsorted(before, places, side="right")


class _Batches(Sheet):
    """A table that comes as batches of typed columns."""

    @abstractmethod
    def _batches(self) -> Iterable[pa.RecordBatch]: ...

    def pieces(self) -> Iterator[pa.RecordBatch]:
        """All rows."""
        for batch in self._batches():
            columns = [
                self._as_text(name, column) for name, column in zip(self.columns, batch.columns, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(columns, names=[str(i) for i in range(len(columns))])

    def _as_text(self, name: str, column: Column) -> Texts:
        try:
            return as_text(column)
        except pa.ArrowException:
            raise BadInput(
                f"{self.name}, column {name}: {column.type} is no cell of a table, write text or numbers"
            ) from None

    def rows(self, wanted: Ints) -> Iterator[Row]:
        """The rows, written as CSV would be."""
        begin = FIRST
        for piece in self.pieces():
            inside = wanted[(wanted >= begin) & (wanted < begin + piece.num_rows)]
            for number, cells in zip(inside.tolist(), piece.take(inside - begin).to_pylist(), strict=True):
                texts = [cell or "" for cell in cells.values()]
                filled = {name: cell for name, cell in zip(self.columns, texts, strict=True) if cell}
                yield Row(number, None, written(texts), filled)
            begin += piece.num_rows


def as_text(column: Column) -> Texts:
    """Typed values as the layout writes them: exact decimals, times with their offset, true and false."""
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_nan(column), None, column)
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        column = column.cast(pa.timestamp("us", column.type.tz))
    found: Any = column.cast(pa.string())
    if pa.types.is_timestamp(column.type) and column.type.tz:
        found = pc.replace_substring_regex(found, r"([+-]\d\d)(\d\d)$", r"\1:\2")
    texts: Texts = found
    return texts


def written(cells: Sequence[str]) -> str:
    """Cells as one line of CSV."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


class Parquet(_Batches):
    """A Parquet file."""

    def __init__(self, path: Path) -> None:
        import pyarrow.parquet as pq

        self.name, self._path = path.name, path
        with path.open("rb") as file:
            self.digest = hashlib.file_digest(file, "sha256").hexdigest()
        try:
            with pq.ParquetFile(path) as parquet:
                self.columns = tuple(parquet.schema_arrow.names)
                self.expected = parquet.metadata.num_rows
        except (pa.ArrowException, OSError) as error:
            raise BadInput(f"{path.name} is no Parquet file, or a broken one") from error

    def _batches(self) -> Iterator[pa.RecordBatch]:
        import pyarrow.parquet as pq

        with pq.ParquetFile(self._path) as parquet:
            yield from parquet.iter_batches(PIECE)


class Frame(_Batches):
    """A table in memory: a data frame, an Arrow table, or rows as mappings; its digest is that of its cells."""

    def __init__(self, name: str, data: Any) -> None:
        self.name, self._table = name, _arrow(data)
        self.columns = tuple(self._table.column_names)
        self.expected = self._table.num_rows
        digest = hashlib.sha256(repr(self.columns).encode())
        for piece in self.pieces():
            digest.update(memoryview(piece.serialize()))
        self.digest = digest.hexdigest()

    def _batches(self) -> Iterable[pa.RecordBatch]:
        return self._table.to_batches(PIECE)


def _arrow(data: Any) -> pa.Table:
    if hasattr(data, "iloc"):  # a pandas data frame, whose columns may hold mixed things
        return pa.table({str(name): _series(data[name]) for name in data.columns})
    if hasattr(data, "__arrow_c_stream__"):
        return pa.table(data)
    rows = [{name: said(value) for name, value in row.items()} for row in data]
    names = dict.fromkeys(name for row in rows for name in row)
    return pa.table({name: _texts(row.get(name) for row in rows) for name in names})


def _series(series: Any) -> Any:
    try:
        return pa.Array.from_pandas(series)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return _texts(
            None if missing else said(value) for value, missing in zip(series, series.isna(), strict=True)
        )


def _texts(cells: Iterable[str | None]) -> Texts:
    try:
        return pa.array(list(cells), pa.string())
    except UnicodeEncodeError:
        raise BadInput("a text holds half a character (a lone surrogate): write it again") from None


def said(value: Any) -> str | None:
    """A value of a JSON document as the text of a cell; null is an empty one."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping) or not hasattr(value, "__iter__"):
        return str(value)
    return ";".join(str(part) for part in value)
