"""Where does a record of a CSV or TSV file begin and end, and is it one at all?

The grammar is strict where leniency would change what a cell says. A quoted cell begins and ends with a quote at the
edge of the cell and doubles the quotes inside; a quote in the middle of an unquoted cell is a letter like any other.
A line ends with LF, CRLF or CR; blank lines are no records. A record that breaks this is refused up to the end of its
first line, and reading goes on behind it, so that one stray quote costs one row and not the rest of the file.

All of it works on whole blocks of bytes; single records are looked at only around what is refused.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import BinaryIO

from lookthrough.errors import BadInput
from lookthrough.ingest.encoding import Text, as_utf8, is_utf8
from lookthrough.ingest.files import Raw

BLOCK = 8 << 20
LONGEST = 4 << 20  # bytes of one record
MOST_COLUMNS = 2000

_END = rb"(?:\r\n?|\n)"
_LINE = re.compile(rb"[^\r\n]*+(?:\r\n?|\n|\Z)")
_NEWLINE = re.compile(_END)


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a record is where cells are parted by `delimiter`.

    `unfinished` is what may still become a record when more bytes come: it breaks off inside a cell, or behind a quote.
    """

    delimiter: str
    record: re.Pattern[bytes]
    records: re.Pattern[bytes]
    unfinished: re.Pattern[bytes]


@cache
def grammar(delimiter: str) -> Grammar:
    """The grammar of CSV (",") or TSV (a tab)."""
    d = re.escape(delimiter.encode())
    cell = rb'(?:"(?:[^"]++|"")*+"|[^"%b\r\n][^%b\r\n]*+|)' % (d, d)
    record = rb"%b(?:%b%b)*+(?:%b|\Z)" % (cell, d, cell, _END)
    begins, ends, within = rb"(?<![^%b\r\n])" % d, rb"(?=[%b\r\n])" % d, rb"(?<=[^%b\r\n])" % d
    inside = rb'(?:[^"\r\n]++|%b"(?:[^"]++|"")*+"%b|%b")' % (begins, ends, within)
    records = rb"(?:%b*+%b)*+" % (inside, _END)
    unfinished = rb'%b*+(?:%b"(?:[^"]++|"")*+"?+)?+' % (inside, begins)
    return Grammar(delimiter, re.compile(record), re.compile(records), re.compile(unfinished))


@dataclass(frozen=True, slots=True)
class Facts:
    """What one pass over a file tells: its text, where the records begin, the header, how its cells are parted.

    `records` is about how many there are behind the header.
    """

    text: Text
    begin: int
    header: tuple[str, ...]
    records: int
    grammar: Grammar


def survey(source: Path | Raw, delimiter: str = ",") -> Facts:
    """Look at every byte of a file once.

    Raises:
        BadInput: it is empty, in an unknown encoding, or its first record is no header.
    """
    text = as_utf8(Raw.of(source))
    with text.raw.open() as file:
        head = file.read(LONGEST)
    begin, header = _header(head, text.raw.name, grammar(delimiter))
    records = head.count(b"\n") * text.raw.size // max(1, len(head))
    return Facts(text, begin, header, max(0, records - 1), grammar(delimiter))


def _header(head: bytes, name: str, form: Grammar) -> tuple[int, tuple[str, ...]]:
    """Where the first record behind the header begins, and the header's cells."""
    begin = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    while (blank := _LINE.match(head, begin)) and blank[0] and not blank[0].strip(b"\r\n"):
        begin = blank.end()
    match = form.record.match(head, begin)
    if begin == len(head):
        raise BadInput(f"{name} is empty: its first line must name the columns")
    if not match or b"\0" in match[0]:
        raise BadInput(f"{name} does not begin with a line that names the columns")
    cells = split(match[0].decode("utf-8", "replace"), form.delimiter)
    if len(cells) > MOST_COLUMNS:
        raise BadInput(f"{name} has {len(cells):,} columns: that is no table of the bank layout")
    return match.end(), tuple(cell.strip() or f"column {i}" for i, cell in enumerate(cells, 1))


def split(record: str, delimiter: str = ",") -> list[str]:
    """The cells of one record; what is no proper record is split as well as it goes."""
    csv.field_size_limit(2 * LONGEST)
    return next(csv.reader([record.rstrip("\r\n")], delimiter=delimiter), [])


@dataclass(slots=True)
class Sound:
    """A file-like stream of a header line and the sound records of a file; the others are left in `torn`."""

    file: BinaryIO
    facts: Facts
    header: str
    torn: dict[int, str] = field(default_factory=dict)  # place of the first byte -> code
    closed: bool = False
    _rest: bytes = b""
    _at: int = -1  # the place in the file of what comes next

    def readable(self) -> bool:
        """Whether one can read from it: always."""
        return True

    def close(self) -> None:
        """Nothing more is read."""
        self.closed = True

    def read(self, size: int) -> bytes:
        """Whole sound records, at most `size` bytes; nothing at the end of the file."""
        if self._at < 0:
            self._at = self.file.seek(self.facts.begin)
            return self.header.encode() + b"\n"
        found = b""
        while not found:
            fresh = self.file.read(max(1, size - len(self._rest) - 1))
            block = self._rest + fresh
            if not block:
                break
            last = not fresh
            if last and block[-1:] not in b"\r\n":
                block += b"\n"
            found, self._rest = self._sound(block, last=last)
        return found

    def _sound(self, block: bytes, *, last: bool) -> tuple[bytes, bytes]:
        """The sound records at the head of a block, and what must wait for more bytes."""
        kept, pos = [], 0
        while True:
            end = self._end_of_records(block, pos, last=last)
            kept.append(self._decodable(block[pos:end], self._at + pos))
            if end == len(block) or (not last and self._may_wait(block, end)):
                break
            self.torn[self._at + end] = "bad_quotes"
            pos = _line(block, end)
        self._at += end
        return b"".join(kept), block[end:]

    def _may_wait(self, block: bytes, begin: int) -> bool:
        """Whether more bytes must come before what is left is a record, or known to be none."""
        size = len(block) - begin
        if _NEWLINE.search(block, begin):
            return size <= LONGEST and bool(self.facts.grammar.unfinished.fullmatch(block, begin))
        if size > LONGEST:
            raise BadInput(f"a line is longer than {LONGEST >> 20} MB: that is no table of the bank layout")
        return True

    def _decodable(self, records: bytes, begin: int) -> bytes:
        """The records that are UTF-8."""
        if self.facts.text.sound or is_utf8(records):
            return records
        kept, pos = [], 0
        while pos < len(records):
            end = _one(records, pos, self.facts.grammar)
            if is_utf8(records[pos:end]):
                kept.append(records[pos:end])
            else:
                self.torn[begin + pos] = "bad_text"
            pos = end
        return b"".join(kept)

    def _end_of_records(self, block: bytes, begin: int, *, last: bool) -> int:
        """Where the run of sound records that begins at `begin` ends."""
        if b'"' not in block:
            return len(block) if last else _last_line(block, begin)
        match = self.facts.grammar.records.match(block, begin)
        return match.end() if match else begin


def _last_line(block: bytes, begin: int) -> int:
    return max(block.rfind(b"\n", begin), block.rfind(b"\r", begin), begin - 1) + 1


def _line(data: bytes | mmap, begin: int) -> int:
    """Where the line behind the one at `begin` begins."""
    match = _LINE.match(data, begin)
    return match.end() if match else begin


def _one(data: bytes | mmap, begin: int, form: Grammar) -> int:
    """Where the record behind the sound one at `begin` begins."""
    match = form.record.match(data, begin)
    return match.end() if match else _line(data, begin)


@dataclass(frozen=True, slots=True)
class Place:
    """A record: its number (the header is 1), its first line (the file's is 1), its first byte, its text.

    `begin` is the byte in the text that is read, `byte` the one in the delivered file; they differ where that is not
    in UTF-8.
    """

    number: int
    line: int
    begin: int
    byte: int
    text: str


def places(facts: Facts, torn: dict[int, str]) -> Iterator[Place]:
    """All records behind the header, the torn ones among them."""
    with facts.text.raw.open() as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        pos, number, line = facts.begin, 1, 1 + _lines(data[: facts.begin])
        byte = facts.text.delivered(data[: facts.begin])
        while pos < len(data):
            end = _line(data, pos) if torn.get(pos) == "bad_quotes" else _one(data, pos, facts.grammar)
            record = data[pos:end]
            if record.strip(b"\r\n"):
                number += 1
                yield Place(number, line, pos, byte, record.decode("utf-8", "replace").rstrip("\r\n"))
            line += _lines(record)
            byte += facts.text.delivered(record)
            pos = end


def _lines(record: bytes) -> int:
    return len(_NEWLINE.findall(record)) if b"\r" in record else record.count(b"\n")
