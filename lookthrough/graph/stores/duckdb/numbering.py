"""Does this DuckDB number nodes as the one that wrote the store did, and how is a store numbered anew?

A node's number is DuckDB's hash of its reference: a tenth of the time that a stable one would cost, but another
release may hash in another way. A store remembers the number of one reference; where it is another now, all numbers
are made again from the text beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lookthrough.graph.stores.duckdb.layout import end, kept_ends, node, place, sql
from lookthrough.graph.stores.duckdb.settle import COPIES
from lookthrough.graph.tables import Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def numbered_alike(connection: DuckDBPyConnection) -> bool:
    """Whether the store's numbers are those that this DuckDB gives."""
    return bool(connection.execute(sql("numbered_alike")).fetchall()[0][0])


def number_anew(connection: DuckDBPyConnection) -> None:
    """Number all nodes again, in one transaction."""
    connection.begin()
    for table in Table:
        for column in kept_ends(table):
            connection.execute(sql("number_anew", table=place(table), end=end(column), node=node(column)))
    for copy, column in COPIES.items():
        connection.execute(sql("empty_copy", copy=copy))
        fresh = sql("fresh_interests", node=node(column))
        connection.execute(sql("sort_with_fresh", copy=copy, fresh=fresh), {"first": 0})
        for statement in connection.extract_statements(sql("note_sorted", copy=copy)):
            connection.execute(statement)
    connection.execute(sql("note_number"))
    connection.commit()
