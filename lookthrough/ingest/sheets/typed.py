"""Which rows does a table of typed columns hold: a Parquet file, or a table in memory?"""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lookthrough.errors import BadInput
from lookthrough.ingest.columns import Column, Fault, Faults, Ints, Texts
from lookthrough.ingest.encoding import is_utf8
from lookthrough.ingest.files import Raw
from lookthrough.ingest.sheets import sheet
from lookthrough.ingest.sheets.sheet import FIRST, Row, Sheet, among, said, written


class _Batches(Sheet):
    """A table that comes as batches of typed columns."""

    _torn = np.empty(0, np.int64)  # the numbers of rows that hold bytes which are no text

    @abstractmethod
    def _batches(self) -> Iterable[pa.RecordBatch]: ...

    def pieces(self) -> Iterator[pa.RecordBatch]:
        """The rows whose cells are text, or can be written as text."""
        torn: list[Ints] = []
        begin = FIRST
        for columns in self._columns():
            places = _no_text(columns)
            torn.append(begin + places)
            begin += len(columns[0]) if columns else 0
            kept = np.delete(np.arange(len(columns[0])), places) if len(places) else None
            yield pa.RecordBatch.from_arrays(
                columns if kept is None else [column.take(kept) for column in columns],
                names=list(map(str, range(len(columns)))),
            )
        self._torn = np.concatenate([np.empty(0, np.int64), *torn])

    def _columns(self) -> Iterator[list[Texts]]:
        """The columns of each batch as text."""
        for batch in self._batches():
            yield [
                self._as_text(name, column) for name, column in zip(self.columns, batch.columns, strict=True)
            ]

    def numbers(self, places: Ints) -> Ints:
        """The numbers of the rows that are text, the others counted."""
        return among(places + FIRST, self._torn)

    def faults(self) -> Faults:
        """The rows that hold bytes which are no text."""
        return Faults.at(
            self._torn, Fault("", "bad_text", "the row holds bytes that are not UTF-8: write it again")
        )

    def _as_text(self, name: str, column: Column) -> Texts:
        try:
            return as_text(column)
        except pa.ArrowException:
            raise BadInput(
                f"{self.name}, column {name}: {column.type} is no cell of a table, write text or numbers"
            ) from None

    def rows(self, wanted: Ints) -> Iterator[Row]:
        """The rows, written as CSV would be."""
        begin, last = FIRST, int(wanted[-1]) if len(wanted) else 0
        for columns in self._columns() if last else ():
            end = begin + (len(columns[0]) if columns else 0)
            inside = wanted[(wanted >= begin) & (wanted < end)]
            cells = [column.take(inside - begin).cast(pa.binary()).to_pylist() for column in columns]
            for number, *row in zip(inside.tolist(), *cells, strict=True):
                texts = [(cell or b"").decode("utf-8", "replace") for cell in row]
                filled = {name: cell for name, cell in zip(self.columns, texts, strict=True) if cell}
                yield Row(number, None, written(texts), filled)
            begin = end
            if begin > last:
                return


def _no_text(columns: Iterable[Texts]) -> Ints:
    """The places of rows in which a cell is not UTF-8; whole columns are looked at, and cells only of bad ones."""
    found: set[int] = set()
    for column in columns:
        try:
            column.validate(full=True)
        except pa.ArrowInvalid:
            cells = column.cast(pa.binary()).to_pylist()
            found |= {place for place, cell in enumerate(cells) if cell is not None and not is_utf8(cell)}
    return np.array(sorted(found), np.int64)


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


class Parquet(_Batches):
    """A Parquet file."""

    def __init__(self, source: Path | Raw) -> None:
        import pyarrow.parquet as pq

        self._raw = Raw.of(source)
        self.name, self.title = self._raw.name, self._raw.stem
        with self._raw.open() as file:
            self.digest = hashlib.file_digest(file, "sha256").hexdigest()
        with self._told(), self._raw.open() as file, pq.ParquetFile(file) as parquet:
            self.columns = tuple(parquet.schema_arrow.names)
            self.expected = parquet.metadata.num_rows

    def _batches(self) -> Iterator[pa.RecordBatch]:
        import pyarrow.parquet as pq

        rows = 0
        with self._told(), self._raw.open() as file, pq.ParquetFile(file) as parquet:
            for batch in parquet.iter_batches(sheet.PIECE):
                rows += batch.num_rows
                yield batch
        if rows != self.expected:
            raise BadInput(
                f"{self.name} is a broken Parquet file: it says {self.expected:,} rows and has {rows:,}"
            )

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What is wrong with the file, in a sentence."""
        try:
            yield
        except (pa.ArrowException, OSError, UnicodeError) as error:
            raise BadInput(f"{self.name} is no Parquet file, or a broken one") from error


class Frame(_Batches):
    """A table in memory: a data frame, an Arrow table, or rows as mappings; its digest is that of its cells."""

    def __init__(self, name: str, data: Any) -> None:
        self.name = self.title = name
        self._table = _arrow(data)
        self.columns = tuple(self._table.column_names)
        self.expected = self._table.num_rows
        digest = hashlib.sha256(repr(self.columns).encode())
        for piece in self.pieces():
            digest.update(memoryview(piece.serialize()))
        self.digest = digest.hexdigest()

    def _batches(self) -> Iterable[pa.RecordBatch]:
        return self._table.to_batches(sheet.PIECE)


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
