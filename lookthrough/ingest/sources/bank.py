"""Which delivered file is which table of the bank layout, and what are its columns?

A folder holds a dataset, one file a table, told by the file's name; a single file may also be told by its columns. A
column `dataset` spreads the rows of one file over several datasets. A CSV of mended rejects (rejects.py), told by its
column `_table`, is spread over the tables that its rows came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from lookthrough.errors import BadInput, UsageError
from lookthrough.graph.tables import COLUMNS, Table
from lookthrough.ingest.columns import Fault, clean
from lookthrough.ingest.files import stem_and_suffix
from lookthrough.ingest.mapping.choosing import Rows, names_file
from lookthrough.ingest.mapping.delivery import given_parts, known_parts, mended_parts, names_columns
from lookthrough.ingest.mapping.document import Mapping as Mapped
from lookthrough.ingest.mapping.headers import names_headers
from lookthrough.ingest.mapping.parts import MAP
from lookthrough.ingest.parts import (
    DATASET,
    NAMING,
    Part,
    can_name,
    lacking,
    named,
    normal,
    places_of,
)
from lookthrough.ingest.sheets import SUFFIXES, Frame, Sheet, opened, readable, titles
from lookthrough.ingest.totals import NAME as TOTALS
from lookthrough.ingest.totals import Totals, one_totals, totals_of

MENDED = "_table"
TABLES = {str(table): table for table in Table}


@dataclass(frozen=True, slots=True)
class Found:
    """What a delivery holds: its parts, the names of files that are none of the layout, and what it promises."""

    parts: tuple[Part, ...]
    ignored: tuple[str, ...] = ()
    totals: Totals | None = None


def delivered(paths: Iterable[Path], dataset: str | None, mapping: Mapped | None = None) -> Found:
    """What folders and files hold, by a mapping if one is given; a folder's own folders are not entered.

    Raises:
        BadInput: nothing is there, or a file cannot be read or lacks a column that must be there.
        UsageError: the dataset's name cannot be one.
    """
    parts: list[Part] = []
    ignored: list[str] = []
    promised: list[Totals] = []
    for path in paths:
        files, others = _files(path)
        before, inside = len(parts), path.is_dir()
        for file in files:
            own = (
                dataset
                or (mapping and mapping.dataset)
                or (path.resolve().name if inside else _default(file))
            )
            sheets, beside = _opened(file, mapping, inside=inside)
            others += beside if sheets else [*beside, file.name]
            for sheet in sheets:
                if _title(sheet) == TOTALS:
                    promised.append(totals_of(sheet))
                    continue
                found = _read(sheet, TABLES.get(_title(sheet)), named(own), mapping)
                parts += found or ()
                others += [sheet.name] if found is None else []
            unread = [sheet for sheet in sheets if _title(sheet) != TOTALS]
            if len(parts) == before and not inside and (unread or not sheets):
                raise BadInput(
                    _unknown(unread[0], file, mapping) if unread else f"{path.name} holds no table at all"
                )
        if len(parts) == before and inside:
            raise BadInput(_nothing(path, mapping))
        ignored += sorted(others)
    return Found(tuple(parts), tuple(ignored), one_totals(promised))


def _opened(path: Path, mapping: Mapped | None, *, inside: bool) -> tuple[list[Sheet], list[str]]:
    """The sheets of a file; one inside a folder that cannot be read, and that nothing names, is beside the delivery."""
    try:
        return opened(path, partial(_names_columns, mapping=mapping))
    except BadInput:
        if not inside or _by_name(path) or _is_totals(path) or (mapping and names_file(mapping, path.name)):
            raise
        return [], []


def _read(sheet: Sheet, table: Table | None, dataset: str, mapping: Mapped | None) -> list[Part] | None:
    """The parts of a sheet: by the given mapping, in the layout, or as a known export; None where it is none."""
    if MENDED in map(normal, sheet.columns):
        return _mended(sheet, dataset, mapping)
    if (found := given_parts(mapping, sheet, dataset)) is not None:
        return found
    if (table := table or _by_columns(sheet.columns)) and not _lacking(table, sheet.columns):
        return _parts(sheet, table, dataset)
    if (found := known_parts(sheet, dataset)) is not None:
        return found
    return None if table is None else _parts(sheet, table, dataset)


def delivered_tables(tables: Mapping[str, Any], dataset: str) -> Found:
    """What tables in memory hold: data frames, Arrow tables or rows as mappings, by table of the layout."""
    parts: list[Part] = []
    promised: list[Totals] = []
    for name, data in tables.items():
        if name == TOTALS:
            promised.append(totals_of(Frame(name, data)))
            continue
        if name not in TABLES:
            raise UsageError(f"'{name}' is no table: there are {', '.join(TABLES)}")
        sheet = Frame(name, data)
        empty = Part(sheet, TABLES[name], named(dataset), {}, {})
        parts += (_read(sheet, TABLES[name], dataset, None) or ()) if sheet.columns else [empty]
    return Found(tuple(parts), (), one_totals(promised))


def _files(path: Path) -> tuple[list[Path], list[str]]:
    """The files at a path that can be read, those of the layout first and in its order, and the names of the others."""
    if path.is_file():
        if not readable(path.name):
            raise BadInput(
                f"{path.name} is neither {', '.join(SUFFIXES)}, nor packed: save it as one of them"
            )
        return [path], []
    if not path.is_dir():
        raise BadInput(
            f"{path} is a pipe or a device: save it as a file"
            if path.exists()
            else f"there is no file or folder {path}"
        )
    inside = sorted(found for found in path.iterdir() if not found.name.startswith("."))
    order = list(Table)
    by_table = {found: order.index(table) for found in inside if (table := _by_name(found))}
    by_table |= {found: len(order) for found in inside if by_table and _is_totals(found)}
    known = sorted(by_table, key=by_table.__getitem__)
    known += [found for found in inside if found not in by_table and _readable(found)]
    return known, [found.name + "/" * found.is_dir() for found in inside if found not in known]


def _nothing(path: Path, mapping: Mapped | None) -> str:
    inside = sorted(found for found in path.iterdir() if found.is_dir())
    if folders := [found.name for found in inside if any(map(_by_name, found.iterdir()))]:
        return f"{path} holds datasets in folders of their own: name one of them, {' or '.join(folders)}"
    if mapping is not None:
        return f"{path} holds no file that {mapping.name} names: it reads {_names(mapping)}"
    expected = ", ".join(f"{table}.csv" for table in TABLES)
    return (
        f"{path} holds no file of the bank layout: there may be {expected}, also as {', '.join(SUFFIXES[1:])}; "
        f"for other files 'lookthrough map {path}' proposes a mapping"
    )


def _names(mapping: Mapped) -> str:
    return ", ".join(dict.fromkeys(section.file or "files by their headers" for section in mapping.sections))


def _unknown(sheet: Sheet, path: Path, mapping: Mapped | None) -> str:
    if mapping is not None:
        return f"{sheet.name} is no file that {mapping.name} names: it reads {_names(mapping)}"
    return (
        f"{sheet.name} is no table of the bank layout: name it after one of {', '.join(TABLES)}, "
        f"or let 'lookthrough map {path}' propose a mapping"
    )


def _readable(path: Path) -> bool:
    return readable(path.name) and path.is_file()


def _by_name(path: Path) -> Table | None:
    found = titles(path) if _readable(path) else []
    return next((TABLES[title.lower()] for title in found if title.lower() in TABLES), None)


def _is_totals(path: Path) -> bool:
    """Whether a file says what the others should hold."""
    return _readable(path) and TOTALS in map(str.lower, titles(path))


def _default(path: Path) -> str:
    """The dataset that a file belongs to: its folder's name, or its own where the folder does not speak."""
    (stem, _), folder = stem_and_suffix(path.name), path.resolve().parent.name
    return folder if stem.lower() in TABLES and folder else stem


def _title(sheet: Sheet) -> str:
    return sheet.title.strip().lower()


def _names_columns(cells: Sequence[str], mapping: Mapped | None = None) -> bool:
    """Whether cells name the columns of a table of the layout, or of one that a mapping reads."""
    layout = MENDED in cells or any(not _lacking(table, cells) for table in Table)
    return layout or names_columns(mapping, cells)


def sheets_at(paths: Iterable[Path]) -> tuple[list[Sheet], list[str]]:
    """All sheets of files and folders, whatever they hold, and the names of what cannot be read."""
    found: list[Sheet] = []
    ignored: list[str] = []
    for path in paths:
        files, others = _files(path)
        for file in files:
            sheets, beside = opened(file, lambda cells: _names_columns(cells) or names_headers(cells))
            found += sheets
            others += beside
        ignored += others
    return found, ignored


def _parts(sheet: Sheet, table: Table, dataset: str) -> list[Part]:
    """The parts of a sheet of the layout: one, unless its rows name their datasets."""
    names = [normal(column) for column in sheet.columns]
    if missing := _lacking(table, sheet.columns):
        raise BadInput(f"{sheet.name} lacks the column {' and '.join(missing)}")
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


def _mended(sheet: Sheet, dataset: str, mapping: Mapped | None) -> list[Part]:
    """The parts of a CSV of mended rejects."""
    found: list[Part] = []
    names = [normal(column) for column in sheet.columns]
    at = {name: names.index(name) for name in (MENDED, "_dataset", MAP) if name in names}
    for texts in _distinct(sheet, list(at.values())):
        said = dict(zip(at, texts, strict=True))
        table, own = TABLES.get(said[MENDED] or ""), named(said.get("_dataset") or dataset)
        if table is None:
            raise BadInput(
                f"{sheet.name}, column _table: '{said[MENDED] or ''}' is no table of the bank layout"
            )
        where = tuple(zip(at.values(), texts, strict=True))
        if label := said.get(MAP):
            found += mended_parts(mapping, label, Rows(sheet, own, where, first=not found, mended=True))
            continue
        places, extra = places_of(sheet, table, names, mended=True)
        found.append(Part(sheet, table, own, places, extra, where, first=not found))
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
    """The table whose columns these are: of those that lack nothing, the one that needs most.

    Branches are told by the file's name alone: many a file has a column of that name.
    """
    told = [table for table in Table if table is not Table.BRANCHES and not _lacking(table, columns)]
    needs = {table: sum(column.required for column in COLUMNS[table]) for table in told}
    most = [table for table, need in needs.items() if need == max(needs.values())]
    return most[0] if len(most) == 1 else None


def _lacking(table: Table, columns: Sequence[str]) -> list[str]:
    """The columns that must be there and are not."""
    return lacking(table, set(map(normal, columns)))
