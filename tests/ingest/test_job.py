"""Does a delivery go in whole or not at all, and does the same delivery twice change nothing?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from lookthrough.errors import BadInput, UsageError
from lookthrough.graph.ports import Counts, File, Run
from lookthrough.graph.tables import Table
from lookthrough.ingest.checks import Manner
from lookthrough.ingest.job import ingest
from lookthrough.ingest.options import IngestOptions
from lookthrough.ingest.records import records_table
from tests.contract.memory import MemoryStore
from tests.ingest.deliveries import bank, file_of, new_store, refused, rows, take

SHEET = "公司名称,股东名称,持股比例;青岛海瑞有限公司,王小明,30%;青岛海瑞有限公司,李芳,多数"
TWENTY = "|" + ";".join(f"P{i},person,人{i}" for i in range(20))


def counts(run_file: Counts) -> tuple[int, int, int, int]:
    return run_file.new, run_file.changed, run_file.unchanged, run_file.closed


def test_a_folder_is_one_run_and_tells_of_each_file(tmp_path: Path) -> None:
    store = new_store()
    run = take(
        store,
        bank(
            tmp_path, parties="|P,person,王小明;C,company,海瑞", interests="|P,C,shareholding,30%;Q,C,owns,"
        ),
    )
    assert (run.run, run.dataset, run.rejected) == (1, "bank", 1)
    told = [(file.file, file.read, file.accepted, file.rejected, file.counts.new) for file in run.files]
    assert told == [("parties.csv", 2, 2, 0, 2), ("interests.csv", 2, 1, 1, 1)]


def test_the_ledger_keeps_what_the_report_says(tmp_path: Path) -> None:
    store = new_store()
    take(store, bank(tmp_path, parties="|P,person,王小明;P,person,王小明;Q,persn,X"), received=19000)
    (run,) = store.runs()
    (file,) = run.files
    assert (run.received, run.note) == (19000, "layout 1")
    assert (file.table, file.name, file.rows, file.rejected, file.repeated) == (
        "parties",
        "parties.csv",
        3,
        1,
        1,
    )


def test_edges_find_ends_that_come_in_the_same_delivery(tmp_path: Path) -> None:
    parties = "|P,person,王小明;C,company,海瑞"
    run = take(
        new_store(), bank(tmp_path, interests="|P,C,shareholding,30%;P,D,shareholding,30%", parties=parties)
    )
    assert file_of(run, "interests").counts.pending == 1


def test_the_same_folder_twice_is_not_even_read_and_still_a_run(tmp_path: Path) -> None:
    store, folder = new_store(), bank(tmp_path, parties=TWENTY, interests="|P0,P1,owns,")
    take(store, folder)
    again = take(store, folder)
    assert (again.run, again.nothing, again.rejected) == (2, True, 0)
    assert all(file.skipped for file in again.files)
    assert counts(file_of(again, "parties").counts) == (0, 0, 20, 0)


def test_a_changed_file_is_read_and_the_others_are_not(tmp_path: Path) -> None:
    store = new_store()
    take(store, bank(tmp_path, parties=TWENTY, accounts="|A,CNY"))
    run = take(store, bank(tmp_path, parties=TWENTY.replace("人7", "王七"), accounts="|A,CNY"))
    assert counts(file_of(run, "parties").counts) == (0, 1, 19, 0)
    assert (file_of(run, "parties").skipped, file_of(run, "accounts").skipped) == (False, True)


def test_a_file_is_read_again_after_a_later_run_has_touched_its_table(tmp_path: Path) -> None:
    store = new_store()
    first = bank(tmp_path, parties="|P,person,王小明")
    take(store, first)
    take(store, bank(tmp_path, parties="|P,person,王晓明"))
    run = take(store, bank(tmp_path, parties="|P,person,王小明"))
    assert counts(file_of(run, "parties").counts) == (0, 1, 0, 0)


def test_a_file_is_read_again_after_its_run_was_taken_back(tmp_path: Path) -> None:
    store, folder = new_store(), bank(tmp_path, parties="|P,person,王小明")
    take(store, folder)
    store.revert(1)
    assert rows(store, Table.PARTIES) == []
    assert counts(file_of(take(store, folder), "parties").counts) == (1, 0, 0, 0)


def test_a_file_is_read_again_when_it_is_to_be_read_in_another_manner(tmp_path: Path) -> None:
    store, folder = new_store(), bank(tmp_path, interests="|P,C,shareholding,30")
    assert file_of(take(store, folder), "interests").rejected == 1
    run = take(store, folder, share_unit="percent")
    assert counts(file_of(run, "interests").counts) == (1, 0, 0, 0)
    assert file_of(take(store, folder, share_unit="percent"), "interests").skipped


def test_a_names_only_file_is_read_again_when_its_parties_were_touched(tmp_path: Path) -> None:
    store = new_store()
    folder = bank(tmp_path, interests="holder_name,held_name,kind;王小明,海瑞,shareholding")
    take(store, folder)
    other = bank(tmp_path / "other", parties="|P,person,李芳")
    take(store, other, dataset="bank", full=True, yes=True)
    assert [row["party_id"] for row in rows(store, Table.PARTIES)] == ["P"]
    take(store, folder)
    assert len(rows(store, Table.PARTIES)) == 3


def test_delta_closes_nothing_and_full_closes_what_a_table_lacks(tmp_path: Path) -> None:
    store = new_store()
    take(store, bank(tmp_path, parties=TWENTY, accounts="|A,CNY"))
    fewer = bank(tmp_path / "later", parties=TWENTY.removesuffix(";P19,person,人19"))
    assert counts(file_of(take(store, fewer, dataset="bank"), "parties").counts) == (0, 0, 19, 0)
    assert counts(file_of(take(store, fewer, dataset="bank", full=True), "parties").counts) == (0, 0, 19, 1)
    assert len(rows(store, Table.ACCOUNTS)) == 1, "a table that is not delivered is left alone"


def test_a_full_delivery_that_would_close_a_tenth_is_refused_until_it_is_meant(tmp_path: Path) -> None:
    store = new_store()
    take(store, bank(tmp_path, parties=TWENTY))
    few = bank(tmp_path, parties="|P0,person,人0")
    with pytest.raises(
        UsageError, match="--full would close 19 of the 20 open records of parties in bank: add --yes"
    ):
        take(store, few, full=True)
    assert (store.last_run(), len(rows(store, Table.PARTIES))) == (1, 20)
    assert counts(file_of(take(store, few, full=True, yes=True), "parties").counts) == (0, 0, 1, 19)


def test_a_full_delivery_in_two_files_of_one_table_is_one_whole(tmp_path: Path) -> None:
    store, folder = new_store(), bank(tmp_path, parties="|P0,person,人0;P1,person,人1")
    take(store, folder)
    import pyarrow.csv as arrow
    import pyarrow.parquet as pq

    pq.write_table(arrow.read_csv(folder / "parties.csv"), folder / "parties.parquet")
    (folder / "parties.csv").write_text("party_id,kind,name\nP2,person,人2\n")
    run = take(store, folder, full=True)
    assert [(file.file, counts(file.counts)) for file in run.files] == [
        ("parties.csv", (1, 0, 0, 0)), ("parties.parquet", (0, 0, 2, 0))
    ]  # fmt: skip


def test_full_with_one_of_two_files_closes_what_the_other_brought(tmp_path: Path) -> None:
    store, folder = new_store(), bank(tmp_path, parties=TWENTY)
    import pyarrow.parquet as pq
    from pyarrow import table

    more = table({"party_id": ["Z"], "kind": ["person"], "name": ["Z"]})
    pq.write_table(more, folder / "parties.parquet")
    take(store, folder, full=True)
    (folder / "parties.parquet").unlink()
    assert counts(file_of(take(store, folder, full=True), "parties").counts) == (0, 0, 20, 1)


def test_a_dry_run_tells_what_would_happen_and_writes_nothing(tmp_path: Path) -> None:
    store = new_store()
    run = take(store, bank(tmp_path, parties="|P,person,王小明;Q,persn,X"), dry_run=True)
    assert (run.run, store.last_run(), run.files[0].counts.new, run.rejected) == (None, 0, 1, 1)
    assert [reject.code for reject in run.rejects] == ["unknown_word"]
    assert rows(store, Table.PARTIES) == []


class Failing(MemoryStore):
    """A store that is interrupted when it is to commit."""

    aborted = False

    def commit(self, files: Sequence[File] = ()) -> Run:
        """Ctrl-C, when all is written."""
        raise KeyboardInterrupt(files)

    def abort(self) -> None:
        """Remember that it was asked to forget."""
        self.aborted = True
        super().abort()


def test_an_interrupted_delivery_leaves_nothing(tmp_path: Path) -> None:
    store = Failing(lambda: 1)
    with pytest.raises(KeyboardInterrupt):
        take(store, bank(tmp_path, parties=TWENTY))
    assert store.aborted
    assert (store.last_run(), rows(store, Table.PARTIES)) == (0, [])


def test_a_file_that_cannot_be_read_keeps_the_whole_folder_out(tmp_path: Path) -> None:
    store, folder = new_store(), bank(tmp_path, parties=TWENTY)
    (folder / "accounts.parquet").write_bytes(b"account_id,bank")
    with pytest.raises(BadInput, match=r"accounts\.parquet is no Parquet file"):
        take(store, folder)
    assert store.last_run() == 0


def test_progress_is_told_for_each_file(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int | None]] = []
    folder = bank(tmp_path, parties=TWENTY)
    ingest(new_store(), [folder], IngestOptions(), lambda *told: seen.append(told))
    assert seen == [("parties.csv", 20, 20)]


def test_equal_rows_count_once_and_a_repeat_is_no_reject(tmp_path: Path) -> None:
    store = new_store()
    run = take(
        store, bank(tmp_path, parties="|P,person,王小明;P,person, 王小明;Q,person,李芳;P,Person,王小明")
    )
    file = file_of(run, "parties")
    assert (file.read, file.accepted, file.repeated, file.rejected) == (4, 2, 2, 0)


def test_one_key_in_two_files_of_a_delivery_is_a_contradiction_too(tmp_path: Path) -> None:
    import pyarrow.parquet as pq
    from pyarrow import table

    store, folder = new_store(), bank(tmp_path, parties="|P,person,王小明;Q,person,李芳")
    pq.write_table(
        table({"party_id": ["P"], "kind": ["person"], "name": ["王晓明"]}), folder / "parties.parquet"
    )
    run = take(store, folder)
    assert refused(store) == [(2, "party_id", "duplicate_key")] * 2
    assert [(file.read, file.accepted) for file in run.files] == [(2, 1), (1, 0)]


def test_a_good_row_is_kept_when_the_other_of_its_key_is_bad_anyway(tmp_path: Path) -> None:
    store = new_store()
    take(store, bank(tmp_path, parties="|P,persn,王小明;P,person,王小明"))
    assert refused(store) == [(2, "kind", "unknown_word")]
    assert len(rows(store, Table.PARTIES)) == 1


def test_records_of_a_worked_example_go_through_the_same_checks() -> None:
    rows_, rejects = records_table(
        Table.INTERESTS,
        [{"holder_id": "P", "held_id": "C", "kind": "shareholding", "shares": 900, "nominee": True, "share": None},
         {"holder_id": "P", "held_id": "C", "kind": "owns"}],
        "example", "example.json",
    )  # fmt: skip
    (row,) = rows_.to_pylist()
    assert (row["shares"], row["nominee"], row["share_low_num"], row["file"], row["row"]) == (
        900,
        True,
        None,
        "example.json",
        2,
    )
    assert [(reject.row, reject.column, reject.code) for reject in rejects] == [(3, "kind", "unknown_word")]


def test_bare_shares_of_a_worked_example_have_the_unit_that_is_said() -> None:
    share = [{"holder_id": "P", "held_id": "C", "kind": "shareholding", "share": 0.3}]
    found, _ = records_table(Table.INTERESTS, share, "example", manner=Manner(share_unit="fraction"))
    assert found.column("share_low_den").to_pylist() == [10]


def test_no_rows_are_an_empty_table_with_all_columns() -> None:
    found, rejects = records_table(Table.PARTIES, [], "example")
    assert (found.num_rows, found.column_names[0], rejects) == (0, "party_id", [])


def test_every_worked_example_is_accepted(shared: Path) -> None:
    import json

    for path in sorted((shared / "cases").glob("*.json")):
        for example in json.loads(path.read_text(encoding="utf-8")):
            for table in (Table.SHARE_CLASSES, Table.INTERESTS, Table.ASSOCIATIONS, Table.DECLARED_OWNERS):
                taken, rejects = records_table(table, example.get(table, []), "example")
                assert (taken.num_rows, rejects) == (len(example.get(table, [])), []), example["id"]


def test_the_embedded_store_takes_the_same_as_the_reference_store(tmp_path: Path) -> None:
    from lookthrough.graph.stores.duckdb import open_store

    folder = bank(
        tmp_path, parties=TWENTY + ";P0,person,别人;Q,persn,", interests=SHEET, accounts="|A,CNY;A,CNY",
        transfers="transfer_id,from_account,to_name,at,amount,currency;T,A,王小明,2024-01-01T00:00:00Z,1.50,CNY",
    )  # fmt: skip
    reference = new_store()
    with open_store(":memory:", "create") as store:
        for full in (False, True):
            reports = [
                ingest(each, [folder], IngestOptions(full=full)).runs[0] for each in (reference, store)
            ]
            assert reports[0].files == reports[1].files
        assert all(rows(reference, table) == rows(store, table) for table in Table)
        assert [run.files for run in store.runs()] == [run.files for run in reference.runs()]
        assert store.rejects(1) == reference.rejects(1)
