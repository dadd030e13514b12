"""Where does a walk from a company up through its holders end, when every share is exact?

Definition: V = (I - A)^-1 with A[k, j] the share of k in j; V[p, t] is the expected number of visits to p of a walk
that starts at t and goes from a company to a holder with the holder's share as probability. Somebody who has no
recorded holder is visited once at most, so that V is then the share of t that is ultimately his (Brioschi,
Buzzacchi and Colombo 1989; for the end of a chain no correction is needed). Companies are worked off from the
target upwards, a circle by one exact linear system.

Assumption: figures as they stand. Below 100 % the remainder is absorbed by holders who are not recorded; above 100 %
a walk multiplies and V can pass 1. A group that keeps all its walks is never left: its members have no number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lookthrough.graph.kernels.components import Components, components, is_circle
from lookthrough.graph.kernels.fills import Matrix, Node, links
from lookthrough.graph.kernels.linear import Rows, identity_minus, inverse_diagonal, solve
from lookthrough.graph.shares import ONE, ZERO


class Diverges(ArithmeticError):
    """A circle above 100 % returns more than enters it: the sum over walks has no value."""

    def __init__(self, group: tuple[Node, ...]) -> None:
        super().__init__(
            "a circle of holdings above 100 % returns more than enters it: correct the shares in it"
        )
        self.group = group


class Inexact(ValueError):
    """A share upstream is no single number."""

    def __init__(self) -> None:
        super().__init__("a share that is a range has bounds, not one number: ask for the bounds")


@dataclass(frozen=True, slots=True)
class Absorption:
    """Where the walks from `target` go, as parts of 1 (above 100 %: of whatever the figures multiply to).

    `shares` is V of every node upstream, the target itself included; `visits` the same of companies alone (N[t, j]).
    `terminals` are the nodes without a `Fill`. `rest` is absorbed by holders who are not recorded, `unresolved` never:
    it goes round in the `closed` groups, the members of which have no number. Up to 100 %, the shares of the
    terminals, `rest` and `unresolved` add up to 1.
    """

    target: Node
    shares: Mapping[Node, Fraction]
    visits: Mapping[Node, Fraction]
    terminals: frozenset[Node]
    rest: Fraction
    unresolved: Fraction
    closed: tuple[tuple[Node, ...], ...]


def absorption(matrix: Matrix, target: Node) -> Absorption:
    """V of everybody upstream of `target`.

    O(links) and O(s^3) per circle of s companies; terminates after one pass over the components.

    Raises:
        Diverges: a circle that can be left has a spectral radius of 1 or more. This is decided exactly: for a
            non-negative irreducible A and an inflow that is not zero, (I - A) x = inflow has a non-negative solution
            if and only if the radius is below 1 (Perron-Frobenius).
        Inexact: a share that counts is no single number.
    """
    order = components(matrix, target)
    rests = _rests(matrix, order)
    left = _left(matrix, order, rests)
    inflow: dict[Node, Fraction] = {target: ONE}
    visits: dict[Node, Fraction] = {}
    closed, endless, unresolved = [], set[Node](), ZERO
    for group in reversed(order):
        found = None if endless.intersection(group) else _visits(matrix, group, inflow)
        if found is None and group[0] in left:
            raise Diverges(group)
        if found is None:
            closed.append(group)
            endless.update(holder for company in group for holder, _ in links(matrix, company))
            unresolved += sum((inflow.get(company, ZERO) for company in group), ZERO)
            continue
        visits |= found
        for company, times in found.items():
            for holder, share in links(matrix, company):
                if holder not in found:
                    inflow[holder] = inflow.get(holder, ZERO) + times * share.low
    ends = {node: value for node, value in inflow.items() if node not in matrix}
    rest = sum((times * rests[company] for company, times in visits.items()), ZERO)
    return Absorption(target, ends | visits, visits, frozenset(ends), rest, unresolved, tuple(closed))


def share_between(matrix: Matrix, party: Node, target: Node) -> Fraction:
    """V[party, target]; for a party that is itself held these are raw visits, which can pass 1. Cost of `absorption`.

    The share that a held party can claim without counting itself twice (Baldone, Brioschi and Paleari 1998) is
    V[party, target] / V[party, party]; `bounds` gives that one.

    Raises:
        Diverges: as `absorption`, and where walks come back to the party without end.
    """
    found = absorption(matrix, target)
    for group in found.closed:
        if party in group:
            raise Diverges(group)
    return found.shares.get(party, ZERO)


def loop_gains(matrix: Matrix, target: Node) -> dict[Node, Fraction]:
    """For every company in a circle upstream of `target`: the part of itself that it holds through circles.

    Definition: 1 - 1 / V[j, j], the probability that a walk from j comes back to j; 1 in a closed group.
    One inverse per circle; terminates.

    Raises:
        Diverges: a circle that can be left returns more than enters it.
    """
    order = components(matrix, target)
    left = _left(matrix, order, _rests(matrix, order))
    gains: dict[Node, Fraction] = {}
    for group in order:
        if is_circle(matrix, group):
            finite = _visits(matrix, group, {group[0]: ONE}) is not None
            if group[0] in left and not finite:
                raise Diverges(group)
            gains |= _gains(matrix, group) if finite else dict.fromkeys(group, ONE)
    return gains


def _gains(matrix: Matrix, group: tuple[Node, ...]) -> dict[Node, Fraction]:
    returns = inverse_diagonal(identity_minus(inside(matrix, group)))
    return {company: 1 - 1 / times for company, times in zip(group, returns, strict=True)}


def _rests(matrix: Matrix, order: Components) -> dict[Node, Fraction]:
    """What each company's holders miss to 100 %; nothing above it."""
    return {company: max(ZERO, ONE - _held(matrix, company)) for group in order for company in group}


def _held(matrix: Matrix, company: Node) -> Fraction:
    shares = [share for _, share in links(matrix, company)]
    if not all(share.exact for share in shares):
        raise Inexact
    return sum((share.low for share in shares), ZERO)


def _left(matrix: Matrix, order: Components, rests: Mapping[Node, Fraction]) -> set[Node]:
    """The companies from which a walk can end: at a terminal holder or in an unrecorded remainder."""
    left: set[Node] = set()
    for group in order:
        above = [holder for company in group for holder, _ in links(matrix, company)]
        ends = any(holder not in matrix or holder in left for holder in above)
        if ends or any(rests[company] > 0 for company in group):
            left |= set(group)
    return left


def inside(matrix: Matrix, group: tuple[Node, ...]) -> Rows:
    """A restricted to a group: row k, column j is the share of k in j."""
    place = {company: i for i, company in enumerate(group)}
    rows = [[ZERO] * len(group) for _ in group]
    for company in group:
        for holder, share in links(matrix, company):
            if holder in place:
                rows[place[holder]][place[company]] = share.low
    return rows


def _visits(
    matrix: Matrix, group: tuple[Node, ...], inflow: Mapping[Node, Fraction]
) -> dict[Node, Fraction] | None:
    """Expected visits within one component, or None where they are not finite."""
    arriving = [inflow.get(company, ZERO) for company in group]
    if not is_circle(matrix, group):
        return dict(zip(group, arriving, strict=True))
    found = solve(identity_minus(inside(matrix, group)), arriving)
    if found is None or min(found) < 0:
        return None
    return dict(zip(group, found, strict=True))
