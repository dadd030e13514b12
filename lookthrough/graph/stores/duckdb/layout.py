"""How are the tables of claims kept in SQL? Statements and column lists made from tables.py, so that they never drift.

A table of claims has `claim` (the integer that orders claims), `dataset`, the number of every node that a claim names,
and the known period. A column of the layout joins it when a delivery first fills it; the view `_whole` beside it shows
them all. The ids of nodes are text in `graph_node` alone, except where a claim describes the node that it names.
"""

from __future__ import annotations

from collections.abc import Container
from functools import cache
from hashlib import md5
from importlib import resources

from lookthrough.graph.tables import COLUMNS, ENDS, Column, Table, physical

OPEN = 2**31 - 1
ACCOUNT_ENDS = frozenset({"account_id", "from_account", "to_account"})
POSITION = frozenset({"record", "file", "row", "text"})
IDENTIFIERS = (
    "lei",
    "uscc",
    "id_number",
)  # The columns of parties that `find` looks up, as settle.sql reads them.
DESCRIBING = {"party": Table.PARTIES, "account": Table.ACCOUNTS}
DATED = frozenset(table for table in Table if "valid_to" in physical(table))
TYPES = {
    "string": "VARCHAR",
    "int64": "BIGINT",
    "int32": "INTEGER",
    "int16": "SMALLINT",
    "bool": "BOOLEAN",
}

NUMBERS = frozenset({"BIGINT", "INTEGER", "SMALLINT"})
REPEATED = frozenset({"file", "kind", "currency"})  # a few words in all rows


@cache
def _statements() -> dict[str, str]:
    """Name -> statement, from the .sql files beside this module."""
    found = {}
    for file in (resources.files(__package__) / "sql").iterdir():
        for part in file.read_text(encoding="utf-8").split("-- name: ")[1:]:
            name, _, text = part.partition("\n")
            found[name.strip()] = text.strip()
    return found


def sql(name: str, **words: str) -> str:
    """A named statement with words of this module (names of tables and columns, never data) put in."""
    return _statements()[name].format(**words)


def reference_hash(ref: str) -> int:
    """The integer under which a reference is kept: the lower half of its MD5, as DuckDB's md5_number_lower."""
    return int.from_bytes(md5(ref.encode(), usedforsecurity=False).digest()[8:], "little")


def quoted(name: str) -> str:
    """A column's name as SQL takes it, whatever is reserved."""
    return f'"{name}"'


def place(table: Table) -> str:
    """Where the claims of a table are."""
    return f"graph_{table.value}"


def whole(table: Table) -> str:
    """The view of the claims of a table with every column that is kept, filled or not."""
    return f"{place(table)}_whole"


def numbered(table: Table) -> tuple[str, ...]:
    """The columns of which a claim keeps only the number of the node; what describes a node keeps its id too."""
    return () if table in DESCRIBING.values() else ENDS[table]


@cache
def stored(table: Table) -> dict[str, str]:
    """The layout's columns that claims keep, with their types in SQL."""
    return {name: TYPES[kind] for name, kind in physical(table).items() if name not in numbered(table)}


def key(table: Table) -> str | None:
    """The only column of a record's key; the record id is kept where it is another."""
    found = [column for column in COLUMNS[table] if column.key]
    return found[0].name if len(found) == 1 and found[0].required and found[0].name in stored(table) else None


def space(column: str) -> str:
    """Whether a column names parties or accounts."""
    return "account" if column in ACCOUNT_ENDS else "party"


def ends_in(table: Table, kind: str) -> tuple[str, ...]:
    """The columns of a table that name nodes of a space."""
    return tuple(column for column in ENDS[table] if space(column) == kind)


def end(column: str) -> str:
    """The column that holds the number of the node that `column` names."""
    return f"{column.removesuffix('_id')}_nid"


def columns(table: Table) -> str:
    """What a row is read with: the columns that are kept, and the numbers in place of ids."""
    return ", ".join([*map(quoted, stored(table)), *map(end, numbered(table))])


def content(table: Table, prefix: str) -> str:
    """The columns that make two versions of a record different."""
    names = [*(quoted(name) for name in stored(table) if name not in POSITION), *map(end, ENDS[table])]
    return ", ".join(prefix + name for name in names)


def texts(table: Table, clocks: str = "true") -> str:
    """The claims of a table as its layout is, ids and all, in SQL."""
    nodes = {column: f"node{place}" for place, column in enumerate(numbered(table))}
    shown = (
        f"{nodes[name]}.id AS {quoted(name)}" if name in nodes else quoted(name) for name in physical(table)
    )
    joins = (sql("join_node", node=node, end=end(column)) for column, node in nodes.items())
    words = {"columns": ", ".join(shown), "table": whole(table), "joins": "\n".join(joins)}
    return sql("texts", clocks=clocks, **words)


def union(parts: list[str]) -> str:
    """One query from several."""
    return "\nUNION ALL\n".join(parts)


@cache
def schema() -> str:
    """The script that makes an empty store."""
    claims = [part for table in Table for part in (_claims(table), whole_view(table, ()), _view(table))]
    return "\n".join([sql("schema"), *claims])


def _claims(table: Table) -> str:
    nodes = "".join(f"{end(column)} INTEGER USING COMPRESSION bitpacking, " for column in ENDS[table])
    return sql("claims_of", table=place(table), nodes=nodes)


def added(table: Table, name: str) -> str:
    """The statement that adds a column."""
    kind = stored(table)[name]
    return sql("add_column", table=place(table), column=f"{quoted(name)} {kind}{_packed(table, name, kind)}")


def _packed(table: Table, name: str, kind: str) -> str:
    """How a column is packed, where that is plain; DuckDB tries every way for the others, which takes its time."""
    ways = {
        "bitpacking": kind in NUMBERS,
        "dictionary": name in REPEATED,
        "fsst": name in {"record", "text", key(table)},
    }
    return "".join(f" USING COMPRESSION {way}" for way, plain in ways.items() if plain)


def whole_view(table: Table, filled: Container[str]) -> str:
    """The statement that makes the view of all columns, of which these are filled."""
    cells = {
        name: quoted(name) if name in filled else f"NULL::{kind}" for name, kind in stored(table).items()
    }
    if only := key(table):
        cells["record"] = f"coalesce({cells['record']}, {cells[only]})"
    shown = [f"{cell} AS {quoted(name)}" for name, cell in cells.items()]
    words = {"columns": ", ".join([*shown, *map(end, ENDS[table])]), "table": place(table)}
    return sql("whole", view=whole(table), **words)


def _view(table: Table) -> str:
    shown = ", ".join(map(_shown, COLUMNS[table]))
    return sql("view", view=table.value, shown=shown, texts=texts(table, "to_run = 2147483647"))


def _shown(column: Column) -> str:
    """A column as people read it: dates, moments, numbers; a share as exact text beside its two ends."""
    name, kind = column.name, column.kind
    if kind == "day":
        return f"DATE '1970-01-01' + {quoted(name)} AS {quoted(name)}"
    if kind == "micros":
        return f"make_timestamp({quoted(name)}) AS occurred_{name}"
    if kind == "amount":
        return f"{quoted(name)} / 10.0 ** coalesce({name}_scale, 0) AS {quoted(name)}"
    if kind == "share":
        parts = ", ".join(f"{name}_{part}" for part in ("low_num", "low_den", "high_num", "high_den", "open"))
        sides = (f"{name}_{side}_num / {name}_{side}_den AS {name}_{side}" for side in ("low", "high"))
        return f"graph_share_text({parts}) AS {name}, {', '.join(sides)}"
    return quoted(name)
