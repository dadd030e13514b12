"""Does every store behave as the reference store does, and would the suite notice if one did not?"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase

from lookthrough.graph.stores.duckdb import DuckStore, open_store
from tests.contract.broken import BROKEN
from tests.contract.compare import Factory
from tests.contract.machine import KINDS, drive
from tests.contract.memory import MemoryStore

CALM = list(HealthCheck)


def sound(store: DuckStore) -> None:
    """The store finds nothing broken in itself, and is closed."""
    assert store.check() == []
    store.close()


STORES = [
    Factory("memory", MemoryStore),
    Factory("duckdb", lambda clock: open_store(":memory:", clock=clock, tail=3), finish=sound),
]


@pytest.mark.parametrize("factory", STORES, ids=lambda factory: factory.name)
def test_a_store_answers_every_read_as_the_reference_store_does(factory: Factory) -> None:
    machine = drive(factory, 40, suppress_health_check=CALM)
    rare = {kind for kind in KINDS if machine.seen[kind] < machine.examples / 20}
    assert rare == set(), f"{rare} came in less than 5 % of {machine.examples} runs: {machine.seen}"


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__)
def test_the_suite_notices_a_store_that_is_broken_in_one_way(broken: type[MemoryStore]) -> None:
    once = {"phases": [Phase.generate], "suppress_health_check": CALM, "report_multiple_bugs": False}
    with pytest.raises(AssertionError):
        drive(Factory(broken.__name__, broken), 300, **once)
