"""Do the answers agree with worked examples? Runs the example format of docs/conform.md through store and rules.

An example is loaded into a store of its own, as deliveries in order, and asked exactly as a user would ask: what is
compared is the finding's JSON. A check whose rule, ask or method this version lacks is skipped and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from lookthrough.errors import BadInput, UsageError
from lookthrough.graph.kernels.absorption import absorption, share_between
from lookthrough.graph.kernels.bounds import bounds
from lookthrough.graph.kernels.control import controlled, controllers, top_controller, votes_of
from lookthrough.graph.ports import At, Reader
from lookthrough.graph.rows import day_number
from lookthrough.graph.shares import Certainty, Share, bounds_text, exactly
from lookthrough.graph.structure.build import Structure
from lookthrough.queries.answer import Question, owners
from lookthrough.queries.finding import share_json
from lookthrough.queries.look import View
from lookthrough.queries.notes import circle_warnings, nominee_warnings
from lookthrough.queries.rules.rule import choose

Example = Mapping[str, Any]
Check = Mapping[str, Any]
JSON = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Loaded:
    """An example in a store: the reader, and the run number after each delivery."""

    reader: Reader
    runs: tuple[int, ...]
    last: int


Load = Callable[[Example], AbstractContextManager[Loaded]]


class Skipped(Exception):  # noqa: N818 - not an error: a check that this version cannot make
    """Why a check is skipped."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One check: `passed` is None where it was skipped, then `skipped` says why."""

    ask: str
    passed: bool | None
    expected: Any = None
    found: Any = None
    skipped: str | None = None

    def to_dict(self) -> JSON:
        """As JSON of `conform --json`."""
        if self.passed is None:
            return {"ask": self.ask, "skipped": self.skipped}
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
        raise BadInput(f"{file}: example {example.get('id', '?')} expects nothing: give it checks under 'expect'")
    if example.get("provenance") == "recall":
        skipped = tuple(Checked(c["ask"], None, skipped="recalled from memory: listed, not counted") for c in checks)
        return Result(str(example["id"]), file, skipped)
    with load(example) as loaded:
        bench = _Bench(example, loaded)
        return Result(str(example["id"]), file, tuple(bench.check(check) for check in checks))


@dataclass
class _Bench:
    """One loaded example, and how each kind of check is made on it."""

    example: Example
    loaded: Loaded
    structures: dict[Any, Structure] = field(default_factory=dict)

    def check(self, check: Check) -> Checked:
        ask = str(check["ask"])
        try:
            asked = ASKS.get(ask)
            if asked is None:
                raise Skipped(f"this version does not answer '{ask}'")
            passed, expected, found = asked(self, check)
        except Skipped as skipped:
            return Checked(ask, None, skipped=str(skipped))
        return Checked(ask, passed, expected, found)

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
            self.structures[key] = view.structure([str(row["party_id"]) for row in self.example.get("parties", ())])
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


Outcome = tuple[bool, Any, Any]


def fraction(text: str | float) -> Fraction:
    """An exact number: `48%`, `10/19`, `2600/191%`, 5.0."""
    words = str(text)
    scale = 100 if words.endswith("%") else 1
    number, _, divisor = words.rstrip("%").partition("/")
    return Fraction(number) / Fraction(divisor or 1) / scale


def _equal(found: Share, check: Check, expected: Any) -> Outcome:
    within = fraction(check["within"]) if "within" in check else Fraction(0)
    wanted = fraction(expected)
    passed = found.exact and abs(found.low - wanted) <= within
    return passed, expected, bounds_text(found)


def _share(bench: _Bench, check: Check) -> Outcome:
    if check.get("method", "absorption") != "absorption":
        raise Skipped(f"this version has no share method '{check['method']}'")
    structure = bench.everything(check)
    matrix = structure.matrix("equity")
    if any(not share.exact for fill in matrix.values() for _, share in fill.holders):
        return _equal(bounds(structure.matrix("equity", feasible=True), check["of"], check["by"]), check, check["is"])
    party, target = check["by"], check["of"]
    itself = share_between(matrix, party, party) if party in matrix else Fraction(1)
    return _equal(exactly(share_between(matrix, party, target) / itself), check, check["is"])


def _shares(bench: _Bench, check: Check) -> Outcome:
    structure = bench.everything(check)
    solved = absorption(structure.matrix("equity"), check["of"])
    named = {node: solved.shares.get(node, Fraction(0)) for node in solved.terminals if node not in structure.stands}
    unnamed = sum((solved.shares[node] for node in solved.terminals if node in structure.stands), solved.rest)
    found = {node: share for node, share in named.items() if share}
    wanted = {node: fraction(share) for node, share in check["are"].items()}
    parts = {"unknown": unnamed, "unresolved": solved.unresolved}
    passed = found == wanted and all(parts[name] == fraction(check[name]) for name in parts if name in check)
    return passed, dict(check["are"]), {node: str(share) for node, share in sorted({**found, **parts}.items())}


def _bounds(bench: _Bench, check: Check) -> Outcome:
    matrix = bench.everything(check).matrix("equity", feasible=True)
    found = bounds(matrix, check["of"], check["by"], worst_case=check.get("reading") == "worst_case")
    wanted = Share(
        fraction(check.get("low", 0)),
        fraction(check.get("high", 1)),
        bool(check.get("low_open", False)),
        bool(check.get("high_open", False)),
    )
    return found == wanted, share_json(wanted), share_json(found)


def _votes(bench: _Bench, check: Check) -> Outcome:
    graph = bench.everything(check).control(feasible=False)
    return _equal(votes_of(graph, check["by"], check["of"]), check, check["is"])


def _controls(bench: _Bench, check: Check) -> Outcome:
    reach = controlled(bench.everything(check).control(feasible=False), check["by"])
    found: bool | str = check["of"] in reach.certain or ("possible" if check["of"] in reach.possible else False)
    return found == check["is"], check["is"], found


def _controlled(bench: _Bench, check: Check) -> Outcome:
    structure = bench.everything(check)
    reach = controlled(structure.control(feasible=False), check["by"]).certain
    found = sorted(node for node in reach if node not in structure.stands)
    return found == sorted(check["are"]), sorted(check["are"]), found


def _controller(bench: _Bench, check: Check) -> Outcome:
    graph = bench.everything(check).control(feasible=False)
    if "are" in check:
        found = sorted(n for n, how in controllers(graph, check["of"]).items() if how is Certainty.CERTAIN)
        return found == sorted(check["are"]), sorted(check["are"]), found
    top = top_controller(graph, check["of"])
    return top == check["is"], check["is"], top


def _flag(bench: _Bench, check: Check) -> Outcome:
    if "rule" in check:
        codes = {warning["code"] for warning in bench.finding(check)["warnings"]}
    else:
        view = bench.view(check)
        structure = view.structure([check["of"]])
        found = (*structure.warnings, *circle_warnings(structure, check["of"]), *nominee_warnings(structure))
        codes = {warning.code for warning in found}
    has, lacks = set(check.get("has", ())), set(check.get("lacks", ()))
    return has <= codes and not lacks & codes, {"has": sorted(has), "lacks": sorted(lacks)}, sorted(codes)


def _review(bench: _Bench, check: Check) -> Outcome:
    found = check["by"] in _ids(bench.finding(check)["answer"]["review"])
    return found == check["is"], check["is"], found


def _in_scope(bench: _Bench, check: Check) -> Outcome:
    found = bench.finding(check)["answer"]["in_scope"]
    return found == check["is"], check["is"], found


def _declared(bench: _Bench, check: Check) -> Outcome:
    found = bench.finding(check)["answer"]["declared"] or {}
    names = ("agrees", "missing_in_declaration", "declared_only")
    wanted = {name: sorted(check[name]) for name in names if name in check}
    return all(found.get(name, []) == parts for name, parts in wanted.items()), wanted, found


def _ids(listed: Iterable[Mapping[str, Any]]) -> set[str]:
    return {owner["party"]["id"] for owner in listed}


def _owner(bench: _Bench, check: Check) -> Outcome:
    sure, maybe = _sorted_bases(bench.finding(check)["answer"]["owners"], check.get("basis"))
    found: bool | str = check["by"] in sure or ("possible" if check["by"] in maybe else False)
    return found == check["is"], check["is"], found


Bases = dict[str, list[str]]


def _sorted_bases(listed: Iterable[Mapping[str, Any]], basis: str | None) -> tuple[Bases, Bases]:
    """Certain owners with their certain bases; possible owners, and possible further bases of certain ones."""
    sure: Bases = {}
    maybe: Bases = {}
    for owner in listed:
        party, bases = owner["party"]["id"], [b for b in owner["bases"] if basis in (None, b["basis"])]
        certain = sorted(b["basis"] for b in bases if b["certainty"] == "certain")
        possible = sorted(b["basis"] for b in bases if b["certainty"] == "possible")
        if certain or (basis is None and owner["certainty"] == "certain"):
            sure[party] = certain
        if possible:
            maybe[party] = possible
    return sure, maybe


def _owners(bench: _Bench, check: Check) -> Outcome:
    answer = bench.finding(check)["answer"]
    sure, maybe = _sorted_bases(answer["owners"], check.get("basis"))
    wanted = {party: sorted(bases) for party, bases in check.get("are", {}).items()}
    possible = {party: sorted(bases) for party, bases in check.get("possible", {}).items()}
    if check.get("at_least"):
        passed = all(set(bases) <= set(sure.get(party, ())) for party, bases in wanted.items())
    else:
        passed = sure == wanted and maybe == possible
    passed = passed and not set(check.get("not", ())) & (sure.keys() | maybe.keys())
    passed = passed and set(check.get("review", ())) <= _ids(answer["review"])
    for name, part in (("fallback", "fallback"), ("recorded_not_owners", "recorded")):
        passed = passed and (name not in check or set(check[name]) == _ids(answer[part]))
    passed = passed and all(_share_is(answer, check, party, text) for party, text in check.get("shares", {}).items())
    found = {"are": sure, "possible": maybe, "review": sorted(_ids(answer["review"]))}
    return passed, {"are": wanted, "possible": possible}, found


def _share_is(answer: JSON, check: Check, party: str, text: str) -> bool:
    """Whether the share under the first basis named for a party is that."""
    named = (check.get("are", {}).get(party) or check.get("possible", {}).get(party) or [None])[0]
    for owner in answer["owners"]:
        for basis in owner["bases"]:
            if owner["party"]["id"] == party and basis["basis"] == named and basis["share"]:
                return {basis["share"]["low"], basis["share"]["high"]} == {str(fraction(text))}
    return False


ASKS: dict[str, Callable[[_Bench, Check], Outcome]] = {
    "share": _share,
    "shares": _shares,
    "bounds": _bounds,
    "votes": _votes,
    "controls": _controls,
    "controlled": _controlled,
    "controller": _controller,
    "flag": _flag,
    "review": _review,
    "in_scope": _in_scope,
    "declared": _declared,
    "owner": _owner,
    "owners": _owners,
}
