"""What does a party hold, who holds it, and what lies up- or downstream?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lookthrough.errors import UsageError
from lookthrough.graph.identity import Identity
from lookthrough.graph.model import FLOWING_ASSOCIATIONS
from lookthrough.graph.ports import At, Closure, Direction, Page
from lookthrough.graph.rows import record_of
from lookthrough.graph.stores.duckdb.claims import Claims, Row, records, refs
from lookthrough.graph.stores.duckdb.session import clocks
from lookthrough.graph.tables import ENDS, Table

FIRST = (2**62, -1)  # behind no rank and no claim
COPY = {"up": "interest_up", "down": "interest_down"}
OTHER_END = {"up": "holder_id", "down": "held_id"}


@dataclass
class _Walk:
    """How far a closure has come: parties to read the interests of, parties to follow the associations of."""

    identity: Identity
    level: set[str]
    linked: set[str]
    expanded: set[str] = field(default_factory=set)
    followed: set[str] = field(default_factory=set)
    interests: list[Row] = field(default_factory=list)
    frontier: tuple[str, ...] = ()

    def fold(self, ids: Iterable[str]) -> set[str]:
        """The parties that records are of."""
        return {self.identity.party(one) for one in ids}

    def unfold(self, parties: Iterable[str]) -> list[str]:
        """All records of parties."""
        return [record for party in parties for record in self.identity.records(party)]

    def step(self, found: set[str]) -> None:
        """What was read has been read; go on with what was found."""
        self.expanded |= self.level
        self.followed |= self.linked
        self.level, self.linked = found - self.expanded, found - self.followed

    def touched(self) -> list[str]:
        """All records of all parties seen."""
        return self.unfold(sorted(self.expanded | self.followed | self.level | self.linked))


class Walks(Claims):
    """Neighbours and closures, one level a query, folded by identity at every level."""

    def neighbours(
        self, party: str, at: At, direction: Direction, limit: int, cursor: str | None = None
    ) -> Page:
        """Interests held in (`up`) or by (`down`) a party, largest upper share first; ties never fall off a page."""
        rank, after = _place(cursor)
        condition, when = clocks(at.known, at.valid, Table.INTERESTS)
        nodes = self._nodes(refs(self._cluster(party, at.known)))
        params = {"nodes": nodes, "rank": rank, "after": after, "count": limit + 1, **when}
        found = self._all("page", params, copy=COPY[direction], clocks=condition) if nodes else []
        more = f"{found[limit - 1][1]}.{found[limit - 1][0]}" if len(found) > limit else None
        rows = self._listed(Table.INTERESTS, [claim for claim, _ in found[:limit]])
        return Page(tuple(record_of(Table.INTERESTS, row) for row in rows), more)  # type: ignore[misc]

    def closure(self, roots: Sequence[str], at: At, direction: Direction, budget: int) -> Closure:
        """All claims up- (or down-) stream of `roots`, level by level, until done or `budget` interests are read."""
        identity = self.identity(at.known)
        start = {identity.party(root) for root in roots}
        walk = _Walk(identity, start, set(start) if direction == "down" else set())
        while (walk.level or walk.linked) and not walk.frontier:
            self._advance(walk, at, direction, budget)
        return self._closure(tuple(roots), at, walk)

    def _advance(self, walk: _Walk, at: At, direction: Direction, budget: int) -> None:
        near = walk.unfold(walk.level)
        condition, when = clocks(at.known, at.valid, Table.INTERESTS)
        left = budget - len(walk.interests)
        params = {"nodes": self._nodes(refs(near)), "count": left + 1, **when}
        claims = [claim for (claim,) in self._all("level", params, copy=COPY[direction], clocks=condition)]
        if len(claims) > left:
            walk.frontier = tuple(sorted(near))
            return
        rows = self._listed(Table.INTERESTS, claims)
        walk.interests += rows
        walk.step(walk.fold(row[OTHER_END[direction]] for row in rows) | self._linked(walk, at))

    def _linked(self, walk: _Walk, at: At) -> set[str]:
        """The parties at the other ends of associations through which votes or benefit flow."""
        if not walk.linked:
            return set()
        rows = self._naming(Table.ASSOCIATIONS, self._nodes(refs(walk.unfold(walk.linked))), at)
        flowing = [row for row in rows if row["kind"] in FLOWING_ASSOCIATIONS]
        return walk.fold(row[column] for row in flowing for column in ENDS[Table.ASSOCIATIONS])

    def _closure(self, roots: tuple[str, ...], at: At, walk: _Walk) -> Closure:
        touched = self._nodes(refs(walk.touched()))
        parties, classes, links = (
            tuple(records(table, self._naming(table, touched, at)))
            for table in (Table.PARTIES, Table.SHARE_CLASSES, Table.ASSOCIATIONS)
        )
        interests = tuple(records(Table.INTERESTS, walk.interests))
        return Closure(at, roots, parties, interests, classes, links, walk.identity, walk.frontier)  # type: ignore[arg-type]


def _place(cursor: str | None) -> tuple[int, int]:
    """The rank and claim behind which a page starts."""
    if cursor is None:
        return FIRST
    rank, _, claim = cursor.partition(".")
    if not (rank.lstrip("-").isdigit() and claim.isdigit()):
        raise UsageError("this cursor is from elsewhere: ask for the first page again")
    return int(rank), int(claim)
