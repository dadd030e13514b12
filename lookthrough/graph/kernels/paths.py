"""Along which chains does a party own its share, the strongest first, and how much do they explain?

Definition: a walk from the target to the party, with its loops erased in the order in which they are made, is one
simple path. So V is the sum over simple paths of the product of their shares times a gain for each circle that they
pass: for a circle S, of which the path uses the companies P, det(I - A on S without P) / det(I - A on S), the expected
rounds at each company of P that avoid the earlier ones (Lawler, "Loop-erased random walk", 1999; Fomin 2001). One
number per circle stands for its endless paths.

Ranges: paths are ordered by the product of their upper ends, and weighed under one filling that gives the upper end of
`bounds`. Exact figures are weighed as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from itertools import pairwise
from math import prod

from lookthrough.graph.kernels.absorption import absorption, inside
from lookthrough.graph.kernels.bounds import Bounds
from lookthrough.graph.kernels.components import Components, components, is_circle
from lookthrough.graph.kernels.fills import Fill, Matrix, Node
from lookthrough.graph.kernels.linear import determinant, identity_minus
from lookthrough.graph.kernels.ways import Way
from lookthrough.graph.shares import ONE, WHOLE, ZERO, Share, exactly


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop: the part of V that is enough, how many paths, how many chains may be looked at."""

    coverage: Fraction = Fraction(999, 1000)
    most: int = 20
    budget: int = 20_000


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Path:
    """A chain from the party down to the target.

    `links[i]` is what `nodes[i]` has in `nodes[i + 1]`, `share` their product. `gains` names each circle on the way by
    the company where a walk from the target enters it. `weight` is what the chain adds to V, gains included.
    """

    nodes: tuple[Node, ...]
    links: tuple[Share, ...]
    share: Share
    gains: tuple[tuple[Node, Fraction], ...]
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Paths:
    """The strongest chains of a party.

    `value` is V, `covered` the part of it that they give, `from_circles` the part that they give by going round.
    """

    paths: tuple[Path, ...]
    value: Fraction
    covered: Fraction
    from_circles: Fraction

    @property
    def cut(self) -> bool:
        """Whether chains that add to V were left out."""
        return self.covered < 1


def best_paths(matrix: Matrix, target: Node, party: Node, limits: Limits = USUAL) -> Paths:
    """The chains by which `party` owns `target`: larger product of upper ends first, then shorter, then by nodes.

    The weights of all chains add up to V (for a party that is itself held, V[p, t] / V[p, p]). O(budget x log) and
    one determinant per circle and set of its companies used; terminates within the budget, as simple paths are finite.

    Raises:
        Diverges: exact figures above 100 % have no V.
        Infeasible: a company with ranges has no filling.
    """
    return Chains(matrix, target).best(party, limits)


class Chains:
    """The chains from any party down to one target: O(links) once, then for each party what leads to it alone."""

    def __init__(self, matrix: Matrix, target: Node) -> None:
        self.target, self._bounds = target, Bounds(matrix, target)

    def best(self, party: Node, limits: Limits = USUAL) -> Paths:
        """What the function `best_paths` says."""
        way = self._bounds.ways.to(frozenset({party}))
        held = {company: dict(holders) for company, holders in way.holders.items()}
        filling = self._filling(way, party)
        weigher = _Weigher(filling, components(filling, self.target))
        value = absorption(filling, self.target).shares.get(party, ZERO)
        found: list[Path] = []
        total = plain = ZERO
        for nodes in _chains(way, (self.target, party), limits.budget):
            if len(found) == limits.most or (found and total >= limits.coverage * value):
                break
            shares = tuple(held[company][holder] for holder, company in pairwise(nodes))
            product, gains = weigher.product(nodes), weigher.gains(nodes)
            weight = product * prod(gain for _, gain in gains)
            found.append(Path(nodes, shares, prod(shares, start=WHOLE), gains, weight))
            total, plain = total + weight, plain + product
        if not value:
            return Paths(tuple(found), ZERO, ONE, ZERO)
        return Paths(tuple(found), value, total / value, (total - plain) / value)

    def _filling(self, way: Way, party: Node) -> dict[Node, Fill]:
        """The exact figures between target and party, or with ranges those of a filling with the upper end."""
        if all(share.exact for holders in way.holders.values() for _, share in holders):
            return {company: Fill(tuple(holders)) for company, holders in way.holders.items()}
        return {
            company: Fill(tuple((holder, exactly(part)) for holder, part in parts.items()))
            for company, parts in self._bounds.highest(party).items()
        }


def _chains(way: Way, ends: tuple[Node, Node], budget: int) -> Iterator[tuple[Node, ...]]:
    """Simple paths from the first end up to the second, as party-first tuples, best first."""
    target, party = ends
    heap: list[tuple[Fraction, int, tuple[Node, ...]]] = [(-ONE, 1, (target,))]
    while heap and budget:
        budget -= 1
        minus, length, nodes = heappop(heap)
        if nodes[0] == party:
            yield nodes
            continue
        for holder, share in way.holders.get(nodes[0], ()):
            if holder not in nodes:
                heappush(heap, (minus * share.high, length + 1, (holder, *nodes)))


class _Weigher:
    """What chains add to V in an exact matrix."""

    def __init__(self, matrix: Mapping[Node, Fill], order: Components) -> None:
        self.matrix = matrix
        self.parts = {company: dict(fill.holders) for company, fill in matrix.items()}
        self.circle = {company: group for group in order if is_circle(matrix, group) for company in group}
        self.known: dict[tuple[Node, ...], Fraction] = {}

    def product(self, nodes: tuple[Node, ...]) -> Fraction:
        """The product of the shares along a chain."""
        found = (self.parts[held].get(holder) for holder, held in pairwise(nodes))
        return prod((share.low if share else ZERO for share in found), start=ONE)

    def gains(self, nodes: tuple[Node, ...]) -> tuple[tuple[Node, Fraction], ...]:
        """The gain of each circle that a chain passes, by the company that is nearest to the target."""
        used: dict[tuple[Node, ...], list[Node]] = {}
        for node in reversed(nodes):
            if node in self.circle:
                used.setdefault(self.circle[node], []).append(node)
        return tuple((passed[0], self.gain(circle, passed)) for circle, passed in used.items())

    def gain(self, circle: tuple[Node, ...], passed: list[Node]) -> Fraction:
        """det(I - A on the circle without what was passed) / det(I - A on the circle)."""
        return self.minor(tuple(node for node in circle if node not in passed)) / self.minor(circle)

    def minor(self, companies: tuple[Node, ...]) -> Fraction:
        """det(I - A) on some companies."""
        if companies not in self.known:
            self.known[companies] = determinant(identity_minus(inside(self.matrix, companies)))
        return self.known[companies]
