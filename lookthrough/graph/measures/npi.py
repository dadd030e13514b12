"""Who decides in the end, if at every company a random order of its holders is asked until a majority is reached?

Definition: every company carries the label of an ultimate owner; persons, and whoever has no recorded holder, carry
their own. A company asks its holders in random order, those with the same label together, and takes over the label
of the one with whom more than half of the recorded votes are reached. The index of an owner is the value of all nodes
that carry his label, expected (network power index: Mizuno, Doi and Kurizaki 2020).

    A -50%-> D,  B -50%-> D,  A -10%-> E,  C -45%-> E,  D -45%-> E,  C -40%-> F,  E -60%-> F

>>> from fractions import Fraction
>>> from lookthrough.graph.kernels.fills import Fill
>>> from lookthrough.graph.measures.npi import network_power
>>> from lookthrough.graph.shares import parse
>>> held = {"D": {"A": "50%", "B": "50%"}, "E": {"A": "10%", "C": "45%", "D": "45%"}, "F": {"C": "40%", "E": "60%"}}
>>> matrix = {j: Fill(tuple((k, parse(share)) for k, share in row.items())) for j, row in held.items()}
>>> found = network_power(matrix, dict.fromkeys("ABCDEF", Fraction(1)))
>>> {owner: str(power) for owner, power in sorted(found.power.items())}, found.exact
({'A': '17/6', 'B': '11/6', 'C': '4/3'}, True)

Assumption: unrecorded holders do not vote. Complexity: without circles exact, companies owners first, over all labels
that companies still to be asked can see, as long as there are at most `limit` combinations. Else a seeded simulation
of `sweeps` sweeps, in circles after a burn-in and with labels forgotten now and then, as the authors do; `error` is
the standard error of a label's probability, 1 / (2 sqrt(sweeps)) at most (more in circles). Terminates.
Known failure: everything hangs on the random order, which no law knows; in circles the result depends on how often
labels are forgotten.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from lookthrough.graph.kernels.components import components
from lookthrough.graph.kernels.fills import Matrix, Node
from lookthrough.graph.measures.exact import Parts, TooMany, parts_of
from lookthrough.graph.measures.games import pivots, whole_numbers
from lookthrough.graph.shares import ONE, ZERO

LIMIT = 20_000
SWEEPS = 20_000
BURN_IN = 15
FORGETTING = 0.02
Labels = dict[Node, Node]


@dataclass(frozen=True, slots=True)
class NetworkPower:
    """Owner -> expected value under his label; `exact` is False for a simulation, with its standard `error`."""

    power: Mapping[Node, Fraction]
    exact: bool
    error: float = 0.0


def network_power(
    matrix: Matrix, values: Mapping[Node, Fraction], *, limit: int = LIMIT, sweeps: int = SWEEPS
) -> NetworkPower:
    """The network power index of every ultimate owner.

    Raises:
        NotExact: a share is a range.
    """
    parts = {company: held for company, held in parts_of(matrix).items() if held}
    order, circles = _order(matrix, parts)
    if not circles:
        try:
            return NetworkPower(_exactly(parts, order, values, limit), exact=True)
        except TooMany:
            pass
    return _simulated(parts, order, values, (sweeps, circles))


def _order(matrix: Matrix, parts: Parts) -> tuple[list[Node], bool]:
    """Companies, owners first, and whether there are circles among them."""
    order: list[Node] = []
    circles = False
    for company in sorted(parts):
        if company not in order:
            for group in components(matrix, company, frozenset(order)):
                circles |= len(group) > 1 or group[0] in parts.get(group[0], {})
                order += [node for node in group if node in parts]
    return order, circles


def _exactly(
    parts: Parts, order: list[Node], values: Mapping[Node, Fraction], limit: int
) -> dict[Node, Fraction]:
    """Over all combinations of labels that companies still to be asked can see."""
    power: dict[Node, Fraction] = defaultdict(lambda: ZERO)
    for node in {*values, *(holder for held in parts.values() for holder in held)} - parts.keys():
        power[node] += values.get(node, ZERO)
    last = {holder: place for place, company in enumerate(order) for holder in parts[company]}
    states: dict[tuple[tuple[Node, Node], ...], Fraction] = {(): ONE}
    for place, company in enumerate(order):
        grown: dict[tuple[tuple[Node, Node], ...], Fraction] = defaultdict(lambda: ZERO)
        for state, chance in states.items():
            for label, part in _draws(parts[company], dict(state), limit).items():
                power[label] += chance * part * values.get(company, ZERO)
                seen = (
                    (node, mark) for node, mark in (*state, (company, label)) if last.get(node, -1) > place
                )
                grown[tuple(sorted(seen))] += chance * part
        states = grown
        if len(states) > limit:
            raise TooMany("combinations of labels")
    return dict(power)


def _unions(held: Mapping[Node, Fraction], labels: Mapping[Node, Node]) -> dict[Node, Fraction]:
    """The votes under each label."""
    unions: dict[Node, Fraction] = defaultdict(lambda: ZERO)
    for holder, part in held.items():
        unions[labels.get(holder, holder)] += part
    return unions


def _draws(held: Mapping[Node, Fraction], labels: Labels, limit: int) -> dict[Node, Fraction]:
    """How likely each label is at a company, given those of its holders."""
    unions = _unions(held, labels)
    names = sorted(unions)
    numbers, half = whole_numbers([unions[name] for name in names], sum(unions.values(), ZERO) / 2)
    return dict(zip(names, pivots(numbers, half, limit), strict=True))


def _simulated(
    parts: Parts, order: list[Node], values: Mapping[Node, Fraction], how: tuple[int, bool]
) -> NetworkPower:
    """Sweeps owners first; without circles each is an independent draw, with them labels are carried on."""
    (sweeps, circles), chooser = how, random.Random(0)  # noqa: S311 -- a simulation, not a secret
    nodes = {*values, *parts, *(holder for held in parts.values() for holder in held)}
    counts: dict[Node, Fraction] = defaultdict(lambda: ZERO)
    labels: Labels = {}
    age = counted = 0
    while counted < sweeps:
        if not circles or chooser.random() < FORGETTING:
            labels, age = {}, 0
        for company in order:
            labels[company] = _drawn(parts[company], labels, chooser)
        age += 1
        if not circles or age > BURN_IN:
            counted += 1
            for node in nodes:
                counts[labels.get(node, node)] += values.get(node, ZERO)
    power = {node: total / sweeps for node, total in counts.items()}
    return NetworkPower(power, exact=False, error=1 / (2 * sqrt(sweeps)))


def _drawn(held: Mapping[Node, Fraction], labels: Labels, chooser: random.Random) -> Node:
    """The label of the union with which a random order passes half of the recorded votes."""
    unions = _unions(held, labels)
    half, total = sum(unions.values(), ZERO) / 2, ZERO
    names = sorted(unions)
    chooser.shuffle(names)
    for name in names:
        total += unions[name]
        if total > half:
            return name
    raise AssertionError("all votes together are more than half of them")
