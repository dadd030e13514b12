"""What does a field of a BODS statement hold, and is it what the standard says it holds?

A field that is absent, null or blank is unknown. Whatever is there must have the kind that the standard gives it: what
has not is refused with its place in the statement (`recordDetails/interests/0/type`), a code and a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from lookthrough.ingest import cells
from lookthrough.ingest.columns import Fault

_TIMED = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt ]\d{2}:\d{2}.*", re.ASCII)
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?", re.ASCII)
_FINEST = -18  # the exponent of the last decimal that is looked at


class UnfitError(Exception):
    """A statement is refused, and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON object inside a statement, and where it stands."""

    fields: Mapping[str, Any]
    path: str = ""

    def at(self, name: str | int) -> str:
        """The place of a field."""
        return f"{self.path}/{name}" if self.path else str(name)

    def text(self, name: str) -> str | None:
        """A text without the white space around it, None where there is none."""
        value = self.fields.get(name)
        if isinstance(value, str) and value.isprintable():  # nearly all texts, and none that is no text
            return value.strip() or None
        return None if value is None else _text(value, self.at(name))

    def needed(self, name: str) -> str:
        """A text that must be there."""
        if found := self.text(name):
            return found
        raise UnfitError(Fault(self.at(name), "missing_value", f"{name} is empty: it must be there"))

    def texts(self, name: str) -> list[str]:
        """The texts of an array."""
        parts = enumerate(_array(self.fields.get(name), self.at(name)))
        return [text for i, part in parts if (text := _text(part, f"{self.at(name)}/{i}"))]

    def node(self, name: str) -> Node:
        """An object, empty where there is none."""
        value = self.fields.get(name)
        return NOTHING if value is None else _node(value, self.at(name))

    def nodes(self, name: str) -> list[Node]:
        """The objects of an array."""
        if (value := self.fields.get(name)) is None:
            return []
        place = self.at(name)
        return [_node(part, f"{place}/{i}") for i, part in enumerate(_array(value, place))]

    def has_object(self, name: str) -> bool:
        """Whether the field holds an object, be it an empty one."""
        return isinstance(self.fields.get(name), Mapping)

    def flag(self, name: str) -> bool | None:
        """A boolean."""
        value = self.fields.get(name)
        if value is None or isinstance(value, bool):
            return value
        raise _wrong(self.at(name), "true or false")

    def word(self, name: str, known: Collection[str]) -> str | None:
        """A code of a closed list."""
        found = self.text(name)
        if found is None or found in known:
            return found
        near = get_close_matches(found, known, n=1)
        proposal = f": did you mean {near[0]}?" if near else ""
        reason = f"'{found[:80]}' is no code that the standard has for {name}{proposal}"
        raise UnfitError(Fault(self.at(name), "unknown_word", reason))

    def day(self, name: str, *, partial: bool = False) -> str | None:
        """A day, YYYY-MM-DD; the time behind it is cut off; `partial`: the first day of a bare month or year."""
        found = self.text(name)
        if found is None:
            return None
        if match := _TIMED.fullmatch(found):
            found = match[1]
        elif partial and (match := _PARTIAL.fullmatch(found)):
            found = f"{match[1]}-{match[2] or '01'}-01"
        return self._read(name, found, cells.day)

    def birth(self, name: str) -> str | None:
        """A date of birth, which may be a year or a month."""
        found = self.text(name)
        return None if found is None else self._read(name, found, cells.birth)

    def _read(self, name: str, text: str, reader: cells.Reader) -> str:
        if (refused := _refusal(reader, text)) is not None:
            raise UnfitError(Fault(self.at(name), refused.code, str(refused)[:200]))
        return text

    def percentage(self, name: str) -> Decimal | None:
        """A number from 0 to 100, as it is written."""
        if (value := self.fields.get(name)) is None:
            return None
        place = self.at(name)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise _wrong(place, "a number")
        if not 0 <= (number := Decimal(value)) <= 100:
            raise UnfitError(Fault(place, "share_out_of_range", "a share lies between 0 and 100 percent"))
        if number and int(number.as_tuple().exponent) < _FINEST:
            raise UnfitError(Fault(place, "share_too_fine", f"a share has at most {-_FINEST} decimals"))
        return abs(number)


NOTHING = Node({})


@lru_cache(maxsize=65536)
def _refusal(reader: cells.Reader, text: str) -> cells.Refused | None:
    """Why a text cannot be read, None where it can."""
    try:
        reader(text)
    except cells.Refused as error:
        return error
    return None


def _wrong(place: str, expected: str) -> UnfitError:
    return UnfitError(Fault(place, "wrong_type", f"{place.rpartition('/')[2]} must be {expected}"))


def _text(value: Any, place: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise _wrong(place, "text")
    if "\0" in value or not _encodable(value):
        raise UnfitError(Fault(place, "bad_text", "the text holds what is no character: write it again"))
    return value.strip() or None


def sound(text: str) -> str:
    """The text with what is no character spelled out, so that it can be kept."""
    return text.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()


def _encodable(value: str) -> bool:
    """Whether it has no half of a surrogate pair."""
    return value.isascii() or not re.search("[\ud800-\udfff]", value)


def _array(value: Any, place: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise _wrong(place, "an array")
    return value


def _node(value: Any, place: str) -> Node:
    if not isinstance(value, Mapping):
        raise _wrong(place, "an object")
    return Node(value, place)
