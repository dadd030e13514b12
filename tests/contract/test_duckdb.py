"""Does the embedded store keep its file: locks, kills, versions, read-only questions, invariants?"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pytest

from lookthrough.errors import BadInput, NoStore, StoreBusy, StoreMismatch, UsageError
from lookthrough.graph.ports import At, Delivery
from lookthrough.graph.stores.duckdb import DuckStore, open_store
from lookthrough.graph.stores.duckdb.opening import Mode
from lookthrough.graph.tables import Table
from tests.contract.deliveries import Row, delivered

SHARE = ("share_low_num", "share_low_den", "share_high_num", "share_high_den", "share_open")
HELD: Row = {
    "holder_id": "P1",
    "held_id": "P2",
    "kind": "shareholding",
    **dict(zip(SHARE, (1, 4, 1, 2, 1), strict=True)),
    "shares": 1050,
    "shares_scale": 1,
    "valid_from": 19000,
    "record": "r1",
    "file": "interests.csv",
    "row": 1,
}
NAMED: Row = {"party_id": "P1", "kind": "person", "name": "王小明", "record": "P1", "file": "p.csv", "row": 1}
PAID: Row = {
    "transfer_id": "T1",
    "from_account": "A1",
    "to_account": "A2",
    "at": 1_700_000_000_000_000,
    "amount": 1999,
    "amount_scale": 2,
    "currency": "CNY",
    "record": "T1",
    "file": "t.csv",
    "row": 1,
}
WRITER = """
import sys, time
from lookthrough.graph.ports import Delivery, Reject
from lookthrough.graph.stores.duckdb import open_store
path, mode, commits, seconds = sys.argv[3:]
store = open_store(path, mode)
if mode != "read":
    store.begin(Delivery("crm"))
    store.reject([Reject("a.csv", "parties", line, None, "kind", "unknown_kind", "", "") for line in range(5000)])
if commits == "yes":
    store.commit()
print("ready", flush=True)
time.sleep(float(seconds))
"""


def fill(store: DuckStore) -> None:
    """One run with a party, an interest and a transfer."""
    store.begin(Delivery("crm"))
    for table, row in ((Table.PARTIES, NAMED), (Table.INTERESTS, HELD), (Table.TRANSFERS, PAID)):
        store.append(table, delivered(table, [row]))
    store.commit()


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A store with one run."""
    path = str(tmp_path / "store.duckdb")
    with open_store(path, "create") as store:
        fill(store)
    return path


@contextmanager
def another(
    path: str, mode: str, commits: str = "no", seconds: float = 60
) -> Iterator[subprocess.Popen[str]]:
    """Another process that has opened the store, as `lookthrough ingest` would."""
    words = [sys.executable, "-c", WRITER, "lookthrough", "ingest", path, mode, commits, str(seconds)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_missing_store_says_how_to_load_one(tmp_path: Path) -> None:
    path = str(tmp_path / "none.duckdb")
    said = f"no store at {path}: load one with 'lookthrough ingest FOLDER', or try 'lookthrough demo'"
    with pytest.raises(NoStore) as read:
        open_store(path)
    with pytest.raises(NoStore) as write:
        open_store(path, "write")
    assert str(read.value) == str(write.value) == said
    assert not Path(path).exists()


def test_a_file_that_is_being_written_says_by_whom(path: str) -> None:
    with another(path, "write") as process, pytest.raises(StoreBusy) as error:
        open_store(path)
    who = f"process {process.pid} (lookthrough ingest)"
    assert str(error.value) == f"{path} is being written by {who}: wait, or add --wait 30s"


def test_a_file_that_is_being_read_says_so_to_a_writer_and_lets_readers_in(path: str) -> None:
    with another(path, "read"):
        with pytest.raises(StoreBusy, match="is being read by process"):
            open_store(path, "write")
        with open_store(path) as store:
            assert store.last_run() == 1


def test_waiting_outlasts_a_writer_that_ends(path: str) -> None:
    with another(path, "write", commits="yes", seconds=0.5), open_store(path, wait_seconds=30) as store:
        assert store.last_run() == 2


def test_two_connections_of_one_process_do_not_write_and_read_at_once(path: str) -> None:
    with open_store(path, "write"), pytest.raises(StoreBusy, match="close it first"):
        open_store(path)


def test_a_process_killed_before_its_commit_leaves_nothing(path: str) -> None:
    with another(path, "write") as process:
        process.send_signal(signal.SIGKILL)
    with open_store(path, "write") as store:
        assert (store.last_run(), store.rejects(2), store.check()) == (1, (), [])


def test_a_process_killed_after_its_commit_leaves_all(path: str) -> None:
    with another(path, "write", commits="yes") as process:
        process.send_signal(signal.SIGKILL)
    with open_store(path) as store:
        assert (store.last_run(), len(store.rejects(2)), store.check()) == (2, 5000, [])


def test_a_failed_append_tells_its_own_error_and_can_be_aborted() -> None:
    with open_store(":memory:") as store:
        rows = delivered(Table.INTERESTS, [HELD])
        wrong = rows.set_column(rows.column_names.index("valid_from"), "valid_from", rows["kind"])
        store.begin(Delivery("crm"))
        with pytest.raises(duckdb.ConversionException):
            store.append(Table.INTERESTS, wrong)
        store.abort()
        fill(store)
        assert store.check() == []


def test_columns_in_another_order_are_refused() -> None:
    with open_store(":memory:") as store:
        store.begin(Delivery("crm"))
        with pytest.raises(ValueError, match="other columns"):
            store.append(Table.PARTIES, delivered(Table.INTERESTS, [HELD]))


def test_a_file_that_is_no_store_is_named_in_one_sentence(tmp_path: Path) -> None:
    text, other = tmp_path / "notes.txt", tmp_path / "other.duckdb"
    text.write_text("not a database, but long enough to look at" * 99)
    with duckdb.connect(str(other)) as connection:
        connection.execute("CREATE TABLE something (x INTEGER)")
    for path in (text, other, tmp_path):
        with pytest.raises(BadInput, match=r"^[^\n]+$"):
            open_store(str(path), "create")


def test_a_store_of_another_layout_is_not_opened(path: str) -> None:
    with duckdb.connect(path) as connection:
        connection.execute("UPDATE graph_meta SET value = '0' WHERE name = 'schema'")
    with pytest.raises(StoreMismatch, match="has store layout 0, this version reads 3"):
        open_store(path, "write")


@pytest.mark.parametrize("name", ["store", "graph_run", "temp", "main", "select", "it's"])
def test_a_store_may_have_any_name(name: str, tmp_path: Path) -> None:
    with open_store(str(tmp_path / f"{name}.duckdb"), "create") as store:
        fill(store)
        assert store.find("name", "王小明", 1) == ("P1",)
        assert store.sql("SELECT count(*) FROM runs").rows == [(1,)]


def test_a_day_a_share_and_an_amount_read_as_people_write_them() -> None:
    with open_store(":memory:") as store:
        fill(store)
        asked = "SELECT holder_id, share, share_low, share_high, shares, valid_from, run FROM interests"
        assert store.sql(asked).rows == [("P1", "(1/4,1/2]", 0.25, 0.5, 105.0, date(2022, 1, 8), 1)]
        asked = "SELECT amount, year(occurred_at) AS year FROM transfers"
        assert store.sql(asked).columns == ("amount", "year")
        assert store.sql(asked).rows == [(19.99, 2023)]


NODES = "SELECT nid, space, id FROM graph_node ORDER BY nid"


def test_nodes_are_numbered_without_gaps_in_the_order_in_which_they_are_named() -> None:
    with open_store(":memory:") as store:
        fill(store)
        store.begin(Delivery("crm"))
        store.append(
            Table.INTERESTS, delivered(Table.INTERESTS, [{**HELD, "holder_id": "Z", "held_id": "P1"}])
        )
        store.append(Table.PARTIES, delivered(Table.PARTIES, [{**NAMED, "party_id": "A1"}]))
        store.commit()
        nodes = [
            ("party", "P1"),
            ("party", "P2"),
            ("account", "A1"),
            ("account", "A2"),
            ("party", "Z"),
            ("party", "A1"),
        ]
        assert store.sql(NODES).rows == [(n, *node) for n, node in enumerate(nodes, start=1)]
        asked = "SELECT holder_nid, held_nid FROM graph_interests ORDER BY claim"
        assert store.sql(asked).rows == [(1, 2), (5, 1)]


def test_a_run_that_comes_to_nothing_leaves_no_number_behind(path: str) -> None:
    stranger = delivered(Table.INTERESTS, [{**HELD, "holder_id": "Z", "record": "r2"}])
    with open_store(path, "write") as store:
        before = store.sql(NODES).rows
        store.begin(Delivery("crm"))
        store.preview(Table.INTERESTS, stranger)
        store.append(Table.INTERESTS, stranger)
        store.records("Z", At(2, None))
        store.abort()
        assert store.records("Z", At(2, None)) == ()
        store.judge("P1", "P2")
        assert store.sql(NODES).rows == before
        assert store.check() == []


def test_a_column_comes_into_the_store_with_the_first_row_that_fills_it() -> None:
    with open_store(":memory:") as store:
        fill(store)
        assert "votes" not in {row[0] for row in store.sql("DESCRIBE graph_interests").rows}
        store.begin(Delivery("crm"))
        rows = [{**HELD, "record": "r2", "votes": 7, "votes_scale": 0}]
        store.append(Table.INTERESTS, delivered(Table.INTERESTS, rows))
        store.commit()
        assert store.sql("SELECT record, votes FROM interests ORDER BY record").rows == [
            ("r1", None),
            ("r2", 7.0),
        ]


def test_a_record_id_is_kept_where_it_is_not_the_key() -> None:
    with open_store(":memory:") as store:
        fill(store)
        assert "record" not in {row[0] for row in store.sql("DESCRIBE graph_transfers").rows}
        store.begin(Delivery("crm"))
        counts = store.append(
            Table.TRANSFERS, delivered(Table.TRANSFERS, [PAID, {**PAID, "record": "other"}])
        )
        store.commit()
        assert (counts.new, counts.unchanged) == (1, 1)
        assert store.sql("SELECT record FROM transfers ORDER BY record").rows == [("T1",), ("other",)]


@pytest.mark.parametrize("mode", ["read", "write"])
def test_a_duckdb_that_hashes_otherwise_makes_its_own_copy_to_look_nodes_up(mode: Mode, path: str) -> None:
    with duckdb.connect(path) as connection:
        connection.execute("UPDATE graph_meta SET value = '7' WHERE name = 'hash'")
        connection.execute("UPDATE graph_node_hash SET hash = 7")
    with open_store(path, mode) as store:
        assert store.check() == []
        assert len(store.neighbours("P2", At(1, None), "up", 9).interests) == 1


def test_the_views_show_only_what_is_known_now() -> None:
    with open_store(":memory:") as store:
        fill(store)
        store.revert(1)
        assert store.sql("SELECT * FROM interests").rows == []


@pytest.mark.parametrize(
    "text",
    [
        *("DELETE FROM graph_run", "SELECT 1; SELECT 2", "SET threads = 1", "PRAGMA database_list", ""),
        *("COPY parties TO 'x.csv'", "ATTACH 'x'", "SELECT * FROM 'x.csv'", "SELECT nothing FROM nowhere"),
    ],
)
def test_sql_takes_one_question_and_never_a_command_or_a_file(text: str, path: str) -> None:
    with open_store(path) as store, pytest.raises(UsageError):
        store.sql(text)


def test_sql_describes_and_shows_the_views(path: str) -> None:
    with open_store(path) as store:
        assert ("interests",) in store.sql("SHOW TABLES").rows
        assert store.sql("DESCRIBE customers").rows[0][0] == "customer_id"


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("UPDATE graph_interest_up SET to_run = 1", "interest_up: 2 rows differ from the interests"),
        ("DELETE FROM graph_name_key", "1 party rows and their name keys differ"),
        ("DELETE FROM graph_reference", "1 records or customers cannot be looked up"),
        (
            "UPDATE graph_parties SET party_id = 'A9'",
            "parties: 1 claims have another node than their party_id",
        ),
        (
            "UPDATE graph_transfers SET to_account_nid = 99",
            "transfers: 1 claims have no node as their to_account",
        ),
        ("UPDATE graph_interests SET held_nid = 3", "interests: 1 claims have no node as their held_id"),
        ("UPDATE graph_node SET nid = 9 WHERE nid = 4", "1 nodes are out of the dense order"),
        ("UPDATE graph_node SET id = 'A1' WHERE id = 'A2'", "1 nodes are numbered twice"),
        ("DELETE FROM graph_node_hash WHERE nid = 1", "1 nodes cannot be looked up"),
        ("INSERT INTO graph_parties FROM graph_parties", "parties: 1 records are open more than once"),
        ("UPDATE graph_transfers SET to_run = 1", "transfers: 1 known periods end before they begin"),
        ("UPDATE graph_parties SET from_run = 0", "parties: 1 claims name a run that was never committed"),
        ("UPDATE graph_run SET number = 2", "1 runs are out of the dense order"),
    ],
)
def test_a_check_names_what_was_damaged(damage: str, found: str, path: str) -> None:
    with duckdb.connect(path) as connection:
        connection.execute(damage)
    with open_store(path) as store:
        assert found in store.check()


def test_sorted_copies_answer_as_unsorted_ones() -> None:
    rows = [{**HELD, "holder_id": f"H{n % 7}", "held_id": f"P{n % 5}", "record": str(n)} for n in range(60)]
    with open_store(":memory:", tail=10) as sorted_one, open_store(":memory:") as plain_one:
        for store in (sorted_one, plain_one):
            for part in (rows[:25], rows[25:50], rows[50:]):
                store.begin(Delivery("crm"))
                store.append(Table.INTERESTS, delivered(Table.INTERESTS, part))
                store.commit()
        pages = [store.neighbours("P1", At(3, None), "up", 50) for store in (sorted_one, plain_one)]
        assert len(pages[0].interests) == 12
        assert pages[0] == pages[1]


def test_transfers_of_an_account_are_the_latest_two_hundred() -> None:
    moments = [{**PAID, "record": f"T{n}", "at": n * 1_000_000} for n in range(250)]
    with open_store(":memory:") as store:
        store.begin(Delivery("core"))
        store.append(Table.TRANSFERS, delivered(Table.TRANSFERS, moments))
        store.commit()
        found = store.records("A2", At(1, None))
        assert [record.source.record for record in found] == [f"T{n}" for n in range(249, 49, -1)]


def test_a_moment_of_commit_is_later_than_the_one_before_whatever_the_clock_says() -> None:
    times = iter([500, 500, 100])
    with open_store(":memory:", clock=lambda: next(times)) as store:
        for first, second in (("a", "b"), ("b", "c"), ("c", "d")):
            store.judge(first, second)
        assert [run.committed_at for run in store.runs()] == [500, 501, 502]
        assert [store.known_at(moment) for moment in (499, 500, 501, 9999)] == [0, 1, 2, 3]
