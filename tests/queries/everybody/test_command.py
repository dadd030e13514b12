"""Does `owners --all` answer a whole bank, in every form of file, and go on where it was stopped?"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet as pq
import pytest

import lookthrough as lt
from lookthrough.cli import run
from lookthrough.graph.stores.duckdb import open_store
from lookthrough.ingest.demo import make_bank
from lookthrough.library import ingest
from lookthrough.queries.everybody.answers import answers
from lookthrough.queries.everybody.customers import customers_of
from lookthrough.queries.look import View
from tests.queries.everybody.banks import DAY, RULE, alone, seen, together

pytestmark = pytest.mark.deep

SCALE = 0.03
WORDS = ["owners", "--all", "--valid-at", str(DAY)]
ENVIRONMENT = {**os.environ, "LANG": "en_GB.UTF-8", "PYTHONUTF8": "1"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a small demo bank."""
    folder = tmp_path_factory.mktemp("bank")
    make_bank(folder / "bank", scale=SCALE)
    with lt.open(folder / "bank.duckdb") as store:
        for part in ("bank", "register"):
            ingest(store, folder / part)
    return folder / "bank.duckdb"


@pytest.fixture
def view(demo: Path) -> Iterator[View]:
    with open_store(str(demo)) as store:
        yield seen(store)


def called(demo: Path, *words: str) -> None:
    """Run the command in this process, to its end."""
    assert run([*WORDS, "--store", str(demo), *words]) == 0


def test_the_demo_bank_is_answered_as_its_customers_are_one_by_one(view: View) -> None:
    found = together(answers(view, RULE, {}))
    customers = dict(customers_of(view).pairs())
    some = dict(sorted(customers.items())[::7])
    assert len({row[0] for row in found}) == len(customers)
    assert [row for row in found if row[0] in some] == alone(view, some)


def test_every_form_of_file_holds_the_same_rows(demo: Path, view: View, tmp_path: Path) -> None:
    rows = answers(view, RULE, {}).to_pylist()
    names = ["a.csv", "a.json", "a.jsonl", "a.parquet"]
    for name in names:
        called(demo, "--out", str(tmp_path / name))
    assert pq.read_table(tmp_path / "a.parquet").to_pylist() == rows
    assert pyarrow.csv.read_csv(tmp_path / "a.csv").num_rows == len(rows)
    assert [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()] == rows
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == rows
    assert sorted(path.name for path in tmp_path.iterdir()) == names


def test_progress_and_counts_are_told_and_quiet_tells_only_where_the_file_is(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "owners.parquet")
    called(demo, "--out", out)
    said = capsys.readouterr().err.splitlines()
    steps = [line[:5] for line in said if line.startswith("[")]
    assert sorted(set(steps)) == ["[1/4]", "[2/4]", "[3/4]", "[4/4]"]
    counts = dict(line.strip().split("  ")[::-1] for line in said if line.startswith("  "))
    assert 0 < int(counts["answered one by one"]) < int(counts["customers"]) == 599
    called(demo, "--out", out, "--quiet")
    assert capsys.readouterr().err == f"written: {out}\n"


def test_csv_on_stdout_is_the_answer_and_nothing_else(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    called(demo, "--csv")
    said = capsys.readouterr()
    assert said.out.startswith('"customer_id","party_id"')
    assert "answered one by one" in said.err


def test_a_stopped_command_leaves_no_file_and_the_next_one_goes_on(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, whole = tmp_path / "owners.parquet", tmp_path / "whole.parquet"
    command = [sys.executable, "-m", "lookthrough", *WORDS, "--store", str(demo), "--out", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8", env=ENVIRONMENT) as running:
        assert running.stderr is not None
        while not running.stderr.readline().startswith("[3/4]"):
            pass
        running.send_signal(signal.SIGINT)
        rest = running.stderr.read()
    assert running.returncode == 130
    assert rest == "interrupted: nothing is half-written\n"
    assert [path.name for path in tmp_path.iterdir()] == ["owners.parquet.parts"]
    called(demo, "--out", str(out))
    assert "are there from before" in capsys.readouterr().err
    called(demo, "--out", str(whole))
    assert out.read_bytes() == whole.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["owners.parquet", "whole.parquet"]


def test_the_library_gives_the_same_table(demo: Path, view: View) -> None:
    expected = answers(view, RULE, {})
    view.reader.release()  # type: ignore[attr-defined]
    with lt.open(demo) as store:
        assert lt.owners_of_all(store, rule="cn-bank", valid_at=str(DAY)).equals(expected)
