"""What was delivered, refused, taken back, and what is still awaited?"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from lookthrough.errors import NotFound
from lookthrough.graph.ports import Ledger, Reject, Run
from lookthrough.graph.remarks import parts_of
from lookthrough.graph.rows import day_text


def run_json(run: Run) -> dict[str, Any]:
    """A run as JSON, its files with their counts."""
    moment = datetime.fromtimestamp(run.committed_at / 1_000_000, UTC)
    return {
        "run": run.number,
        "dataset": run.dataset,
        "kind": run.kind,
        "received": day_text(run.received) if run.received is not None else None,
        "committed_at": moment.isoformat(timespec="microseconds"),
        "note": run.note,
        "reverts": run.reverts,
        "reverted_by": run.reverted_by,
        "files": [_file(run, number) for number in range(len(run.files))],
    }


def _file(run: Run, number: int) -> dict[str, Any]:
    """A file: its rows read, accepted, rejected and repeated, its warnings by code, and what its rows changed."""
    file = run.files[number]
    note, warnings = parts_of(file.note)
    return {
        "name": file.name,
        "table": file.table,
        "digest": file.digest,
        "full": file.full,
        "read": file.rows,
        "accepted": file.rows - file.rejected - file.repeated,
        "rejected": file.rejected,
        "repeated": file.repeated,
        "warnings": warnings,
        **asdict(file.counts),
        "note": note,
    }


def one_run(ledger: Ledger, number: int) -> dict[str, Any]:
    """One run with the ends that are awaited; raises NotFound for a number that no run has."""
    run = next((run for run in ledger.runs() if run.number == number), None)
    if run is None:
        raise NotFound(f"there is no run {number}: lookthrough runs list shows them all")
    pending = [asdict(end) for end in ledger.pending(number, 20)]
    return {**run_json(run), "pending": pending}


def reject_json(reject: Reject) -> dict[str, Any]:
    """A refused row as JSON."""
    return {**asdict(reject), "cells": dict(reject.cells)}
