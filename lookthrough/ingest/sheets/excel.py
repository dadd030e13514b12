"""Which rows does a worksheet of an Excel workbook (.xlsx) hold, as its readers see them?

The values are those that python-calamine reads, a formula's the one that it had when the workbook was last saved. What
calamine does not tell comes from scan.py: a number under a percent format is a percentage (0.36 is 36%), one under a
format of zeros has its leading zeros (000123), an error or a formula without a value refuses its row. A whole number is
written without a point; one of more than 15 digits, which Excel has rounded, in the form 9.1110101202E+17, so that no
check of an identifier lets it pass. Days are YYYY-MM-DD, times follow ISO 8601.

The header is the first row that names columns; rows above it (titles, often merged) are told and not read.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import chain, islice
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from lookthrough.errors import BadInput
from lookthrough.ingest.columns import NONE, Fault, Faults, Ints
from lookthrough.ingest.encoding import blocks
from lookthrough.ingest.files import Held, Raw
from lookthrough.ingest.report import Warned
from lookthrough.ingest.sheets import sheet
from lookthrough.ingest.sheets.contents import CLOCK, PERCENT, ZEROS
from lookthrough.ingest.sheets.scan import ERROR, FORMULA, Notes, survey
from lookthrough.ingest.sheets.sheet import FIRST, Row, Sheet, written

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

LOOKED_AT = 30  # rows in which the header is looked for
AT_ONCE = 20_000  # rows: more of these lists in memory cost more time to watch over than they save
EXACT = 10**15  # whole numbers below have all their digits
Header = Callable[[Sequence[str]], bool]
Texts = list[str]


class Workbook:
    """A workbook that is safe to read; the values of one sheet at a time are in memory."""

    def __init__(self, raw: Raw) -> None:
        self._raw, self.name = raw, raw.name
        self.notes = [notes for notes in survey(raw) if notes.last >= 0]
        digest = hashlib.sha256()
        for block in blocks(raw):
            digest.update(block)
        self.digest = digest
        self._last: tuple[str, CalamineSheet] | None = None

    def values(self, notes: Notes) -> CalamineSheet:
        """The values of a sheet."""
        if self._last is None or self._last[0] != notes.name:
            self._last = None
            with self._told(), self._opened() as book:
                self._last = notes.name, book.get_sheet_by_name(notes.name)
        end = self._last[1].end
        if end is None or notes.last > end[0]:
            raise BadInput(
                f"{self.name}, sheet {notes.name}: its formulas were never calculated, save it with Excel"
            )
        return self._last[1]

    def forget(self) -> None:
        """No values are needed any more, or not soon."""
        self._last = None

    def _opened(self) -> CalamineWorkbook:
        from python_calamine import CalamineWorkbook

        if isinstance(self._raw.place, Held):
            return CalamineWorkbook.from_filelike(self._raw.open())
        return CalamineWorkbook.from_path(self._raw.place)

    @contextmanager
    def _told(self) -> Iterator[None]:
        from python_calamine import CalamineError

        try:
            yield
        except BaseException as error:
            panic = type(error).__name__ == "PanicException"  # how a failure inside calamine is called
            if not panic and not isinstance(error, CalamineError):
                raise
            raise BadInput(
                f"{self.name} is no .xlsx workbook, or a broken one: open it and save it again"
            ) from None


def worksheets(raw: Raw, is_header: Header) -> list[Excel]:
    """The sheets of a workbook that hold anything, in its order; `is_header` tells cells that surely name columns.

    Raises:
        BadInput: it is no workbook, broken, too large, or made to do harm.
    """
    book = Workbook(raw)
    found = [Excel(book, notes, is_header) for notes in book.notes]
    if len(found) == 1:
        found[0].name = book.name
    return found


@dataclass(slots=True)
class _Piece:
    """Some rows of a sheet from `begin` (0 is the first): columns of texts; by row, which column refuses it and why."""

    begin: int
    columns: list[Texts]
    bad: dict[int, tuple[int, str]]

    def filled(self) -> Ints:
        """The rows with anything in them."""
        marks = np.zeros(len(self.columns[0]), np.bool_)
        for texts in self.columns:
            marks |= np.fromiter(map(bool, texts), np.bool_, len(texts))
        return self.begin + np.flatnonzero(marks)


class Excel(Sheet):
    """A worksheet."""

    def __init__(self, book: Workbook, notes: Notes, is_header: Header) -> None:
        self.title, self.name = notes.name, f"{book.name}!{notes.name}"
        digest = book.digest.copy()
        digest.update(notes.name.encode())
        self.digest = digest.hexdigest()
        self._book, self._notes = book, notes
        self._header, self._above, self.columns = self._find_header(is_header)
        self.expected = max(0, notes.last - self._header)
        self._sound, self._faults = np.empty(0, np.int64), NONE

    def _find_header(self, is_header: Header) -> tuple[int, int, tuple[str, ...]]:
        """The header's row (from 0), how many rows stand above it, and the names of the columns.

        Where no row surely names columns, it is the first one that fills more than half of the widest.
        """
        piece = next(self._read(0, LOOKED_AT))
        rows = [[cell.strip() for cell in row] for row in zip(*piece.columns, strict=True)]
        wide = [sum(map(bool, row)) for row in rows]
        sure = (place for place, row in enumerate(rows) if is_header([cell for cell in row if cell]))
        likely = (place for place, cells in enumerate(wide) if 2 * cells > max(wide))
        place = next(chain(sure, likely), 0)
        names = tuple(cell or f"column {i}" for i, cell in enumerate(rows[place], 1))
        return place, sum(map(bool, wide[:place])), names

    def _read(self, begin: int, size: int) -> Iterator[_Piece]:
        """The rows from one on, some at a time."""
        values = self._book.values(self._notes)
        rows = islice(values.iter_rows(), begin, None)
        left = (values.start or (0, 0))[1]
        while some := list(islice(rows, size)):
            columns = list(zip(*some, strict=True))
            piece = _Piece(begin, list(map(_texts, columns)), {})
            for place, values_ in enumerate(columns):
                self._look(piece, place, left + place, values_)
            yield piece
            begin += len(some)

    def _look(self, piece: _Piece, place: int, column: int, values: Sequence[Any]) -> None:
        """Mend the texts of cells that the values alone do not tell, and refuse rows that tell nothing."""
        rows, kinds = self._notes.rows.get(column, ()), self._notes.kinds.get(column, ())
        texts, end = piece.columns[place], piece.begin + len(values)
        for at in range(bisect_left(rows, piece.begin), bisect_left(rows, end)):
            row, kind = rows[at] - piece.begin, kinds[at]
            if kind not in _UNREAD:
                texts[row] = _formatted(values[row], kind, texts[row])
            elif kind == ERROR or not texts[row]:
                piece.bad.setdefault(rows[at], (place, _UNREAD[kind]))

    def pieces(self) -> Iterator[pa.RecordBatch]:
        """The rows below the header that hold neither an error nor a formula without a value."""
        sound: list[Ints] = []
        faults: list[Faults] = []
        number = FIRST
        for piece in self._read(self._header + 1, min(sheet.PIECE, AT_ONCE)):
            filled = piece.filled()
            numbers = number + np.arange(len(filled))
            good = ~np.isin(filled, list(piece.bad))
            bad = [(int(row), int(n)) for row, n in zip(filled[~good], numbers[~good], strict=True)]
            faults += [Faults.at([n], self._fault(*piece.bad[row])) for row, n in bad]
            sound.append(numbers[good])
            number += len(filled)
            kept = filled[good] - piece.begin
            columns = [pa.array(texts, pa.string()).take(kept) for texts in piece.columns]
            yield pa.RecordBatch.from_arrays(columns, names=list(map(str, range(len(columns)))))
        self._sound, self._faults = np.concatenate([np.empty(0, np.int64), *sound]), Faults.joined(faults)
        self._book.forget()

    def _fault(self, column: int, reason: str) -> Fault:
        return Fault(self.columns[column], "excel_error", reason)

    def numbers(self, places: Ints) -> Ints:
        """The numbers of the sound rows, the others counted."""
        return self._sound[places]

    def faults(self) -> Faults:
        """The rows that hold an error, or a formula without a value."""
        return self._faults

    def rows(self, wanted: Ints) -> Iterator[Row]:
        """The rows as the sheet shows them; their line is the row of the worksheet."""
        asked, number = set(wanted.tolist()), FIRST
        if not asked:
            return
        for piece in self._read(self._header + 1, min(sheet.PIECE, AT_ONCE)):
            for row in piece.filled().tolist():
                if number in asked:
                    texts = [column[row - piece.begin] for column in piece.columns]
                    cells = {name: cell for name, cell in zip(self.columns, texts, strict=True) if cell}
                    yield Row(number, row + 1, written(texts), cells)
                number += 1
        self._book.forget()

    def remarks(self) -> Sequence[Warned]:
        """How many rows stand above the header."""
        return (Warned("title_rows", f"{self._above} rows", self._above),) if self._above else ()


_UNREAD = {
    ERROR: "the cell holds an error (#N/A, #REF! ...): correct the formula and save the workbook",
    FORMULA: "the formula has no value: open the workbook in Excel and save it, so that it is calculated",
}


def _texts(values: Sequence[Any]) -> Texts:
    """A column of values as texts; each is written once, unless 1 and true might be taken for one another."""
    if bool in (kinds := set(map(type, values))) and len(kinds) > 1:
        return [value if type(value) is str else _TEXTS[type(value)](value) for value in values]
    return list(values) if kinds == {str} else list(map(_Written().__getitem__, values))


class _Written(dict[Any, str]):
    """Values and their texts."""

    def __missing__(self, value: Any) -> str:
        text = self[value] = value if type(value) is str else _TEXTS[type(value)](value)
        return text


def _number(value: float) -> str:
    """A number as it is written in the layout; with more digits than Excel keeps, as Excel writes it."""
    if not isfinite(value):
        return str(value)
    if value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    return f"{Decimal(repr(value)):{'E' if abs(value) >= EXACT else 'f'}}"


@lru_cache(1 << 16)
def _percentage(value: float) -> str:
    plain = f"{Decimal(repr(value)).scaleb(2):f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain) + "%"


def _formatted(value: Any, kind: int, text: str) -> str:
    """What a cell shows under a number format; the text of its value where the format does not concern it."""
    if kind == CLOCK and type(value) is date:
        return f"{text}T00:00:00"
    if kind == PERCENT and isinstance(value, float) and isfinite(value):
        return _percentage(value)
    return text.zfill(kind - ZEROS) if kind > ZEROS and text.isdecimal() else text


def _span(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


_TEXTS: dict[type, Callable[[Any], str]] = {
    float: _number,
    int: str,
    bool: lambda value: str(value).lower(),
    date: date.isoformat,
    datetime: datetime.isoformat,
    time: time.isoformat,
    timedelta: _span,
}
