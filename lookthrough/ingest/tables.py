"""Where do rows wait between being read and being written, and which of them have the same key?

Many checked rows wait in temporary files, so that a delivery of any size needs little memory. Keys are compared
by fingerprints (two hashes of 64 bits), and so is the content of rows whose keys are equal; an engine of ingest's own
computes them on whole columns.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lookthrough.ingest.columns import Ints, Marks

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

IN_MEMORY = 16 << 20  # bytes
Hashes = npt.NDArray[np.uint64]
KEYS = "SELECT hash(record) AS first, hash(record, 1) AS second FROM content"
CONTENT = "SELECT hash(content) AS first, hash(content, 1) AS second FROM content"


class Spool:
    """Tables of one schema, written once, then read as often as needed; in a file without a name once they are many."""

    def __init__(self) -> None:
        self._few: list[pa.Table] = []
        self._bytes = 0
        self._file: pa.OSFile | None = None
        self._writer: pa.RecordBatchStreamWriter | None = None

    def add(self, rows: pa.Table) -> None:
        """Append rows."""
        self._bytes += rows.nbytes
        self._few.append(rows)
        if self._bytes > IN_MEMORY:
            self._flush(rows.schema)

    def _flush(self, schema: pa.Schema) -> None:
        if self._writer is None:
            handle, path = mkstemp(prefix="lookthrough-")
            self._writer = pa.ipc.new_stream(pa.OSFile(path, "wb"), schema)
            self._file = pa.OSFile(path, "rb")
            os.close(handle)
            Path(path).unlink()  # the file is gone with the process, however that ends
        for rows in self._few:
            self._writer.write_table(rows)
        self._few.clear()

    def read(self) -> Iterator[pa.Table]:
        """All rows, a piece at a time, in the order in which they came; nothing can be added any more."""
        if self._writer is None or self._file is None:
            yield from self._few
            return
        self._writer.close()
        self._file.seek(0)
        for batch in pa.ipc.open_stream(self._file):
            yield pa.Table.from_batches([batch])


@dataclass(frozen=True, slots=True)
class Prints:
    """Fingerprints: two hashes of each row's key, or of its content."""

    first: Hashes
    second: Hashes

    @staticmethod
    def joined(parts: Sequence[Prints]) -> Prints:
        """The fingerprints of several pieces as of one."""
        none = np.empty(0, np.uint64)
        first = np.concatenate([none, *(part.first for part in parts)])
        return Prints(first, np.concatenate([none, *(part.second for part in parts)]))

    def take(self, rows: Ints) -> Prints:
        """Those of some rows."""
        return Prints(self.first[rows], self.second[rows])

    def differ(self, other: Prints) -> Marks:
        """Row by row, whether they differ."""
        found: Marks = (self.first != other.first) | (self.second != other.second)
        return found


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


def keys(rows: pa.Table) -> Prints:
    """The fingerprints of the keys of checked rows."""
    return _prints(KEYS, rows.select(["record"]))


def contents(rows: pa.Table) -> Prints:
    """The fingerprints of checked rows; where a row stands and how it was written are no content."""
    return _prints(CONTENT, rows.drop_columns(["row", "text"]))


def _prints(query: str, content: pa.Table) -> Prints:
    with _engine().cursor() as cursor:
        cursor.register("content", content)
        found = cursor.sql(query).fetchnumpy()
    return Prints(found["first"], found["second"])
