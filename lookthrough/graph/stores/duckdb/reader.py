"""What does the store know at the two clocks?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lookthrough.graph.identity import Judgement
from lookthrough.graph.model import Record
from lookthrough.graph.ports import At, Reader
from lookthrough.graph.rows import record_of
from lookthrough.graph.stores.duckdb.claims import naming, records, refs
from lookthrough.graph.stores.duckdb.layout import sql, texts
from lookthrough.graph.stores.duckdb.narrow import Narrow
from lookthrough.graph.stores.duckdb.search import Search
from lookthrough.graph.stores.duckdb.session import clocks
from lookthrough.graph.stores.duckdb.walks import Walks
from lookthrough.graph.tables import Table, physical

if TYPE_CHECKING:
    import pyarrow as pa

MOST_TRANSFERS = 200
BATCH = 10_000


class DuckReader(Search, Walks, Narrow, Reader):
    """Read access to the embedded store."""

    def records(self, node: str, at: At) -> tuple[Record, ...]:
        """All that the store knows of one party or account, by source; then its transfers, latest first."""
        asked = self._nodes([*refs(self._cluster(node, at.known)), *refs([node], "account")])
        found = [
            record
            for table in Table
            if table is not Table.TRANSFERS
            for record in records(table, self._naming(table, asked, at))
        ]
        return (*sorted(found, key=lambda record: record.source), *self._latest(asked, at))

    def _latest(self, nodes: list[int], at: At) -> list[Record]:
        condition, when = clocks(at.known)
        words = {"naming": naming(Table.TRANSFERS), "clocks": condition}
        params = {"nodes": nodes, "count": MOST_TRANSFERS, **when}
        rows = self._rows("latest_transfers", Table.TRANSFERS, params, **words)
        return [record_of(Table.TRANSFERS, row) for row in rows]

    def columns(self, table: Table, at: At) -> pa.Table:
        """All claims of a table at the clocks; sorted by dataset and record."""
        condition, when = clocks(at.known, at.valid, table)
        query = sql("columns", texts=texts(table, condition))
        found: pa.Table = self._connection.sql(query, params=when).to_arrow_table()
        return found.cast(_schema(table))

    def judgements(self) -> tuple[Judgement, ...]:
        """Every judgement ever made, taken back or not, in the order in which they were made."""
        return self._judged()

    def history(self, table: Table) -> Iterator[dict[str, Any]]:
        """Every known period of every claim of a table, sorted by dataset, record, from_run; read in batches."""
        cursor = self._connection.cursor()
        try:
            cursor.execute(sql("history", texts=texts(table)))
            names = [column[0] for column in cursor.description]
            while batch := cursor.fetchmany(BATCH):
                for row in batch:
                    yield dict(zip(names, row, strict=True))
        finally:
            cursor.close()


def _schema(table: Table) -> pa.Schema:
    import pyarrow as pa

    kinds: dict[str, Any] = {**physical(table), "dataset": "string", "from_run": "int32"}
    return pa.schema([(name, pa.type_for_alias(kind)) for name, kind in kinds.items()])
