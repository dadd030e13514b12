"""Who is an owner by what he is, not by what he holds: an officer, a manager of a branch, a party to a trust?

And where may a customer be identified in a simplified way, because of its class or because the state controls it?
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from lookthrough.graph.kernels.control import Votes
from lookthrough.graph.kernels.fills import Fill, Node
from lookthrough.graph.model import POSITIONS, Interest, PartyKind
from lookthrough.graph.shares import ONE, ZERO
from lookthrough.graph.structure.facts import PartyView
from lookthrough.graph.structure.rights import PARTNERSHIPS
from lookthrough.queries.case import Case
from lookthrough.queries.finding import Basis, Owner
from lookthrough.queries.limbs import CERTAIN
from lookthrough.queries.rules.rule import OfficeRule

DEFAULT_POSITION = {"legal_representative": "legal_representative", "board_member": "director"}


def simplified(case: Case) -> OfficeRule | None:
    """The simplified treatment that class and options allow; never where enhanced measures are called for."""
    rule, options = case.rule, case.options
    if case.triggers:
        return None
    for special in rule.simplified:
        if case.subject.cls in special.classes and all(options.get(name) is True for name in special.needs):
            return special
    if rule.state and all(options.get(name) is True for name in rule.state.needs):
        return rule.state if case.target in state_controlled(case, rule.state) else None
    return None


def state_controlled(case: Case, rule: OfficeRule) -> frozenset[Node]:
    """The companies that all state holders together control; a name that sounds like the state does not count.

    By more than half of the votes, level by level; where the rule says so also by more votes than anybody else has.
    Only what is certain counts.
    """
    parties = case.structure.parties.values()
    state = frozenset(v.id for v in parties if v.kind is PartyKind.PUBLIC_BODY and v.cls in rule.classes)
    if not state:
        return state
    graph = case.look.control
    graph = replace(graph, concert={**graph.concert, **dict.fromkeys(state, state)})
    body, means = min(state), dict(graph.means)
    while True:
        votes = Votes(replace(graph, means=means))
        say = votes.say(body)
        largest = set(_largest(votes, say.certain.disposal)) if rule.control == "largest" else set[Node]()
        if largest <= say.controlled.certain:
            return say.controlled.certain
        means |= {company: means.get(company, frozenset()) | {body} for company in largest}


def _largest(votes: Votes, disposal: set[Node]) -> Iterator[Node]:
    """The companies in which a set has for certain more votes than any other holder, with his group, can have."""
    for company, fill in votes.matrix.items():
        mine, others = ZERO, dict[Node, Fraction]()
        for holder, share in fill.holders:
            caster = votes.caster(holder)
            if caster in disposal:
                mine += share.low
            else:
                first = min(votes.group(caster))
                others[first] = others.get(first, ZERO) + share.high
        if mine > max(others.values(), default=ZERO) and mine > _unrecorded(fill):
            yield company


def _unrecorded(fill: Fill) -> Fraction:
    """How much one holder can have who is not recorded."""
    rest = min(fill.rest, ONE - sum((share.low for _, share in fill.holders), ZERO))
    return rest if fill.each is None else min(rest, fill.each)


def position(interest: Interest) -> str:
    """The position of an office, by its kind where the record does not say."""
    return interest.position or DEFAULT_POSITION.get(interest.kind, "other")


def officers(case: Case, kinds: tuple[str, ...], *, executing: bool = False) -> tuple[PartyView, ...]:
    """The natural persons in the highest position that anybody holds at the customer."""
    ranked: list[tuple[int, Node]] = [
        (POSITIONS.index(position(claim)), holder)
        for holder, claim in case.structure.offices.get(case.target, ())
        if claim.kind in kinds
    ]
    if executing and case.subject.cls in PARTNERSHIPS and case.target in case.structure.rights:
        partners = case.structure.rights[case.target].executing
        ranked += [(POSITIONS.index("executing_partner"), partner) for partner in partners]
    persons = [(rank, node) for rank, node in ranked if case.structure.party(node).kind is PartyKind.PERSON]
    top = min((rank for rank, _ in persons), default=None)
    return tuple(
        case.structure.party(node) for node in sorted({node for rank, node in persons if rank == top})
    )


def _investors(case: Case) -> tuple[PartyView, ...]:
    """The natural persons who hold something of the customer directly."""
    holders = sorted({holding.holder for holding in case.structure.holdings if holding.held == case.target})
    views = [case.structure.party(holder) for holder in holders]
    return tuple(view for view in views if view.kind is PartyKind.PERSON)


def by_office(case: Case, special: OfficeRule) -> tuple[Owner, ...]:
    """The owners whom an office rule makes."""
    found = officers(case, special.offices) + (_investors(case) if special.holders else ())
    basis = Basis(special.basis, special.article, case.cap(CERTAIN))
    return tuple(Owner(view, case.cap(CERTAIN), (basis,), None, None) for view in found)


def branch_managers(case: Case) -> tuple[Owner, ...]:
    """A branch of a company abroad adds the persons who manage the branch."""
    special = case.rule.branch
    return by_office(case, special) if special and of_company_abroad(case) else ()


def of_company_abroad(case: Case) -> bool:
    """Whether the customer is a branch of a company that is known to be at home elsewhere."""
    head = case.structure.branches.get(case.target)
    return head is not None and case.structure.party(head).country not in (None, case.rule.home)


def trust_parties(case: Case) -> tuple[Owner, ...]:
    """Natural persons with a role in the arrangement that is the customer."""
    special = case.rule.arrangement
    if special is None or case.subject.kind is not PartyKind.ARRANGEMENT:
        return ()
    links = case.structure.roles.get(case.target, ())
    holders = sorted({holder for holder, claim in links if claim.kind in special.roles})
    basis = Basis(special.basis, special.article, case.cap(CERTAIN))
    views = [case.structure.party(holder) for holder in holders]
    return tuple(
        Owner(v, case.cap(CERTAIN), (basis,), None, None) for v in views if v.kind is PartyKind.PERSON
    )


def classes(case: Case) -> tuple[PartyView, ...]:
    """Those with a role in the customer who are named as a class of persons."""
    links = case.structure.roles.get(case.target, ())
    views = [case.structure.party(holder) for holder, _ in links]
    return tuple(view for view in views if view.kind is PartyKind.CLASS_OF_PERSONS)
