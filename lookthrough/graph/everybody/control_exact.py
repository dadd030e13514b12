"""What does a source control where rounded numbers could not say? The same fixpoint in fractions, on what it touches.

Each decision is that of the kernel of one customer (kernels/control.py) on the exact votes of one company.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import count

from lookthrough.graph.everybody.control_ballot import Votes
from lookthrough.graph.kernels.control import ControlGraph
from lookthrough.graph.kernels.control import Votes as Exact
from lookthrough.graph.shares import ZERO, Certainty
from lookthrough.graph.snapshot.arrays import BIT, Int32, Int64

Held = tuple[
    Fraction, int, Fraction, int
]  # low ends and how many are open, high ends and minus how many are open
NIL: Held = (ZERO, 0, ZERO, 0)


class Fractions:
    """The fixpoint of one source, company by company in fractions; `base`: what anybody may control."""

    def __init__(self, votes: Votes, base: Iterable[int] = ()) -> None:
        self.votes, self.base = votes, frozenset(base)
        self._companies: dict[int, Exact] = {}

    def controlled(self, source: int, certainty: Certainty) -> dict[int, int]:
        """Company -> round in which it joins; the source itself is among them where it controls itself."""
        start = self.base if certainty is Certainty.POSSIBLE else frozenset[int]()
        found = self._rounds({source, *start}, set(start), certainty)
        return {company: depth for company, depth in found.items() if company not in start}

    def anybody(self) -> dict[int, int]:
        """What anybody may control, in the worst case; O(companies)."""
        has = range(self.votes.snapshot.companies)
        free = {company for company in has if self._decides(company, NIL, Certainty.POSSIBLE)}
        return dict.fromkeys(free, 1) | self._rounds(free, free, Certainty.POSSIBLE)

    def _rounds(self, new: set[int], taken: set[int], certainty: Certainty) -> dict[int, int]:
        """The least fixpoint from `new` on, round by round; what is `taken` needs no votes any more."""
        members: set[int] = set()
        held: dict[int, Held] = {}
        found: dict[int, int] = {}
        for depth in count(1):
            voters, joining = self._join(new, members)
            members |= joining
            touched = self._count(voters, held)
            gained = {company for node in joining for company in self._led(node)}
            gained |= {company for company in touched if self._decides(company, held[company], certainty)}
            new = gained - taken - found.keys()
            found |= dict.fromkeys(new, depth)
            if not new:
                return found
        raise AssertionError("a fixpoint ends")

    def _join(self, nodes: Iterable[int], before: set[int]) -> tuple[set[int], set[int]]:
        """Whose votes come to the disposal with some nodes, and who belongs to it with them."""
        voices = self.votes.ballot.voices
        voters, members = set[int](), set[int]()
        for node in set(nodes) - before:
            group = int(voices.group[node]) if len(voices.group) else -1
            if group < 0:
                voters.add(node)
                members.add(node)
            else:
                voters |= set(_part(voices.voice, voices.voice_start, group))
                members |= set(_part(voices.member, voices.member_start, group))
        return voters, members

    def _led(self, node: int) -> list[int]:
        voices = self.votes.ballot.voices
        return _part(voices.led, voices.led_start, node) if len(voices.led_start) else []

    def _count(self, voters: Iterable[int], held: dict[int, Held]) -> set[int]:
        """Add the votes of those who join; returns the companies where they vote."""
        snapshot, touched = self.votes.snapshot, set[int]()
        for voter in voters:
            edges = _part(snapshot.below, snapshot.below_start, voter)
            companies = _part(snapshot.below_held, snapshot.below_start, voter)
            for edge, company in zip(edges, companies, strict=True):
                column = self.votes.column(company)
                share = column.shares[edge - column.first]
                low, lows, high, highs = held.get(company, NIL)
                held[company] = (
                    low + share.low,
                    lows + share.low_open,
                    high + share.high,
                    highs - share.high_open,
                )
                touched.add(company)
        return touched

    def _decides(self, company: int, held: Held, certainty: Certainty) -> bool:
        """Whether votes control a company, asked of the kernel of one customer."""
        if company not in self._companies:
            column, terms = self.votes.column(company), self.votes.terms
            fill = column.fill(tuple(map(str, range(len(column.shares)))))
            self._companies[company] = Exact(
                ControlGraph({"": fill}, quota=terms.quota, strict=terms.strict, worst_case=terms.worst_case)
            )
        if not self.votes.snapshot.has[company] & BIT["votes"]:
            return False
        low, lows, high, highs = held
        return self._companies[company].decides("", ((low, lows), (high, highs)), certainty)


def _part(values: Int32, start: Int64, place: int) -> list[int]:
    found: list[int] = values[int(start[place]) : int(start[place + 1])].tolist()
    return found
