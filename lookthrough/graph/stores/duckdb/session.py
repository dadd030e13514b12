"""What do all parts of the embedded store share? One connection, a clock, and statements by name."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from lookthrough.graph.identity import Identity, Judgement
from lookthrough.graph.stores.duckdb.layout import DATED, place, sql
from lookthrough.graph.tables import Table

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

Clock = Callable[[], int]


def machine_clock() -> int:
    """Microseconds UTC since 1970."""
    return time.time_ns() // 1000


class _Rows:
    """Rows that a statement may ask for: DuckDB holds on to the relation until the transaction ends, not to them."""

    def __init__(self, rows: pa.Table) -> None:
        self.rows: pa.Table | None = rows

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows, by the interface that Arrow libraries share."""
        if self.rows is None:
            raise LookupError("the step that these rows were for is over")
        return self.rows.__arrow_c_stream__(requested_schema)  # type: ignore[no-untyped-call]


class Session:
    """A connection that one thread uses; `tail` is how many unsorted rows a sorted copy may carry."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, clock: Clock, tail: int = 50_000) -> None:
        self._connection = connection
        self._clock = clock
        self._tail = tail
        self._parsed: dict[str, list[duckdb.Statement]] = {}
        self._identities: dict[int, Identity] = {}
        self._numbers: dict[str, int] = {}
        self._ids: dict[int, str] = {}

    def release(self) -> None:
        """Let go of the store; an open run is forgotten."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _execute(self, text: str, params: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
        """Run a statement; parsing a long one takes longer than answering it, so that is done once."""
        if text not in self._parsed:
            self._parsed[text] = self._connection.extract_statements(text)
        *before, last = self._parsed[text]
        for statement in before:
            self._connection.execute(statement)
        return self._connection.execute(last, params)

    def _all(self, name: str, params: Mapping[str, Any] | None = None, **words: str) -> list[tuple[Any, ...]]:
        """All rows of a named statement."""
        return self._execute(sql(name, **words), params or {}).fetchall()

    def _one(self, name: str, params: Mapping[str, Any] | None = None, **words: str) -> tuple[Any, ...]:
        """The one row of a named statement."""
        return self._all(name, params, **words)[0]

    def _dicts(self, name: str, params: Mapping[str, Any], **words: str) -> list[dict[str, Any]]:
        """All rows of a named statement by column."""
        result = self._execute(sql(name, **words), params)
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def _columns_there(self, table: Table) -> list[str]:
        """The columns that a table of claims has by now."""
        return [column[0] for column in self._execute(sql("no_rows", table=place(table)), {}).description]

    def _append(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Rows at the end of a table, about half a million a second."""
        if rows:
            with self._connection.appender(table) as appender:
                appender.append_rows(rows)

    @contextmanager
    def _relation(self, name: str, rows: pa.Table) -> Iterator[None]:
        """Rows in memory as a relation of that name, until the step is done; a failed one is cleared by `_forget`."""
        held = _Rows(rows)
        self._connection.register(name, held)
        yield
        self._connection.unregister(name)
        held.rows = None

    def _forget_reads(self) -> None:
        """What was read may have been of a run that came to nothing."""
        for remembered in (self._identities, self._numbers, self._ids):
            remembered.clear()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing."""
        self._connection.begin()
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()

    def _judged(self) -> tuple[Judgement, ...]:
        return tuple(
            Judgement(from_run, order, first, second, to_run)
            for from_run, order, first, second, to_run in self._all("judgements")
        )


def clocks(known: int, valid: int | None = None, table: Table | None = None) -> tuple[str, dict[str, Any]]:
    """The condition that a claim counts at the clocks, and its parameters."""
    if valid is None or table not in DATED:
        return sql("known"), {"known": known}
    return f"{sql('known')} AND {sql('valid')}", {"known": known, "valid": valid}
