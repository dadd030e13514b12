"""How are answers kept? A table for each question, made when it is first kept, replaced in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

from lookthrough.errors import NotFound
from lookthrough.graph.answers import SUBJECT, Answers, Asked, Some, plain
from lookthrough.graph.ports import Findings
from lookthrough.graph.stores.duckdb.layout import sql
from lookthrough.graph.stores.duckdb.session import Session

if TYPE_CHECKING:
    import pyarrow as pa

NAMES = ("question", "rule", "options")


@dataclass(frozen=True, slots=True)
class _Noted:
    """What is noted of all answers to one question."""

    number: int
    version: str
    run: int
    day: int | None
    columns: bytes

    @property
    def table(self) -> str:
        """Where the rows are."""
        return _table(self.number)


class DuckFindings(Session, Findings):
    """The kept answers of the embedded store."""

    def keep(self, answers: Answers, some: Some | None = None) -> None:
        """Keep answers in place of the earlier ones, or of some of them; atomically."""
        given = plain(answers)
        noted = self._noted(given.asked)
        if some is None:
            with self._transaction():
                self._keep_all(given, noted)
            return
        wanted = (given.version, some.run, some.day, _columns(given.rows))
        if noted is None or (noted.version, noted.run, noted.day, noted.columns) != wanted:
            raise NotFound(f"no such answers to '{given.asked.question}' are kept: keep all of them")
        with self._transaction():
            self._keep_some(given, noted, some.subjects)

    def kept(self, asked: Asked) -> Answers | None:
        """The kept answers by subject, or None."""
        import pyarrow as pa

        noted = self._noted(asked)
        if noted is None:
            return None
        rows = self._connection.sql(sql("read_answers", table=noted.table)).to_arrow_table()
        schema = pa.ipc.read_schema(pa.py_buffer(noted.columns))
        return Answers(asked, noted.version, noted.run, noted.day, rows.cast(schema))

    def forget(self, question: str, rule: str | None = None) -> None:
        """Forget all answers to a question, or those under one rule."""
        if self._one("answers_there")[0]:
            with self._transaction():
                for (number,) in self._all("answers_to", {"question": question, "rule": rule}):
                    self._drop(number)
                self._show()

    def _noted(self, asked: Asked) -> _Noted | None:
        if not self._one("answers_there")[0]:
            return None
        rows = self._all("answers", dict(zip(NAMES, astuple(asked), strict=True)))
        return _Noted(*rows[0]) if rows else None

    def _keep_all(self, answers: Answers, before: _Noted | None) -> None:
        self._all("new_answers")
        if before is not None:
            self._drop(before.number)
        number = 1 + max((number for (number,) in self._all("answers_numbers")), default=0)
        with self._relation("answered", _placed(answers.rows)):
            self._all("keep_answers", table=_table(number))
        named = dict(zip(NAMES, astuple(answers.asked), strict=True))
        found = {"version": answers.version, "columns": _columns(answers.rows), **_clocks(answers)}
        self._all("note_answers", {"number": number, **named, **found})
        self._show()

    def _keep_some(self, answers: Answers, noted: _Noted, subjects: Sequence[str]) -> None:
        import pyarrow as pa

        again = pa.table({SUBJECT: pa.array(list(subjects), pa.string())})
        with self._relation("again", again), self._relation("answered", _placed(answers.rows)):
            self._all("drop_some_answers", table=noted.table)
            self._all("keep_some_answers", table=noted.table)
        self._all("move_answers", {"number": noted.number, **_clocks(answers)})

    def _drop(self, number: int) -> None:
        self._all("forget_answers", {"number": number})
        self._all("hide_answers")
        self._all("drop_answers", table=_table(number))

    def _show(self) -> None:
        """What is kept as the view `answers`."""
        numbers = [number for (number,) in self._all("answers_numbers")]
        shown = [sql("shown_answers", table=_table(number), number=str(number)) for number in numbers]
        if shown:
            self._all("show_answers", shown="\nUNION ALL BY NAME\n".join(shown))


def _table(number: int) -> str:
    return f"graph_answer_{number}"


def _clocks(answers: Answers) -> dict[str, Any]:
    return {"run": answers.run, "day": answers.day}


def _columns(rows: pa.Table) -> bytes:
    """The names and types of the columns, in Arrow's own spelling."""
    return rows.schema.remove_metadata().serialize().to_pybytes()


def _placed(rows: pa.Table) -> pa.Table:
    """The rows with their order, which a store does not keep."""
    import numpy as np
    import pyarrow as pa

    return rows.append_column("graph_place", pa.array(np.arange(len(rows), dtype=np.int64)))
