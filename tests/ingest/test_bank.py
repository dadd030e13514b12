"""Is each delivered file told by its name or its columns, and does every cell arrive where the layout puts it?"""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from lookthrough.errors import BadInput, UsageError
from lookthrough.graph.tables import Table, physical
from lookthrough.ingest.job import ingest, ingest_tables
from lookthrough.ingest.options import IngestOptions
from lookthrough.ingest.sheets import Csv, Frame
from tests.ingest.deliveries import bank, file_of, new_store, rows, take

EVERY = (
    "party_id,kind,class,name,birth_date,registered_on,capital,capital_currency,rest_each_at_most\n"
    "C1,company,llc,青岛海瑞贸易有限公司,,2001-02-03,1000000.50,CNY,5%\n"
)


def test_every_kind_of_cell_becomes_its_physical_columns(tmp_path: Path) -> None:
    store = new_store()
    take(store, bank(tmp_path, parties=EVERY.replace("\n", ";").rstrip(";")))
    (row,) = rows(store, Table.PARTIES)
    assert {name: row[name] for name in ("party_id", "kind", "class", "name", "registered_on")} == {
        "party_id": "C1", "kind": "company", "class": "llc", "name": "青岛海瑞贸易有限公司", "registered_on": 11356
    }  # fmt: skip
    assert (row["capital"], row["capital_scale"]) == (10000005, 1)
    assert [row[f"rest_each_at_most_{part}"] for part in ("low_num", "low_den", "high_num", "high_den", "open")] == [
        1, 20, 1, 20, 0
    ]  # fmt: skip
    assert row["birth_date"] is None is row["sex"] is row["extra"]


def test_a_row_knows_its_record_its_file_its_number_and_how_it_was_written(tmp_path: Path) -> None:
    store = new_store()
    folder = bank(tmp_path, interests='|P1,C1,shareholding,30%;P|2,C1,Shareholding,"(25,50]%"')
    take(store, folder)
    found = [
        (row["dataset"], row["record"], row["file"], row["row"], row["text"])
        for row in rows(store, Table.INTERESTS)
    ]
    assert found == [
        ("bank", "P1|C1|shareholding|||", "interests.csv", 2, "P1,C1,shareholding,30%"),
        ("bank", "P\\|2|C1|shareholding|||", "interests.csv", 3, 'P|2,C1,Shareholding,"(25,50]%"'),
    ]


def test_a_record_id_is_the_key_where_there_is_one(tmp_path: Path) -> None:
    store = new_store()
    take(
        store,
        bank(
            tmp_path, interests="record_id,holder_id,held_id,kind;R1,P,C,trustee;R2,P,C,trustee;,P,D,trustee"
        ),
    )
    assert [row["record"] for row in rows(store, Table.INTERESTS)] == ["P|D|trustee|||", "R1", "R2"]


def test_columns_that_the_layout_lacks_are_kept_as_json_with_sorted_keys(tmp_path: Path) -> None:
    store = new_store()
    run = take(store, bank(tmp_path, accounts='account_id,z,备注;A1,1,"say ""hi""";A2,,'))
    assert [row["extra"] for row in rows(store, Table.ACCOUNTS)] == [
        json.dumps({"z": "1", "备注": 'say "hi"'}, ensure_ascii=False),
        None,
    ]
    (warned,) = file_of(run, "accounts").warnings
    assert (warned.code, warned.text) == ("extra_columns", "z, 备注")


def test_headers_are_known_in_any_case_with_spaces_for_underscores(tmp_path: Path) -> None:
    store = new_store()
    take(store, bank(tmp_path, accounts=" Account ID ,Opened-On;A1,2020-01-01"))
    assert [(row["account_id"], row["opened_on"]) for row in rows(store, Table.ACCOUNTS)] == [("A1", 18262)]


def test_a_transfer_keeps_its_moment_its_offset_and_no_text(tmp_path: Path) -> None:
    store = new_store()
    take(store, bank(tmp_path, transfers="|T1,A,B,1970-01-01T08:00:01+08:00,1.50,CNY"))
    (row,) = rows(store, Table.TRANSFERS)
    assert [row[name] for name in ("at", "at_offset", "amount", "amount_scale", "text", "record")] == [
        1_000_000, 480, 15, 1, None, "T1"
    ]  # fmt: skip


def test_csv_and_parquet_of_the_same_rows_bring_the_same_content(tmp_path: Path) -> None:
    import pyarrow as pa

    store, folder = new_store(), bank(tmp_path, parties=EVERY.replace("\n", ";").rstrip(";"))
    take(store, folder)
    names, cells = (line.split(",") for line in EVERY.strip().split("\n"))
    typed = pa.table({name: [cell or None] for name, cell in zip(names, cells, strict=True)})
    typed = typed.set_column(5, "registered_on", pa.array(["2001-02-03"]).cast(pa.date32()))
    typed = typed.set_column(6, "capital", pa.array(["1000000.50"]).cast(pa.decimal128(12, 2)))
    (folder / "parties.csv").unlink()
    pq.write_table(typed, folder / "parties.parquet")
    again = file_of(take(store, folder), "parties")
    assert (again.counts.unchanged, again.counts.new, again.counts.changed) == (1, 0, 0)


def test_a_single_file_is_told_by_its_columns_and_is_a_dataset_of_its_own(tmp_path: Path) -> None:
    store, file = new_store(), tmp_path / "register.csv"
    file.write_text("holder_id,held_id,kind,share\nP,C,shareholding,30%\n")
    run = take(store, file)
    assert (run.dataset, run.files[0].table) == ("register", "interests")


def test_a_single_file_of_the_layout_belongs_to_the_dataset_of_its_folder(tmp_path: Path) -> None:
    folder = bank(tmp_path, parties="|P1,person,王小明")
    assert take(new_store(), folder / "parties.csv").dataset == take(new_store(), folder).dataset == "bank"


def test_files_that_are_none_of_the_layout_are_named_and_left(tmp_path: Path) -> None:
    folder = bank(tmp_path, parties="|P1,person,王小明", notes="anything")
    (folder / "older").mkdir()
    assert ingest(new_store(), [folder]).ignored == ("notes.csv", "older/")


def test_a_column_dataset_spreads_a_file_over_runs(tmp_path: Path) -> None:
    store = new_store()
    folder = bank(
        tmp_path,
        interests="holder_id,held_id,kind,dataset;P,C,trustee,form;P,C,founder,;P,C,trustee,register",
    )
    runs = ingest(store, [folder]).runs
    assert [(run.dataset, run.run, run.files[0].read) for run in runs] == [
        ("bank", 1, 1),
        ("form", 2, 1),
        ("register", 3, 1),
    ]
    assert [(row["dataset"], row["row"], row["extra"]) for row in rows(store, Table.INTERESTS)] == [
        ("bank", 3, None), ("form", 2, None), ("register", 4, None)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"parties": "party_id,kind;P,person"}, "parties.csv lacks the column name"),
        ({"interests": "holder_id,held_id;P,C"}, "interests.csv lacks the column kind"),
        ({"transfers": "transfer_id,at,amount,currency;T,,,"}, "lacks the column from_account or to_account"),
        (
            {"accounts": "account_id,Account-ID;A,B"},
            "accounts.csv has the column Account-ID twice: keep one of them",
        ),
        (
            {"notes": "a,b;1,2"},
            "holds no file of the bank layout: there may be parties.csv, .*, also as .tsv, .jsonl, .parquet, .xlsx",
        ),
    ],
)
def test_a_folder_that_cannot_be_read_is_refused_whole_with_a_sentence(
    tmp_path: Path, files: dict[str, str], sentence: str
) -> None:
    store = new_store()
    with pytest.raises(BadInput, match=sentence):
        take(store, bank(tmp_path, **files))
    assert store.last_run() == 0


def test_a_folder_of_datasets_is_not_entered_but_its_folders_are_named(tmp_path: Path) -> None:
    bank(tmp_path, parties="|P1,person,王小明")
    with pytest.raises(BadInput, match="holds datasets in folders of their own: name one of them, bank"):
        take(new_store(), tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("nothing.csv", None, "there is no file or folder"),
        ("old.xls", b"", "old.xls is neither .csv, .tsv, .jsonl, .parquet, .xlsx, nor packed"),
        ("parties.parquet", b"PAR1", "parties.parquet is no Parquet file, or a broken one"),
        ("odd.csv", b"a,b\n1,2\n", "odd.csv is no table of the bank layout: name it after one of parties"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(
    tmp_path: Path, name: str, content: bytes | None, sentence: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=sentence):
        take(new_store(), tmp_path / name)


def test_a_dataset_has_a_name_that_a_reference_can_hold(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'a/b' is no name of a dataset"):
        take(new_store(), bank(tmp_path, parties="|P,person,X"), dataset="a/b")


def test_tables_in_memory_may_hold_numbers_booleans_days_and_nothing() -> None:
    import pandas as pd

    frame = pd.DataFrame(
        {"holder_id": ["P", "Q"], "held_id": ["C", "C"], "kind": "shareholding", "share": ["30%", None],
         "nominee": [True, None], "shares": [900, None], "valid_from": [pd.Timestamp("2020-01-01"), None]}
    )  # fmt: skip
    store = new_store()
    ingest_tables(store, {"interests": frame}, IngestOptions(dataset="frames"))
    found = rows(store, Table.INTERESTS)
    names = ("dataset", "record", "nominee", "shares", "valid_from")
    assert [tuple(row[name] for name in names) for row in found] == [
        ("frames", "P|C|shareholding|||2020-01-01", True, 900, 18262),
        ("frames", "Q|C|shareholding|||", None, None, None),
    ]


def test_rows_as_mappings_are_a_table_too_and_null_is_absent() -> None:
    store = new_store()
    party = {
        "party_id": "P1",
        "kind": "person",
        "name": "王小明",
        "names_other": ["Wang", "Xiaoming"],
        "sex": None,
    }
    ingest_tables(store, {"parties": [party, {"party_id": "P2", "kind": "person", "name": "李芳"}]})
    assert [(row["name"], row["names_other"]) for row in rows(store, Table.PARTIES)] == [
        ("王小明", "Wang;Xiaoming"), ("李芳", None)
    ]  # fmt: skip


def test_a_table_that_the_layout_lacks_is_a_wrong_use() -> None:
    with pytest.raises(UsageError, match="'holders' is no table: there are parties"):
        ingest_tables(new_store(), {"holders": []})


def test_a_cell_that_is_a_list_in_parquet_is_refused_with_a_sentence() -> None:
    import pyarrow as pa

    with pytest.raises(BadInput, match=r"parties, column party_id: list<.*> is no cell of a table"):
        Frame("parties", pa.table({"party_id": [["a"]]}))


def test_every_table_has_exactly_its_physical_columns(tmp_path: Path) -> None:
    store = new_store()
    take(store, bank(tmp_path, transfers="|T1,A,,2024-01-01T00:00:00Z,1,CNY"))
    for table in (Table.TRANSFERS, Table.ACCOUNTS):
        assert list(rows(store, table)[0]) == [*physical(table), "dataset", "from_run"]


def test_the_digest_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    import hashlib

    folder = bank(tmp_path, parties="|P,person,X")
    path = folder / "parties.csv"
    assert Csv(path).digest == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_column_of_mixed_things_in_a_data_frame_is_read_cell_by_cell() -> None:
    import pandas as pd

    store = new_store()
    frame = pd.DataFrame({"account_id": ["A1", 7, 8.5], "currency": [None, "CNY", float("nan")]})
    ingest_tables(store, {"accounts": frame})
    assert [(row["account_id"], row["currency"]) for row in rows(store, Table.ACCOUNTS)] == [
        ("7", "CNY"), ("8.5", None), ("A1", None)
    ]  # fmt: skip


def test_an_empty_table_in_memory_is_a_delivery_of_nothing() -> None:
    store = new_store()
    ingest_tables(store, {"accounts": [{"account_id": "A1"}]})
    ingest_tables(store, {"accounts": []}, IngestOptions(full=True, yes=True))
    assert rows(store, Table.ACCOUNTS) == []


def test_half_a_character_is_refused_with_a_sentence() -> None:
    with pytest.raises(BadInput, match="half a character"):
        ingest_tables(new_store(), {"accounts": [{"account_id": "\ud800"}]})
