"""What does a delivery change? Its rows are compared with what is open, where anything can be.

Where nothing of the dataset was open in a table before the run, a row could only meet what the run brought itself.
Hashes of record ids rule that out at a tenth of what comparing costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lookthrough.graph.ports import Counts
from lookthrough.graph.stores.duckdb.layout import DESCRIBING, content, end, place, sql, stored, whole
from lookthrough.graph.stores.duckdb.nodes import Nodes
from lookthrough.graph.stores.duckdb.settle import OpenRun
from lookthrough.graph.tables import ENDS, Table, physical

if TYPE_CHECKING:
    import pyarrow as pa

    from lookthrough.graph.stores.duckdb.settle import Hashes


@dataclass(frozen=True, slots=True)
class Staged:
    """What a delivery changes: counts; its new and changed rows as claims keep them, with their places as `seq`; the
    nodes that are new; and the hashes of all record ids that the run has then brought, None where some may meet."""

    counts: Counts
    rows: pa.Table
    strangers: list[pa.Table]
    brought: Hashes | None


class Staging(Nodes):
    """Comparing a delivery with the store, inside the run's transaction."""

    _open: OpenRun | None = None

    def _run(self) -> OpenRun:
        if self._open is None:
            raise RuntimeError("no run is open: begin one first")
        return self._open

    @contextmanager
    def _staged(self, table: Table, rows: pa.Table, *, full: bool) -> Iterator[Staged]:
        """What a delivery changes; its new and changed rows are the relation `delivery` meanwhile."""
        if rows.column_names != list(physical(table)):
            raise ValueError(f"{table} is delivered in other columns than tables.physical says")
        delivered, strangers = self._as_kept(table, rows)
        with self._relation("delivery", delivered):
            brought = self._apart(table, full=full)
            counts = (
                Counts(new=len(rows))
                if brought is not None
                else self._difference(table, len(rows), full=full)
            )
            fresh = self._fresh(delivered) if counts.unchanged else delivered
        counts = replace(counts, pending=self._missing(table, fresh, sum(map(len, strangers))))
        with self._relation("delivery", fresh):
            yield Staged(counts, fresh, strangers, brought)

    def _as_kept(self, table: Table, rows: pa.Table) -> tuple[pa.Table, list[pa.Table]]:
        """The rows with numbers in the place of ids; and the nodes that are new."""
        import numpy as np
        import pyarrow as pa

        numbers, strangers = self._numbered(table, rows, self._run().node)
        columns: dict[str, Any] = {name: rows.column(name) for name in stored(table)} | numbers
        return pa.table({**columns, "seq": pa.array(np.arange(len(rows)))}), strangers

    def _apart(self, table: Table, *, full: bool) -> Hashes | None:
        """The hashes of all records of the run, delivered ones too, where none of those can be open; else None."""
        import numpy as np

        run = self._run()
        if table not in run.brought:
            (some,) = self._one("any_open", {"dataset": run.delivery.dataset}, table=place(table))
            run.brought[table] = None if some else np.empty(0, np.uint64)
        before = run.brought[table]
        if before is None or (full and len(before)):
            return None
        delivered = self._connection.execute(sql("record_hashes")).fetchnumpy()["hash"]
        hashes = np.sort(np.concatenate([before, delivered]))
        return None if (hashes[1:] == hashes[:-1]).any() else hashes

    def _difference(self, table: Table, rows: int, *, full: bool) -> Counts:
        """Compare the delivered rows with the open ones of the dataset: the temporary table `diff`."""
        sides = {"delivered": content(table, "d."), "stored": content(table, "o.")}
        dataset = {"dataset": self._run().delivery.dataset}
        self._all("diff", dataset, table=whole(table), join="FULL" if full else "LEFT", **sides)
        new, changed, closed = self._one("diff_counts")
        return Counts(new, changed, rows - new - changed, closed)

    def _fresh(self, delivered: pa.Table) -> pa.Table:
        """The delivered rows that are new or changed."""
        import numpy as np
        import pyarrow as pa

        fresh = np.zeros(len(delivered), np.bool_)
        fresh[self._connection.execute(sql("fresh")).fetchnumpy()["seq"]] = True
        return delivered.filter(pa.array(fresh))

    def _missing(self, table: Table, rows: pa.Table, new: int) -> int:
        """How many nodes of new and changed rows, `new` to the store or not, no row describes; a party or account row
        describes itself."""
        import numpy as np
        import pyarrow as pa

        if table in DESCRIBING.values() or not ENDS[table]:
            return 0
        marks = np.zeros(self._run().node + new, np.bool_)
        for column in ENDS[table]:
            marks[rows.column(end(column)).drop_null().to_numpy()] = True
        named = np.flatnonzero(marks)
        with self._relation("named", pa.table({"nid": pa.array(named)})):
            return len(named) - int(self._one("described")[0])
