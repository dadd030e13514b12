"""At whom must a person look, because the rule does not decide? Named with the reason, never settled here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.model import PartyKind
from lookthrough.queries.case import Case
from lookthrough.queries.limbs import EXCLUDED
from lookthrough.queries.rules.rule import Review


def reviewed(case: Case, sure: set[Node]) -> list[tuple[Node, str]]:
    """Natural persons to look at, each with the first reason; those who are owners for certain need no look."""
    found: dict[Node, str] = {}
    for review in case.rule.reviews:
        for node in REASONS[review.reason](case, review):
            if node not in sure and case.structure.party(node).kind is PartyKind.PERSON:
                found.setdefault(node, review.reason)
    return sorted(found.items())


def votes_through_companies(case: Case, review: Review) -> Iterator[Node]:
    """Votes of a weight that would count, reached through companies that the person controls, but no majority."""
    look = case.look
    for person in case.candidates:
        votes = look.at_disposal(person)
        if (
            votes != look.direct("votes", person)
            and votes.reaches(review.threshold, review.comparator) is not EXCLUDED
        ):
            yield person


def executing_partner(case: Case, review: Review) -> Iterator[Node]:
    """Control (or votes that count) that stands on being an executing partner, and on that alone."""
    look, counted = case.look, case.look_counted
    for person in case.candidates:
        reached = counted.controls(person).possible - look.controls(person).possible
        if case.target in reached or _more(case, person, review):
            yield person


def _more(case: Case, person: Node, review: Review) -> bool:
    """Whether votes at the person's disposal count only if an executing partner has the partnership's votes."""
    plain, counted = case.look.at_disposal(person), case.look_counted.at_disposal(person)
    reach = counted.reaches(review.threshold, review.comparator)
    return plain != counted and reach is not EXCLUDED and counted.high > 0


def behind_arrangement(case: Case, review: Review) -> Iterator[Node]:
    """Persons behind an arrangement that is the customer, owns a counting share of it, or controls it."""
    for arrangement, links in case.structure.roles.items():
        parties = sorted({holder for holder, _ in links})
        if arrangement == case.target:
            yield from (p for node in parties for p in _controllers(case, node))
        elif _weighs(case, arrangement, review):
            yield from parties
            yield from (p for node in parties for p in _controllers(case, node))


def _weighs(case: Case, arrangement: Node, review: Review) -> bool:
    share = case.look.ultimate("equity", arrangement)
    heavy = share.high > 0 and share.reaches(review.threshold, review.comparator) is not EXCLUDED
    return heavy or case.target in case.look.controls(arrangement).possible


def _controllers(case: Case, company: Node) -> Iterator[Node]:
    return (person for person in case.candidates if company in case.look.controls(person).possible)


REASONS: dict[str, Callable[[Case, Review], Iterator[Node]]] = {
    "votes_through_companies": votes_through_companies,
    "executing_partner": executing_partner,
    "behind_arrangement": behind_arrangement,
}
