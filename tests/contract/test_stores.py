"""Does every store behave as the reference store does, and would the suite notice if one did not?"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from hypothesis import Phase

from lookthrough.graph.stores.duckdb import DuckStore, open_store
from tests.contract.broken import BROKEN
from tests.contract.compare import Factory, Hands
from tests.contract.machine import KINDS, check
from tests.contract.memory import MemoryStore


def plain(_: Path) -> Factory:
    """The reference store beside itself."""
    return Factory(MemoryStore, 25)


def duckdb(_: Path) -> Factory:
    """The embedded store without a file; its copies are sorted anew after every three rows."""
    return Factory(lambda clock: open_store(":memory:", clock=clock, tail=3), 25, finish=DuckStore.release)


def duckdb_file(folder: Path) -> Factory:
    """The embedded store in a file: a killed run is a connection lost, a new one reads what was committed."""
    numbers, last = count(), list[tuple[str, Hands]]()

    def start(clock: Hands) -> DuckStore:
        last[:] = [(str(folder / f"{next(numbers)}.duckdb"), clock)]
        return open_store(last[0][0], "create", clock=clock)

    def killed(store: DuckStore) -> DuckStore:
        store.release()
        return open_store(last[0][0], "write", clock=last[0][1])

    def sound(store: DuckStore) -> None:
        assert store.check() == []
        store.release()

    return Factory(start, 8, killed, sound)


STORES = [plain, duckdb, duckdb_file]


@pytest.mark.parametrize("kind", STORES)
def test_a_store_answers_every_read_as_the_reference_store_does(
    kind: Callable[[Path], Factory], tmp_path: Path
) -> None:
    check(kind(tmp_path))


@pytest.mark.deep
@pytest.mark.parametrize("kind", STORES)
def test_a_store_agrees_with_the_reference_store_after_many_more_steps(
    kind: Callable[[Path], Factory], tmp_path: Path
) -> None:
    check(kind(tmp_path), times=5)


def test_at_least_one_run_in_twenty_contains_each_kind_of_step() -> None:
    machine = check(Factory(MemoryStore, 80))
    rare = {kind for kind in KINDS if machine.seen[kind] < machine.examples / 20}
    assert rare == set(), f"of {machine.examples} runs: {machine.seen}"


@pytest.mark.parametrize("broken", BROKEN)
def test_the_suite_notices_a_store_that_is_broken_in_one_way(broken: type[MemoryStore]) -> None:
    with pytest.raises(AssertionError):
        check(Factory(broken, 300), phases=[Phase.generate], report_multiple_bugs=False)
