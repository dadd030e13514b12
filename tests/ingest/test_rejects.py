"""Can a user mend refused rows in one CSV and send them again?"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from lookthrough.errors import BadInput
from lookthrough.graph.tables import Table
from lookthrough.ingest.job import ingest
from lookthrough.ingest.rejects import ABOUT, write_rejects
from tests.contract.memory import MemoryStore
from tests.ingest.deliveries import bank, file_of, new_store, refused, rejects, rows, take


def written(store: MemoryStore, path: Path) -> list[dict[str, str]]:
    """The rejects of the last run as a user sees them."""
    write_rejects(rejects(store), store.runs()[-1].dataset, path)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def save(path: Path, found: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, found[0].keys())
        writer.writeheader()
        writer.writerows(found)


def test_rejects_of_several_tables_are_one_csv_that_says_where_each_row_stood(tmp_path: Path) -> None:
    store = new_store()
    take(
        store,
        bank(tmp_path, parties="|P,persn,王小明", interests='|P,C,shareholding,0.3;"two,C,x', accounts="|A"),
    )
    found = written(store, tmp_path / "rejects.csv")
    assert list(found[0]) == [
        *ABOUT,
        "account_id",
        "holder_id",
        "held_id",
        "kind",
        "share",
        "party_id",
        "name",
        "_text",
    ]
    assert [(row["_table"], row["_file"], row["_row"], row["_line"], row["_code"]) for row in found] == [
        ("accounts", "accounts.csv", "2", "2", "wrong_columns"),
        ("interests", "interests.csv", "2", "2", "ambiguous_share"),
        ("interests", "interests.csv", "3", "3", "bad_quotes"),
        ("parties", "parties.csv", "2", "2", "unknown_word"),
    ]
    assert found[2]["_text"] == '"two,C,x'


def test_mended_rows_go_back_to_their_tables_and_dataset(tmp_path: Path) -> None:
    store, path = new_store(), tmp_path / "rejects.csv"
    take(
        store,
        bank(tmp_path, parties="|P,persn,王小明", interests="|P,C,shareholding,0.3;P,D,owns,"),
        dataset="crm",
    )
    found = written(store, path)
    found[0] |= {"share": "30%"}
    found[1] |= {"kind": "trustee"}
    found[2] |= {"kind": "person"}
    save(path, found)
    (run,) = ingest(store, [path]).runs
    assert (run.dataset, [(file.table, file.read, file.counts.new) for file in run.files]) == (
        "crm", [("interests", 2, 2), ("parties", 1, 1)]
    )  # fmt: skip
    assert [(row["record"], row["file"]) for row in rows(store, Table.INTERESTS)] == [
        ("P|C|shareholding|||", "rejects.csv"), ("P|D|trustee|||", "rejects.csv")
    ]  # fmt: skip
    assert all(row["extra"] is None for row in rows(store, Table.PARTIES))


def test_rows_that_are_sent_again_unmended_are_refused_again(tmp_path: Path) -> None:
    store, path = new_store(), tmp_path / "rejects.csv"
    take(store, bank(tmp_path, interests="|P,C,shareholding,0.3;P,D,owns,"))
    before = refused(store)
    written(store, path)
    run = take(store, path)
    assert refused(store) == before
    assert (run.files[0].read, run.rejected) == (2, 2)


def test_a_names_only_sheet_of_rejects_needs_no_kind_when_it_comes_back(tmp_path: Path) -> None:
    store, path = new_store(), tmp_path / "rejects.csv"
    take(
        store,
        bank(tmp_path, interests="公司名称,股东名称,持股比例;海瑞,王小明,三成", parties="|P,persn,李芳"),
    )
    found = written(store, path)
    found[0] |= {"持股比例": "30%"}
    save(path, found)
    take(store, path)
    assert [(row["kind"], row["holder_id"]) for row in rows(store, Table.INTERESTS)] == [
        ("shareholding", "bank/unknown/王小明")
    ]  # fmt: skip


def test_cells_come_back_as_they_were_whatever_a_spreadsheet_makes_of_them(tmp_path: Path) -> None:
    store, path = new_store(), tmp_path / "rejects.csv"
    names = ["=1+1", "+86 532", "-", "@x", "'=1", 'two "quoted"', "a,b"]
    cells = [name.replace('"', '""') for name in names]
    take(
        store, bank(tmp_path, parties="|" + ";".join(f'P{i},persn,"{cell}"' for i, cell in enumerate(cells)))
    )
    found = written(store, path)
    save(path, [row | {"kind": "person"} for row in found])
    take(store, path)
    assert [row["name"] for row in rows(store, Table.PARTIES)] == names


def test_a_csv_of_rejects_with_a_table_that_is_none_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    path.write_text("_table,party_id\npersons,P\n")
    with pytest.raises(
        BadInput, match=r"rejects\.csv, column _table: 'persons' is no table of the bank layout"
    ):
        take(new_store(), path)


def test_an_unreadable_row_among_mended_ones_is_told_once(tmp_path: Path) -> None:
    store, path = new_store(), tmp_path / "rejects.csv"
    path.write_text("_table,account_id,party_id,kind,name\naccounts,A,,,\nparties,,P,person,X\naccounts,B\n")
    run = take(store, path)
    assert sum(file.read for file in run.files) == 3
    assert [reject.code for reject in rejects(store)] == ["wrong_columns"]
    assert file_of(run, "parties").read == 1
