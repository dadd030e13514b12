"""Which delivered file is which table of the bank layout, and what are its columns?

A folder holds a dataset, one file a table, told by the file's name; a single file may also be told by its columns. A
column `dataset` spreads the rows of one file over several datasets. A CSV of mended rejects (rejects.py), told by its
column `_table`, is spread over the tables that its rows came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lookthrough.errors import BadInput, UsageError
from lookthrough.graph.tables import COLUMNS, Table
from lookthrough.ingest.checks import EITHER, Cells
from lookthrough.ingest.columns import Fault, Texts, clean
from lookthrough.ingest.sheets import Csv, Frame, Parquet, Sheet
from lookthrough.ingest.spelling import rows_as_written

READERS: dict[str, type[Csv | Parquet]] = {".csv": Csv, ".parquet": Parquet}
NAMES = {"holder_id": ("holder_name", "holder_kind"), "held_id": ("held_name", "held_kind")}
ALIASES = {"公司名称": "held_name", "股东名称": "holder_name", "股东类型": "holder_kind", "持股比例": "share"}
SHAREHOLDER = "股东名称"  # who stands in a column of this name holds shares
NAMING = "is no name of a dataset: it must be printable and hold no /"
DATASET, MENDED = "dataset", "_table"
TABLES = {str(table): table for table in Table}


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


@dataclass(frozen=True, slots=True)
class Found:
    """What a delivery holds: its parts, and the names of files that are none of the layout."""

    parts: tuple[Part, ...]
    ignored: tuple[str, ...] = ()


def delivered(paths: Iterable[Path], dataset: str | None) -> Found:
    """What folders and files hold; a folder's own folders are not entered.

    Raises:
        BadInput: nothing is there, or a file cannot be read or lacks a column that must be there.
        UsageError: the dataset's name cannot be one.
    """
    parts: list[Part] = []
    ignored: list[str] = []
    for path in paths:
        files, others = _files(path)
        ignored += others
        for file in files:
            parts += _parts(_open(file), _by_name(file), named(dataset or _default(file)))
    return Found(tuple(parts), tuple(ignored))


def delivered_tables(tables: Mapping[str, Any], dataset: str) -> Found:
    """What tables in memory hold: data frames, Arrow tables or rows as mappings, by table of the layout."""
    parts: list[Part] = []
    for name, data in tables.items():
        if name not in TABLES:
            raise UsageError(f"'{name}' is no table: there are {', '.join(TABLES)}")
        sheet = Frame(name, data)
        empty = Part(sheet, TABLES[name], named(dataset), {}, {})
        parts += _parts(sheet, TABLES[name], dataset) if sheet.columns else [empty]
    return Found(tuple(parts))


def part_of(name: str, table: Table, rows: Any, dataset: str) -> Part:
    """Rows in memory as a part; columns that must be there are asked of each row, not of the header."""
    sheet = Frame(name, rows)
    places, extra = _places(sheet, table, [_normal(column) for column in sheet.columns])
    return Part(sheet, table, named(dataset), places, extra)


def named(dataset: str) -> str:
    """The dataset's name, if it can be one."""
    if not _can_name(dataset):
        raise UsageError(f"'{dataset}' {NAMING}")
    return dataset


def _can_name(dataset: str) -> bool:
    return bool(dataset) and "/" not in dataset and dataset.isprintable()


def _files(path: Path) -> tuple[list[Path], list[str]]:
    """The files of the layout at a path, in its order, and the names of the others."""
    if path.is_file():
        if path.suffix.lower() not in READERS:
            raise BadInput(f"{path.name} is neither .csv nor .parquet: save it as one of them")
        return [path], []
    if not path.is_dir():
        raise BadInput(f"there is no file or folder {path}")
    inside = sorted(found for found in path.iterdir() if not found.name.startswith("."))
    order = list(Table)
    by_table = {found: order.index(table) for found in inside if (table := _by_name(found))}
    known = sorted(by_table, key=by_table.__getitem__)
    if not known:
        raise BadInput(_nothing(path, inside))
    return known, [found.name + "/" * found.is_dir() for found in inside if found not in known]


def _nothing(path: Path, inside: Iterable[Path]) -> str:
    folders = [found.name for found in inside if found.is_dir() and any(map(_by_name, found.iterdir()))]
    if folders:
        return f"{path} holds datasets in folders of their own: name one of them, {' or '.join(folders)}"
    expected = ", ".join(f"{table}.csv" for table in TABLES)
    return f"{path} holds no file of the bank layout: there may be {expected}, each also as .parquet"


def _by_name(path: Path) -> Table | None:
    readable = path.suffix.lower() in READERS and path.is_file()
    return TABLES.get(path.stem.lower()) if readable else None


def _default(path: Path) -> str:
    """The dataset that a file belongs to: its folder's name, or its own where the folder does not speak."""
    resolved = path.resolve()
    return resolved.parent.name if _by_name(path) and resolved.parent.name else path.stem


def _open(path: Path) -> Sheet:
    return READERS[path.suffix.lower()](path)


def _parts(sheet: Sheet, table: Table | None, dataset: str) -> list[Part]:
    """The parts of a sheet: one, unless its rows name their datasets or tables."""
    names = [_normal(column) for column in sheet.columns]
    if MENDED in names:
        return _mended(sheet, names, dataset)
    table = table or _by_columns(sheet.columns)
    if table is None:
        expected = ", ".join(TABLES)
        raise BadInput(f"{sheet.name} is no table of the bank layout: name it after one of {expected}")
    if lacking := _lacking(table, sheet.columns):
        raise BadInput(f"{sheet.name} lacks the column {' and '.join(lacking)}")
    places, extra = _places(sheet, table, names)
    if DATASET not in names:
        return [Part(sheet, table, dataset, places, extra)]
    at = names.index(DATASET)
    found: list[Part] = []
    for (text,) in _distinct(sheet, [at]):
        wrong = text is not None and not _can_name(text)
        fault = Fault(DATASET, "bad_dataset", f"'{text}' {NAMING}") if wrong else None
        own = dataset if text is None or wrong else text
        found.append(Part(sheet, table, own, places, extra, ((at, text),), not found, fault))
    return found or [Part(sheet, table, dataset, places, extra)]


def _mended(sheet: Sheet, names: list[str], dataset: str) -> list[Part]:
    """The parts of a CSV of mended rejects."""
    found: list[Part] = []
    at = [names.index(name) for name in (MENDED, "_dataset") if name in names]
    for texts in _distinct(sheet, at):
        table, own = TABLES.get(texts[0] or ""), texts[1] if len(texts) > 1 else None
        if table is None:
            raise BadInput(f"{sheet.name}, column _table: '{texts[0] or ''}' is no table of the bank layout")
        places, extra = _places(sheet, table, names, mended=True)
        where = tuple(zip(at, texts, strict=True))
        found.append(Part(sheet, table, named(own or dataset), places, extra, where, first=not found))
    return found


def _normal(column: str) -> str:
    """A header's name in the spelling of the layout."""
    plain = re.sub(r"[\s-]+", "_", column.strip().casefold())
    return ALIASES.get(plain, plain)


def _distinct(sheet: Sheet, at: Sequence[int]) -> Iterator[tuple[str | None, ...]]:
    """The different texts that some columns hold together."""
    found: set[tuple[str | None, ...]] = set()
    for piece in sheet.pieces():
        columns = {str(place): clean(piece.column(place)) for place in at}
        groups = pa.table(columns).group_by(list(columns)).aggregate([])
        found |= {tuple(row.values()) for row in groups.to_pylist()}
    return iter(sorted(found, key=lambda texts: [text or "" for text in texts]))


def _by_columns(columns: Sequence[str]) -> Table | None:
    """The table whose columns these are: of those that lack nothing, the one that needs most."""
    needs = {t: sum(column.required for column in COLUMNS[t]) for t in Table if not _lacking(t, columns)}
    most = [table for table, need in needs.items() if need == max(needs.values())]
    return most[0] if len(most) == 1 else None


def _lacking(table: Table, columns: Sequence[str]) -> list[str]:
    """The columns that must be there and are not."""
    given = set(map(_normal, columns))
    if table is Table.INTERESTS:
        given |= {column for column, others in NAMES.items() if others[0] in given}
        given |= {"kind"} if SHAREHOLDER in columns else set()
    lacking = [column.name for column in COLUMNS[table] if column.required and column.name not in given]
    return lacking + [" or ".join(group) for group in EITHER.get(table, ()) if not given & set(group)]


def _places(
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
