"""What does a command do to a store when it is let alone, so that one that was stopped can be held against it?"""

from __future__ import annotations

import random
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from tests.survival.driving import POLL, Moment, Running, after, changing, command, exported, files, runs

DICE = random.Random()


@dataclass(frozen=True)
class Work:
    """A command that is given to a copy of a store."""

    base: Path
    words: tuple[str | Path, ...]

    def start(self, folder: Path) -> tuple[Path, Running]:
        """The copy, and the command at work on it."""
        folder.mkdir()
        store = folder / "store.duckdb"
        shutil.copy(self.base, store)
        return store, Running(folder, (*self.words, "--store", store))


@dataclass
class Unkilled:
    """A command that is let alone: how long it takes, from which to which byte it writes, and with what end."""

    work: Work
    held: int  # runs before it
    seconds: float
    first: int
    last: int
    ends: dict[bool, dict[str, bytes]]  # by whether the command had been done before

    def moment(self, *, aimed: bool) -> Moment:
        """When to stop another: after a part of the time, or (aimed) of the bytes."""
        if aimed:
            byte = DICE.randint(self.first, self.last)
            return lambda running: running.written() >= byte
        return after(DICE.uniform(0, self.seconds))

    def finish(self, store: Path) -> bool:
        """Whether a stopped one had done its work; the store is sound, and the command again makes it as it must be."""
        assert command("store", "check", "--store", store) == 0
        done = runs(store) > self.held
        assert command(*self.work.words, "--store", store) == 0
        assert exported(store) == self.ends[done]
        assert files(store.parent) == ["store.duckdb"]
        return done


def watched(work: Work, folder: Path) -> Unkilled:
    """Let a command alone, twice."""
    held = runs(work.base)
    store, running = work.start(folder)
    changed, first, last = changing(store), 0, 0
    while running.process.poll() is None:
        last = max(last, running.written())
        first = first or last * changed(running)
        time.sleep(POLL)
    seconds = running.seconds
    assert running.end().code == 0
    once = exported(store)
    assert command(*work.words, "--store", store) == 0
    return Unkilled(work, held, seconds, first, last, {False: once, True: exported(store)})
