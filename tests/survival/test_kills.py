"""Does a store hold whole runs only, wherever the program is killed?

The real program is killed (SIGKILL) at random moments: some anywhere in the run, most while its bytes reach the disk.
That a kill fell between the first write and the commit is said by the disk afterwards: the store's files are no longer
what they were before the command, and the store, opened again, does not hold the run. Then the same command is given
once more and let alone.
"""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest

from tests.survival.deliveries import delivery
from tests.survival.driving import LINUX, Moment, Running, after, changing, command, files, store_with
from tests.survival.unkilled import DICE, Work, watched

pytestmark = pytest.mark.skipif(not LINUX, reason="only Linux says what a process writes")

AIMED = 0.8  # of the kills
BETWEEN = 0.4


def killed(work: Work, moment: Moment, folder: Path) -> tuple[Path, bool, int] | None:
    """The store, whether the run had begun to write, and after how many bytes; None when the command was quicker."""
    store, running = work.start(folder)
    changed, come = changing(store), 0

    def due(running: Running) -> bool:
        nonlocal come
        come = running.written() or come
        return moment(running)

    running.wait_until(due)
    running.stop()
    if running.end().code != -signal.SIGKILL:
        return None
    assert list(running.temporary.iterdir()) == []
    return store, changed(running), come


def check_kills(work: Work, count: int, folder: Path) -> None:
    """Kill a command so many times, look at what is left each time, and finish it."""
    unkilled = watched(work, folder / "unkilled")
    kills = between = 0
    while kills < count:
        found = killed(work, unkilled.moment(aimed=kills < AIMED * count), folder / "killed")
        if found is not None:
            store, wrote, come = found
            done = unkilled.finish(store)
            if done:  # whoever aims at what comes before the commit need not aim later
                unkilled.last = min(unkilled.last, come)
            between += wrote and not done
            kills += 1
        shutil.rmtree(folder / "killed")
    assert between >= BETWEEN * count, (
        f"{between} of {count} kills fell between the first write and the commit"
    )


def often(deep: int, soak: int) -> pytest.MarkDecorator:
    """How many times in `make deep`, and in `make soak`."""
    marked = [pytest.param(deep, marks=pytest.mark.deep), pytest.param(soak, marks=pytest.mark.soak)]
    return pytest.mark.parametrize("count", marked)


@often(10, 100)
def test_a_killed_first_delivery_is_there_whole_or_not_at_all(count: int, tmp_path: Path) -> None:
    bank = delivery(tmp_path)
    check_kills(Work(store_with(tmp_path), ("ingest", bank)), count, tmp_path)


@often(10, 100)
def test_a_killed_delivery_that_changes_every_record_leaves_the_earlier_one_whole(
    count: int, tmp_path: Path
) -> None:
    first, second = delivery(tmp_path, 1), delivery(tmp_path, 2)
    check_kills(Work(store_with(tmp_path, first), ("ingest", second)), count, tmp_path)


@often(4, 40)
def test_a_killed_revert_has_taken_back_all_or_nothing(count: int, tmp_path: Path) -> None:
    first, second = delivery(tmp_path, 1), delivery(tmp_path, 2)
    check_kills(Work(store_with(tmp_path, first, second), ("runs", "revert", "2")), count, tmp_path)


@often(5, 50)
def test_a_store_whose_making_is_killed_can_be_made_again(count: int, tmp_path: Path) -> None:
    bank, store = delivery(tmp_path, rows=1), tmp_path / "made" / "store.duckdb"
    words = ("ingest", bank, "--store", store)
    store.parent.mkdir()
    began, made = making(Running(tmp_path, words), store)
    for _ in range(count):
        shutil.rmtree(store.parent)
        store.parent.mkdir()
        running = Running(tmp_path, words)
        running.wait_until(after(DICE.uniform(0.9 * began, 1.2 * made)))
        running.stop()
        running.end()
        assert command("store", "check", "--store", store) == int(not store.exists())
        assert command(*words) == 0
        assert files(store.parent) == ["store.duckdb"]


def making(running: Running, store: Path) -> tuple[float, float]:
    """After how many seconds a command that is let alone begins to make its store, and has made it."""
    running.wait_until(lambda _: any(store.parent.iterdir()))
    began = running.seconds
    running.wait_until(lambda _: store.exists())
    made = running.seconds
    assert running.end().code == 0
    return began, made


def test_what_sorting_left_beside_a_store_is_cleared_by_the_next_that_writes(tmp_path: Path) -> None:
    bank, store = delivery(tmp_path, rows=1), store_with(tmp_path)
    left, foreign = (tmp_path / "store.duckdb.tmp" / name for name in ("duckdb_temp_1_0_owner", "notes.txt"))
    left.parent.mkdir()
    left.touch()
    foreign.touch()
    (tmp_path / "store.duckdb.4711.new").touch()
    assert command("runs", "list", "--store", store) == 0
    assert left.exists()
    assert command("ingest", bank, "--store", store) == 0
    assert [path.name for path in (left, foreign) if path.exists()] == ["notes.txt"]
    assert not (tmp_path / "store.duckdb.4711.new").exists()
