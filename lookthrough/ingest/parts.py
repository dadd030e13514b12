"""Where in a delivered sheet do the columns of the bank layout stand, and which of its rows are whose?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lookthrough.errors import BadInput, UsageError
from lookthrough.graph.tables import COLUMNS, DERIVED, Table
from lookthrough.ingest.checks import EITHER, Cells, Manner
from lookthrough.ingest.columns import Fault, Marks, Texts, clean
from lookthrough.ingest.report import Warned
from lookthrough.ingest.sheets import Frame, Sheet
from lookthrough.ingest.spelling import rows_as_written

NAMES = {"holder_id": ("holder_name", "holder_kind"), "held_id": ("held_name", "held_kind")}
NAMING = "is no name of a dataset: it must be printable and hold no /"
DATASET = "dataset"


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of a sheet that belong to one table of one dataset; `first` is told what is wrong with the sheet."""

    sheet: Sheet
    table: Table
    dataset: str
    places: Mapping[str, Sequence[int]]  # column of the layout -> its columns in the sheet
    extra: Mapping[str, int]  # columns that the layout lacks
    where: tuple[tuple[int, str | None], ...] = ()
    first: bool = True
    fault: Fault | None = None  # of every row

    def cells(self, piece: pa.RecordBatch, begin: int) -> Cells:
        """The part's rows of a piece whose first row has the place `begin`."""
        places = np.arange(begin, begin + piece.num_rows)
        if self.where:
            chosen = among(piece, self.where)
            piece, places = piece.filter(pa.array(chosen)), places[chosen]
        columns = {name: _first_filled(piece, found) for name, found in self.places.items()}
        extra = {name: clean(piece.column(place)) for name, place in self.extra.items()}
        written = None if self.table is Table.TRANSFERS else rows_as_written(piece.columns)
        return Cells(self.table, places, columns, extra, written)

    def gone(self, piece: pa.RecordBatch, begin: int) -> Cells | None:  # noqa: ARG002  # other parts look at it
        """The rows of a piece which say that their records are no more; only a mapping knows such."""
        return None

    def replaced(
        self,
        opened: Callable[[Table], Iterable[str]],  # noqa: ARG002  # other parts look at it
    ) -> Mapping[Table, Sequence[str]]:
        """Records that were open before the run and that its rows stand for without repeating them."""
        return {}

    def manner(self, given: Manner) -> Manner:
        """How cells are read where they leave it open."""
        return given

    def remarks(self) -> Iterable[Warned]:
        """What is to be told beside its rows, once all of them have been read."""
        return self.sheet.remarks()

    def kept(self, cells: dict[str, str]) -> dict[str, str]:
        """The cells of a refused row, with what it takes to read them again."""
        return cells

    def header(self, column: str) -> str:
        """What the sheet calls a column of the layout."""
        return self.sheet.columns[self.places[column][0]] if self.places.get(column) else column


def _first_filled(piece: pa.RecordBatch, places: Sequence[int]) -> Texts:
    texts = [clean(piece.column(place)) for place in places]
    found: Texts = pc.coalesce(*texts) if len(texts) > 1 else texts[0]
    return found


def among(piece: pa.RecordBatch, where: tuple[tuple[int, str | None], ...]) -> Marks:
    """The rows of a piece that hold certain texts in certain columns."""
    mask = np.ones(piece.num_rows, np.bool_)
    for place, wanted in where:
        texts = clean(piece.column(place))
        same: Any = texts.is_null() if wanted is None else pc.equal(texts, pa.scalar(wanted)).fill_null(False)
        mask &= np.asarray(same)
    return mask


def part_of(name: str, table: Table, rows: Any, dataset: str) -> Part:
    """Rows in memory as a part; columns that must be there are asked of each row, not of the header."""
    sheet = Frame(name, rows)
    places, extra = places_of(sheet, table, [normal(column) for column in sheet.columns])
    return Part(sheet, table, named(dataset), places, extra)


def named(dataset: str) -> str:
    """The dataset's name; raises UsageError where it cannot be one."""
    if not can_name(dataset):
        raise UsageError(f"'{dataset}' {NAMING}")
    return dataset


def can_name(dataset: str) -> bool:
    """Whether a reference could hold the name (dataset/record)."""
    return bool(dataset) and "/" not in dataset and dataset.isprintable()


def normal(column: str) -> str:
    """A header's name in the spelling of the layout."""
    return re.sub(r"[\s-]+", "_", column.strip().casefold())


def names_of(table: Table) -> set[str]:
    """The columns that a file of a table may have."""
    known = {column.name for column in COLUMNS[table] if column.kind not in DERIVED} | {"record_id"}
    return known | {name for pair in NAMES.values() for name in pair} if table is Table.INTERESTS else known


def lacking(table: Table, given: AbstractSet[str]) -> list[str]:
    """The columns that must be there and are not among those given."""
    if table is Table.INTERESTS:
        given = given | {column for column, others in NAMES.items() if others[0] in given}
    missing = [column.name for column in COLUMNS[table] if column.required and column.name not in given]
    return missing + [" or ".join(group) for group in EITHER.get(table, ()) if not given & set(group)]


def places_of(
    sheet: Sheet, table: Table, names: Sequence[str], *, mended: bool = False
) -> tuple[dict[str, list[int]], dict[str, int]]:
    """Where the columns of the layout stand in a sheet, and where those that the layout lacks."""
    known = names_of(table)
    places: dict[str, list[int]] = {}
    extra: dict[str, int] = {}
    for at, (name, column) in enumerate(zip(names, sheet.columns, strict=True)):
        if name == DATASET or (mended and name.startswith("_")):
            continue
        if not mended and (name in places or column in extra):
            raise BadInput(f"{sheet.name} has the column {column} twice: keep one of them")
        if name in known:
            places.setdefault(name, []).append(at)
        else:
            extra[column] = at
    return places, extra
