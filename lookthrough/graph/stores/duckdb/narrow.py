"""What does a snapshot read? A few columns of all claims, nodes by their numbers, and the id of every number once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lookthrough.graph.ports import At
from lookthrough.graph.stores.duckdb.layout import end, quoted, sql, whole
from lookthrough.graph.stores.duckdb.session import Session, clocks
from lookthrough.graph.tables import ENDS, Table

if TYPE_CHECKING:
    import pyarrow as pa


class Narrow(Session):
    """Whole tables without the text of ids (snapshot/reading.py)."""

    def some_columns(self, table: Table, names: Sequence[str], at: At) -> pa.Table:
        """These columns of all claims of a table at the clocks, in any order; ends are numbers of nodes."""
        condition, when = clocks(at.known, at.valid, table)
        shown = (f"{end(name)} AS {quoted(name)}" if name in ENDS[table] else quoted(name) for name in names)
        query = sql("some_columns", columns=", ".join(shown), table=whole(table), clocks=condition)
        found: pa.Table = self._connection.sql(query, params=when).to_arrow_table()
        return found

    def node_ids(self) -> pa.ChunkedArray[Any]:
        """The id of every node by its number; number 0 is nobody's."""
        found: pa.ChunkedArray[Any] = self._connection.sql(sql("node_ids")).to_arrow_table()["id"]
        return found
