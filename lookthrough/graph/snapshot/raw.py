"""What lies between claims and a snapshot: edges with their shares, in provisional numbers and any order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lookthrough.graph.shares import INT64, Share
from lookthrough.graph.snapshot.arrays import HIGH_OPEN, LOW_OPEN, Int8, Int32, Int64


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """The shares of m edges in one right: low and high end as fractions, and which ends are open.

    A denominator of 0 says that the share has more digits than fit: it stands in `big`, by edge.
    """

    low_num: Int64
    low_den: Int64
    high_num: Int64
    high_den: Int64
    opened: Int8
    big: Mapping[int, Share] = field(default_factory=dict)

    @property
    def arrays(self) -> tuple[Any, ...]:
        """All that is kept by edge."""
        return self.low_num, self.low_den, self.high_num, self.high_den, self.opened

    def behind(self, first: Shares) -> Shares:
        """These edges behind others."""
        a, b, c, d, e = (np.concatenate(pair) for pair in zip(first.arrays, self.arrays, strict=True))
        at = len(first.low_num)
        return Shares(a, b, c, d, e, {**first.big, **{at + edge: share for edge, share in self.big.items()}})

    def equal(self, other: Shares) -> bool:
        """Whether these are the same shares, edge by edge."""
        pairs = zip(self.arrays, other.arrays, strict=True)
        return self.big == other.big and all(np.array_equal(mine, theirs) for mine, theirs in pairs)


def shares_of(found: list[Share]) -> Shares:
    """Shares as arrays."""
    ends = np.zeros((4, len(found)), np.int64)
    opened, big = np.zeros(len(found), np.uint8), {}
    for edge, share in enumerate(found):
        parts = (*share.low.as_integer_ratio(), *share.high.as_integer_ratio())
        if max(parts) > INT64:
            big[edge] = share
        else:
            ends[:, edge] = parts
        opened[edge] = LOW_OPEN * share.low_open + HIGH_OPEN * share.high_open
    return Shares(ends[0], ends[1], ends[2], ends[3], opened, big)


@dataclass(frozen=True, slots=True, eq=False)
class Raw:
    """Edges in provisional numbers: `rights` may name one object for several rights, where these are equal.

    `companies[right]`: the nodes that have a list of holders in the right, whatever is in it. `complete`: the nodes
    of whose shares nobody unrecorded has any. `over`: companies known to be above 100 %. `each`: company -> the most
    that one unrecorded holder can have, as a fraction.
    """

    holder: Int32
    held: Int32
    rights: Mapping[str, Shares]
    companies: Mapping[str, Int32]
    complete: Int32
    over: Int32
    each: Mapping[int, tuple[int, int]]
