"""In how many ways can votes be short of a majority? Counts of coalitions, by dynamic programming.

The counts are kept by sum (and size), so that the cost is the number of holders times the number of different sums:
2^k for k holders with unrelated shares, but hundreds where shares are round percents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import factorial, lcm

from lookthrough.graph.measures.exact import TooMany

Counts = dict[tuple[int, int], int]  # (size, sum) -> coalitions


def whole_numbers(parts: Sequence[Fraction], quota: Fraction) -> tuple[list[int], int]:
    """The same parts and quota over one denominator."""
    unit = lcm(quota.denominator, *(part.denominator for part in parts))
    return [int(part * unit) for part in parts], int(quota * unit)


def coalitions(votes: Iterable[int], limit: int) -> Counts:
    """How many coalitions there are of each size and sum.

    Raises:
        TooMany: more than `limit` different ones.
    """
    counts: Counts = {(0, 0): 1}
    for vote in votes:
        grown = defaultdict(int, counts)
        for (size, total), ways in counts.items():
            grown[size + 1, total + vote] += ways
        counts = dict(grown)
        if len(counts) > limit:
            raise TooMany("coalitions")
    return counts


def pivots(votes: Sequence[int], quota: int, limit: int) -> list[Fraction]:
    """How often each is the one with whom a random order passes the quota (Shapley and Shubik 1954).

    Raises:
        TooMany: more than `limit` different coalitions.
    """
    count = len(votes)
    found = []
    for place, vote in enumerate(votes):
        others = coalitions([*votes[:place], *votes[place + 1 :]], limit)
        orders = sum(
            ways * factorial(size) * factorial(count - size - 1)
            for (size, total), ways in others.items()
            if total <= quota < total + vote
        )
        found.append(Fraction(orders, factorial(count)))
    return found
