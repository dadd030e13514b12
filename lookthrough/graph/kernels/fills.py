"""Who holds a company, and how may what is not known exactly be filled in?

Definition: a filling of a company picks a value for every recorded holder within its share, open ends respected,
and an unrecorded remainder between 0 and `rest`, so that all add up to 1. Companies are filled independently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lookthrough.graph.shares import ONE, ZERO, Share

Node = str


@dataclass(frozen=True, slots=True)
class Fill:
    """Who holds one company in one right (equity, votes or profit); an entry per holder, sorted by node.

    `rest` is the most that holders who are not recorded can have together (0: the list is complete), `each` the most
    that one of them can have. A company with no entry at all is wholly unrecorded; a node that has no `Fill` is an
    end of every chain, such as a person.
    """

    holders: tuple[tuple[Node, Share], ...]
    rest: Fraction = ONE
    each: Fraction | None = None

    @property
    def exact(self) -> bool:
        """Whether every recorded share is one number."""
        return all(share.exact for _, share in self.holders)

    @property
    def feasible(self) -> bool:
        """Whether a filling exists: bounds need one, absorption and control take figures as they stand."""
        low, opened = _end([(share.low, share.low_open) for _, share in self.holders])
        high, closed_short = _end([(share.high, share.high_open) for _, share in self.holders])
        fits = low < ONE or (low == ONE and not opened)
        reaches = high + self.rest > ONE or (high + self.rest == ONE and not closed_short)
        return fits and reaches


Matrix = Mapping[Node, Fill]


def _end(ends: list[tuple[Fraction, bool]]) -> tuple[Fraction, bool]:
    return sum((value for value, _ in ends), ZERO), any(opened for _, opened in ends)


def links(matrix: Matrix, company: Node) -> Iterator[tuple[Node, Share]]:
    """The recorded holders of a company that can hold anything of it; none for a node without a `Fill`."""
    fill = matrix.get(company)
    return ((node, share) for node, share in fill.holders if share.high > 0) if fill else iter(())
