"""How are rights read where the law decides? The parameters of a rule that shape the structure itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Nominee = Literal["transparent", "rights_without_equity"]


@dataclass(frozen=True, slots=True)
class Treatment:
    """`nominee`: what a nominator gets of a nominee holding: all of it, or votes and profit but no equity.

    `executing_votes`: whether an executing partner counts as holding the votes of a limited partnership.
    `precedence`: datasets, the first wins; empty: the union of all as it is.
    """

    nominee: Nominee = "transparent"
    executing_votes: bool = True
    precedence: tuple[str, ...] = ()

    def rank(self, dataset: str) -> int:
        """The place of a dataset in the precedence; those not named come last."""
        return self.precedence.index(dataset) if dataset in self.precedence else len(self.precedence)


PLAIN = Treatment()


@dataclass(frozen=True, slots=True, order=True)
class Warning:
    """A finding about the data: its code, the parties that it speaks of, numbers for its sentence, its claims."""

    code: str
    parties: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
