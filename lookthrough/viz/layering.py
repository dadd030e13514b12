"""In which row, and where in its row, does each box stand?

Rows by longest path, then barycentre sweeps against crossings (Sugiyama, Tagawa and Toda 1981). Owners come out above
what they hold; an arrow that closes a circle is turned round for this purpose, and is the only kind that leads up.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import networkx as nx

SWEEPS: Final = 24
Rows = list[list[int]]


@dataclass(frozen=True, slots=True)
class Layers:
    """Rows from top to bottom of nodes: boxes are 0 to n - 1, larger numbers are bends of long arrows.

    `chains[i]` are the nodes of arrow i from its upper box to its lower one; empty for an arrow from a box to itself.
    `turned` are the arrows that lead from the lower box to the upper one.
    """

    rows: Rows
    chains: tuple[tuple[int, ...], ...]
    turned: frozenset[int]


def layered(boxes: int, arrows: Sequence[tuple[int, int]]) -> Layers:
    """Rows for `boxes` boxes, of which the first is the subject, and arrows from holder to held."""
    turned = frozenset(closing(boxes, arrows))
    downward = [arrow[::-1] if number in turned else arrow for number, arrow in enumerate(arrows)]
    heights = _heights(boxes, downward)
    rows: Rows = [[] for _ in range(max(heights) + 1)]
    for box, height in enumerate(heights):
        rows[-1 - height].append(box)
    chains = tuple(_chains(downward, heights, rows))
    return Layers(_uncrossed(rows, chains), chains, turned)


def closing(boxes: int, arrows: Sequence[tuple[int, int]]) -> Iterator[int]:
    """The arrows that close a circle on the way up from the subject, by depth-first search."""
    upward: nx.DiGraph[int] = nx.DiGraph()
    upward.add_nodes_from(range(boxes))
    upward.add_edges_from((held, holder) for holder, held in arrows)
    number = {(held, holder): index for index, (holder, held) in enumerate(arrows)}
    above: set[int] = set()
    for held, holder, label in nx.dfs_labeled_edges(upward):
        if label == "reverse":
            above.discard(holder)
        elif label == "forward":
            above.add(holder)
        elif holder in above and held != holder:
            yield number[held, holder]


def _heights(boxes: int, downward: Iterable[tuple[int, int]]) -> list[int]:
    """For each box the length of the longest way down."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(boxes))
    graph.add_edges_from((upper, lower) for upper, lower in downward if upper != lower)
    heights = [0] * boxes
    for box in reversed(list(nx.topological_sort(graph))):
        heights[box] = max((heights[lower] + 1 for lower in graph.successors(box)), default=0)
    return heights


def _chains(
    downward: Iterable[tuple[int, int]], heights: Sequence[int], rows: Rows
) -> Iterator[tuple[int, ...]]:
    bend = len(heights)
    for upper, lower in downward:
        chain = [upper]
        for height in range(heights[upper] - 1, heights[lower], -1):
            rows[-1 - height].append(bend)
            chain.append(bend)
            bend += 1
        yield (*chain, lower) if upper != lower else ()


def _uncrossed(rows: Rows, chains: Iterable[Sequence[int]]) -> Rows:
    """The same rows, reordered by barycentres; the arrangement with the fewest crossings is kept."""
    below: dict[int, list[int]] = defaultdict(list)
    above: dict[int, list[int]] = defaultdict(list)
    for chain in chains:
        for upper, lower in pairwise(chain):
            below[upper].append(lower)
            above[lower].append(upper)
    best = rows = _seeded(rows, above)
    fewest = crossings(rows, below)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        rows = _swept(rows, above) if sweep % 2 else _swept(rows[::-1], below)[::-1]
        if (crossed := crossings(rows, below)) < fewest:
            best, fewest = rows, crossed
    return best


def _seeded(rows: Rows, above: dict[int, list[int]]) -> Rows:
    """Rows in the order in which a walk up from the bottom meets the nodes: what belongs together stands together."""
    met: dict[int, int] = {}
    waiting = [node for row in rows for node in reversed(row)]
    while waiting:
        node = waiting.pop()
        if node not in met:
            met[node] = len(met)
            waiting += reversed(above[node])
    return [sorted(row, key=met.__getitem__) for row in rows]


def _swept(rows: Rows, before: dict[int, list[int]]) -> Rows:
    """Each row in the order of the mean place of its neighbours in the row before it."""
    swept: Rows = []
    place: dict[int, float] = {}
    for row in rows:
        wish = {
            node: sum(place[each] for each in before[node]) / len(before[node]) if before[node] else index
            for index, node in enumerate(row)
        }
        swept.append(sorted(row, key=wish.__getitem__))
        place = {node: index for index, node in enumerate(swept[-1])}
    return swept


def crossings(rows: Rows, below: dict[int, list[int]]) -> int:
    """How many pairs of straight lines between neighbouring rows cross."""
    crossed = 0
    for row, lower in pairwise(rows):
        place = {node: index for index, node in enumerate(lower)}
        passed: list[int] = []
        for node in row:
            ends = sorted(place[each] for each in below[node])
            crossed += sum(len(passed) - bisect_right(passed, end) for end in ends)
            for end in ends:
                insort(passed, end)
    return crossed
