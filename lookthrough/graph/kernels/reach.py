"""How likely can a walk be made to end well, when every company may be filled as one likes?

Definition: the supremum over all fillings of the expected worth at which a walk from a company ends (a holder that is
no company, or an unrecorded remainder); a walk that never ends is worth nothing. An interval Markov chain with one
stationary choice per company (Jonsson and Larsen 1991; Chatterjee, Sen and Henzinger 2008).

Method: components owners first. In a circle policy iteration: choose, take the least solution for the choice (a
company that cannot get anything under it has 0), choose anew only where that is strictly better. A fixed point that
is the value of a choice is the maximum. Terminates: the values rise strictly and the choices are finitely many.
Afterwards it is asked where the supremum is reached: the greatest set of companies that can be filled, open ends
respected, so that nothing of the worth is lost, nothing goes where the supremum is not reached, and every walk moves
towards an end.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from lookthrough.graph.kernels.components import Components
from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.kernels.linear import identity_minus, solve
from lookthrough.graph.kernels.steps import NIL, Dual, Slot, Step, choose
from lookthrough.graph.shares import ZERO


class Infeasible(ValueError):
    """A company has no filling: its shares cannot add up to 100 %."""

    def __init__(self) -> None:
        super().__init__(
            "the shares of a company cannot add up to 100 %: settle them before asking for bounds"
        )


class Reach:
    """The supremum for every company of `order`, given the worth of everybody else in `ends`.

    `worth` holds the suprema, `reached` the companies where a filling reaches it, `choice` the amounts (one per slot of
    the company's step) that give it; these may use ends that are open.
    """

    def __init__(self, steps: Mapping[Node, Step], order: Components, ends: Mapping[Node, Fraction]) -> None:
        """Solve. O(rounds x s^3) per circle of s companies, O(k log k) for any other with k holders."""
        self.steps = steps
        self.worth: dict[Node, Fraction] = dict(ends)
        self.reached: set[Node] = set(ends)
        self.choice: dict[Node, list[Dual]] = {}
        for group in order:
            self.settle(group)
            self.reached |= self.attained(group)

    def settle(self, group: Collection[Node]) -> None:
        """The suprema of one component, whose owners are settled."""
        self.worth |= dict.fromkeys(group, ZERO)
        if len(group) == 1 and not self.holds_itself(*group):
            (company,) = group
            self.choice[company] = self.best(company)
            self.worth[company] = self.value(company, self.choice[company])
            return
        better = {company: self.best(company) for company in group}
        while better:
            self.choice |= better
            self.worth |= self.least(group)
            tried = {company: self.best(company) for company in group}
            better = {
                company: choice
                for company, choice in tried.items()
                if self.value(company, choice) > self.worth[company]
            }

    def holds_itself(self, company: Node) -> bool:
        """Whether a company is among its own holders."""
        return any(slot.node == company for slot in self.steps[company].slots)

    def of(self, slot: Slot) -> Fraction:
        """What a share of this slot is worth."""
        return slot.worth if slot.node is None else self.worth[slot.node]

    def best(self, company: Node) -> list[Dual]:
        """The filling of a company that is best for the worths as they are."""
        step = self.steps[company]
        choice = choose(step, [self.of(slot) for slot in step.slots])
        if choice is None:
            raise Infeasible
        return choice

    def value(self, company: Node, choice: list[Dual]) -> Fraction:
        """What a filling gives for the worths as they are."""
        slots = self.steps[company].slots
        return sum(
            (part * self.of(slot) for (part, _), slot in zip(choice, slots, strict=True) if part), ZERO
        )

    def least(self, group: Collection[Node]) -> dict[Node, Fraction]:
        """The least solution of a component for the choices as they are."""
        links = {
            (slot.node, company): part
            for company in group
            for (part, _), slot in zip(self.choice[company], self.steps[company].slots, strict=True)
            if slot.node is not None and slot.node in group and part > 0
        }
        self.worth |= dict.fromkeys(group, ZERO)
        fixed = {company: self.value(company, self.choice[company]) for company in group}
        alive = _closure({company for company in group if fixed[company] > 0}, links)
        members = sorted(alive)
        rows = [[links.get((holder, company), ZERO) for holder in members] for company in members]
        found = solve(identity_minus(rows), [fixed[company] for company in members])
        if found is None:
            raise AssertionError("a walk that can end has one expected worth")
        return dict(zip(members, found, strict=True))

    def attained(self, group: Collection[Node]) -> set[Node]:
        """The companies of a component where some filling reaches the supremum (greatest set, inner least set)."""
        kept = set(group)
        while True:
            moving = {company for company in kept if not self.worth[company] or self.ends(company, group)}
            while more := {
                company for company in kept - moving if self.arrives(company, group, kept, moving)
            }:
                moving |= more
            if moving == kept:
                return kept
            kept = moving

    def ends(self, company: Node, group: Collection[Node]) -> bool:
        """Whether the filling chosen is real and leaves the component at once, for where the worth is reached."""
        return all(
            not trace
            and (slot.reached if slot.node is None else slot.node in self.reached and slot.node not in group)
            for (part, trace), slot in zip(self.choice[company], self.steps[company].slots, strict=True)
            if part or trace
        )

    def arrives(self, company: Node, group: Collection[Node], kept: set[Node], moving: set[Node]) -> bool:
        """Whether a real filling keeps the whole worth, trusts `kept` alone and moves towards an end."""
        slots = self.steps[company].slots
        trusted = [s.reached if s.node is None else s.node in self.reached or s.node in kept for s in slots]
        ahead = [s.node is None or s.node not in group or s.node in moving for s in slots]
        ranks = [(self.of(slot), trust, end) for slot, trust, end in zip(slots, trusted, ahead, strict=True)]
        choice = choose(self.steps[company], ranks)
        if choice is None:
            raise Infeasible
        traces = ((trace, slot) for (_, trace), slot in zip(choice, slots, strict=True) if trace)
        lost = sum((trace * self.of(slot) for trace, slot in traces), ZERO)
        strayed = any(part > NIL and not trust for part, trust in zip(choice, trusted, strict=True))
        return not lost and not strayed and any(p > NIL and end for p, end in zip(choice, ahead, strict=True))


def _closure(start: set[Node], links: Mapping[tuple[Node, Node], Fraction]) -> set[Node]:
    """`start` and all companies that hold on to it along (holder, company)."""
    below: dict[Node, list[Node]] = {}
    for holder, company in links:
        below.setdefault(holder, []).append(company)
    found, queue = set(start), list(start)
    while queue:
        new = [company for company in below.get(queue.pop(), []) if company not in found]
        found |= set(new)
        queue += new
    return found
