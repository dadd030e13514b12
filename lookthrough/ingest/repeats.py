"""Which rows of a delivery have the same key, and are they the same row or two that contradict each other?

Rows that are equal count once; the others are repeats. Rows with one key and different content are refused, all of
them. Rows that ingest minted itself give way to delivered ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lookthrough.ingest.columns import Ints, Marks
from lookthrough.ingest.tables import Prints


@dataclass(frozen=True, slots=True)
class Settled:
    """The places of rows that repeat another one, and of those that contradict another one, with that one's place."""

    repeated: Ints
    contradicting: Ints
    others: Ints


NOTHING = Settled(*[np.empty(0, np.int64)] * 3)


def settle(keys: Prints, delivered: int, contents: Callable[[Ints], Prints]) -> Settled:
    """Compare all rows of one table; the first `delivered` of them came from files, the rest were minted.

    `contents` gives the fingerprints of rows, asked only where keys are equal. One sort: O(n log n).
    """
    ordered = np.sort(keys.first)
    if not (ordered[1:] == ordered[:-1]).any():
        return NOTHING
    order = np.argsort(keys.first, kind="stable")
    again = np.append(False, ~keys.take(order[1:]).differ(keys.take(order[:-1])))  # the key of the one before
    shared = again | np.append(again[1:], False)
    return _grouped(order[shared], again[shared], delivered, contents)


def _grouped(rows: Ints, again: Marks, delivered: int, contents: Callable[[Ints], Prints]) -> Settled:
    """Settle rows in groups of one key; `again` marks all but the first of a group."""
    if not len(rows):
        return NOTHING
    starts, group = np.flatnonzero(~again), np.cumsum(~again) - 1
    content, real = contents(rows), rows < delivered
    differs = real & content.differ(content.take(starts[group]))
    torn = real & np.logical_or.reduceat(differs, starts)[group]
    others = np.where(again, rows[starts][group], np.roll(rows, -1))
    return Settled(rows[again & ~torn], rows[torn], others[torn])
