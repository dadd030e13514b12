"""What does a snapshot read? A few columns of all claims, nodes by their numbers, and the id of every number once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lookthrough.graph.ports import At
from lookthrough.graph.stores.duckdb.layout import DATED, end, quoted, sql, whole
from lookthrough.graph.stores.duckdb.session import Session, clocks
from lookthrough.graph.tables import ENDS, Table

if TYPE_CHECKING:
    import pyarrow as pa


UNDATED = {"valid": "true", "valid_since": "true"}


class Narrow(Session):
    """Whole tables without the text of ids (snapshot/reading.py)."""

    def some_columns(self, table: Table, names: Sequence[str], at: At) -> pa.Table:
        """These columns of all claims of a table at the clocks, in any order; ends are numbers of nodes."""
        condition, when = clocks(at.known, at.valid, table)
        query = sql("some_columns", columns=_shown(table, names), table=whole(table), clocks=condition)
        found: pa.Table = self._connection.sql(query, params=when).to_arrow_table()
        return found

    def moved_claims(self, table: Table, names: Sequence[str], since: At, now: At) -> pa.Table:
        """These columns of all claims of a table that count at one of two moments and not at the other."""
        dated = now.valid is not None and table in DATED
        words = {"valid": sql("valid"), "valid_since": sql("valid_since")} if dated else UNDATED
        days = {"valid": now.valid, "since_valid": since.valid} if dated else {}
        when = {"known": now.known, "since": since.known, **days}
        query = sql(
            "some_columns", columns=_shown(table, names), table=whole(table), clocks=sql("moved", **words)
        )
        found: pa.Table = self._connection.sql(query, params=when).to_arrow_table()
        return found

    def node_ids(self) -> pa.ChunkedArray[Any]:
        """The id of every party by its number; number 0 and those of accounts are nobody's."""
        found: pa.ChunkedArray[Any] = self._connection.sql(sql("node_ids")).to_arrow_table()["id"]
        return found


def _shown(table: Table, names: Sequence[str]) -> str:
    """Columns in SQL, numbers of nodes in place of ids."""
    shown = (f"{end(name)} AS {quoted(name)}" if name in ENDS[table] else quoted(name) for name in names)
    return ", ".join(shown)
