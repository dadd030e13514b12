"""How are runs, files and refused rows kept as rows, and read back?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from lookthrough.graph.ports import Counts, File, Reject, Run

Row = tuple[Any, ...]


def run(row: Row) -> Run:
    """A run without its files, from a row of `run`."""
    number, dataset, kind, received, committed_at, note, reverts = row
    return Run(number, dataset, kind, received, committed_at, note, (), reverts)


def file_rows(run: int, files: Sequence[File]) -> list[Row]:
    """Files of a run as rows of `file`."""
    return [(run, place, *_file_row(file)) for place, file in enumerate(files)]


def _file_row(file: File) -> Row:
    counts = file.counts
    said = (file.table, file.name, file.digest, file.full, file.rows, file.rejected, file.repeated, file.note)
    return (*said, counts.new, counts.changed, counts.unchanged, counts.closed, counts.pending)


def files(rows: Iterable[Row]) -> dict[int, tuple[File, ...]]:
    """Run -> its files, from rows of `file` without the place."""
    found: dict[int, tuple[File, ...]] = {}
    for run, *said, new, changed, unchanged, closed, pending in rows:
        counts = Counts(new, changed, unchanged, closed, pending)
        found[run] = (*found.get(run, ()), replace(File(*said), counts=counts))
    return found


def reject_rows(run: int, place: int, rejects: Sequence[Reject]) -> list[Row]:
    """Refused rows as rows of `reject`; `place` counts on through the run."""
    return [(run, place + at, *_reject_row(one)) for at, one in enumerate(rejects)]


def _reject_row(one: Reject) -> Row:
    where = (one.file, one.table, one.row, one.line, one.column)
    return (*where, one.code, one.reason, one.text, json.dumps(dict(one.cells), ensure_ascii=False), one.byte)


def reject(row: Row) -> Reject:
    """A refused row, from a row of `reject` without run and place."""
    *said, cells, byte = row
    return replace(Reject(*said), cells=json.loads(cells), byte=byte)
