"""How does a run become quick to read? Sorted copies, name keys and references follow the claims at its end.

A copy holds every claim of its table; after `tail` rows and a tenth of it have come unsorted it is sorted anew, so
that a read by its key touches few row groups (zone maps).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lookthrough.graph.names import clean_id, keys
from lookthrough.graph.ports import Delivery
from lookthrough.graph.stores.duckdb.layout import end, place, sql
from lookthrough.graph.stores.duckdb.session import Session
from lookthrough.graph.tables import Table

COPIES = {"interest_up": "held_id", "interest_down": "holder_id"}
ORDER = {
    "interest_up": "node",
    "interest_down": "node",
    "name_key": "key",
    "reference": "hash",
    "node": "hash",
}
CLOSING = {
    Table.INTERESTS: ("interest_up", "interest_down"),
    Table.PARTIES: ("name_key",),
}
BATCH = 100_000


@dataclass
class OpenRun:
    """The run that is being written: the numbers that it starts from and what it has touched."""

    number: int
    delivery: Delivery
    kind: str
    reverts: int | None
    first_claim: int
    claim: int
    nodes: int
    committed_before: int | None
    rejects: int = 0
    touched: set[Table] = field(default_factory=set)


class Settling(Session):
    """Bringing the copies up to date inside the run's transaction."""

    def _settle(self, run: OpenRun) -> None:
        for table in sorted(run.touched):
            for copy in CLOSING.get(table, ()):
                self._all("close_copies", {"run": run.number}, copy=copy, table=place(table))
        first = {"first": run.first_claim}
        if Table.INTERESTS in run.touched:
            self._copy_interests(first)
        if Table.PARTIES in run.touched:
            self._all("keep_records", first)
            self._keep_spellings(run)
        if Table.CUSTOMERS in run.touched:
            self._all("keep_customers", first)
        for copy, total, ordered in self._all("tails"):
            if self._is_ragged(total, ordered):
                self._all("sort", copy=copy, order=ORDER[copy])
                self._all("note_sorted", copy=copy)

    def _is_ragged(self, total: int, ordered: int) -> bool:
        return total - ordered > self._tail + ordered // 10

    def _copy_interests(self, first: dict[str, int]) -> None:
        """Append the new interests to their copies, or sort them in where they are many."""
        (fresh,) = self._one("count_fresh", first)
        sizes = {copy: (total + fresh, ordered) for copy, total, ordered in self._all("tails")}
        for copy, column in COPIES.items():
            words = {"copy": copy, "fresh": sql("fresh_interests", end=end(column))}
            if self._is_ragged(*sizes[copy]):
                self._all("sort_with_fresh", first, **words)
                self._all("note_sorted", copy=copy)
            else:
                self._all("copy_fresh", first, **words)

    def _keep_spellings(self, run: OpenRun) -> None:
        """Key rows for every name and identifier that a new party row bears."""
        self._all("said", {"first": run.first_claim})
        self._all("number_spellings")
        after = 0
        while spellings := self._all("spellings", {"after": after, "count": BATCH}):
            after = spellings[-1][0]
            self._all("empty_keyed")
            self._append("temp.keyed", [row for one in spellings for row in _keyed(one)])
            self._all("keep_name_keys")
            self._all("keep_identifiers")


def _keyed(spelling: tuple[Any, ...]) -> Iterator[tuple[int, str, str]]:
    """The rows of a spelling: keys with their forms, or one cleaned identifier without a form."""
    number, scheme, value, kind = spelling
    if scheme == "name":
        yield from ((number, key, form) for key, form in keys(value, kind))
    elif cleaned := clean_id(scheme, value):
        yield number, cleaned, ""
