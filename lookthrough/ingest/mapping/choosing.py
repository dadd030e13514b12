"""Which sections of a mapping read a sheet, and at which of its columns?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from lookthrough.errors import BadInput
from lookthrough.graph.tables import Table
from lookthrough.ingest.mapping.document import Mapping, Section, Source
from lookthrough.ingest.mapping.parts import Mapped, Rest, Rule
from lookthrough.ingest.mapping.sources import Resolved
from lookthrough.ingest.numerals import narrow
from lookthrough.ingest.parts import Part
from lookthrough.ingest.sheets import Sheet

_DROPPED = str.maketrans("", "", "_-.")


def header_key(header: str) -> str:
    """A header as it is compared: without case, white space, `_`, `-` and `.`, full-width letters narrow."""
    return "".join(narrow(header).casefold().translate(_DROPPED).split())


def sections_of(mapping: Mapping, sheet: Sheet) -> list[Section]:
    """The sections that read a sheet: those of its file's name, or of its headers."""
    return [section for section in mapping.sections if _reads(section, sheet)]


def _reads(section: Section, sheet: Sheet) -> bool:
    if section.sheet is not None and sheet.title.casefold() != section.sheet.casefold():
        return False
    if section.file is None:
        return _by_headers(section, sheet.columns)
    return _named(section, sheet.name.partition("!")[0])


def names_file(mapping: Mapping, name: str) -> bool:
    """Whether a section of a mapping names a file."""
    return any(_named(section, name) for section in mapping.sections)


def _named(section: Section, name: str) -> bool:
    pattern = (section.file or "").casefold()  # of what is packed in a zip, the name inside will do
    return any(fnmatchcase(one, pattern) for one in (name.casefold(), name.casefold().rpartition("/")[2]))


def _by_headers(section: Section, columns: Sequence[str]) -> bool:
    keys = set(map(header_key, columns))
    here = all(any(header_key(one) in keys for one in spellings) for spellings in section.headers)
    return here and not any(header_key(header) in keys for header in section.lacks)


def heads(mapping: Mapping, cells: Sequence[str]) -> bool:
    """Whether cells name the columns that a section of a mapping reads."""
    return any(_heads(section, cells) for section in mapping.sections)


def _heads(section: Section, cells: Sequence[str]) -> bool:
    if section.file is None:
        return _by_headers(section, cells)
    keys = set(map(header_key, cells))
    sources = [source for source in section.columns.values() if source.columns]
    here = ([header_key(column) in keys for column in source.columns] for source in sources)
    return bool(sources) and all(
        any(found) if source.first else all(found) for source, found in zip(sources, here, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """Whose rows of a sheet: those of a dataset, of refused ones only some (`where`, as in Part)."""

    sheet: Sheet
    dataset: str
    where: tuple[tuple[int, str | None], ...] = ()
    first: bool = True
    mended: bool = False  # of refused rows columns that were empty in all of them are not there


def mapped_parts(mapping: Mapping, sections: Sequence[Section], rows: Rows) -> list[Part]:
    """The parts of a sheet that some sections of a mapping read.

    Raises:
        BadInput: the sheet lacks a column that a section names.
    """
    rules = [_rule(mapping, section, rows) for section in sections]
    used = {place for rule in rules for place in _places(rule)}
    names = enumerate(rows.sheet.columns)
    extra = {name: at for at, name in names if at not in used and not (rows.mended and name.startswith("_"))}
    found: list[Part] = []
    for rule in rules:
        if rule.section.table is not None:
            places = {name: resolved.places for name, resolved in rule.columns.items()}
            first = rows.first and not found
            whose = (rows.sheet, rule.section.table, rows.dataset, places, extra, rows.where, first)
            found.append(Mapped(*whose, mapping=mapping, rule=rule))
    if found and all(rule.only for rule in rules):
        nothing = tuple(rule for rule in rules if rule.section.table is None)
        reading = tuple(rule for rule in rules if rule not in nothing)
        of = (rows.sheet, found[0].table, rows.dataset)
        found.append(
            Rest(*of, {}, {}, rows.where, first=False, mapping=mapping, rules=reading, nothing=nothing)
        )
    return found


def _places(rule: Rule) -> Iterable[int]:
    for resolved in rule.columns.values():
        yield from resolved.places
    for place, _ in (*rule.only, *([rule.gone] if rule.gone else [])):
        yield place


def _rule(mapping: Mapping, section: Section, rows: Rows) -> Rule:
    headers = _Headers(mapping, section, rows)
    table = section.table or Table.PARTIES
    places = {name: headers.places(source) for name, source in section.columns.items()}
    columns = {
        name: Resolved(table, name, source, places[name])
        for name, source in section.columns.items()
        if source.value is not None or places[name] or rows.mended
    }
    only = tuple((place, one) for one in section.only if (place := headers.place(one.column)) is not None)
    gone = None if section.gone is None else headers.place(section.gone.column, optional=mapping.known)
    return Rule(
        section, columns, only, None if gone is None or section.gone is None else (gone, section.gone)
    )


class _Headers:
    """The columns of a sheet by their names in a mapping."""

    def __init__(self, mapping: Mapping, section: Section, rows: Rows) -> None:
        self._where, self._sheet = f"{mapping.name}, [[read]] {section.number}", rows.sheet
        self._known, self._mended = mapping.known, rows.mended
        self._by_name = {name: place for place, name in reversed(list(enumerate(rows.sheet.columns)))}
        self._by_key = {header_key(name): place for name, place in self._by_name.items()}

    def places(self, source: Source) -> tuple[int, ...]:
        """The places of the columns of a source; of those of `first` only one must be there."""
        found = [self.place(column, optional=source.first) for column in source.columns]
        there = tuple(dict.fromkeys(place for place in found if place is not None))
        if source.first and not there and not self._known:
            self.place(source.columns[0])
        return there

    def place(self, column: str, *, optional: bool = False) -> int | None:
        """The place of a column; None where it is not there and need not be."""
        found = self._by_name.get(column)
        found = self._by_key.get(header_key(column)) if found is None else found
        if found is None and not optional and not self._mended:
            raise BadInput(f"{self._where}: {self._sheet.name} has no column '{column}', only {self._some()}")
        return found

    def _some(self) -> str:
        names = self._sheet.columns
        return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
