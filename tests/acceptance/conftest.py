"""What does a stranger at a terminal have? The program on the path, an empty folder, and a small demo bank."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

DAY = "2026-11-24"


@dataclass(frozen=True)
class Ran:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


def environment(**more: str) -> dict[str, str]:
    """The environment of a terminal that is 80 columns wide."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOOKTHROUGH_")}
    told = {
        "COLUMNS": "80",
        "LANG": "en_GB.UTF-8",
        "LC_ALL": "",
        "PYTHONUTF8": "1",
        "LOOKTHROUGH_CACHE": "off",
    }
    return {**kept, **told, **more}


@dataclass(frozen=True)
class Terminal:
    """A folder in which commands are typed."""

    folder: Path

    def run(self, *words: str, stdin: str = "", env: dict[str, str] | None = None) -> Ran:
        """Run `lookthrough WORDS`."""
        command = [sys.executable, "-m", "lookthrough", *words]
        done = subprocess.run(
            command,
            cwd=self.folder,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            env=env or environment(),
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def write(self, name: str, lines: Sequence[str]) -> Path:
        """A file with these lines."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal in an empty folder."""
    return Terminal(tmp_path)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Terminal, Ran]:
    """A terminal in which `lookthrough demo --small` has run, and what it said."""
    terminal = Terminal(tmp_path_factory.mktemp("demo"))
    ran = terminal.run("demo", "--small")
    assert ran.code == 0, ran.err
    return terminal, ran


BANK = {
    "parties.csv": [
        "party_id,kind,name",
        "P1,person,王小明",
        "P2,person,李芳",
        "P3,person,赵强",
        "E1,company,海瑞控股",
        "E2,company,海瑞投资",
        "E17,company,青岛海瑞贸易有限公司",
    ],
    "customers.csv": ["customer_id,party_id", "C000017,E17"],
    "interests.csv": [
        "holder_id,held_id,kind,share,valid_from",
        "P1,E1,shareholding,50%,2020-01-01",
        "P3,E1,shareholding,50%,2020-01-01",
        "E1,E2,shareholding,50%,2020-01-01",
        "P1,E2,shareholding,20%,2020-01-01",
        "P3,E2,shareholding,30%,2020-01-01",
        "E2,E17,shareholding,70%,2020-01-01",
        'P2,E17,shareholding,"[20,35]%",2020-01-01',
    ],
}


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """A terminal beside a folder `bank` with three small files, and a store that holds them."""
    terminal = Terminal(tmp_path_factory.mktemp("loaded"))
    for name, lines in BANK.items():
        terminal.write(f"bank/{name}", lines)
    ran = terminal.run("ingest", "bank")
    assert ran.code == 0, ran.err
    return terminal


@pytest.fixture
def bank(loaded: Terminal, terminal: Terminal) -> Terminal:
    """The same for a test that may change it."""
    shutil.copytree(loaded.folder, terminal.folder, dirs_exist_ok=True)
    return terminal
