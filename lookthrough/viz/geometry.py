"""What are points and rectangles, in whole pixels from the top left?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Point(NamedTuple):
    """A place in pixels."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The x of its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The y of its lower edge."""
        return self.top + self.height

    @property
    def middle(self) -> Point:
        """Its middle."""
        return Point(self.left + self.width // 2, self.top + self.height // 2)

    def overlaps(self, other: Rect) -> bool:
        """Whether the two share more than an edge."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom
