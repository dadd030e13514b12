"""Whom can an answer have changed for, since the clocks stood elsewhere? All that lies downstream of what changed.

A claim changed if it counts at one of two moments and not at the other, on either clock. Downstream is what
`Reader.closure` says: from a holder to what it holds, and along FLOWING_ASSOCIATIONS both ways; over the claims of
both moments, parties folded as judged at either. An answer about a party stands on what lies upstream of it, so it is
the same at both moments where the party is not downstream of a change.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from lookthrough.graph.identity import Identity
from lookthrough.graph.model import FLOWING_ASSOCIATIONS
from lookthrough.graph.ports import At, Reader
from lookthrough.graph.snapshot.reading import Narrow, among, numbers
from lookthrough.graph.tables import Table

if TYPE_CHECKING:
    import pyarrow as pa

Nodes = npt.NDArray[np.int64]
ENDS = {
    Table.INTERESTS: ("holder_id", "held_id"),
    Table.ASSOCIATIONS: ("party_a", "party_b", "kind"),
    Table.PARTIES: ("party_id",),
    Table.SHARE_CLASSES: ("party_id",),
    Table.CUSTOMERS: ("party_id",),
}
KEY = ["dataset", "record", "from_run"]
NEVER = 2**31


@runtime_checkable
class Comparing(Narrow, Protocol):
    """A narrow reader that finds by itself what counts at one of two moments only."""

    def moved_claims(self, table: Table, names: Sequence[str], since: At, now: At) -> pa.Table:
        """The claims of a table that count at one of the moments and not at the other; columns as `some_columns`."""


@dataclass(frozen=True, slots=True)
class Changed:
    """How many claims (and judgements) changed, and the ids of all records of all parties downstream, sorted.

    `customers`: whether there are customers at one of the moments only, so that another list of parties is asked about.
    """

    claims: int
    downstream: tuple[str, ...]
    customers: bool = False


def changed(reader: Reader, since: At, now: At) -> Changed:
    """What changed between two moments, and everybody downstream. O(claims) in columns.

    Raises:
        ValueError: one moment has a valid day and the other has none.
    """
    if (since.valid is None) != (now.valid is None):
        raise ValueError("a day cannot be compared with any day")
    told = _Numbered(reader, since, now) if isinstance(reader, Comparing) else _Text(reader, since, now)
    moved = {table: told.moved(table) for table in ENDS}
    later = [(table, told.counting(table)) for table in (Table.INTERESTS, Table.ASSOCIATIONS)]
    judged = [one for one in reader.judgements() if one.known(since.known) != one.known(now.known)]
    gone, records = told.gone(), told.records(record for one in judged for record in (one.first, one.second))
    first = [moved[Table.INTERESTS][1], *moved[Table.ASSOCIATIONS][:2], gone, records]
    first += [moved[table][0] for table in (Table.PARTIES, Table.SHARE_CLASSES)]
    fold = _fold(told, [reader.identity(since.known), reader.identity(now.known)])
    above, below = (fold[ends] for ends in _edges([*moved.items(), *later]))
    found = reached(above, below, fold[np.concatenate(first)], len(fold))
    found[fold[moved[Table.CUSTOMERS][0]]] = True
    count = sum(len(columns[0]) for columns in moved.values()) + len(gone) + len(judged)
    before, later_on = (len(told.rows(Table.CUSTOMERS, ["party_id"], at)) for at in (since, now))
    return Changed(
        count, tuple(sorted(told.named(np.flatnonzero(found[fold])))), (before == 0) != (later_on == 0)
    )


class _Claims(ABC):
    """What counts at two moments, with numbers for the ids that name parties."""

    def __init__(self, since: At, now: At) -> None:
        self.since, self.now = since, now

    def moved(self, table: Table) -> list[Any]:
        """The columns of ENDS of the claims that count at one moment only; ends as numbers."""
        return self._columns(table, self.moved_rows(table))

    def counting(self, table: Table) -> list[Any]:
        """The same of the claims that count now."""
        return self._columns(table, self.rows(table, ENDS[table], self.now))

    def gone(self) -> Nodes:
        """The parties that ceased to exist between the days."""
        rows = self.rows(Table.PARTIES, ["party_id", "dissolved_on"], self.now)
        return self.numbers(rows.filter(_crossed(rows["dissolved_on"], self.since, self.now))["party_id"])

    def _columns(self, table: Table, rows: pa.Table) -> list[Any]:
        return [rows[name] if name == "kind" else self.numbers(rows[name]) for name in ENDS[table]]

    @abstractmethod
    def moved_rows(self, table: Table) -> pa.Table:
        """The claims that count at one moment only."""

    @abstractmethod
    def rows(self, table: Table, names: Sequence[str], at: At) -> pa.Table:
        """Some columns of the claims that count at a moment."""

    @abstractmethod
    def numbers(self, column: pa.ChunkedArray[Any]) -> Nodes:
        """The numbers in a column that names parties."""

    @abstractmethod
    def records(self, ids: Iterable[str]) -> Nodes:
        """The numbers of records."""

    @abstractmethod
    def count(self) -> int:
        """How many numbers there are."""

    @abstractmethod
    def named(self, nodes: Nodes) -> Iterable[str]:
        """The ids of some numbers."""


class _Text(_Claims):
    """The claims of any reader."""

    def __init__(self, reader: Reader, since: At, now: At) -> None:
        super().__init__(since, now)
        self.reader, self.of = reader, dict[str, int]()

    def moved_rows(self, table: Table) -> pa.Table:
        import pyarrow as pa

        names = [*ENDS[table], *KEY]
        before, after = (self.reader.columns(table, at).select(names) for at in (self.since, self.now))
        sides = ((before, after), (after, before))
        return pa.concat_tables(one.join(other.select(KEY), KEY, None, "left anti") for one, other in sides)

    def rows(self, table: Table, names: Sequence[str], at: At) -> pa.Table:
        return self.reader.columns(table, at).select(list(names))

    def numbers(self, column: pa.ChunkedArray[Any]) -> Nodes:
        coded: Any = column.combine_chunks().dictionary_encode()
        return self.records(coded.dictionary.to_pylist())[np.asarray(coded.indices, np.int64)]

    def records(self, ids: Iterable[str]) -> Nodes:
        return np.array([self.of.setdefault(one, len(self.of)) for one in ids], np.int64)

    def count(self) -> int:
        return len(self.of)

    def named(self, nodes: Nodes) -> Iterable[str]:
        ids = list(self.of)
        return (ids[node] for node in nodes.tolist())


class _Numbered(_Claims):
    """The claims of a reader that numbers nodes itself; records that no claim names have numbers behind these."""

    def __init__(self, reader: Comparing, since: At, now: At) -> None:
        super().__init__(since, now)
        self.reader, self.ids, self.strangers = reader, reader.node_ids(), dict[str, int]()

    def moved_rows(self, table: Table) -> pa.Table:
        return self.reader.moved_claims(table, ENDS[table], self.since, self.now)

    def rows(self, table: Table, names: Sequence[str], at: At) -> pa.Table:
        return self.reader.some_columns(table, names, at)

    def numbers(self, column: pa.ChunkedArray[Any]) -> Nodes:
        return numbers(column, 0)

    def records(self, ids: Iterable[str]) -> Nodes:
        import pyarrow as pa
        import pyarrow.compute as pc

        asked = list(ids)
        found: Any = pc.index_in(pa.array(asked, self.ids.type), value_set=self.ids)
        known, first = found.to_pylist(), len(self.ids)
        places = (
            self.strangers.setdefault(one, first + len(self.strangers)) if place is None else place
            for one, place in zip(asked, known, strict=True)
        )
        return np.array(list(places), np.int64)

    def count(self) -> int:
        return len(self.ids) + len(self.strangers)

    def named(self, nodes: Nodes) -> Iterable[str]:
        import pyarrow as pa

        strangers = list(self.strangers)
        known: Any = self.ids.take(pa.array(nodes[nodes < len(self.ids)].tolist(), pa.int64()))
        yield from known.to_pylist()
        yield from (strangers[at - len(self.ids)] for at in nodes.tolist() if at >= len(self.ids))


def _crossed(dissolved: pa.ChunkedArray[Any], since: At, now: At) -> npt.NDArray[np.bool_]:
    """Where a day of dissolution lies between the two days."""
    day = numbers(dissolved, NEVER)
    if since.valid is None or now.valid is None:
        return np.zeros(len(day), np.bool_)
    crossed: npt.NDArray[np.bool_] = (day <= since.valid) != (day <= now.valid)
    return crossed


def _fold(told: _Claims, identities: Sequence[Identity]) -> Nodes:
    """By number of a record: one number for all that are one party at either moment."""
    party: dict[str, str] = {}
    members: dict[str, list[str]] = {}
    for identity in identities:
        for record in identity.judged():
            for other in identity.records(identity.party(record)):
                one, two = party.setdefault(record, record), party.setdefault(other, other)
                if one != two:
                    gone = members.pop(two, [two])
                    members.setdefault(one, [one]).extend(gone)
                    party.update(dict.fromkeys(gone, one))
    records, parties = told.records(party), told.records(party.values())
    fold = np.arange(told.count())
    fold[records] = parties
    return fold


def _edges(found: Iterable[tuple[Table, list[Any]]]) -> tuple[Nodes, Nodes]:
    """From whom to whom a change goes on: from holders to what they hold, along associations both ways."""
    above, below = [], []
    for table, columns in found:
        if table is Table.INTERESTS:
            above.append(columns[0])
            below.append(columns[1])
        elif table is Table.ASSOCIATIONS:
            flows = among(columns[2], FLOWING_ASSOCIATIONS)
            a, b = columns[0][flows], columns[1][flows]
            above += [a, b]
            below += [b, a]
    return np.concatenate(above), np.concatenate(below)


def reached(above: Nodes, below: Nodes, first: Nodes, count: int) -> npt.NDArray[np.bool_]:
    """Which numbers a walk from `first` along the edges comes to, themselves included."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order

    root, begin = count, np.unique(first)
    ends = np.concatenate([above, np.full(len(begin), root)]), np.concatenate([below, begin])
    graph = coo_array((np.ones(len(ends[0]), np.bool_), ends), (count + 1, count + 1)).tocsr()
    order = breadth_first_order(graph, root, return_predecessors=False)
    found = np.zeros(count + 1, np.bool_)
    found[order] = True
    return found[:count]
