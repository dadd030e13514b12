"""One right of a snapshot, ready for questions: its arrays, and the circles that were solved on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from lookthrough.graph.everybody.lists import Column, column_of
from lookthrough.graph.snapshot.arrays import Floats, Snapshot

if TYPE_CHECKING:
    from lookthrough.graph.everybody.circles import Circle

MOST_DENSE = 6000  # companies of a circle whose inverse is kept whole, 8 bytes times the square


@dataclass(frozen=True, slots=True, eq=False)
class Right:
    """A right of a snapshot; `circles` keeps the large circles that were solved, by their first company."""

    snapshot: Snapshot
    name: str
    col: Column
    circles: dict[int, Circle] = field(default_factory=dict)

    def circle(self, first: int, last: int) -> Circle:
        """A circle, solved by LAPACK: O(s^3) the first time; its inverse may turn out not to be proven."""
        from lookthrough.graph.everybody import circles

        if first not in self.circles:
            inverse = _inverse(circles.inside(self.col, first, last))
            off, sums = circles.proven(self.col, first, last, inverse)
            self.circles[first] = circles.Circle(first, last, inverse, off, sums)
        return self.circles[first]


def right_of(snapshot: Snapshot, name: str = "equity") -> Right:
    """Equity, votes or profit of a snapshot."""
    return Right(snapshot, name, column_of(snapshot, name))


def _inverse(matrix: Floats) -> Floats:
    try:
        return np.ascontiguousarray(np.linalg.inv(matrix))
    except np.linalg.LinAlgError:
        return np.zeros_like(matrix)
