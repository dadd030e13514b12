"""How does a store's file come through full disks and killed processes?

DuckDB keeps what was committed, whatever happens; three things are left to do. A new store is made beside its place
and put there whole, since DuckDB does not open a file that is half made. A run that fails for want of room leaves the
file as long as it had grown, so that the disk stays full for everybody: what lies behind the last block in use is
given back. And what killed processes left beside the store is cleared by the next that writes to it.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

import duckdb

from lookthrough.errors import NO_ROOM, LookthroughError, NoRoom
from lookthrough.graph.stores.duckdb.opening import MEMORY, connect

BLOCKS = "SELECT block_size, total_blocks FROM pragma_database_size()"
HEADERS = 3 * 4096  # bytes before the first block of a DuckDB file


@contextmanager
def room_told(path: str) -> Iterator[None]:
    """Around the whole use of a store by the one process that writes it, from making to closing.

    Raises:
        NoRoom: the file could not grow; what the use had not committed is gone, the rest is there.
    """
    try:
        yield
    except Exception as error:
        reason = _reason(error)
        if reason is None:
            raise
        _give_back(path)
        raise NoRoom(
            f"no room for {path} ({reason}): nothing is half-written and what it held is intact; "
            "free some space, then give the same command again"
        ) from error


def _reason(error: BaseException | None) -> str | None:
    """Why there is no room, if DuckDB said so at first: a clean-up that failed may stand in front of it."""
    while error is not None:
        if isinstance(error, duckdb.Error | LookthroughError):
            found = next((text for text in map(os.strerror, NO_ROOM) if text in str(error)), None)
            if found:
                return found
        error = error.__context__
    return None


def _give_back(path: str) -> None:
    """Cut off the end of the file that no block in use reaches; nobody else can have it open meanwhile."""
    with suppress(duckdb.Error, LookthroughError, OSError), connect(path, "write", 0) as connection:
        size, blocks = connection.execute(BLOCKS).fetchall()[0]
        needed = HEADERS + size * blocks
        if Path(path).stat().st_size > needed:
            os.truncate(path, needed)


def make_whole(path: str) -> None:
    """Make an empty store where there is none; whoever comes second finds the one of the first."""
    if path == MEMORY or Path(path).exists():
        return
    aside = Path(f"{path}.{os.getpid()}.new")
    try:
        connect(str(aside), "create", 0).close()
        with suppress(FileExistsError, FileNotFoundError):
            _put(aside, path)
    finally:
        aside.unlink(missing_ok=True)
        Path(f"{aside}.wal").unlink(missing_ok=True)


def _put(aside: Path, path: str) -> None:
    """Give a file its name, unless another has it."""
    try:
        os.link(aside, path)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP):
            raise
        aside.rename(path)  # on a file system without links


def clear_leftovers(path: str) -> None:
    """Delete what killed processes left beside the store, which this process holds open to write."""
    store = Path(path)
    sorting = Path(f"{path}.tmp").glob("duckdb_temp_*")
    making = store.parent.glob(f"{escape(store.name)}.*.new*")
    for left in (*sorting, *making):
        if f"_{os.getpid()}_" not in left.name:
            left.unlink(missing_ok=True)
