"""Is the zip of a workbook (.xlsx) what it says it is, and its XML without traps?

The reader of a workbook's values trusts what the workbook says of itself, and takes as much memory as that asks for.
So every part is first parsed here from end to end, in a stream: it must be as large as the zip says, well-formed, and
without a document type (so without entities); no counter may promise more than memory should be kept for.
"""

from __future__ import annotations

import copy
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from xml.parsers import expat

from lookthrough.errors import BadInput
from lookthrough.ingest.files import CHUNK, MOST_MEMBERS, Bound, Raw

MOST_COUNT = 4_000_000
PREAMBLE = 1000  # bytes before the first mark that are no piece
Attributes = dict[str, str]
Root = Callable[[Attributes], None]
Start = Callable[[str, Attributes], None]
Text = Callable[[str], None]


class Package:
    """The zip of a workbook."""

    def __init__(self, raw: Raw) -> None:
        self.name = raw.name
        self._file = raw.open()
        try:
            self._zip = zipfile.ZipFile(self._file)
        except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
            raise self.broken() from None
        members = self._zip.infolist()
        names = [member.filename for member in members]
        locked = any(m.flag_bits & 1 or m.compress_type not in (0, zipfile.ZIP_DEFLATED) for m in members)
        if locked or len(set(names)) < len(names) or len(names) > MOST_MEMBERS or self._zip.comment:
            raise self.broken()
        self._parts = dict(zip(names, members, strict=True))
        Bound(self.name, raw.size).count(sum(member.file_size for member in members))

    def close(self) -> None:
        """Let the file go."""
        self._zip.close()
        self._file.close()

    def broken(self) -> BadInput:
        """It is none."""
        return BadInput(f"{self.name} is no .xlsx workbook, or a broken one: open it and save it again")

    def __contains__(self, part: str) -> bool:
        return part in self._parts

    def size(self, part: str) -> int:
        """How many bytes a part has."""
        return self._parts[part].file_size

    def xml(self) -> list[str]:
        """The names of the parts that are XML."""
        return [name for name in self._parts if name.endswith((".xml", ".rels"))]

    def _chunks(self, part: str) -> Iterator[bytes]:
        """The bytes of a part; raises BadInput where they are not as many as the zip says."""
        member = copy.copy(self._parts[part])
        said, size = member.file_size, 0
        member.file_size = sys.maxsize
        try:
            with self._zip.open(member) as stream:
                while size <= said and (chunk := stream.read(CHUNK)):
                    size += len(chunk)
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
            raise self.broken() from None
        if size != said:
            raise self.broken()

    def parse(
        self, part: str, start: Start | None = None, text: Text | None = None, *, root: Root | None = None
    ) -> None:
        """Go through a part; `root` is told the attributes of the first element, `start` each element and `text` what
        stands between them."""
        parser = expat.ParserCreate()
        parser.buffer_text, parser.buffer_size = True, 1 << 16
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler, parser.CharacterDataHandler = start, text

        def first(_: str, attributes: Attributes) -> None:
            parser.StartElementHandler = None
            if root is not None:
                root(attributes)

        if start is None:
            parser.StartElementHandler = first
        try:
            for chunk in self._chunks(part):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, UnicodeError):
            raise self.broken() from None

    def longest(self, part: str, mark: bytes) -> int:
        """The longest piece of a part between two marks, or more; the whole of it where marks may be hidden."""
        most, open_, last = 0, -PREAMBLE, b""
        for chunk in self._chunks(part):
            if b"<!" in chunk or b"<!" in last + chunk[:1]:
                return self.size(part)
            last = chunk[-1:]
            first, *others = map(len, chunk.split(mark))
            most = max(most, open_ + first, *others)
            open_ = others[-1] if others else open_ + first
        return most

    def _doctype(self, *_: object) -> None:
        raise BadInput(f"{self.name} declares entities, which no spreadsheet does: it is not read")

    def guard(self, attributes: Attributes) -> None:
        """Refuse a counter that promises more than memory should be kept for."""
        for name in ("count", "uniqueCount"):
            value = attributes.get(name, "0")
            if not value.isascii() or not value.isdigit() or len(value) > 9 or int(value) > MOST_COUNT:
                raise self.broken()

    def too_large(self) -> BadInput:
        """It does not fit."""
        return BadInput(
            f"{self.name} is too large for a workbook: save its sheets as CSV, which has no limit"
        )


def local(name: str) -> str:
    """A name of XML without its prefix."""
    return name.rpartition(":")[2]
