"""What does a party have in a customer: of each right ultimately and directly, and what does it control?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

from lookthrough.graph.kernels.absorption import Absorption, absorption
from lookthrough.graph.kernels.bounds import Bounds, End
from lookthrough.graph.kernels.control import ControlGraph, Controlled, Votes
from lookthrough.graph.kernels.fills import Matrix, Node
from lookthrough.graph.kernels.steps import Floor
from lookthrough.graph.shares import NOTHING, Share, exactly
from lookthrough.graph.structure.build import Structure
from lookthrough.queries.people import ANYBODY, Column, candidates_of, with_anybody

Found = TypeVar("Found")


class Figures:
    """One customer looked through: the matrices, solved once, that every person's figures share."""

    def __init__(self, structure: Structure, target: Node, *, worst_case: bool = False) -> None:
        self.structure, self.target, self.worst_case = structure, target, worst_case
        self.candidates = candidates_of(structure, target)
        self._said: dict[Node, tuple[Controlled, Share]] = {}

    @cached_property
    def matrices(self) -> dict[str, Matrix]:
        """The matrices of the three rights, cut to what can be true; a right that is the equity itself is the same."""
        equity = self.structure.matrix("equity", feasible=True)
        others = {right: self.structure.matrix(right, feasible=True) for right in ("votes", "profit")}
        return {"equity": equity} | {right: equity if m == equity else m for right, m in others.items()}

    @cached_property
    def control(self) -> ControlGraph:
        """Votes and other means of control."""
        return replace(self.structure.control(), worst_case=self.worst_case)

    @cached_property
    def votes(self) -> Votes:
        """The votes, indexed once."""
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
        return self._of_each(lambda matrix: absorption(matrix, self.target))

    @cached_property
    def bounds(self) -> dict[str, Bounds]:
        """The bounds of everybody, by right."""
        found = self._of_each(lambda matrix: Bounds(matrix, self.target, worst_case=self.worst_case))
        for each in found.values():
            each.settle()
        return found

    def _of_each(self, find: Callable[[Matrix], Found]) -> dict[str, Found]:
        """What is found of the matrix of each right, once for all that are the same."""
        equity = self.matrices["equity"]
        whole = find(equity)
        return {right: whole if m is equity else find(m) for right, m in self.matrices.items()}

    def ultimate(self, right: str, person: Node) -> Share:
        """The ultimate share of a right: exact, or the tight interval over all fillings."""
        if self.ranged or self.worst_case:
            return self.bounds[right].share(person)
        return exactly(self._solved[right].shares.get(person, Fraction(0)))

    def least(self, person: Node, floors: Mapping[Node, Floor]) -> End | None:
        """How little equity the person can have while floors hold; in the worst case he is the unrecorded holder."""
        if not self.worst_case:
            return self.bounds["equity"].least(person, floors)
        mine = {
            name: replace(floor, holders=floor.holders | {ANYBODY}) if person in floor.holders else floor
            for name, floor in floors.items()
        }
        return self._with_anybody.least(person, mine, frozenset({ANYBODY}))

    @cached_property
    def _with_anybody(self) -> Bounds:
        return Bounds(
            {name: with_anybody(fill) for name, fill in self.matrices["equity"].items()}, self.target
        )

    @cached_property
    def everywhere(self) -> frozenset[str]:
        """The rights that are the equity itself all the way up: they pass no test that equity fails."""
        return frozenset({"votes", "profit"}).intersection(
            *(r.follows for r in self.structure.rights.values())
        )

    def direct(self, right: str, person: Node) -> Share | None:
        """What the person holds in the customer directly, over all fillings; votes include those that he directs.

        Of a block that he shares with others (joint holders, several nominators) he may have nothing or all.
        """
        column, voices = self._columns[right], set(self.voices(right, person))
        blocks = self.blocks(right, voices)
        mine = [column.holders[node] for node in sorted(voices) if node in column.holders]
        sure = mine + [column.holders[node] for node, members in blocks.items() if members <= voices]
        most = mine + [column.holders[node] for node in blocks]
        if not most:
            return None
        low, high = column.tight(sure) if sure else NOTHING, column.tight(most)
        return Share(low.low, high.high, low.low_open, high.high_open)

    def blocks(self, right: str, voices: set[Node]) -> dict[Node, frozenset[Node]]:
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

    def voices(self, right: str, person: Node) -> list[Node]:
        """In whose name the person speaks: himself, and for votes those whom he directs (unless he is directed)."""
        return self._spoken_for.get(person, []) if right == "votes" else [person]

    @cached_property
    def _spoken_for(self) -> dict[Node, list[Node]]:
        directed = self.control.directed
        found: dict[Node, list[Node]] = {}
        for node in {*self._columns["votes"].holders, *self.candidates, *directed, *directed.values()}:
            found.setdefault(self.votes.caster(node), []).append(node)
        return {end: sorted(nodes) for end, nodes in found.items()}

    def controls(self, person: Node) -> Controlled:
        """What the person controls, certainly and possibly."""
        return self._say(person)[0]

    def at_disposal(self, person: Node) -> Share:
        """The votes in the customer at the person's disposal, by himself and through what he controls."""
        return self._say(person)[1]

    def _say(self, person: Node) -> tuple[Controlled, Share]:
        if person not in self._said:
            say = self.votes.say(person)
            self._said[person] = say.controlled, say.of(self.target)
        return self._said[person]
