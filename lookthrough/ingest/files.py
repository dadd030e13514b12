"""Where do the bytes of a delivered file come from: from the file itself, or out of a .gz or a .zip?

What is packed is poured into a temporary file without a name, so that every reader can go back to any place of it;
nothing is ever written under a name that an archive chose. How much may come out is bounded, and an archive inside an
archive is not opened. A name tells what a file holds: `parties.csv.gz` is the packed `parties.csv`.
"""

from __future__ import annotations

import gzip
import io
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import gettempdir, mkstemp
from typing import IO
from weakref import finalize

from lookthrough.errors import NO_ROOM, BadInput, NoRoom

CHUNK = 1 << 20
FREE = 64 << 20  # bytes that may come out of anything
MOST_RATIO = 100  # beyond that: as many bytes for each packed one
MOST_MEMBERS = 1000
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1  # flags of a member of a zip


@contextmanager
def waiting_told() -> Iterator[None]:
    """Around whatever writes temporary files.

    Raises:
        NoRoom: the disk of the temporary files is full.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise NoRoom(
            f"no room in {gettempdir()}, where rows and unpacked files wait: nothing is half-written and what "
            "the store held is intact; free some space or set TMPDIR to a folder on another disk, then give the "
            "same command again"
        ) from error


class Held:
    """A temporary file without a name: gone when nothing refers to it any more, and with the process."""

    def __init__(self) -> None:
        self._handle, path = mkstemp(prefix="lookthrough-")
        Path(path).unlink()
        finalize(self, os.close, self._handle)

    def fileno(self) -> int:
        """The handle of the operating system."""
        return self._handle

    def write(self, data: bytes) -> None:
        """Append bytes; raises NoRoom when the disk is full."""
        view = memoryview(data)
        with waiting_told():
            while view:
                view = view[os.write(self._handle, view) :]


class _Window(io.RawIOBase):
    """A reader of a held file with a place of its own."""

    def __init__(self, held: Held) -> None:
        self._held, self._at = held, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._held.fileno()

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: os.fstat(self.fileno()).st_size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        count = os.preadv(self.fileno(), [buffer], self._at)
        self._at += count
        return count


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of a delivered file; `name` is what reports call it, `stem` and `suffix` tell what it holds."""

    name: str
    stem: str
    suffix: str
    place: Path | Held

    @staticmethod
    def of(path: Path | Raw) -> Raw:
        """A file as it lies there."""
        return path if isinstance(path, Raw) else Raw(path.name, path.stem, path.suffix.lower(), path)

    def open(self) -> io.BufferedReader:
        """Its bytes from the first one on; raises BadInput where they cannot be read."""
        if isinstance(self.place, Held):
            return io.BufferedReader(_Window(self.place), CHUNK)
        try:
            return self.place.open("rb")
        except OSError as error:
            raise BadInput(f"{self.name} cannot be read: {error.strerror}") from error

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return (
            os.fstat(self.place.fileno()).st_size
            if isinstance(self.place, Held)
            else self.place.stat().st_size
        )


def stem_and_suffix(name: str) -> tuple[str, str]:
    """What a file's name says that it holds: ("parties", ".csv") for `parties.csv` and for `parties.csv.gz`."""
    path = PurePosixPath(name)
    inner = PurePosixPath(path.stem) if path.suffix.lower() == ".gz" else path
    return inner.stem, inner.suffix.lower()


def unpacked(path: Path, wanted: Callable[[str], bool]) -> tuple[list[Raw], list[str]]:
    """The files that a file holds, itself unless it is packed, and the names of those in a zip that nobody wants.

    `wanted` is asked with the suffix of each member of a zip (".csv").

    Raises:
        BadInput: it is no regular file, broken, or holds more than an archive of its size may.
    """
    if not path.is_file():
        raise BadInput(f"{path.name} is no file: a folder, a pipe or a device holds no table")
    raw, kind = Raw.of(path), path.suffix.lower()
    if kind == ".zip":
        return _unzipped(raw, wanted)
    return [_gunzipped(raw) if kind == ".gz" else raw], []


def inside(path: Path) -> list[str]:
    """The names of what a file holds, without unpacking it; none where it cannot be opened."""
    if path.suffix.lower() != ".zip":
        return [path.name]
    try:
        with zipfile.ZipFile(path) as archive:
            return [_base(member) for member in archive.infolist()[:MOST_MEMBERS] if not _unseen(member)]
    except (OSError, ValueError, zipfile.BadZipFile, RuntimeError):
        return []


def first_bytes(path: Path, size: int) -> tuple[str, bytes]:
    """The suffix and the first bytes of the one file that a file holds; nothing where it holds several, or none."""
    try:
        if path.suffix.lower() == ".gz":
            with gzip.open(path) as stream:
                return stem_and_suffix(path.name)[1], stream.read(size)
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive:
                (member,) = [member for member in archive.infolist() if not _unseen(member)]
                with archive.open(member) as stream:
                    return PurePosixPath(member.filename).suffix.lower(), stream.read(size)
        with path.open("rb") as file:
            return path.suffix.lower(), file.read(size)
    except (OSError, EOFError, ValueError, RuntimeError, zlib.error, zipfile.BadZipFile):
        return "", b""


def _gunzipped(raw: Raw) -> Raw:
    stem, suffix = stem_and_suffix(raw.name)
    if suffix in ("", ".zip", ".gz", ".tar"):
        raise BadInput(f"{raw.name} does not say what it holds: name it like parties.csv.gz")
    held = Held()
    with _told(raw.name), raw.open() as packed, gzip.GzipFile(fileobj=packed) as stream:
        pour(_chunks(stream), held.write, Bound(raw.name, raw.size))
    return Raw(raw.name, stem, suffix, held)


def _unzipped(raw: Raw, wanted: Callable[[str], bool]) -> tuple[list[Raw], list[str]]:
    found: list[Raw] = []
    others: list[str] = []
    with _told(raw.name), raw.open() as packed, zipfile.ZipFile(packed) as archive:
        members = [member for member in archive.infolist() if not _unseen(member)]
        _check(raw.name, members)
        bound = Bound(raw.name, raw.size)
        for member in members:
            name, (stem, suffix) = f"{raw.name}/{_label(member)}", stem_and_suffix(_base(member))
            if not wanted(suffix):
                others.append(name)
                continue
            held = Held()
            with archive.open(member) as stream:
                pour(_chunks(stream), held.write, bound)
            inner = Raw(name, stem, PurePosixPath(_base(member)).suffix.lower(), held)
            found.append(_gunzipped(inner) if inner.suffix == ".gz" else inner)
    return found, others


def _check(name: str, members: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that tries anything."""
    if len(members) > MOST_MEMBERS:
        raise BadInput(f"{name} holds {len(members):,} files: that is no delivery of a bank")
    for member in members:
        place = PurePosixPath(member.filename)
        if place.is_absolute() or ".." in place.parts or "\\" in member.filename:
            raise BadInput(f"{name} holds a file with a path out of it: pack the tables themselves")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise BadInput(f"{name} holds a link in the place of a file: pack the tables themselves")
        if place.suffix.lower() == ".zip":
            raise BadInput(f"{name} holds another zip: unpack it once and deliver what is inside")
        if member.flag_bits & _ENCRYPTED:
            raise BadInput(f"{name} is locked with a password: pack it without one")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _uncommon(name)


def _uncommon(name: str) -> BadInput:
    return BadInput(f"{name} is packed in an uncommon way: pack it again with deflate")


def _unseen(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a folder, or something that a system left there for itself."""
    hidden = any(part.startswith(".") and part != ".." for part in PurePosixPath(member.filename).parts)
    return member.is_dir() or hidden or member.filename.startswith("__MACOSX/")


def _label(member: zipfile.ZipInfo) -> str:
    """The member's name; Windows in Chinese writes names in its own encoding."""
    name = member.filename
    if member.flag_bits & _UTF8_NAME or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name


def _base(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(_label(member)).name


@dataclass(slots=True)
class Bound:
    """How much may come out of an archive of `packed` bytes."""

    name: str
    packed: int
    out: int = 0

    def count(self, size: int) -> None:
        """So many bytes more came out; raises BadInput when that is too much."""
        self.out += size
        if self.out > FREE and self.out > MOST_RATIO * self.packed:
            raise BadInput(
                f"{self.name} unpacks to more than {MOST_RATIO} times its size: that is no table, but a trap"
            )


def pour(chunks: Iterator[bytes], write: Callable[[bytes], None], bound: Bound) -> None:
    """Write what comes out, within bounds."""
    for chunk in chunks:
        bound.count(len(chunk))
        write(chunk)


def _chunks(stream: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


@contextmanager
def _told(name: str) -> Iterator[None]:
    """What is wrong with an archive, in a sentence."""
    try:
        yield
    except RuntimeError:  # what zipfile cannot unpack
        raise _uncommon(name) from None
    except (EOFError, ValueError, OSError, zlib.error, zipfile.BadZipFile) as error:
        raise BadInput(f"{name} is no archive, or a broken one: send it again") from error
