"""Which delivered file is which table of the bank layout, and what are its columns?

A folder holds a dataset, one file a table, told by the file's name; a single file may also be told by its columns. A
column `dataset` spreads the rows of one file over several datasets. A CSV of mended rejects (rejects.py), told by its
column `_table`, is spread over the tables that its rows came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from lookthrough.errors import BadInput, UsageError
from lookthrough.graph.tables import COLUMNS, Table
from lookthrough.ingest.checks import EITHER
from lookthrough.ingest.columns import Fault, clean
from lookthrough.ingest.parts import (
    DATASET,
    NAMES,
    NAMING,
    SHAREHOLDER,
    Part,
    can_name,
    named,
    normal,
    places_of,
)
from lookthrough.ingest.sheets import Csv, Frame, Parquet, Sheet

READERS: dict[str, type[Csv | Parquet]] = {".csv": Csv, ".parquet": Parquet}
MENDED = "_table"
TABLES = {str(table): table for table in Table}


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
    names = [normal(column) for column in sheet.columns]
    if MENDED in names:
        return _mended(sheet, names, dataset)
    table = table or _by_columns(sheet.columns)
    if table is None:
        expected = ", ".join(TABLES)
        raise BadInput(f"{sheet.name} is no table of the bank layout: name it after one of {expected}")
    if lacking := _lacking(table, sheet.columns):
        raise BadInput(f"{sheet.name} lacks the column {' and '.join(lacking)}")
    places, extra = places_of(sheet, table, names)
    if DATASET not in names:
        return [Part(sheet, table, dataset, places, extra)]
    at = names.index(DATASET)
    found: list[Part] = []
    for (text,) in _distinct(sheet, [at]):
        wrong = text is not None and not can_name(text)
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
        places, extra = places_of(sheet, table, names, mended=True)
        where = tuple(zip(at, texts, strict=True))
        found.append(Part(sheet, table, named(own or dataset), places, extra, where, first=not found))
    return found


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
    given = set(map(normal, columns))
    if table is Table.INTERESTS:
        given |= {column for column, others in NAMES.items() if others[0] in given}
        given |= {"kind"} if SHAREHOLDER in columns else set()
    lacking = [column.name for column in COLUMNS[table] if column.required and column.name not in given]
    return lacking + [" or ".join(group) for group in EITHER.get(table, ()) if not given & set(group)]
