"""How does a run become quick to read? Sorted copies, name keys and references follow the claims at its end.

A copy holds every claim of its table; after `tail` rows and a tenth of it have come unsorted it is sorted anew, so
that a read by its key touches few row groups (zone maps).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lookthrough.graph.names import clean_id, keys
from lookthrough.graph.ports import Delivery
from lookthrough.graph.stores.duckdb.layout import IDENTIFIERS, OPEN, end, place, reference_hash, sql
from lookthrough.graph.stores.duckdb.session import Session
from lookthrough.graph.tables import Table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]

COPIES = {"interest_up": "held_id", "interest_down": "holder_id"}
ORDER = {
    "interest_up": "nid",
    "interest_down": "nid",
    "node_hash": "hash",
    "name_key": "key",
    "reference": "hash",
}
CLOSING = {
    Table.INTERESTS: ("interest_up", "interest_down"),
    Table.PARTIES: ("name_key",),
}
BATCH = 20_000


@dataclass
class OpenRun:
    """The run that is being written: the numbers that it starts from and goes on with, what it has touched, and the
    hashes of the record ids that it brought to a table where nothing was open before it (staging.py)."""

    number: int
    delivery: Delivery
    kind: str
    reverts: int | None
    first_claim: int
    claim: int
    first_node: int
    node: int
    committed_before: int | None
    rejects: int = 0
    touched: set[Table] = field(default_factory=set)
    brought: dict[Table, Hashes | None] = field(default_factory=dict)


class Settling(Session):
    """Bringing the copies up to date inside the run's transaction."""

    def _settle(self, run: OpenRun) -> None:
        for table in sorted(run.touched):
            for copy in CLOSING.get(table, ()):
                self._all("close_copies", {"run": run.number}, copy=copy, table=place(table))
        first = {"first": run.first_claim}
        if Table.INTERESTS in run.touched:
            (count,) = self._one("count_fresh", first)
            for copy, column in COPIES.items():
                self._follow(copy, sql("fresh_interests", end=end(column)), first, count)
        if run.node > run.first_node:
            self._follow(
                "node_hash", sql("fresh_hashes"), {"first": run.first_node}, run.node - run.first_node
            )
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

    def _follow(self, copy: str, fresh: str, first: dict[str, int], count: int) -> None:
        """Append new rows to a copy, or sort them in where they are many."""
        sizes = {name: (total + count, ordered) for name, total, ordered in self._all("tails")}
        if self._is_ragged(*sizes[copy]):
            self._all("sort_with_fresh", first, copy=copy, fresh=fresh, order=ORDER[copy])
            self._all("note_sorted", copy=copy)
        else:
            self._all("copy_fresh", first, copy=copy, fresh=fresh)

    def _keep_spellings(self, run: OpenRun) -> None:
        """Key rows for every name and identifier that a new party row bears."""
        for low in range(run.first_claim, run.claim, BATCH):
            rows = self._all("spellings", {"low": low, "high": low + BATCH})
            self._append(
                "graph_name_key", [(*key, run.number, OPEN) for row in rows for key in _name_keys(*row[:5])]
            )
            self._append("graph_reference", [ref for row in rows for ref in _identifiers(row[0], row[5:])])


def _name_keys(
    claim: int, party: str, kind: str, name: str, others: str | None
) -> Iterator[tuple[str, str, str, int]]:
    """The keys of a party row's name and other names, each once, with their forms."""
    names = (name, *(others or "").split(";"))
    for key, form in dict.fromkeys(key for one in names for key in keys(one, kind)):
        yield key, form, party, claim


def _identifiers(claim: int, values: Sequence[str | None]) -> Iterator[tuple[int, str, int]]:
    """The cleaned identifiers of a party row under their hashes."""
    for scheme, value in zip(IDENTIFIERS, values, strict=True):
        if value and (ref := clean_id(scheme, value)):
            yield reference_hash(ref), ref, claim
