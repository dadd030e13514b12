"""Where is a snapshot kept, so that the next question finds it ready?

In a folder, a file for each store, run, treatment and stretch of days. A file is written beside its place and moved
there: whoever looks finds a whole one or none. Files of earlier runs of the store go when a later one comes, and the
least used go when all together are too large.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass
from hashlib import sha256
from pathlib import Path

from lookthrough.graph.ports import At, Reader
from lookthrough.graph.snapshot.arrays import Snapshot
from lookthrough.graph.snapshot.cut import cut_with_stretch
from lookthrough.graph.snapshot.packing import FORMAT, read, write
from lookthrough.graph.snapshot.reading import Stretch
from lookthrough.graph.structure.treatment import PLAIN, Treatment

SUFFIX = f".snapshot{FORMAT}"
GIB = 2**30


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder for snapshots of one store; `store` tells it from every other store, also from one that was here before.

    `most`: how many bytes all snapshots in the folder may have together. `history`: when the runs up to the one that
    is asked about were committed: a store that was put back and loaded otherwise has other runs of the same numbers.
    """

    folder: Path
    store: str
    most: int = 8 * GIB
    history: tuple[int, ...] = ()


def ready(shelf: Shelf, reader: Reader, at: At, treatment: Treatment = PLAIN) -> Snapshot:
    """The snapshot at the clocks: mapped where it is kept, else cut and kept. O(1) if kept, else as `cut`.

    Where nothing can be kept (no room, no right to write) it is cut all the same.
    """
    if (found := _found(shelf, at, treatment)) is not None:
        return found
    snapshot, stretch = cut_with_stretch(reader, at, treatment)
    with suppress(OSError):
        _keep(shelf, snapshot, treatment, stretch)
    return snapshot


def _short(*words: object) -> str:
    return sha256(repr(words).encode()).hexdigest()[:16]


def _name(shelf: Shelf, at: At, treatment: Treatment) -> str:
    """What all files of a store, run and treatment begin with; without the valid clock there is one of them."""
    clock = "any" if at.valid is None else "day"
    return f"{_short(shelf.store)}-{at.known}-{_short(astuple(treatment), shelf.history)}-{clock}"


def _found(shelf: Shelf, at: At, treatment: Treatment) -> Snapshot | None:
    for path in shelf.folder.glob(f"{_name(shelf, at, treatment)}.*{SUFFIX}"):
        first, behind = (int(part) for part in path.name.split(".")[1].split("_"))
        if at.valid is None or first <= at.valid < behind:
            found = read(path)
            if found is not None:
                os.utime(path)
                return found
    return None


def _keep(shelf: Shelf, snapshot: Snapshot, treatment: Treatment, stretch: Stretch) -> None:
    shelf.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=shelf.folder, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            write(file, snapshot)
        name = _name(shelf, snapshot.at, treatment)
        Path(beside).rename(shelf.folder / f"{name}.{stretch[0]}_{stretch[1]}{SUFFIX}")
    except BaseException:
        Path(beside).unlink()
        raise
    for stale in _stale(shelf, snapshot.at.known):
        stale.unlink(missing_ok=True)


def _stale(shelf: Shelf, known: int) -> Iterator[Path]:
    """Files of other formats, files of this store's earlier runs, and the least used above what is allowed."""
    left = []
    for path in shelf.folder.glob("*.snapshot*"):
        store, run, *_ = path.name.split("-")
        if path.suffix != SUFFIX or (store == _short(shelf.store) and int(run) < known):
            yield path
        else:
            left.append((path.stat().st_mtime_ns, path.stat().st_size, path))
    total = sum(size for _, size, _ in left)
    for _, size, path in sorted(left)[:-1]:
        if total > shelf.most:
            total -= size
            yield path
