"""Which statements of a file are about one record, and in which order do they stand?"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from lookthrough.graph.rows import day_number
from lookthrough.graph.tables import Table
from lookthrough.ingest.columns import Ints
from lookthrough.ingest.sources.bods_rows import Row, Statement

TABLES = (Table.PARTIES, Table.INTERESTS, Table.ASSOCIATIONS, Table.DECLARED_OWNERS)
BITS = {table: 1 << place for place, table in enumerate(TABLES)}
UNDATED = -(1 << 31)


class Chains:
    """Before 0.4 a record is a chain of statements that replace one another; the first of them gives it its name."""

    def __init__(self) -> None:
        self._before: dict[str, str] = {}
        self.late: list[tuple[int, str, bool]] = []  # place, statement, whether it is a relationship

    def add(self, place: int, statement: Statement, before: str | None) -> None:
        """Keep which statement another one replaces."""
        if before:
            self._before[statement.record] = before
            self.late.append((place, statement.record, statement.relationship))

    def first(self, id_: str) -> str:
        """The first statement of the chain (in a ring, the least), once all are known."""
        seen: dict[str, None] = {}
        while id_ in self._before and id_ not in seen:
            seen[id_] = None
            id_ = self._before[id_]
        if id_ in seen:
            id_ = min(seen)
            del self._before[id_]
        self._before.update((each, id_) for each in seen if each != id_)
        return id_


@dataclass(frozen=True, slots=True)
class Groups:
    """The statements of each record, together and in order; all numbers are places in the file, from 0.

    `fed` has the tables (BITS) that a statement feeds if it is the latest of its record, with all that it ends; 0 where
    it is not, or is refused.
    """

    fed: npt.NDArray[np.uint8]
    keys: npt.NDArray[np.uint64]  # of the records that they are about
    order: Ints
    begins: Ints  # by place of the latest statement: where its group begins and ends in `order`
    ends: Ints

    @property
    def superseded(self) -> int:
        """How many statements have a later one."""
        return len(self.order) - int(np.count_nonzero(self.fed))

    def related(self, records: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Which of some relationships a statement is about."""
        wanted = np.array([_key(record, related=True)[0] for record in records], np.uint64)
        found: npt.NDArray[np.bool_] = np.isin(wanted, self.keys)
        return found

    def before(self, last: int) -> list[int]:
        """The earlier statements of the record that a statement is the latest of."""
        found: list[int] = self.order[self.begins[last] : self.ends[last] - 1].tolist()
        return found


class Kept:
    """A few numbers of each statement, in the order of the file."""

    def __init__(self) -> None:
        self._fed, self._keys = array("B"), array("Q")
        self._days, self._published = array("i"), array("i")

    def add(self, statement: Statement | None) -> None:
        """Keep a statement, or that one was refused."""
        tables = {row.table for row in _rows(statement)} if statement else ()
        self._fed.append(sum(BITS[table] for table in tables))
        self._keys.extend(_key(statement.record, related=statement.relationship) if statement else (0, 0))
        self._days.append(_number(statement.day if statement else None))
        self._published.append(_number(statement.published if statement else None))

    def call(self, place: int, record: str, *, related: bool) -> None:
        """Give a statement's record another name."""
        self._keys[2 * place : 2 * place + 2] = array("Q", _key(record, related=related))

    def groups(self) -> Groups:
        """The statements of each record."""
        fed, keys = np.array(self._fed, np.uint8), np.array(self._keys, np.uint64).reshape(-1, 2)
        sound = np.flatnonzero(fed)
        dates = (np.array(part, np.int64)[sound] for part in (self._published, self._days))
        order = sound[np.lexsort((sound, *dates, *keys[sound].T))]
        first = np.ones(len(order), np.bool_)
        first[1:] = (keys[order[1:]] != keys[order[:-1]]).any(axis=1)
        starts = np.flatnonzero(first)
        stops = np.append(starts[1:], len(order))[: len(starts)]
        lasts, begins, ends = order[stops - 1], np.zeros(len(fed), np.int64), np.zeros(len(fed), np.int64)
        begins[lasts], ends[lasts] = starts, stops
        together = np.zeros(len(fed), np.uint8)
        together[lasts] = np.bitwise_or.reduceat(fed[order], starts) if len(starts) else 0
        return Groups(together, keys[sound, 0], order, begins, ends)


def _rows(statement: Statement) -> Iterator[Row]:
    yield from statement.parties
    yield from (claim.row for claim in statement.claims)


def _key(record: str, *, related: bool) -> tuple[int, int]:
    """A fingerprint of the record's name; a relationship and a party never share one."""
    digest = blake2b(f"{related:d}{record}".encode(), digest_size=16).digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")


def _number(day: str | None) -> int:
    return day_number(date.fromisoformat(day)) if day else UNDATED
