"""Is there room on the disks for a delivery, before anything of it is written?"""

from __future__ import annotations

import shutil
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import gettempdir

from lookthrough.errors import NoRoom
from lookthrough.ingest.files import FREE, MOST_RATIO

# Bytes for each delivered one, at most, as measured on parties, interests and transfers: by which the store grows while
# the run is written, and of the checked rows that wait for it in temporary files.
GROWTH = 3
ALWAYS = 2_000_000  # bytes of a new store with one row
WAITING = 4
CELL = 10  # bytes of a cell of Parquet, written out
ENDINGS = {".csv", ".tsv", ".json", ".jsonl", ".parquet", ".xlsx", ".gz", ".zip"}
Free = Callable[[Path], int | None]


def free_at(folder: Path) -> int | None:
    """Free bytes of the disk that a folder is on; None where the system does not say."""
    usage = shutil.disk_usage(folder)
    return usage.free if usage.total else None


def check_room(paths: Iterable[Path], store: Path | None, free: Free = free_at) -> None:
    """Compare what taking files may need with what is free, beside the store (None: nothing is kept) and in TMPDIR.

    Raises:
        NoRoom: a disk has less; the sentence says how much.
    """
    size = sum(_unpacked(file) for path in paths for file in _files(path))
    needs = [(_waiting(), WAITING * size, "set TMPDIR to a folder on another")]
    if store is not None:
        needs.append((_folder(store), ALWAYS + GROWTH * size, "name another store with --store"))
    by_disk: dict[int, list[tuple[Path, int, str]]] = defaultdict(list)
    for need in needs:
        by_disk[need[0].stat().st_dev].append(need)
    for found in by_disk.values():
        _compare(found, free(found[0][0]))


def _compare(needs: list[tuple[Path, int, str]], free: int | None) -> None:
    needed = sum(need for _, need, _ in needs)
    if free is not None and needed > free:
        places = " and ".join(dict.fromkeys(str(folder) for folder, _, _ in needs))
        ways = ", ".join(way for _, _, way in needs)
        raise NoRoom(
            f"this delivery may need {_said(needed)} on the disk of {places}, {_said(free)} is free: "
            f"free some space, or {ways}; nothing was written"
        )


def _said(size: int) -> str:
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{size / 1e6:,.1f} MB"


def _waiting() -> Path:
    try:
        return Path(gettempdir())
    except FileNotFoundError:
        raise NoRoom(
            "no room for temporary files in any of the usual folders: free some space, or set TMPDIR to a folder on "
            "another disk; nothing was written"
        ) from None


def _folder(path: Path) -> Path:
    """The folder itself, or the nearest one above that is there."""
    path = path.absolute()
    return path if path.is_dir() else _folder(path.parent)


def _files(path: Path) -> Iterable[Path]:
    if not path.is_dir():
        return [path]
    return [found for found in path.iterdir() if found.suffix.lower() in ENDINGS and found.is_file()]


def _unpacked(path: Path) -> int:
    """Bytes that a file holds once it is unpacked; of one that cannot be opened, its own."""
    packed = path.stat().st_size
    try:
        inside = _inside(path)
    except (OSError, ValueError, zipfile.BadZipFile):  # reading it says in words what is wrong
        inside = 0
    return max(packed, min(inside, max(FREE, MOST_RATIO * packed)))


def _inside(path: Path) -> int:
    match path.suffix.lower():
        case ".zip" | ".xlsx":
            with zipfile.ZipFile(path) as archive:
                return sum(member.file_size for member in archive.infolist())
        case ".gz":
            with path.open("rb") as file:
                file.seek(-4, 2)  # the size of the last member, up to 4 GiB
                return int.from_bytes(file.read(4), "little")
        case ".parquet":
            import pyarrow.parquet as pq

            with pq.ParquetFile(path) as parquet:
                return parquet.metadata.num_rows * parquet.metadata.num_columns * CELL
    return 0
