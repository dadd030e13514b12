"""Where does a test get a disk that fills up, without harm to the machine?

Two ways. A limit on the size of files (RLIMIT_FSIZE) needs no rights and refuses a write as a full disk does, with
another number (EFBIG). A small tmpfs in a mount namespace of its own is a disk that really is full (ENOSPC); it goes
when the process that holds the namespace ends.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

LIMITED = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
os.execv(sys.argv[2], sys.argv[2:])
"""
HOLD = 'mount -t tmpfs -o size="$1" none "$2" && echo ready && exec cat'
SPACES = (("-m",), ("-U", "-r", "-m")) if os.geteuid() == 0 else (("-U", "-r", "-m"),)


def limited(size: int) -> tuple[str, ...]:
    """What to put before a command whose files may not grow beyond a size."""
    return sys.executable, "-c", LIMITED, str(size)


@dataclass(frozen=True)
class SmallDisk:
    """A tmpfs at `folder` for commands behind `prefix`; everybody else sees it at `seen`."""

    folder: Path
    prefix: tuple[str, ...]
    seen: Path

    @property
    def free(self) -> int:
        """Bytes that can still be written."""
        return shutil.disk_usage(self.seen).free

    def fill(self, left: int = 0) -> None:
        """Take all but so many bytes."""
        with (self.seen / "others").open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(1, self.free - left))

    def clear(self) -> None:
        """Give back what `fill` took."""
        (self.seen / "others").unlink()


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[SmallDisk]:
    """A disk of so many bytes; where nobody may mount one, the test is reported as an expected failure."""
    folder.mkdir()
    for spaces in SPACES:
        holding = ["unshare", *spaces, "sh", "-c", HOLD, "sh", str(size), str(folder)]
        with subprocess.Popen(
            holding, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as holder:
            assert holder.stdout is not None
            if holder.stdout.readline() != b"ready\n":
                continue
            into = [space for space in spaces if space != "-r"]
            keep = ["--preserve-credentials"] * ("-U" in spaces)
            prefix = ("nsenter", "-t", str(holder.pid), *into, *keep, f"--wd={folder.parent}")
            yield SmallDisk(folder, prefix, Path(f"/proc/{holder.pid}/root{folder}"))
            return
    pytest.xfail("nobody may mount a disk here; the tests with a limit on files show the same sentences")
