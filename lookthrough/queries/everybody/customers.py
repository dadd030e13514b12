"""Who is asked about? Every customer with his party; every company where a store has no customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lookthrough.graph.identity import Identity
from lookthrough.graph.model import PartyKind
from lookthrough.graph.snapshot.arrays import Int32
from lookthrough.graph.snapshot.reading import Narrow, some_columns
from lookthrough.graph.tables import Table
from lookthrough.queries.everybody.ground import Flags, Ground
from lookthrough.queries.everybody.keys import taken
from lookthrough.queries.look import View


@dataclass(frozen=True, slots=True, eq=False)
class Customers:
    """A row for each number and party, as text, parties folded; `node` are the parties' numbers, -1 for none."""

    customer: Any
    party: Any
    node: Int32

    def __len__(self) -> int:
        return len(self.node)

    def some(self, chosen: Flags) -> Customers:
        """Those that are chosen."""
        at = np.flatnonzero(chosen)
        return Customers(taken(self.customer, at), taken(self.party, at), self.node[at])

    def pairs(self) -> list[tuple[str, str]]:
        """Number and party of each."""
        return list(zip(self.customer.to_pylist(), self.party.to_pylist(), strict=True))


def customers_of(view: View, subjects: Sequence[str] | None = None) -> Customers:
    """The customers of a store, or those whose party is named. O(customers)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    reader, identity = view.reader, view.reader.identity(view.at.known)
    table = some_columns(reader, Table.CUSTOMERS, ["customer_id", "party_id"], view.at)
    party, node = table["party_id"], np.full(len(table), -1, np.int32)
    if isinstance(reader, Narrow):
        node = np.asarray(party.cast(pa.int32()), np.int32)
        party = reader.node_ids().take(party.combine_chunks())
    found = _each_once(Customers(_whole(table["customer_id"]), _folded(_whole(party), identity), node))
    if subjects is None:
        return found
    asked = pa.array(sorted({identity.party(one) for one in subjects}), pa.string())
    return found.some(np.asarray(pc.is_in(found.party, value_set=asked), np.bool_))


def _each_once(found: Customers) -> Customers:
    """Without pairs that several datasets list."""
    numbers = [
        np.asarray(column.dictionary_encode().indices, np.int64) for column in (found.customer, found.party)
    ]
    keys = numbers[0] * (len(found) + 1) + numbers[1]
    order = np.argsort(keys, kind="stable")
    again = np.zeros(len(found), np.bool_)
    again[order[1:]] = keys[order[1:]] == keys[order[:-1]]
    return found.some(~again) if again.any() else found


def _whole(column: Any) -> Any:
    import pyarrow as pa

    return pa.concat_arrays([pa.array([], pa.string()), *column.cast(pa.string()).chunks])


def _folded(party: Any, identity: Identity) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    records = identity.judged()
    if not records:
        return party
    mine = pa.array([identity.party(record) for record in records], pa.string())
    places = pc.index_in(party, value_set=pa.array(records, pa.string()))
    return pc.coalesce(mine.take(places), party)


def numbered_by(found: Customers, ground: Ground, *, narrow: bool) -> Customers:
    """The same with the numbers that the parties have on the ground."""
    import pyarrow as pa
    import pyarrow.compute as pc

    nodes = ground.nodes
    if not narrow:
        ids = taken(nodes.ids, nodes.first).cast(pa.string())
        places: Any = pc.index_in(found.party, value_set=ids)
        return replace(found, node=np.asarray(places.fill_null(-1), np.int32))
    fold = np.arange(ground.count, dtype=np.int32)
    fold[nodes.record] = nodes.parties
    known = (found.node >= 0) & (found.node < ground.count)
    return replace(found, node=np.where(known, fold[np.where(known, found.node, 0)], -1))


def companies_of(ground: Ground) -> Customers:
    """Every company that some record describes, as if it were a customer by its own id."""
    node = np.flatnonzero(ground.kind(PartyKind.COMPANY) & (ground.row >= 0)).astype(np.int32)
    ids = ground.ids(node)
    return Customers(ids, ids, node)
