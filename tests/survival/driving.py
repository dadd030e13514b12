"""How is the program run, watched from outside, and stopped? Nothing in it knows that it is watched."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from lookthrough.cli import run
from lookthrough.wiring import reading
from tests.acceptance.conftest import environment

POLL = 0.0005
Sizes = tuple[tuple[int, int] | None, ...]
LINUX = Path("/proc/self/io").exists()


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass
class Running:
    """A command of the real program that runs in a folder; its temporary files go to `tmp` there."""

    folder: Path
    words: tuple[str | Path, ...]
    env: dict[str, str] = field(default_factory=dict)
    prefix: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [*self.prefix, sys.executable, "-m", "lookthrough", *map(str, self.words)],
            cwd=self.folder,
            env={**environment(TMPDIR=str(self.temporary)), **self.env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self.began = time.monotonic()

    @property
    def seconds(self) -> float:
        """For how long it has run."""
        return time.monotonic() - self.began

    def written(self) -> int:
        """Bytes that it has handed to the system, to whatever file; 0 once it has ended."""
        try:
            counts = Path(f"/proc/{self.process.pid}/io").read_text(encoding="ascii").split()
        except OSError:
            return 0
        return int(counts[counts.index("wchar:") + 1])

    def listens(self) -> bool:
        """Whether it has come so far that it hears SIGTERM: Python alone would not."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return False
        caught = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:"))
        return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)

    def wait_until(self, moment: Moment) -> bool:
        """Whether the moment came before the command ended."""
        while not (ended := self.process.poll() is not None) and not moment(self):
            time.sleep(POLL)
        return not ended

    def stop(self, number: int = signal.SIGKILL) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def end(self) -> Ended:
        """Wait for its end."""
        out, err = self.process.communicate(timeout=300)
        return Ended(self.process.returncode, out, err)


Moment = Callable[[Running], bool]


def after(seconds: float) -> Moment:
    """When a command has run for so long."""
    return lambda running: running.seconds >= seconds


def holding(store: Path) -> Moment:
    """When a command has the store open."""

    def there(running: Running) -> bool:
        try:
            handles = list(Path(f"/proc/{running.process.pid}/fd").iterdir())
            return any(str(handle.readlink()) == str(store) for handle in handles)
        except OSError:
            return False

    return there


def changing(store: Path) -> Moment:
    """When the store's files are no longer what they are now."""
    before = sizes(store)
    return lambda _: sizes(store) != before


def command(*words: str | Path) -> int:
    """The exit code of a command that is let alone; it runs in this process, which saves its start."""
    return run([str(word) for word in words])


def sizes(store: Path) -> Sizes:
    """How long the store's file and its log are, and when they were last written."""
    return tuple(
        (path.stat().st_size, path.stat().st_mtime_ns) if path.exists() else None
        for path in (store, Path(f"{store}.wal"))
    )


def runs(store: Path) -> int:
    """How many runs a store holds."""
    with reading(str(store)) as found:
        return found.last_run()


def exported(store: Path) -> dict[str, bytes]:
    """The canonical export, file by file."""
    folder = store.with_name("exported")
    assert command("export", "canonical", "--store", store, "--out", folder) == 0
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    shutil.rmtree(folder)
    return found


def store_with(folder: Path, *deliveries: Path) -> Path:
    """A store in a folder that holds these deliveries."""
    store = folder / "store.duckdb"
    assert command("store", "init", "--store", store) == 0
    for one in deliveries:
        assert command("ingest", one, "--store", store) == 0
    return store


def files(folder: Path) -> list[str]:
    """The names of what is in a folder, but for the empty one of temporary files."""
    return sorted(path.name for path in folder.iterdir() if path.is_file() or any(path.iterdir()))
