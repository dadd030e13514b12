"""How are claims read: which nodes do ids stand for, which claims name them, which records are one party?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lookthrough.graph.identity import Identity
from lookthrough.graph.model import Record
from lookthrough.graph.ports import At
from lookthrough.graph.rows import record_of
from lookthrough.graph.stores.duckdb.layout import end, place, reference_hash, space, sql, union, with_ends
from lookthrough.graph.stores.duckdb.session import Session, clocks
from lookthrough.graph.tables import ENDS, Table

Row = dict[str, Any]


def naming(table: Table) -> str:
    """The condition that a claim names one of `$nodes`, in SQL."""
    ends = [end(column) for column in ENDS[table]]
    if table is Table.INTERESTS:
        return sql("two_ends", found=sql("interests_of"))
    if len(ends) == 1:
        return sql("one_end", end=ends[0])
    return sql("two_ends", found=union([sql("end_of", table=place(table), end=one) for one in ends]))


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

    def _numbers(self, ids: Iterable[str], space: str = "party") -> list[int]:
        """The node numbers of those ids that any claim ever named."""
        asked = [f"{space}:{one}" for one in ids]
        missing = [ref for ref in asked if ref not in self._nodes]
        if missing:
            found = self._all("nodes", {"hashes": list(map(reference_hash, missing))})
            self._nodes.update((ref, number) for ref, number in found if ref in missing)
        return [self._nodes[ref] for ref in asked if ref in self._nodes]

    def _learned(self, table: Table, rows: list[Row]) -> list[Row]:
        """The rows, whose ends need not be looked up again."""
        for column in ENDS[table]:
            self._nodes.update(
                (f"{space(column)}:{row[column]}", row[end(column)]) for row in rows if row[column]
            )
        return rows

    def _naming(self, table: Table, nodes: list[int], at: At) -> list[Row]:
        """The claims of a table that name one of the nodes, as rows."""
        condition, when = clocks(at.known, at.valid, table)
        words = {"table": place(table), "columns": with_ends(table), "naming": naming(table)}
        rows = self._dicts("claims", {"nodes": nodes, **when}, clocks=condition, **words) if nodes else []
        return self._learned(table, rows)

    def _listed(self, table: Table, claims: list[int]) -> list[Row]:
        """The claims with these numbers, as rows in the order of the numbers."""
        words = {"table": place(table), "columns": with_ends(table)}
        rows = self._dicts("listed", {"claims": claims}, **words) if claims else []
        by_claim = {row["claim"]: row for row in self._learned(table, rows)}
        return [by_claim[claim] for claim in claims]


def records(table: Table, rows: Iterable[Row]) -> list[Record]:
    """Rows as records, sorted by source."""
    return sorted((record_of(table, row) for row in rows), key=lambda record: record.source)
