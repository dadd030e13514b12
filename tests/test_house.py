"""Does the house keep its own rules: sentences, sizes, silence about machines, one-way imports, clean locks?"""

from __future__ import annotations

import ast
import importlib.metadata
import os
import re
import shutil
import statistics
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
LISTED = subprocess.run(
    ["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout
FILES = [path for name in LISTED.split("\0") if (path := ROOT / name).is_file()]
MODULES = [path for path in FILES if path.suffix == ".py"]
PACKAGE = [path for path in MODULES if path.is_relative_to(ROOT / "lookthrough")]
# A backslash or a class of one letter keeps this file from holding what it looks for.
HOSTS = r"pypi\.org|pythonhosted\.org|registry\.npm|repo1?\.maven|deb\.debian"
PLACES = r"(?<![\w.])/(?:home|root|work|Users)[/]"
LEFTOVERS = r"\b(?:[T]ODO|[F]IXME|[X]XX|[H]ACK)\b"


def functions(paths: list[Path]) -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function of these modules, with the place where it stands."""
    return [
        (f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node)
        for path in paths
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function below its signature and its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 1


def mentions(pattern: str) -> list[str]:
    """Places in the project's files where the pattern occurs."""
    found = []
    for path in FILES:
        text = path.read_text("utf-8", errors="ignore")
        lines = (text.count("\n", 0, match.start()) + 1 for match in re.finditer(pattern, text))
        found += [f"{path.relative_to(ROOT)}:{line}" for line in lines]
    return found


def test_every_test_is_a_sentence() -> None:
    tests = [path for path in MODULES if path.name.startswith("test_")]
    assert not [
        place
        for place, node in functions(tests)
        if node.name.startswith("test_") and node.name.count("_") < 4 and not ast.get_docstring(node)
    ]


def test_every_module_opens_with_a_docstring() -> None:
    assert not [str(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]


def test_no_module_of_the_package_is_longer_than_300_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): path.read_text("utf-8").count("\n") for path in PACKAGE}
    assert not {name: lines for name, lines in lengths.items() if lines > 300}


def test_functions_of_the_package_are_short() -> None:
    lengths = {place: length(node) for place, node in functions(PACKAGE)}
    assert not {place: lines for place, lines in lengths.items() if lines > 50}
    assert statistics.median(lengths.values()) <= 8
    assert statistics.quantiles(lengths.values(), n=10)[-1] <= 25


def test_no_file_names_a_package_registry() -> None:
    assert not mentions(HOSTS)


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert not mentions(PLACES)


def test_nothing_is_left_to_be_done_in_a_comment() -> None:
    assert not mentions(LEFTOVERS)


def lint_imports(folder: Path, planted: dict[str, str]) -> str:
    """What import-linter says of a copy of the package into which these modules were planted."""
    shutil.copytree(
        ROOT / "lookthrough", folder / "lookthrough", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name, text in planted.items():
        (folder / "lookthrough" / name).write_text(text, encoding="utf-8")
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == (1 if planted else 0), done.stdout
    return done.stdout


def test_imports_of_the_package_keep_every_contract(tmp_path: Path) -> None:
    assert "0 broken" in lint_imports(tmp_path, {})


@pytest.mark.parametrize(
    ("contract", "planted"),
    [
        ("Imports point one way", {"graph/planted.py": "import lookthrough.queries"}),
        ("Imports point one way", {"queries/planted.py": "import lookthrough.ingest"}),
        ("Imports point one way", {"planted.py": "'''A room that nobody announced.'''"}),
        ("Nobody inside imports the package's face", {"graph/planted.py": "import lookthrough"}),
        (
            "Only the embedded store and the reader of tables know DuckDB",
            {"queries/planted.py": "import duckdb"},
        ),
        (
            "No circle among siblings",
            {
                "graph/here.py": "import lookthrough.graph.there",
                "graph/there.py": "import lookthrough.graph.here",
            },
        ),
    ],
    ids=["upwards", "sideways", "new-room", "face", "duckdb", "circle"],
)
def test_a_planted_import_breaks_its_contract(contract: str, planted: dict[str, str], tmp_path: Path) -> None:
    assert f"{contract} BROKEN" in lint_imports(tmp_path, planted)


@pytest.mark.parametrize("name", ["bootstrap.txt", "dev.txt", "run.txt"])
def test_a_lock_pins_by_hash_and_names_no_address(name: str) -> None:
    text = (REQUIREMENTS / name).read_text("utf-8")
    assert all("==" in entry and "--hash=sha256:" in entry for entry in re.split(r"\n(?! )", text.strip()))
    assert not re.search(r"://|find-links|index-url|@ ", text)


@pytest.mark.parametrize("name", ["bootstrap.txt", "run.txt"])
def test_the_small_locks_are_parts_of_the_whole_one(name: str) -> None:
    whole = set((REQUIREMENTS / "dev.txt").read_text("utf-8").splitlines())
    assert set((REQUIREMENTS / name).read_text("utf-8").splitlines()) <= whole


def locked() -> set[str]:
    """Names of all packages that the lock holds."""
    return set(re.findall(r"^([\w.-]+)==", (REQUIREMENTS / "dev.txt").read_text("utf-8"), re.MULTILINE))


def test_the_lock_holds_every_package_that_the_project_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(REQUIREMENTS / "dev.in").read_text("utf-8").splitlines()[1:]]
    assert {re.split(r"[^\w.-]", name)[0].lower() for name in wanted} <= locked()


def test_no_locked_package_is_under_the_gpl() -> None:
    assert not locked() & {"python-igraph", "igraph", "leidenalg", "libcovebods", "snapml"}
    installed = {dist.name.lower(): dist.metadata for dist in importlib.metadata.distributions()}
    licences = {
        name: str([installed[name].get_all(field) for field in ("License-Expression", "Classifier")])
        for name in locked() & installed.keys()
    }
    assert not {name for name, text in licences.items() if re.search(r"\bA?GPL\b|Affero", text)}


@pytest.mark.parametrize(("required", "verdict"), [("", "1 skipped"), ("browser", "1 failed")])
def test_a_skip_fails_where_things_are_required(required: str, verdict: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_planted.py").write_text("import pytest\ndef test_it(): pytest.skip('no browser')\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env=os.environ | {"LOOKTHROUGH_REQUIRE": required},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert verdict in done.stdout
