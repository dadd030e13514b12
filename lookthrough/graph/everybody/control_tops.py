"""How are the loops of control_top.py run: in which order are candidates taken, what if rounding may have decided?"""

from __future__ import annotations

import numpy as np

from lookthrough.graph.everybody.control_ballot import Votes
from lookthrough.graph.everybody.control_exact import Fractions
from lookthrough.graph.everybody.control_findings import NOBODY, ONE, RING, SEVERAL, Tops
from lookthrough.graph.everybody.control_run import work_of
from lookthrough.graph.everybody.control_spread import DOUBT
from lookthrough.graph.everybody.control_top import Ruled, by_own_votes, candidates, followed, note, ruled_out
from lookthrough.graph.everybody.sealing import sealed
from lookthrough.graph.shares import Certainty
from lookthrough.graph.snapshot.arrays import Int8, Int32, Snapshot


def tops_of(votes: Votes) -> Tops:
    """What `Control.tops` says."""
    snapshot, limit = votes.snapshot, votes.limit
    ruled = Ruled(
        np.zeros(limit, np.int32),
        np.zeros(limit, np.uint8),
        np.zeros(snapshot.nodes, np.uint8),
        np.zeros(snapshot.nodes, np.uint8),
        np.zeros(len(votes.ballot.voices.member_start) - 1, np.uint8),
        np.zeros(limit, np.int64),
        np.zeros(limit, np.int32),
    )
    voices, lists = votes.ballot.voices, (sealed(snapshot.start), sealed(snapshot.holder))
    ruled.deep[voices.member] = 1
    ruled.deep[snapshot.links.means_holder] = 1
    by_own_votes(votes.ballot, ruled, lists, 0)
    order = _order(snapshot, ruled.deep)
    _run(votes, ruled, order, follow=False)
    ruled.done[:] = 0
    by_own_votes(votes.ballot, ruled, lists, 1)
    _run(votes, ruled, _held(votes, order), follow=True)
    how = np.full(limit, NOBODY, np.uint8)
    how[ruled.below[:limit] > 0] = RING
    how[ruled.found == 1], how[ruled.found == 2] = ONE, SEVERAL
    return Tops(np.where(how == ONE, ruled.top, np.int32(-1)), how)


def _order(snapshot: Snapshot, deep: Int8) -> Int32:
    """Ends first, then owners before what they own; a circle in any order, so that no order of it is a bad one."""
    companies = np.arange(snapshot.companies, dtype=np.int32)
    sizes = np.diff(snapshot.component)
    chooser = np.random.default_rng(0)
    for place in np.flatnonzero(sizes > 2).tolist():
        chooser.shuffle(companies[snapshot.component[place] : snapshot.component[place + 1]])
    ends = np.flatnonzero(deep[snapshot.companies :]).astype(np.int32) + np.int32(snapshot.companies)
    return sealed(np.concatenate([ends, companies[deep[companies] > 0]]))


def _held(votes: Votes, order: Int32) -> Int32:
    """Those of `order` who can be controlled, or act in a group."""
    held, group = order < votes.limit, votes.ballot.voices.group
    return sealed(order[held | (group[order] >= 0) if len(group) else held])


def _run(votes: Votes, ruled: Ruled, order: Int32, *, follow: bool) -> None:
    work, place = work_of(votes), 0
    loop = followed if follow else candidates
    while (place := loop(votes.ballot, work, ruled, order, place)) < len(order):
        work.runs[DOUBT] = 0
        _in_fractions(votes, ruled, int(order[place]), follow=follow)
        place += 1


def _in_fractions(votes: Votes, ruled: Ruled, node: int, *, follow: bool) -> None:
    """What a loop does with one candidate, where rounding may have decided."""
    exact = Fractions(votes)
    found = exact.controlled(node, Certainty.CERTAIN)
    for company in found:
        if follow or node >= votes.limit:
            note(ruled, node, company)
        if not follow and not ruled_out(votes.ballot, ruled, node, company):
            ring = any(node in exact.controlled(other, Certainty.CERTAIN) for other in found if other != node)
            ruled.below[node] |= ring
