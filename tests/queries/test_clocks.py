"""Which run is known at a moment that somebody names, however far away?"""

from __future__ import annotations

import pytest

from lookthrough.errors import UsageError
from lookthrough.graph.ports import Delivery
from lookthrough.wiring import Asked, clocks
from tests.contract.memory import MemoryStore

NOW = 1_790_000_000_000_000  # 2026-09-21, in microseconds


def store() -> MemoryStore:
    """A store with one run."""
    made = MemoryStore(lambda: NOW)
    made.begin(Delivery("bank"))
    made.commit()
    return made


@pytest.mark.parametrize(
    ("day", "run"),
    [
        ("0001-01-01", 0),
        ("2026-09-19", 0),
        ("2026-09-22", 1),
        ("9999-12-31", 1),
        (None, 1),
        ("1", 1),
        ("0", 0),
    ],
)
def test_what_is_known_at_a_day_is_the_last_run_up_to_its_end(day: str | None, run: int) -> None:
    assert clocks(store(), Asked(known_at=day)).known == run


@pytest.mark.parametrize("text", ["2", "9999999", "soon", "2026-02-30"])
def test_a_moment_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=f"--known-at {text}: "):
        clocks(store(), Asked(known_at=text))


def test_both_clocks_stand_at_one_day_or_each_at_its_own() -> None:
    both = clocks(store(), Asked(as_of="2026-09-22"))
    assert both == clocks(store(), Asked(valid_at="2026-09-22", known_at="2026-09-22"))
    with pytest.raises(UsageError):
        clocks(store(), Asked(as_of="2026-09-22", valid_at="any"))
