"""Whatever stands in a file, is every row accepted, refused or a repeat, and does nothing crash?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.graph.tables import COLUMNS, DERIVED, Table
from lookthrough.ingest.job import ingest
from lookthrough.ingest.rejects import write_rejects
from lookthrough.ingest.report import FileReport, Report, lines
from tests.contract.memory import MemoryStore
from tests.ingest.deliveries import new_store, rows
from tests.ingest.fuzzing import READERS
from tests.ingest.oracle import records_of

CELLS = (
    *(
        "",
        " P1 ",
        "P1",
        "C1",
        "person",
        "shareholding",
        "30%",
        "0.3",
        "1/3",
        "2023-02-29",
        "perhaps",
        "1.005",
        "-5",
        "1e3",
    ),
    *(
        "2024-01-01 00:00",
        '"a,b"',
        '"two\nlines"',
        '"say ""hi"""',
        '"bad"quote',
        '"open',
        "a|b",
        "a\\b",
        "\0",
        "=1+1",
    ),
    *("王小明", "青岛海瑞有限公司", "\ufeff", "\u3000", "a/b", "x" * 300),
)
ENDS = ("\n", "\r\n", "\r", "\n\n")
EXTRA = ("record_id", "holder_name", "held_name", "holder_kind", "dataset", "备注")


NOTHING = dict.fromkeys(("class", "unknown", "partner", "power", "position", "holder_kind"), ("",))
GOOD = NOTHING | {
    "day": ("2020-01-01", "2019-01-01", ""),
    "share": ("30%", "(25,50]%"),
    "flag": ("true",),
    "amount": ("100", "1.5"),
    "micros": ("2024-01-01T00:00:00+08:00",),
    "by": ("form",),
    "role": ("holder",),
    "birth_date": ("1980",),
    "text": ("P1", "P2", "C1"),
}
KINDS = {
    Table.PARTIES: "person",
    Table.INTERESTS: "shareholding",
    Table.ASSOCIATIONS: "spouse",
    Table.ACCOUNTS: "loan",
}


def cell(table: Table, column: str, kind: str) -> st.SearchStrategy[str]:
    """Mostly what the column asks for, now and then anything."""
    good = (KINDS[table],) if column == "kind" else GOOD.get(column, GOOD[kind])
    return st.integers(0, 24).flatmap(lambda luck: st.sampled_from(good if luck else CELLS))


@st.composite
def files(draw: st.DrawFn) -> tuple[Table, str, str]:
    """A table, a header with all that must be there, and rows of mostly fitting cells, some with too few or many."""
    table = draw(st.sampled_from(list(Table)))
    kinds = {column.name: column.kind for column in COLUMNS[table] if column.kind not in DERIVED}
    must = [column.name for column in COLUMNS[table] if column.required]
    must += {Table.TRANSFERS: ["from_account"], Table.DECLARED_OWNERS: ["party_id", "owner_id"]}.get(
        table, []
    )
    more = draw(st.lists(st.sampled_from([*kinds, *EXTRA]), max_size=4))
    header = list(dict.fromkeys([*must, *more]))
    row = st.tuples(*(cell(table, column, kinds.get(column, "text")) for column in header)).map(",".join)
    rows_ = st.lists(
        st.one_of(row, row, row, row.map(lambda line: line + ",?"), row.map(lambda line: line[1:])),
        max_size=12,
    )
    body = "".join(line + draw(st.sampled_from(ENDS)) for line in draw(rows_))
    return table, ",".join(header), body


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def taken(folder: Path, file: tuple[Table, str, str]) -> tuple[MemoryStore, Report]:
    """The store and the report after a file alone in its folder was taken."""
    table, header, body = file
    for old in folder.iterdir():
        old.unlink()
    (folder / f"{table}.csv").write_bytes((header + "\n" + body).encode())
    store = new_store()
    return store, ingest(store, [folder])


def told(report: Report) -> list[FileReport]:
    return [file for run in report.runs for file in run.files if not file.minted]


@given(files())
def test_every_row_is_accepted_refused_or_a_repeat(folder: Path, file: tuple[Table, str, str]) -> None:
    store, report = taken(folder, file)
    assert sum(found.read for found in told(report)) == len(records_of(file[2]))
    assert sum(found.accepted for found in told(report)) == len(rows(store, file[0]))
    assert all(len(store.rejects(run.run)) == run.rejected for run in report.runs if run.run)
    assert lines(report)


@given(files())
def test_refused_rows_that_are_sent_again_are_all_read_again(
    folder: Path, file: tuple[Table, str, str]
) -> None:
    store, report = taken(folder, file)
    refused = [reject for run in report.runs if run.run for reject in store.rejects(run.run)]
    if write_rejects(refused, "again", folder / "rejects.csv"):
        assert sum(found.read for found in told(ingest(store, [folder / "rejects.csv"]))) == len(refused)


def fuzzed(count: int, *names: str) -> dict[str, Any]:
    """What became of so many mutations of each reader, in a process that may take a gigabyte (fuzzing.py)."""
    command = [sys.executable, "-m", "tests.ingest.fuzzing", str(count), "7", *names]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stderr[-2000:]
    found: dict[str, Any] = json.loads(process.stdout)
    return found


def check_fuzzed(found: dict[str, Any], count: int) -> None:
    """Nothing crashed, nothing was lost, and enough was broken so finely that it was still read and counted."""
    for name, told_ in found.items():
        assert (name, told_["done"], told_["crashes"], told_["lost"]) == (name, count, [], [])
        assert told_["read"] >= 0.3 * count, name
        assert told_["counted"] >= 0.2 * count, name


def test_files_of_every_format_that_are_broken_at_random_lose_nothing() -> None:
    check_fuzzed(fuzzed(40, *READERS), 40)


@pytest.mark.deep
@pytest.mark.parametrize("name", READERS)
def test_thousands_of_broken_files_of_a_format_lose_nothing(name: str) -> None:
    check_fuzzed(fuzzed(2000, name), 2000)


@pytest.mark.soak
@pytest.mark.parametrize("name", READERS)
def test_tens_of_thousands_of_broken_files_of_a_format_lose_nothing(name: str) -> None:
    check_fuzzed(fuzzed(20_000, name), 20_000)
