"""How do tests make a snapshot without a store: from the matrices that the exact kernels take, or from arrays?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lookthrough.graph.kernels.fills import Matrix
from lookthrough.graph.model import RIGHTS
from lookthrough.graph.ports import At
from lookthrough.graph.shares import NOTHING, Share
from lookthrough.graph.snapshot.arrays import Links, Names, Snapshot
from lookthrough.graph.snapshot.assemble import assemble
from lookthrough.graph.snapshot.raw import Raw, shares_of

AT = At(1, None)
NO_LINKS = Links(*(np.zeros(0, np.int32) for _ in range(6)))


def snapshot_of(
    matrix: Matrix, others: Mapping[str, Matrix] | None = None, links: Links = NO_LINKS
) -> Snapshot:
    """A snapshot of one matrix, in every right that `others` does not give another matrix."""
    rights = dict.fromkeys(RIGHTS, matrix) | dict(others or {})
    pairs = sorted(
        {(company, holder) for m in rights.values() for company in m for holder, _ in m[company].holders}
    )
    names = sorted({name for m in rights.values() for name in m} | {holder for _, holder in pairs})
    number = {name: place for place, name in enumerate(names)}

    def shares(m: Matrix) -> list[Share]:
        found = {(company, holder): share for company in m for holder, share in m[company].holders}
        return [found.get(pair, NOTHING) for pair in pairs]

    every = {company: fill for m in rights.values() for company, fill in m.items()}
    raw = Raw(
        np.array([number[holder] for _, holder in pairs], np.int32),
        np.array([number[company] for company, _ in pairs], np.int32),
        {right: shares_of(shares(m)) for right, m in rights.items()},
        {right: np.array([number[company] for company in m], np.int32) for right, m in rights.items()},
        np.array([number[company] for company, fill in every.items() if not fill.rest], np.int32),
        np.zeros(0, np.int32),
        {
            number[company]: fill.each.as_integer_ratio()
            for company, fill in every.items()
            if fill.each is not None
        },
    )
    return snapshot_from(raw, names, links)


def snapshot_from(raw: Raw, names: list[str], links: Links = NO_LINKS) -> Snapshot:
    """A snapshot of edges in provisional numbers; node i is called `names[i]`."""
    made = assemble(raw, np.ones(len(names), np.uint8))
    place = np.argsort(made.number)
    encoded = [names[old].encode() for old in place]
    offset = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    text = np.frombuffer(b"".join(encoded), np.uint8)
    kind = np.zeros(made.nodes, np.uint8)
    arrays = (made.start, made.holder, made.below_start, made.below, made.below_held, made.component)
    marks = (made.has, made.complete, made.over, *made.each)
    return Snapshot(AT, Names(text, offset), kind, made.companies, *arrays, *marks, links, made.rights)
