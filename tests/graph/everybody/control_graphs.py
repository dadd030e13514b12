"""How does a control graph of the exact kernels become a snapshot, and what do those kernels say of all its sources?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from lookthrough.graph.everybody.control import Control
from lookthrough.graph.everybody.control_findings import Terms
from lookthrough.graph.kernels.control import ControlGraph, Votes
from lookthrough.graph.kernels.fills import Fill, Node
from lookthrough.graph.shares import NOTHING
from lookthrough.graph.snapshot.arrays import Int32, Links, Snapshot
from tests.graph.snapshot.snapshots import snapshot_of

Found = dict[Node, tuple[set[Node], set[Node]]]


def frozen(graph: ControlGraph) -> tuple[Snapshot, ControlGraph]:
    """The snapshot of a control graph, and the graph as the snapshot holds it: without holders of nothing."""
    company, fill = next(iter(graph.votes.items()))
    missing = (
        _named(graph) - {name for f in graph.votes.values() for name, _ in f.holders} - graph.votes.keys()
    )
    holders = (*fill.holders, *((name, NOTHING) for name in missing))
    plain = snapshot_of({**graph.votes, company: Fill(holders, fill.rest, fill.each)})
    number = {plain.names[node]: node for node in range(plain.nodes)}
    return replace(plain, links=_links(graph, number)), replace(graph, votes=plain.matrix("votes"))


def terms_of(graph: ControlGraph) -> Terms:
    """The terms of a control graph, whose figures stand as they are."""
    return Terms(graph.quota, graph.strict, graph.void_own, graph.worst_case, settled=False)


def _named(graph: ControlGraph) -> set[Node]:
    return {
        *graph.means,
        *(leader for leaders in graph.means.values() for leader in leaders),
        *graph.concert,
        *graph.directed,
        *graph.directed.values(),
    }


def _links(graph: ControlGraph, number: dict[Node, int]) -> Links:
    means = sorted((number[held], number[x]) for held, leaders in graph.means.items() for x in leaders)
    groups = sorted(set(graph.concert.values()), key=sorted)
    members = sorted((number[name], place) for place, group in enumerate(groups) for name in group)
    directed = sorted((number[node], number[other]) for node, other in graph.directed.items())
    (held, leader), (member, group), (node, director) = map(_columns, (means, members, directed))
    return Links(leader, held, member, group, node, director)


def _columns(pairs: Iterable[tuple[int, int]]) -> tuple[Int32, Int32]:
    table = np.array(list(pairs), np.int32).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()


def one_by_one(graph: ControlGraph, snapshot: Snapshot) -> Found:
    """What the kernel of one customer says of every source: (certain, possible)."""
    votes = Votes(graph)
    found = {name: votes.say(name).controlled for name in names_of(snapshot)}
    return {name: (set(what.certain), set(what.possible)) for name, what in found.items()}


def at_once(control: Control) -> Found:
    """The same from all rows, with what anybody may control put into every set."""
    names = names_of(control.votes.snapshot)
    free = {names[int(node)] for node in control.anybody}
    found: Found = {name: (set(), free - {name}) for name in names}
    rows = control.columns()
    for source, company, certain in zip(rows.source, rows.company, rows.certain, strict=True):
        sets = found[names[int(source)]]
        sets[1].add(names[int(company)])
        if certain:
            sets[0].add(names[int(company)])
    return found


def tops_by_name(control: Control) -> dict[Node, tuple[Node | None, int]]:
    """Of every node its top controller, and how it is controlled."""
    names, tops = names_of(control.votes.snapshot), control.tops()
    found: dict[Node, tuple[Node | None, int]] = dict.fromkeys(names, (None, 0))
    for node, (top, how) in enumerate(zip(tops.top, tops.how, strict=True)):
        found[names[node]] = (None if top < 0 else names[int(top)]), int(how)
    return found


def names_of(snapshot: Snapshot) -> list[Node]:
    """The names of all nodes, in order."""
    return [snapshot.names[node] for node in range(snapshot.nodes)]
