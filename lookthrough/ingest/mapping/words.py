"""Which of our words stands for one of the bank's: the code lists of a mapping."""

from __future__ import annotations

from collections.abc import Mapping as Entries

from lookthrough.ingest.mapping.document import Words
from lookthrough.ingest.mapping.keys import Keys, nearest
from lookthrough.ingest.mapping.vocabulary import lists, meaning
from lookthrough.ingest.numerals import narrow


def words_of(keys: Keys, name: str, known: Entries[str, Words]) -> Words:
    """The code list under a key: a table of words, or the name of a list."""
    named = keys.entries.get(name)
    if isinstance(named, str):
        if named in known:
            return known[named]
        if named not in lists():
            raise keys.wrong(f"there is no list of words '{named}'{nearest(named, [*known, *lists()])}")
        return Words(named=named)
    return Words({folded(word): ours for word, ours in keys.pairs(name).items()})


def folded(word: str) -> str:
    """A word of a bank as it is compared: without case, full-width letters narrow."""
    return narrow(word).strip().casefold()


def ours(words: Words, text: str) -> str | None:
    """Our word for a cell's; the cell's own where the list has none (the layout's words stay what they are)."""
    found = words.own.get(folded(text))
    if found is None and words.named is not None:
        found = meaning(words.named, text)
    if found is None:
        found = text if words.rest is None else words.rest
    return found or None
