"""Which statements of a file hold, and which of them count, before any row is made?

One pass reads every statement, so that the whole of a refused one stays out, and keeps a few numbers of each: what it
calls its record, its dates, the tables that it feeds. Then the statements of each record are put in order. Rows are
made in a second pass, from the latest statement of each record with the earlier ones as its history.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from lookthrough.errors import BadInput
from lookthrough.graph.tables import Table
from lookthrough.ingest.columns import Fault, Faults
from lookthrough.ingest.sources import bods_03
from lookthrough.ingest.sources.bods_04 import read_statement
from lookthrough.ingest.sources.bods_fields import Node, UnfitError
from lookthrough.ingest.sources.bods_file import Text, Texts
from lookthrough.ingest.sources.bods_history import rows_of
from lookthrough.ingest.sources.bods_records import BITS, TABLES, Chains, Kept
from lookthrough.ingest.sources.bods_rows import Row, Scope, Statement

TORN = 10_000  # statements that are no JSON objects, in a file that may still be one of statements


def read(fields: Mapping[str, Any], scope: Scope, root: Callable[[str], str] = str) -> Statement:
    """One statement of any version; `root` names the record of a statement before 0.4.

    Raises:
        UnfitError: it is refused.
    """
    whole = Node(fields)
    if bods_03.is_old(fields):
        return read_statement(bods_03.modern(whole, root), scope)
    found = read_statement(whole, scope)
    whole.needed("statementDate")
    return found


class Survey:
    """What one pass over a file tells of its statements."""

    def __init__(self, texts: Texts, dataset: str) -> None:
        self.texts, self._scope = texts, Scope(dataset)
        self._chains, kept, nominations = Chains(), Kept(), set()
        self._torn = 0
        self._refused = {table: _Refused() for table in (Table.PARTIES, Table.INTERESTS)}
        for text in texts:
            statement = self._look(text)
            kept.add(statement)
            if statement and statement.nomination:
                nominations.add(statement.record)
        self._scope = replace(self._scope, nominations=frozenset(nominations))
        for place, id_, relationship in self._chains.late:
            kept.call(place, self._chains.first(id_), related=relationship)
        self._groups = kept.groups()
        self._made = {table: array("q") for table in TABLES}  # fingerprints of the records of rows

    def __len__(self) -> int:
        return len(self._groups.fed)

    @property
    def superseded(self) -> int:
        """How many statements only tell the history of their record."""
        return self._groups.superseded

    def feeds(self, table: Table) -> bool:
        """Whether a table gets rows, or is told of refused statements."""
        refused = table in self._refused and bool(self._refused[table].numbers)
        return refused or bool((self._groups.fed & BITS[table]).any())

    def faults(self, table: Table) -> Faults:
        """The refused statements by number: relationships are told with interests, all others with parties."""
        return self._refused[table].faults() if table in self._refused else Faults.joined(())

    def rows(self, table: Table) -> Iterator[tuple[Row, Text]]:
        """The rows of a table, each with the statement that said it."""
        for text in self.texts:
            if self._groups.fed[text.number - 1] & BITS[table]:
                for row, said in self._rows(text):
                    if row.table is table:
                        self._made[table].append(hash(row.record))
                        yield row, said

    def vanished(self, table: Table, records: Iterable[str]) -> list[str]:
        """Of the records of a table that were known before, those that a relationship of this file no longer makes.

        To be asked when all rows of the table have been read. What tells of history is no longer told, but was true.
        """
        parts = [(record, *record.rpartition("#")[::2]) for record in records if "#" in record]
        parts = [part for part in parts if "@" not in part[2]]
        about = self._groups.related([relationship for _, relationship, _ in parts])
        old = [record for (record, _, _), known in zip(parts, about, strict=True) if known]
        made = np.isin(
            np.array([hash(record) for record in old], np.int64), np.array(self._made[table], np.int64)
        )
        return [record for record, again in zip(old, made, strict=True) if not again]

    def _rows(self, last: Text) -> Iterator[tuple[Row, Text]]:
        """All rows of the record that a statement is the latest of."""
        texts = [self.texts.text(place) for place in self._groups.before(last.number - 1)] + [last]
        versions = [read(text.fields(), self._scope, self._chains.first) for text in texts]
        said = dict(zip(map(id, versions), texts, strict=True))
        return ((row, said[id(version)]) for row, version in rows_of(versions))

    def _look(self, text: Text) -> Statement | None:
        """The statement, None where it is refused."""
        fields: Mapping[str, Any] = {}
        try:
            fields = text.fields()
            found = read(fields, self._scope)
            if bods_03.is_old(fields):
                self._chains.add(text.number - 1, found, bods_03.replaced(Node(fields)))
            return found
        except UnfitError as error:
            kinds = fields.get("recordType"), fields.get("statementType")
            related = "relationship" in kinds or "ownershipOrControlStatement" in kinds
            self._refused[Table.INTERESTS if related else Table.PARTIES].add(text.number, error.fault)
        if not fields:
            self._doubt(text.number)
        return None

    def _doubt(self, number: int) -> None:
        """Give up where most is no JSON object."""
        self._torn += 1
        if self._torn > TORN and 2 * self._torn > number:
            raise BadInput(
                f"{self.texts.name} holds hardly any JSON objects: it is no file of BODS statements"
            )


@dataclass(slots=True)
class _Refused:
    """Refused statements: their numbers and faults, few of which differ."""

    numbers: array[int] = field(default_factory=lambda: array("q"))
    which: array[int] = field(default_factory=lambda: array("q"))
    known: dict[Fault, int] = field(default_factory=dict)

    def add(self, number: int, fault: Fault) -> None:
        """Keep why a statement is refused."""
        self.numbers.append(number)
        self.which.append(self.known.setdefault(fault, len(self.known)))

    def faults(self) -> Faults:
        """All of them."""
        return Faults(np.array(self.numbers, np.int64), np.array(self.which, np.int64), tuple(self.known))
