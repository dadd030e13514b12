"""What are answers about everybody, as they are kept beside the graph that they were derived from?

They are derived: no answer stands on them, no snapshot and no export holds them, and they may be forgotten any time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyarrow as pa

SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Asked:
    """What answers are kept under: the question, the rule, and with which options it was asked, in one text."""

    question: str
    rule: str
    options: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers to a question, and what they were derived from.

    `version` says by which program and by which text of the rule; `run` and `day` are the two clocks (day None: any).
    `rows` has a text column `subject`: the party that a row is about. Rows of one subject stay in their order.
    """

    asked: Asked
    version: str
    run: int
    day: int | None
    rows: pa.Table


@dataclass(frozen=True, slots=True)
class Some:
    """Answers about these parties alone take the place of earlier ones; all others are as derived at these clocks."""

    subjects: Sequence[str]
    run: int
    day: int | None


def plain(answers: Answers) -> Answers:
    """The same with columns that every store gives back as they are: no dictionaries, no empty types."""
    rows = answers.rows
    kinds = [(field.name, _plain(field.type)) for field in rows.schema]
    return replace(answers, rows=rows.cast(_schema(kinds)))


def _schema(kinds: list[tuple[str, Any]]) -> pa.Schema:
    import pyarrow as pa

    return pa.schema(kinds)


def _plain(kind: pa.DataType) -> pa.DataType:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return _plain(kind.value_type)
    text = pa.types.is_null(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    return pa.string() if text else kind


def in_order(rows: pa.Table) -> pa.Table:
    """The rows by subject (by code points), those of one subject in the order in which they stand."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    keys = rows.select([SUBJECT]).append_column("place", pa.array(np.arange(len(rows))))
    return rows.take(pc.sort_indices(keys, sort_keys=[(SUBJECT, "ascending"), ("place", "ascending")]))


def without(rows: pa.Table, subjects: Iterable[str]) -> pa.Table:
    """The rows that are about none of these parties."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found: Any = pc.is_in(rows[SUBJECT], value_set=pa.array(list(subjects), rows[SUBJECT].type))
    return rows.filter(pc.invert(found))
