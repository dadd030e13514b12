"""What does a mapping say: which rows of which files go to which tables, and from where does each column come?

A mapping is a TOML file (docs/mapping.md). Reading one checks all of it that can be checked without the bank's files;
each fault is one sentence that names the file, the place and, for a word that is none, the nearest one.
"""

from __future__ import annotations

from collections.abc import Mapping as Entries
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

from lookthrough.graph.shares import Unit
from lookthrough.graph.tables import Table

FORMAT = "lookthrough.mapping/1"
NOTHING = "nothing"  # where rows go that are left out on purpose
EMPTY = ("-", "--", "—", "——", "/", "无", "暂无", "N/A", "n/a")
UNKNOWN_DATES = ("0000-00-00", "0001-01-01", "9999-12-31")
Order = Literal["YMD", "DMY", "MDY"]
Rounded = Literal["down", "half"]


@dataclass(frozen=True, slots=True)
class Form:
    """How cells are written where they leave it open: order of a date, marks of a number, unit of a share.

    `times` is what an amount is to be multiplied by; with `unit_said` it must say 元, 万 or the like itself. `rounded`
    says how a share without decimals came about.
    """

    date: Order = "YMD"
    decimal: str = "."
    thousands: str | None = None
    times: int = 1
    unit_said: bool = False
    unit: Unit | None = None
    rounded: Rounded | None = None
    empty: frozenset[str] = frozenset(EMPTY)
    unknown_dates: frozenset[str] = frozenset(UNKNOWN_DATES)


@dataclass(frozen=True, slots=True)
class Words:
    """A code list: the bank's words -> ours (casefolded -> word), `rest` for all others (None: they are refused)."""

    own: Entries[str, str] = field(default_factory=dict)
    named: str | None = None  # a list of vocabulary.py, behind the own ones
    rest: str | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """Which part of a cell counts: the separator, the number of the part (from 1), and how many there can be."""

    separator: str
    part: int
    parts: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where a column of the layout comes from: one of constants, columns joined, and the first column that is filled.

    `columns` are names as the file has them; with `first` those that are there are enough.
    """

    value: str | None = None
    columns: tuple[str, ...] = ()
    first: bool = False
    join: str = " "
    split: Split | None = None
    words: Words | None = None
    form: Form = Form()


@dataclass(frozen=True, slots=True)
class Condition:
    """Rows in which a column holds one of some words, or none of them, in any case ('' is an empty cell)."""

    column: str
    words: frozenset[str]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One `[[read]]`: rows of the files of a name, or with certain headers, become rows of a table.

    `headers` must be there, each in one of its spellings, and none of `lacks`; `table` None: the rows are left out.
    """

    number: int
    table: Table | None
    columns: Entries[str, Source]
    file: str | None = None
    headers: tuple[tuple[str, ...], ...] = ()
    lacks: frozenset[str] = frozenset()
    sheet: str | None = None
    only: tuple[Condition, ...] = ()
    gone: Condition | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping; `name` is its file's, or that of a known export, `title` what people call that."""

    name: str
    sections: tuple[Section, ...]
    digest: str
    known: bool = False
    title: str | None = None
    dataset: str | None = None
    zone: str | None = None


def digest(text: str) -> str:
    """The digest by which the note of a run tells mappings apart: 12 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()[:12]
