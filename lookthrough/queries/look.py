"""Where and when does a question look? One reader at two clocks, with the budget of one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.ports import At, Closure, Direction, Reader
from lookthrough.graph.structure.build import Structure, structure
from lookthrough.graph.structure.treatment import Treatment

BUDGET = 200_000


@dataclass(frozen=True, slots=True)
class View:
    """A store as a question sees it."""

    reader: Reader
    at: At
    precedence: tuple[str, ...] = ()
    budget: int = BUDGET

    def closure(self, roots: Sequence[Node], direction: Direction = "up") -> Closure:
        """What lies up- or downstream of some parties."""
        return self.reader.closure(roots, self.at, direction, self.budget)

    def structure(self, roots: Sequence[Node], direction: Direction = "up") -> Structure:
        """The same as one structure, figures read without a rule's treatment."""
        return structure(self.closure(roots, direction), Treatment(precedence=self.precedence))
