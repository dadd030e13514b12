"""What do names stand for where a file gives no ids? Parties of interests, outside accounts of transfers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lookthrough.graph.tables import Table
from tests.ingest.deliveries import bank, file_of, new_store, refused, rows, take

SHEET = (
    "公司名称,股东名称,持股比例;青岛海瑞贸易有限公司,王小明,30%;"
    "青岛海瑞贸易有限公司,海瑞控股,70%;海瑞控股,王小明,100%"
)


def of(found: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in found]


def test_a_sheet_of_company_shareholder_and_share_is_a_network_of_parties(tmp_path: Path) -> None:
    """王小明 -30%-> 青岛海瑞 <-70%- 海瑞控股 <-100%- 王小明."""
    store = new_store()
    run = take(store, bank(tmp_path, interests=SHEET))
    company = "bank/company/青岛海瑞贸易有限公司"
    assert of(rows(store, Table.INTERESTS), "holder_id", "held_id", "kind", "share_low_num") == [
        ("bank/unknown/海瑞控股", company, "shareholding", 7),
        ("bank/unknown/王小明", company, "shareholding", 3),
        ("bank/unknown/王小明", "bank/unknown/海瑞控股", "shareholding", 1),
    ]
    assert of(rows(store, Table.PARTIES), "party_id", "kind", "name", "file", "row") == [
        (company, "company", "青岛海瑞贸易有限公司", "interests.csv", 2),
        ("bank/unknown/海瑞控股", "unknown", "海瑞控股", "interests.csv", 3),
        ("bank/unknown/王小明", "unknown", "王小明", "interests.csv", 2),
    ]
    warned, known = file_of(run, "interests").warnings
    assert (warned.code, warned.rows, known.code) == ("names_only", 3, "known_mapping")
    assert [(file.table, file.counts.new, file.minted) for file in run.files] == [
        ("interests", 3, False),
        ("parties", 3, True),
    ]


@pytest.mark.parametrize(
    ("name", "said", "kind"),
    [
        ("青岛海瑞贸易有限公司", "", "company"),
        ("海瑞投资（有限合伙）", "", "company"),
        ("Acme Holdings Ltd.", "", "company"),
        ("Acme GmbH", "", "company"),
        ("王小明", "", "unknown"),
        ("王小明", "自然人股东", "person"),
        ("Incorporation Study", "", "unknown"),
        ("王小明", "person", "person"),
    ],
)
def test_a_kind_is_told_by_a_legal_form_or_by_the_file_and_else_unknown(
    tmp_path: Path, name: str, said: str, kind: str
) -> None:
    store = new_store()
    take(
        store, bank(tmp_path, interests=f"holder_name,holder_kind,held_id,kind;{name},{said},C,shareholding")
    )
    assert of(rows(store, Table.PARTIES), "name", "kind") == [(name, kind)]


def test_a_kind_that_nobody_knows_refuses_the_row_and_makes_no_party(tmp_path: Path) -> None:
    store = new_store()
    take(store, bank(tmp_path, interests="holder_name,holder_kind,held_id,kind;王小明,persn,C,shareholding"))
    assert refused(store) == [(2, "holder_kind", "unknown_word")]
    assert rows(store, Table.PARTIES) == []


def test_an_id_goes_before_a_name(tmp_path: Path) -> None:
    store = new_store()
    take(
        store,
        bank(tmp_path, interests="holder_id,holder_name,held_id,kind;P1,王小明,C,trustee;,李芳,C,trustee"),
    )
    assert of(rows(store, Table.INTERESTS), "holder_id") == [("P1",), ("bank/unknown/李芳",)]
    assert of(rows(store, Table.PARTIES), "name") == [("李芳",)]


def test_one_name_is_one_party_in_a_dataset_and_another_in_the_next(tmp_path: Path) -> None:
    store, folder = new_store(), bank(tmp_path, interests=SHEET)
    take(store, folder)
    take(store, folder, dataset="register")
    ids = {row["party_id"] for row in rows(store, Table.PARTIES) if row["name"] == "王小明"}
    assert ids == {"bank/unknown/王小明", "register/unknown/王小明"}


def test_a_delivered_party_goes_before_one_that_only_a_name_stands_for(tmp_path: Path) -> None:
    store = new_store()
    parties = "|bank/unknown/王小明,person,王小明"
    take(store, bank(tmp_path, interests=SHEET, parties=parties))
    assert ("bank/unknown/王小明", "person", "parties.csv") in of(
        rows(store, Table.PARTIES), "party_id", "kind", "file"
    )


HEADER = "transfer_id,from_account,to_account,from_name,from_bank,to_name,to_bank,at,amount,currency"


def transfer(cells: str) -> str:
    return f"{HEADER};{cells},2024-01-01T00:00:00Z,1,CNY"


@pytest.mark.parametrize(
    ("cells", "ends"),
    [
        ("T1,A1,,,,王小明,江南银行", ("A1", "outside/江南银行/王小明")),
        ("T1,,A1,王小明,江南银行,,", ("outside/江南银行/王小明", "A1")),
        ("T1,A1,,,,Foo/Bar A/S,", ("A1", "outside//Foo/Bar A/S")),
        ("T1,A1,,,,王小明,A/S Bank", ("A1", "outside/A\\/S Bank/王小明")),
        ("T1,A1,,,,,", ("A1", "outside///T1")),
        ("T1,A1,,,,,江南银行", ("A1", "outside/江南银行//T1")),
        ("T1,A1,B1,王小明,江南银行,,", ("A1", "B1")),
    ],
)
def test_the_other_side_is_an_outside_account_by_bank_and_name_and_a_nameless_one_is_nobody_elses(
    tmp_path: Path, cells: str, ends: tuple[str, str]
) -> None:
    store = new_store()
    take(store, bank(tmp_path, transfers=transfer(cells)))
    assert of(rows(store, Table.TRANSFERS), "from_account", "to_account") == [ends]
    outside = [end for end in ends if end.startswith("outside/")]
    assert of(rows(store, Table.ACCOUNTS), "account_id", "kind") == [(end, "outside") for end in outside]


def test_an_outside_account_tells_its_bank_and_its_name(tmp_path: Path) -> None:
    store = new_store()
    run = take(store, bank(tmp_path, transfers=transfer("T1,A1,,,,王小明,江南银行")))
    assert of(rows(store, Table.ACCOUNTS), "bank", "extra") == [("江南银行", '{"name": "王小明"}')]
    assert run.files[0].counts.pending == 1, "A1 is awaited, the outside account is there"


def test_a_full_delivery_of_accounts_leaves_those_that_only_transfers_name(tmp_path: Path) -> None:
    store = new_store()
    take(store, bank(tmp_path, transfers=transfer("T1,A1,,,,王小明,江南银行"), accounts="|A1,CNY;A2,CNY"))
    (tmp_path / "bank" / "transfers.csv").unlink()
    run = take(store, bank(tmp_path, accounts="|A1,CNY"), full=True, yes=True)
    assert (run.files[0].counts.closed, run.files[0].counts.unchanged) == (1, 1)
    assert of(rows(store, Table.ACCOUNTS), "account_id") == [("A1",), ("outside/江南银行/王小明",)]
