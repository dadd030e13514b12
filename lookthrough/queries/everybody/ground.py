"""What do columns say of everybody: the claims that count, the number of every party, and what it is?

Read through the port as a snapshot is (graph/snapshot), with a few columns more: positions of
offices, and names. Node numbers are the provisional ones of snapshot/numbering.py, folded by identity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lookthrough.graph.model import PartyKind
from lookthrough.graph.snapshot.arrays import KINDS, Int64
from lookthrough.graph.snapshot.numbering import Numbered, numbered
from lookthrough.graph.snapshot.reading import NARROW, SHARE, Claims, folded, some_columns
from lookthrough.graph.snapshot.views import Views, chosen_rows, views_of
from lookthrough.graph.structure.treatment import Treatment
from lookthrough.graph.tables import Table
from lookthrough.queries.everybody.keys import taken
from lookthrough.queries.look import View

if TYPE_CHECKING:
    import pyarrow as pa

Flags = npt.NDArray[np.bool_]
INTERESTS = [
    *"holder_id held_id kind position nominee joint shares votes subscribed paid_in".split(),
    *SHARE,
    "dataset",
]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Claims in columns; `parties` has one row for each node that some record describes, `row` its place (-1: none)."""

    claims: Claims
    nodes: Numbered
    views: Views
    parties: pa.Table
    row: Int64

    @property
    def count(self) -> int:
        """How many nodes there are."""
        return len(self.row)

    def kind(self, *kinds: PartyKind) -> Flags:
        """Which nodes are of one of some kinds."""
        return np.isin(self.views.kind, [KINDS.index(kind) for kind in kinds])

    def of_class(self, classes: Sequence[str]) -> Flags:
        """Which nodes are of one of some classes."""
        import pyarrow as pa
        import pyarrow.compute as pc

        said: Any = pc.is_in(self.parties["class"], value_set=pa.array(sorted(classes), pa.string()))
        return np.append(np.asarray(said, np.bool_), False)[self.row]  # of whom nobody says a class

    def ids(self, nodes: npt.NDArray[Any]) -> Any:
        """The ids of nodes; null for -1."""
        return taken(self.nodes.ids, np.where(nodes < 0, -1, self.nodes.first[nodes])).cast("string")

    def told(self, column: str, nodes: npt.NDArray[Any]) -> Any:
        """What a column of parties says of nodes; null for -1 and for nodes that no record describes."""
        return taken(self.parties[column], np.where(nodes < 0, -1, self.row[nodes])).cast("string")


def ground_of(view: View, treatment: Treatment) -> Ground:
    """Read what counts at the clocks. O(claims)."""
    claims = _claims(view)
    nodes = numbered(claims)
    chosen = chosen_rows(claims, nodes, treatment)
    row = np.full(len(nodes.first), -1, np.int64)
    row[nodes.parties[chosen]] = np.arange(len(chosen))
    described = claims.parties.select(["kind", "class", "name"]).take(chosen)
    return Ground(claims, nodes, views_of(claims, nodes, treatment), described, row)


def _claims(view: View) -> Claims:
    reader, at = view.reader, view.at
    tables = (
        some_columns(reader, Table.INTERESTS, INTERESTS, at),
        some_columns(reader, Table.PARTIES, [*NARROW[Table.PARTIES], "name"], at),
        some_columns(reader, Table.SHARE_CLASSES, ["party_id"], at),
        some_columns(reader, Table.ASSOCIATIONS, ["party_a", "party_b", "kind"], at),
    )
    return folded(reader, at, tables)
