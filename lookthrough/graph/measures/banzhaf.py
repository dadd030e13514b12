"""How often does a holder decide the vote of one company, if all others vote at random?

Definition: the raw index of a holder is the part of the coalitions of the other holders that do not pass without him
and do with him; the normalised index is his part of all such swings (Penrose 1946; Banzhaf 1965).

    A 1/3, B 1/3, D 1/3 of C: A decides when just one of the others is for it, in half of the cases

>>> from fractions import Fraction
>>> from lookthrough.graph.measures.banzhaf import banzhaf
>>> power = banzhaf({"A": Fraction(1, 3), "B": Fraction(1, 3), "D": Fraction(1, 3)})
>>> power.raw["A"], power.normalised["A"], power.exact
(Fraction(1, 2), Fraction(1, 3), True)

With votes 4, 3, 2, 1 and 6 needed:

>>> votes = {"a": Fraction(4, 10), "b": Fraction(3, 10), "c": Fraction(2, 10), "d": Fraction(1, 10)}
>>> [str(part) for part in banzhaf(votes, Fraction(6, 10), strict=False).normalised.values()]
['5/12', '1/4', '1/4', '1/12']

Assumption: holders vote independently, each way equally likely; unrecorded votes are against.
Complexity: holders x different sums, exact as long as there are at most `limit` of these; beyond that a seeded sample
of coalitions, and `error` is the standard error, 1 / (2 sqrt(sample)) at most. Terminates.
Known failure: it speaks of one company, not of chains; that holders are friends it does not see. For chains Crama and
Leruth (2007) compose the games, which is #P-hard.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.measures.exact import TooMany
from lookthrough.graph.measures.games import coalitions, whole_numbers
from lookthrough.graph.shares import HALF, ZERO

LIMIT = 200_000
SAMPLE = 100_000


@dataclass(frozen=True, slots=True)
class Power:
    """The raw index of each holder; `exact` is False for a sample, of which `error` is the standard error."""

    raw: Mapping[Node, Fraction]
    exact: bool
    error: float = 0.0

    @property
    def normalised(self) -> dict[Node, Fraction]:
        """The same as parts of all swings; all 0 where nobody ever decides."""
        total = sum(self.raw.values(), ZERO)
        return {holder: part / total if total else ZERO for holder, part in self.raw.items()}


def banzhaf(
    votes: Mapping[Node, Fraction], quota: Fraction = HALF, *, strict: bool = True, limit: int = LIMIT
) -> Power:
    """The power of each holder of one company; `votes` are parts of 1, as is `quota`, to be passed (or reached)."""
    names = sorted(votes)
    numbers, least = whole_numbers([votes[name] for name in names], quota)
    need = least + 1 if strict else least
    try:
        raw = [_swings(numbers, place, need, limit) for place in range(len(names))]
    except TooMany:
        return _sampled(names, numbers, need)
    return Power(dict(zip(names, raw, strict=True)), exact=True)


def _swings(numbers: list[int], place: int, need: int, limit: int) -> Fraction:
    """The part of the coalitions of the others that one holder turns."""
    counts = coalitions((*numbers[:place], *numbers[place + 1 :]), limit)
    turned = sum(ways for (_, total), ways in counts.items() if total < need <= total + numbers[place])
    return Fraction(turned, 2 ** (len(numbers) - 1))


def _sampled(names: list[Node], numbers: list[int], need: int) -> Power:
    chooser = random.Random(0)  # noqa: S311 -- a sample, not a secret
    swings = dict.fromkeys(names, 0)
    for _ in range(SAMPLE):
        bits = chooser.getrandbits(len(names))
        inside = [bits >> place & 1 for place in range(len(names))]
        total = sum(number for number, taken in zip(numbers, inside, strict=True) if taken)
        for name, number, taken in zip(names, numbers, inside, strict=True):
            without = total - number * taken
            swings[name] += without < need <= without + number
    raw = {name: Fraction(count, SAMPLE) for name, count in swings.items()}
    return Power(raw, exact=False, error=1 / (2 * sqrt(SAMPLE)))
