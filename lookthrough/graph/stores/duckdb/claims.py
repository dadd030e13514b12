"""How are claims read: which nodes do ids stand for, which claims name them, which records are one party?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from lookthrough.graph.identity import Identity
from lookthrough.graph.model import Record
from lookthrough.graph.ports import At
from lookthrough.graph.rows import record_of
from lookthrough.graph.stores.duckdb.layout import columns, end, place, space, sql, union
from lookthrough.graph.stores.duckdb.session import Session, clocks
from lookthrough.graph.tables import ENDS, Table

Row = dict[str, Any]


NUMBERS = sql("numbers")


def naming(table: Table) -> str:
    """The condition that a claim names one of `$refs`, in SQL."""
    if table is Table.INTERESTS:
        return sql("two_ends", found=sql("interests_of", numbers=NUMBERS))
    ends = [end(column) for column in ENDS[table]]
    if len(ends) == 1:
        return sql("one_end", end=ends[0], numbers=NUMBERS)
    return sql(
        "two_ends", found=union([sql("end_of", table=place(table), end=one, numbers=NUMBERS) for one in ends])
    )


def named(table: Table, rows: Iterable[Row], refs: Collection[str]) -> list[Row]:
    """The rows that name one of the references, and not only another node of the same number."""
    ends = [(column, space(column)) for column in ENDS[table]]
    return [row for row in rows if any(f"{kind}:{row[column]}" in refs for column, kind in ends)]


def refs(ids: Iterable[str], kind: str = "party") -> set[str]:
    """References to parties or accounts, as they are numbered."""
    return {f"{kind}:{one}" for one in ids}


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

    def _naming(self, table: Table, refs: Collection[str], at: At) -> list[Row]:
        """The claims of a table that name one of the parties and accounts, as rows."""
        condition, when = clocks(at.known, at.valid, table)
        words = {"table": place(table), "columns": columns(table), "naming": naming(table)}
        found = self._dicts("claims", {"refs": list(refs), **when}, clocks=condition, **words)
        return named(table, found, refs)

    def _listed(self, table: Table, claims: list[int]) -> list[Row]:
        """The claims with these numbers, as rows in the order of the numbers."""
        words = {"table": place(table), "columns": columns(table)}
        rows = self._dicts("listed", {"claims": claims}, **words) if claims else []
        by_claim = {row["claim"]: row for row in rows}
        return [by_claim[claim] for claim in claims]


def records(table: Table, rows: Iterable[Row]) -> list[Record]:
    """Rows as records, sorted by source."""
    return sorted((record_of(table, row) for row in rows), key=lambda record: record.source)
