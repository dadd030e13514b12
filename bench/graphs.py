"""What do made-up control graphs of millions of links look like? Shares as people write them, ties in plenty.

Two shapes after published figures. `register`: a register of persons with significant control (5.1 million links, 91 %
of them straight from an end to a company that holds nothing, nine layers, few and small circles). `cyclic`: groups
that hold one another, with a core of some 1,600 companies; the largest published one has 1,318.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

# How many holders, how often, and the shares that they have, as numerators over the last number.
PATTERNS: tuple[tuple[float, tuple[int, ...], int], ...] = (
    (0.70, (100,), 100),
    (0.02, (80,), 100),
    (0.10, (50, 50), 100),
    (0.03, (51, 49), 100),
    (0.02, (60, 40), 100),
    (0.01, (75, 25), 100),
    (0.02, (70, 30), 100),
    (0.02, (1, 1, 1), 3),
    (0.01, (50, 25, 25), 100),
    (0.01, (40, 30, 30), 100),
    (0.02, (25, 25, 25, 25), 100),
    (0.01, (40, 20, 20, 20), 100),
    (0.01, (20, 20, 20, 20, 20), 100),
    (0.01, (1, 1, 1, 1, 1, 1, 1), 7),
    (0.01, (1250, 3750, 2500, 2500), 10000),
)
CROWDED = (0.25, 0.02, 0.16, 0.06, 0.06, 0.05, 0.06, 0.07, 0.05, 0.05, 0.06, 0.04, 0.03, 0.02, 0.02)


@dataclass(frozen=True, slots=True)
class Links:
    """Link i: `holder[i]` has `num[i]` / `den[i]` of `held[i]`. Companies are 0 .. companies - 1, persons the rest."""

    holder: Ints
    held: Ints
    num: Ints
    den: Ints
    companies: int
    nodes: int


def register(links: int, seed: int = 7) -> Links:
    """A register: few companies hold anything, chains are short, 160 circles of two or three."""
    random = np.random.default_rng(seed)
    held, num, den, companies = _columns(random, links, [often for often, _, _ in PATTERNS])
    holding = companies // 27  # the first of the companies are those that hold others
    persons = int(0.74 * links)
    holder = companies + random.integers(0, persons, links)
    above = random.random(links) < np.where(held < holding, 0.12, 0.09)
    owner = np.minimum(random.integers(0, holding, links), random.integers(0, holding, links))
    allowed = above & (owner < held) & _few(held, links)
    holder = np.where(allowed, owner, holder)
    _rings(holder, held, random.integers(0, holding - 3, 160))
    return Links(holder, held, num, den, companies, companies + persons)


def cyclic(links: int, seed: int = 7) -> Links:
    """Groups: half of the links come from companies, hubs hold thousands, a core and many small circles."""
    random = np.random.default_rng(seed)
    held, num, den, companies = _columns(random, links, CROWDED)
    persons = int(0.42 * links)
    holder = companies + random.integers(0, persons, links)
    hubs = (companies * random.random(links) ** 3).astype(np.int64)
    upward = random.random(links) < 0.30
    holder = np.where(upward & (hubs < held), hubs, holder)
    core = min(2500, companies // 20)
    inside = (held < core) & (random.random(links) < 0.75)
    holder = np.where(inside, random.integers(0, core, links), holder)
    _rings(holder, held, random.integers(core, companies - 3, companies // 1800))
    return Links(holder, held, num, den, companies, companies + persons)


def _columns(
    random: np.random.Generator, links: int, often: tuple[float, ...] | list[float]
) -> tuple[Ints, Ints, Ints, int]:
    """Companies with the shares of a pattern each, cut off after `links` links."""
    sizes = np.array([len(parts) for _, parts, _ in PATTERNS])
    share = np.array(often) / sum(often)
    which = random.choice(len(PATTERNS), int(links / (share @ sizes) * 1.05) + 10, p=share)
    ends = np.cumsum(sizes[which])
    companies = int(np.searchsorted(ends, links)) + 1
    held = np.repeat(np.arange(companies), sizes[which[:companies]])[:links]
    place = np.arange(links) - (ends - sizes[which])[held]
    table = np.zeros((len(PATTERNS), int(sizes.max())), np.int64)
    for row, (_, parts, _) in enumerate(PATTERNS):
        table[row, : len(parts)] = parts
    over = np.array([whole for _, _, whole in PATTERNS])
    return held, table[which[held], place], over[which[held]], companies


def _few(held: Ints, links: int) -> npt.NDArray[np.bool_]:
    """True for the first link of each company: one holder at most is a company."""
    first = np.ones(links, np.bool_)
    first[1:] = held[1:] != held[:-1]
    return first


def _rings(holder: Ints, held: Ints, starts: Ints) -> None:
    """Companies start, start + 1 (and + 2) hold one another: the first link of each is bent."""
    first = np.searchsorted(held, starts)
    second, third = np.searchsorted(held, starts + 1), np.searchsorted(held, starts + 2)
    three = starts % 2 == 0
    holder[first], holder[second] = starts + 1, np.where(three, starts + 2, starts)
    holder[third] = np.where(three, starts, holder[third])
