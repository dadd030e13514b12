"""Who controls every company, certainly or possibly, and who stands at the top?

The same control as `control REF` finds (control.py): more than half of the votes, other means, groups in concert, no
rule's treatment. A row for each party and each company that it controls, in columns; nothing is an object a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lookthrough.graph.everybody.control import Control
from lookthrough.graph.everybody.control_findings import NOBODY, ONE, RING, SEVERAL, Controlled, Tops, joined
from lookthrough.graph.rows import day_text
from lookthrough.graph.snapshot.arrays import KINDS, STAND, Snapshot
from lookthrough.graph.snapshot.reading import NARROW, Claims, Narrow, folded, some_columns
from lookthrough.graph.structure.treatment import Treatment
from lookthrough.graph.tables import Table, physical
from lookthrough.queries.look import View

if TYPE_CHECKING:
    import pyarrow as pa

ORDER = {False: ("company_id", "controller_id"), True: ("controller_id", "company_id")}
ROWS = 1 << 20  # in a block, more or less


def treatment_of(view: View) -> Treatment:
    """How votes are read: without a rule, as for one party (look.py)."""
    return Treatment(precedence=view.precedence)


def schema() -> pa.Schema:
    """The columns. `depth` 1 is control by own votes or means; `top`: whether this is the company's top controller."""
    import pyarrow as pa

    texts = "controller_id controller_name controller_kind company_id company_name certainty".split()
    others: list[tuple[str, Any]] = [
        ("depth", pa.int32()),
        ("top", pa.bool_()),
        ("known_at", pa.int32()),
        ("valid_at", pa.string()),
    ]
    return pa.schema([*((name, pa.string()) for name in texts), *others])


@dataclass(frozen=True, slots=True, eq=False)
class Everybody:
    """Control in one snapshot, prepared; `names` says what each node is called, by its number."""

    view: View
    control: Control
    tops: Tops
    names: pa.Array[Any]

    @classmethod
    def of(cls, view: View, snapshot: Snapshot) -> Everybody:
        """Prepare a snapshot that was cut at the clocks of a view, as `treatment_of` it says."""
        control = Control.of(snapshot)
        return cls(view, control, control.tops(), _names(view, snapshot))

    @property
    def snapshot(self) -> Snapshot:
        """Control of whom among whom."""
        return self.control.votes.snapshot

    def blocks(self, *, down: bool = False) -> Iterator[pa.Table]:
        """All rows, by company (`down`: by controller), about a million at a time; by controller nothing waits."""
        if down:
            kept = list[Controlled]()
            for block in self.control.all():
                kept.append(block)
                if sum(map(len, kept)) >= ROWS:
                    yield self.table(joined(kept))
                    kept = []
            yield self.table(joined(kept))
            return
        rows = joined(self.control.all()).by_company()
        for first in range(0, max(1, len(rows)), ROWS):
            yield self.table(_cut(rows, slice(first, first + ROWS)))

    def answer(self, companies: Sequence[str] | None = None) -> pa.Table:
        """The rows of all companies, or of some, sorted by company and controller."""
        import pyarrow as pa

        if companies is None:
            found = pa.concat_tables(self.blocks())
        else:
            nodes = self.snapshot.names.find(companies)
            mine = np.zeros(self.snapshot.nodes, np.bool_)
            mine[nodes[nodes >= 0]] = True
            above = np.flatnonzero(_upstream(self.snapshot, mine)).astype(np.int32)
            rows = joined(self.control.some(above))
            found = self.table(_cut(rows, mine[rows.company]))
        return found.sort_by([(name, "ascending") for name in ORDER[False]])

    def said(self) -> dict[str, Any]:
        """What is the same in every row: the two clocks."""
        import pyarrow as pa

        at = self.view.at
        valid = None if at.valid is None else day_text(at.valid)
        return {"known_at": pa.scalar(at.known, pa.int32()), "valid_at": pa.scalar(valid, pa.string())}

    def counts(self) -> list[tuple[str, int]]:
        """How many companies have a top controller, and how the others are controlled for certain."""
        how = self.tops.how[: self.snapshot.companies]
        found = np.bincount(how[self.snapshot.kind[: len(how)] != STAND], minlength=4)
        said = (
            (ONE, "with one top controller"),
            (RING, "at whose top companies control one another"),
            (SEVERAL, "with several controllers, none above the others"),
            (NOBODY, "that nobody on record controls for certain"),
        )
        return [(f"companies {text}", int(found[kind])) for kind, text in said]

    def table(self, rows: Controlled) -> pa.Table:
        """Rows with names in place of numbers; unnamed holders (joint blocks, unknown nominators) are left out."""
        import pyarrow as pa

        kind = self.snapshot.kind
        rows = _cut(rows, (kind[rows.source] != STAND) & (kind[rows.company] != STAND))
        ids: Any = self.snapshot.names.array()
        ends = {"controller": _array(rows.source), "company": _array(rows.company)}
        columns: dict[str, Any] = {
            f"{end}_id": ids.take(nodes).cast(pa.string()) for end, nodes in ends.items()
        }
        columns |= {f"{end}_name": self.names.take(nodes) for end, nodes in ends.items()}
        columns["controller_kind"] = _array([str(one) for one in KINDS]).take(_array(kind[rows.source]))
        columns["certainty"] = _array(["possible", "certain"]).take(_array(rows.certain))
        columns |= {"depth": _array(rows.depth), "top": _array(_top(self.tops, rows))}
        columns |= {name: pa.repeat(said, len(rows)) for name, said in self.said().items()}
        return pa.table([columns[name] for name in schema().names], schema=schema())


def _array(values: Any) -> Any:
    import pyarrow as pa

    return pa.array(values)


def _top(tops: Tops, rows: Controlled) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = (tops.how[rows.company] == ONE) & (tops.top[rows.company] == rows.source)
    return found


def _cut(rows: Controlled, chosen: Any) -> Controlled:
    return Controlled(rows.source[chosen], rows.company[chosen], rows.depth[chosen], rows.certain[chosen])


def _upstream(snapshot: Snapshot, first: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Everybody through whom votes in some companies can come, these companies included."""
    from lookthrough.graph.snapshot.changed import reached

    links = snapshot.links
    held = np.repeat(np.arange(snapshot.companies), np.diff(snapshot.start))
    order = np.argsort(links.concert_group, kind="stable")
    group, member = links.concert_group[order], links.concert_member[order]
    beside = np.flatnonzero(group[1:] == group[:-1])
    one, other = member[beside], member[beside + 1]
    below = np.concatenate([held, links.means_held, one, other, links.directed, links.director])
    above = np.concatenate([snapshot.holder, links.means_holder, other, one, links.director, links.directed])
    return reached(below, above, np.flatnonzero(first), snapshot.nodes)


def _names(view: View, snapshot: Snapshot) -> pa.Array[Any]:
    """What every node is called, by the record that stands for it; its id where no record describes it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from lookthrough.graph.snapshot.numbering import numbered
    from lookthrough.graph.snapshot.views import chosen_rows

    claims = _described(view)
    nodes = numbered(claims)
    chosen = chosen_rows(claims, nodes, treatment_of(view))
    ids: Any = nodes.ids.take(_array(nodes.first[nodes.parties[chosen]]))
    mine: Any = snapshot.names.array()
    place = pc.index_in(mine, value_set=ids)
    called: Any = claims.parties["name"].take(_array(chosen)).combine_chunks()
    return pc.coalesce(called.take(place), mine.cast(pa.string()))


def _described(view: View) -> Claims:
    """The rows of parties alone, as a snapshot reads them, with names."""
    import pyarrow as pa

    reader, at = view.reader, replace(view.at, valid=None)
    parties = some_columns(reader, Table.PARTIES, [*NARROW[Table.PARTIES], "name"], at)
    kind = pa.int32() if isinstance(reader, Narrow) else pa.string()
    interests, classes, links = (
        pa.schema([(name, kind) for name in physical(table)]).empty_table()
        for table in (Table.INTERESTS, Table.SHARE_CLASSES, Table.ASSOCIATIONS)
    )
    return folded(reader, at, (interests, parties, classes, links))
