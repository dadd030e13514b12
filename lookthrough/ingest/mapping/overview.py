"""What would become of some files: the mapping that is proposed for each sheet, and its first rows as they would be?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from glob import escape
from typing import Any

import pyarrow as pa

from lookthrough.ingest.checks import Cells, Manner, check
from lookthrough.ingest.columns import clean
from lookthrough.ingest.mapping.choosing import Rows, header_key, mapped_parts
from lookthrough.ingest.mapping.document import Mapping, Section, Source
from lookthrough.ingest.mapping.evidence import Values
from lookthrough.ingest.mapping.headers import header_of
from lookthrough.ingest.mapping.known import recognised
from lookthrough.ingest.mapping.propose import Column, Proposed, proposed
from lookthrough.ingest.mapping.reading import parse_mapping
from lookthrough.ingest.mapping.toml_text import source_of, toml_of
from lookthrough.ingest.parts import Part
from lookthrough.ingest.sheets import Sheet

LOOKED_AT = 1000  # rows
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a sheet as a section reads them: cells by column, and why some would be refused."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    refused: tuple[tuple[int, str, str], ...] = ()  # place, column of the sheet, reason


@dataclass(frozen=True, slots=True)
class SheetMap:
    """What is proposed for a sheet; `known` is the export that it is, `unused` are columns that feed nothing."""

    name: str
    columns: int
    sections: tuple[Proposed, ...] = ()
    known: str | None = None
    unused: tuple[str, ...] = ()
    previews: tuple[Preview, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """What is proposed for all sheets, and the mapping as TOML (None: no sheet looks like a table)."""

    sheets: tuple[SheetMap, ...]
    text: str | None

    @property
    def known(self) -> bool:
        """Whether every sheet is of a known export, so that no mapping is needed."""
        return bool(self.sheets) and all(sheet.known for sheet in self.sheets)


def overview(sheets: Iterable[Sheet], lang: str = "en") -> Overview:
    """Look at the first rows of some sheets and propose a mapping; nothing is written."""
    looked = [_looked(sheet) for sheet in sheets]
    sections = [(one.section, one.doubts) for _, found, _ in looked for one in found.sections]
    if not sections:
        return Overview(tuple(found for _, found, _ in looked), None)
    numbered = [(replace(section, number=i), doubts) for i, (section, doubts) in enumerate(sections, 1)]
    text = toml_of(numbered, lang)
    mapping = parse_mapping("this proposal", text)
    shown, begin = [], 0
    for sheet, found, head in looked:
        own = mapping.sections[begin : begin + len(found.sections)]
        begin += len(own)
        shown.append(replace(found, previews=tuple(_previews(mapping, own, sheet, head))))
    return Overview(tuple(shown), text)


def _looked(sheet: Sheet) -> tuple[Sheet, SheetMap, pa.RecordBatch | None]:
    head = next((piece.slice(0, LOOKED_AT) for piece in sheet.pieces()), None)
    known = recognised(sheet)
    if known is not None:
        mapping, sections = known
        found = tuple(Proposed(_own(section, sheet)) for section in sections)
        title = mapping.title or mapping.name
    else:
        found, title = tuple(proposed(_columns(sheet, head), _where(sheet))), None
    return sheet, SheetMap(sheet.name, len(sheet.columns), found, title, tuple(_unused(found, sheet))), head


def _own(section: Section, sheet: Sheet) -> Section:
    """A section of a known export as one of this file: only the columns that it has."""
    here = {header_key(name): name for name in sheet.columns}
    columns: dict[str, Source] = {}
    for name, source in section.columns.items():
        found = tuple(here[key] for key in map(header_key, source.columns) if key in here)
        columns[name] = replace(source, columns=found, first=len(found) > 1 and source.first)
    there = {name: source for name, source in columns.items() if source.value is not None or source.columns}
    gone = section.gone if section.gone and header_key(section.gone.column) in here else None
    file, title = _where(sheet)
    return replace(section, columns=there, file=file, sheet=title, headers=(), lacks=frozenset(), gone=gone)


def _where(sheet: Sheet) -> tuple[str, str | None]:
    """The pattern of a sheet's file, and what tells it from the others of a workbook."""
    file, _, title = sheet.name.partition("!")
    return escape(file), sheet.title if title else None


def _columns(sheet: Sheet, head: pa.RecordBatch | None) -> list[Column]:
    def values(place: int) -> Values:
        return Values.of(clean(head.column(place)).to_pylist() if head is not None else ())

    return [Column(name, header_of(name), values(at)) for at, name in enumerate(sheet.columns)]


def _unused(found: Sequence[Proposed], sheet: Sheet) -> Iterator[str]:
    used = {name for one in found for source in one.section.columns.values() for name in source.columns}
    used |= {one.section.gone.column for one in found if one.section.gone}
    used |= {condition.column for one in found for condition in one.section.only}
    return (name for name in sheet.columns if name not in used)


def _previews(
    mapping: Mapping, sections: Sequence[Section], sheet: Sheet, head: pa.RecordBatch | None
) -> Iterator[Preview]:
    if head is not None and sections:
        for part in mapped_parts(mapping, sections, Rows(sheet, "preview")):
            if part.places:
                yield _preview(part, head.slice(0, SHOWN))


def _preview(part: Part, head: pa.RecordBatch) -> Preview:
    cells = part.cells(head, 0)
    names = tuple(name for name in part.places if name in cells.columns)
    columns = [cells.columns[name].to_pylist() for name in names]
    rows = tuple(tuple(cell or "" for cell in row) for row in zip(*columns, strict=True))
    return Preview(str(part.table), names, rows, tuple(_refused(part, cells)))


def _refused(part: Part, cells: Cells) -> Iterator[tuple[int, str, str]]:
    """The first fault of each row that would be refused, apart from ends that only a name stands for."""
    from lookthrough.ingest.minted import with_ids

    named = with_ids(cells, part.dataset)
    faults = check(named.piece, part.manner(Manner()), named.faults).faults
    seen: set[int] = set()
    for place, which in sorted(zip(faults.rows.tolist(), faults.which.tolist(), strict=True)):
        if place not in seen:
            seen.add(place)
            fault = faults.known[which]
            yield place, part.header(fault.column), fault.reason


def to_dict(found: Overview) -> dict[str, Any]:
    """The proposal as programs read it."""
    return {
        "format": "lookthrough.proposal/1",
        "sheets": [_sheet(sheet) for sheet in found.sheets],
        "mapping": found.text,
    }


def _sheet(sheet: SheetMap) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "known": sheet.known,
        "tables": [
            _table(one, preview) for one, preview in zip(sheet.sections, sheet.previews, strict=False)
        ],
        "unused": list(sheet.unused),
    }


def _table(one: Proposed, preview: Preview) -> dict[str, Any]:
    return {
        "table": preview.table,
        "columns": {name: source_of(source) for name, source in one.section.columns.items()},
        "unsure": [
            {"code": doubt.code, "header": doubt.header, "column": doubt.column, "what": doubt.what}
            for doubt in one.doubts
        ],
        "rows": [dict(zip(preview.columns, row, strict=True)) for row in preview.rows],
        "refused": [
            {"row": place + 2, "column": column, "reason": reason}
            for place, column, reason in preview.refused
        ],
    }
