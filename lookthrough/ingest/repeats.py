"""Which rows of a delivery have the same key, and are they the same row or two that contradict each other?

Rows that are equal count once; the others are repeats. Rows with one key and different content are refused, all of
them. Rows that ingest minted itself give way to delivered ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lookthrough.ingest.columns import Ints
from lookthrough.ingest.tables import Prints


@dataclass(frozen=True, slots=True)
class Settled:
    """The places of rows that repeat another one, and of those that contradict another one, with that one's place."""

    repeated: Ints
    contradicting: Ints
    others: Ints


def settle(prints: Prints, delivered: int) -> Settled:
    """Compare all rows of one table; the first `delivered` of them came from files, the rest were minted.

    One sort: O(n log n).
    """
    order = np.argsort(prints.key, kind="stable")
    key, second, content = (part[order] for part in (prints.key, prints.second, prints.content))
    fresh = np.ones(len(order), np.bool_)
    fresh[1:] = (key[1:] != key[:-1]) | (second[1:] != second[:-1])
    starts = np.flatnonzero(fresh)
    if len(starts) == len(order):
        return Settled(*[np.empty(0, np.int64)] * 3)
    group = np.cumsum(fresh) - 1
    real = order < delivered
    differs = real & (content != content[starts][group])
    torn = real & np.logical_or.reduceat(differs, starts)[group]
    others = np.where(fresh, np.roll(order, -1), order[starts][group])
    return Settled(order[~fresh & ~torn], order[torn], others[torn])
