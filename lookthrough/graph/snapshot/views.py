"""What is each node, when several records describe it: its kind, its class, and whether it still exists?

The choice of structure/facts.py, for all parties at once: precedence first, then the canonical record, then the last
run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lookthrough.graph.model import GONE, PartyKind
from lookthrough.graph.snapshot.arrays import KINDS, Int8, Int32, Int64
from lookthrough.graph.snapshot.numbering import Numbered
from lookthrough.graph.snapshot.reading import ALWAYS, Claims, among, given, numbers
from lookthrough.graph.structure.rights import PARTNERSHIPS
from lookthrough.graph.structure.treatment import Treatment

if TYPE_CHECKING:
    import pyarrow as pa

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Views:
    """Of every node: its kind, whether it is gone on the day, a partnership, a Chinese limited company.

    `each` names rows (of the parties that were chosen) which cap the rest per holder: node, numerator, denominator.
    """

    kind: Int8
    gone: Flags
    partnership: Flags
    chinese: Flags
    each: tuple[Int32, Int64, Int64]


def views_of(claims: Claims, nodes: Numbered, treatment: Treatment) -> Views:
    """Choose one record of every node and read it. O(parties), and a sort of those that several records describe."""
    chosen = chosen_rows(claims, nodes, treatment)
    node = nodes.parties[chosen]
    table = claims.parties if len(chosen) == len(claims.parties) else claims.parties.take(chosen)
    count = len(nodes.first)
    kind = np.full(count, KINDS.index(PartyKind.UNKNOWN), np.uint8)
    kind[node] = _kinds(table["kind"])

    def flags(found: Flags) -> Flags:
        mine = np.zeros(count, np.bool_)
        mine[node] = found
        return mine

    cls = table["class"]
    chinese = among(cls, {"llc"}) & among(table["country"], {"CN"})
    capped = np.flatnonzero(given(table["rest_each_at_most_high_num"]))
    ends = (numbers(table[f"rest_each_at_most_high_{part}"], 0)[capped] for part in ("num", "den"))
    return Views(
        kind,
        flags(_gone(table, claims.at.valid)),
        flags(among(cls, PARTNERSHIPS)),
        flags(chinese),
        (node[capped].astype(np.int32), *ends),  # type: ignore[arg-type]
    )


def _gone(table: pa.Table, valid: int | None) -> Flags:
    if valid is None:
        return np.zeros(len(table), np.bool_)
    dissolved = table["dissolved_on"]
    dated = numbers(dissolved, ALWAYS[1])
    return np.where(given(dissolved), dated <= valid, among(table["status"], GONE))


def _kinds(column: pa.ChunkedArray[Any]) -> Int8:
    import pyarrow as pa
    import pyarrow.compute as pc

    words = pa.array([str(kind) for kind in KINDS], column.type)
    return np.asarray(pc.index_in(column, value_set=words), np.uint8)


def chosen_rows(claims: Claims, nodes: Numbered, treatment: Treatment) -> Int64:
    """The row of parties that stands for each node that some row describes, sorted by row where there is no choice."""
    rows = np.bincount(nodes.parties, minlength=len(nodes.first))
    several = rows[nodes.parties] > 1
    single = np.flatnonzero(~several)
    if not several.any():
        return single
    first = _first(claims.parties, np.flatnonzero(several), nodes, treatment)
    return np.concatenate([single, first])


def _first(parties: pa.Table, rows: Int64, nodes: Numbered, treatment: Treatment) -> Int64:
    """Of each node the row that comes first in the order of structure/facts.py."""
    import pyarrow as pa
    import pyarrow.compute as pc

    table = parties.select(["record", "dataset", "from_run"]).take(rows)
    node = nodes.parties[rows]
    dataset = table["dataset"].combine_chunks().dictionary_encode()
    ranks = np.array([treatment.rank(str(name)) for name in dataset.dictionary.to_pylist()])
    keys: dict[str, Any] = {
        "node": node,
        "rank": ranks[np.asarray(dataset.indices)],
        "other": nodes.record[rows] != node,
        "run": -numbers(table["from_run"], 0),
        "dataset": table["dataset"],
        "record": table["record"],
    }
    order = pc.sort_indices(pa.table(keys), sort_keys=[(name, "ascending") for name in keys])
    sorted_rows = rows[np.asarray(order)]
    found = nodes.parties[sorted_rows]
    first: Int64 = sorted_rows[np.r_[True, found[1:] != found[:-1]]]
    return first
