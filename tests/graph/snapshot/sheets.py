# ruff: noqa: D102 - the port says what each method does
"""How does a drawing become a reader that gives its claims as columns, as a store would?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from fractions import Fraction
from typing import Any, Unpack

import pyarrow as pa
import pyarrow.compute as pc

from lookthrough.graph.model import Association, Interest, PartyFacts, ShareClass, Source
from lookthrough.graph.ports import At, Delivery
from lookthrough.graph.shares import Share
from lookthrough.graph.stores.duckdb import DuckStore, open_store
from lookthrough.graph.structure.build import Structure, structure
from lookthrough.graph.structure.treatment import Treatment
from lookthrough.graph.tables import ENDS, Table, physical
from tests.drawing import RUN, Extras, Paper, paper, valid

LISTED = (Table.PARTIES, Table.INTERESTS, Table.SHARE_CLASSES, Table.ASSOCIATIONS)
NAMES = {
    "id": "party_id",
    "cls": "class",
    "party": "party_id",
    "name": "class",
    "holder": "holder_id",
    "held": "held_id",
    "a": "party_a",
    "b": "party_b",
}


class Sheets(Paper):
    """A paper that can be read by column."""

    def columns(self, table: Table, at: At) -> pa.Table:
        listed: dict[Table, tuple[Any, ...]] = {
            Table.PARTIES: self.parties,
            Table.INTERESTS: self.interests,
            Table.SHARE_CLASSES: self.classes,
            Table.ASSOCIATIONS: self.associations,
        }
        kinds: dict[str, Any] = {**physical(table), "dataset": "string", "from_run": "int32"}
        schema = pa.schema([(name, pa.type_for_alias(kind)) for name, kind in kinds.items()])
        rows = [row(claim) for claim in sorted(listed[table], key=source) if valid(claim, at)]
        return pa.Table.from_pylist([{**dict.fromkeys(kinds), **found} for found in rows], schema=schema)


class Counted(Sheets):
    """Sheets of a reader that knows its nodes by number and reads some columns alone."""

    def node_ids(self) -> pa.ChunkedArray[Any]:
        claims = (*self.parties, *self.interests, *self.classes, *self.associations)
        ends = {
            getattr(claim, name, None)
            for claim in claims
            for name in ("id", "holder", "held", "a", "b", "party")
        }
        return pa.chunked_array([sorted([*(end for end in ends if end), "an account"])], pa.string())

    def some_columns(self, table: Table, names: Sequence[str], at: At) -> pa.Table:
        found = self.columns(table, at).select(names)
        for place, name in enumerate(names):
            if name in ENDS[table]:
                numbers = pc.index_in(found[name], value_set=self.node_ids().combine_chunks())
                found = found.set_column(place, name, numbers)
        return pa.concat_tables([found.slice(1), found.slice(0, 1)])  # in some other order


def source(claim: Any) -> Source:
    """Where a claim comes from."""
    found: Source = claim.source
    return found


def row(claim: PartyFacts | Interest | ShareClass | Association) -> dict[str, Any]:
    """A claim in physical columns (tables.py)."""
    said = source(claim)
    found: dict[str, Any] = {"dataset": said.dataset, "record": said.record, "from_run": said.run}
    found |= {"file": said.file, "row": said.row, "text": said.text}
    names = NAMES if isinstance(claim, ShareClass) else NAMES | {"name": "name"}
    for one in fields(claim):
        if one.name not in ("source", "details"):
            found |= dict(_cells(names.get(one.name, one.name), getattr(claim, one.name)))
    return found


def _cells(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Share):
        ends = (*value.low.as_integer_ratio(), *value.high.as_integer_ratio())
        parts = ("low_num", "low_den", "high_num", "high_den")
        yield from ((f"{name}_{part}", end) for part, end in zip(parts, ends, strict=True))
        yield f"{name}_open", value.low_open + 2 * value.high_open
    elif isinstance(value, Fraction):
        scale = next(scale for scale in range(19) if (value * 10**scale).denominator == 1)
        yield name, int(value * 10**scale)
        yield f"{name}_scale", scale
    elif value is not None and name not in ("share", "rest_each_at_most"):
        yield name, value


def sheets(drawing: str, **extras: Unpack[Extras]) -> Sheets:
    """The claims of a drawing by column."""
    found = paper(drawing, **extras)
    return Sheets(*(getattr(found, one.name) for one in fields(found)))


def whole(found: Paper, at: At, treatment: Treatment) -> Structure:
    """What the structure of one customer's answer would be, were everybody upstream of him."""
    ends = {end for x in found.interests for end in (x.holder, x.held)}
    ends |= {end for x in found.associations for end in (x.a, x.b)} | {x.id for x in found.parties}
    return structure(found.closure(sorted(ends), at, "up", 10_000), treatment)


def stored(found: Sheets) -> DuckStore:
    """A store in memory with the claims of the sheets: a run for each dataset, so that runs are not as on paper."""
    store = open_store(":memory:", "create")
    tables = {table: found.columns(table, At(RUN, None)) for table in LISTED}
    datasets = {str(name) for rows in tables.values() for name in rows["dataset"].to_pylist()}
    for dataset in sorted(datasets):
        store.begin(Delivery(dataset))
        for table, rows in tables.items():
            mine = rows.filter(pc.field("dataset") == dataset)
            store.append(table, mine.drop_columns(["dataset", "from_run"]))
        store.commit()
    for judgement in found.judgements():
        store.judge(judgement.first, judgement.second)
    return store
