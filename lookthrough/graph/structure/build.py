"""From a closure of claims to one structure: parties, rights matrices, control by other means, roles, warnings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from lookthrough.graph.identity import Identity
from lookthrough.graph.kernels.control import ControlGraph
from lookthrough.graph.kernels.fills import Fill, Matrix, Node
from lookthrough.graph.model import (
    CONTROL_KINDS,
    OFFICES,
    TRUST_ROLES,
    Association,
    Interest,
    PartyKind,
    ShareClass,
)
from lookthrough.graph.ports import At, Closure
from lookthrough.graph.shares import HALF, UNKNOWN, WHOLE, ZERO
from lookthrough.graph.structure.facts import PartyView, views
from lookthrough.graph.structure.holdings import Company, Holding, first_list, holdings_of
from lookthrough.graph.structure.rights import Links, Rights, Stand, rights_of
from lookthrough.graph.structure.treatment import PLAIN, Treatment, Warning

Link = tuple[Node, Interest]


@dataclass(frozen=True)
class Structure:
    """Everything that answers stand on, with parties folded and sources weighed.

    `rights` has one entry per held company. `means`, `roles`, `offices`: held -> (holder, claim) by other means of
    control, by a role in an arrangement, by an office. `branches`: branch -> head.
    """

    at: At
    treatment: Treatment
    parties: dict[Node, PartyView]
    rights: dict[Node, Rights]
    holdings: tuple[Holding, ...]
    means: dict[Node, list[Link]]
    roles: dict[Node, list[Link]]
    offices: dict[Node, list[Link]]
    branches: dict[Node, Node]
    associations: tuple[Association, ...]
    stands: dict[Node, Stand]
    warnings: tuple[Warning, ...]
    claims: tuple[Interest, ...] = field(default=(), compare=False)

    def party(self, node: Node) -> PartyView:
        """The party behind a node; an end that nobody describes is an unknown party with its id as name."""
        return self.parties.get(node) or PartyView(node, PartyKind.UNKNOWN, node)

    @cached_property
    def over(self) -> dict[Node, Fraction]:
        """Companies whose recorded rights exceed 100 %, with the recorded sum."""
        return {node: rights.over for node, rights in self.rights.items() if rights.over is not None}

    def matrix(self, right: str, *, feasible: bool = False) -> Matrix:
        """The matrix of one right; `feasible` for bounds, where columns above 100 % are cut to what can be true."""
        found = {n: r.feasible(right) if feasible else r.fill(right) for n, r in self.rights.items()}
        found = {node: fill for node, fill in found.items() if fill.holders}
        for node, stand in self.stands.items():
            if stand.members:
                found[node] = Fill(tuple((member, UNKNOWN) for member in stand.members), ZERO)
        return found

    def control(self, *, quota: Fraction = HALF, strict: bool = True, feasible: bool = True) -> ControlGraph:
        """What the control kernel sees: votes, other means, groups in concert, directed votes."""
        return ControlGraph(
            self.matrix("votes", feasible=feasible),
            {held: frozenset(holder for holder, _ in links) for held, links in self.means.items()},
            self._concert,
            {a.a: a.b for a in self.associations if a.kind == "votes_as_directed_by"},
            quota,
            strict,
        )

    @cached_property
    def _concert(self) -> dict[Node, frozenset[Node]]:
        group: dict[Node, frozenset[Node]] = {}
        for link in self.associations:
            if link.kind == "acts_in_concert":
                merged = group.get(link.a, frozenset({link.a})) | group.get(link.b, frozenset({link.b}))
                group.update((member, merged) for member in merged)
        return group

    def concert(self, node: Node) -> frozenset[Node]:
        """The group that acts in concert with a party, itself included."""
        return self._concert.get(node, frozenset({node}))


def structure(closure: Closure, treatment: Treatment = PLAIN) -> Structure:
    """Weigh the sources and fold the parties of a closure."""
    interests = tuple(sorted(closure.interests, key=lambda claim: claim.source))
    builder = _Builder(replace(closure, interests=interests), treatment)
    rights = {held: builder.rights(held, found) for held, found in sorted(builder.held.items())}
    rights = {held: found for held, found in rights.items() if any(found.columns.values())}
    branches = builder.heads(rights)
    stands = {node: stand for found in rights.values() for node, stand in found.stands.items()}
    return Structure(
        closure.at,
        treatment,
        builder.parties,
        rights,
        tuple(builder.holdings),
        builder.links(CONTROL_KINDS),
        builder.links(TRUST_ROLES),
        builder.links(OFFICES),
        branches,
        builder.associations,
        stands,
        tuple(sorted({*builder.warnings, *builder.data_warnings(rights)})),
        interests,
    )


class _Builder:
    """The steps of `structure`, with what they share."""

    def __init__(self, closure: Closure, treatment: Treatment) -> None:
        self.closure, self.treatment, self.identity = closure, treatment, closure.identity
        self.parties = views(closure.parties, closure.identity, treatment)
        self.holdings: list[Holding] = []
        self.warnings: list[Warning] = []
        self.associations = _folded(closure.associations, self.identity)
        self.held: dict[Node, list[Interest]] = defaultdict(list)
        for interest in closure.interests:
            self.held[self.identity.party(interest.held)].append(interest)
        self.classes = _classes(closure.share_classes, self.identity, treatment)
        self.gone = frozenset(p for p, view in self.parties.items() if view.gone_at(closure.at.valid))
        self.nominators = _nominators(self.associations)

    def rights(self, held: Node, interests: list[Interest]) -> Rights:
        """Choose the holdings of one company and read the rights from them."""
        company = Company(held, self.parties.get(held), self.classes.get(held, {}))
        links = Links(self.nominators, self.gone)
        holdings = holdings_of(company, interests, self.identity, self.treatment)

        def total(found: list[Holding]) -> Fraction:
            equity = rights_of(company, found, links, self.treatment).columns["equity"]
            return sum((share.low for share in equity.values()), ZERO)

        if (kept := first_list(holdings, self.treatment, total)) is not None:
            claims = tuple(claim.source.claim for holding in holdings for claim in holding.claims)
            company.warnings.append(Warning("sources_disagree", (held,), (), claims))
            holdings = kept
        self.holdings += holdings
        found = rights_of(company, holdings, links, self.treatment)
        self.warnings += company.warnings
        self._warn_gone(held, interests)
        return found

    def _warn_gone(self, held: Node, interests: list[Interest]) -> None:
        for interest in interests:
            holder = self.identity.party(interest.holder)
            if holder in self.gone:
                self.warnings.append(
                    Warning("dissolved_holder", (holder, held), (), (interest.source.claim,))
                )

    def heads(self, rights: dict[Node, Rights]) -> dict[Node, Node]:
        """Branches and their heads; a branch has no holders of its own: all of it is its head's."""
        branches: dict[Node, Node] = {}
        for held, links in self.links(frozenset({"branch_of"})).items():
            branches[held] = links[0][0]
            if held not in rights:
                column = {links[0][0]: WHOLE}
                columns = {right: dict(column) for right in ("equity", "votes", "profit")}
                rights[held] = Rights(held, columns, follows=frozenset({"votes", "profit"}))
        return branches

    def links(self, kinds: frozenset[str]) -> dict[Node, list[Link]]:
        """Held -> (holder, claim) of the kinds named, holders that are gone left out, sorted."""
        found: dict[Node, list[Link]] = defaultdict(list)
        for held, interests in sorted(self.held.items()):
            for interest in interests:
                holder = self.identity.party(interest.holder)
                if interest.kind in kinds and holder not in self.gone:
                    found[held].append((holder, interest))
        return {
            held: sorted(links, key=lambda link: (link[0], link[1].source)) for held, links in found.items()
        }

    def data_warnings(self, rights: Mapping[Node, Rights]) -> Iterable[Warning]:
        """What is wrong or open in the data of the closure as a whole."""
        for node, found in rights.items():
            if found.over is not None:
                yield Warning("over_100", (node,), (str(found.over),))
        undated = [i.source.claim for i in self.closure.interests if i.valid_from is None]
        if undated and self.closure.at.valid is not None:
            yield Warning(
                "unknown_start", (), (str(len(undated)), str(len(self.closure.interests))), tuple(undated)
            )
        ends = {self.identity.party(end) for i in self.closure.interests for end in (i.holder, i.held)}
        for node in sorted(ends - self.parties.keys()):
            yield Warning("pending_end", (node,))
        if self.closure.frontier:
            yield Warning("incomplete", tuple(self.closure.frontier[:1]), (str(len(self.closure.frontier)),))


def _folded(associations: Iterable[Association], identity: Identity) -> tuple[Association, ...]:
    return tuple(
        Association(x.source, identity.party(x.a), identity.party(x.b), x.kind, x.valid_from, x.valid_to)
        for x in sorted(associations, key=lambda x: x.source)
    )


def _nominators(associations: Iterable[Association]) -> dict[Node, tuple[Node, ...]]:
    found: dict[Node, set[Node]] = defaultdict(set)
    for link in associations:
        if link.kind == "nominee_for":
            found[link.a].add(link.b)
    return {nominee: tuple(sorted(behind)) for nominee, behind in found.items()}


def _classes(
    rows: Iterable[ShareClass], identity: Identity, treatment: Treatment
) -> dict[Node, dict[str, ShareClass]]:
    found: dict[Node, dict[str, ShareClass]] = defaultdict(dict)
    for row in sorted(rows, key=lambda r: (treatment.rank(r.source.dataset), -r.source.run, r.source)):
        found[identity.party(row.party)].setdefault(row.name, row)
    return found
