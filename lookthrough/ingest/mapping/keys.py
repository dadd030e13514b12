"""Is a table of a TOML document what it should be? Every fault is one sentence with the place and the nearest key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from lookthrough.errors import BadInput

KINDS = {str: "text", bool: "true or false", int: "a whole number", list: "an array", dict: "a table"}


@dataclass(frozen=True, slots=True)
class Keys:
    """A table of a document, and where it stands."""

    where: str
    entries: Mapping[str, Any]

    def known(self, names: Collection[str]) -> Keys:
        """The same table; raises BadInput where it has a key that is none of these."""
        for name in self.entries:
            if name not in names:
                raise self.wrong(f"there is no key '{name}'{nearest(name, names)}")
        return self

    def text(self, name: str) -> str | None:
        """The text under a key, None where there is none."""
        found: str | None = self._typed(name, str)
        return found

    def whole(self, name: str) -> int | None:
        """The whole number, at least 1, under a key."""
        found: int | None = self._typed(name, int)
        if found is not None and found < 1:
            raise self.wrong(f"{name} = {found}: write a whole number from 1 on")
        return found

    def flag(self, name: str) -> bool | None:
        """Whether a key says true."""
        found: bool | None = self._typed(name, bool)
        return found

    def one_of(self, name: str, words: Collection[str]) -> Any:
        """The word under a key, one of a closed list."""
        found = self.text(name)
        if found is not None and found not in words:
            raise self.wrong(f"{name} = '{found}': write {' or '.join(words)}")
        return found

    def texts(self, name: str) -> tuple[str, ...]:
        """One text or an array of texts under a key."""
        found = self.entries.get(name, [])
        listed = [found] if isinstance(found, str) else found
        if not isinstance(listed, list) or not all(isinstance(part, str) for part in listed):
            raise self.wrong(f"{name} must be text, or an array of texts")
        return tuple(listed)

    def table(self, name: str) -> Keys | None:
        """The table under a key."""
        found = self._typed(name, dict)
        return None if found is None else Keys(f"{self.where}, {name}", found)

    def pairs(self, name: str) -> dict[str, str]:
        """A table of texts under a key."""
        found = self._typed(name, dict) or {}
        if wrong := next((key for key, value in found.items() if not isinstance(value, str)), None):
            raise self.wrong(f"{name}.{wrong} must be text, in quotes")
        return dict(found)

    def wrong(self, what: str) -> BadInput:
        """The fault, with its place."""
        return BadInput(f"{self.where}: {what}")

    def _typed(self, name: str, kind: type) -> Any:
        found = self.entries.get(name)
        if found is not None and (
            not isinstance(found, kind) or isinstance(found, bool) is not (kind is bool)
        ):
            raise self.wrong(f"{name} must be {KINDS[kind]}")
        return found


def nearest(name: str, names: Collection[str]) -> str:
    """`, did you mean x?` for a name that is none of some, or which there are."""
    near = get_close_matches(name, names, n=1, cutoff=0.6)
    return f", did you mean '{near[0]}'?" if near else f": there are {', '.join(sorted(names))}"
