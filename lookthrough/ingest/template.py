"""What does an empty delivery look like: a file for each table of the layout, and what its columns hold?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap

from lookthrough.errors import BadInput, UsageError
from lookthrough.graph.tables import COLUMNS, Column, Table
from lookthrough.ingest.checks import EITHER, WORDS
from lookthrough.ingest.parts import NAMES, names_of

README = "README.txt"
WIDTH = 100
_FORMS = {
    "text": "text",
    "flag": "true or false",
    "day": "a day, YYYY-MM-DD",
    "micros": "a time with its offset, YYYY-MM-DDTHH:MM:SS+08:00",
    "share": "a share: 30%, 1/3, (25,50]%",
    "amount": "a number: 1234.50",
}
_HEAD = """\
An empty delivery. Fill in the files that you have and take the others away; then:
lookthrough ingest FOLDER

* must be filled in. The columns marked (key) together tell one record from another; any file may have
a column record_id, which then is the key. Empty is unknown, and unknown is never zero. Columns of your
own are kept with the record.
"""


def write_template(folder: Path) -> list[Path]:
    """Write an empty layout into a folder, which is made where there is none; returns what was written.

    Raises:
        UsageError: one of the files is there already; nothing is written over.
        BadInput: the folder cannot be made.
    """
    files = {f"{table}.csv": ",".join(columns_of(table)) + "\n" for table in Table} | {README: readme()}
    there = [name for name in files if (folder / name).exists()]
    if there:
        raise UsageError(f"{folder} already holds {there[0]}: nothing is written over, choose another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise BadInput(f"{folder} is no folder, and cannot be made one: choose another place") from None
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return [folder / name for name in files]


def columns_of(table: Table) -> list[str]:
    """The columns of a file, in the order of the layout; a name and a kind stand behind the id that they replace."""
    known = names_of(table)
    found: list[str] = []
    for column in COLUMNS[table]:
        if column.name in known:
            found += [column.name, *(NAMES.get(column.name, ()) if table is Table.INTERESTS else ())]
    return found


def readme() -> str:
    """What every column holds, a line each."""
    return "\n".join([_HEAD, *(line for table in Table for line in _lines(table))])


def _lines(table: Table) -> Iterator[str]:
    yield f"{table}.csv"
    by_name = {column.name: column for column in COLUMNS[table]}
    instead = {part: key for key, parts in NAMES.items() for part in parts}
    width = max(map(len, columns_of(table))) + 2
    for name in columns_of(table):
        column = by_name.get(name)
        said = _form(table, column) if column else f"text, in the place of {instead[name]}"
        mark = "*" if column and column.required else ""
        indent = " " * (width + 2)
        yield from wrap(
            f"  {name + mark:<{width}}{said}", WIDTH, subsequent_indent=indent, drop_whitespace=False
        )
    for group in EITHER.get(table, ()):
        yield f"  one of {' and '.join(group)} must be filled in"
    yield ""


def _form(table: Table, column: Column) -> str:
    words = WORDS.get((table, column.name))
    form = f"one of {', '.join(sorted(words))}" if words else _FORMS[column.kind]
    if column.name == "birth_date":
        form = "YYYY, YYYY-MM or YYYY-MM-DD"
    return f"{form} (key)" if column.key else form
