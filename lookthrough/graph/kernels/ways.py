"""Which companies and holdings lead from a target up to a party, when many parties are asked about?

The upstream closure is walked once; what leads to a party is then found from the party downwards, so that a question
costs what it touches and not the whole closure. Who does not lead to the party counts only as a lump: all such holders
of a company are alike, and their ends add up (steps.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from lookthrough.graph.kernels.components import Components, components
from lookthrough.graph.kernels.fills import Matrix, Node, links
from lookthrough.graph.shares import Share

Holders = list[tuple[Node, Share]]


@dataclass(frozen=True, slots=True)
class Way:
    """What leads to a party: companies, owners first, and of each the holders that a walk to the party can take.

    Members of a component may be missing: those from which a walk cannot come to the party, or only past it.
    """

    order: Components
    holders: dict[Node, Holders]


class Ways:
    """The ways from one target to any parties. O(links) once, then O(links that lead to them) each."""

    def __init__(self, matrix: Matrix, target: Node) -> None:
        self.matrix, self.target = matrix, target
        self.order = components(matrix, target)
        self._place = {company: place for place, group in enumerate(self.order) for company in group}
        self._below: dict[Node, Holders] = {}
        for company in self._place:
            for holder, share in links(matrix, company):
                self._below.setdefault(holder, []).append((company, share))

    def to(self, parties: frozenset[Node]) -> Way:
        """What leads to any of some parties; nothing where no walk comes to one, or the target is among them."""
        holders = self._reached(self._above(parties), parties)
        groups: dict[int, list[Node]] = {}
        for company in sorted(holders):
            groups.setdefault(self._place[company], []).append(company)
        order = [tuple(groups[place]) for place in sorted(groups)]
        return Way(order, {company: sorted(found, key=_node) for company, found in holders.items()})

    def through(self) -> Way:
        """All companies, with the companies among their holders."""
        found = {
            company: [
                (holder, share) for holder, share in links(self.matrix, company) if holder in self._place
            ]
            for company in self._place
        }
        return Way(self.order, found)

    def _above(self, parties: frozenset[Node]) -> dict[Node, Holders]:
        """The companies from which a walk can come to the parties, with the holders by whom it can."""
        found: dict[Node, Holders] = {}
        queue = sorted(parties)
        while queue:
            holder = queue.pop()
            for company, share in self._below.get(holder, ()):
                if company not in found and company not in parties:
                    queue.append(company)
                found.setdefault(company, []).append((holder, share))
        return {company: holders for company, holders in found.items() if company not in parties}

    def _reached(self, above: dict[Node, Holders], parties: frozenset[Node]) -> dict[Node, Holders]:
        """Those to which a walk from the target comes without passing a party: all, unless a party is held."""
        if parties.isdisjoint(self._place):
            return above
        found: dict[Node, Holders] = {}
        queue = [self.target] if self.target in above else []
        while queue:
            company = queue.pop()
            found[company] = above[company]
            queue += [node for node, _ in above[company] if node in above and node not in found]
        return found


def _node(holder: tuple[Node, Share]) -> Node:
    return holder[0]
