"""How is a mapping read from its TOML file, and what is wrong with one that cannot be?"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from collections.abc import Mapping as Entries
from pathlib import Path

from lookthrough.errors import BadInput
from lookthrough.graph.tables import Table
from lookthrough.ingest.cells import zone_of
from lookthrough.ingest.mapping.columns import source_of
from lookthrough.ingest.mapping.document import (
    EMPTY,
    FORMAT,
    NOTHING,
    UNKNOWN_DATES,
    Condition,
    Form,
    Mapping,
    Section,
    Source,
    Words,
    digest,
)
from lookthrough.ingest.mapping.forms import FORM_KEYS, form_of
from lookthrough.ingest.mapping.keys import Keys, nearest
from lookthrough.ingest.mapping.words import words_of
from lookthrough.ingest.parts import can_name, lacking, names_of

LARGEST = 4 << 20  # bytes of a mapping
_TOP = {*FORM_KEYS, "format", "title", "dataset", "zone", "empty", "unknown_dates", "words", "read"}
_SECTION = {"file", "headers", "lacks", "sheet", "into", "only", "gone", "columns"}


def read_mapping(path: Path) -> Mapping:
    """The mapping of a file.

    Raises:
        BadInput: it is missing, no TOML, or says what no mapping can say.
    """
    try:
        with path.open("rb") as file:
            head = file.read(LARGEST + 1)
    except OSError:
        raise BadInput(
            f"there is no mapping {path}: 'lookthrough map FILE --out {path.name}' writes one"
        ) from None
    if len(head) > LARGEST:
        raise BadInput(f"{path.name} is longer than {LARGEST >> 20} MB: that is no mapping")
    try:
        return parse_mapping(path.name, head.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadInput(f"{path.name} is not in UTF-8: save it again in UTF-8") from None


def parse_mapping(name: str, text: str) -> Mapping:
    """The mapping that a text says; `name` is what its faults call it."""
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput(f"{name} is no TOML: {error}") from None
    top = Keys(name, document).known(_TOP)
    if top.text("format") != FORMAT:
        raise top.wrong(f'write format = "{FORMAT}" at its head')
    dataset, zone = top.text("dataset"), top.text("zone")
    if dataset is not None and not can_name(dataset):
        raise top.wrong(f"dataset = '{dataset}': a name must be printable and hold no /")
    zone_of(zone)
    return Mapping(
        name,
        tuple(_sections(top)),
        digest(text),
        title=top.text("title"),
        dataset=dataset,
        zone=zone,
    )


def _sections(top: Keys) -> Iterator[Section]:
    form, lists = form_of(top, _defaults(top)), _lists(top)
    listed = top.entries.get("read")
    if not isinstance(listed, list) or not listed or not all(isinstance(part, dict) for part in listed):
        raise top.wrong("it has no [[read]], which says what becomes of the rows of a file")
    for number, part in enumerate(listed, 1):
        yield _section(Keys(f"{top.where}, [[read]] {number}", part).known(_SECTION), number, form, lists)


def _defaults(top: Keys) -> Form:
    given = {name: frozenset(top.texts(name)) for name in ("empty", "unknown_dates") if name in top.entries}
    return Form(
        empty=given.get("empty", frozenset(EMPTY)),
        unknown_dates=given.get("unknown_dates", frozenset(UNKNOWN_DATES)),
    )


def _lists(top: Keys) -> dict[str, Words]:
    named = top.table("words")
    return {} if named is None else {name: words_of(named, name, {}) for name in named.entries}


def _section(keys: Keys, number: int, form: Form, lists: Entries[str, Words]) -> Section:
    into = keys.one_of("into", [*map(str, Table), NOTHING])
    if into is None:
        raise keys.wrong("into is missing: name a table of the bank layout, or nothing")
    table = None if into == NOTHING else Table(into)
    file, headers = keys.text("file"), keys.texts("headers")
    if (file is None) is not bool(headers):
        raise keys.wrong(
            "write either file (a name, * stands for any letters) or headers, which tell its files"
        )
    return Section(
        number,
        table,
        _columns(keys, table, form, lists),
        file,
        tuple(tuple(spellings.split("|")) for spellings in headers),
        frozenset(keys.texts("lacks")),
        keys.text("sheet"),
        tuple(_conditions(keys, "only")),
        next(iter(_conditions(keys, "gone")), None),
    )


def _columns(keys: Keys, table: Table | None, form: Form, lists: Entries[str, Words]) -> dict[str, Source]:
    columns = keys.table("columns")
    if table is None:
        if columns is not None:
            raise keys.wrong("rows that go to nothing need no columns")
        return {}
    if columns is None:
        raise keys.wrong("it has no [read.columns], which says where each column comes from")
    names = names_of(table)
    for name in columns.entries:
        if name not in names:
            raise columns.wrong(f"{table} has no column '{name}'{nearest(name, names)}")
    given = set(columns.entries) | ({"party_id"} if table is Table.PARTIES else set())
    if lacks := lacking(table, given):
        raise columns.wrong(f"{table} needs {' and '.join(lacks)}")
    return {name: source_of(columns, (table, name), form, lists) for name in columns.entries}


def _conditions(keys: Keys, name: str) -> Iterator[Condition]:
    listed = keys.entries.get(name, [])
    for part in [listed] if isinstance(listed, dict) else listed:
        if not isinstance(part, dict):
            raise keys.wrong(f'{name} must be a table such as {{ column = "Deleted", is = ["Y"] }}')
        condition = Keys(f"{keys.where}, {name}", part).known({"column", "is", "not"})
        column, words, others = condition.text("column"), condition.texts("is"), condition.texts("not")
        if column is None or bool(words) is bool(others):
            raise condition.wrong('write { column = "Deleted", is = ["Y"] }, or not in the place of is')
        yield Condition(column, frozenset(words or others), not words)
