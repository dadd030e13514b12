"""How far from the left does each node of a row stand, when it would like to be where its neighbours are?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import Final, NamedTuple

GAP: Final = 22.0
SWEEPS: Final = 12


class Tie(NamedTuple):
    """A line between two rows: `lower` would like to stand `offset` to the right of the middle of `upper`."""

    upper: int
    lower: int
    offset: float
    weight: float


@dataclass(frozen=True, slots=True)
class Wish:
    """Where a node would like to be, how much it matters, and how wide it is."""

    at: float
    weight: float
    width: float


def settled(wishes: Sequence[Wish], gap: float) -> list[float]:
    """The places in the given order, `gap` apart, that are least far from the wishes (weighted least squares).

    With the distances that the widths require taken off, this is isotonic regression: neighbours that would
    overlap are pooled at their mean (pool adjacent violators; Ayer and others 1955).
    """
    shifts = [0.0]
    for one, other in pairwise(wishes):
        shifts.append(shifts[-1] + (one.width + other.width) / 2 + gap)
    pools: list[tuple[float, float, int]] = []
    for wish, shift in zip(wishes, shifts, strict=False):
        pool = (wish.at - shift, wish.weight, 1)
        while pools and pools[-1][0] > pool[0]:
            pool = _pooled(pools.pop(), pool)
        pools.append(pool)
    means = [mean for mean, _, many in pools for _ in range(many)]
    return [mean + shift for mean, shift in zip(means, shifts, strict=False)]


def _pooled(one: tuple[float, float, int], other: tuple[float, float, int]) -> tuple[float, float, int]:
    weight = one[1] + other[1]
    return (one[0] * one[1] + other[0] * other[1]) / weight, weight, one[2] + other[2]


def placed(
    rows: Sequence[Sequence[int]], widths: Mapping[int, float], ties: Sequence[Tie]
) -> dict[int, float]:
    """The middle of every node, in pixels from an arbitrary origin: rows keep their order, nodes keep `GAP` apart."""
    down, up = _pulls(ties, downward=True), _pulls(ties, downward=False)
    both = {node: down.get(node, []) + up.get(node, []) for node in widths}
    middle: dict[int, float] = {}
    for row in rows:
        _settle(row, widths, {}, middle)
    for _ in range(SWEEPS):
        for row in reversed(rows):
            _settle(row, widths, up, middle)
        for row in rows:
            _settle(row, widths, down, middle)
    for row in [*reversed(rows), *rows, *reversed(rows)]:
        _settle(row, widths, both, middle)
    return middle


@dataclass(frozen=True, slots=True)
class Run:
    """The bends of a long line, one in each row, and the places where it could go on straight to one of its ends."""

    bends: Sequence[int]
    ends: Sequence[float]


def straighten(
    rows: Sequence[Sequence[int]], widths: Mapping[int, float], middle: dict[int, float], runs: Sequence[Run]
) -> None:
    """Bring the bends of each long line under one another where their neighbours leave room for it."""
    before = {node: other for row in rows for other, node in pairwise(row)}
    behind = {node: other for row in rows for node, other in pairwise(row)}

    def apart(node: int, other: int) -> float:
        return (widths[node] + widths[other]) / 2 + GAP

    for run in runs:
        lows = [
            middle[other] + apart(node, other)
            for node in run.bends
            if (other := before.get(node)) is not None
        ]
        highs = [
            middle[other] - apart(node, other)
            for node in run.bends
            if (other := behind.get(node)) is not None
        ]
        low, high = max(lows, default=-inf), min(highs, default=inf)
        if low <= high:
            mean = sum(middle[node] for node in run.bends) / len(run.bends)
            straight = [end for end in run.ends if low <= end <= high]
            middle.update(dict.fromkeys(run.bends, (straight or [min(max(mean, low), high)])[0]))


Pulls = dict[int, list[tuple[int, float, float]]]


def _pulls(ties: Sequence[Tie], *, downward: bool) -> Pulls:
    """For each node its neighbours above (or below), with the wished distance from them and its weight."""
    pulls: Pulls = defaultdict(list)
    for tie in ties:
        if downward:
            pulls[tie.lower].append((tie.upper, tie.offset, tie.weight))
        else:
            pulls[tie.upper].append((tie.lower, -tie.offset, tie.weight))
    return pulls


def _settle(row: Sequence[int], widths: Mapping[int, float], pulls: Pulls, middle: dict[int, float]) -> None:
    wishes = [_wish(node, widths[node], pulls.get(node, []), middle) for node in row]
    middle.update(zip(row, settled(wishes, GAP), strict=True))


def _wish(
    node: int, width: float, pulls: Sequence[tuple[int, float, float]], middle: Mapping[int, float]
) -> Wish:
    weight = sum(each for _, _, each in pulls)
    if not weight:
        return Wish(middle.get(node, 0.0), 0.1, width)
    at = sum((middle[other] + distance) * each for other, distance, each in pulls) / weight
    return Wish(at, weight, width)
