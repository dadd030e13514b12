"""How are claims read: which nodes do ids stand for, which claims name them, which records are one party?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lookthrough.graph.identity import Identity
from lookthrough.graph.model import Record
from lookthrough.graph.ports import At
from lookthrough.graph.rows import record_of
from lookthrough.graph.stores.duckdb.layout import columns, end, numbered, place, sql, union, whole
from lookthrough.graph.stores.duckdb.session import Session, clocks
from lookthrough.graph.tables import ENDS, Table

Row = dict[str, Any]


def naming(table: Table) -> str:
    """The condition that a claim names one of `$nodes`, in SQL."""
    if table is Table.INTERESTS:
        return sql("two_ends", found=sql("interests_of"))
    ends = [end(column) for column in ENDS[table]]
    if len(ends) == 1:
        return sql("one_end", end=ends[0])
    return sql("two_ends", found=union([sql("end_of", table=place(table), end=one) for one in ends]))


def refs(ids: Iterable[str], kind: str = "party") -> list[str]:
    """References to parties or accounts."""
    return [f"{kind}:{one}" for one in ids]


class Claims(Session):
    """What every read stands on."""

    def identity(self, known: int) -> Identity:
        """Which records are one party, as judged up to `known`."""
        if known not in self._identities:
            self._identities[known] = Identity(one for one in self._judged() if one.known(known))
        return self._identities[known]

    def _cluster(self, record: str, known: int) -> tuple[str, ...]:
        """All records of the party that a record is of."""
        identity = self.identity(known)
        return identity.records(identity.party(record))

    def _nodes(self, refs: Iterable[str]) -> list[int]:
        """The numbers of those references that any claim ever named."""
        asked = list(refs)
        if unread := [ref for ref in asked if ref not in self._numbers]:
            self._learn(self._all("numbers", {"refs": unread}))
        return [self._numbers[ref] for ref in asked if ref in self._numbers]

    def _learn(self, nodes: Iterable[tuple[Any, ...]]) -> None:
        """Remember references and their numbers, which never change."""
        for ref, number in nodes:
            self._numbers[ref] = number
            self._ids[number] = ref.partition(":")[2]

    def _named(self, nodes: Iterable[int]) -> list[str]:
        """The ids of nodes."""
        asked = list(nodes)
        if unread := [node for node in dict.fromkeys(asked) if node not in self._ids]:
            self._learn(self._all("ids", {"nodes": unread}))
        return [self._ids[node] for node in asked]

    def _rows(self, name: str, table: Table, params: Mapping[str, Any], **words: str) -> list[Row]:
        """The claims of a table that a named statement finds, with ids in the place of numbers."""
        rows = self._dicts(name, params, table=whole(table), columns=columns(table), **words)
        ends = [(column, end(column)) for column in numbered(table)]
        self._named({row[number] for row in rows for _, number in ends} - {None})
        for row in rows:
            for column, number in ends:
                row[column] = self._ids.get(row[number])
        return rows

    def _naming(self, table: Table, nodes: list[int], at: At) -> list[Row]:
        """The claims of a table that name one of the nodes, as rows."""
        if not nodes or not ENDS[table]:
            return []
        condition, when = clocks(at.known, at.valid, table)
        return self._rows("claims", table, {"nodes": nodes, **when}, naming=naming(table), clocks=condition)

    def _listed(self, table: Table, claims: list[int]) -> list[Row]:
        """The claims with these numbers, as rows in the order of the numbers."""
        rows = self._rows("listed", table, {"claims": claims}) if claims else []
        by_claim = {row["claim"]: row for row in rows}
        return [by_claim[claim] for claim in claims]


def records(table: Table, rows: Iterable[Row]) -> list[Record]:
    """Rows as records, sorted by source."""
    return sorted((record_of(table, row) for row in rows), key=lambda record: record.source)
