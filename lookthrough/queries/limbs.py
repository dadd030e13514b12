"""Which tests of a rule does a person meet, and how surely, over all fillings of what is not known exactly?

Limbs are judged jointly per filling (ranges.md, 2): a basis that another one pre-empts is possible only where some
filling meets it and not the pre-empting one; and somebody is certainly an owner when some limb holds whatever the
filling, even if it is not sure which basis will be named. Where a joint question cannot be decided by the kernels
(rights that are independent unknowns), the answer stays on the careful side: possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import combinations

from lookthrough.graph.kernels.absorption import Absorption, absorption
from lookthrough.graph.kernels.bounds import bounds, bounds_of_all, least
from lookthrough.graph.kernels.control import ControlGraph, Controlled, Votes
from lookthrough.graph.kernels.fills import Matrix, Node
from lookthrough.graph.kernels.steps import Floor
from lookthrough.graph.shares import HALF, NOTHING, Certainty, Share, exactly
from lookthrough.graph.structure.build import Structure
from lookthrough.queries.people import Column, candidates_of, taking_rest
from lookthrough.queries.rules.rule import Rule, Test

CERTAIN, POSSIBLE, EXCLUDED = Certainty.CERTAIN, Certainty.POSSIBLE, Certainty.EXCLUDED
MOST_PLANS = 8


@dataclass(frozen=True, slots=True)
class Limb:
    """What one test says of one person: `raw` by itself, `certainty` beside the tests that pre-empt it."""

    test: Test
    raw: Certainty
    certainty: Certainty
    share: Share | None = None
    right: str | None = None


class Look:
    """One customer looked through under one rule: the matrices, solved once, that every person's limbs share."""

    def __init__(
        self, structure: Structure, target: Node, rule: Rule, options: Mapping[str, Fraction | bool]
    ) -> None:
        self.structure, self.target, self.rule, self.options = structure, target, rule, options
        self.candidates = candidates_of(structure, target)
        self.worst_case = bool(options.get("worst_case", False))

    @cached_property
    def matrices(self) -> dict[str, Matrix]:
        """The matrices of the three rights, cut to what can be true."""
        return {right: self.structure.matrix(right, feasible=True) for right in ("equity", "votes", "profit")}

    @cached_property
    def control(self) -> ControlGraph:
        """Votes and other means of control."""
        return replace(self.structure.control(), worst_case=self.worst_case)

    @cached_property
    def _votes(self) -> Votes:
        return Votes(self.control)

    @cached_property
    def ranged(self) -> bool:
        """Whether anything upstream is not exact."""
        return any(
            not share.exact
            for m in self.matrices.values()
            for fill in m.values()
            for _, share in fill.holders
        )

    @cached_property
    def _solved(self) -> dict[str, Absorption]:
        return {right: absorption(matrix, self.target) for right, matrix in self.matrices.items()}

    def ultimate(self, right: str, person: Node) -> Share:
        """The ultimate share of a right: exact, or the tight interval over all fillings."""
        if self.ranged or self.worst_case:
            return self._bounds(right, person)
        return exactly(self._solved[right].shares.get(person, Fraction(0)))

    def _bounds(self, right: str, person: Node) -> Share:
        found = self._found.get((right, person))
        if found is None:
            found = bounds(self.matrices[right], self.target, person, worst_case=self.worst_case)
            self._found[right, person] = found
        return found

    @cached_property
    def _found(self) -> dict[tuple[str, Node], Share]:
        """The bounds of everybody who holds something, found in one go."""
        return {
            (right, party): share
            for right, matrix in self.matrices.items()
            for party, share in self._all_bounds(matrix).items()
        }

    def _all_bounds(self, matrix: Matrix) -> dict[Node, Share]:
        ends = sorted({node for fill in matrix.values() for node, _ in fill.holders} - matrix.keys())
        return bounds_of_all(matrix, self.target, ends, worst_case=self.worst_case)

    def direct(self, right: str, person: Node) -> Share | None:
        """What the person holds in the customer directly, over all fillings; votes include those that he directs.

        Of a block that he shares with others (joint holders, several nominators) he may have nothing or all.
        """
        column, voices = self._columns[right], set(self._voices(right, person))
        blocks = self._blocks(right, voices)
        mine = [column.holders[node] for node in sorted(voices) if node in column.holders]
        sure = mine + [column.holders[node] for node, members in blocks.items() if members <= voices]
        most = mine + [column.holders[node] for node in blocks]
        if not most:
            return None
        low, high = column.tight(sure) if sure else NOTHING, column.tight(most)
        return Share(low.low, high.high, low.low_open, high.high_open)

    def _blocks(self, right: str, voices: set[Node]) -> dict[Node, frozenset[Node]]:
        """The blocks among the customer's holders in which some of the voices have a part, with their members."""
        return {node: members for node, members in self._members[right].items() if members & voices}

    @cached_property
    def _members(self) -> dict[str, dict[Node, frozenset[Node]]]:
        stands = self.structure.stands
        return {
            right: {
                n: frozenset(stands[n].members) for n in column.holders if n in stands and stands[n].members
            }
            for right, column in self._columns.items()
        }

    @cached_property
    def _columns(self) -> dict[str, Column]:
        return {right: Column.of(matrix.get(self.target)) for right, matrix in self.matrices.items()}

    def _voices(self, right: str, person: Node) -> list[Node]:
        """In whose name the person speaks: himself, and for votes those whom he directs (unless he is directed)."""
        return self._spoken_for.get(person, []) if right == "votes" else [person]

    @cached_property
    def _spoken_for(self) -> dict[Node, list[Node]]:
        directed = self.control.directed
        found: dict[Node, list[Node]] = {}
        for node in {*self._columns["votes"].holders, *self.candidates, *directed, *directed.values()}:
            found.setdefault(self._votes.caster(node), []).append(node)
        return {end: sorted(nodes) for end, nodes in found.items()}

    @cached_property
    def _controls(self) -> dict[Node, Controlled]:
        return {}

    def controls(self, person: Node) -> Controlled:
        """What the person controls, certainly and possibly."""
        if person not in self._controls:
            self._controls[person] = self._votes.controlled(person)
        return self._controls[person]

    def at_disposal(self, person: Node) -> Share:
        """The votes in the customer at the person's disposal, by himself and through what he controls."""
        return self._votes.of(person, self.target)

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
        matrix = self.matrices["equity"]
        if self.worst_case:
            matrix = {company: taking_rest(fill, person) for company, fill in matrix.items()}
        found = least(matrix, self.target, person, floors)
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
                who = frozenset(self._voices(measure.right, person))
                floor = self._floor(Floor(who, threshold, test.comparator == ">"), measure.right)
                plans.append({} if who - {person} and self._blocks(measure.right, set(who)) else floor)
            elif measure.right == "equity" or not self._follows_everywhere(measure.right):
                plans.append({})
        return plans

    def _follows_everywhere(self, right: str) -> bool:
        """Whether a right is the equity itself all the way up: then it passes no test that equity fails."""
        return all(right in rights.follows for rights in self.structure.rights.values())

    def _floor(self, floor: Floor, right: str) -> Mapping[Node, Floor]:
        """The floor on the customer's equity, where the right is the equity itself; else none."""
        follows = right == "equity" or self._follows(self.target, right)
        return {self.target: floor} if follows else {}

    def _control_floors(self, person: Node) -> Iterable[Mapping[Node, Floor]]:
        """Ways to control the customer: which doubtful companies hold by a majority, as floors on their equity."""
        reach = self.controls(person)
        doubtful = sorted(reach.possible - reach.certain - {self.target})
        if len(doubtful) > MOST_PLANS:
            return [{}]
        plans: list[Mapping[Node, Floor]] = []
        for size in range(len(doubtful) + 1):
            plans += [
                self._plan(person, reach.certain | set(chosen), (*chosen, self.target))
                for chosen in combinations(doubtful, size)
            ]
        return plans

    def _follows(self, company: Node, right: str) -> bool:
        """Whether a right in a company (or in a joint block) is the very unknown of the equity in it."""
        rights = self.structure.rights.get(company)
        return company in self.structure.stands if rights is None else right in rights.follows

    def _plan(self, person: Node, held: frozenset[Node], companies: tuple[Node, ...]) -> Mapping[Node, Floor]:
        group = {member for node in {person, *held} for member in self._votes.group(node)}
        voices = group | {node for node in self.control.directed if self._votes.caster(node) in group}
        floors: dict[Node, Floor] = {}
        for company in companies:
            by_means = self.control.means.get(company, frozenset()) & group
            if self._follows(company, "votes") and not by_means:
                floors[company] = Floor(frozenset(voices), HALF, self.control.strict)
        return floors


_RANK = {CERTAIN: 2, POSSIBLE: 1, EXCLUDED: 0}


def _better(
    a: tuple[Certainty, Share | None, str | None], b: tuple[Certainty, Share | None, str | None]
) -> bool:
    def key(found: tuple[Certainty, Share | None, str | None]) -> tuple[int, Fraction, Fraction]:
        share = found[1] or NOTHING
        return _RANK[found[0]], share.high, share.low

    return key(a) > key(b)
