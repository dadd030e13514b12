"""Does a fresh clone set itself up with git, make and Python alone, and only once?"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.deep


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of all that belongs to the repository, and of nothing that was made beside it."""
    folder = tmp_path_factory.mktemp("clone")
    words = ["git", "ls-files", "-coz", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
    for name in listed.split("\0")[:-1]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


def make(folder: Path, **env: str) -> str:
    """What `make` prints while it sets this folder up."""
    known = {key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "PYTHONPATH")}
    words = ["make", "--no-print-directory", ".venv/.installed"]
    done = subprocess.run(
        words, cwd=folder, env=known | env, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_clone_sets_itself_up_in_announced_steps_and_the_second_time_needs_no_network(clone: Path) -> None:
    assert [line[:5] for line in make(clone).splitlines()] == ["[1/4]", "[2/4]", "[3/4]"]
    assert "up to date" in make(clone, UV_OFFLINE="1", PIP_NO_INDEX="1")
    assert (clone / ".venv" / "bin" / "lookthrough").exists()
