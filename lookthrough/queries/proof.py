"""How is a share or a control proved? Paths from the owner down to the customer, each link with its claims."""

from __future__ import annotations

from math import prod

from lookthrough.graph.kernels.fills import Matrix, Node
from lookthrough.graph.kernels.paths import best_paths
from lookthrough.graph.model import Interest
from lookthrough.graph.shares import ONE, Share
from lookthrough.graph.structure.build import Structure
from lookthrough.queries.finding import Link, Owner, Path
from lookthrough.queries.limbs import Look

RIGHT_KINDS = {
    "equity": ("shareholding", "surplus_assets", "branch_of"),
    "profit": ("profit_rights", "shareholding", "surplus_assets", "branch_of"),
    "votes": ("voting_rights", "shareholding", "branch_of"),
}


class Links:
    """Names the links of paths in one structure, with the claims behind them."""

    def __init__(self, structure: Structure) -> None:
        self.structure, self.claims = structure, _claims(structure)

    def link(self, holder: Node, held: Node, right: str, share: Share | None) -> Link:
        """What `holder` has in `held` by a right, and which claims say so."""
        found = [claim for kind in RIGHT_KINDS[right] for claim in self.claims.get((holder, held, kind), ())]
        first = found[0].kind if found else self._unnamed(holder, held)
        same = tuple(claim for claim in found if claim.kind == first)
        return Link(self.structure.party(holder), self.structure.party(held), first, share, same)

    def _unnamed(self, holder: Node, held: Node) -> str:
        """What a link is that no single claim states: a block, a nominee, an office."""
        for node in (holder, held):
            if node in self.structure.stands:
                return self.structure.stands[node].kind
        nominees = [a.a for a in self.structure.associations if a.kind == "nominee_for" and a.b == holder]
        return "nominee" if any(self.claims.get((n, held, "shareholding")) for n in nominees) else "votes"

    def path(self, right: str, nodes: tuple[Node, ...], shares: tuple[Share, ...]) -> tuple[Link, ...]:
        """The links of one chain of nodes, the owner first."""
        steps = zip(nodes, nodes[1:], shares, strict=False)
        return tuple(self.link(holder, held, right, share) for holder, held, share in steps)


def share_paths(
    structure: Structure, matrix: Matrix, party: Node, target: Node, right: str = "equity"
) -> tuple[Path, ...]:
    """The paths by which a party has its share of a right, best first."""
    links = Links(structure)
    return tuple(
        Path(
            links.path(right, path.nodes, path.links), path.share, prod((g for _, g in path.gains), start=ONE)
        )
        for path in best_paths(matrix, target, party).paths
    )


class Prover:
    """Finds the proof of an owner in one look."""

    def __init__(self, look: Look) -> None:
        self.look, self.structure = look, look.structure
        self.links = Links(look.structure)

    def paths(self, owner: Owner) -> tuple[Path, ...]:
        """The paths that carry the first basis that has any: of shares best first, of control one chain."""
        person = owner.party.id
        for basis in owner.bases:
            if basis.right in ("equity", "profit") and basis.share is not None and basis.share.high > 0:
                matrix = self.look.matrices[basis.right]
                return share_paths(self.structure, matrix, person, self.look.target, basis.right)
            if basis.right == "votes":
                return self._control_path(person)
        return ()

    def _control_path(self, person: Node) -> tuple[Path, ...]:
        """One chain of control, the strongest link upward from the customer at every step."""
        chain: list[Link] = []
        node, seen = self.look.target, {self.look.target}
        group = self.structure.concert(person) | {person}
        reach = self.look.controls(person)
        inside = (reach.certain or reach.possible) | group
        while node not in group:
            link = self._strongest(node, inside - seen)
            if link is None:
                break
            chain.append(link)
            node = link.holder.id
            seen.add(node)
        return (Path(tuple(reversed(chain)), None),) if chain else ()

    def _strongest(self, held: Node, inside: frozenset[Node] | set[Node]) -> Link | None:
        """The largest vote, or the first other means, that somebody inside has in a company."""
        fill = self.look.matrices["votes"].get(held)
        voters = [
            (share.high, node, share) for node, share in (fill.holders if fill else ()) if node in inside
        ]
        directed = self.look.control.directed
        voters += [
            (share.high, node, share)
            for node, share in (fill.holders if fill else ())
            if node not in inside and directed.get(node) in inside
        ]
        for holder, claim in self.structure.means.get(held, ()):
            if holder in inside:
                return Link(
                    self.structure.party(holder), self.structure.party(held), claim.kind, None, (claim,)
                )
        if not voters:
            return None
        _, holder, share = max(voters, key=lambda found: (found[0], found[1]))
        link = self.links.link(holder, held, "votes", share)
        if holder in inside:
            return link
        return Link(
            self.structure.party(directed[holder]), link.held, "votes_as_directed_by", share, link.claims
        )


def _claims(structure: Structure) -> dict[tuple[Node, Node, str], tuple[Interest, ...]]:
    """Holder, held and kind -> the claims that count for it."""
    found: dict[tuple[Node, Node, str], tuple[Interest, ...]] = {}
    for holding in structure.holdings:
        key = holding.holder, holding.held, holding.kind
        found[key] = found.get(key, ()) + holding.claims
    for claim in structure.claims:
        if claim.kind == "branch_of":
            found[claim.holder, claim.held, claim.kind] = (claim,)
    return found


def evidence(owner: Owner, paths: tuple[Path, ...]) -> Owner:
    """The owner with the paths that prove it."""
    parts = owner.party, owner.certainty, owner.bases, owner.direct, owner.ultimate
    return Owner(*parts, paths, owner.failed, owner.reason)
