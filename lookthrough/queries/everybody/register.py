"""Who has how much, and who controls what, of all companies of whom columns can answer?

The kernels of graph/everybody on a snapshot of exact shares up to 100 % alone, where equity, votes and profit are the
same and nothing but votes gives control, alone or in concert. Pairs are keys: the number of the company times the count
of nodes, plus the number of the holder, sorted, each once; numbers are those of the ground.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from lookthrough.graph.everybody.pairs import Level, Pairs
from lookthrough.graph.model import PartyKind
from lookthrough.graph.shares import ZERO
from lookthrough.graph.snapshot.arrays import Int8, Int32, Int64, Links, Names, Snapshot
from lookthrough.graph.snapshot.assemble import Assembled, assemble
from lookthrough.graph.snapshot.cut import groups_of
from lookthrough.graph.snapshot.raw import Raw
from lookthrough.queries.everybody.ground import Flags, Ground
from lookthrough.queries.everybody.keys import Keys, each_once, places, spans
from lookthrough.queries.everybody.sorting import Doubts, in_concert

if TYPE_CHECKING:
    from lookthrough.graph.everybody.settled import Settled

LIMIT = 2**62  # what a product of numbers here stays below
NEAR = 1e-14  # how far the float of an exact share is from it at most, as a part of it


@dataclass(frozen=True, eq=False)
class Register:
    """All that is asked of the snapshot; `number` and `old` lead from ground to snapshot and back.

    What a kernel leaves undecided is added to `doubts`: it is answered otherwise.
    """

    ground: Ground
    raw: Raw
    doubts: Doubts
    snapshot: Snapshot
    number: Int32
    old: Int32
    pairs: dict[Level, tuple[Pairs, Keys]] = field(default_factory=dict)
    owners: dict[Level, Keys] = field(default_factory=dict)

    @classmethod
    def of(cls, ground: Ground, raw: Raw, doubts: Doubts) -> Register:
        """Cut the snapshot; companies of which that shows more doubts are added to them."""
        used = np.zeros(ground.count, np.uint8)
        concert = np.stack(in_concert(ground))
        concert = concert[:, ~doubts.found[concert].any(axis=0)]
        used[raw.holder] = used[raw.held] = used[concert[0]] = used[concert[1]] = 1
        made = assemble(raw, used)
        old = np.zeros(made.nodes, np.int32)
        nodes = np.flatnonzero(made.number >= 0)
        old[made.number[nodes]] = nodes
        links = _links(*made.number[concert])
        snapshot = _snapshot(ground, made, ground.views.kind[old], links)
        doubts.add(old[np.append(made.over, np.flatnonzero(made.rights["equity"].den == 0))])
        return cls(ground, raw, doubts, snapshot, made.number, old)

    @cached_property
    def persons(self) -> Flags:
        """Which nodes of the ground are natural persons."""
        return self.ground.kind(PartyKind.PERSON)

    @cached_property
    def settled(self) -> Settled:
        """Everybody's pass."""
        from lookthrough.graph.everybody.right import right_of
        from lookthrough.graph.everybody.settled import settle

        return settle(right_of(self.snapshot))

    @cached_property
    def company(self) -> Int32:
        """The company of each edge."""
        sizes = np.diff(self.snapshot.start)
        return np.repeat(np.arange(self.snapshot.companies, dtype=np.int32), sizes)

    def keys(self, company: Any, holder: Any) -> Keys:
        """Pairs in numbers of the snapshot as keys, in the order given."""
        found: Keys = self.old[company].astype(np.int64) * self.ground.count + self.old[holder]
        return found

    def _personal(self, company: Any, holder: Any) -> Keys:
        """The pairs of natural persons, sorted."""
        mine = self.persons[self.old[holder]]
        return each_once(self.keys(company[mine], holder[mine]))

    def owning(self, level: Level) -> Keys:
        """Persons whose share, through all chains, passes a level."""
        from lookthrough.graph.everybody.ownership import all_owners

        if level not in self.owners:
            found = all_owners(self.settled, level)
            unsure = np.array([company for _, company in found.undecided], np.int32)
            doubts = found.doubts
            self.doubts.add(self.old[np.concatenate([doubts.diverging, doubts.unsolved, unsure])])
            self.pairs[level] = found, self.keys(found.company, found.owner)
            self.owners[level] = self._personal(found.company, found.owner)
        return self.owners[level]

    def holding(self, level: Level) -> Keys:
        """Persons whose own share passes a level."""
        passed = self._passed(self.company, self.snapshot.rights["equity"].low_num, level)
        return self._personal(self.company[passed], self.snapshot.holder[passed])

    def _passed(self, company: Any, num: Int64, level: Level) -> Int64:
        """Where numerators over the denominators of their companies pass a level, exactly."""
        den = self.snapshot.rights["equity"].den[company]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = num / den / float(level.share)
        passed = ratio > 1 + NEAR
        near = np.flatnonzero((ratio >= 1 - NEAR) & (ratio <= 1 + NEAR))
        above, below = level.share.as_integer_ratio()
        narrow = den[near] < LIMIT // below
        few = near[narrow]
        more = num[few] * below - above * den[few]
        passed[few] = (more > 0) | ((more == 0) & (not level.strict))
        for place in near[~narrow].tolist():
            passed[place] = level.passed(Fraction(int(num[place]), int(den[place])))
        return np.flatnonzero(passed)

    @cached_property
    def control(self) -> tuple[Int32, Int32]:
        """Persons and the companies that they control by votes: parallel, in numbers of the snapshot."""
        from lookthrough.graph.everybody.control import Control

        source, company = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
        for block in Control.of(self.snapshot).all(self.snapshot.companies):
            mine = self.persons[self.old[block.source]] & (block.certain == 1)
            source.append(block.source[mine])
            company.append(block.company[mine])
        return np.concatenate(source), np.concatenate(company)

    def controlling(self) -> Keys:
        """Persons who control a company."""
        source, company = self.control
        return self._personal(company, source)

    def _at_disposal(self) -> tuple[Int32, Int32]:
        """Persons and those others whose votes they cast: what they control, and who acts in concert with either."""
        source, company = self.control
        member, group = self.snapshot.links.concert_member, self.snapshot.links.concert_group
        mine = member[self.persons[self.old[member]]]
        source, company = np.append(source, mine), np.append(company, mine)
        order = np.argsort(group, kind="stable")
        place = places(member.astype(np.int64), company.astype(np.int64))
        linked = np.flatnonzero(place >= 0)
        first = np.searchsorted(group[order], group[place[linked]])
        size = np.searchsorted(group[order], group[place[linked]], side="right") - first
        source = np.append(source, np.repeat(source[linked], size))
        company = np.append(company, member[order][spans(first, size)])
        pairs = each_once(source.astype(np.int64) * self.snapshot.nodes + company)
        source, company = np.divmod(pairs, self.snapshot.nodes)
        holds = (np.diff(self.snapshot.below_start)[company] > 0) & (source != company)
        return source[holds].astype(np.int32), company[holds].astype(np.int32)

    def voting_through(self, level: Level) -> Keys:
        """Persons at whose disposal are votes that pass a level, some of them held by companies that they control."""
        source, holder = self._at_disposal()
        start, size = self.snapshot.below_start[holder], np.diff(self.snapshot.below_start)[holder]
        edge, person = self.snapshot.below[spans(start, size)], np.repeat(source, size)
        through = self.company[edge].astype(np.int64) * self.snapshot.nodes + person
        asked = each_once(through)
        mine = self.company.astype(np.int64) * self.snapshot.nodes + self.snapshot.holder
        own = np.flatnonzero(places(asked, mine) >= 0)
        every, num = np.concatenate([through, mine[own]]), self.snapshot.rights["equity"].low_num
        sums = np.zeros(len(asked), np.int64)
        np.add.at(sums, np.searchsorted(asked, every), num[np.concatenate([edge, own])])
        held = (asked // self.snapshot.nodes).astype(np.int32)
        passed = self._passed(held, sums, level)
        return self._personal(held[passed], asked[passed] % self.snapshot.nodes)


def _links(a: Int32, b: Int32) -> Links:
    """Groups that act in concert, and no other links."""
    nobody = np.zeros(0, np.int32)
    return Links(nobody, nobody, *groups_of(a, b), nobody, nobody)


def _snapshot(ground: Ground, made: Assembled, kind: Int8, links: Links) -> Snapshot:
    """A snapshot without names."""
    names = Names(np.zeros(0, np.uint8), np.zeros(made.nodes + 1, np.int64))
    lists = made.start, made.holder, made.below_start, made.below, made.below_held, made.component
    marks = made.has, made.complete, made.over, *made.each
    return Snapshot(ground.claims.at, names, kind, made.companies, *lists, *marks, links, made.rights)


class Measure:
    """How much exactly somebody has of a company, directly and through all chains."""

    def __init__(self, register: Register) -> None:
        self.register, raw = register, register.raw
        keys = raw.held.astype(np.int64) * register.ground.count + raw.holder
        self.order = np.argsort(keys)
        self.keys = keys[self.order]
        snapshot = register.snapshot
        above = np.flatnonzero(snapshot.holder < snapshot.companies)
        self.above = above
        self.above_start = np.searchsorted(register.company[above], np.arange(snapshot.companies + 1))
        inside = np.repeat(np.diff(snapshot.component) > 1, np.diff(snapshot.component))
        inside[register.company[snapshot.holder == register.company]] = True
        self.circled = Doubts(snapshot.below_start, snapshot.below_held)
        self.circled.add(np.flatnonzero(inside))
        self._upstream: dict[int, list[int]] = {}

    def direct(self, keys: Keys) -> Int64:
        """The rows of `raw` in which pairs stand, -1 for none."""
        found = places(self.keys, keys)
        return np.where(found < 0, -1, self.order[found]) if len(self.order) else found

    def leaf(self, company: Any) -> Flags:
        """Which companies (of the ground) have no company among their holders."""
        found = np.ones(self.register.snapshot.nodes + 1, np.bool_)
        found[: self.register.snapshot.companies] = np.diff(self.above_start) == 0
        leaves: Flags = found[self.register.number[company]]
        return leaves

    def share(self, key: int) -> Fraction | None:
        """The share of a pair through all chains; None where a circle between the two is too large."""
        from lookthrough.graph.everybody.exact import exact_share

        company, holder = (
            int(self.register.number[node]) for node in divmod(key, self.register.ground.count)
        )
        if holder < 0:
            return ZERO
        if self.circled.found[company]:
            return exact_share(self.register.settled.right, (holder, company))
        found: dict[int, Fraction] = {}
        for one in self._above(company):
            total = self._own(one, holder)
            for edge in self.above[self.above_start[one] : self.above_start[one + 1]].tolist():
                if part := found[int(self.register.snapshot.holder[edge])]:
                    total += part * self.register.snapshot.share("equity", edge, one).low
            found[one] = total
        return found[company]

    def _own(self, company: int, holder: int) -> Fraction:
        key = self.register.keys(np.array([company]), np.array([holder]))
        row = int(self.direct(key)[0])
        shares = self.register.raw.rights["equity"]
        return ZERO if row < 0 else Fraction(int(shares.low_num[row]), int(shares.low_den[row]))

    def _above(self, company: int) -> list[int]:
        """A company and all companies upstream, owners first."""
        if company not in self._upstream:
            met, ahead = {company}, [company]
            while ahead:
                one = ahead.pop()
                edges = self.above[self.above_start[one] : self.above_start[one + 1]]
                new = set(self.register.snapshot.holder[edges].tolist()) - met
                met |= new
                ahead += new
            self._upstream[company] = sorted(met)
        return self._upstream[company]
