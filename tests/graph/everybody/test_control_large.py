"""Does control of everybody hold on graphs of 200,000 links, against a loop that is simple and slow?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pytest

from bench.graphs import cyclic, register
from bench.snapshots import frozen
from lookthrough.graph.everybody.control import Control
from lookthrough.graph.everybody.control_findings import ONE, Terms
from lookthrough.graph.snapshot.arrays import Snapshot

MAKERS = {"register": register, "cyclic": cyclic}


def slowly(snapshot: Snapshot, end: str) -> Iterator[tuple[int, int]]:
    """All pairs (source, company) of the definition, source by source, by sums in dictionaries."""
    votes = snapshot.rights["votes"]
    company = np.repeat(np.arange(snapshot.companies), np.diff(snapshot.start)).tolist()
    num, den = getattr(votes, f"{end}_num").tolist(), votes.den.tolist()
    held = defaultdict(list)
    for edge, holder in enumerate(snapshot.holder.tolist()):
        held[holder].append((company[edge], num[edge]))
    for source in list(held):
        sums: dict[int, int] = defaultdict(int)
        found, queue = {source}, [source]
        while queue:
            for below, part in held.get(queue.pop(), ()):
                sums[below] += part
                if below not in found and 2 * sums[below] > den[below]:
                    found.add(below)
                    queue.append(below)
                    yield source, below


@pytest.mark.deep
@pytest.mark.parametrize("shape", MAKERS)
def test_all_pairs_of_a_large_graph_are_those_of_a_simple_loop(shape: str) -> None:
    snapshot = frozen(MAKERS[shape](200_000))
    rows = Control.of(snapshot, Terms(settled=False), threads=2).columns()
    assert rows.certain.all()
    assert set(zip(rows.source.tolist(), rows.company.tolist(), strict=True)) == set(slowly(snapshot, "low"))


@pytest.mark.deep
@pytest.mark.parametrize("shape", MAKERS)
def test_certain_pairs_with_bands_are_those_of_their_low_ends(shape: str) -> None:
    snapshot = frozen(MAKERS[shape](100_000), ranged=0.2)
    rows = Control.of(snapshot, Terms(strict=False, settled=False), threads=2).columns()
    pairs = set(zip(rows.source.tolist(), rows.company.tolist(), strict=True))
    assert pairs >= set(slowly(snapshot, "low"))
    assert len(pairs) == len(rows)


@pytest.mark.deep
@pytest.mark.parametrize("shape", MAKERS)
def test_the_top_controller_controls_and_is_controlled_by_nobody(shape: str) -> None:
    snapshot = frozen(MAKERS[shape](200_000))
    control = Control.of(snapshot, Terms(settled=False), threads=2)
    tops, pairs = control.tops(), set(slowly(snapshot, "low"))
    below = {company for _, company in pairs}
    expected = defaultdict(set)
    for source, company in pairs:
        if source not in below:
            expected[company].add(source)
    found = {int(node): {int(tops.top[node])} for node in np.flatnonzero(tops.how == ONE)}
    assert found == {company: sources for company, sources in expected.items() if len(sources) == 1}
