"""Between which shares does a party's part of a target lie, over all that the recorded figures leave open?

Definition: the infimum and the supremum, over all fillings of all companies, of the probability that a walk from the
target up through its holders ever comes to the party; it stops there, so that for a party that is itself held this is
V[p, t] / V[p, p]. Both ends are tight, and an end is open exactly when no filling reaches it.

The upper end is a supremum of reaching the party (reach.py). The lower end is 1 minus the supremum of ending anywhere
else, where the companies that *can* be filled so that nothing ever comes to the party count as elsewhere: they are
the greatest set that can keep all to itself, to other ends and to the unrecorded remainder. This holds with open
ends too, where the least value over the closed ranges would be too low: a circle that must give up something, however
little, ends up at the party or elsewhere for certain.

Assumption: every company has a filling (`Fill.feasible`). Recorded reading: the unrecorded remainder is nobody's. In
the worst case it may be the party's for the upper end, up to `each` per company; a node without a `Fill` has no
remainder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lookthrough.graph.kernels.absorption import absorption
from lookthrough.graph.kernels.components import Components, components, towards, upstream
from lookthrough.graph.kernels.fills import Fill, Matrix, Node, links
from lookthrough.graph.kernels.reach import Infeasible, Reach
from lookthrough.graph.kernels.steps import NIL, Floor, Step, choose, step_of
from lookthrough.graph.shares import ONE, ZERO, Share, exactly

Floors = Mapping[Node, Floor]
Steps = Mapping[Node, Step]
NO_FLOORS: Floors = {}


def bounds(matrix: Matrix, target: Node, party: Node, *, worst_case: bool = False) -> Share:
    """The tight interval of `party`'s share of `target`.

    O(links) outside circles, O(rounds x s^3) per circle of s companies (rounds: a handful in practice); terminates
    because policy iteration does.

    Raises:
        Infeasible: a company upstream has no filling.
    """
    order = components(matrix, target, frozenset({party}))
    return _Between.of(matrix, target, order, worst_case=worst_case).share(party)


def bounds_of_all(
    matrix: Matrix, target: Node, parties: Iterable[Node], *, worst_case: bool = False
) -> dict[Node, Share]:
    """`bounds` for each party; the order of the companies is found once.

    In the recorded reading the parties to whom no range leads are settled together by one `absorption`. Cost of
    `bounds` for each other party. Terminates and raises as `bounds`.
    """
    between = _Between.of(matrix, target, components(matrix, target), worst_case=worst_case)
    settled = {} if worst_case else _settled(matrix, between.order, target)

    def one(party: Node) -> Share:
        if party in matrix:
            return bounds(matrix, target, party, worst_case=worst_case)
        return settled[party] if party in settled else between.share(party)

    return {party: one(party) for party in parties}


def least(matrix: Matrix, target: Node, party: Node, floors: Floors) -> tuple[Fraction, bool] | None:
    """The least share of `target` that `party` can have while every floor holds, and whether that least is reached.

    `floors` says of a company that some of its recorded holders together have more than, or at least, so much. None
    when no filling satisfies all floors. It answers "can p control T while owning less than 25 % of it?". Cost of
    `bounds`; terminates as `bounds`.
    """
    held = {company: _low_step(matrix.get(company, Fill(())), floor) for company, floor in floors.items()}
    if any(choose(step, [ZERO] * len(step.slots)) is None for step in held.values()):
        return None
    order = components(matrix, target, frozenset({party}))
    return _Between.of(matrix, target, order, floors=floors).low(party)


def highest_filling(matrix: Matrix, target: Node, party: Node) -> dict[Node, dict[Node, Fraction]]:
    """A filling (held -> holder -> share) under which `party`'s share of `target` is the upper end of `bounds`.

    Only the companies between the two are filled, and ends that are open may be used. Cost of `bounds`.
    """
    between = _Between.of(matrix, target, components(matrix, target, frozenset({party})))
    return {
        company: {
            slot.node: part
            for slot, (part, _) in zip(between.highs[company].slots, choice, strict=True)
            if slot.node is not None and part > 0
        }
        for company, choice in between.most(party).choice.items()
    }


def _low_step(fill: Fill, floor: Floor | None) -> Step:
    return step_of(fill, [(fill.rest, ONE)], floor)


def _high_step(fill: Fill, *, worst_case: bool) -> Step:
    most = min(fill.rest, fill.rest if fill.each is None else fill.each) if worst_case else ZERO
    return step_of(fill, [(most, ONE), (fill.rest - most, ZERO)])


def _settled(matrix: Matrix, order: Components, target: Node) -> dict[Node, Share]:
    """The shares of those to whom only exact shares lead: what is no single number can be left out for them."""
    companies = [company for group in order for company in group]
    exact = {
        company: Fill(tuple((node, share) for node, share in links(matrix, company) if share.exact))
        for company in companies
    }
    ranged = {node for company in companies for node, share in links(matrix, company) if not share.exact}
    above = upstream(matrix, ranged)
    shares = absorption(exact, target).shares
    return {node: exactly(share) for node, share in shares.items() if node not in above}


@dataclass(frozen=True)
class _Between:
    """The companies between a target and its owners, with what a walk can do at each, for the two ends."""

    matrix: Matrix
    target: Node
    order: Components
    lows: Steps
    highs: Steps
    worst_case: bool

    @classmethod
    def of(
        cls,
        matrix: Matrix,
        target: Node,
        order: Components,
        *,
        worst_case: bool = False,
        floors: Floors = NO_FLOORS,
    ) -> _Between:
        fills = {company: matrix[company] for group in order for company in group}
        lows = {company: _low_step(fill, floors.get(company)) for company, fill in fills.items()}
        highs = {company: _high_step(fill, worst_case=worst_case) for company, fill in fills.items()}
        return cls(matrix, target, order, lows, highs, worst_case)

    def share(self, party: Node) -> Share:
        low, low_reached = self.low(party)
        high, high_reached = self.high(party)
        return Share(low, high, not low_reached, not high_reached)

    def high(self, party: Node) -> tuple[Fraction, bool]:
        """The supremum, and whether a filling reaches it."""
        found = self.most(party)
        return found.worth[self.target], self.target in found.reached

    def most(self, party: Node) -> Reach:
        order = self.order if self.worst_case else towards(self.matrix, self.order, party)
        return Reach(self.highs, order, self.ends(order, ZERO) | {party: ONE})

    def low(self, party: Node) -> tuple[Fraction, bool]:
        """The infimum, and whether a filling reaches it."""
        order = _forced(self.lows, towards(self.matrix, self.order, party), party)
        found = Reach(self.lows, order, self.ends(order, ONE) | {party: ZERO})
        return 1 - found.worth[self.target], self.target in found.reached

    def ends(self, order: Components, worth: Fraction) -> dict[Node, Fraction]:
        """The same worth for every node that a walk through `order` can meet outside it."""
        inside = {company for group in order for company in group}
        nodes = {slot.node for company in inside for slot in self.lows[company].slots}
        return {node: worth for node in {self.target, *nodes} - inside if node is not None}


def _forced(steps: Steps, order: Components, party: Node) -> Components:
    """The components without the companies that some filling keeps from the party altogether (greatest set)."""
    forced: set[Node | None] = {party, *(company for group in order for company in group)}
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
