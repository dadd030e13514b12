"""What is a delivered table, whatever it is kept in?

Every format becomes the same thing: pieces of cells, all of them text, in order. Reading never guesses a dialect or a
type. What breaks the form of the file itself is told as faults; every row has a number, by which it can be read again
as it was written. A header counts as row 1; where there is none (JSON lines), the first row is 1. Blank lines do not
count.
"""

from __future__ import annotations

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from lookthrough.ingest.columns import NONE, Faults, Ints
from lookthrough.ingest.report import Warned

FIRST = 2  # the number of the first row behind the header
PIECE = 100_000  # rows


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was written: its number, the whole of it, the cells that are not empty, and where it stands.

    `line` is that of a text file (the row of a worksheet), `byte` the place of its first byte in the file as it was
    delivered (in what is packed, for a .gz or .zip; the first byte is 0).
    """

    number: int
    line: int | None
    text: str
    cells: dict[str, str]
    byte: int | None = None


class Sheet(ABC):
    """A delivered table: `name` is what reports call it, `title` what may tell which table of the layout it is."""

    name: str
    title: str
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


def among(places: Ints, removed: Ints) -> Ints:
    """Numbers that were given (from 2) after some were taken out, as they were before."""
    before = np.sort(removed) - np.arange(len(removed))
    return places + np.searchsorted(before, places, side="right")


def written(cells: Sequence[str]) -> str:
    """Cells as one line of CSV."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(
        cells
    )  # which are the letters that need quotes around them
    return line.getvalue().removesuffix("\r\n")


def said(value: Any) -> str | None:
    """A value of a JSON document as the text of a cell; null is an empty one."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping) or not hasattr(value, "__iter__"):
        return str(value)
    return ";".join(str(part) for part in value)
