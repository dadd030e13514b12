"""How is a share or a control proved? Paths from the owner down to the customer, each link with its claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import prod
from typing import NamedTuple

from lookthrough.graph.kernels.control import Cast
from lookthrough.graph.kernels.fills import Matrix, Node
from lookthrough.graph.kernels.paths import Chains
from lookthrough.graph.kernels.steps import NIL
from lookthrough.graph.model import Association, Interest
from lookthrough.graph.shares import ONE, Certainty, Share
from lookthrough.graph.structure.build import Structure
from lookthrough.graph.structure.holdings import Holding
from lookthrough.graph.structure.rights import EXPLICIT
from lookthrough.queries.finding import Claim, Link, Owner, Path
from lookthrough.queries.limbs import Look


@dataclass(frozen=True, slots=True)
class Step:
    """What `holder` has in `held`, on the word of `speaker`: his own, or of who directs him or acts with him.

    `claim` is the other means of control that it stands on; a share has none.
    """

    speaker: Node
    holder: Node
    held: Node
    share: Share | None
    claim: Interest | None = None


class Backing(NamedTuple):
    """Records behind a link: the kind that they state, and what the link is called."""

    kind: str
    called: str
    claims: tuple[Claim, ...]


class Links:
    """Names the links of paths in one structure, with the claims behind them; unnamed stands never show."""

    def __init__(self, structure: Structure) -> None:
        self.structure = structure
        self.told = {a.a: a for a in structure.associations if a.kind == "votes_as_directed_by"}
        self.behind: dict[Node, list[Association]] = defaultdict(list)
        for link in structure.associations:
            if link.kind == "nominee_for":
                self.behind[link.a].append(link)
        self.backing: dict[tuple[Node, Node, Node], list[Backing]] = defaultdict(list)
        for holding in structure.holdings:
            for member, node, backing in self._hands(holding):
                self.backing[member, node, holding.held].append(backing)
        held = {holding.held for holding in structure.holdings}
        for branch, claims in branch_claims(structure).items():
            if branch not in held:
                head = structure.branches[branch]
                self.backing[head, head, branch].append(Backing("branch_of", "branch_of", tuple(claims)))

    def path(self, right: str, steps: Iterable[Step]) -> tuple[Link, ...]:
        """The links of one chain, the owner first: a step into a stand and the one out of it are one link."""
        found: list[Link] = []
        into: Step | None = None
        for step in steps:
            if step.held in self.structure.stands:
                into = step
            else:
                found.append(self._link(right, into or step, step))
                into = None
        return tuple(found)

    def _link(self, right: str, step: Step, out: Step) -> Link:
        backings = _of_right(right, self.backing.get((step.holder, out.holder, out.held), []))
        if step.claim:
            backings = [Backing(step.claim.kind, step.claim.kind, (step.claim,))]
        stand, bonds = self.structure.stands.get(out.holder), self._bonds(step)
        called = [stand.kind] if stand else [bond.kind for bond in bonds] + [b.called for b in backings]
        share = step.share * out.share if stand and step.share and out.share else step.share
        claims = (*(claim for backing in backings for claim in backing.claims), *bonds)
        ends = self.structure.party(step.speaker), self.structure.party(out.held)
        return Link(*ends, called[0] if called else "votes", share, tuple(dict.fromkeys(claims)))

    def _bonds(self, step: Step) -> list[Association]:
        """Why the speaker speaks for the holder: direction upon direction, then acting in concert."""
        found: list[Association] = []
        node, group = step.holder, self.structure.concert(step.speaker)
        while node not in group and node in self.told and self.told[node] not in found:
            found.append(self.told[node])
            node = found[-1].b
        if node != step.speaker:
            found += [a for a in self.structure.associations if a.kind == "acts_in_concert" and a.a in group]
        return found

    def _hands(self, holding: Holding) -> Iterator[tuple[Node, Node, Backing]]:
        """In whose hands a holding is, by which node of the matrix: as rights.py reads nominees and blocks."""
        called, label = holding.claims[0].kind, ""
        members: dict[Node, tuple[Claim, ...]] = {holding.holder: holding.claims}
        if holding.nominee and holding.kind not in EXPLICIT:
            called, label, members = "nominee", f"nominee {holding.holder}", self._nominators(holding)
        elif holding.joint is not None and holding.kind not in EXPLICIT:
            called, label = "joint", f"joint {holding.joint}"
        for member, claims in members.items():
            backing = Backing(holding.kind, called, claims)
            yield member, self._stand(label, holding.held) or member, backing
            if holding.partner == "executing" and (node := self._stand("executing", holding.held)):
                yield holding.holder, node, backing

    def _stand(self, label: str, company: Node) -> Node | None:
        node = f"~{label}/{company}"
        return node if node in self.structure.stands else None

    def _nominators(self, holding: Holding) -> dict[Node, tuple[Claim, ...]]:
        """For whom a nominee holds, each with the nominee's rows and the row that says so."""
        return {link.b: (*holding.claims, link) for link in self.behind.get(holding.holder, ())}


def _of_right(right: str, backings: list[Backing]) -> list[Backing]:
    """The records that count for a right: explicit totals replace what shares carry in proportion."""
    stated = [backing for backing in backings if EXPLICIT.get(backing.kind) == right]
    silent = {*EXPLICIT, "surplus_assets"} if right == "votes" else EXPLICIT.keys()
    return stated or [backing for backing in backings if backing.kind not in silent]


def branch_claims(structure: Structure) -> dict[Node, list[Interest]]:
    """By which claims a branch is its head's, records folded into parties."""
    views = structure.parties.values()
    party = {facts.id: view.id for view in views for facts in (view.facts, *view.rivals) if facts}
    found: dict[Node, list[Interest]] = defaultdict(list)
    for claim in structure.claims if structure.branches else ():
        head, branch = party.get(claim.holder, claim.holder), party.get(claim.held, claim.held)
        if claim.kind == "branch_of" and structure.branches.get(branch) == head:
            found[branch].append(claim)
    return found


class Proof(NamedTuple):
    """The paths that prove something, and the part of it that they explain: less than all where there are too many."""

    paths: tuple[Path, ...] = ()
    covered: Fraction = ONE


class Shares:
    """Proves shares of one right in one party; what its proofs have in common is found once."""

    def __init__(self, structure: Structure, matrix: Matrix, target: Node, right: str = "equity") -> None:
        self.links, self.chains, self.right = Links(structure), Chains(matrix, target), right

    def proof(self, party: Node) -> Proof:
        """The paths by which a party has its share, best first; all, or those that matter (kernels/paths.py)."""
        found, paths = self.chains.best(party), []
        for path in found.paths:
            pairs = zip(pairwise(path.nodes), path.links, strict=True)
            steps = [Step(holder, holder, held, share) for (holder, held), share in pairs]
            gain = prod((gain for _, gain in path.gains), start=ONE)
            paths.append(Path(self.links.path(self.right, steps), path.share, gain))
        return Proof(tuple(paths), found.covered)


class Prover:
    """Finds the proofs of owners in one look."""

    def __init__(self, look: Look) -> None:
        self.look, self.structure, self.target = look, look.structure, look.target
        self.links, self.votes = Links(look.structure), look.votes
        self.by_control = {test.basis for test in look.rule.tests if test.method == "control"}
        self._shares: dict[str, Shares] = {}

    def proof(self, owner: Owner) -> Proof:
        """The paths that carry the first basis that has any: of shares best first, of votes all that it takes."""
        person = owner.party.id
        for basis in owner.bases:
            if basis.right in ("equity", "profit") and basis.share is not None and basis.share.high > 0:
                return self._of_right(basis.right).proof(person)
            if basis.right == "votes":
                chains = self._control(person) if basis.basis in self.by_control else self._direct(person)
                return Proof(tuple(Path(self.links.path("votes", chain), None) for chain in chains))
        return Proof()

    def _of_right(self, right: str) -> Shares:
        if right not in self._shares:
            self._shares[right] = Shares(self.structure, self.look.matrices[right], self.target, right)
        return self._shares[right]

    def _direct(self, person: Node) -> Iterator[tuple[Step, ...]]:
        """The votes that a person casts in the customer himself, those that he directs and of blocks included."""
        blocks: dict[Node, list[Cast]] = defaultdict(list)
        for vote in self.votes.cast.get(person, ()):
            if vote.company in self.structure.stands:
                blocks[vote.company].append(vote)
        mine = [
            (vote.holder, vote.share)
            for voter in (person, *blocks)
            for vote in self.votes.cast.get(voter, ())
            if vote.company == self.target
        ]
        for holder, share in _by_size(mine, Certainty.POSSIBLE):
            if holder not in blocks:
                yield (Step(person, holder, self.target, share),)
            for part in blocks.get(holder, ()):
                yield Step(person, part.holder, holder, part.share), Step(holder, holder, self.target, share)

    def _control(self, person: Node) -> Iterator[tuple[Step, ...]]:
        """Chains from the person down to the customer that name every step that his control of it rests on.

        Each step stands in one of them at least; a step that many chains share is not told with each of them.
        """
        certain = self.target in self.look.controls(person).certain
        grounds = self._grounds(person, Certainty.CERTAIN if certain else Certainty.POSSIBLE)
        told: set[Node] = set()
        open_chains: list[tuple[Step, ...]] = [(step,) for step in reversed(grounds.get(self.target, ()))]
        while open_chains:
            chain = open_chains.pop()
            speaker = chain[0].speaker
            if speaker == person:
                yield chain
            else:
                steps = grounds[speaker][: 1 if speaker in told else None]
                open_chains += [(step, *chain) for step in reversed(steps)]
                told.add(speaker)

    def _grounds(self, person: Node, certainty: Certainty) -> dict[Node, tuple[Step, ...]]:
        """What the person controls, up to the customer, each on the steps of those who joined before it.

        The fixpoint of graph/kernels/control.py in the order in which it grows, so no ground rests on itself.
        """
        speakers = dict.fromkeys(sorted(self.votes.group(person)), person)
        grounds: dict[Node, tuple[Step, ...]] = {person: ()}
        inside: dict[Node, list[Cast]] = defaultdict(list)
        queue = list(speakers)
        for node in queue:
            for vote in self.votes.cast.get(node, ()):
                inside[vote.company].append(vote)
            below = {*self.votes.led.get(node, ()), *(vote.company for vote in self.votes.cast.get(node, ()))}
            for company in sorted(below - grounds.keys()):
                if steps := self._steps(company, inside[company], speakers, certainty):
                    grounds[company] = steps
                    joining = sorted(self.votes.group(company) - speakers.keys())
                    speakers.update(dict.fromkeys(joining, company))
                    queue += joining
            if self.target in grounds:
                break
        return grounds

    def _steps(
        self, company: Node, inside: list[Cast], speakers: dict[Node, Node], certainty: Certainty
    ) -> tuple[Step, ...]:
        """Another means of control, or the fewest votes that pass the quota; nothing where neither is there."""
        for holder, claim in self.structure.means.get(company, ()):
            if holder in speakers:
                return (Step(speakers[holder], holder, company, None, claim),)
        steps: list[Step] = []
        low = high = NIL
        for holder, share in _by_size(((vote.holder, vote.share) for vote in inside), certainty):
            steps.append(Step(speakers[self.votes.caster(holder)], holder, company, share))
            low = low[0] + share.low, low[1] + share.low_open
            high = high[0] + share.high, high[1] - share.high_open
            if self.votes.decides(company, (low, high), certainty):
                return tuple(steps)
        return ()


def _by_size(votes: Iterable[tuple[Node, Share]], certainty: Certainty) -> list[tuple[Node, Share]]:
    """Votes, the most first: what is certain of them, or what is possible; none that are surely nothing."""

    def key(vote: tuple[Node, Share]) -> tuple[Fraction, Fraction, Node]:
        ends = -vote[1].low, -vote[1].high
        return (*(ends if certainty is Certainty.CERTAIN else ends[::-1]), vote[0])

    return sorted((vote for vote in votes if vote[1].high > 0), key=key)
