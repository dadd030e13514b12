"""How are the tables of claims kept in SQL? Statements and column lists made from tables.py, so that they never drift.

A table of claims is its layout (text ids and all) behind `claim` (the integer that orders claims) and `dataset`, then
the number of every node that it names and the known period.
"""

from __future__ import annotations

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


def columns(table: Table, prefix: str = "") -> str:
    """The layout's columns."""
    return ", ".join(prefix + quoted(name) for name in physical(table))


def ends(table: Table) -> str:
    """The layout's columns that name nodes."""
    return ", ".join(map(quoted, ENDS[table]))


def content(table: Table, prefix: str) -> str:
    """The columns that make two versions of a record different."""
    return ", ".join(prefix + quoted(name) for name in physical(table) if name not in POSITION)


def space(column: str) -> str:
    """Whether a column names parties or accounts."""
    return "account" if column in ACCOUNT_ENDS else "party"


def ends_in(table: Table, kind: str) -> tuple[str, ...]:
    """The columns of a table that name nodes of a space."""
    return tuple(column for column in ENDS[table] if space(column) == kind)


def end(column: str) -> str:
    """The column that holds the number of the node that `column` names."""
    return f"{column}_node"


def kept_ends(table: Table) -> tuple[str, ...]:
    """The columns whose nodes are numbered in the table itself; interests are looked up in their copies only."""
    return () if table is Table.INTERESTS else ENDS[table]


def node(column: str) -> str:
    """The number of the node that a column names, in SQL."""
    return sql("node", column=quoted(column), space=space(column))


def union(parts: list[str]) -> str:
    """One query from several."""
    return "\nUNION ALL\n".join(parts)


@cache
def schema() -> str:
    """The script that makes an empty store."""
    claims = [_claims(table) for table in Table]
    return "\n".join([sql("schema"), *claims, *map(_view, Table)])


def _claims(table: Table) -> str:
    layout = [f"{quoted(name)} {TYPES[kind]}" for name, kind in physical(table).items()]
    nodes = [f"{end(column)} UBIGINT" for column in kept_ends(table)]
    parts = ["claim BIGINT", "dataset VARCHAR", *layout, *nodes, "from_run INTEGER", "to_run INTEGER"]
    return sql("claims_of", table=place(table), columns=", ".join(parts))


def _view(table: Table) -> str:
    shown = ", ".join(map(_shown, COLUMNS[table]))
    return sql("view", view=table.value, shown=shown, table=place(table))


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
