"""Which words of registers and banks are known beforehand: forms of companies, kinds of holders, offices?"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from lookthrough.ingest.numerals import narrow

FILE = Path(__file__).with_name("vocabulary.toml")


@cache
def lists() -> dict[str, tuple[tuple[re.Pattern[str], str], ...]]:
    """The code lists by name, each as patterns in order with the word that they say."""
    with FILE.open("rb") as file:
        found = tomllib.load(file)
    return {
        name: tuple((re.compile(pattern), word) for pattern, word in part["patterns"])
        for name, part in found.items()
    }


def meaning(name: str, text: str) -> str | None:
    """The word that a code list has for a text; None where it has none."""
    plain = re.sub(r"\s+", " " if text.isascii() else "", narrow(text).strip().casefold())
    return next((word for pattern, word in lists()[name] if pattern.search(plain)), None)
