"""What is one question about one customer: its structure, the rule, the options, and who may be an owner at all?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.shares import Certainty
from lookthrough.graph.structure.build import Structure
from lookthrough.graph.structure.facts import PartyView
from lookthrough.queries.limbs import CERTAIN, POSSIBLE, Look
from lookthrough.queries.rules.rule import Rule


@dataclass(frozen=True)
class Case:
    """One customer under one rule: its structure, and the same with executing partners' votes counted."""

    structure: Structure
    counted: Structure
    target: Node
    rule: Rule
    options: Mapping[str, Fraction | bool]
    triggers: frozenset[str] = frozenset()

    @cached_property
    def look(self) -> Look:
        """The structure that limbs are judged on."""
        return Look(self.structure, self.target, self.rule, self.options)

    @cached_property
    def subject(self) -> PartyView:
        """The customer's party."""
        return self.structure.party(self.target)

    @property
    def candidates(self) -> tuple[Node, ...]:
        """Natural persons (and parties that may be one) who have anything to do with the customer."""
        return self.look.candidates

    def cap(self, certainty: Certainty) -> Certainty:
        """Downstream of more than 100 % nothing is certain, nor where not everything was looked through."""
        return POSSIBLE if self.doubtful and certainty is CERTAIN else certainty

    @cached_property
    def doubtful(self) -> bool:
        """Whether the figures contradict one another or the budget cut the structure."""
        return bool(self.structure.over) or any(w.code == "incomplete" for w in self.structure.warnings)

    @cached_property
    def look_counted(self) -> Look:
        """The same, with the votes of partnerships at their executing partners."""
        if self.counted is self.structure:
            return self.look
        return Look(self.counted, self.target, self.rule, self.options)
