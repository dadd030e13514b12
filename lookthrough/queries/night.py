"""After a delivery, whose answers must be found again? Those downstream of what changed; all others stand as kept.

Where that cannot be told (nothing is kept, another program or text of the rule answered, the valid clock is set
otherwise) everybody is answered again, and the reason is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lookthrough.errors import NotFound
from lookthrough.graph.answers import SUBJECT, Answers, Asked, Some, plain, without
from lookthrough.graph.ports import At, Findings
from lookthrough.graph.snapshot.changed import changed
from lookthrough.queries.look import View

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Work:
    """A question about everybody, and who answers it.

    `answer` finds the rows of some parties, or of all (None); who is not asked about has none. `key` is the column of
    the party that a row is about, `counted` what is counted, by which column; `order` by which rows are sorted.
    `said` are columns that are the same in every row, as Arrow scalars: they are not kept, but put behind the others.
    """

    asked: Asked
    version: str
    answer: Callable[[Sequence[str] | None], pa.Table]
    key: str
    counted: tuple[str, str]
    order: tuple[str, ...]
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Night:
    """All rows; how many of what were answered again, `of` how many; why all were, None where only some were.

    `whole` is what is to be kept; `fresh`, `some`: only what was answered again, and in whose place.
    """

    rows: pa.Table
    what: str
    computed: int
    of: int
    reason: str | None
    whole: Answers
    fresh: Answers
    some: Some | None = None


def night(view: View, findings: Findings, work: Work, *, anew: bool = False) -> Night:
    """Answer everybody, as far as may be from what is kept (`anew`: from the graph alone), and keep the answers."""
    found = answered(view, findings, work, anew=anew)
    keep(findings, found)
    return found


def answered(view: View, findings: Findings, work: Work, *, anew: bool = False) -> Night:
    """The same, and nothing is kept yet: nobody needs to write meanwhile."""
    before = findings.kept(work.asked)
    if anew or before is None:
        return _everybody(view, work, "a full run was asked for" if anew else "nothing was kept")
    if before.version != work.version:
        return _everybody(view, work, "the program or the rule has changed")
    if (before.day is None) != (view.at.valid is None):
        return _everybody(view, work, "the valid clock was set otherwise")
    moved = changed(view.reader, At(before.run, before.day), view.at)
    if moved.customers:
        return _everybody(
            view, work, "before or now there are no customers, so all companies are asked about"
        )
    return _again(view, work, before, moved.downstream)


def keep(findings: Findings, found: Night) -> None:
    """Keep the answers: only those found again, where the others are kept as they were."""
    if found.some is not None:
        try:
            findings.keep(found.fresh, found.some)
        except NotFound:  # somebody else kept other answers meanwhile
            findings.keep(found.whole)
    else:
        findings.keep(found.whole)


def _everybody(view: View, work: Work, reason: str) -> Night:
    whole = _kept(view, work, work.answer(None))
    count = _count(whole.rows, work)
    return Night(_told(whole.rows, work), work.counted[0], count, count, reason, whole, whole)


def _again(view: View, work: Work, before: Answers, subjects: tuple[str, ...]) -> Night:
    """Answer some parties again, and take the others as kept."""
    import pyarrow as pa

    fresh = _kept(view, work, work.answer(subjects))
    if fresh.rows.schema != before.rows.schema:
        return _everybody(view, work, "the answers have other columns now")
    rows = pa.concat_tables([without(before.rows, subjects), fresh.rows])
    whole = Answers(work.asked, work.version, view.at.known, view.at.valid, rows)
    some = Some(subjects, before.run, before.day)
    counts = _count(fresh.rows, work), _count(rows, work)
    return Night(_told(rows, work), work.counted[0], *counts, None, whole, fresh, some)


def _kept(view: View, work: Work, rows: pa.Table) -> Answers:
    """Rows as they are kept: the party as the subject, and without what is the same in every row."""
    names = [SUBJECT if name == work.key else name for name in rows.column_names]
    found = rows.rename_columns(names).drop_columns([name for name in names if name in work.said])
    return plain(
        Answers(work.asked, work.version, view.at.known, view.at.valid, found.replace_schema_metadata())
    )


def _told(rows: pa.Table, work: Work) -> pa.Table:
    """Rows as they were answered, in order."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = rows.rename_columns([work.key if name == SUBJECT else name for name in rows.column_names])
    found = found.take(pc.sort_indices(found, sort_keys=[(name, "ascending") for name in work.order]))
    for name, said in work.said.items():
        found = found.append_column(name, pa.repeat(said, len(found)))
    return found


def _count(rows: pa.Table, work: Work) -> int:
    column = SUBJECT if work.counted[1] == work.key else work.counted[1]
    return len(rows.group_by(column).aggregate([]))
