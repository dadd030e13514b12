"""What must a store be able to do? Four small ports; every store passes the same behaviour suite.

Both clocks are explicit in every read (`At`). Known is the order of committed runs and nothing else: a read takes
one run number and sees the claims with `from_run <= run < to_run`. A run shows only when its record is committed.
Node and claim numbers are integers inside a store and never leave it, except inside an opaque cursor.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from lookthrough.graph.answers import Answers, Asked, Some
from lookthrough.graph.identity import Identity, Judgement
from lookthrough.graph.model import Association, Interest, PartyFacts, Record, ShareClass
from lookthrough.graph.tables import Table

if TYPE_CHECKING:
    import pyarrow as pa

Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class At:
    """The two clocks of a read: `known`, the last run that counts; `valid`, a day (1970-01-01 = 0), None for any."""

    known: int
    valid: int | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A party that a search found, once per party however many of its records match; `key` is what matched."""

    id: str
    kind: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the interests of a node, the largest upper share first, then as they came; `cursor` asks for more."""

    interests: tuple[Interest, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Closure:
    """What lies up- or downstream of some parties: every claim that an answer may stand on, ends not yet folded.

    `frontier` names the records that the edge budget left unexpanded; it is empty when the closure is complete.
    """

    at: At
    roots: tuple[str, ...]
    parties: tuple[PartyFacts, ...]
    interests: tuple[Interest, ...]
    share_classes: tuple[ShareClass, ...]
    associations: tuple[Association, ...]
    identity: Identity
    frontier: tuple[str, ...] = ()


class Reader(ABC):
    """Read access to one store at explicit clocks."""

    @abstractmethod
    def find(self, scheme: str, value: str, known: int) -> tuple[str, ...]:
        """The parties (or accounts) that a reference names, sorted, folded by identity.

        Schemes: `party` (record id), `customer`, `account` (returns the account id), `record` (dataset/record id of
        a party row), `lei`, `uscc` (cleaned by names.clean_id), `name` (the normal form of a name).
        """

    @abstractmethod
    def search(self, keys: Sequence[str], known: int, limit: int) -> tuple[Hit, ...]:
        """Parties with a name key that equals or starts with one of `keys`; equal keys before prefixes, then by key."""

    @abstractmethod
    def neighbours(
        self, party: str, at: At, direction: Direction, limit: int, cursor: str | None = None
    ) -> Page:
        """Interests held in (`up`) or by (`down`) a party, largest upper share first; ties never fall off a page."""

    @abstractmethod
    def closure(self, roots: Sequence[str], at: At, direction: Direction, budget: int) -> Closure:
        """All claims up- (or down-) stream of `roots`, level by level, until done or `budget` interests are read.

        `up` goes from what is held to its holders, and from a holder along FLOWING_ASSOCIATIONS to the other end;
        `down` goes from a holder to what it holds, and along the same associations. Parties, share classes and all
        associations of the touched parties come along. A level that would exceed the budget is not read.
        """

    @abstractmethod
    def records(self, node: str, at: At) -> tuple[Record, ...]:
        """All that the store knows of one party or account: every claim that names it, sorted by source.

        At most 200 transfers, the latest first in time.
        """

    @abstractmethod
    def identity(self, known: int) -> Identity:
        """Which records are one party, as judged up to `known`."""

    @abstractmethod
    def columns(self, table: Table, at: At) -> pa.Table:
        """All claims of a table at the clocks, physical columns (tables.py) plus dataset, from_run; sorted by
        dataset and record."""

    @abstractmethod
    def judgements(self) -> tuple[Judgement, ...]:
        """Every judgement ever made, taken back or not, in the order in which they were made."""

    @abstractmethod
    def history(self, table: Table) -> Iterable[dict[str, Any]]:
        """Every known period of every claim of a table: physical columns plus dataset, from_run, to_run; sorted by
        dataset, record, from_run. What `export canonical` writes."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a run brings: its dataset, the day on which it was received, and how the command was called."""

    dataset: str
    received: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a table of a delivery did: rows new, changed, unchanged; closed by a full delivery; ends still missing."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    pending: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """A delivered file: its table, digest and what became of its rows."""

    table: str
    name: str
    digest: str
    full: bool = False
    rows: int = 0
    rejected: int = 0
    repeated: int = 0
    note: str = ""
    counts: Counts = Counts()


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was refused: where it stands, the column and the code, the row as written, its cells by column.

    `byte` is the place of its first byte in the file (from 0), None where a format has no such place.
    """

    file: str
    table: str
    row: int
    line: int | None
    column: str
    code: str
    reason: str
    text: str
    cells: Mapping[str, str] = field(default_factory=dict)
    byte: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A committed run; `reverts` names the run that it took back."""

    number: int
    dataset: str
    kind: Literal["delivery", "revert", "judgement"]
    received: int | None
    committed_at: int
    note: str
    files: tuple[File, ...] = ()
    reverts: int | None = None
    reverted_by: int | None = None


class RunWriter(ABC):
    """The one writer: everything between `begin` and `commit` shows at once or never."""

    @abstractmethod
    def begin(self, delivery: Delivery) -> int:
        """Open a run and return its number: one more than the last committed run."""

    @abstractmethod
    def append(self, table: Table, rows: pa.Table, *, full: bool = False) -> Counts:
        """Bring rows (physical columns) of one table: a record id that the dataset already has open with the same
        content is unchanged, with other content is closed and opened anew; `full` closes the dataset's other open
        records of the table. Two rows of one call never share a record."""

    @abstractmethod
    def preview(self, table: Table, rows: pa.Table, *, full: bool = False) -> tuple[Counts, int]:
        """What `append` would do, and how many open records the dataset has in the table; writes nothing."""

    @abstractmethod
    def close(self, table: Table, records: Sequence[str]) -> int:
        """Close the run's dataset's open records of a table with these ids (a delivery said that they are gone);
        returns how many were open. A record that the run itself opened was never there."""

    @abstractmethod
    def reject(self, rejects: Sequence[Reject]) -> None:
        """Keep refused rows with the run."""

    @abstractmethod
    def commit(self, files: Sequence[File] = ()) -> Run:
        """Make the run visible, durably, with the files that it read."""

    @abstractmethod
    def abort(self) -> None:
        """Forget the run; nothing of it remains."""

    @abstractmethod
    def revert(self, run: int) -> Run:
        """A new run that closes what `run` opened and reopens what it closed, for every record (and judgement) that
        no later run has touched; deletes nothing."""

    @abstractmethod
    def judge(self, first: str, second: str) -> Run:
        """A new run: the two records are one party, and the cluster keeps the canonical record of `first`."""

    @abstractmethod
    def unjudge(self, first: str, second: str) -> Run:
        """A new run that takes back the open judgement on the two records, in whichever order they were named."""


@dataclass(frozen=True, slots=True)
class PendingEnd:
    """A node that an edge names and that no row describes yet."""

    node: str
    table: str
    column: str
    edges: int


class Ledger(ABC):
    """What was delivered, what was refused, what is still awaited."""

    @abstractmethod
    def runs(self) -> tuple[Run, ...]:
        """All committed runs in order."""

    @abstractmethod
    def last_run(self) -> int:
        """The number of the last committed run, 0 for an empty store."""

    @abstractmethod
    def known_at(self, moment: int) -> int:
        """The last run committed at or before a moment (microseconds UTC)."""

    @abstractmethod
    def rejects(self, run: int) -> tuple[Reject, ...]:
        """The rows that a run refused, by file and row."""

    @abstractmethod
    def pending(self, known: int, limit: int) -> tuple[PendingEnd, ...]:
        """Ends of edges that no row describes yet, most edges first."""


class Findings(ABC):
    """Answers derived from the graph and kept with it; never an input of another answer, a snapshot or an export."""

    @abstractmethod
    def keep(self, answers: Answers, some: Some | None = None) -> None:
        """Keep answers in place of all earlier ones under the same name, or of `some` of them; atomically. All of them
        then count as derived at the clocks of `answers`.

        Raises:
            NotFound: some are given, but the others are not kept, or are of other clocks, version or columns.
        """

    @abstractmethod
    def kept(self, asked: Asked) -> Answers | None:
        """The kept answers by subject, or None."""

    @abstractmethod
    def forget(self, question: str, rule: str | None = None) -> None:
        """Forget all kept answers to a question, or those under one rule."""
