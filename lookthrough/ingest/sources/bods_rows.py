"""What has a BODS statement become: a party, or claims with the periods in which they hold?"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from lookthrough.graph.tables import Table

Texts = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its record id, its cells by column of the layout, and what the layout has no column for.

    `written` is the row as it was written, where that is less than the whole statement.
    """

    table: Table
    record: str
    cells: Texts
    extra: Texts
    written: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One interest: the row that it is, its type, and the dates that the statement gives it."""

    row: Row
    type: str
    begin: str | None = None
    end: str | None = None

    @property
    def about(self) -> tuple[str | None, ...]:
        """Who has what kind of interest in whom; two versions of one interest agree in it."""
        ends = ("holder_id", "held_id", "party_id", "owner_id", "party_a", "party_b")
        return self.row.table, self.type, *(self.row.cells.get(end) for end in ends)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a record, read: the parties that it describes or leaves unnamed, and its claims.

    `day` is its statementDate, `published` its publicationDate; `nomination`: an arrangement that holds for others.
    """

    record: str
    relationship: bool
    day: str | None
    published: str | None
    closed: bool = False
    nomination: bool = False
    parties: tuple[Row, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a statement stands: its dataset, and which of its records are nominations."""

    dataset: str
    nominations: AbstractSet[str] = frozenset()

    def party(self, record: str) -> str:
        """The party of a record; no two datasets share one."""
        return f"{self.dataset}/{record}"
