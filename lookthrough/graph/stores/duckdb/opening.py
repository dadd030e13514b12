"""How is a store file opened, and what does a failure mean for the person who asked?"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Literal

import duckdb

from lookthrough.errors import BadInput, NoStore, StoreBusy, StoreMismatch
from lookthrough.graph.stores.duckdb.layout import schema, sql

Mode = Literal["read", "write", "create"]
SCHEMA = "3"
MEMORY = ":memory:"
POLL = 0.1
# The storage version is pinned to the newest that still packs text as FSST: a few rows out of two million are read
# three times as fast as with the DICT_FSST of 1.3 and later, in a file of the same size.
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "preserve_insertion_order": False,
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
    "storage_compatibility_version": "v1.2.0",
}
_HOLDER = re.compile(r"\(PID (\d+)\)")


def connect(path: str, mode: Mode, wait_seconds: float) -> duckdb.DuckDBPyConnection:
    """A connection to the store at `path`; a new one is made only with mode `create`.

    Raises:
        NoStore: nothing is there and the mode does not create.
        StoreBusy: another process holds the file and did not let go within `wait_seconds`.
        StoreMismatch: the store was written by another version.
        BadInput: the file is no store.
    """
    memory = path == MEMORY
    if not memory and mode != "create" and not Path(path).exists():
        raise _no_store(path)
    only_read = mode == "read" and not memory
    connection = _prepared(path, wait_seconds, read_only=only_read, may_create=memory or mode == "create")
    if only_read and not _hashes_alike(connection):
        connection.close()
        connect(path, "write", wait_seconds).close()
        return connect(path, mode, wait_seconds)
    if not _hashes_alike(connection):
        _hash_anew(connection)
    return connection


def _hashes_alike(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether this DuckDB hashes text as the one that wrote the store did."""
    return bool(connection.execute(sql("hashes_alike")).fetchall()[0][0])


def _hash_anew(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the copy that nodes are looked up in for this DuckDB."""
    connection.begin()
    connection.execute(sql("hash_anew"))
    connection.commit()


def _prepared(
    path: str, wait_seconds: float, *, read_only: bool, may_create: bool
) -> duckdb.DuckDBPyConnection:
    connection = _locked(path, wait_seconds, read_only=read_only)
    try:
        _prepare(connection, path, may_create=may_create)
    except BaseException:
        connection.close()
        raise
    return connection


def _locked(path: str, wait_seconds: float, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    until = time.monotonic() + wait_seconds
    while True:
        try:
            return duckdb.connect(path, read_only=read_only, config=CONFIG)
        except duckdb.Error as error:
            told = _told(path, str(error))
            if not isinstance(told, StoreBusy) or time.monotonic() >= until:
                raise told from None
        time.sleep(POLL)


def _told(path: str, message: str) -> Exception:
    """The sentence for a file that DuckDB does not open."""
    if "different configuration" in message:
        return StoreBusy(f"{path} is open in this process already: close it first")
    if "Could not set lock" in message:
        return StoreBusy(_busy(path, message))
    if "version number" in message:
        return StoreMismatch(
            f"{path} was written by a newer DuckDB than {duckdb.__version__}: update Lookthrough"
        )
    if "not a valid DuckDB" in message:
        return BadInput(f"{path} is no Lookthrough store: name another file with --store")
    return BadInput(f"{path} cannot be opened ({message.splitlines()[0]}): check the folder and your rights")


def _busy(path: str, message: str) -> str:
    doing = "read" if "read-only mode" in message else "written"
    held = _HOLDER.search(message)
    who = f" by process {held[1]}{_command(int(held[1]))}" if held else " by another process"
    return f"{path} is being {doing}{who}: wait, or add --wait 30s"


def _command(process: int) -> str:
    """What a process of this machine runs, as ` (lookthrough ingest)`; nothing where that cannot be read."""
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes().decode(errors="replace").split("\0")[:-1]
    except OSError:
        return ""
    names = [word.rpartition("/")[2] for word in words]
    if "lookthrough" not in names:
        return f" ({names[0]})" if names else ""
    at = names.index("lookthrough")
    return f" ({' '.join(['lookthrough', *(word for word in names[at + 1 : at + 2] if word.isalpha())])})"


def _prepare(connection: duckdb.DuckDBPyConnection, path: str, *, may_create: bool) -> None:
    ours, tables = connection.execute(sql("tables_there")).fetchall()[0]
    if ours:
        _check_version(connection, path)
    elif tables:
        raise BadInput(f"{path} is a DuckDB database of something else: name another file with --store")
    elif may_create:
        _create(connection)
    else:
        raise _no_store(path)


def _create(connection: duckdb.DuckDBPyConnection) -> None:
    connection.begin()
    connection.execute(schema())
    connection.execute(sql("new_meta"), {"schema": SCHEMA, "duckdb": duckdb.__version__})
    connection.commit()


def _check_version(connection: duckdb.DuckDBPyConnection, path: str) -> None:
    meta = dict(connection.execute(sql("meta")).fetchall())
    if meta.get("schema") != SCHEMA:
        raise StoreMismatch(
            f"{path} has store layout {meta.get('schema')}, this version reads {SCHEMA}: "
            "open it with the version that wrote it, or load its files into a new store"
        )


def _no_store(path: str) -> NoStore:
    return NoStore(
        f"no store at {path}: load one with 'lookthrough ingest FOLDER', or try 'lookthrough demo'"
    )
