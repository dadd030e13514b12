"""How does a delivery become claims? Stage, difference, close, open: one transaction from begin to commit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lookthrough.errors import NotFound, UsageError
from lookthrough.graph.ports import Counts, Delivery, File, Reject, Run, RunWriter
from lookthrough.graph.stores.duckdb import kept
from lookthrough.graph.stores.duckdb.layout import added, end, key, place, quoted, stored, whole, whole_view
from lookthrough.graph.stores.duckdb.settle import OpenRun
from lookthrough.graph.stores.duckdb.staging import Staged, Staging
from lookthrough.graph.tables import ENDS, Table

if TYPE_CHECKING:
    import pyarrow as pa

JUDGEMENT = Delivery("")


class DuckWriter(Staging, RunWriter):
    """The one writer of the embedded store."""

    def begin(self, delivery: Delivery) -> int:
        """Open a run and return its number: one more than the last committed run."""
        return self._begin(delivery, "delivery")

    def _begin(self, delivery: Delivery, kind: str, reverts: int | None = None) -> int:
        if self._open is not None:
            raise RuntimeError("a run is open: commit or abort it first")
        self._connection.begin()
        last, claim, node, moment = self._one("last_numbers")
        self._open = OpenRun(last + 1, delivery, kind, reverts, claim, claim, node, node, moment)
        return self._open.number

    def append(self, table: Table, rows: pa.Table, *, full: bool = False) -> Counts:
        """Bring rows of one table: new, changed, unchanged; `full` closes the dataset's other open records of it."""
        run = self._run()
        with self._staged(table, rows, full=full) as staged:
            counts = staged.counts
            if counts.changed or counts.closed:
                self._end(table, run)
            if counts.new or counts.changed:
                self._bring(table, staged, run)
                run.claim += len(rows)
            run.brought[table] = staged.brought
        return counts

    def preview(self, table: Table, rows: pa.Table, *, full: bool = False) -> tuple[Counts, int]:
        """What `append` would do, and how many open records the dataset has in the table; writes nothing."""
        with self._staged(table, rows, full=full) as staged:
            dataset = {"dataset": self._run().delivery.dataset}
            (there,) = self._one("open_records", dataset, table=place(table))
        return staged.counts, there

    def close(self, table: Table, records: Sequence[str]) -> int:
        """Close the open records of the run's dataset with these ids; returns how many were open."""
        run = self._run()
        params = {"dataset": run.delivery.dataset, "records": list(records)}
        self._all("gone", params, table=whole(table))
        (closed,) = self._one("gone_count")
        if closed:
            self._end(table, run)
        return int(closed)

    def _bring(self, table: Table, staged: Staged, run: OpenRun) -> None:
        """Open a claim for every new and changed row, which are the relation `delivery`."""
        run.node += self._keep_nodes(staged.strangers)
        cells = {name: quoted(name) for name in self._filled(table, staged.rows)}
        if "record" in cells and (only := key(table)):
            cells["record"] = f"nullif(record, {quoted(only)})"
        cells |= {end(column): end(column) for column in ENDS[table]}
        words = {
            "columns": "".join(f", {quoted(name)}" for name in cells),
            "cells": "".join(f", {cell}" for cell in cells.values()),
        }
        params = {"claim": run.claim, "dataset": run.delivery.dataset, "run": run.number}
        self._all("open_new", params, table=place(table), **words)
        run.touched.add(table)

    def _filled(self, table: Table, rows: pa.Table) -> list[str]:
        """The columns in which rows have something to keep; the table has them all then."""
        filled = [name for name in stored(table) if rows.column(name).null_count < len(rows)]
        if (only := key(table)) and rows.column("record").equals(rows.column(only)):
            filled.remove("record")
        there = self._columns_there(table)
        if lacking := [name for name in filled if name not in there]:
            for name in lacking:
                self._execute(added(table, name), {})
            self._execute(whole_view(table, {*there, *lacking}), {})
        return filled

    def _end(self, table: Table, run: OpenRun) -> None:
        """End the claims of the difference with the run; what the run itself began was never there."""
        self._all("close_old", {"run": run.number}, table=place(table))
        self._all("drop_own", {"run": run.number}, table=place(table))
        run.touched.add(table)

    def reject(self, rejects: Sequence[Reject]) -> None:
        """Keep refused rows with the run."""
        run = self._run()
        self._append("graph_reject", kept.reject_rows(run.number, run.rejects, rejects))
        run.rejects += len(rejects)

    def commit(self, files: Sequence[File] = ()) -> Run:
        """Make the run visible, durably, with the files that it read."""
        run = self._run()
        self._settle(run)
        self._append("graph_file", kept.file_rows(run.number, files))
        done = self._recorded(run, tuple(files))
        self._connection.commit()
        self._forget()
        return done

    def _recorded(self, run: OpenRun, files: tuple[File, ...]) -> Run:
        """The run's record; its moment is later than every earlier one, whatever the machine's clock says."""
        now = self._clock()
        moment = now if run.committed_before is None else max(now, run.committed_before + 1)
        done = Run(
            run.number,
            run.delivery.dataset,
            run.kind,  # type: ignore[arg-type]
            run.delivery.received,
            moment,
            run.delivery.note,
            files,
            run.reverts,
        )
        self._all(
            "keep_run",
            {
                "number": done.number,
                "dataset": done.dataset,
                "kind": done.kind,
                "received": done.received,
                "committed_at": done.committed_at,
                "note": done.note,
                "reverts": done.reverts,
                "next_claim": run.claim,
            },
        )
        return done

    def abort(self) -> None:
        """Forget the run; nothing of it remains."""
        self._run()
        self._connection.rollback()
        self._forget()

    def _forget(self) -> None:
        self._open = None
        for relation in ("delivery", "named"):  # What a failed append left behind.
            self._connection.unregister(relation)
        self._forget_reads()

    @contextmanager
    def _alone(self, delivery: Delivery, kind: str, reverts: int | None = None) -> Iterator[dict[str, Any]]:
        """A run of one step: its number as a parameter; aborted when the step fails."""
        number = self._begin(delivery, kind, reverts)
        try:
            yield {"run": number}
        except BaseException:
            self.abort()
            raise

    def revert(self, run: int) -> Run:
        """A new run that undoes what `run` did to every record and judgement that no later run has touched."""
        target = self._dataset(run)
        with self._alone(Delivery(target), "revert", run) as number:
            for table in Table:
                self._undo(table, run)
            self._all("undo_judgements", {"target": run})
            self._all("close_undone_judgements", number)
            self._all("reopen_undone_judgements", number)
            return self.commit()

    def _dataset(self, run: int) -> str:
        found = self._all("dataset_of", {"run": run})
        if not found:
            raise NotFound(f"there is no run {run}: see 'lookthrough runs'")
        return str(found[0][0])

    def _undo(self, table: Table, target: int) -> None:
        run = self._run()
        self._all("undo", {"target": target}, whole=whole(table))
        touched, reopened = self._one("undo_counts")
        if touched:
            self._all("close_undone", {"run": run.number}, table=place(table))
            self._all("reopen_undone", {"run": run.number, "claim": run.claim}, table=place(table))
            run.claim += reopened
            run.touched.add(table)

    def judge(self, first: str, second: str) -> Run:
        """A new run: the two records are one party, and the cluster keeps the canonical record of `first`."""
        pair = {"first": first, "second": second}
        with self._alone(JUDGEMENT, "judgement") as number:
            if first == second or self._one("open_judgements", pair)[0]:
                raise UsageError(f"{first} and {second} are judged one party already: name two others")
            self._all("judge", {**number, **pair})
            return self.commit()

    def unjudge(self, first: str, second: str) -> Run:
        """A new run that takes back the open judgement on the two records, in whichever order they were named."""
        pair = {"first": first, "second": second}
        with self._alone(JUDGEMENT, "judgement") as number:
            if not self._one("open_judgements", pair)[0]:
                raise NotFound(f"nobody has judged {first} and {second} one party: see 'lookthrough runs'")
            self._all("unjudge", {**number, **pair})
            return self.commit()
