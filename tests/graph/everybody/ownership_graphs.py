"""Which structures try the kernels of everybody's ownership, and what does one customer's exact answer say of them?"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from lookthrough.graph.everybody.pairs import Level, Pairs
from lookthrough.graph.kernels.absorption import Diverges, absorption, share_between
from lookthrough.graph.kernels.fills import Fill, Matrix, Node
from lookthrough.graph.shares import ZERO, exactly
from lookthrough.graph.snapshot.arrays import Snapshot

Shares = dict[tuple[Node, Node], Fraction]
PARTS = [
    Fraction(*part)
    for part in ((1, 2), (1, 4), (1, 3), (1, 5), (1, 10), (9, 20), (1, 100), (51, 100), (1, 7))
]
LEVELS = st.builds(
    Level,
    st.sampled_from([Fraction(*part) for part in ((1, 4), (1, 2), (1, 3), (1, 10), (1, 1))]),
    st.booleans(),
)


def owned(matrix: Matrix) -> tuple[Shares, set[Node]]:
    """(owner, company) -> share of every owner of every company, exactly; and the companies without a value."""
    shares: Shares = {}
    diverging = set()
    for company in matrix:
        try:
            found = absorption(matrix, company)
        except Diverges:
            diverging.add(company)
            continue
        shares |= {(owner, company): found.shares[owner] for owner in found.terminals}
    return shares, diverging


def held(matrix: Matrix, holder: Node, diverging: set[Node]) -> Shares:
    """(holder, company) -> share of every company below a holder, exactly."""
    found: Shares = {}
    for company in set(matrix) - diverging - {holder}:
        try:
            found[holder, company] = share_between(matrix, holder, company)
        except Diverges:  # the walks come back to the holder for ever
            continue
    return {pair: share for pair, share in found.items() if share}


def passing(shares: Shares, level: Level) -> set[tuple[Node, Node]]:
    """The pairs whose share passes."""
    return {pair for pair, share in shares.items() if level.passed(share)}


def named(snapshot: Snapshot, pairs: Pairs) -> list[tuple[Node, Node]]:
    """The pairs by name, row by row."""
    return [(snapshot.names[owner], snapshot.names[company]) for owner, company, _ in pairs]


def drawn(ring: Mapping[Node, Mapping[Node, Fraction]]) -> dict[Node, Fill]:
    """A matrix from company -> holder -> share."""
    return {
        company: Fill(tuple(sorted((holder, exactly(share)) for holder, share in holders.items() if share)))
        for company, holders in ring.items()
    }


def group(seed: int, companies: int = 40, persons: int = 30) -> dict[Node, Fill]:
    """A random group: circles, crowds of holders, human shares that tie."""
    random = Random(seed)
    names = [f"C{i:02}" for i in range(companies)]
    people = [f"p{i:02}" for i in range(persons)]
    found: dict[Node, dict[Node, Fraction]] = {}
    for company in names:
        crowd = random.choice([1, 1, 2, 3, 20])
        holders = random.sample(names, random.choice([0, 0, 1, 1, 2])) + random.sample(people, crowd)
        column, left = dict.fromkeys(holders, ZERO), Fraction(1)
        for holder in holders:
            share = random.choice(PARTS) if crowd < 6 else Fraction(1, len(holders) + 1)
            column[holder] = min(share, left)
            left -= column[holder]
        column[holders[-1]] += left if random.random() < 0.5 else ZERO
        found[company] = column
    return drawn(found)


def ring(size: int, inside: Fraction, outside: Mapping[Node, Fraction]) -> dict[Node, Fill]:
    """A circle: each company has `inside` of the next, and somebody has the same of each."""
    names = [f"R{i:04}" for i in range(size)]
    return drawn({name: {names[i - 1]: inside, **outside} for i, name in enumerate(names)})
