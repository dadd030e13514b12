"""Who holds how much of each company, when every share has to be one number?"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from lookthrough.graph.kernels.fills import Matrix, Node, links

Parts = Mapping[Node, Mapping[Node, Fraction]]


class NoFigure(ValueError):
    """There is no one number to give."""


class NotExact(NoFigure):
    """A share is a range where this measure needs one number."""

    def __init__(self) -> None:
        super().__init__("this measure needs exact shares: settle the ranges first")


class TooMany(NoFigure):
    """The answer would take more steps than were allowed."""

    def __init__(self, what: str) -> None:
        super().__init__(f"there are too many {what} to count: ask for less, or allow more")


def parts_of(matrix: Matrix) -> Parts:
    """Company -> holder -> share. O(links).

    Raises:
        NotExact: a share is a range.
    """
    found: dict[Node, dict[Node, Fraction]] = {}
    for company in matrix:
        found[company] = {}
        for holder, share in links(matrix, company):
            if not share.exact:
                raise NotExact
            found[company][holder] = share.low
    return found
