"""Do the findings of a worked example agree: owners, review, warnings, scope, what was declared?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lookthrough.queries.example import JSON, Bench, Check, Outcome, fraction
from lookthrough.queries.notes import circle_warnings, nominee_warnings


def flag(bench: Bench, check: Check) -> Outcome:
    """The warnings that a finding carries, or must not carry."""
    if "rule" in check:
        codes = {warning["code"] for warning in bench.finding(check)["warnings"]}
    else:
        view = bench.view(check)
        structure = view.structure([check["of"]])
        found = (*structure.warnings, *circle_warnings(structure, check["of"]), *nominee_warnings(structure))
        codes = {warning.code for warning in found}
    has, lacks = set(check.get("has", ())), set(check.get("lacks", ()))
    return has <= codes and not lacks & codes, {"has": sorted(has), "lacks": sorted(lacks)}, sorted(codes)


def review(bench: Bench, check: Check) -> Outcome:
    """Whether a person must look at a party."""
    found = check["by"] in _ids(bench.finding(check)["answer"]["review"])
    return found == check["is"], check["is"], found


def in_scope(bench: Bench, check: Check) -> Outcome:
    """Whether the rule applies at all."""
    found = bench.finding(check)["answer"]["in_scope"]
    return found == check["is"], check["is"], found


def declared(bench: Bench, check: Check) -> Outcome:
    """How what was declared compares."""
    found = bench.finding(check)["answer"]["declared"] or {}
    names = ("agrees", "missing_in_declaration", "declared_only")
    wanted = {name: sorted(check[name]) for name in names if name in check}
    return all(found.get(name, []) == parts for name, parts in wanted.items()), wanted, found


def _ids(listed: Iterable[Mapping[str, Any]]) -> set[str]:
    return {owner["party"]["id"] for owner in listed}


def owner(bench: Bench, check: Check) -> Outcome:
    """Whether one party is an owner."""
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


def owners(bench: Bench, check: Check) -> Outcome:
    """All owners with their bases, certain and possible."""
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
    passed = passed and all(
        _share_is(answer, check, party, text) for party, text in check.get("shares", {}).items()
    )
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


FINDINGS = {
    "flag": flag,
    "review": review,
    "in_scope": in_scope,
    "declared": declared,
    "owner": owner,
    "owners": owners,
}
