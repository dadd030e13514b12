"""How are files and refused rows kept as rows, and read back?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from lookthrough.graph.ports import Counts, File, Reject

Row = tuple[Any, ...]
FILE = {
    "run": "int32",
    "place": "int32",
    "table_name": "string",
    "name": "string",
    "digest": "string",
    "full": "bool",
    "rows": "int32",
    "rejected": "int32",
    "repeated": "int32",
    "note": "string",
    "new": "int32",
    "changed": "int32",
    "unchanged": "int32",
    "closed": "int32",
    "pending": "int32",
}
REJECT = {
    "run": "int32",
    "place": "int32",
    "file": "string",
    "table_name": "string",
    "row": "int32",
    "line": "int32",
    "column_name": "string",
    "code": "string",
    "reason": "string",
    "text": "string",
    "cells": "string",
}
FINDING = {"question": "string", "rule": "string", "subject": "string", "run": "int32", "answer": "string"}


def file_rows(run: int, files: Sequence[File]) -> list[Row]:
    """Files of a run as rows of `FILE`."""
    return [(run, place, *_file_row(file)) for place, file in enumerate(files)]


def _file_row(file: File) -> Row:
    counts = file.counts
    said = (file.table, file.name, file.digest, file.full, file.rows, file.rejected, file.repeated, file.note)
    return (*said, counts.new, counts.changed, counts.unchanged, counts.closed, counts.pending)


def files(rows: Iterable[Row]) -> dict[int, tuple[File, ...]]:
    """Run -> its files, from rows of `FILE` without the place."""
    found: dict[int, tuple[File, ...]] = {}
    for run, *said in rows:
        found[run] = (*found.get(run, ()), File(*said[:8], Counts(*said[8:])))
    return found


def reject_rows(run: int, place: int, rejects: Sequence[Reject]) -> list[Row]:
    """Refused rows as rows of `REJECT`; `place` counts on through the run."""
    return [(run, place + at, *_reject_row(one)) for at, one in enumerate(rejects)]


def _reject_row(one: Reject) -> Row:
    where = (one.file, one.table, one.row, one.line, one.column)
    return (*where, one.code, one.reason, one.text, json.dumps(dict(one.cells), ensure_ascii=False))


def reject(row: Row) -> Reject:
    """A refused row, from a row of `REJECT` without run and place."""
    return Reject(*row[:8], json.loads(row[8]))
