"""How is a snapshot cut from a store?"""

from __future__ import annotations

import numpy as np

from lookthrough.graph.model import CONTROL_KINDS, RIGHTS
from lookthrough.graph.ports import At, Reader
from lookthrough.graph.snapshot import plain, rare
from lookthrough.graph.snapshot.arrays import STAND, Int32, Links, Names, Snapshot
from lookthrough.graph.snapshot.assemble import Assembled, assemble
from lookthrough.graph.snapshot.numbering import Numbered, names_of, numbered
from lookthrough.graph.snapshot.raw import Raw
from lookthrough.graph.snapshot.reading import Claims, Stretch, among, claims_of
from lookthrough.graph.snapshot.views import Views, views_of
from lookthrough.graph.structure.treatment import PLAIN, Treatment


def cut(reader: Reader, at: At, treatment: Treatment = PLAIN) -> Snapshot:
    """The control graph of a store at one moment, sources weighed as graph/structure weighs them for one company.

    O(claims); companies that are not plain cost some 50 microseconds a claim.
    """
    return cut_with_stretch(reader, at, treatment)[0]


def cut_with_stretch(reader: Reader, at: At, treatment: Treatment = PLAIN) -> tuple[Snapshot, Stretch]:
    """The same, with the days on which it would be the same."""
    claims = claims_of(reader, at)
    nodes = numbered(claims)
    views = views_of(claims, nodes, treatment)
    rows = plain.sort(claims, nodes, views, treatment)
    raw, stands = plain.edges(claims, nodes, views, rows.plain), tuple[str, ...]()
    if len(rows.odd):
        others = rare.edges(claims, nodes, rows.odd, treatment)
        raw, stands = _both(raw, others.raw), others.stands
    used = np.zeros(len(nodes.first) + len(stands), np.uint8)
    used[nodes.used] = used[len(nodes.first) :] = 1
    made = assemble(raw, used)
    names, kind = _described(nodes, views, made, stands)
    return _snapshot(claims, made, names, kind, _links(claims, nodes, views, made.number)), claims.stretch


def _both(first: Raw, second: Raw) -> Raw:
    """The edges of plain companies and of the others; where these have all rights alike, so have all."""
    shared = all(second.rights[right].equal(second.rights["equity"]) for right in RIGHTS)
    rights = {
        right: second.rights[right].behind(first.rights[right])
        for right in (RIGHTS[:1] if shared else RIGHTS)
    }
    return Raw(
        np.concatenate([first.holder, second.holder]),
        np.concatenate([first.held, second.held]),
        dict.fromkeys(RIGHTS, rights["equity"]) if shared else rights,
        {right: np.concatenate([first.companies[right], second.companies[right]]) for right in RIGHTS},
        second.complete,
        second.over,
        {**first.each, **second.each},
    )


def _described(
    nodes: Numbered, views: Views, made: Assembled, stands: tuple[str, ...]
) -> tuple[Names, np.ndarray]:
    """The id and the kind of every node, in the new numbers."""
    import pyarrow as pa

    old = np.empty(made.nodes, np.int64)
    used = np.flatnonzero(made.number >= 0)
    old[made.number[used]] = used
    ids = pa.concat_arrays([nodes.ids, pa.array(stands, pa.large_string())]) if stands else nodes.ids
    first = np.concatenate([nodes.first, len(nodes.ids) + np.arange(len(stands))])
    kind = np.concatenate([views.kind, np.full(len(stands), STAND, np.uint8)])
    return names_of(ids, first[old]), kind[old]


def _links(claims: Claims, nodes: Numbered, views: Views, number: Int32) -> Links:
    """Other means of control, groups in concert, directed votes: as graph/structure reads them."""
    means = np.flatnonzero(among(claims.interests["kind"], CONTROL_KINDS) & ~views.gone[nodes.holder])
    pairs = np.unique(np.stack([number[nodes.held[means]], number[nodes.holder[means]]], axis=1), axis=0)
    a, b = number[nodes.a], number[nodes.b]
    kinds = claims.associations["kind"]
    concert = np.flatnonzero(among(kinds, {"acts_in_concert"}))
    members, groups = groups_of(a[concert], b[concert])
    directed = _last(claims, np.flatnonzero(among(kinds, {"votes_as_directed_by"})))
    said = {int(a[place]): int(b[place]) for place in directed}
    ends = np.array(sorted(said.items()), np.int32).reshape(-1, 2)
    return Links(
        pairs[:, 1].copy(), pairs[:, 0].copy(), members, groups, ends[:, 0].copy(), ends[:, 1].copy()
    )


def _last(claims: Claims, chosen: np.ndarray) -> np.ndarray:
    """Rows of associations in the order of their sources: of two directions the later one counts."""
    rows = claims.associations.take(chosen).to_pylist()
    keys = [(row["dataset"], row["record"], row["from_run"], row["file"], row["row"]) for row in rows]
    return chosen[sorted(range(len(keys)), key=keys.__getitem__)]


def groups_of(a: Int32, b: Int32) -> tuple[Int32, Int32]:
    """Members of groups that act in concert, link by link, and the number of each one's group."""
    group: dict[int, list[int]] = {}
    for one, other in zip(a.tolist(), b.tolist(), strict=True):
        mine, theirs = group.setdefault(one, [one]), group.setdefault(other, [other])
        if mine is not theirs:
            mine += theirs
            group.update(dict.fromkeys(theirs, mine))
    members = np.array(sorted(group), np.int32)
    first = {node: min(group[node]) for node in group}
    place = {node: i for i, node in enumerate(sorted(set(first.values())))}
    return members, np.array([place[first[int(node)]] for node in members], np.int32)


def _snapshot(claims: Claims, made: Assembled, names: Names, kind: np.ndarray, links: Links) -> Snapshot:
    return Snapshot(
        claims.at,
        names,
        kind,
        made.companies,
        made.start,
        made.holder,
        made.below_start,
        made.below,
        made.below_held,
        made.component,
        made.has,
        made.complete,
        made.over,
        *made.each,
        links,
        made.rights,
    )
