"""Who owns this customer, under which rule, how surely, with what proof?

One customer is answered by exact arithmetic on its upstream closure: shares through circles, the control fixpoint
on votes, tight bounds of ranges. This is the oracle of the fast kernels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from lookthrough.graph.kernels.bounds import bounds
from lookthrough.graph.kernels.fills import Fill, Node
from lookthrough.graph.model import PartyKind
from lookthrough.graph.shares import ZERO, Certainty, Share
from lookthrough.graph.structure.facts import PartyView
from lookthrough.queries.case import Case
from lookthrough.queries.finding import Basis, Owner
from lookthrough.queries.limbs import CERTAIN, EXCLUDED, POSSIBLE, Limb
from lookthrough.queries.reviews import reviewed
from lookthrough.queries.rules.rule import Fallback, OfficeRule
from lookthrough.queries.special import (
    branch_managers,
    by_office,
    classes,
    officers,
    simplified,
    trust_parties,
)

REST = "~rest"


@dataclass(frozen=True)
class Judged:
    """Everybody upstream, sorted into owners, those a person must look at, and those who are excluded.

    `scope` is False where the rule does not apply to the subject; `fallback` and `recorded` are filled where the
    rule's fallback makes no owner; `classes` are beneficiaries named as a class; `groups` are several persons recorded
    as one party, who together meet a test or may.
    """

    owners: tuple[Owner, ...] = ()
    review: tuple[Owner, ...] = ()
    excluded: tuple[Owner, ...] = ()
    fallback: tuple[Owner, ...] = ()
    recorded: tuple[Owner, ...] = ()
    classes: tuple[PartyView, ...] = ()
    groups: tuple[PartyView, ...] = ()
    scope: bool = True
    simplified: OfficeRule | None = None
    limbs: Mapping[Node, tuple[Limb, ...]] = field(default_factory=dict)


def judge(case: Case) -> Judged:
    """Apply the rule to one customer."""
    if case.subject.kind is PartyKind.PERSON or case.subject.cls in case.rule.exempt_classes:
        return Judged(scope=False)
    if (special := simplified(case)) and (found := by_office(case, special)):
        return Judged(owners=found, simplified=special)
    limbs = {person: case.look.limbs(person) for person in case.candidates}
    owners = {person: owner for person in case.candidates if (owner := _owner(case, person, limbs[person]))}
    for owner in (*trust_parties(case), *branch_managers(case)):
        owners[owner.party.id] = _merged(owners.get(owner.party.id), owner)
    sure = {person for person, owner in owners.items() if owner.certainty is CERTAIN}
    review = tuple(_reviewed(case, node, why) for node, why in reviewed(case, sure))
    excluded = tuple(_excluded(case, person, limbs[person]) for person in limbs if person not in owners)
    judged = Judged(
        _sorted(owners.values()),
        review,
        _sorted(owner for owner in excluded if owner.ultimate or owner.direct),
        classes=classes(case),
        groups=tuple(_groups(case)),
        limbs=limbs,
    )
    return _with_fallback(case, judged)


def _groups(case: Case) -> Iterator[PartyView]:
    """Several persons recorded as one party who together meet a test, or may: one of them may be an owner."""
    groups = (view for view in case.structure.parties.values() if view.kind is PartyKind.PERSON_GROUP)
    for view in groups:
        if any(limb.raw is not EXCLUDED for limb in case.look.limbs(view.id)):
            yield view


def _sorted(owners: Iterable[Owner]) -> tuple[Owner, ...]:
    def key(owner: Owner) -> tuple[bool, Fraction, Fraction, str]:
        share = owner.ultimate or Share(ZERO, ZERO)
        return owner.certainty is not CERTAIN, -share.high, -share.low, owner.party.id

    return tuple(sorted(owners, key=key))


def _owner(case: Case, person: Node, limbs: tuple[Limb, ...]) -> Owner | None:
    """The person as owner, on the bases that hold or may hold; None where every basis is excluded."""
    view = case.structure.party(person)
    bases = tuple(
        Basis(
            limb.test.basis, limb.test.article, _kind_cap(case, view, limb.certainty), limb.share, limb.right
        )
        for limb in limbs
        if limb.certainty is not EXCLUDED
    )
    if not bases:
        return None
    whatever = any(limb.raw is CERTAIN for limb in limbs)
    certainty = _kind_cap(case, view, CERTAIN if whatever else POSSIBLE)
    return Owner(view, certainty, bases, case.look.direct("equity", person), _ultimate(case, person))


def _ultimate(case: Case, person: Node) -> Share | None:
    share = case.look.ultimate("equity", person)
    return share if share.high > 0 else None


def _kind_cap(case: Case, view: PartyView, certainty: Certainty) -> Certainty:
    """A party that may not be a natural person is only possibly an owner."""
    return case.cap(POSSIBLE if view.kind is PartyKind.UNKNOWN and certainty is CERTAIN else certainty)


def _excluded(case: Case, person: Node, limbs: tuple[Limb, ...]) -> Owner:
    failed = tuple(limb.test.basis for limb in limbs if limb.raw is EXCLUDED)
    view = case.structure.party(person)
    return Owner(
        view, EXCLUDED, (), case.look.direct("equity", person), _ultimate(case, person), failed=failed
    )


def _reviewed(case: Case, node: Node, why: str) -> Owner:
    view = case.structure.party(node)
    return Owner(view, POSSIBLE, (), case.look.direct("equity", node), _ultimate(case, node), reason=why)


def _merged(found: Owner | None, other: Owner) -> Owner:
    if found is None:
        return other
    certainty = CERTAIN if CERTAIN in (found.certainty, other.certainty) else POSSIBLE
    return Owner(found.party, certainty, found.bases + other.bases, found.direct, found.ultimate)


def _with_fallback(case: Case, judged: Judged) -> Judged:
    """Name who manages the customer where nobody is an owner for certain; certain only if everybody is excluded."""
    fallback = case.rule.fallback
    if fallback is None or any(owner.certainty is CERTAIN for owner in judged.owners):
        return judged
    open_question = bool(judged.owners or judged.review or judged.groups or case.doubtful)
    named = _fallback(case, fallback, POSSIBLE if open_question else CERTAIN)
    taken = {owner.party.id for owner in judged.owners}
    if fallback.makes == "owner":
        owners = judged.owners + tuple(owner for owner in named if owner.party.id not in taken)
        gone = {owner.party.id for owner in owners}
        excluded = tuple(owner for owner in judged.excluded if owner.party.id not in gone)
        return replace(judged, owners=owners, excluded=excluded)
    return (
        replace(judged, fallback=named) if fallback.makes == "fallback" else replace(judged, recorded=named)
    )


def _fallback(case: Case, fallback: Fallback, certainty: Certainty) -> tuple[Owner, ...]:
    views = officers(case, fallback.offices, executing=fallback.executing_partner)
    basis = Basis(fallback.basis, fallback.article, certainty)
    look = case.look
    return tuple(
        Owner(view, certainty, (basis,), look.direct("equity", view.id), _ultimate(case, view.id))
        for view in views
    )


def unrecorded(case: Case) -> Share:
    """What holders who are not recorded, or no longer exist, may have in the customer, over all fillings."""
    matrix = case.look.matrices["equity"]
    gone = frozenset(node for node, stand in case.structure.stands.items() if stand.kind == "gone")
    return bounds({held: _with_rest(fill, gone) for held, fill in matrix.items()}, case.target, REST)


def _with_rest(fill: Fill, gone: frozenset[Node]) -> Fill:
    """The fill with one more holder who has all that nobody recorded holds."""
    rest = Share(ZERO, fill.rest)
    for node, share in fill.holders:
        if node in gone:
            rest = rest + share
    kept = [(node, share) for node, share in fill.holders if node not in gone]
    high = min(rest.high, 1 - sum((share.low for _, share in kept), ZERO))
    return Fill(tuple(sorted([*kept, (REST, Share(rest.low, max(rest.low, high)))])), ZERO)
