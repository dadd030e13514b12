"""The embedded store: the control graph in one DuckDB file, with both clocks.

Known time is the run: a claim is a row with `[from_run, to_run)`, nothing is ever deleted, and a run is one
transaction. Nodes and claims have integer numbers inside; reads go through copies sorted by what is looked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from lookthrough.errors import UsageError
from lookthrough.graph.stores.duckdb.answers import DuckFindings
from lookthrough.graph.stores.duckdb.checks import broken
from lookthrough.graph.stores.duckdb.ledger import DuckLedger
from lookthrough.graph.stores.duckdb.opening import Mode, connect
from lookthrough.graph.stores.duckdb.reader import DuckReader
from lookthrough.graph.stores.duckdb.session import Clock, machine_clock
from lookthrough.graph.stores.duckdb.writer import DuckWriter


@dataclass(frozen=True, slots=True)
class Answer:
    """What an SQL question found: the names of the columns and the rows."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]


class DuckStore(DuckReader, DuckWriter, DuckLedger, DuckFindings):
    """All four ports on one file; a context manager that lets go of the file."""

    def __enter__(self) -> Self:
        return self

    def sql(self, text: str) -> Answer:
        """The answer to one SELECT, WITH, DESCRIBE or SHOW over the views of the last run's state.

        Raises:
            UsageError: it is another statement, or more than one, or DuckDB does not understand it.
        """
        import duckdb

        try:
            statements = self._connection.extract_statements(text)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise UsageError(
                    "only one SELECT, WITH, DESCRIBE or SHOW can be asked: the store is read-only"
                )
            result = self._connection.execute(statements[0])
        except duckdb.Error as error:
            raise UsageError(f"DuckDB does not take the question: {str(error).splitlines()[0]}") from None
        return Answer(tuple(column[0] for column in result.description), result.fetchall())

    def file(self) -> Path | None:
        """Where the store lies; None for one in memory."""
        path = self._one("file_of")[0]
        return None if path is None else Path(path).resolve()

    def check(self) -> list[str]:
        """A sentence for every invariant that the file breaks; empty when it is sound."""
        return broken(self)


def open_store(
    path: str,
    mode: Mode = "read",
    *,
    wait_seconds: float = 0.0,
    clock: Clock = machine_clock,
    tail: int = 50_000,
) -> DuckStore:
    """The store at `path` (`:memory:` for none on disk); `create` makes it where there is none.

    `clock` gives microseconds UTC; `tail` is how many rows a sorted copy may carry unsorted.

    Raises:
        NoStore, StoreBusy, StoreMismatch, BadInput: see opening.connect.
    """
    return DuckStore(connect(path, mode, wait_seconds), clock, tail)
