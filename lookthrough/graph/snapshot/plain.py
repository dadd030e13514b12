"""Which companies are plain, and what are their edges?

Plain is a company whose every holding is one record of one shareholding that states its share (or none at all): there
the rights are the shares as recorded, all three alike. Every other company goes through graph/structure one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lookthrough.graph.model import EXPLICIT_RIGHTS, HOLDINGS, RIGHTS
from lookthrough.graph.snapshot.arrays import Int64
from lookthrough.graph.snapshot.numbering import Numbered
from lookthrough.graph.snapshot.raw import Raw, Shares
from lookthrough.graph.snapshot.reading import Claims, among, given, marked, numbers
from lookthrough.graph.snapshot.views import Views
from lookthrough.graph.structure.treatment import Treatment

PLAIN_KINDS = frozenset({"shareholding", "fund_units"})
SHAPING = HOLDINGS | EXPLICIT_RIGHTS | {"branch_of"}  # kinds that decide who holds what
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Sorted:
    """Rows of interests that shape holdings: those of plain companies, and those of the others (`odd`)."""

    plain: Int64
    odd: Int64


def sort(claims: Claims, nodes: Numbered, views: Views, treatment: Treatment) -> Sorted:
    """Which rows are of plain companies? O(interests)."""
    from lookthrough.graph.snapshot.compiled import repeated

    count = len(nodes.first)
    rows = np.flatnonzero(among(claims.interests["kind"], SHAPING))
    holder, held = nodes.holder[rows], nodes.held[rows]
    odd = np.zeros(count, np.bool_)
    odd[nodes.classes] = True
    odd |= views.partnership
    odd[held[_odd(claims, nodes, views)[rows]]] = True
    repeated(holder, held, odd)
    if treatment.precedence:
        _several(claims, rows, held, odd)
    return Sorted(rows[~odd[held]], rows[odd[held]])


def _odd(claims: Claims, nodes: Numbered, views: Views) -> Flags:
    """Rows that say more than a share."""
    table = claims.interests
    odd = ~among(table["kind"], PLAIN_KINDS) | marked(table["nominee"]) | given(table["joint"])
    odd |= views.gone[nodes.holder]
    counted = given(table["shares"]) | given(table["votes"]) | given(table["subscribed"])
    odd |= counted & ~given(table["share_low_num"])
    odd |= given(table["paid_in"]) & views.chinese[nodes.held]
    return odd


def _several(claims: Claims, rows: Int64, held: npt.NDArray[np.int32], odd: Flags) -> None:
    """Mark companies on which several datasets speak: above 100 % precedence takes one list whole."""
    dataset = claims.interests["dataset"].combine_chunks().dictionary_encode()
    code = np.asarray(dataset.indices)[rows]
    first = np.full(len(odd), -1, np.int32)
    first[held] = code
    odd[held[first[held] != code]] = True


def edges(claims: Claims, nodes: Numbered, views: Views, rows: Int64) -> Raw:
    """The edges of plain companies: one a row; a share that nobody states may be anything."""
    table = claims.interests
    missing = {"low_num": 0, "low_den": 1, "high_num": 1, "high_den": 1, "open": 0}
    every = len(rows) == len(table)
    ends = [numbers(table[f"share_{name}"], value) for name, value in missing.items()]
    low_num, low_den, high_num, high_den, opened = ends if every else [end[rows] for end in ends]
    shares = Shares(low_num, low_den, high_num, high_den, opened.astype(np.uint8))
    holder, held = (nodes.holder, nodes.held) if every else (nodes.holder[rows], nodes.held[rows])
    company = np.zeros(len(nodes.first), np.bool_)
    company[held] = True
    capped, num, den = (array.tolist() for array in views.each)
    caps = {node: cap for node, *cap in zip(capped, num, den, strict=True) if company[node]}
    companies = np.flatnonzero(company).astype(np.int32)
    return Raw(
        holder,
        held,
        dict.fromkeys(RIGHTS, shares),
        dict.fromkeys(RIGHTS, companies),
        np.zeros(0, np.int32),
        np.zeros(0, np.int32),
        {node: (num, den) for node, (num, den) in caps.items()},
    )
