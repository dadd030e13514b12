"""Where in a delivered sheet do the columns of the bank layout stand, and which of its rows are whose?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lookthrough.errors import BadInput, UsageError
from lookthrough.graph.tables import COLUMNS, Table
from lookthrough.ingest.checks import Cells
from lookthrough.ingest.columns import Fault, Texts, clean
from lookthrough.ingest.sheets import Frame, Sheet
from lookthrough.ingest.spelling import rows_as_written

NAMES = {"holder_id": ("holder_name", "holder_kind"), "held_id": ("held_name", "held_kind")}
ALIASES = {"公司名称": "held_name", "股东名称": "holder_name", "股东类型": "holder_kind", "持股比例": "share"}
SHAREHOLDER = "股东名称"  # who stands in a column of this name holds shares
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
            chosen = _chosen(piece, self.where)
            piece, places = piece.filter(chosen), places[np.asarray(chosen)]
        columns = {name: _first_filled(piece, found) for name, found in self.places.items()}
        if self.table is Table.INTERESTS and SHAREHOLDER in self.sheet.columns:
            holders = clean(piece.column(self.sheet.columns.index(SHAREHOLDER)))
            kind = pc.if_else(holders.is_valid(), pa.scalar("shareholding"), None)
            columns["kind"] = pc.coalesce(columns["kind"], kind) if "kind" in columns else kind
        extra = {name: clean(piece.column(place)) for name, place in self.extra.items()}
        written = None if self.table is Table.TRANSFERS else rows_as_written(piece.columns)
        return Cells(self.table, places, columns, extra, written)

    def header(self, column: str) -> str:
        """What the sheet calls a column of the layout."""
        return self.sheet.columns[self.places[column][0]] if self.places.get(column) else column


def _first_filled(piece: pa.RecordBatch, places: Sequence[int]) -> Texts:
    texts = [clean(piece.column(place)) for place in places]
    found: Texts = pc.coalesce(*texts) if len(texts) > 1 else texts[0]
    return found


def _chosen(piece: pa.RecordBatch, where: tuple[tuple[int, str | None], ...]) -> pa.BooleanArray:
    mask: Any = pa.array(np.ones(piece.num_rows, np.bool_))
    for place, wanted in where:
        texts = clean(piece.column(place))
        same: Any = texts.is_null() if wanted is None else pc.equal(texts, pa.scalar(wanted)).fill_null(False)
        mask = pc.and_(mask, same)
    chosen: pa.BooleanArray = mask
    return chosen


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
    plain = re.sub(r"[\s-]+", "_", column.strip().casefold())
    return ALIASES.get(plain, plain)


def places_of(
    sheet: Sheet, table: Table, names: Sequence[str], *, mended: bool = False
) -> tuple[dict[str, list[int]], dict[str, int]]:
    """Where the columns of the layout stand in a sheet, and where those that the layout lacks."""
    known = {column.name for column in COLUMNS[table] if column.kind != "int"} | {"record_id"}
    if table is Table.INTERESTS:
        known |= {name for pair in NAMES.values() for name in pair}
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
