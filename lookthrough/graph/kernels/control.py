"""Who controls a company: alone, through what he controls already, or together with others?

Definition: the least fixpoint of "more than `quota` of the votes is at the disposal of the source" (Ceri, Gottlob and
Tanca 1990). At its disposal are the votes of its disposal set and of those whom the set directs.
The set starts as the source with its group that acts in concert; a company that the source controls, by votes or by
other means, joins with its own group. What somebody outside the set directs does not count.

Ranges: *certain* takes every vote at its worst, *possible* at its best. Both are tight: one filling makes exactly the
certain companies controlled, and another all the possible ones at once, because each company is filled by itself.
A list of holders that can be no filling (above 100 %) is taken as its figures stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import NamedTuple

from lookthrough.graph.kernels.fills import Fill, Matrix, Node, links
from lookthrough.graph.kernels.steps import NIL, Dual
from lookthrough.graph.shares import HALF, ONE, ZERO, Certainty, Share

Groups = Mapping[Node, frozenset[Node]]


@dataclass(frozen=True, slots=True)
class ControlGraph:
    """Votes and what else gives control.

    `means`: held -> the holders that control it by other means (board, agreement); `concert`: member -> its whole
    group, itself included; `directed`: whose votes go where another says, followed to the end (those in a circle keep
    their own). `strict`: more than `quota`, else at least `quota`. `void_own`: shares that a company, or one that it
    certainly controls, holds in the company itself do not vote. `worst_case`: unrecorded votes may be anybody's, also
    the source's, up to `each` per company.
    """

    votes: Matrix
    means: Groups = field(default_factory=dict)
    concert: Groups = field(default_factory=dict)
    directed: Mapping[Node, Node] = field(default_factory=dict)
    quota: Fraction = HALF
    strict: bool = True
    void_own: bool = False
    worst_case: bool = False


@dataclass(frozen=True, slots=True)
class Controlled:
    """What a source controls for certain, and possibly (the certain ones included); the source itself is in neither."""

    certain: frozenset[Node]
    possible: frozenset[Node]


def controlled(graph: ControlGraph, source: Node) -> Controlled:
    """The companies that `source` controls.

    O(links), of which only those of the disposal set are touched after one pass that indexes them; terminates because
    a node joins the set once.
    """
    return Votes(graph).say(source).controlled


def votes_of(graph: ControlGraph, source: Node, company: Node) -> Share:
    """The votes at the disposal of `source` in `company`: at least, by certain control; at most, by possible control.

    Cost of `controlled`; terminates as it does. The low end is tight; so is the high end unless the company's own
    votes come back to it through a circle of ranges.
    """
    return Votes(graph).say(source).of(company)


def controllers(
    graph: ControlGraph, company: Node, candidates: Iterable[Node] | None = None
) -> dict[Node, Certainty]:
    """Who of `candidates` (None: everybody upstream) controls `company`, certain or possible; the others are left out.

    Cost of `controlled` per candidate; terminates as it does.
    """
    votes = Votes(graph)
    found = {}
    for node in sorted(votes.above(company) if candidates is None else set(candidates)):
        what = votes.say(node).controlled
        if company in what.possible:
            found[node] = Certainty.CERTAIN if company in what.certain else Certainty.POSSIBLE
    return found


def top_controller(graph: ControlGraph, company: Node) -> Node | None:
    """The one certain controller of `company` that no other controller controls; None for a mutual ring or nobody.

    With a quota of one half and no company above 100 % there is one such controller, or a ring, or none: two sets of
    holders with more than half meet, and control is transitive. Cost of `controlled` for everybody upstream;
    terminates as it does.
    """
    votes = Votes(graph)
    reach = {node: votes.say(node).controlled.certain for node in votes.above(company)}
    found = {node for node, certain in reach.items() if company in certain}
    below = votes.say(company).controlled.certain.union(*(reach[node] for node in found))
    return next(iter(found - below)) if len(found - below) == 1 else None


def without_own_votes(graph: ControlGraph) -> Matrix:
    """The votes without those that a company, or a company it certainly controls, holds in the company itself.

    The others are scaled up to the votes that remain; where a void share is a range, each is given the widest range
    that this allows. Control is judged before anything is void. O(links) per company with a company among its
    holders; terminates.
    """
    votes = Votes(replace(graph, void_own=False))

    def void(company: Node) -> frozenset[Node]:
        owned = any(holder in graph.votes for holder, _ in links(graph.votes, company))
        return votes.say(company).controlled.certain | {company} if owned else frozenset()

    return {company: _scaled(fill, void(company)) for company, fill in graph.votes.items()}


def _scaled(fill: Fill, void: frozenset[Node]) -> Fill:
    gone = [share for holder, share in fill.holders if holder in void]
    if not gone:
        return fill
    whole = max(ONE, sum((share.low for _, share in fill.holders), ZERO))
    most = whole - sum((share.low for share in gone), ZERO)
    fewest = whole - sum((share.high for share in gone), ZERO)
    if most <= 0:
        return Fill((), ZERO)
    lower, upper = any(share.low_open for share in gone), any(share.high_open for share in gone)

    def part(share: Share) -> Share:
        low = share.low / most
        low_open = low < 1 and (share.low_open or (lower and low > 0))
        if share.high < fewest:
            return Share(low, share.high / fewest, low_open, share.high_open or (upper and share.high > 0))
        return Share(low, ONE, low_open) if share.high else share

    kept = tuple((holder, part(share)) for holder, share in fill.holders if holder not in void)
    if fewest <= 0:
        return Fill(kept)
    each = None if fill.each is None else min(ONE, fill.each / fewest)
    return Fill(kept, min(ONE, fill.rest / fewest), each)


NO_VOTES: tuple[Dual, Dual] = (NIL, NIL)


class Cast(NamedTuple):
    """Votes in a company that somebody casts: whose they are by record, and how many."""

    company: Node
    holder: Node
    share: Share


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the disposal of a source reaches: its set, what it controls, the sums of its votes (low, high)."""

    disposal: set[Node]
    controlled: set[Node]
    held: dict[Node, tuple[Dual, Dual]]


class Votes:
    """The votes of a graph, indexed once by who casts them: for more than one question to one graph. O(links)."""

    def __init__(self, graph: ControlGraph) -> None:
        self.graph = graph
        self.matrix = without_own_votes(graph) if graph.void_own else graph.votes
        self.cast: dict[Node, list[Cast]] = {}
        self.total: dict[Node, tuple[Dual, Dual]] = {}
        self.led: dict[Node, list[Node]] = {}
        for company in self.matrix:
            for holder, share in links(self.matrix, company):
                self.cast.setdefault(self.caster(holder), []).append(Cast(company, holder, share))
                self.total[company] = plus(self.total.get(company, NO_VOTES), share)
        for company, leaders in graph.means.items():
            for leader in leaders:
                self.led.setdefault(leader, []).append(company)

    def caster(self, node: Node) -> Node:
        """Who says in the end how a node votes: the end of its chain of directions, or where a circle begins."""
        seen: set[Node] = set()
        while node in self.graph.directed and node not in seen:
            seen.add(node)
            node = self.graph.directed[node]
        return node

    def group(self, node: Node) -> set[Node]:
        """A node and those who act in concert with it."""
        return {node, *self.graph.concert.get(node, ())}

    def spread(self, source: Node, certainty: Certainty) -> Spread:
        """The least fixpoint, each vote at its worst (certain) or at its best (possible)."""
        found = Spread(self.group(source), set(), {})
        queue = list(found.disposal)
        if self.graph.worst_case and certainty is Certainty.POSSIBLE:
            anybodys = {node for node in self.matrix if self.decides(node, NO_VOTES, certainty)}
            queue += self._join(found, anybodys)
        while queue:
            node = queue.pop()
            gained = set(self.led.get(node, ()))
            for company, _, share in self.cast.get(node, ()):
                found.held[company] = plus(found.held.get(company, NO_VOTES), share)
                if self.decides(company, found.held[company], certainty):
                    gained.add(company)
            queue += self._join(found, gained)
        return found

    def _join(self, found: Spread, gained: set[Node]) -> set[Node]:
        """Companies come under control, and with them who acts in concert with them; those who were not there yet."""
        joining = {member for company in gained for member in self.group(company)} - found.disposal
        found.controlled.update(gained)
        found.disposal.update(joining)
        return joining

    def decides(self, company: Node, held: tuple[Dual, Dual], certainty: Certainty) -> bool:
        """Whether votes pass the quota, for every filling (certain) or for some (possible)."""
        how = self.at(company, held).reaches(self.graph.quota, ">" if self.graph.strict else ">=")
        return how is Certainty.CERTAIN or how is certainty

    def at(self, company: Node, held: tuple[Dual, Dual]) -> Share:
        """The votes that somebody has in a company, given the sums of his recorded ends.

        What the others have at least he cannot have, what they and the unrecorded have at most leaves him the rest;
        sums that can be no filling stand as they are.
        """
        (low, high), (lows, highs) = held, self.total.get(company, NO_VOTES)
        rest = self.matrix[company].rest if company in self.matrix else ONE
        least = max(low, (1 - highs[0] + high[0] - rest, high[1] - highs[1]))
        high = (high[0] + self.unrecorded(company), high[1])
        most = min(high, (1 - lows[0] + low[0], low[1] - lows[1]))
        if least > most:
            least, most = low, high
        return Share(least[0], most[0], least[1] > 0, most[1] < 0)

    def unrecorded(self, company: Node) -> Fraction:
        """The unrecorded votes that may be the source's: none in the recorded reading."""
        fill = self.matrix.get(company)
        if not self.graph.worst_case or fill is None:
            return ZERO
        return fill.rest if fill.each is None else min(fill.rest, fill.each)

    def say(self, source: Node) -> Say:
        """What a source has a say in: for more than one question about it. Cost of `controlled`."""
        return Say(
            self, source, self.spread(source, Certainty.CERTAIN), self.spread(source, Certainty.POSSIBLE)
        )

    def above(self, company: Node) -> set[Node]:
        """Everybody who may have a say in a company: holders, leaders, directors and their groups, all the way up."""
        found, queue = {company}, [company]
        while queue:
            node = queue.pop()
            new = {holder for holder, _ in links(self.matrix, node)} | self.group(node)
            new |= set(self.graph.means.get(node, ()))
            new |= {self.graph.directed[node]} if node in self.graph.directed else set()
            queue += new - found
            found |= new
        return found - {company}


@dataclass(frozen=True, slots=True)
class Say:
    """What one source controls and the votes that it has anywhere, by certain and by possible control."""

    votes: Votes
    source: Node
    certain: Spread
    possible: Spread

    @property
    def controlled(self) -> Controlled:
        """What `controlled` says."""
        found = (frozenset(spread.controlled - {self.source}) for spread in (self.certain, self.possible))
        return Controlled(*found)

    def of(self, company: Node) -> Share:
        """What `votes_of` says of a company."""
        low = self.votes.at(company, self.certain.held.get(company, NO_VOTES))
        high = self.votes.at(company, self.possible.held.get(company, NO_VOTES))
        return Share(low.low, high.high, low.low_open, high.high_open)


def plus(sums: tuple[Dual, Dual], share: Share) -> tuple[Dual, Dual]:
    """Sums of low and high ends with one share more."""
    (low, lows), (high, highs) = sums
    return (low + share.low, lows + share.low_open), (high + share.high, highs - share.high_open)
