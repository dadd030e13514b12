"""Is nothing left of a long table about everybody whose command was stopped?"""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from tests.survival.deliveries import delivery
from tests.survival.driving import LINUX, Running, store_with
from tests.survival.test_interrupts import SENTENCE

pytestmark = [pytest.mark.deep, pytest.mark.skipif(not LINUX, reason="signals are sent as Linux has them")]


@pytest.mark.parametrize("seconds", [0.0, 1.0, 2.0])
def test_control_of_everybody_is_left_at_once_with_no_file_half_written(
    seconds: float, tmp_path: Path
) -> None:
    store = store_with(tmp_path, delivery(tmp_path))
    (out := tmp_path / "out").mkdir()
    running = Running(tmp_path, ("control", "--all", "--keep", "--store", store, "--out", out / "c.parquet"))
    assert running.wait_until(Running.listens)
    time.sleep(seconds)
    running.stop(signal.SIGINT)
    ended = running.end()
    assert ended.code == 130
    assert ended.err.splitlines()[-1] + "\n" == SENTENCE
    assert {path.name for path in out.iterdir()} <= {"c.parquet"}
