"""For which column of the layout may a header stand, and how surely?

First the dictionary (headers.toml) as it is, then nearly equal spellings. A unit in brackets behind a header, such as
`(%)` or `（万元）`, is no part of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lookthrough.graph.tables import Table
from lookthrough.ingest.mapping.choosing import header_key
from lookthrough.ingest.numerals import narrow
from lookthrough.ingest.parts import names_of

FILE = Path(__file__).with_name("headers.toml")
GONE = "gone"
NEAR = 86  # of 100, in rapidfuzz' ratio
_UNIT = re.compile(r"\s*\(([^()]*)\)\s*$")
TIMES = {"元": 1, "千元": 1000, "万元": 10_000, "百万元": 1_000_000, "亿元": 10**8, "万股": 10_000, "股": 1}


@dataclass(frozen=True, slots=True)
class Header:
    """A header without the unit behind it: `percent`, or what amounts are to be multiplied by."""

    key: str
    percent: bool = False
    times: int = 1


def header_of(text: str) -> Header:
    """What a header says."""
    plain = narrow(text).strip()
    match = _UNIT.search(plain)
    unit = match[1].strip() if match else ""
    if header_key(plain) in _every_key():
        return Header(header_key(plain))
    if match and (unit in ("%", "％") or unit in TIMES):
        return Header(header_key(plain[: match.start()]), unit not in TIMES, TIMES.get(unit, 1))
    if plain.endswith("%"):
        return Header(header_key(plain[:-1]), percent=True)
    return Header(header_key(plain))


@cache
def dictionary() -> dict[str, dict[str, tuple[str, ...]]]:
    """Keys of headers by table (or `gone`) and column; a column's own name stands for it."""
    with FILE.open("rb") as file:
        found = tomllib.load(file)
    listed = {
        t: {c: tuple(map(header_key, words.split("|"))) for c, words in p.items()} for t, p in found.items()
    }
    for table in Table:
        columns = listed.setdefault(table, {})
        for column in sorted(names_of(table)):
            columns[column] = (header_key(column), *columns.get(column, ()))
    return listed


def names_headers(cells: Sequence[str]) -> bool:
    """Whether most of some cells, and at least two, are headers of the dictionary."""
    filled = [cell for cell in cells if cell.strip()]
    known = sum(header_of(cell).key in _every_key() for cell in filled)
    return known >= 2 and 2 * known >= len(filled)


@cache
def _every_key() -> frozenset[str]:
    return frozenset(key for part in dictionary().values() for keys in part.values() for key in keys)


@cache
def likeness(table: str, column: str, key: str) -> float:
    """How much a header's key is like those of a column: 1 for one of them, less for a near spelling, else 0."""
    known = dictionary()[table].get(column, ())
    if key in known:
        return 1.0
    if len(key.encode()) < 6:  # two Chinese characters, five letters: too short to be nearly anything
        return 0.0
    from rapidfuzz.fuzz import ratio

    best = max((ratio(key, other) for other in known), default=0.0)
    return best / 100 * 0.8 if best >= NEAR else 0.0
