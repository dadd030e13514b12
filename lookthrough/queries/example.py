"""What is one worked example, loaded and ready to be asked? Its clocks, its structures, its findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from lookthrough.errors import UsageError
from lookthrough.graph.ports import At, Reader
from lookthrough.graph.rows import day_number
from lookthrough.graph.structure.build import Structure
from lookthrough.queries.answer import Question, owners
from lookthrough.queries.look import View
from lookthrough.queries.rules.rule import choose

Example = Mapping[str, Any]
Check = Mapping[str, Any]
JSON = dict[str, Any]
Outcome = tuple[bool, Any, Any]


@dataclass(frozen=True, slots=True)
class Loaded:
    """An example in a store: the reader, and the run number after each delivery."""

    reader: Reader
    runs: tuple[int, ...]
    last: int


Load = Callable[[Example], AbstractContextManager[Loaded]]


class Skipped(Exception):
    """Why a check is skipped."""


@dataclass
class Bench:
    """One loaded example, and how each kind of check is made on it."""

    example: Example
    loaded: Loaded
    structures: dict[Any, Structure] = field(default_factory=dict)

    def view(self, check: Check) -> View:
        """The clocks and the precedence of one check."""
        valid = check.get("valid_at", self.example.get("as_of"))
        day = None if valid in (None, "any") else day_number(date.fromisoformat(valid))
        nth = check.get("known_at")
        known = self.loaded.last if nth is None else self.loaded.runs[int(nth) - 1]
        precedence = check.get("precedence", self.example.get("precedence", ()))
        return View(self.loaded.reader, At(known, day), tuple(precedence))

    def everything(self, check: Check) -> Structure:
        """The structure over all parties of the example."""
        view = self.view(check)
        key = (view.at, view.precedence)
        if key not in self.structures:
            self.structures[key] = view.structure(
                [str(row["party_id"]) for row in self.example.get("parties", ())]
            )
        return self.structures[key]

    def finding(self, check: Check) -> JSON:
        """The `owners` finding of a check, as JSON."""
        view = self.view(check)
        asked = date.fromisoformat(self.example["as_of"]) if self.example.get("as_of") else date.max
        try:
            rule = choose(check["rule"], asked, even_if_not_in_force=True)
        except UsageError as error:
            raise Skipped(f"this version has no rule '{check['rule']}'") from error
        options = rule.checked_options(check.get("options", {}))
        party = self.loaded.reader.identity(view.at.known).party(str(check["of"]))
        return owners(view, Question(party, rule, options)).to_dict()


def fraction(text: str | float) -> Fraction:
    """An exact number: `48%`, `10/19`, `2600/191%`, 5.0."""
    words = str(text)
    scale = 100 if words.endswith("%") else 1
    number, _, divisor = words.rstrip("%").partition("/")
    return Fraction(number) / Fraction(divisor or 1) / scale
