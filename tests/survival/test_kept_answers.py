"""Are kept answers whole, the old ones or the new ones, wherever the program that keeps them is killed?"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from lookthrough.graph.answers import Answers, Asked
from lookthrough.graph.stores.duckdb import open_store
from tests.survival.driving import LINUX
from tests.survival.unkilled import DICE

pytestmark = [pytest.mark.deep, pytest.mark.skipif(not LINUX, reason="only Linux kills as this does")]

ROWS = 60_000
KILLS = 5
KEEPING = f"""
import sys
from itertools import count
import pyarrow as pa
from lookthrough.graph.answers import Answers, Asked, Some
from lookthrough.graph.stores.duckdb import open_store

subjects = [f"P{{n}}" for n in range({ROWS})]
with open_store(sys.argv[1], "create") as store:
    for run in count(1):
        rows = pa.table({{"subject": subjects, "told": [f"{{run}}.{{n}}" for n in range({ROWS})]}})
        some = Some(subjects, run - 1, None) if run % 2 == 0 else None
        store.keep(Answers(Asked("owners", "cn"), "1", run, None, rows), some)
        print(run, flush=True)
"""


def killed(path: Path, seconds: float) -> int:
    """Keep answers over and over, until killed so long after the first; which run was the last that was told."""
    told = path.with_suffix(".told")
    with (
        told.open("w") as out,
        subprocess.Popen([sys.executable, "-c", KEEPING, path], stdout=out) as process,
    ):
        while not told.read_text(encoding="ascii"):
            time.sleep(0.01)
        time.sleep(seconds)
        process.kill()
    return int(told.read_text(encoding="ascii").split()[-1])


def test_answers_are_the_old_ones_or_the_new_ones_whole(tmp_path: Path) -> None:
    for number in range(KILLS):
        path = tmp_path / f"{number}.duckdb"
        last = killed(path, DICE.uniform(0.1, 0.9))
        with open_store(str(path)) as store:
            kept = store.kept(Asked("owners", "cn"))
        assert isinstance(kept, Answers)
        assert kept.run in (last, last + 1)
        assert len(set(kept.rows["subject"].to_pylist())) == len(kept.rows) == ROWS
        assert {str(text).partition(".")[0] for text in kept.rows["told"].to_pylist()} == {str(kept.run)}
