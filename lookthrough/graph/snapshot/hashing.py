"""Which number has an id, among millions of them? A table that compares whole ids, not only hashes.

An id of up to 15 bytes is kept in the table itself, as two words with its length; of a longer one the table keeps
where it stands. Open addressing with linear steps; a load of at most 0.7.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lookthrough.graph.snapshot.arrays import Int8, Int32, Int64
from lookthrough.graph.snapshot.jit import bare, compiled

Words = npt.NDArray[np.uint64]
SHORT = 15
ONE = np.uint64(1)
BYTE = np.uint64(8)
HALF = np.uint64(32)
LONG = np.uint64(255)  # in place of the length
MIX = np.uint64(0x9E3779B97F4A7C15)
MIX_MORE = np.uint64(0xBF58476D1CE4E5B9)


class Texts(NamedTuple):
    """Ids one after the other: id i is `text[offset[i]:offset[i + 1]]`."""

    text: Int8
    offset: Int64


@bare
def packed(texts: Texts, i: int) -> tuple[np.uint64, np.uint64]:
    """Two words that stand for an id: the id itself where it is short, else two hashes of it."""
    first, last = texts.offset[i], texts.offset[i + 1]
    low, high = np.uint64(0), np.uint64(0)
    if last - first <= SHORT:
        for at in range(first, min(first + 8, last)):
            low = (low << BYTE) | np.uint64(texts.text[at])
        for at in range(first + 8, last):
            high = (high << BYTE) | np.uint64(texts.text[at])
        return low, (high << BYTE) | np.uint64(last - first)
    for at in range(first, last):
        low = (low ^ np.uint64(texts.text[at])) * MIX
        high = (high ^ np.uint64(texts.text[at])) * MIX_MORE
    return low, (high << BYTE) | LONG


@bare
def same(texts: Texts, i: int, j: int) -> bool:
    """Whether two ids are equal."""
    first, other = texts.offset[i], texts.offset[j]
    length = texts.offset[i + 1] - first
    if texts.offset[j + 1] - other != length:
        return False
    at = 0
    while at < length and texts.text[first + at] == texts.text[other + at]:
        at += 1
    return bool(at == length)


@bare
def place(words: tuple[np.uint64, np.uint64], size: int) -> np.int64:
    """Where in a table of `size` entries to begin to look."""
    mixed = (words[0] ^ (words[1] * MIX_MORE)) * MIX
    mixed = ((mixed ^ (mixed >> HALF)) * MIX_MORE) >> HALF
    return np.int64((mixed * np.uint64(size)) >> HALF)


@compiled
def number(texts: Texts, size: int, found: Int32, firsts: Int32) -> int:
    """Number equal ids alike, in order of first appearance: `found[i]` of id i, `firsts[k]` the first id numbered k.

    Returns how many different ids there are, -1 where they do not fit into `size` entries. O(bytes) expected.
    """
    table = np.zeros((size, 3), np.uint64)  # two words, and the number + 1
    count = 0
    for i in range(len(texts.offset) - 1):
        words = packed(texts, i)
        at = place(words, size)
        while True:
            taken = np.int64(table[at, 2])
            if not taken:
                if count * 10 >= size * 7:
                    return -1
                table[at, 0], table[at, 1], table[at, 2] = words[0], words[1], np.uint64(count + 1)
                firsts[count], found[i] = i, count
                count += 1
                break
            if table[at, 0] == words[0] and table[at, 1] == words[1]:
                short = (words[1] & LONG) != LONG
                if short or same(texts, i, firsts[taken - 1]):
                    found[i] = taken - 1
                    break
            at = at + 1 if at + 1 < size else np.int64(0)
    return count


@bare
def copied(texts: Texts, chosen: Int64, offset: Int64, text: Int8) -> None:
    """Copy the chosen ids, one after the other; `offset` says where each begins."""
    for i in range(len(chosen)):
        begin = texts.offset[chosen[i]]
        for at in range(offset[i + 1] - offset[i]):
            text[offset[i] + at] = texts.text[begin + at]
