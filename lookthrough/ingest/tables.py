"""Where do rows wait between being read and being written, and which of them have the same key?

Checked rows wait in files of a temporary folder, so that a delivery of any size needs little memory. A row's key and
its content are known by fingerprints (two hashes of 64 bits for a key, a third for the content), which an engine of
ingest's own computes on whole columns.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

IN_MEMORY = 200_000  # rows
Hashes = npt.NDArray[np.uint64]
FINGERPRINTS = "SELECT hash(record) AS key, hash(record, 1) AS second, hash(content) AS content FROM content"


class Spool:
    """Tables of one schema, written once, then read as often as needed; in a file as soon as they are many."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = ""
        self._few: list[pa.Table] = []
        self._rows = 0
        self._writer: pa.RecordBatchStreamWriter | None = None

    def add(self, rows: pa.Table) -> None:
        """Append rows."""
        self._rows += rows.num_rows
        self._few.append(rows)
        if self._rows > IN_MEMORY:
            if self._writer is None:
                handle, self._path = mkstemp(dir=self._folder)
                os.close(handle)
                self._writer = pa.ipc.new_stream(self._path, rows.schema)
            for waiting in self._few:
                self._writer.write_table(waiting)
            self._few.clear()

    def read(self) -> Iterator[pa.Table]:
        """All rows, a piece at a time, in the order in which they came; nothing can be added any more."""
        if self._writer is None:
            yield from self._few
            return
        self._writer.close()
        with pa.OSFile(self._path, "rb") as file, pa.ipc.open_stream(file) as stream:
            for batch in stream:
                yield pa.Table.from_batches([batch])


@dataclass(frozen=True, slots=True)
class Prints:
    """Fingerprints of rows: two of the key, one of the content."""

    key: Hashes
    second: Hashes
    content: Hashes

    @staticmethod
    def joined(parts: list[Prints]) -> Prints:
        """The fingerprints of several pieces as of one."""
        none = np.empty(0, np.uint64)
        columns = zip(*((part.key, part.second, part.content) for part in parts), strict=True)
        return (
            Prints(*(np.concatenate([none, *column]) for column in columns)) if parts else Prints(*[none] * 3)
        )


@cache
def _engine() -> DuckDBPyConnection:
    """One engine for the process; it holds no data, opens no file and fetches nothing."""
    import duckdb

    quiet: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "threads": 1,
    }
    return duckdb.connect(":memory:", config=quiet)


def fingerprints(rows: pa.Table) -> Prints:
    """The fingerprints of checked rows; where a row stands and how it was written are no content."""
    with _engine().cursor() as cursor:
        cursor.register("content", rows.drop_columns(["row", "text"]))
        found = cursor.sql(FINGERPRINTS).fetchnumpy()
    return Prints(found["key"], found["second"], found["content"])
