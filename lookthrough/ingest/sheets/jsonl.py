"""Which rows does a file of JSON lines hold: one object a line, its keys the columns?

Numbers are taken as they are written, digit by digit. A list of plain values is the layout's own list (`;` between
them), what is nested deeper is kept as JSON text. Columns are the keys of all lines, in the order in which they first
come. A line that is no such object costs that line.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pyarrow as pa

from lookthrough.errors import BadInput
from lookthrough.ingest.columns import Fault, Faults, Ints
from lookthrough.ingest.encoding import as_utf8
from lookthrough.ingest.files import Raw
from lookthrough.ingest.report import Warned
from lookthrough.ingest.sheets import sheet
from lookthrough.ingest.sheets.delimited import read_as
from lookthrough.ingest.sheets.sheet import Row, Sheet
from lookthrough.ingest.text import LONGEST, MOST_COLUMNS

Cells = dict[str, str]
_LIST = ";"


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


class UnfitLine(ValueError):
    """A line is refused; `code` is that of the reject."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


_TOO_DEEP = UnfitLine("bad_json", "the line is nested too deeply")


class JsonLines(Sheet):
    """A file of JSON lines, in any encoding that can be told; the first line that is not blank is row 1."""

    def __init__(self, source: Path | Raw) -> None:
        raw = Raw.of(source)
        self.name, self.title = raw.name, raw.stem
        self._text = as_utf8(raw)
        self.digest = self._text.digest
        names: dict[str, None] = {}
        self.expected = 0
        for _, _, line in self._lines():
            self.expected += 1
            names |= dict.fromkeys(_names(line))
            if len(names) > MOST_COLUMNS:
                raise BadInput(
                    f"{self.name} has more than {MOST_COLUMNS:,} columns: that is no table of the bank layout"
                )
        if not self.expected:
            raise BadInput(f"{self.name} is empty: write an object on each line")
        self.columns = tuple(names)
        self._sound = np.empty(0, np.int64)
        self._faults = Faults.joined(())

    def _lines(self) -> Iterator[tuple[int, int, bytes]]:
        """Line, first byte in the delivered file, and bytes of each line that is not blank."""
        number = byte = 0
        with self._text.raw.open() as file:
            while line := file.readline(LONGEST + 1):
                number += 1
                if len(line) > LONGEST:
                    raise BadInput(f"{self.name}, line {number}: longer than {LONGEST >> 20} MB, no row is")
                plain = line.removeprefix(codecs.BOM_UTF8) if not byte else line
                if plain.strip():
                    yield number, byte, plain
                byte += self._text.delivered(line)

    def pieces(self) -> Iterator[pa.RecordBatch]:
        """The lines that are objects."""
        sound: list[int] = []
        faults: list[Faults] = []
        some: list[Cells] = []
        for number, (_, _, line) in enumerate(self._lines(), 1):
            try:
                some.append(cells_of(line))
                sound.append(number)
            except UnfitLine as error:
                faults.append(Faults.at([number], Fault("", error.code, str(error))))
            if len(some) == sheet.PIECE:
                yield self._piece(some)
                some = []
        if some:
            yield self._piece(some)
        self._sound, self._faults = np.array(sound, np.int64), Faults.joined(faults)

    def _piece(self, rows: Sequence[Cells]) -> pa.RecordBatch:
        columns = [pa.array([row.get(name) for row in rows], pa.string()) for name in self.columns]
        return pa.RecordBatch.from_arrays(columns, names=list(map(str, range(len(columns)))))

    def numbers(self, places: Ints) -> Ints:
        """The numbers of the lines that are objects."""
        return self._sound[places]

    def faults(self) -> Faults:
        """The lines that are none."""
        return self._faults

    def rows(self, wanted: Ints) -> Iterator[Row]:
        """The lines as they stand in the file."""
        asked = set(wanted.tolist())
        for number, (place, byte, line) in enumerate(self._lines() if asked else (), 1):
            if number in asked:
                text = line.decode("utf-8", "replace").strip()
                filled = {name: cell for name, cell in _cells_or_none(line).items() if cell}
                yield Row(number, place, text, filled, byte)

    def remarks(self) -> Sequence[Warned]:
        """Which encoding it is in, where that is not UTF-8."""
        return read_as(self._text.encoding)


def cells_of(line: bytes) -> Cells:
    """The cells of a line by key; null is left out.

    Raises:
        UnfitLine: it is no JSON object, names a key twice, or holds half a character.
    """
    try:
        cells = {name: _said(value) for name, value in _object_of(line).items() if value is not None}
        "".join([*cells, *cells.values()]).encode()
    except UnicodeError:
        raise UnfitLine(
            "bad_text", "the line holds half a character (a lone surrogate): write it again"
        ) from None
    except RecursionError:
        raise _TOO_DEEP from None
    return cells


def _object_of(line: bytes) -> dict[str, Any]:
    try:
        found = _DECODER.decode(line.decode("utf-8"))
    except UnicodeError:
        raise UnfitLine("bad_text", "the line holds bytes that are not UTF-8: write it again") from None
    except RecursionError:
        raise _TOO_DEEP from None
    except json.JSONDecodeError as error:
        raise UnfitLine(
            "bad_json", f"the line is no JSON: {error.msg} at character {error.pos + 1}"
        ) from None
    if not isinstance(found, dict):
        raise UnfitLine("bad_json", "the line is no JSON object: write {...} on each line")
    return found


def _names(line: bytes) -> list[str]:
    """The keys of a line that have a value; none where it is refused."""
    try:
        return [name for name, value in _object_of(line).items() if value is not None]
    except UnfitLine:
        return []


def _cells_or_none(line: bytes) -> Cells:
    try:
        return cells_of(line)
    except UnfitLine:
        return {}


def _said(value: Any) -> str:
    """A value as the text of a cell."""
    if type(value) is str or type(value) is _Number:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(part, str) and _LIST not in part for part in value):
        return _LIST.join(value)
    return _json(value)


def _json(value: Any) -> str:
    """Nested values as JSON, numbers as they were written."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_json(name)}: {_json(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    return value if isinstance(value, _Number) else json.dumps(value, ensure_ascii=False)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise UnfitLine("bad_json", "the line names one key twice: which value counts nobody can tell")
    return found


def _refused(constant: str) -> NoReturn:
    raise UnfitLine("bad_json", f"the line is no JSON: {constant} is no number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_Number, parse_int=_Number, parse_constant=_refused
)
