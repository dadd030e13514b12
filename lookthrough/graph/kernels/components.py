"""Which companies above a target own one another in circles, and in which order can they be worked off?

Definition: the strongly connected components of the companies that are reached from the target along
held -> holder. Method: Tarjan 1972 (SIAM J. Comput. 1), with a stack of its own in place of recursion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lookthrough.graph.kernels.fills import Matrix, Node, links

NOBODY: frozenset[Node] = frozenset()
Components = list[tuple[Node, ...]]


def components(matrix: Matrix, target: Node, stop: frozenset[Node] = NOBODY) -> Components:
    """The components upstream of `target`, owners before what they own, the members of each sorted.

    Only companies (keys of the matrix) are named, and nothing is passed that is in `stop`. O(links); terminates
    because a company is entered once.
    """
    walk = _Walk(matrix, stop)
    if walk.company(target):
        walk.run(target)
    return walk.found


def circles(matrix: Matrix, target: Node) -> Components:
    """The components that are circles: two or more companies, or one that holds a part of itself. O(links)."""
    return [group for group in components(matrix, target) if is_circle(matrix, group)]


def is_circle(matrix: Matrix, group: tuple[Node, ...]) -> bool:
    """Whether a walk inside a component can come back to where it was."""
    return len(group) > 1 or any(holder == group[0] for holder, _ in links(matrix, group[0]))


def towards(matrix: Matrix, order: Components, party: Node) -> Components:
    """The components of `order` (owners first) from which a walk can come to `party`. O(links)."""
    near, found = {party}, []
    for group in order:
        if any(holder in near for company in group for holder, _ in links(matrix, company)):
            near |= set(group)
            found.append(group)
    return found


def upstream(matrix: Matrix, starts: Iterable[Node]) -> set[Node]:
    """Everybody that a walk from one of `starts` can come to, themselves and the ends of chains included. O(links)."""
    found = set(starts)
    queue = sorted(found)
    while queue:
        new = {holder for holder, _ in links(matrix, queue.pop())} - found
        found |= new
        queue += new
    return found


class _Walk:
    """One depth-first search: `low` is the earliest entry known to be reachable, None once a component is closed."""

    def __init__(self, matrix: Matrix, stop: frozenset[Node]) -> None:
        self.matrix, self.stop = matrix, stop
        self.found: Components = []
        self.low: dict[Node, int | None] = {}
        self.open: list[Node] = []
        self.path: list[tuple[Node, int, Iterator[Node]]] = []

    def company(self, node: Node) -> bool:
        return node in self.matrix and node not in self.stop

    def run(self, start: Node) -> None:
        self.enter(start)
        while self.path:
            node, entry, ahead = self.path[-1]
            step = next(ahead, None)
            if step is None:
                self.path.pop()
                self.leave(node, entry)
            elif step not in self.low:
                self.enter(step)
            else:
                self.lower(node, self.low[step])

    def enter(self, node: Node) -> None:
        above = (holder for holder, _ in links(self.matrix, node) if self.company(holder))
        self.path.append((node, len(self.low), above))
        self.low[node] = len(self.low)
        self.open.append(node)

    def leave(self, node: Node, entry: int) -> None:
        if self.low[node] == entry:
            group = [self.open.pop()]
            while group[-1] != node:
                group.append(self.open.pop())
            self.low |= dict.fromkeys(group)
            self.found.append(tuple(sorted(group)))
        elif self.path:
            self.lower(self.path[-1][0], self.low[node])

    def lower(self, node: Node, reachable: int | None) -> None:
        mine = self.low[node]
        if reachable is not None and mine is not None and reachable < mine:
            self.low[node] = reachable
