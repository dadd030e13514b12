"""Do the answers agree with worked examples? Runs the example format of docs/conform.md through store and rules.

An example is loaded into a store of its own, as deliveries in order, and asked exactly as a user would ask: what is
compared is the finding's JSON. A check whose rule, ask or method this version lacks is skipped and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lookthrough.errors import BadInput
from lookthrough.queries.example import JSON, Bench, Check, Example, Load, Loaded, Skip, Skipped
from lookthrough.queries.example_figures import FIGURES
from lookthrough.queries.example_findings import FINDINGS

__all__ = ["Checked", "Example", "Load", "Loaded", "Result", "conform"]

ASKS = {**FIGURES, **FINDINGS}


@dataclass(frozen=True, slots=True)
class Checked:
    """One check: `passed` is None where it was skipped, then `skipped` says why."""

    ask: str
    passed: bool | None
    expected: Any = None
    found: Any = None
    skipped: Skip | None = None

    def to_dict(self) -> JSON:
        """As JSON of `conform --json`."""
        if self.skipped is not None:
            return {"ask": self.ask, "skipped": self.skipped.said("en")}
        return {"ask": self.ask, "passed": self.passed, "expected": self.expected, "found": self.found}


@dataclass(frozen=True, slots=True)
class Result:
    """One example: it passed when at least one check passed and none failed."""

    id: str
    file: str
    checks: tuple[Checked, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether some check failed."""
        return any(check.passed is False for check in self.checks)

    @property
    def passed(self) -> bool:
        """Whether the example counts as passed."""
        return not self.failed and any(check.passed for check in self.checks)

    def to_dict(self) -> JSON:
        """As JSON of `conform --json`."""
        checks = [check.to_dict() for check in self.checks]
        return {"id": self.id, "file": self.file, "passed": self.passed, "checks": checks}


def conform(examples: Iterable[tuple[str, Example]], load: Load) -> Iterable[Result]:
    """Run every check of every (file, example); examples from memory (`recall`) are listed, their checks skipped."""
    for file, example in examples:
        yield _run(file, example, load)


def _run(file: str, example: Example, load: Load) -> Result:
    checks = example.get("expect")
    if not isinstance(checks, Sequence) or not checks:
        raise BadInput(
            f"{file}: example {example.get('id', '?')} expects nothing: give it checks under 'expect'"
        )
    if example.get("provenance") == "recall":
        skipped = tuple(Checked(c["ask"], None, skipped=Skip("recall")) for c in checks)
        return Result(str(example["id"]), file, skipped)
    with load(example) as loaded:
        bench = Bench(example, loaded)
        return Result(str(example["id"]), file, tuple(_check(bench, check) for check in checks))


def _check(bench: Bench, check: Check) -> Checked:
    ask = str(check["ask"])
    asked = ASKS.get(ask)
    if asked is None:
        return Checked(ask, None, skipped=Skip("ask", ask))
    try:
        passed, expected, found = asked(bench, check)
    except Skipped as skipped:
        return Checked(ask, None, skipped=skipped.skip)
    return Checked(ask, passed, expected, found)
