"""Which worlds fit a drawing, and who is an owner under the Chinese rule in each of them?

A world settles everything that a drawing leaves open. Here it is settled and judged the slow way, from the words of
model.md and regimes.md: corners of all ranges, dense elimination, rounds of control until nothing changes. None of
the code under test is used but the exact arithmetic of shares.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from math import prod
from random import Random

from hypothesis import strategies as st

from lookthrough.graph.kernels.fills import Fill
from lookthrough.graph.kernels.steps import Floor
from lookthrough.graph.model import CONTROL_KINDS, Interest
from lookthrough.graph.shares import HALF, ONE, UNKNOWN, ZERO, Share, exactly
from tests.drawing import Paper
from tests.graph.kernels.structures import TINY, corners, dense

QUARTER = Fraction(1, 4)
Part = dict[str, Fraction]
EXPLICIT = {"voting_rights": "votes", "profit_rights": "profit"}
PERSONS = ("p", "q", "r")


@dataclass
class World:
    """One way in which everything may be: who has how much of each right in each company; blocks are companies."""

    equity: dict[str, Part] = field(default_factory=dict)
    votes: dict[str, Part] = field(default_factory=dict)
    profit: dict[str, Part] = field(default_factory=dict)


@dataclass(frozen=True)
class Lot:
    """One holding: who has the equity of it, who has votes and profit, between which shares."""

    equity: str
    rights: str
    share: Share


class Worlds:
    """All worlds of a drawing, as far as their corners (and what lies between) can be listed."""

    def __init__(self, found: Paper) -> None:
        self.links = found.associations
        self.lots: dict[str, list[Lot]] = defaultdict(list)
        self.totals: dict[tuple[str, str], dict[str, Share]] = defaultdict(dict)
        self.blocks: dict[str, list[str]] = defaultdict(list)
        self.means: dict[str, set[str]] = defaultdict(set)
        for interest in found.interests:
            self._take(interest)
        self.companies = sorted({*self.lots, *(held for held, _ in self.totals)})
        self.stated = {
            where: corners(Fill(tuple(sorted(totals.items()))), TINY) for where, totals in self.totals.items()
        }

    def _take(self, interest: Interest) -> None:
        held, holder, share = interest.held, interest.holder, interest.share or UNKNOWN
        if interest.kind in CONTROL_KINDS:
            self.means[held].add(holder)
        elif interest.kind in EXPLICIT:
            self.totals[held, EXPLICIT[interest.kind]][holder] = share
        elif interest.joint:
            block = f"{held}:{interest.joint}"
            if not self.blocks[block]:
                self.lots[held].append(Lot(block, block, share))
            self.blocks[block].append(holder)
        elif interest.nominee:
            self.lots[held].append(Lot("~nobody", self._nominator(holder, held), share))
        elif interest.kind == "shareholding":
            self.lots[held].append(Lot(holder, holder, share))

    def _nominator(self, nominee: str, held: str) -> str:
        """Behind a nominee stands one, nobody known, or several who share what he holds in a way nobody knows."""
        behind = sorted({link.b for link in self.links if link.kind == "nominee_for" and link.a == nominee})
        if len(behind) == 1:
            return behind[0]
        block = f"{held}:{nominee}"
        self.blocks[block] = behind
        return block

    def correct(self) -> bool:
        """Where more than 100 % is recorded, let any holder's share be what is too much; whether that was so."""
        wrong = False
        for company, lots in self.lots.items():
            over = sum((lot.share.low for lot in lots), ZERO) - 1
            if over > 0 or (over == 0 and any(lot.share.low_open for lot in lots)):
                wrong = True
                ends = [(max(ZERO, lot.share.low - over), lot.share.high) for lot in lots]
                self.lots[company] = [
                    replace(lot, share=Share(*end)) for lot, end in zip(lots, ends, strict=True)
                ]
        return wrong

    def some(self, random: Random, most: int) -> Iterator[World]:
        """All combinations of corners where there are few, and as many again from in between."""
        choices = {company: self._fillings(company) for company in self.companies}
        if not all(choices.values()) or not all(self.stated.values()):
            return
        if prod(len(found) for found in choices.values()) <= most:
            for chosen in product(*choices.values()):
                yield self._world(dict(zip(choices, chosen, strict=True)), random)
        for _ in range(most):
            picked = {company: _between(found, random) for company, found in choices.items()}
            yield self._world(picked, random)

    def _fillings(self, company: str) -> list[Part]:
        """The corners of what the lots of a company may be, and where some of them together have just half of it."""
        lots = self.lots.get(company, [])
        names = [str(number) for number in range(len(lots))]
        fill = Fill(tuple((name, lot.share) for name, lot in zip(names, lots, strict=True)))
        found = corners(fill, TINY)
        for size in range(1, 2 ** len(lots)):
            some = frozenset(name for number, name in enumerate(names) if size >> number & 1)
            found += corners(fill, TINY, Floor(some, HALF, strict=True))
        return list({tuple(point.values()): point for point in found}.values())

    def _world(self, picked: Mapping[str, Part], random: Random) -> World:
        world = World()
        for company in self.companies:
            lots = list(zip(self.lots.get(company, []), picked[company].values(), strict=True))
            plain = _summed((lot.rights, part) for lot, part in lots)
            world.equity[company] = _summed((lot.equity, part) for lot, part in lots)
            world.votes[company] = self._right(company, "votes", plain, random)
            world.profit[company] = self._right(company, "profit", plain, random)
        for block, members in self.blocks.items():
            parts = tuple((name, UNKNOWN) for name in members)
            split = _between(corners(Fill(parts, ZERO)), random) if parts else {}
            for matrix in (world.equity, world.votes, world.profit):
                matrix[block] = split
        return world

    def _right(self, company: str, right: str, plain: Part, random: Random) -> Part:
        """Stated totals, and of the others each what is left of his proportion when all that is too much is gone."""
        if (company, right) not in self.stated:
            return plain
        stated = _between(self.stated[company, right], random)
        left = 1 - sum(stated.values(), ZERO)
        others = {name: part for name, part in plain.items() if name not in stated}
        over = sum(others.values(), ZERO) - left
        return {**stated, **(_given_way(others, over, left, random) if over > 0 else others)}

    def bases(self, world: World, target: str, person: str) -> set[str]:
        """Standard 1 pre-empts the others; standards 2 and 3 stand side by side (Order 12/2025, article 8)."""
        if dense(world.equity, target, person) >= QUARTER:
            return {"equity"}
        rights = max(dense(world.profit, target, person), self.direct_votes(world, target, person))
        controls = target in self.controlled(world, person)
        return ({"profit_or_votes"} if rights >= QUARTER else set()) | (
            {"actual_control"} if controls else set()
        )

    def measures(self, world: World, target: str, person: str) -> dict[str, Fraction]:
        """What the person has in the target: of each basis the figure that it is measured by."""
        members = self.disposal(person, self.controlled(world, person))
        return {
            "equity": dense(world.equity, target, person),
            "profit": dense(world.profit, target, person),
            "votes": self.direct_votes(world, target, person),
            "actual_control": self.votes(world, target, members),
        }

    def unrecorded(self, world: World, target: str) -> Fraction:
        """What nobody on record holds of the target."""
        whole = {
            company: {**parts, "~rest": 1 - sum(parts.values(), ZERO)} if company in self.companies else parts
            for company, parts in world.equity.items()
        }
        return dense(whole, target, "~rest")

    def direct_votes(self, world: World, target: str, person: str) -> Fraction:
        """What the person and those whom he directs hold themselves, a part of a block among it."""
        found = ZERO
        for holder, part in world.votes.get(target, {}).items():
            split = world.votes[holder] if holder in self.blocks else {holder: ONE}
            found += sum((part * x for member, x in split.items() if self.voter(member) == person), ZERO)
        return found

    def voter(self, node: str) -> str:
        """Who says how somebody votes; whoever comes back to himself votes himself."""
        directed = {link.a: link.b for link in self.links if link.kind == "votes_as_directed_by"}
        chain = [node]
        while chain[-1] in directed and directed[chain[-1]] not in chain:
            chain.append(directed[chain[-1]])
        return node if chain[-1] in directed else chain[-1]

    def group(self, node: str) -> set[str]:
        """Who acts in concert with somebody, link by link."""
        pairs = [{link.a, link.b} for link in self.links if link.kind == "acts_in_concert"]
        found = {node}
        while more := {other for pair in pairs if pair & found for other in pair} - found:
            found |= more
        return found

    def disposal(self, person: str, controlled: set[str]) -> set[str]:
        """Who votes as the person likes: his group, what he controls and the groups of that."""
        return self.group(person) | {other for company in controlled for other in self.group(company)}

    def controlled(self, world: World, person: str) -> set[str]:
        """The least fixpoint of more than half of the votes, and of control by other means."""
        found: set[str] = set()
        while True:
            members = self.disposal(person, found)
            new = {held for held, leaders in self.means.items() if leaders & members}
            new |= {held for held in world.votes if self.votes(world, held, members) > HALF}
            if new <= found:
                return found
            found |= new

    def votes(self, world: World, held: str, members: set[str]) -> Fraction:
        """The votes in a company at the disposal of some."""
        parts = world.votes.get(held, {}).items()
        return sum((part for holder, part in parts if self.voter(holder) in members), ZERO)


def _given_way(others: Part, over: Fraction, left: Fraction, random: Random) -> Part:
    """What is left of rights in proportion: each loses at most what is too much, nobody knows who."""
    ends = {name: Share(max(ZERO, part - over), min(part, left)) for name, part in others.items()}
    stated = exactly(1 - left)
    points = corners(Fill((*ends.items(), ("~stated", stated))))
    return {name: part for name, part in _between(points, random).items() if name != "~stated"}


def _summed(parts: Iterable[tuple[str, Fraction]]) -> Part:
    found: Part = {}
    for name, value in parts:
        found[name] = found.get(name, ZERO) + value
    return found


def _between(points: Sequence[Part], random: Random) -> Part:
    """A corner, or a point on the way from one to another."""
    one, other = random.choice(points), random.choice(points)
    way = random.choice((ZERO, ZERO, HALF, Fraction(1, 3)))
    return {name: part + way * (other[name] - part) for name, part in one.items()}


NUMBERS = (0, 5, 10, 20, 24, 25, 30, 40, 45, 50, 51, 60, 75, 80, 100)
NODES = ("C", "A", "B", *PERSONS)


@st.composite
def shares(draw: st.DrawFn, room: int, *, exact: bool) -> tuple[int, str]:
    """A share whose low end fits into what is left of 100 %: that end, and the share as it is drawn."""
    low = draw(st.sampled_from([number for number in NUMBERS if number <= room]))
    high = low if exact else draw(st.sampled_from([low, *(number for number in NUMBERS if number >= low)]))
    if low == high:
        return low, f"{low}%"
    left, right = draw(st.sampled_from("[[(")), draw(st.sampled_from("]])"))
    return (0, "?") if (low, high) == (0, 100) else (low, f"{left}{low},{high}{right}%")


@st.composite
def lists(draw: st.DrawFn, held: str, label: str, room: int, *, exact: bool) -> list[str]:
    """One to three shareholders of a company, or up to two holders of a stated right, with `room` percent at most."""
    lines, plain = [], label in ("", "nominee")
    names = st.lists(st.sampled_from(NODES), min_size=int(plain), max_size=2 + plain, unique=True)
    for holder in draw(names):
        low, text = draw(shares(room, exact=exact))
        room -= low
        word = label if label != "nominee" or (holder in PERSONS and draw(st.booleans())) else ""
        lines.append(f"{holder} -{word} {text}-> {held}".replace("- ", "-"))
    return lines


@st.composite
def drawings(draw: st.DrawFn, *features: str) -> str:
    """Up to three companies, three persons, circles among them, and of the features what comes."""
    exact, room, lines = "exact" in features, 300 if "above" in features else 100, list[str]()
    for held in "CAB"[: draw(st.integers(1, 3))]:
        lines += draw(lists(held, "nominee" if "nominee" in features else "", room, exact=exact))
        if "joint" in features and draw(st.booleans()):
            _, text = draw(shares(25, exact=exact))
            lines += [f"{member} -joint J {text}-> {held}" for member in draw(pairs(NODES, NODES))]
        for right in ("voting_rights", "profit_rights") if "explicit" in features else ():
            lines += draw(lists(held, right, 100, exact=exact))
    for feature, (link, ends) in LINKS.items():
        if feature in features:
            lines += {link.format(*pair) for pair in draw(st.lists(ends, max_size=2, unique_by=_first))}
    return "\n".join([*lines, "m -senior_manager-> C"])


def pairs(first: Sequence[str], second: Sequence[str]) -> st.SearchStrategy[tuple[str, str]]:
    """Two different nodes."""
    found = st.tuples(st.sampled_from(first), st.sampled_from(second))
    return found.filter(lambda pair: pair[0] != pair[1])


def _first(pair: tuple[str, str]) -> str:
    return pair[0]


LINKS = {
    "means": ("{} -control_by_other_means-> {}", pairs(NODES, "CAB")),
    "concert": ("{} ~acts_in_concert~ {}", pairs(NODES, NODES)),
    "directed": ("{} ~votes_as_directed_by~ {}", pairs(NODES, NODES)),
    "nominee": ("{} ~nominee_for~ {}", pairs(PERSONS, NODES)),
}
