"""Which tests of a rule does a person meet, and how surely, over all fillings of what is not known exactly?

Limbs are judged jointly per filling (ranges.md, 2): a basis that another one pre-empts is possible only where some
filling meets it and not the pre-empting one; and somebody is certainly an owner when some limb holds whatever the
filling, even if it is not sure which basis will be named. Where a joint question cannot be decided by the kernels
(rights that are independent unknowns), the answer stays on the careful side: possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.kernels.steps import Floor
from lookthrough.graph.shares import NOTHING, Certainty, Share
from lookthrough.graph.structure.build import Structure
from lookthrough.queries.figures import Figures
from lookthrough.queries.plans import plans
from lookthrough.queries.rules.rule import Rule, Test

CERTAIN, POSSIBLE, EXCLUDED = Certainty.CERTAIN, Certainty.POSSIBLE, Certainty.EXCLUDED


@dataclass(frozen=True, slots=True)
class Limb:
    """What one test says of one person: `raw` by itself, `certainty` beside the tests that pre-empt it."""

    test: Test
    raw: Certainty
    certainty: Certainty
    share: Share | None = None
    right: str | None = None


class Look(Figures):
    """One customer looked through under one rule."""

    def __init__(
        self, structure: Structure, target: Node, rule: Rule, options: Mapping[str, Fraction | bool]
    ) -> None:
        super().__init__(structure, target, worst_case=bool(options.get("worst_case", False)))
        self.rule, self.options = rule, options

    def limbs(self, person: Node) -> tuple[Limb, ...]:
        """Every test of the rule that applies, judged for one person, in the rule's order."""
        found: list[Limb] = []
        for test in self.rule.tests:
            threshold = self._threshold(test)
            if threshold is not None:
                found.append(self._limb(person, test, threshold, found))
        return tuple(found)

    def _threshold(self, test: Test) -> Fraction | None:
        if test.threshold_option is None:
            return test.threshold
        given = self.options.get(test.threshold_option)
        return given if isinstance(given, Fraction) else None

    def _limb(self, person: Node, test: Test, threshold: Fraction, before: list[Limb]) -> Limb:
        raw, share, right = self._raw(person, test, threshold)
        above = [limb for limb in before if limb.test.basis in test.unless]
        if raw is EXCLUDED or any(limb.raw is CERTAIN for limb in above):
            return Limb(test, raw, EXCLUDED, share, right)
        doubtful = [limb for limb in above if limb.raw is POSSIBLE]
        if not doubtful:
            return Limb(test, raw, raw, share, right)
        alone = all(self._without(person, test, threshold, limb) for limb in doubtful)
        return Limb(test, raw, POSSIBLE if alone else EXCLUDED, share, right)

    def _raw(
        self, person: Node, test: Test, threshold: Fraction
    ) -> tuple[Certainty, Share | None, str | None]:
        if test.method == "control":
            reach = self.controls(person)
            certain, possible = self.target in reach.certain, self.target in reach.possible
            votes = self.at_disposal(person)
            return CERTAIN if certain else POSSIBLE if possible else EXCLUDED, votes, "votes"
        best: tuple[Certainty, Share | None, str | None] = (EXCLUDED, None, None)
        for measure in test.measures:
            through = self.ultimate if measure.through == "product" else self.direct
            share = through(measure.right, person) or NOTHING
            found = share.reaches(threshold, test.comparator), share, measure.right
            if best[1] is None or _better(found, best):
                best = found
        return best

    def _without(self, person: Node, test: Test, threshold: Fraction, above: Limb) -> bool:
        """Whether some filling meets `test` and not the doubtful limb above it."""
        limit = self._threshold(above.test)
        if limit is None or [m.right for m in above.test.measures] != ["equity"]:
            return True
        if test.method == "control":
            floors = self._control_floors(person)
        else:
            floors = self._share_floors(person, test, threshold)
        return any(self._below(person, plan, limit, above.test.comparator) for plan in floors)

    def _below(self, person: Node, floors: Mapping[Node, Floor], limit: Fraction, comparator: str) -> bool:
        """Whether the person's equity can be below a threshold while the floors hold."""
        found = self.least(person, floors)
        if found is None:
            return False
        value, attained = found
        return value < limit or (value == limit and attained and comparator == ">")

    def _share_floors(self, person: Node, test: Test, threshold: Fraction) -> list[Mapping[Node, Floor]]:
        """Ways to meet a share test, as floors on the equity that carries the right."""
        plans: list[Mapping[Node, Floor]] = []
        for measure in test.measures:
            through = self.ultimate if measure.through == "product" else self.direct
            if (through(measure.right, person) or NOTHING).reaches(threshold, test.comparator) is EXCLUDED:
                continue
            if measure.through == "direct":
                who = frozenset(self.voices(measure.right, person))
                floor = self._floor(Floor(who, threshold, test.comparator == ">"), measure.right)
                plans.append({} if who - {person} and self.blocks(measure.right, set(who)) else floor)
            elif measure.right == "equity" or measure.right not in self.everywhere:
                plans.append({})
        return plans

    def _floor(self, floor: Floor, right: str) -> Mapping[Node, Floor]:
        """The floor on the customer's equity, where the right is the equity itself; else none."""
        follows = right == "equity" or self._follows(self.target, right)
        return {self.target: floor} if follows else {}

    def _control_floors(self, person: Node) -> Iterable[Mapping[Node, Floor]]:
        """Ways to control the customer, as floors on the equity of the companies that join by their votes."""
        found = plans(self.votes, person, self.target, self.controls(person))
        quota, strict = self.control.quota, self.control.strict
        for plan in [{}] if found is None else found:
            yield {
                company: Floor(voices | {person}, quota, strict)
                for company, voices in plan.items()
                if voices is not None and self._follows(company, "votes")
            }

    def _follows(self, company: Node, right: str) -> bool:
        """Whether a right in a company (or in a joint block) is the very unknown of the equity in it."""
        rights = self.structure.rights.get(company)
        return company in self.structure.stands if rights is None else right in rights.follows


_RANK = {CERTAIN: 2, POSSIBLE: 1, EXCLUDED: 0}


def _better(
    a: tuple[Certainty, Share | None, str | None], b: tuple[Certainty, Share | None, str | None]
) -> bool:
    def key(found: tuple[Certainty, Share | None, str | None]) -> tuple[int, Fraction, Fraction]:
        share = found[1] or NOTHING
        return _RANK[found[0]], share.high, share.low

    return key(a) > key(b)
