"""How does a delivery become claims? Stage, difference, close, open: one transaction from begin to commit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lookthrough.errors import NotFound, UsageError
from lookthrough.graph.ports import Counts, Delivery, File, Reject, Run, RunWriter
from lookthrough.graph.stores.duckdb import kept
from lookthrough.graph.stores.duckdb.layout import (
    DESCRIBING,
    columns,
    content,
    kept_ends,
    node,
    place,
    quoted,
    sql,
    union,
)
from lookthrough.graph.stores.duckdb.settle import OpenRun, Settling
from lookthrough.graph.tables import ENDS, Table, physical

if TYPE_CHECKING:
    import pyarrow as pa

JUDGEMENT = Delivery("")


class DuckWriter(Settling, RunWriter):
    """The one writer of the embedded store."""

    _open: OpenRun | None = None

    def begin(self, delivery: Delivery) -> int:
        """Open a run and return its number: one more than the last committed run."""
        return self._begin(delivery, "delivery")

    def _begin(self, delivery: Delivery, kind: str, reverts: int | None = None) -> int:
        if self._open is not None:
            raise RuntimeError("a run is open: commit or abort it first")
        self._connection.begin()
        last, claim, moment = self._one("last_numbers")
        self._open = OpenRun(last + 1, delivery, kind, reverts, claim, claim, moment)
        return self._open.number

    def _run(self) -> OpenRun:
        if self._open is None:
            raise RuntimeError("no run is open: begin one first")
        return self._open

    def append(self, table: Table, rows: pa.Table, *, full: bool = False) -> Counts:
        """Bring rows of one table: new, changed, unchanged; `full` closes the dataset's other open records of it."""
        run = self._run()
        with self._staged(table, rows, full=full) as (counts, fresh):
            if counts.new or counts.changed or counts.closed:
                self._replace(table, fresh)
                run.claim += rows.num_rows
                run.touched.add(table)
            return counts

    def preview(self, table: Table, rows: pa.Table, *, full: bool = False) -> tuple[Counts, int]:
        """What `append` would do, and how many open records the dataset has in the table; writes nothing."""
        with self._staged(table, rows, full=full) as (counts, _):
            (there,) = self._one(
                "open_records", {"dataset": self._run().delivery.dataset}, table=place(table)
            )
            return counts, there

    @contextmanager
    def _staged(self, table: Table, rows: pa.Table, *, full: bool) -> Iterator[tuple[Counts, str]]:
        """What a delivery changes: counts, and where its new and changed rows are, in SQL."""
        if rows.column_names != list(physical(table)):
            raise ValueError(f"{table} is delivered in other columns than tables.physical says")
        self._connection.register("delivery", _numbered(rows))
        sides = {"delivered": content(table, "d."), "stored": content(table, "o.")}
        dataset = {"dataset": self._run().delivery.dataset}
        self._all("diff", dataset, table=place(table), join="FULL" if full else "LEFT", **sides)
        new, changed, closed = self._one("diff_counts")
        unchanged = rows.num_rows - new - changed
        fresh = sql("fresh") if unchanged else "delivery"
        yield Counts(new, changed, unchanged, closed, self._missing(table, fresh)), fresh
        self._connection.unregister("delivery")

    def _missing(self, table: Table, fresh: str) -> int:
        """How many nodes of new and changed rows no row describes; a party or account row describes itself."""
        if table in DESCRIBING.values():
            return 0
        parts = [sql("named_end", node=node(name), column=quoted(name), fresh=fresh) for name in ENDS[table]]
        return int(self._one("missing_ends", named=union(parts))[0])

    def _replace(self, table: Table, fresh: str) -> None:
        """Close what the difference ends, open what it brings."""
        run = self._run()
        self._all("close_old", {"run": run.number}, table=place(table))
        self._all("drop_own", {"run": run.number}, table=place(table))
        nodes = "".join(f"{node(name)}, " for name in kept_ends(table))
        params = {"claim": run.claim, "dataset": run.delivery.dataset, "run": run.number}
        self._all(
            "open_new", params, table=place(table), delivered=columns(table, "d."), nodes=nodes, fresh=fresh
        )

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
        self._connection.unregister("delivery")  # What a failed append left behind.
        self._identities.clear()

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
        self._all("undo", {"target": target}, table=place(table))
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


def _numbered(rows: pa.Table) -> pa.Table:
    """The rows with their places from 0 in a column `seq`."""
    import numpy as np
    import pyarrow as pa

    places = pa.py_buffer(np.arange(rows.num_rows, dtype=np.int64).tobytes())
    return rows.append_column("seq", pa.Array.from_buffers(pa.int64(), rows.num_rows, [None, places]))
