"""Where does each statement of a file begin and end: a line each, or the elements of one JSON array?

Either is read a piece at a time, whatever its size. A line that is no statement costs that line; an array that is no
JSON costs the file.
"""

from __future__ import annotations

import codecs
import json
import re
from abc import ABC, abstractmethod
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import BufferedReader
from pathlib import Path
from typing import Any, NoReturn

from lookthrough.errors import BadInput
from lookthrough.ingest.columns import Fault
from lookthrough.ingest.encoding import Text as Encoded
from lookthrough.ingest.encoding import as_utf8
from lookthrough.ingest.files import Raw
from lookthrough.ingest.sources.bods_fields import UnfitError

LONGEST = 16 << 20  # bytes of a line, characters of an element
STRETCH = 1 << 20  # bytes of an array that are read at once
_SPACE = re.compile(r"[ \t\r\n]*")
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Text:
    """A statement as it is written: its number (from 1), its line where the file has one a line."""

    number: int
    line: int | None
    text: str
    sound: bool = True

    def fields(self) -> Mapping[str, Any]:
        """What it says.

        Raises:
            UnfitError: it is no JSON object, or not in UTF-8.
        """
        if not self.sound:
            raise UnfitError(Fault("", "bad_text", "the statement is not in UTF-8: write it again"))
        try:
            found = _DECODER.decode(self.text)
        except RecursionError:
            raise UnfitError(Fault("", "bad_json", "the statement is nested too deeply")) from None
        except (ValueError, ArithmeticError) as error:
            raise UnfitError(Fault("", "bad_json", f"the statement is no JSON: {_why(error)}")) from None
        if not isinstance(found, dict):
            raise UnfitError(Fault("", "bad_json", "the statement is no JSON object"))
        return found


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_refused)


def _why(error: Exception) -> str:
    """What is wrong with JSON; the message of a huge number speaks of the machine, not of the file."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return "it holds a number that is none, or has thousands of digits"


class Texts(ABC):
    """The statements of a file, in order, and one by one."""

    name: str
    digest: str
    encoding: str

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def __iter__(self) -> Iterator[Text]: ...

    @abstractmethod
    def text(self, place: int) -> Text:
        """The statement of a place (from 0)."""

    @abstractmethod
    def stands(self) -> Iterator[tuple[int, int]]:
        """The line and the byte at which each statement begins, in the file as it was delivered."""


def texts_of(source: Path | Raw) -> Texts:
    """The statements of a file.

    Raises:
        BadInput: it cannot be read, is an array that is no JSON, or has a line or an element that is too long.
    """
    text = as_utf8(Raw.of(source), known=True)
    with text.raw.open() as file:
        head = file.read(4096)
    return Elements(text) if head[_end(head) :].startswith(b"[") else Lines(text)


def _end(head: bytes) -> int:
    match = _BEFORE.match(head)
    return match.end() if match else 0


class Lines(Texts):
    """A file of JSON lines; blank ones do not count."""

    def __init__(self, text: Encoded) -> None:
        self._encoded, self._raw = text, text.raw
        self.name, self.digest, self.encoding = text.raw.name, text.digest, text.encoding
        self._begins = array("q", (begin for _, begin, line in self._lines() if line.strip()))

    def _lines(self) -> Iterator[tuple[int, int, bytes]]:
        """Number, first byte and bytes of every line."""
        number = begin = 0
        with self._raw.open() as file:
            while line := file.readline(LONGEST + 1):
                number += 1
                if len(line) > LONGEST:
                    raise BadInput(
                        f"{self.name}, line {number}: longer than {LONGEST >> 20} MB, no statement is"
                    )
                yield number, begin, line
                begin += len(line)

    def __len__(self) -> int:
        return len(self._begins)

    def __iter__(self) -> Iterator[Text]:
        count = 0
        for number, begin, line in self._lines():
            if line.strip():
                count += 1
                yield _decoded(count, number, line.removeprefix(codecs.BOM_UTF8) if not begin else line)

    def text(self, place: int) -> Text:
        """The statement of a place."""
        with self._raw.open() as file:
            begin = file.seek(self._begins[place])
            line = file.readline(LONGEST)
        return _decoded(place + 1, None, line.removeprefix(codecs.BOM_UTF8) if not begin else line)

    def stands(self) -> Iterator[tuple[int, int]]:
        """The line and the byte at which each statement begins, in the file as it was delivered."""
        byte = 0
        for number, _, line in self._lines():
            if line.strip():
                yield number, byte
            byte += self._encoded.delivered(line)


def _decoded(number: int, line: int | None, data: bytes) -> Text:
    try:
        return Text(number, line, data.strip().decode("utf-8"))
    except UnicodeDecodeError:
        return Text(number, line, data.strip().decode("utf-8", "replace"), sound=False)


class Elements(Texts):
    """A file that is one JSON array; read a stretch at a time, whatever its size."""

    def __init__(self, text: Encoded) -> None:
        self._encoded, self._raw = text, text.raw
        self.name, self.digest, self.encoding = text.raw.name, text.digest, text.encoding
        self._begins, self._ends = array("q"), array("q")
        with text.raw.open() as file:
            for begin, end in _Scan(file, self.name).elements():
                self._begins.append(begin)
                self._ends.append(end)

    def __len__(self) -> int:
        return len(self._begins)

    def __iter__(self) -> Iterator[Text]:
        with self._raw.open() as file:
            for place in range(len(self)):
                yield self._text(file, place)

    def text(self, place: int) -> Text:
        """The statement of a place."""
        with self._raw.open() as file:
            return self._text(file, place)

    def _text(self, file: BufferedReader, place: int) -> Text:
        file.seek(self._begins[place])
        return Text(place + 1, None, file.read(self._ends[place] - self._begins[place]).decode("utf-8"))

    def stands(self) -> Iterator[tuple[int, int]]:
        """The line and the byte at which each statement begins, in the file as it was delivered."""
        at, line, byte = 0, 1, 0
        with self._encoded.raw.open() as file:
            for begin in self._begins:
                passed = file.read(begin - at)
                at, line, byte = begin, line + passed.count(b"\n"), byte + self._encoded.delivered(passed)
                yield line, byte


class _Scan:
    """One pass over an array, which finds where its elements begin and end; only the stretch that is read is kept."""

    def __init__(self, file: BufferedReader, name: str) -> None:
        self._file, self._name = file, name
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._text, self._pos, self._over = "", 0, False
        self._line, self._count = 1, 0
        marked = file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8
        self._at = file.seek(len(codecs.BOM_UTF8) if marked else 0)

    def elements(self) -> Iterator[tuple[int, int]]:
        """First byte of each element, and the first behind it."""
        self._mark("[")
        done = self._is("]")
        while not done:
            self._space()
            begin, self._count = self._at, self._count + 1
            self._go(self._end())
            yield begin, self._at
            done = self._is("]")
            if not done:
                self._mark(",")
        self._space()
        if self._pos < len(self._text):
            raise self._broken(self._pos)

    def _more(self) -> None:
        """Read on, and forget what is done with."""
        block = self._file.read(STRETCH)
        try:
            read = self._decode(block, final=not block)
        except UnicodeDecodeError:
            raise BadInput(f"{self._name} is not UTF-8, which JSON must be: save it again") from None
        self._text, self._pos, self._over = self._text[self._pos :] + read, 0, not block

    def _go(self, pos: int) -> None:
        """Be done with what stands before a place."""
        piece = self._text[self._pos : pos]
        self._at += len(piece) if piece.isascii() else len(piece.encode())
        self._line += piece.count("\n")
        self._pos = pos

    def _space(self) -> None:
        while match := _SPACE.match(self._text, self._pos):
            self._go(match.end())
            if self._over or self._pos < len(self._text):
                break
            self._more()

    def _is(self, mark: str) -> bool:
        """Whether a mark comes next; it is then done with."""
        self._space()
        found = self._text.startswith(mark, self._pos)
        self._go(self._pos + found)
        return found

    def _mark(self, mark: str) -> None:
        if not self._is(mark):
            raise self._broken(self._pos)

    def _end(self) -> int:
        """Where the element ends that begins here; as much is read as that takes."""
        while True:
            end, wrong = self._tried()
            if end is not None and (self._over or end < len(self._text)):
                return end
            if self._over:
                raise self._broken(wrong)
            if len(self._text) - self._pos > LONGEST:
                raise BadInput(
                    f"{self._name}, element {self._count}: longer than {LONGEST >> 20} MB, no statement is"
                )
            self._more()

    def _tried(self) -> tuple[int | None, int]:
        """Where it ends, as far as the file is read; if nowhere, what breaks it."""
        try:
            return _DECODER.raw_decode(self._text, self._pos)[1], self._pos
        except RecursionError:
            raise BadInput(f"{self._name} is nested too deeply: that is no file of statements") from None
        except json.JSONDecodeError as error:
            return None, error.pos
        except (ValueError, ArithmeticError) as error:
            raise BadInput(f"{self._name}, element {self._count}: {_why(error)}") from None

    def _broken(self, pos: int) -> BadInput:
        line = self._line + self._text.count("\n", self._pos, pos)
        return BadInput(f"{self._name} is no JSON, line {line}: it may have been cut off, or edited by hand")
