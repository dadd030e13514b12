"""What are the edges of the companies that are not plain? As graph/structure says, one company after the other.

Classes, nominees, joint blocks, partnerships, explicit rights, branches, several records or sources for one holding,
holders that are gone, numbers of shares: their meaning is written there, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.model import RIGHTS, Association, Interest, PartyFacts, ShareClass
from lookthrough.graph.ports import Closure
from lookthrough.graph.rows import record_of
from lookthrough.graph.shares import NOTHING, UNKNOWN, Share
from lookthrough.graph.snapshot.arrays import Int64
from lookthrough.graph.snapshot.numbering import Numbered
from lookthrough.graph.snapshot.raw import Raw, shares_of
from lookthrough.graph.snapshot.reading import Claims, among, rows
from lookthrough.graph.structure.build import Structure, structure
from lookthrough.graph.structure.treatment import Treatment
from lookthrough.graph.tables import Table, physical

EMPTY: dict[str, Any] = {"file": "", "row": 0, "name": ""}


@dataclass(frozen=True, slots=True)
class Rare:
    """The edges of the companies that are not plain, and the ids of the unnamed holders, the last nodes."""

    raw: Raw
    stands: tuple[str, ...]


def edges(claims: Claims, nodes: Numbered, chosen: Int64, treatment: Treatment) -> Rare:
    """The edges of the companies that these rows of interests are of: some 20,000 rows a second."""
    found = structure(_closure(claims, nodes, chosen), treatment)
    stands = _stands(found)
    number = _Numbers(nodes, chosen, stands)
    return Rare(_raw(found, number), stands)


def _closure(claims: Claims, nodes: Numbered, chosen: Int64) -> Closure:
    """Just what the rights of these companies stand on."""
    touched = np.zeros(len(nodes.first), np.bool_)
    touched[nodes.held[chosen]] = touched[nodes.holder[chosen]] = True
    nominees = np.flatnonzero(among(claims.associations["kind"], {"nominee_for"}))
    return Closure(
        claims.at,
        (),
        _records(
            PartyFacts, Table.PARTIES, rows(claims, claims.parties, np.flatnonzero(touched[nodes.parties]))
        ),
        _records(Interest, Table.INTERESTS, rows(claims, claims.interests, chosen)),
        _records(
            ShareClass, Table.SHARE_CLASSES, rows(claims, claims.classes, np.arange(len(claims.classes)))
        ),
        _records(Association, Table.ASSOCIATIONS, rows(claims, claims.associations, nominees)),
        claims.identity,
    )


def _records(cls: type[Any], table: Table, found: Iterable[Mapping[str, Any]]) -> tuple[Any, ...]:
    missing = dict.fromkeys(physical(table)) | EMPTY
    made = tuple(record_of(table, {**missing, **row}) for row in found)
    if not all(isinstance(one, cls) for one in made):
        raise TypeError(f"{table} holds something else than {cls.__name__}")
    return made


def _stands(found: Structure) -> tuple[str, ...]:
    return tuple(sorted(found.stands))


class _Numbers:
    """Node numbers by id, of the ends of some interests and of the unnamed holders, which come behind all others."""

    def __init__(self, nodes: Numbered, chosen: Int64, stands: tuple[str, ...]) -> None:
        import pyarrow as pa

        ends = [nodes.held[chosen], nodes.holder[chosen], nodes.b, nodes.a]
        known = np.unique(np.concatenate(ends))
        ids = nodes.ids.take(pa.array(nodes.first[known])).to_pylist()
        self.of = dict(zip(ids, known.tolist(), strict=True))
        self.of |= {stand: len(nodes.first) + place for place, stand in enumerate(stands)}


def _raw(found: Structure, number: _Numbers) -> Raw:
    columns = {company: rights.columns for company, rights in found.rights.items()}
    for node, stand in found.stands.items():
        if stand.members:
            columns[node] = dict.fromkeys(RIGHTS, dict.fromkeys(stand.members, UNKNOWN))
    listed: list[tuple[Node, Node]] = []
    for company, rights in sorted(columns.items()):
        holders = {holder for column in rights.values() for holder in column}
        listed += [(holder, company) for holder in sorted(holders)]

    def shares(right: str) -> list[Share]:
        return [columns[company][right].get(holder, NOTHING) for holder, company in listed]

    def nodes(ids: Iterable[Node]) -> np.ndarray:
        return np.array([number.of[node] for node in ids], np.int32)

    caps = {company: r.each for company, r in found.rights.items() if r.each is not None}
    return Raw(
        nodes(holder for holder, _ in listed),
        nodes(company for _, company in listed),
        {right: shares_of(shares(right)) for right in RIGHTS},
        {right: nodes(c for c, rights in columns.items() if rights[right]) for right in RIGHTS},
        nodes(node for node, stand in found.stands.items() if stand.members),
        nodes(found.over),
        {number.of[company]: each.as_integer_ratio() for company, each in caps.items()},
    )
