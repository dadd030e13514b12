"""Where does each statement of a file begin and end: a line each, or the elements of one JSON array?

A file of lines is read a line at a time, whatever its size; an array has to be in memory while it is read, so its size
is limited. A line that is no statement costs that line; an array that is no JSON costs the file.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from abc import ABC, abstractmethod
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from lookthrough.errors import BadInput
from lookthrough.ingest.columns import Fault
from lookthrough.ingest.sources.bods_fields import UnfitError

LONGEST = 16 << 20  # bytes of a line
LARGEST = 256 << 20  # bytes of an array
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

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def __iter__(self) -> Iterator[Text]: ...

    @abstractmethod
    def text(self, place: int) -> Text:
        """The statement of a place (from 0)."""


def texts_of(path: Path) -> Texts:
    """The statements of a file.

    Raises:
        BadInput: it cannot be read, is an array of too many bytes or no JSON, or has a line that is too long.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4096)
        return Elements(path) if head[_end(head) :].startswith(b"[") else Lines(path)
    except OSError as error:
        raise BadInput(f"{path.name} cannot be read: {error.strerror}") from error


def _end(head: bytes) -> int:
    match = _BEFORE.match(head)
    return match.end() if match else 0


class Lines(Texts):
    """A file of JSON lines; blank ones do not count."""

    def __init__(self, path: Path) -> None:
        self.name, self._path = path.name, path
        self._begins, digest = array("q"), hashlib.sha256()
        for _, begin, line in self._lines():
            digest.update(line)
            if line.strip():
                self._begins.append(begin)
        self.digest = digest.hexdigest()

    def _lines(self) -> Iterator[tuple[int, int, bytes]]:
        """Number, first byte and bytes of every line."""
        number = begin = 0
        with self._path.open("rb") as file:
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
        with self._path.open("rb") as file:
            begin = file.seek(self._begins[place])
            line = file.readline(LONGEST)
        return _decoded(place + 1, None, line.removeprefix(codecs.BOM_UTF8) if not begin else line)


def _decoded(number: int, line: int | None, data: bytes) -> Text:
    try:
        return Text(number, line, data.strip().decode("utf-8"))
    except UnicodeDecodeError:
        return Text(number, line, data.strip().decode("utf-8", "replace"), sound=False)


class Elements(Texts):
    """A file that is one JSON array."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        if (size := path.stat().st_size) > LARGEST:
            raise BadInput(
                f"{path.name} is one array of {size >> 20} MB, more than {LARGEST >> 20}: write a statement a line"
            )
        data = path.read_bytes()
        self.digest = hashlib.sha256(data).hexdigest()
        try:
            self._text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise BadInput(f"{path.name} is not UTF-8, which JSON must be: save it again") from None
        self._begins, self._ends = array("q"), array("q")
        self._survey()

    def _survey(self) -> None:
        """Find the elements."""
        pos = self._after(r"\[", 0)
        done = self._text.startswith("]", pos)
        while not done:
            end = self._element(pos)
            self._begins.append(pos)
            self._ends.append(end)
            pos = self._space(end)
            done = self._text.startswith("]", pos)
            pos = pos if done else self._after(",", pos)
        if self._space(pos + 1) != len(self._text):
            raise self._broken(pos + 1)

    def _space(self, pos: int) -> int:
        match = _SPACE.match(self._text, pos)
        return match.end() if match else pos

    def _after(self, mark: str, pos: int) -> int:
        """The place behind a mark and the space around it."""
        match = re.compile(rf"[ \t\r\n]*{mark}[ \t\r\n]*").match(self._text, pos)
        if not match:
            raise self._broken(pos)
        return match.end()

    def _element(self, pos: int) -> int:
        try:
            return _DECODER.raw_decode(self._text, pos)[1]
        except RecursionError:
            raise BadInput(f"{self.name} is nested too deeply: that is no file of statements") from None
        except json.JSONDecodeError as error:
            raise self._broken(error.pos) from None
        except (ValueError, ArithmeticError) as error:
            raise BadInput(f"{self.name}, element {len(self._begins) + 1}: {_why(error)}") from None

    def _broken(self, pos: int) -> BadInput:
        line = self._text.count("\n", 0, pos) + 1
        return BadInput(f"{self.name} is no JSON, line {line}: it may have been cut off, or edited by hand")

    def __len__(self) -> int:
        return len(self._begins)

    def __iter__(self) -> Iterator[Text]:
        return map(self.text, range(len(self)))

    def text(self, place: int) -> Text:
        """The statement of a place."""
        return Text(place + 1, None, self._text[self._begins[place] : self._ends[place]])
