"""What is one worked example, loaded and ready to be asked? Its clocks, its structures, its findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from lookthrough.errors import BadInput, UsageError
from lookthrough.graph.kernels.fills import Node
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


# Why a check is skipped, in English and in Chinese; `{0}` is what this version lacks.
SKIPS = {
    "ask": ("this version does not answer '{0}'", "本版本不支持“{0}”类检查"),
    "rule": ("this version has no rule '{0}'", "本版本没有规则“{0}”"),
    "measure": ("this version has no measure '{0}'", "本版本没有指标“{0}”"),
    "method": ("this version has no share method '{0}'", "本版本没有持股算法“{0}”"),
    "recall": ("recalled from memory: listed, not counted", "凭记忆写下的示例：仅列出，不计入"),
}


@dataclass(frozen=True, slots=True)
class Skip:
    """Why a check is skipped (a key of SKIPS), and what is lacking."""

    why: str
    what: str = ""

    def said(self, lang: str) -> str:
        """The reason as a sentence."""
        return SKIPS[self.why][lang == "zh"].format(self.what)


class Skipped(Exception):
    """A check is skipped."""

    def __init__(self, why: str, what: str) -> None:
        super().__init__(why, what)
        self.skip = Skip(why, what)


@dataclass
class Bench:
    """One loaded example, and how each kind of check is made on it."""

    example: Example
    loaded: Loaded
    structures: dict[Any, Structure] = field(default_factory=dict)

    def view(self, check: Check) -> View:
        """The clocks and the precedence of one check."""
        valid = check.get("valid_at", self.example.get("as_of"))
        day = None if valid in (None, "any") else day_number(_day(valid))
        known = self.loaded.last if (nth := check.get("known_at")) is None else self._after(nth)
        precedence = check.get("precedence", self.example.get("precedence", ()))
        return View(self.loaded.reader, At(known, day), tuple(precedence))

    def _after(self, nth: Any) -> int:
        """The run number of the n-th of `runs`."""
        found = dict(zip(map(str, range(1, len(self.loaded.runs) + 1)), self.loaded.runs, strict=True))
        if str(nth) not in found:
            raise BadInput(f"known_at {nth}: there are {len(found)} runs, and the first is 1")
        return found[str(nth)]

    def node(self, check: Check, name: str) -> Node:
        """The party that a check names under a key, as records that were judged to be one are called; "" for none."""
        return self.loaded.reader.identity(self.view(check).at.known).party(str(check.get(name, "")))

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
        asked = _day(self.example["as_of"]) if self.example.get("as_of") else date.max
        try:
            rule = choose(check["rule"], asked, even_if_not_in_force=True)
        except UsageError as error:
            raise Skipped("rule", check["rule"]) from error
        options = rule.checked_options(check.get("options", {}))
        return owners(view, Question(self.node(check, "of"), rule, options)).to_dict()


def _day(text: Any) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise BadInput(f"{text}: write a day as YYYY-MM-DD") from None


def fraction(text: str | float) -> Fraction:
    """An exact number: `48%`, `10/19`, `2600/191%`, 5.0; raises BadInput for what is none."""
    words = str(text)
    scale = 100 if words.endswith("%") else 1
    number, _, divisor = words.rstrip("%").partition("/")
    try:
        return Fraction(number) / Fraction(divisor or 1) / scale
    except (ValueError, ZeroDivisionError):
        raise BadInput(f"'{text}' is no number: write 48%, 10/19 or 0.5") from None
