"""Is a kept snapshot the one that was cut, found when it holds, and gone when it does not?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lookthrough.graph.ports import At
from lookthrough.graph.snapshot import kept
from lookthrough.graph.snapshot.arrays import Snapshot
from lookthrough.graph.snapshot.kept import Shelf, ready
from lookthrough.graph.snapshot.packing import LINKS, PLAIN
from lookthrough.graph.structure.treatment import Treatment
from lookthrough.graph.tables import Table
from lookthrough.queries.look import View
from lookthrough.wiring import snapshot, writing
from tests.drawing import day
from tests.graph.snapshot.sheets import Sheets, sheets

pytestmark = pytest.mark.deep  # numba compiles for a minute on a fresh machine

DRAWING = """
p -30% from 2026-01-01-> C
q -(25,50]%-> C -60%-> D
r -40% nominee-> D -control_by_agreement-> E
r ~nominee_for~ q
q ~acts_in_concert~ p
p -1/1000000000001-> E
q -1/1000000000003-> E
r -1/1000000000007-> E
"""


@dataclass(frozen=True)
class Counted(Sheets):
    """A reader that counts how often it is read."""

    @property
    def read(self) -> list[Table]:
        """The tables that were read."""
        found: list[Table] = self.__dict__.setdefault("tables", [])
        return found

    def columns(self, table: Table, at: At) -> Any:  # noqa: D102 - the port says what it does
        self.read.append(table)
        return super().columns(table, at)


@pytest.fixture
def reader() -> Counted:
    """The drawing, never read yet."""
    found = sheets(DRAWING)
    return Counted(*(getattr(found, name) for name in Sheets.__dataclass_fields__))


def same(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots are equal, array by array."""
    arrays = [(getattr(one, name), getattr(other, name)) for name in PLAIN]
    arrays += [(getattr(one.links, name), getattr(other.links, name)) for name in LINKS]
    arrays += [(one.names.text, other.names.text), (one.names.offset, other.names.offset)]
    alike = all(one.matrix(right) == other.matrix(right) for right in one.rights)
    return alike and one.companies == other.companies and all(np.array_equal(a, b) for a, b in arrays)


def files(shelf: Shelf) -> list[Path]:
    """What is on the shelf."""
    return sorted(shelf.folder.iterdir())


def test_a_kept_snapshot_is_the_one_that_was_cut(reader: Counted, tmp_path: Path) -> None:
    shelf, now = Shelf(tmp_path, "here"), At(1, day("2026-11-24"))
    made = ready(shelf, reader, now)
    before = len(reader.read)
    assert same(made, ready(shelf, reader, now))
    assert len(reader.read) == before
    assert made.rights["votes"].big
    assert {oct(path.stat().st_mode & 0o777) for path in files(shelf)} == {"0o600"}


@pytest.mark.parametrize(
    ("valid", "reads"), [("2026-01-01", 0), ("2030-01-01", 0), ("2025-12-31", 4), (None, 4)]
)
def test_a_snapshot_holds_until_a_day_on_which_something_changes(
    valid: str | None, reads: int, reader: Counted, tmp_path: Path
) -> None:
    shelf = Shelf(tmp_path, "here")
    ready(shelf, reader, At(1, day("2026-11-24")))
    before = len(reader.read)
    ready(shelf, reader, At(1, day(valid) if valid else None))
    assert len(reader.read) - before == reads


@pytest.mark.parametrize(
    ("shelf", "at", "treatment"),
    [
        ("another", At(1, 20000), Treatment()),
        ("here", At(2, 20000), Treatment()),
        ("here", At(1, 20000), Treatment(precedence=("crm",))),
    ],
    ids=["store", "run", "treatment"],
)
def test_a_snapshot_of_something_else_is_not_taken(
    shelf: str, at: At, treatment: Treatment, reader: Counted, tmp_path: Path
) -> None:
    ready(Shelf(tmp_path, "here"), reader, At(1, 20000))
    before = len(reader.read)
    ready(Shelf(tmp_path, shelf), reader, at, treatment)
    assert len(reader.read) > before


def test_a_store_that_was_put_back_and_loaded_otherwise_is_another_one(
    reader: Counted, tmp_path: Path
) -> None:
    ready(Shelf(tmp_path, "here", history=(500, 600)), reader, At(2, 20000))
    before = len(reader.read)
    ready(Shelf(tmp_path, "here", history=(500, 700)), reader, At(2, 20000))
    assert len(reader.read) > before


def test_where_nothing_can_be_kept_the_snapshot_is_cut_all_the_same(reader: Counted, tmp_path: Path) -> None:
    no_folder = tmp_path / "file"
    no_folder.touch()
    assert ready(Shelf(no_folder, "here"), reader, At(1, 20000)).companies


def test_the_cache_of_the_settings_holds_one_snapshot_of_a_store_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOKTHROUGH_CACHE", str(tmp_path / "cache"))
    for place in (tmp_path / "s.duckdb", ":memory:"):
        with writing(str(place), create=True) as store:
            view = View(store, At(store.judge("P", "Q").number, None))
            assert same(snapshot(view), snapshot(view))
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_a_later_run_of_the_store_removes_snapshots_of_earlier_ones(reader: Counted, tmp_path: Path) -> None:
    for store, run in (("here", 1), ("there", 1), ("here", 2)):
        ready(Shelf(tmp_path, store), reader, At(run, 20000))
    assert sorted(path.name.split("-")[1] for path in files(Shelf(tmp_path, "here"))) == ["1", "2"]


def test_the_least_used_go_when_all_are_too_large(reader: Counted, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "here", most=1)
    ready(shelf, reader, At(1, 20000))
    ready(shelf, reader, At(1, None))
    assert [path.name.split("-")[3][:3] for path in files(shelf)] == ["any"]


@pytest.mark.parametrize("damage", ["cut", "other"])
def test_a_damaged_file_is_cut_anew(damage: str, reader: Counted, tmp_path: Path) -> None:
    shelf, now = Shelf(tmp_path, "here"), At(1, 20000)
    made = ready(shelf, reader, now)
    [path] = files(shelf)
    path.write_bytes(path.read_bytes()[:-1] if damage == "cut" else b"no snapshot at all")
    before = len(reader.read)
    assert same(made, ready(shelf, reader, now))
    assert len(reader.read) > before


def test_nothing_is_left_of_a_snapshot_that_could_not_be_written(reader: Counted, tmp_path: Path) -> None:
    broken = replace(ready(Shelf(tmp_path, "here"), reader, At(1, 20000)), kind=None)  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        kept._keep(Shelf(tmp_path / "there", "here"), broken, Treatment(), (0, 1))
    assert not files(Shelf(tmp_path / "there", "here"))
