"""Does the wheel alone, in an environment of its own, answer a customer question?"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
PARTIES = """\
party_id,kind,class,name
P1,person,,王小明
C1,company,llc,青岛海瑞贸易有限公司
"""
INTERESTS = """\
holder_id,held_id,kind,share
P1,C1,shareholding,60%
"""
CUSTOMERS = """\
customer_id,party_id
K1,C1
"""

pytestmark = [pytest.mark.wheel, pytest.mark.xdist_group("wheel")]


@dataclass(frozen=True)
class Installed:
    """Lookthrough as a stranger has it: its programs, and a folder that is not the checkout."""

    bin: Path
    folder: Path

    def run(self, *words: str) -> str:
        """What a program of the environment prints; fails when it fails."""
        env = {"PATH": f"{self.bin}{os.pathsep}{os.defpath}", "LANG": "en_GB.UTF-8", "COLUMNS": "80"}
        done = subprocess.run(
            words, cwd=self.folder, env=env, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def uv(environment: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What uv says when it is told this in an environment."""
    env = os.environ | {"VIRTUAL_ENV": str(environment)}
    return subprocess.run([UV, *words], cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def wheel() -> Path:
    """The wheel, built from this checkout into dist/."""
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    built = uv(Path(sys.prefix), "build", "--wheel", "--no-build-isolation", "--offline")
    assert built.returncode == 0, built.stderr
    (path,) = (ROOT / "dist").glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel and what it needs, as the lock has it, in a clean environment; offline where uv has it all."""
    home = tmp_path_factory.mktemp("stranger")
    venv.create(home / "venv")
    sync = ("pip", "sync", "--require-hashes", "requirements/run.txt")
    steps = [uv(home / "venv", *sync, "--offline")]
    steps += [uv(home / "venv", *sync)] if steps[0].returncode else []
    steps += [uv(home / "venv", "pip", "install", "--no-deps", "--offline", str(wheel))]
    assert not any(step.returncode for step in steps[-2:]), steps[-2].stderr + steps[-1].stderr
    return Installed(home / "venv" / "bin", home)


def test_the_wheel_holds_the_package_with_its_data_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    here = {str(path.relative_to(ROOT)) for path in (ROOT / "lookthrough").rglob("*") if path.is_file()}
    package = {name for name in names if name.startswith("lookthrough/")}
    assert package == {name for name in here if "__pycache__" not in name}
    assert all(name.startswith(("lookthrough/", "lookthrough-")) for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_what_the_wheel_needs_fits_together(installed: Installed) -> None:
    checked = uv(installed.bin.parent, "pip", "check")
    assert checked.returncode == 0, checked.stderr


def test_the_installed_library_is_the_wheel_and_not_the_checkout(installed: Installed) -> None:
    place = installed.run("python", "-c", "import lookthrough; print(lookthrough.__file__)")
    assert place.startswith(str(installed.bin.parent))


def test_the_installed_program_shows_its_help(installed: Installed) -> None:
    assert "owners" in installed.run("lookthrough", "--help")


def test_the_installed_program_finds_itself_in_health(installed: Installed) -> None:
    assert installed.run("lookthrough", "doctor")


def test_the_installed_program_loads_a_bank_and_names_the_owner(installed: Installed) -> None:
    #  王小明 -60 %-> C1 (customer K1)
    bank = installed.folder / "bank"
    bank.mkdir()
    for name, text in {"parties": PARTIES, "interests": INTERESTS, "customers": CUSTOMERS}.items():
        (bank / f"{name}.csv").write_text(text, encoding="utf-8")
    installed.run("lookthrough", "ingest", "bank")
    answer = json.loads(installed.run("lookthrough", "owners", "customer:K1", "--json"))["answer"]
    assert [owner["party"]["name"] for owner in answer["owners"]] == ["王小明"]
