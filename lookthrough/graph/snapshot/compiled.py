"""In which order do companies stand, and over which denominator does each count? The loops of a snapshot, compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lookthrough.graph.snapshot.arrays import Floats, Int8, Int32, Int64
from lookthrough.graph.snapshot.jit import bare, compiled

DONE = 2**31 - 1
LIMIT = 2**62  # what the sum of a column's numerators must stay below


@compiled
def repeated(holder: Int32, held: Int32, odd: np.ndarray) -> None:
    """Mark in `odd` the companies that name one holder twice. O(edges) expected."""
    count = len(odd)
    start, place = by_node(held, count)
    seen = np.full(count, -1, np.int32)
    for company in range(count):
        for i in range(start[company], start[company + 1]):
            other = holder[place[i]]
            if seen[other] == company:
                odd[company] = True
            seen[other] = company


@compiled
def by_node(node: Int32, count: int) -> tuple[Int64, Int32]:
    """Counting sort: the edges of node j are `place[start[j]:start[j + 1]]`, in the order in which they came."""
    start = np.zeros(count + 1, np.int64)
    for i in range(len(node)):
        start[node[i] + 1] += 1
    for j in range(count):
        start[j + 1] += start[j]
    place = np.empty(len(node), np.int32)
    for i in range(len(node)):
        place[start[node[i]]] = i
        start[node[i]] += 1
    for j in range(count, 0, -1):
        start[j] = start[j - 1]
    start[0] = 0
    return start, place


class Graph(NamedTuple):
    """Who holds whom, by company: `holder[start[j]:start[j + 1]]`; `company[j]` is 0 for an end."""

    start: Int64
    holder: Int32
    company: Int8


class Walk(NamedTuple):
    """A depth-first search: `low` is 0 for what was not entered, DONE for what belongs to a finished component."""

    low: Int32
    path: Int32
    ahead: Int64
    entry: Int32
    open: Int32
    order: Int32
    component: Int32
    at: Int64  # depth, entered, open, finished, components


@compiled
def tarjan(graph: Graph) -> tuple[Int32, Int32]:
    """Companies with owners before what they own, and where each component begins (one end more).

    Tarjan 1972 (SIAM J. Comput. 1), with a stack of its own. O(edges).
    """
    nodes, companies = len(graph.company), graph.company.astype(np.int64).sum()
    walk = Walk(
        np.zeros(nodes, np.int32),
        np.empty(companies + 1, np.int32),
        np.empty(companies + 1, np.int64),
        np.empty(companies + 1, np.int32),
        np.empty(companies, np.int32),
        np.empty(companies, np.int32),
        np.zeros(companies + 1, np.int32),
        np.zeros(5, np.int64),
    )
    for root in range(nodes):
        if graph.company[root] and not walk.low[root]:
            enter(graph, walk, root)
            while walk.at[0]:
                step(graph, walk)
    return walk.order, walk.component[: walk.at[4] + 1]


@bare
def enter(graph: Graph, walk: Walk, node: int) -> None:
    """Go to a company for the first time."""
    at = walk.at
    at[0] += 1
    at[1] += 1
    walk.path[at[0]], walk.ahead[at[0]], walk.entry[at[0]] = node, graph.start[node], at[1]
    walk.low[node] = at[1]
    walk.open[at[2]] = node
    at[2] += 1


@bare
def step(graph: Graph, walk: Walk) -> None:
    """Look at the next holder of the company on top of the path, or leave it."""
    depth = walk.at[0]
    node = walk.path[depth]
    while walk.ahead[depth] < graph.start[node + 1]:
        holder = graph.holder[walk.ahead[depth]]
        walk.ahead[depth] += 1
        if graph.company[holder] and walk.low[holder] != DONE:
            if not walk.low[holder]:
                enter(graph, walk, holder)
                return
            walk.low[node] = min(walk.low[node], walk.low[holder])
    leave(walk, node)


@bare
def leave(walk: Walk, node: int) -> None:
    """Finish a company: its component, where it was entered first."""
    at = walk.at
    entry = walk.entry[at[0]]
    at[0] -= 1
    if walk.low[node] != entry:
        if at[0]:
            above = walk.path[at[0]]
            walk.low[above] = min(walk.low[above], walk.low[node])
        return
    while True:
        at[2] -= 1
        member = walk.open[at[2]]
        walk.low[member] = DONE
        walk.order[at[3]] = member
        at[3] += 1
        if member == node:
            break
    at[4] += 1
    walk.component[at[4]] = at[3]


@compiled
def holders_first(graph: Graph, order: Int32, component: Int32) -> tuple[Int32, Int32]:
    """The same order, but companies that hold nothing stand behind all others: nobody waits for them."""
    holds = np.zeros(len(graph.company), np.uint8)
    for i in range(len(graph.holder)):
        holds[graph.holder[i]] = 1
    found, ends = np.empty_like(order), np.zeros_like(component)
    at, parts = 0, 0
    for wanted in (1, 0):
        for part in range(len(component) - 1):
            if holds[order[component[part]]] == wanted:
                for place in range(component[part], component[part + 1]):
                    found[at] = order[place]
                    at += 1
                parts += 1
                ends[parts] = at
    return found, ends


@compiled
def renumbered(graph: Graph, order: Int32, used: Int8) -> tuple[Int32, int]:
    """New numbers: companies in order, then ends as the companies name them, then the other nodes that are used.

    Returns them by old number (-1: not used) and how many there are.
    """
    number = np.full(len(used), -1, np.int32)
    for place in range(len(order)):
        number[order[place]] = place
    count = len(order)
    for place in range(len(order)):
        for i in range(graph.start[order[place]], graph.start[order[place] + 1]):
            if number[graph.holder[i]] < 0:
                number[graph.holder[i]] = count
                count += 1
    for node in range(len(used)):
        if used[node] and number[node] < 0:
            number[node] = count
            count += 1
    return number, count


@compiled
def moved(graph: Graph, order: Int32, number: Int32, edges: Int32) -> tuple[Int64, Int32, Int32]:
    """The edges in the new order: where each company begins, who holds, and which edge it was."""
    start = np.zeros(len(order) + 1, np.int64)
    holder, edge = np.empty(len(edges), np.int32), np.empty(len(edges), np.int32)
    count = 0
    for place in range(len(order)):
        for i in range(graph.start[order[place]], graph.start[order[place] + 1]):
            holder[count], edge[count] = number[graph.holder[i]], edges[i]
            count += 1
        start[place + 1] = count
    return start, holder, edge


@compiled
def below(start: Int64, holder: Int32, nodes: int) -> tuple[Int64, Int32, Int32]:
    """The same edges by holder: where each begins, the places of his edges, the companies there."""
    begin, place = by_node(holder, nodes)
    company = np.empty(len(holder), np.int32)
    for held in range(len(start) - 1):
        company[start[held] : start[held + 1]] = held
    return begin, place, company[place]


class Ends(NamedTuple):
    """One end of every share, as fractions, by edge in its first order."""

    num: Int64
    den: Int64


class Counted(NamedTuple):
    """What `common` finds: numerators and floats by edge in the new order, a denominator a company."""

    low_num: Int64
    high_num: Int64
    low: Floats
    high: Floats
    den: Int64


@bare
def gcd(a: int, b: int) -> int:
    """The greatest common divisor of two numbers, none negative."""
    while b:
        a, b = b, a % b
    return a


@bare
def widened(common: int, den: int) -> int:
    """The least common multiple, 0 where it reaches the limit (or where one is 0 already)."""
    if common == den or not common or not den:
        return common if den else 0
    factor = den // gcd(common, den)
    return common * factor if common < LIMIT // factor else 0


@bare
def denominator(ends: tuple[Ends, Ends], edge: Int32, first: int, last: int) -> int:
    """Over what the shares of one column count together; 0 where their sum would not stay below the limit."""
    common = 1
    for i in range(first, last):
        common = widened(common, ends[0].den[edge[i]])
        common = widened(common, ends[1].den[edge[i]])
    total = 0
    for i in range(first, last if common else first):
        part = ends[1].num[edge[i]] * (common // ends[1].den[edge[i]])
        total += part
        if part > LIMIT or total > LIMIT:
            return 0
    return common


@bare
def common(ends: tuple[Ends, Ends], start: Int64, edge: Int32, found: Counted) -> None:
    """Bring each column to its least common denominator. O(edges x log)."""
    for company in range(len(start) - 1):
        first, last = start[company], start[company + 1]
        over = denominator(ends, edge, first, last)
        shared = over
        for i in range(first, last if over else first):
            found.low_num[i] = ends[0].num[edge[i]] * (over // ends[0].den[edge[i]])
            found.high_num[i] = ends[1].num[edge[i]] * (over // ends[1].den[edge[i]])
            shared = gcd(gcd(shared, found.low_num[i]), found.high_num[i]) if shared > 1 else 1
        for i in range(first, last if over else first):
            low, high = found.low_num[i] // shared, found.high_num[i] // shared  # may be one array
            found.low_num[i], found.high_num[i] = low, high
            found.low[i], found.high[i] = low / (over // shared), high / (over // shared)
        found.den[company] = over // max(shared, 1)


@compiled
def above(start: Int64, num: Int64, den: Int64, opened: Int8) -> Int32:
    """Companies whose low ends add up to more than 100 %, or to just that while one is excluded."""
    found = np.zeros(len(den), np.int32)
    count = 0
    for company in range(len(den)):
        total, strict = 0, False
        for i in range(start[company], start[company + 1]):
            total += num[i]
            strict |= len(opened) > 0 and (opened[i] & 1) == 1
        if den[company] and (total > den[company] or (total == den[company] and strict)):
            found[count] = company
            count += 1
    return found[:count]
