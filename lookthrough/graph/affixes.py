"""Which part of an organisation's name says what it is called, and which only its legal form or its place?

The words are in affixes.toml. Names come here in their normal form (names.normal).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class _Affixes:
    """What affixes.toml holds, ready for use."""

    han_end: re.Pattern[str]
    han_inside: re.Pattern[str]
    place: re.Pattern[str]
    last: frozenset[tuple[str, ...]]
    last_words: frozenset[str]
    first: frozenset[str]
    fillers: frozenset[str]


def _any(words: str) -> str:
    """An alternation of words, longest first."""
    return f"(?:{'|'.join(sorted(words.split(), key=len, reverse=True))})"


@cache
def _affixes() -> _Affixes:
    data = tomllib.loads(files("lookthrough.graph").joinpath("affixes.toml").read_text("utf-8"))
    legal, places = data["legal"], data["places"]
    last = frozenset(tuple(form.split("_")) for form in legal["last"].split())
    place = (
        f"{_any(places['names'])}(?:{_any(places['ends'])}(?![场政民容]))?"  # 市场 is no city, but a market
    )
    return _Affixes(
        han_end=re.compile(f"{_any(legal['han'])}{{1,5}}$"),
        han_inside=re.compile(_any(legal["han_inside"])),
        place=re.compile(f"(?:{place}){{1,4}}(?:..(?:新区|[区县镇]))?(?=..)"),
        last=last,
        last_words=frozenset(form[-1] for form in last),
        first=frozenset(legal["first"].split()),
        fillers=frozenset(legal["fillers"].split()),
    )


def short_han(full: str) -> str:
    """A Chinese name without legal forms, unless fewer than two characters would be left."""
    known = _affixes()
    short = known.han_end.sub("", full)
    if "公司" in short:
        short = known.han_inside.sub("", short)
    return short if len(short) > 1 else full


def bare_han(short: str) -> str:
    """A Chinese name without the province, city and district at its head, where two characters stay."""
    place = _affixes().place.match(short)
    return short[place.end() :] if place else short


def short_words(full: str) -> list[str]:
    """The words of a name without legal forms; one word always stays."""
    known, words = _affixes(), full.split()
    while len(words) > 1 and words[-1] in known.last_words:
        size = next((n for n in range(min(6, len(words) - 1), 0, -1) if tuple(words[-n:]) in known.last), 0)
        if not size:
            break
        del words[-size:]
    return words[1:] if len(words) > 1 and words[0] in known.first else words


def filler(word: str) -> bool:
    """Whether no search begins with this word, such as `of`."""
    return word in _affixes().fillers
