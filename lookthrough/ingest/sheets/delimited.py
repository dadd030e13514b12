"""Which rows does a CSV or TSV file hold, and which of its records are no rows?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow as pa

from lookthrough.ingest import text
from lookthrough.ingest.columns import Fault, Faults, Ints
from lookthrough.ingest.encoding import UTF8
from lookthrough.ingest.files import Raw
from lookthrough.ingest.report import Warned
from lookthrough.ingest.sheets.sheet import FIRST, Row, Sheet, among

if TYPE_CHECKING:
    from pyarrow.csv import InvalidRow


class Csv(Sheet):
    """A CSV file, in any encoding that can be told (encoding.py)."""

    delimiter = ","

    def __init__(self, source: Path | Raw) -> None:
        raw = Raw.of(source)
        self.name, self.title = raw.name, raw.stem
        self._facts = text.survey(raw, self.delimiter)
        self.digest, self.columns = self._facts.text.digest, self._facts.header
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

        with self._facts.text.raw.open() as file:
            sound = text.Sound(file, self._facts, self.delimiter.join(map(str, range(len(self.columns)))))
            yield from _stream(sound, len(self.columns), skip)
        self._torn = sound.torn
        self._torn_rows = self._numbers_of_torn()
        self._uneven_rows = np.array([number for number, _ in uneven], np.int64)
        self._uneven_cells = [cells for _, cells in uneven]

    def _numbers_of_torn(self) -> Ints:
        every = text.places(self._facts, self._torn) if self._torn else ()
        return np.array([place.number for place in every if place.begin in self._torn], np.int64)

    def numbers(self, places: Ints) -> Ints:
        """The numbers of sound rows, those that are not sound counted."""
        return among(among(places + FIRST, self._uneven_rows), self._torn_rows)

    def faults(self) -> Faults:
        """The records without the form of one, and those with too few or too many cells."""
        codes = [code for _, code in sorted(self._torn.items())]
        parts = [
            Faults.at([row], _torn_fault(code))
            for row, code in zip(self._torn_rows.tolist(), codes, strict=True)
        ]
        uneven = among(self._uneven_rows, self._torn_rows)
        for row, cells in zip(uneven.tolist(), self._uneven_cells, strict=True):
            reason = f"the row has {cells} cells, the header {len(self.columns)}"
            parts.append(Faults.at([row], Fault("", "wrong_columns", reason)))
        return Faults.joined(parts)

    def rows(self, wanted: Ints) -> Iterator[Row]:
        """The records as they stand in the file."""
        left = iter(wanted.tolist())
        number = next(left, None)
        for place in text.places(self._facts, self._torn):
            if number is None:
                return
            if place.number == number:
                cells = zip(self.columns, text.split(place.text, self.delimiter), strict=False)
                filled = {name: cell for name, cell in cells if cell}
                yield Row(number, place.line, place.text, filled, place.byte)
                number = next(left, None)

    def remarks(self) -> Sequence[Warned]:
        """Which encoding it is in, where that is not UTF-8."""
        return read_as(self._facts.text.encoding)


class Tsv(Csv):
    """A file of cells parted by tabs; its quotes are those of CSV, as spreadsheets write it."""

    delimiter = "\t"


def read_as(encoding: str) -> Sequence[Warned]:
    """The remark on a text file's encoding."""
    return () if encoding == UTF8 else (Warned("encoding", encoding),)


def _stream(
    sound: text.Sound, columns: int, skip: Callable[[InvalidRow], Literal["skip"]]
) -> Iterator[pa.RecordBatch]:
    from pyarrow import csv as arrow

    kinds = dict.fromkeys(map(str, range(columns)), pa.string())
    yield from arrow.open_csv(
        sound,  # type: ignore[arg-type]
        arrow.ReadOptions(use_threads=False, block_size=text.BLOCK),
        arrow.ParseOptions(
            delimiter=sound.facts.grammar.delimiter, newlines_in_values=True, invalid_row_handler=skip
        ),
        arrow.ConvertOptions(check_utf8=False, column_types=kinds, strings_can_be_null=False),
    )


def _torn_fault(code: str) -> Fault:
    if code == "bad_text":
        return Fault("", code, "the row holds bytes that are not UTF-8: write it again")
    return Fault("", code, "a quoted cell does not end where its quotes do: double the quotes inside it")
