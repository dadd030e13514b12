"""Do other methods find the same owners among a million links, and are ties there ties?"""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from scipy import sparse

from bench.graphs import cyclic, register
from bench.snapshots import frozen
from lookthrough.graph.everybody.borderline import answered
from lookthrough.graph.everybody.one import holdings_of, owners_of
from lookthrough.graph.everybody.ownership import all_owners
from lookthrough.graph.everybody.pairs import Level, Pairs
from lookthrough.graph.everybody.right import right_of
from lookthrough.graph.everybody.settled import Settled, settle
from lookthrough.graph.snapshot.arrays import Snapshot

pytestmark = pytest.mark.deep
QUARTER = Fraction(1, 4)
LINKS = 1_000_000


def shares_of(snapshot: Snapshot) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Who holds a company: among the companies, and among the ends of chains."""
    held = np.repeat(np.arange(snapshot.companies), np.diff(snapshot.start))
    shape = (snapshot.companies, snapshot.nodes)
    found = sparse.csr_array((snapshot.rights["equity"].low, (held, snapshot.holder)), shape=shape)
    return found[:, : snapshot.companies], found[:, snapshot.companies :]


def rows_of(pairs: Pairs, snapshot: Snapshot, companies: set[int] | None = None) -> set[tuple[int, int]]:
    """Pairs that are not tied, as (company, end)."""
    rows = zip(pairs.company.tolist(), pairs.owner.tolist(), pairs.tied.tolist(), strict=True)
    return {
        (j, node - snapshot.companies)
        for j, node, tied in rows
        if not tied and (companies is None or j in companies)
    }


def ties_are_ties(settled: Settled, pairs: Pairs) -> None:
    """Tied rows, some of them, checked with fractions."""
    rows = Random(7).sample(np.flatnonzero(pairs.tied).tolist(), 300)
    values = answered(settled.right, pairs.owner[rows], pairs.company[rows])
    assert {value for value in values if value is not None} == {QUARTER}
    assert sum(value is None for value in values) < 10


def product(start: sparse.csr_array, inner: sparse.csr_array) -> sparse.csr_array:
    """What comes together on the way up from some companies: start + start A + start A A ..., to the last digits."""
    total = step = start
    for _ in range(1000):  # what is in a group that owns itself never ends, and never comes to an owner
        step = step @ inner
        step.data[step.data < 1e-15] = 0
        step.eliminate_zeros()
        if not step.nnz:
            break
        total = total + step
    return total


def over(found: sparse.coo_array, least: float) -> set[tuple[int, int]]:
    """The places of what is more than `least`."""
    chosen = found.data > least
    return set(zip(found.row[chosen].tolist(), found.col[chosen].tolist(), strict=True))


def test_a_register_has_the_owners_of_the_iterated_product() -> None:
    snapshot = frozen(register(LINKS))
    settled = settle(right_of(snapshot))
    pairs = all_owners(settled, Level(QUARTER))
    inner, ends = shares_of(snapshot)
    found = product(ends.T.tocsr(), inner.T.tocsr()).T.tocoo()
    assert over(found, 0.25 + 1e-9) == rows_of(pairs, snapshot)
    near = over(found, 0.25 - 1e-9) - over(found, 0.25 + 1e-9)
    assert int(pairs.tied.sum()) == len(near) > 50_000
    assert not pairs.undecided
    ties_are_ties(settled, pairs)


def test_groups_in_circles_have_the_owners_of_the_iterated_product() -> None:
    snapshot = frozen(cyclic(LINKS))
    settled = settle(right_of(snapshot))
    pairs = all_owners(settled, Level(QUARTER))
    inner, ends = shares_of(snapshot)
    below_core = np.flatnonzero(settled.lists.bound > 0)
    chosen = sorted(
        {int(j) for j in np.random.default_rng(7).choice(below_core, 100)} | set(range(0, 400_000, 4000))
    )
    asked = (np.ones(len(chosen)), (np.arange(len(chosen)), chosen))
    start = sparse.csr_array(asked, shape=(len(chosen), snapshot.companies))
    found = (product(start, inner) @ ends).tocoo()
    found.row = np.array(chosen)[found.row]
    for some in (pairs, owners_of(settled.right, chosen, Level(QUARTER))):
        mine = rows_of(some, snapshot, set(chosen))
        assert over(found, 0.25 + 1e-9) <= mine <= over(found, 0.25 - 1e-9)
    assert not pairs.undecided
    ties_are_ties(settled, pairs)


def test_what_holders_have_is_what_everybodys_pass_says() -> None:
    snapshot = frozen(cyclic(LINKS // 10))
    settled = settle(right_of(snapshot))
    pairs = all_owners(settled, Level(QUARTER))
    for owner in Random(7).sample(sorted(set(pairs.owner.tolist())), 200):
        mine = set(pairs.company[pairs.owner == owner].tolist())
        assert set(holdings_of(settled, owner, Level(QUARTER)).company.tolist()) == mine
