"""Between which shares does a party's part of a target lie, over all that the recorded figures leave open?

Definition: the infimum and the supremum, over all fillings of all companies, of the probability that a walk from the
target up through its holders ever comes to the party; it stops there, so that for a party that is itself held this is
V[p, t] / V[p, p]. Both ends are tight, and an end is open exactly when no filling reaches it.

The upper end is a supremum of reaching the party (reach.py). The lower end is 1 minus the supremum of ending anywhere
else, where the companies that *can* be filled so that nothing ever comes to the party count as elsewhere: they are
the greatest set that can keep all to itself, to other ends and to the unrecorded remainder. This holds with open
ends too, where the least value over the closed ranges would be too low: a circle that must give up something, however
little, ends up at the party or elsewhere for certain.

Holders who do not lead to the party are alike and count as one (lumps.py): each of the 10,000 holders of one company is
answered by the sums of the others' ends, the closed form of one fill.

Assumption: every company has a filling (`Fill.feasible`). Recorded reading: the unrecorded remainder is nobody's. In
the worst case it may be the party's for the upper end, up to `each` per company; a node without a `Fill` has no
remainder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property

from lookthrough.graph.kernels.absorption import absorption
from lookthrough.graph.kernels.components import NOBODY, Components, upstream
from lookthrough.graph.kernels.fills import Fill, Matrix, Node, links
from lookthrough.graph.kernels.lumps import Lumps
from lookthrough.graph.kernels.reach import Infeasible, Reach
from lookthrough.graph.kernels.steps import NIL, Floor, Step, choose
from lookthrough.graph.kernels.ways import Way, Ways
from lookthrough.graph.shares import ONE, ZERO, Share, exactly

Floors = Mapping[Node, Floor]
Steps = Mapping[Node, Step]
End = tuple[Fraction, bool]  # a supremum or infimum, and whether a filling reaches it
NO_FLOORS: Floors = {}


def bounds(matrix: Matrix, target: Node, party: Node, *, worst_case: bool = False) -> Share:
    """The tight interval of `party`'s share of `target`.

    O(links) outside circles, O(rounds x s^3) per circle of s companies (rounds: a handful in practice); terminates
    because policy iteration does.

    Raises:
        Infeasible: a company between the two has no filling.
    """
    return Bounds(matrix, target, worst_case=worst_case).share(party)


def bounds_of_all(
    matrix: Matrix, target: Node, parties: Iterable[Node], *, worst_case: bool = False
) -> dict[Node, Share]:
    """`bounds` for each party; what they share is found once.

    In the recorded reading the parties to whom no range leads are settled together by one `absorption`. For each other
    party the cost of what leads to it alone. Terminates and raises as `bounds`.
    """
    found = Bounds(matrix, target, worst_case=worst_case)
    found.settle()
    return {party: found.share(party) for party in parties}


def least(matrix: Matrix, target: Node, party: Node, floors: Floors) -> End | None:
    """The least share of `target` that `party` can have while every floor holds, and whether that least is reached.

    `floors` says of a company that some of its recorded holders together have more than, or at least, so much. None
    when no filling satisfies all floors. It answers "can p control T while owning less than 25 % of it?". Cost of
    `bounds`; terminates as `bounds`.
    """
    return Bounds(matrix, target).least(party, floors)


def highest_filling(matrix: Matrix, target: Node, party: Node) -> dict[Node, dict[Node, Fraction]]:
    """A filling (held -> holder -> share) under which `party`'s share of `target` is the upper end of `bounds`.

    Only the companies and holders between the two are filled, and ends that are open may be used. Cost of `bounds`.
    """
    return Bounds(matrix, target).highest(party)


class Bounds:
    """The bounds of any party in one target: O(links) once, then for each party what leads to it alone."""

    def __init__(self, matrix: Matrix, target: Node, *, worst_case: bool = False) -> None:
        self.target, self.ways, self._worst_case = target, Ways(matrix, target), worst_case
        self._known: dict[Node, Share] = {}
        self._lows = Lumps(matrix, lambda _: (ONE, True), lambda fill: [(ONE, fill.rest)])
        self._highs = Lumps(matrix, self._elsewhere, self._remainder)

    def settle(self) -> None:
        """Answer all at once to whom no range leads: what is no single number can be left out for them."""
        if self._worst_case:
            return
        held = {
            company: list(links(self.ways.matrix, company)) for group in self.ways.order for company in group
        }
        exact = {
            name: Fill(tuple(holder for holder in found if holder[1].exact)) for name, found in held.items()
        }
        ranged = {node for found in held.values() for node, share in found if not share.exact}
        doubtful = upstream(self.ways.matrix, ranged) | held.keys()
        shares = absorption(exact, self.target).shares
        self._known |= {node: exactly(share) for node, share in shares.items() if node not in doubtful}

    def share(self, party: Node) -> Share:
        """What the function `bounds` says."""
        if party not in self._known:
            parties = frozenset({party})
            way = self.ways.to(parties)
            (low, low_reached), (high, high_reached) = self._low(way, parties), self._high(way, parties)
            self._known[party] = Share(low, high, not low_reached, not high_reached)
        return self._known[party]

    def least(self, party: Node, floors: Floors, also: frozenset[Node] = NOBODY) -> End | None:
        """What the function `least` says; `also` names nodes that are the party under other names."""
        parties = also | {party}
        way = self.ways.to(parties)
        held = [self._lows.step(company, way.holders.get(company, []), floors[company]) for company in floors]
        if any(choose(step, [ZERO] * len(step.slots)) is None for step in held):
            return None
        return self._low(way, parties, floors)

    def highest(self, party: Node) -> dict[Node, dict[Node, Fraction]]:
        """What the function `highest_filling` says."""
        parties = frozenset({party})
        found = self._most(self.ways.to(parties), parties)
        return {
            company: {
                slot.node: part
                for slot, (part, _) in zip(step.slots, found.choice[company], strict=True)
                if slot.node is not None and part > 0
            }
            for company, step in found.steps.items()
        }

    def _low(self, way: Way, parties: frozenset[Node], floors: Floors = NO_FLOORS) -> End:
        """The infimum, and whether a filling reaches it."""
        steps = {name: self._lows.step(name, found, floors.get(name)) for name, found in way.holders.items()}
        order = _forced(steps, way.order, parties)
        elsewhere = {self.target, *way.holders}.difference(*order)
        found = Reach(steps, order, dict.fromkeys(elsewhere, ONE) | dict.fromkeys(parties, ZERO))
        return 1 - found.worth[self.target], self.target in found.reached

    def _high(self, way: Way, parties: frozenset[Node]) -> End:
        """The supremum, and whether a filling reaches it."""
        if not way.order and self.target not in parties:
            return self._elsewhere(self.target)
        found = self._most(way, parties)
        return found.worth[self.target], self.target in found.reached

    def _most(self, way: Way, parties: frozenset[Node]) -> Reach:
        steps = {name: self._highs.step(name, found) for name, found in way.holders.items()}
        return Reach(steps, way.order, dict.fromkeys(parties, ONE))

    def _elsewhere(self, node: Node) -> End:
        """What a walk can be worth that goes to somebody who does not lead to the party."""
        if not self._worst_case or node not in self._nobody.worth:
            return ZERO, True
        return self._nobody.worth[node], node in self._nobody.reached

    @cached_property
    def _nobody(self) -> Reach:
        """What is to be had of every company by who holds nothing on record."""
        plain = Lumps(self.ways.matrix, lambda _: (ZERO, True), self._remainder)
        way = self.ways.through()
        return Reach({name: plain.step(name, found) for name, found in way.holders.items()}, way.order, {})

    def _remainder(self, fill: Fill) -> list[tuple[Fraction, Fraction]]:
        """The part of the remainder that may be the party's, and the part that is not."""
        most = min(fill.rest, fill.rest if fill.each is None else fill.each) if self._worst_case else ZERO
        return [(ONE, most), (ZERO, fill.rest - most)]


def _forced(steps: Steps, order: Components, parties: frozenset[Node]) -> Components:
    """The components without the companies that some filling keeps from the parties altogether (greatest set)."""
    forced: set[Node | None] = {*parties, *steps}
    for group in order:
        free = set(group)
        while kept := {company for company in free if not _avoids(steps[company], forced - free)}:
            free -= kept
        forced -= free
    return [left for group in order if (left := tuple(company for company in group if company in forced))]


def _avoids(step: Step, forced: set[Node | None]) -> bool:
    """Whether a filling gives nothing to any of `forced`."""
    avoid = [slot.node not in forced for slot in step.slots]
    choice = choose(step, avoid)
    if choice is None:
        raise Infeasible
    return not any(part > NIL and not fine for part, fine in zip(choice, avoid, strict=True))
