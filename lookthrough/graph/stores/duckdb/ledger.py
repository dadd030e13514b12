"""What was delivered, refused and is still awaited?"""

from __future__ import annotations

from dataclasses import replace

from lookthrough.graph.ports import Ledger, PendingEnd, Reject, Run
from lookthrough.graph.stores.duckdb import kept
from lookthrough.graph.stores.duckdb.layout import DESCRIBING, end, place, space, sql, union
from lookthrough.graph.stores.duckdb.session import Session, clocks
from lookthrough.graph.tables import ENDS, Table


class DuckLedger(Session, Ledger):
    """The ledger of the embedded store."""

    def runs(self) -> tuple[Run, ...]:
        """All committed runs in order."""
        rows, delivered = self._all("runs"), kept.files(self._all("files"))
        taken_back: dict[int, int] = {}
        for number, *_, reverts in reversed(rows):
            if reverts is not None and number not in taken_back:
                taken_back.setdefault(reverts, number)
        return tuple(
            replace(kept.run(row), files=delivered.get(row[0], ()), reverted_by=taken_back.get(row[0]))
            for row in rows
        )

    def last_run(self) -> int:
        """The number of the last committed run, 0 for an empty store."""
        return int(self._one("last_run")[0])

    def known_at(self, moment: int) -> int:
        """The last run committed at or before a moment (microseconds UTC)."""
        return int(self._one("known_at", {"moment": moment})[0])

    def rejects(self, run: int) -> tuple[Reject, ...]:
        """The rows that a run refused, by file and row."""
        return tuple(map(kept.reject, self._all("rejects", {"run": run})))

    def pending(self, known: int, limit: int) -> tuple[PendingEnd, ...]:
        """Ends of edges that no row describes yet, most edges first."""
        condition, when = clocks(known)
        parts = [_pending_end(table, column, condition) for table in Table for column in ENDS[table]]
        rows = self._all("pending", {"count": limit, **when}, named=union([part for part in parts if part]))
        return tuple(PendingEnd(*row) for row in rows)


def _pending_end(table: Table, column: str, condition: str) -> str:
    """The ends in one column that nothing describes, in SQL; none where the row describes its own end."""
    describing = DESCRIBING[space(column)]
    if table is describing:
        return ""
    return sql(
        "pending_end",
        table_name=table.value,
        column_name=column,
        table=place(table),
        end=end(column),
        describing=place(describing),
        describing_end=end(ENDS[describing][0]),
        clocks=condition,
    )
