# ruff: noqa: D102 - the class says what is wrong
"""Which mistakes must the suite find? Seven stores, each wrong in one way that a real store could be."""

from __future__ import annotations

import pyarrow as pa

from lookthrough.graph.answers import Answers, Some
from lookthrough.graph.identity import Identity, Judgement
from lookthrough.graph.model import Interest
from lookthrough.graph.ports import At, Direction, Page
from tests.contract.memory import MemoryStore
from tests.contract.remembered import Claim, Row


class KnownTooLong(MemoryStore):
    """A claim still counts at the run that closed it."""

    def is_known(self, claim: Claim | Judgement, run: int) -> bool:
        return claim.from_run <= run and (claim.to_run is None or run <= claim.to_run)


class ValidTooLong(MemoryStore):
    """A claim still holds on the day on which it ended."""

    def is_valid(self, row: Row, day: int | None) -> bool:
        start, end = row.get("valid_from"), row.get("valid_to")
        return day is None or ((start is None or start <= day) and (end is None or day <= end))


class RevertDeletes(MemoryStore):
    """A revert forgets what the run brought, in the past too."""

    def undo(self, claim: Claim, run: int) -> None:
        if claim.from_run == run:
            self.state.claims.remove(claim)
        else:
            super().undo(claim, run)


class TiesFallOff(MemoryStore):
    """The next page starts behind the last share of the page before."""

    def page(self, held: list[tuple[int, int, Interest]], limit: int, cursor: str | None) -> Page:
        if cursor is not None:
            last = int(cursor.split(".")[0])
            return super().page([one for one in held if one[0] < last], limit, None)
        return super().page(held, limit, None)


class SecondPathLost(MemoryStore):
    r"""A level of a closure reads one interest for each far end.

      H
     / \      the walk from C comes to H by A and by B,
    A   B     and keeps only one of the two
     \ /
      C
    """

    def level(self, parties: set[str], at: At, direction: Direction) -> list[Interest]:
        once: dict[str, Interest] = {}
        for interest in super().level(parties, at, direction):
            once.setdefault(interest.holder if direction == "up" else interest.held, interest)
        return list(once.values())


class SearchUnfolded(MemoryStore):
    """A search answers a record where it should answer its party."""

    def fold_hit(self, record: str, identity: Identity) -> str:  # noqa: ARG002
        return record


class OldAnswersStay(MemoryStore):
    """Answers about some parties come beside the earlier ones about them."""

    def others(self, before: Answers, some: Some) -> pa.Table:  # noqa: ARG002
        return before.rows


BROKEN = (
    KnownTooLong,
    ValidTooLong,
    RevertDeletes,
    TiesFallOff,
    SecondPathLost,
    SearchUnfolded,
    OldAnswersStay,
)
