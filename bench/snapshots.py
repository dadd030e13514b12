"""How does a made-up graph become a snapshot without a store, its shares exact or some of them bands?"""

from __future__ import annotations

import numpy as np

from bench.graphs import Links
from lookthrough.graph.model import RIGHTS
from lookthrough.graph.ports import At
from lookthrough.graph.snapshot.arrays import LOW_OPEN, Names, Snapshot
from lookthrough.graph.snapshot.arrays import Links as NoLinks
from lookthrough.graph.snapshot.assemble import assemble
from lookthrough.graph.snapshot.raw import Raw, Shares


def frozen(links: Links, ranged: float = 0.0, seed: int = 7) -> Snapshot:
    """A snapshot of exact shares; `ranged` is the part of them that is a range instead."""
    links, none = merged(links), np.zeros(0, np.int32)
    companies = np.unique(links.held).astype(np.int32)
    made = assemble(
        Raw(
            links.holder.astype(np.int32),
            links.held.astype(np.int32),
            dict.fromkeys(RIGHTS, _shares(links, ranged, seed)),
            dict.fromkeys(RIGHTS, companies),
            none,
            none,
            {},
        ),
        np.ones(links.nodes, np.uint8),
    )
    first = np.argsort(made.number)  # the id of a node is its number in `links`, as eight bytes
    names = Names(first.astype(np.int64).view(np.uint8), 8 * np.arange(links.nodes + 1))
    lists = made.start, made.holder, made.below_start, made.below, made.below_held, made.component
    marks = made.has, made.complete, made.over, *made.each
    kind, nobody = np.zeros(made.nodes, np.uint8), NoLinks(none, none, none, none, none, none)
    return Snapshot(At(1, None), names, kind, made.companies, *lists, *marks, nobody, made.rights)


def merged(links: Links) -> Links:
    """The same where who holds a company by two links has one, their sum: a holder stands once in a list of holders."""
    order = np.lexsort((links.holder, links.held))
    holder, held, num, den = (array[order] for array in (links.holder, links.held, links.num, links.den))
    first = np.ones(len(order), np.bool_)
    first[1:] = (holder[1:] != holder[:-1]) | (held[1:] != held[:-1])
    total = np.add.reduceat(num, np.flatnonzero(first))
    return Links(holder[first], held[first], total, den[first], links.companies, links.nodes)


def _shares(links: Links, ranged: float, seed: int) -> Shares:
    """Every other range is a band of 25 points, (25, 50], the others reach 10 points to either side."""
    num, den = links.num.astype(np.int64), links.den.astype(np.int64)
    low, low_den, high, high_den = num.copy(), den.copy(), num.copy(), den.copy()
    chosen = np.random.default_rng(seed).random(len(num))
    band, wide = chosen < ranged / 2, (chosen >= ranged / 2) & (chosen < ranged)
    quarter = np.maximum(0, -(-num * 4 // den) - 1)[band]  # 25 % is in (0, 25]
    low[band], high[band], low_den[band], high_den[band] = quarter, quarter + 1, 4, 4
    low[wide] = np.maximum(0, 10 * num - den)[wide]
    high[wide] = np.minimum(10 * den, 10 * num + den)[wide]
    low_den[wide] = high_den[wide] = 10 * den[wide]
    return Shares(low, low_den, high, high_den, (band * LOW_OPEN).astype(np.uint8))
