"""What does a plain store remember? Claims, judgements, runs and refused rows in lists, and what counts when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lookthrough.graph.answers import Answers, Asked
from lookthrough.graph.identity import Identity, Judgement
from lookthrough.graph.model import Record
from lookthrough.graph.ports import At, Delivery, Reject, Run
from lookthrough.graph.rows import record_of
from lookthrough.graph.tables import ENDS, Table

Row = dict[str, Any]
ACCOUNT_ENDS = {"account_id", "from_account", "to_account"}
NOT_CONTENT = {"record", "file", "row", "text"}


@dataclass
class Claim:
    """One known period of a record."""

    table: Table
    dataset: str
    row: Row
    from_run: int
    to_run: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What later versions of the record share with it."""
        return self.dataset, self.row["record"]

    def content(self) -> Row:
        """What makes two versions of a record different."""
        return {name: value for name, value in self.row.items() if name not in NOT_CONTENT}

    def full_row(self) -> Row:
        """The row as `rows.record_of` takes it."""
        return {**self.row, "dataset": self.dataset, "from_run": self.from_run}

    def record(self) -> Record:
        """The record that it is."""
        return record_of(self.table, self.full_row())

    def names(self, space: str) -> set[str]:
        """The parties, or accounts, that it names."""
        ends = (name for name in ENDS[self.table] if (name in ACCOUNT_ENDS) == (space == "account"))
        return {self.row[name] for name in ends} - {None}


@dataclass
class State:
    """All that a store holds."""

    claims: list[Claim] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    rejects: dict[int, list[Reject]] = field(default_factory=dict)


class Remembered:
    """The state, and what of it counts at the two clocks."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self.clock = clock
        self.state = State()
        self.before: State | None = None
        self.run = 0
        self.delivery = Delivery("")
        self.answers: dict[Asked, Answers] = {}

    def is_known(self, claim: Claim | Judgement, run: int) -> bool:
        """Whether it counts when `run` is the last."""
        return claim.from_run <= run and (claim.to_run is None or run < claim.to_run)

    def is_valid(self, row: Row, day: int | None) -> bool:
        """Whether it holds on a day; an unknown start is always, an unknown end never."""
        start, end = row.get("valid_from"), row.get("valid_to")
        return day is None or ((start is None or start <= day) and (end is None or day < end))

    def claims(self, table: Table, at: At) -> list[Claim]:
        """The claims of a table at the clocks, as they came."""
        return [
            claim
            for claim in self.state.claims
            if claim.table is table and self.is_known(claim, at.known) and self.is_valid(claim.row, at.valid)
        ]

    def all_claims(self, at: At) -> list[Claim]:
        """The claims of all tables."""
        return [claim for table in Table for claim in self.claims(table, at)]

    def identity(self, known: int) -> Identity:
        """Which records are one party."""
        return Identity(one for one in self.state.judgements if self.is_known(one, known))

    def committed(self) -> State:
        """The state without the open run."""
        return self.before or self.state
