"""The answer to "who owns this customer", as a finding with its proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from lookthrough.graph.kernels.components import circles
from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.model import DeclaredOwner, Interest, PartyKind
from lookthrough.graph.rows import day_text
from lookthrough.graph.shares import Certainty
from lookthrough.graph.structure.build import Structure, structure
from lookthrough.graph.structure.facts import PartyView
from lookthrough.graph.structure.treatment import Treatment, Warning
from lookthrough.queries.asks import asks_of
from lookthrough.queries.case import Case
from lookthrough.queries.finding import (
    VERSION,
    Finding,
    Head,
    Owner,
    party_json,
    share_json,
    snapshot_of,
)
from lookthrough.queries.look import View
from lookthrough.queries.notes import (
    circle_warnings,
    group_warnings,
    identifier_warnings,
    nominee_warnings,
    notes,
    owner_warnings,
    trigger_warning,
    triggers_of,
)
from lookthrough.queries.owners import Judged, judge, unrecorded
from lookthrough.queries.proof import Proof, Prover, branch_claims
from lookthrough.queries.rules.rule import Rule
from lookthrough.queries.special import branch_managers, of_company_abroad
from lookthrough.queries.wording import Told, owners_sentence, scope_sentence


@dataclass(frozen=True, slots=True)
class Question:
    """Owners of whom, under which rule, with which options; `shown_as` is the id the customer is known by."""

    subject: Node
    rule: Rule
    options: Mapping[str, Fraction | bool] = field(default_factory=dict)
    shown_as: str | None = None
    in_force: bool = True


def owners(view: View, question: Question) -> Finding:
    """Answer from the store: the upstream closure, weighed, judged, proved."""
    closure = view.closure([question.subject])
    case = case_of(closure_structures(closure, question.rule, view.precedence), question)
    judged = judge(case)
    prover = Prover(case.look)
    proved = tuple(_proved(owner, prover.proof(owner)) for owner in judged.owners)
    declared = [r for r in view.reader.records(question.subject, view.at) if isinstance(r, DeclaredOwner)]
    answer = _answer(case, replace(judged, owners=proved), declared)
    warnings = notes(case.structure, _warnings(case, judged, question, answer))
    used = (*closure.interests, *closure.parties, *closure.share_classes, *closure.associations, *declared)
    head = Head(
        "owners", question.rule.id, case.subject, view.at.valid, view.at.known, snapshot_of(used), VERSION
    )
    sentence = _sentence(case, replace(judged, owners=proved), question, view.at.valid)
    return Finding(head, answer, warnings, asks_of(case, proved), sentence, proved)


def _proved(owner: Owner, proof: Proof) -> Owner:
    return replace(owner, paths=proof.paths, covered=proof.covered)


def closure_structures(closure: Any, rule: Rule, precedence: tuple[str, ...]) -> tuple[Structure, Structure]:
    """The structure as the rule reads it, and the same with executing partners' votes counted."""
    plain = Treatment(rule.nominee, executing_votes=rule.executing_votes == "count", precedence=precedence)
    first = structure(closure, plain)
    if rule.executing_votes != "review" or not any(rights.executing for rights in first.rights.values()):
        return first, first
    return first, structure(closure, replace(plain, executing_votes=True))


def case_of(structures: tuple[Structure, Structure], question: Question) -> Case:
    """The case of a question on structures already built."""
    found = triggers_of(structures[0], question.subject, question.rule.triggers)
    return Case(*structures, question.subject, question.rule, question.options, found)


def _answer(case: Case, judged: Judged, declared: list[DeclaredOwner]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "in_scope": judged.scope,
        "owners": [owner.to_dict() for owner in judged.owners],
        "review": [owner.to_dict() for owner in judged.review],
        "excluded": [owner.to_dict() for owner in judged.excluded],
        "fallback": [owner.to_dict() for owner in judged.fallback],
        "recorded": [owner.to_dict() for owner in judged.recorded],
        "classes": [party_json(view) for view in judged.classes],
        "simplified": judged.simplified.basis if judged.simplified else None,
        "unrecorded": share_json(unrecorded(case)) if case.target in case.look.matrices["equity"] else None,
        "declared": _declared(judged, declared),
        "structure": _structure(case),
    }
    return found


def _declared(judged: Judged, rows: list[DeclaredOwner]) -> dict[str, Any] | None:
    """What sources say, and whether it agrees; names are compared only where no id is given."""
    if not rows:
        return None
    certain = {o.party.id: o.party.name for o in judged.owners if o.certainty is Certainty.CERTAIN}
    known = {o.party.id: o.party.name for o in judged.owners}
    ids = {name: party for party, name in known.items()}
    named = {row.owner or ids.get(row.owner_name or "", row.owner_name or ""): row for row in rows}
    return {
        "agrees": sorted(named.keys() & known.keys()),
        "missing_in_declaration": sorted(certain.keys() - named.keys()),
        "declared_only": sorted(named.keys() - known.keys()),
        "by": sorted({row.by for row in rows}),
    }


def _structure(case: Case) -> dict[str, Any]:
    """Everything that the chart draws: all parties and recorded interests of the closure."""
    found = case.structure
    ends = {end for holding in found.holdings for end in (holding.holder, holding.held)} | {case.target}
    parts = (found.means, found.roles, found.offices)
    links = [(held, link) for part in parts for held, each in part.items() for link in each]
    ends |= {end for held, (holder, _) in links for end in (held, holder)}
    ends |= {end for pair in found.branches.items() for end in pair}
    return {
        "parties": [_drawn(found.party(end)) for end in sorted(ends)],
        "holdings": [*_holdings(found), *_links(links), *_branches(found)],
        "circles": [list(group) for group in circles(found.matrix("equity"), case.target) if len(group) > 1],
    }


def _drawn(view: PartyView) -> dict[str, Any]:
    unknown = view.facts.unknown if view.facts else "unknown"
    return {**party_json(view), "class": view.cls, "country": view.country, "unknown": unknown}


def _holdings(found: Structure) -> Iterable[dict[str, Any]]:
    for holding in found.holdings:
        yield {
            "holder": holding.holder,
            "held": holding.held,
            "kind": holding.kind,
            "share": share_json(holding.share) if holding.given else None,
            "share_class": holding.share_class,
            "nominee": holding.nominee,
            "joint": holding.joint,
            **_said(holding.claims),
        }


def _links(links: list[Any]) -> Iterable[dict[str, Any]]:
    for held, (holder, claim) in links:
        yield _drawn_link(holder, held, claim.position or claim.kind, (claim,))


def _branches(found: Structure) -> Iterable[dict[str, Any]]:
    for branch, claims in branch_claims(found).items():
        yield _drawn_link(found.branches[branch], branch, "branch_of", claims)


def _drawn_link(holder: Node, held: Node, kind: str, claims: Sequence[Interest]) -> dict[str, Any]:
    """A link without a share."""
    plain = {"holder": holder, "held": held, "kind": kind, "share": None, "nominee": False}
    return {**plain, **_said(claims)}


def _said(claims: Sequence[Interest]) -> dict[str, Any]:
    """By which claims something is said, and where they stand."""
    return {
        "claims": [claim.source.claim for claim in claims],
        "rows": [{"file": claim.source.file, "row": claim.source.row} for claim in claims],
    }


def _warnings(case: Case, judged: Judged, question: Question, answer: Mapping[str, Any]) -> Iterable[Warning]:
    yield from case.structure.warnings
    yield from circle_warnings(case.structure, case.target)
    yield from nominee_warnings(case.structure)
    yield from identifier_warnings(case.structure)
    yield from owner_warnings(judged.owners)
    yield from group_warnings(judged.groups)
    yield from trigger_warning(case.triggers, case.rule.enhanced_article)
    if question.options.get("simplified") is True and judged.simplified is None:
        yield Warning("simplified_refused")
    if case.rule.branch and of_company_abroad(case) and not branch_managers(case):
        yield Warning("manager_unknown", (case.target,))
    if not question.in_force:
        yield Warning("not_in_force")
    declared = answer["declared"]
    if declared and (declared["missing_in_declaration"] or declared["declared_only"]):
        yield Warning(
            "declared_differs", tuple(declared["missing_in_declaration"] + declared["declared_only"])
        )


def _sentence(case: Case, judged: Judged, question: Question, valid: int | None) -> dict[str, str]:
    subject = case.subject.name, question.shown_as or case.target
    if not judged.scope:
        return scope_sentence(subject, case.rule, person=case.subject.kind is PartyKind.PERSON)
    day = None if valid is None else day_text(valid)
    return owners_sentence(Told(subject, case.rule, judged.owners, judged.review, day))
