"""Is a delivery refused whole when less, or more, came than its totals file promises?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lookthrough.errors import BadInput
from lookthrough.graph.tables import Table
from lookthrough.ingest.job import ingest, ingest_tables
from lookthrough.ingest.options import IngestOptions
from tests.ingest.deliveries import bank, new_store, rows, take

PAID = (
    "|T1,A,B,2024-01-05T10:00:00Z,1.50,CNY;T2,A,B,2024-01-05T10:00:00Z,2.5,CNY;T3,A,B,2024-01-05T10:00:00Z,7,USD;"
    "T4,,,2024-01-05T10:00:00Z,0.001,CNY"  # refused, and still delivered
)
PEOPLE = "|P,person,王小明;Q,robot,李芳;P,person,王小明"
HEAD = "file,rows,currency,sum,business_date"
KEPT = f"{HEAD};transfers.csv,4,CNY,4.001,2026-11-24;transfers.csv,,USD,7.00,2026-11-24;parties,3,,,"


def folder(tmp_path: Path, totals: str, **files: str) -> Path:
    return bank(tmp_path, **{"transfers": PAID, "parties": PEOPLE, **files}, totals=totals)


def test_a_delivery_that_keeps_its_promises_is_taken_and_its_run_says_of_which_day_it_is(
    tmp_path: Path,
) -> None:
    store = new_store()
    run = take(store, folder(tmp_path, KEPT))
    assert [(file.table, file.read) for file in run.files] == [("parties", 3), ("transfers", 4)]
    assert store.runs()[0].note.endswith(" of 2026-11-24")
    assert ingest(new_store(), [folder(tmp_path, KEPT)]).ignored == ()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "transfers.csv,5,,,",
            r"totals\.csv promises 5 rows in transfers\.csv, read: 4; nothing was written",
        ),
        ("transfers.csv,,CNY,4,", r"totals\.csv promises 4 CNY in transfers\.csv, read: 4\.001 CNY"),
        ("transfers.csv,,EUR,1,", r"promises 1 EUR in transfers\.csv, read: 0 EUR"),
        ("parties.csv,3,CNY,1,", r"promises 1 CNY in parties\.csv, read: 0 CNY"),
        ("accounts.csv,1,,,", r"totals\.csv promises accounts\.csv, which is not in the delivery"),
    ],
)
def test_a_promise_that_is_not_kept_refuses_the_whole_delivery(
    tmp_path: Path, line: str, sentence: str
) -> None:
    store = new_store()
    with pytest.raises(BadInput, match=sentence):
        take(store, folder(tmp_path, f"{HEAD};{line}"))
    assert (store.last_run(), rows(store, Table.PARTIES)) == (0, [])


@pytest.mark.parametrize("cell", ["transfers.csv", "TRANSFERS.CSV", "transfers", "Transfers"])
def test_a_file_is_named_with_or_without_its_ending_in_any_case(tmp_path: Path, cell: str) -> None:
    run = take(new_store(), folder(tmp_path, f"{HEAD};{cell},4,,,"))
    assert [(file.table, file.read) for file in run.files] == [("parties", 3), ("transfers", 4)]


@pytest.mark.parametrize(
    ("totals", "sentence"),
    [
        ("name,rows;parties,3", "totals.csv lacks the column file: it has file, rows, currency, sum, business_date"),
        (f"{HEAD};parties,three,,,", "totals.csv row 2: 'three' is no number"),
        (f"{HEAD};parties,1.5,,,", "totals.csv row 2: '1.5' is no number of rows"),
        (f"{HEAD};,3,,,", "totals.csv row 2: file is empty"),
        (f"{HEAD};parties,3,,,24.11.2026", "totals.csv row 2: '24.11.2026' is no date"),
        (f"{HEAD};parties,3,,,2026-11-24;transfers,4,,,2026-11-25", "more than one business date"),
        (f"{HEAD};parties,3", "totals.csv row 2 is no row"),
    ],
)  # fmt: skip
def test_a_totals_file_that_cannot_be_read_refuses_the_delivery(
    tmp_path: Path, totals: str, sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        take(new_store(), folder(tmp_path, totals))


def test_the_same_delivery_again_is_not_read_and_one_with_other_totals_is(tmp_path: Path) -> None:
    store = new_store()
    take(store, folder(tmp_path, KEPT))
    assert all(file.skipped for file in take(store, folder(tmp_path, KEPT)).files)
    with pytest.raises(BadInput, match="promises 9 rows in parties"):
        take(store, folder(tmp_path, f"{HEAD};parties,9,,,"))
    assert store.last_run() == 2


def test_rows_of_one_file_that_go_to_several_datasets_are_counted_together(tmp_path: Path) -> None:
    spread = "party_id,kind,name,dataset;P,person,王小明,a;Q,person,李芳,b"
    runs = ingest(new_store(), [bank(tmp_path, parties=spread, totals=f"{HEAD};parties,2,,,")]).runs
    assert len(runs) == 2
    store = new_store()
    with pytest.raises(BadInput, match="promises 1 rows in parties, read: 2"):
        ingest(store, [bank(tmp_path, parties=spread, totals=f"{HEAD};parties,1,,,")])
    assert store.last_run() == 0


def test_a_dry_run_keeps_to_the_totals_too(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="promises 1 rows"):
        take(new_store(), folder(tmp_path, f"{HEAD};parties,1,,,"), dry_run=True)


def test_sums_are_exact_however_large() -> None:
    most: dict[str, Any] = {
        "from_account": "A",
        "to_account": "B",
        "at": "2024-01-05T10:00:00Z",
        "currency": "CNY",
    }
    paid = [{**most, "transfer_id": f"T{i}", "amount": "999999999999999999"} for i in range(100)]
    cents = [{**most, "transfer_id": f"C{i}", "amount": "0.01"} for i in range(3)]
    totals = [{"file": "transfers", "rows": 103, "currency": "CNY", "sum": "99999999999999999900.03"}]
    assert ingest_tables(new_store(), {"transfers": paid + cents, "totals": totals}).rejected == 0
    whole = [{"file": "transfers", "rows": 103, "currency": "CNY", "sum": "0.04"}]
    with pytest.raises(BadInput, match=r"read: 99,999,999,999,999,999,900\.03 CNY"):
        ingest_tables(new_store(), {"transfers": paid + cents, "totals": whole}, IngestOptions())
