"""Is every row of a delivery accounted for, in a dry run as in the real one, and refused when that is asked?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.errors import BadInput, UsageError
from lookthrough.graph.ports import At, Run
from lookthrough.graph.tables import Table
from lookthrough.ingest.job import ingest
from lookthrough.ingest.limits import Tolerance, sums
from lookthrough.ingest.options import IngestOptions
from lookthrough.ingest.report import FileReport, Report, RunReport, Warned
from lookthrough.queries.runs import one_run
from tests.contract.memory import MemoryStore
from tests.ingest.deliveries import bank, file_of, new_store, rows, take
from tests.ingest.oracle import records_of
from tests.ingest.test_fuzz import files

Files = list[tuple[Table, str, str]]
DELIVERIES = st.lists(files(), min_size=1, max_size=3, unique_by=lambda file: file[0])
PLAIN = IngestOptions(dataset="bank")
LEI = "party_id,kind,name,lei;C1,company,海瑞,529900T8BM49AURSDO56"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("contract")


def laid(folder: Path, delivery: Files) -> Path:
    """The files of a delivery in the folder, and no others."""
    for old in folder.iterdir():
        old.unlink()
    for table, header, body in delivery:
        (folder / f"{table}.csv").write_bytes((header + "\n" + body).encode())
    return folder


def told(report: Report) -> list[tuple[str, FileReport]]:
    """What became of each file, and nothing that a clock says."""
    return [(run.dataset, file) for run in report.runs for file in run.files]


def held(store: MemoryStore) -> list[object]:
    """All that a store would tell."""
    everything = [list(store.history(table)) for table in Table]
    return [*everything, *store.runs(), *(store.rejects(run.number) for run in store.runs())]


@given(DELIVERIES)
def test_rows_read_are_accepted_refused_or_repeated_and_accepted_ones_are_new_changed_or_not(
    folder: Path, delivery: Files
) -> None:
    store = new_store()
    report = ingest(store, [laid(folder, delivery)])
    for table, _, body in delivery:
        own = [file for _, file in told(report) if file.table == table and not file.minted]
        assert sum(file.read for file in own) == len(records_of(body))
        for file in own:
            counts = file.counts
            assert file.read == file.accepted + file.rejected + file.repeated
            assert file.accepted == counts.new + counts.changed + counts.unchanged
    assert sum(len(store.rejects(run.number)) for run in store.runs()) == report.rejected


@given(DELIVERIES, DELIVERIES, st.sampled_from([PLAIN, replace(PLAIN, full=True, yes=True)]))
def test_a_dry_run_tells_what_the_run_will_do_and_leaves_all_as_it_was(
    folder: Path, before: Files, delivery: Files, options: IngestOptions
) -> None:
    store = new_store()
    ingest(store, [laid(folder, before)], IngestOptions(dataset="bank"))
    was, path = held(store), laid(folder, delivery)
    dry = ingest(store, [path], replace(options, dry_run=True))
    assert (held(store), {run.run for run in dry.runs}) == (was, {None})
    # An end that another dataset of the delivery describes is awaited in a dry run: nothing else may differ.
    pending = len(dry.runs) > 1
    real = told(ingest(store, [path], options))
    shown = [(d, replace(f, counts=replace(f.counts, pending=0)) if pending else f) for d, f in told(dry)]
    assert shown == [(d, replace(f, counts=replace(f.counts, pending=0)) if pending else f) for d, f in real]


def test_a_dry_run_does_not_touch_the_file_of_a_store(tmp_path: Path) -> None:
    from lookthrough.wiring import deliver

    store, folder = (
        tmp_path / "s.duckdb",
        bank(tmp_path, parties="|P,person,王小明", interests="|P,C,trustee,"),
    )
    deliver(str(store), [folder], IngestOptions())
    was = store.read_bytes()
    again = bank(tmp_path, parties="|P,person,王晓明;Q,person,李芳", accounts="|A,CNY")
    report = deliver(str(store), [again], IngestOptions(dry_run=True))
    assert {file.table: file.counts.new for file in report.runs[0].files if file.counts.new} == {
        "parties": 1,
        "accounts": 1,
    }
    assert store.read_bytes() == was


def test_a_dry_run_makes_no_store(tmp_path: Path) -> None:
    from lookthrough.wiring import deliver

    folder = bank(tmp_path, parties="|P,person,王小明")
    report = deliver(str(tmp_path / "s.duckdb"), [folder], IngestOptions(dry_run=True))
    assert report.runs[0].files[0].counts.new == 1
    assert [path.name for path in tmp_path.iterdir()] == ["bank"]


def test_a_dry_run_knows_the_ends_that_the_delivery_itself_describes(tmp_path: Path) -> None:
    folder = bank(tmp_path, parties="|P,person,王小明;C,company,海瑞", interests="|P,C,trustee,;X,C,trustee,")
    assert file_of(take(new_store(), folder, dry_run=True), "interests").counts.pending == 1


def check_refused(store: MemoryStore, path: Path, sentence: str) -> None:
    """A strict delivery is refused with a sentence, and nothing of it is there."""
    with pytest.raises(BadInput, match=sentence):
        take(store, path, strict=True)
    assert (store.last_run(), rows(store, Table.PARTIES)) == (0, [])


def test_strict_refuses_a_delivery_with_a_refused_row(tmp_path: Path) -> None:
    path = bank(tmp_path, parties="|P,person,王小明;Q,robot,李芳;R,robot,赵四")
    check_refused(
        new_store(), path, "--strict: 2 of the 3 rows of parties.csv would be rejected, nothing was written"
    )


def test_strict_refuses_a_delivery_that_leaves_doubts(tmp_path: Path) -> None:
    check_refused(
        new_store(), bank(tmp_path, parties=LEI), "1 of the 1 rows of parties.csv bear the warning bad_lei"
    )
    names = bank(tmp_path / "names", interests="holder_name,held_name,kind;王小明,海瑞,trustee")
    check_refused(new_store(), names, "bear the warning names_only")


def test_strict_takes_what_is_sound_with_columns_of_its_own(tmp_path: Path) -> None:
    run = take(new_store(), bank(tmp_path, accounts="account_id,manager;A,李芳"), strict=True)
    assert [warned.code for warned in file_of(run, "accounts").warnings] == ["extra_columns"]


def test_strict_refuses_all_datasets_of_a_delivery_when_one_has_a_fault(tmp_path: Path) -> None:
    path = bank(tmp_path, parties="party_id,kind,name,dataset;P,person,王小明,a;Q,robot,李芳,b")
    store = new_store()
    check_refused(store, path, "--strict: 1 of the 1 rows")


def test_strict_refuses_a_file_that_was_taken_with_doubts_before(tmp_path: Path) -> None:
    store, path = new_store(), bank(tmp_path, parties=LEI)
    assert not take(store, path).files[0].skipped
    assert take(store, path).files[0].skipped
    with pytest.raises(BadInput, match="bear the warning bad_lei"):
        take(store, path, strict=True)
    assert store.last_run() == 2


def counted(*pairs: tuple[int, int], skipped: bool = False) -> Report:
    """A report of files with so many rows read and refused."""
    told = tuple(FileReport("f", "parties", *pair, skipped=skipped) for pair in pairs)
    return Report((RunReport("bank", 1, told, 0),))


@pytest.mark.parametrize(
    ("text", "most"),
    [("10", 10), ("0", 0), ("0%", 0), ("1%", 2), ("0.5 %", 1), ("100%", 200)],
)
def test_as_many_refused_rows_as_said_are_tolerated_and_not_one_more(text: str, most: int) -> None:
    tolerance = Tolerance.parse(text)
    assert tolerance.holds(counted((200, most), (0, 0)))
    assert not tolerance.holds(counted((199, most), (1, 1)))


def test_rows_refused_of_a_file_that_need_not_be_read_again_still_count() -> None:
    report = counted((100, 3), skipped=True)
    assert sums(report) == (100, 3)
    assert not Tolerance.parse("2").holds(report)


@pytest.mark.parametrize("text", ["", "ten", "-1", "1.5", "101%", "%", "1e3"])
def test_a_tolerance_that_is_none_is_a_wrong_use(text: str) -> None:
    with pytest.raises(UsageError, match="write a number of rows, or a part of them such as 1%"):
        Tolerance.parse(text)


def the_run(store: MemoryStore) -> Run:
    return store.runs()[-1]


def test_the_ledger_tells_the_same_numbers_and_warnings_as_the_report(tmp_path: Path) -> None:
    store = new_store()
    file = take(
        store, bank(tmp_path, parties=LEI + ";C1,company,海瑞,529900T8BM49AURSDO56;Q,robot,X,")
    ).files[0]
    (kept,) = one_run(store, 1)["files"]
    assert (kept["read"], kept["accepted"], kept["rejected"], kept["repeated"]) == (3, 1, 1, 1)
    assert (kept["read"], kept["accepted"]) == (file.read, file.accepted)
    assert kept["warnings"] == {warned.code: warned.rows for warned in file.warnings}
    assert json.dumps(kept)


def test_a_file_that_need_not_be_read_again_keeps_its_warnings(tmp_path: Path) -> None:
    store, path = new_store(), bank(tmp_path, parties=LEI)
    first, second = (take(store, path).files[0] for _ in range(2))
    assert second.skipped
    assert first.warnings == second.warnings == (Warned("bad_lei", "1 rows", 1),)


def pending(store: MemoryStore) -> Sequence[tuple[str, str]]:
    """The ends that the last run leaves awaited, as `runs show` lists them."""
    return [(end["node"], end["column"]) for end in one_run(store, store.last_run())["pending"]]


def test_an_end_that_nobody_describes_is_listed_until_somebody_does(tmp_path: Path) -> None:
    store = new_store()
    take(store, bank(tmp_path, interests="|P,C,shareholding,30%", accounts="|A,CNY"))
    assert pending(store) == [("C", "held_id"), ("P", "holder_id")]
    take(store, bank(tmp_path / "later", parties="|P,person,王小明"), dataset="crm")
    assert pending(store) == [("C", "held_id")]
    take(store, bank(tmp_path / "last", parties="|C,company,海瑞"), dataset="crm")
    assert pending(store) == []
    assert [end.node for end in store.pending(1, 20)] == ["C", "P"], "what was known before stays known"
    assert len(store.records("P", At(3, None))) == 2
