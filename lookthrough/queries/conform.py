"""Do the answers agree with worked examples? Runs the example format of docs/conform.md through store and rules.

An example is loaded into a store of its own, as deliveries in order, and asked exactly as a user would ask: what is
compared is the finding's JSON. A check whose rule, ask or method this version lacks is skipped and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lookthrough.errors import BadInput
from lookthrough.graph.kernels.absorption import Diverges, Inexact
from lookthrough.graph.kernels.reach import Infeasible
from lookthrough.graph.measures.exact import NoFigure
from lookthrough.queries.example import JSON, Bench, Check, Example, Load, Loaded, Skip, Skipped
from lookthrough.queries.example_figures import FIGURES
from lookthrough.queries.example_findings import FINDINGS
from lookthrough.queries.example_measures import measure

__all__ = ["Checked", "Example", "Load", "Loaded", "Result", "conform"]

ASKS = {**FIGURES, **FINDINGS, "measure": measure}
NEEDS: Mapping[Any, Sequence[str]] = {
    "share": ("by", "of", "is"),
    "shares": ("of", "are"),
    "bounds": ("by", "of"),
    "votes": ("by", "of", "is"),
    "controls": ("by", "of", "is"),
    "controlled": ("by", "are"),
    "controller": ("of",),
    "flag": ("of",),
    "review": ("rule", "of", "by", "is"),
    "in_scope": ("rule", "of", "is"),
    "declared": ("rule", "of"),
    "owner": ("rule", "by", "of", "is"),
    "owners": ("rule", "of"),
    "measure": ("name", "is"),
}
LISTS = "parties share_classes interests associations declared_owners runs expect".split()
NO_NUMBER = (Diverges, Inexact, Infeasible, NoFigure)


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
    where = f"{file}: example {example.get('id', '?')}"
    checks = _checks(where, example)
    if example.get("provenance") == "recall":
        skipped = tuple(Checked(c["ask"], None, skipped=Skip("recall")) for c in checks)
        return Result(str(example["id"]), file, skipped)
    with load(example) as loaded:
        bench = Bench(example, loaded)
        return Result(str(example["id"]), file, tuple(_asked(where, bench, check) for check in checks))


def _checks(where: str, example: Example) -> Sequence[Check]:
    """The checks of an example; raises BadInput where it is not written as examples are."""
    for name in LISTS:
        rows = example.get(name) or ()
        if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
            raise BadInput(f"{where}: '{name}' has to be a list of objects")
    checks: Sequence[Check] = example.get("expect") or ()
    if not checks:
        raise BadInput(f"{where} expects nothing: give it checks under 'expect'")
    for check in checks:
        if lacking := [name for name in ("ask", *NEEDS.get(check.get("ask"), ())) if name not in check]:
            raise BadInput(f"{where}: a check lacks '{lacking[0]}': {check}")
        if check["ask"] == "controller" and not {"is", "are"} & check.keys():
            raise BadInput(f"{where}: a check lacks 'is': {check}")
    return checks


def _asked(where: str, bench: Bench, check: Check) -> Checked:
    try:
        return _check(bench, check)
    except BadInput as error:
        raise BadInput(f"{where}: {error}") from error


def _check(bench: Bench, check: Check) -> Checked:
    ask = str(check["ask"])
    asked = ASKS.get(ask)
    if asked is None:
        return Checked(ask, None, skipped=Skip("ask", ask))
    try:
        passed, expected, found = asked(bench, check)
    except Skipped as skipped:
        return Checked(ask, None, skipped=skipped.skip)
    except NO_NUMBER as error:
        return Checked(ask, passed=False, expected=check.get("is", check.get("are")), found=str(error))
    return Checked(ask, passed, expected, found)
