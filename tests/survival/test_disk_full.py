"""What happens when the disk is full: one sentence, the old data intact, and the next run with room works."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lookthrough.errors import NoRoom
from lookthrough.ingest.room import check_room
from tests.acceptance.conftest import environment
from tests.survival.deliveries import delivery
from tests.survival.driving import (
    LINUX,
    Ended,
    Running,
    command,
    exported,
    files,
    holding,
    runs,
    store_with,
)
from tests.survival.small_disk import limited, small_disk

pytestmark = pytest.mark.skipif(not LINUX, reason="limits and small disks are set up as Linux has them")

MB = 1_000_000
INTACT = (
    "nothing is half-written and what it held is intact; free some space, then give the same command again"
)


def is_one_sentence(ended: Ended, *parts: str) -> bool:
    """Whether a command failed with one line on stderr that holds these parts, and nothing on stdout."""
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1), ended
    return all(part in ended.err for part in parts)


@pytest.mark.deep
def test_a_file_that_may_not_grow_leaves_the_old_data_and_the_next_run_works(tmp_path: Path) -> None:
    first, second = delivery(tmp_path, 1), delivery(tmp_path, 2)
    (tmp_path / "other").mkdir()
    store, wanted = store_with(tmp_path, first), exported(store_with(tmp_path / "other", first, second))
    before, size = exported(store), store.stat().st_size
    full = Running(tmp_path, ("ingest", second, "--store", store), prefix=limited(size + MB)).end()
    assert is_one_sentence(full, f"no room for {store} (File too large): {INTACT}")
    assert command("store", "check", "--store", store) == 0
    assert exported(store) == before
    assert store.stat().st_size <= size + (1 << 18)
    assert command("ingest", second, "--store", store) == 0
    assert exported(store) == wanted


def test_a_revert_without_room_leaves_the_run_in_place(tmp_path: Path) -> None:
    store = store_with(tmp_path, delivery(tmp_path, rows=100))
    before = exported(store)
    full = Running(tmp_path, ("runs", "revert", "1", "--store", store), prefix=limited(4096)).end()
    assert is_one_sentence(full, f"no room for {store}", INTACT)
    assert exported(store) == before
    assert command("runs", "revert", "1", "--store", store) == 0


@pytest.mark.parametrize("size", [0, 4096, 10_000])
def test_a_store_that_cannot_be_made_leaves_nothing_in_its_place(size: int, tmp_path: Path) -> None:
    bank, place = delivery(tmp_path, rows=1), tmp_path / "place"
    place.mkdir()
    words = ("ingest", bank, "--store", place / "store.duckdb")
    assert is_one_sentence(Running(tmp_path, words, prefix=limited(size)).end(), "no room for")
    assert files(place) == []
    assert command(*words) == 0


@pytest.mark.deep
def test_waiting_rows_that_find_no_room_are_told_with_their_folder(tmp_path: Path) -> None:
    bank, store = delivery(tmp_path, rows=210_000), store_with(tmp_path)
    running = Running(tmp_path, ("ingest", bank, "--store", store), prefix=limited(2 * MB))
    told = f"no room in {running.temporary}, where rows and unpacked files wait"
    assert is_one_sentence(running.end(), told, "free some space or set TMPDIR")
    assert runs(store) == 0


def test_a_packed_file_that_finds_no_room_to_unpack_is_told_the_same(tmp_path: Path) -> None:
    bank, store = tmp_path / "parties.csv.gz", store_with(tmp_path)
    rows = "".join(f"P{number},person,王小明\n" for number in range(20_000))
    bank.write_bytes(gzip.compress(f"party_id,kind,name\n{rows}".encode()))
    running = Running(tmp_path, ("ingest", bank, "--store", store), prefix=limited(100_000))
    told = f"no room in {running.temporary}, where rows and unpacked files wait"
    assert is_one_sentence(running.end(), told, "free some space or set TMPDIR")


@pytest.mark.deep
def test_a_disk_that_others_fill_meanwhile_keeps_the_old_data_and_gets_its_room_back(tmp_path: Path) -> None:
    first, second = delivery(tmp_path, 1), delivery(tmp_path, 2)
    with small_disk(tmp_path / "disk", 64 * MB) as disk:
        store = disk.folder / "store.duckdb"

        def done(*words: str | Path) -> Ended:
            return Running(tmp_path, (*words, "--store", store), prefix=disk.prefix).end()

        assert done("ingest", first).code == 0
        assert done("export", "canonical", "--out", tmp_path / "before").code == 0
        running = Running(tmp_path, ("ingest", second, "--store", store), prefix=disk.prefix)
        assert running.wait_until(holding(store))
        disk.fill(left=MB)
        assert is_one_sentence(running.end(), f"no room for {store} (No space left on device): {INTACT}")
        assert disk.free >= 0.9 * MB
        assert done("store", "check").code == 0
        assert done("export", "canonical", "--out", tmp_path / "after").code == 0
        assert contents(tmp_path / "after") == contents(tmp_path / "before")
        disk.clear()
        assert "20,000 changed" in done("ingest", second).out


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.deep
def test_a_run_that_would_not_fit_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    bank = delivery(tmp_path, rows=40_000)
    with small_disk(tmp_path / "disk", 4 * MB) as disk:
        store = disk.folder / "store.duckdb"
        told = Running(tmp_path, ("ingest", bank, "--store", store, "--json"), prefix=disk.prefix).end()
        assert is_one_sentence(
            told, "this delivery may need 5.", f"on the disk of {disk.folder}, 4.0 MB is free"
        )
        assert list(disk.seen.iterdir()) == []
        waiting = {"TMPDIR": str(disk.folder)}
        words = ("ingest", bank, "--store", tmp_path / "store.duckdb")
        told = Running(tmp_path, words, env=waiting, prefix=disk.prefix).end()
        assert is_one_sentence(told, "set TMPDIR to a folder on another")
        assert not (tmp_path / "store.duckdb").exists()


def packed(bank: Path) -> list[Path]:
    """The same megabyte of cells in files of four kinds."""
    cells = [f"{n:09}" for n in range(100_000)]
    text = "\n".join(cells).encode()
    (bank / "a.csv").write_bytes(text)
    (bank / "a.csv.gz").write_bytes(gzip.compress(text))
    with zipfile.ZipFile(bank / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", text)
    pq.write_table(pa.table({"a": cells}), bank / "a.parquet")
    return sorted(bank.iterdir())


def test_what_is_packed_counts_as_unpacked(tmp_path: Path) -> None:
    for path in packed(tmp_path):
        check_room([path], tmp_path / "store.duckdb", free=lambda _: int(9.1 * MB))
        with pytest.raises(NoRoom, match=r"may need 9\.0 MB on the disk of .*, 8\.9 MB is free"):
            check_room([path], tmp_path / "store.duckdb", free=lambda _: int(8.9 * MB))


def test_a_folder_counts_with_its_files_of_data_and_a_dry_run_without_a_store(tmp_path: Path) -> None:
    count = len(packed(tmp_path))
    (tmp_path / "film.mkv").write_bytes(bytes(20 * MB))
    with pytest.raises(NoRoom, match=f"may need {7 * count + 2}\\.0 MB"):
        check_room([tmp_path], tmp_path / "store.duckdb", free=lambda _: MB)
    check_room([tmp_path], None, free=lambda _: (4 * count + 1) * MB)


def test_a_disk_that_does_not_say_how_full_it_is_stops_nobody(tmp_path: Path) -> None:
    check_room(packed(tmp_path), tmp_path / "store.duckdb", free=lambda _: None)


def test_an_answer_that_finds_no_room_is_told_in_one_sentence(tmp_path: Path) -> None:
    store = store_with(tmp_path, delivery(tmp_path, rows=1))
    words = [sys.executable, "-m", "lookthrough", "runs", "list", "--json", "--store", str(store)]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        told = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, env=environment(), check=False)
    assert told.returncode == 1
    assert told.stderr.decode() == (
        "No space left on device: check the place, the room on its disk and your rights\n"
    )
