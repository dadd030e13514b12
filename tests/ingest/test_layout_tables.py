"""Do branches, balances, rates, schedules, guarantees and flags arrive as what they are, conflicts and faults told?"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from lookthrough.graph.model import Balance, Branch, Due, Flag, Guarantee, Rate, Record
from lookthrough.graph.ports import At
from lookthrough.graph.rows import day_text, record_of
from lookthrough.graph.stores.duckdb import DuckStore, open_store
from lookthrough.graph.tables import Table
from lookthrough.ingest.job import ingest
from lookthrough.queries.look import View
from lookthrough.queries.runs import one_run
from lookthrough.queries.show import show
from tests.contract.memory import MemoryStore
from tests.ingest.deliveries import bank, file_of, new_store, refused, rows, take

BOOKS = {
    "balances": "account_id,on,currency,amount;A,2026-01-31,CNY,-5.10;A,2026-02-28,CNY,7",
    "rates": "on,from_currency,to_currency,rate;2026-01-31,USD,CNY,7.1234567890",
    "schedules": "account_id,due_on,amount;A,2026-03-31,100.00",
    "guarantees": "guarantor_id,debtor_id,amount,currency,valid_from;P,C,1000000,CNY,2024-01-01;C,P,,,",
    "flags": "party_id,flag,source,valid_from;P,High Risk Country,desk,2024-01-01;P,PEP,list,;C,vip 2,,",
    "accounts": "account_id;A",
    "parties": "party_id,kind,name;P,person,王小明;C,company,海瑞",
    "customers": "customer_id,party_id,branch;K,P,LON",
}  # fmt: skip


def books(tmp_path: Path) -> Path:
    folder = bank(tmp_path, **BOOKS)
    (folder / "branches.csv").write_text("branch,country,rules\nLON,GB,uk-mlr; cn-bank\nQDO,CN,\n")
    return folder


def records(store: MemoryStore, table: Table) -> list[Record]:
    return [record_of(table, row) for row in rows(store, table)]


def said(record: Any, *names: str) -> list[Any]:
    return [getattr(record, name) for name in names]


def test_each_of_the_banks_own_books_becomes_records(tmp_path: Path) -> None:
    store = new_store()
    take(store, books(tmp_path))
    london, home = records(store, Table.BRANCHES)
    assert isinstance(london, Branch)
    assert said(london, "id", "country", "rules") == ["LON", "GB", ("uk-mlr", "cn-bank")]
    assert said(home, "country", "rules") == ["CN", ()]
    first, second = records(store, Table.BALANCES)
    assert isinstance(first, Balance)
    assert [first.amount, day_text(first.on), first.currency] == [Fraction(-51, 10), "2026-01-31", "CNY"]
    (due,) = records(store, Table.SCHEDULES)
    assert isinstance(due, Due)
    assert [due.account, due.amount, day_text(due.due_on), due.currency] == ["A", 100, "2026-03-31", None]
    assert second != first


def test_a_rate_is_kept_as_exactly_as_it_was_quoted(tmp_path: Path) -> None:
    store = new_store()
    take(store, books(tmp_path))
    (rate,) = records(store, Table.RATES)
    assert isinstance(rate, Rate)
    assert rate.rate == Fraction(7_123_456_789, 10**9)
    assert said(rate, "from_currency", "to_currency") == ["USD", "CNY"]


def test_a_guarantee_may_be_without_limit_and_a_flag_a_word_of_its_own(tmp_path: Path) -> None:
    store = new_store()
    run = take(store, books(tmp_path))
    unlimited, limited = records(store, Table.GUARANTEES)
    assert isinstance(limited, Guarantee)
    assert said(limited, "guarantor", "debtor", "amount", "currency") == ["P", "C", 1_000_000, "CNY"]
    assert said(unlimited, "guarantor", "amount", "currency", "valid_from") == ["C", None, None, None]
    flags = [record for record in records(store, Table.FLAGS) if isinstance(record, Flag)]
    assert {(flag.flag, flag.said_by) for flag in flags} == {
        ("high_risk_country", "desk"), ("pep", "list"), ("vip 2", None)
    }  # fmt: skip
    assert [(w.code, w.rows) for w in file_of(run, "flags").warnings] == [("unknown_flag", 1)]


@pytest.mark.parametrize(
    ("table", "content", "column", "code"),
    [
        ("balances", "account_id,on,amount;A,2026-01-31,1;A,2026-01-31,2", "account_id", "duplicate_key"),
        ("rates", "on,from_currency,to_currency,rate;2026-01-31,USD,CNY,7;2026-01-31,USD,CNY,8", "on", "duplicate_key"),
        ("schedules", "account_id,due_on,amount;A,2026-01-31,1;A,2026-01-31,2", "account_id", "duplicate_key"),
        ("guarantees", "guarantor_id,debtor_id,amount;P,C,1;P,C,2", "guarantor_id", "duplicate_key"),
        ("flags", "party_id,flag,valid_to;P,pep,2026-01-01;P,pep,2026-01-02", "party_id", "duplicate_key"),
        ("branches", "branch,country;LON,GB;LON,FR", "branch", "duplicate_key"),
    ],
)  # fmt: skip
def test_two_rows_of_one_key_are_a_conflict_and_both_are_refused(
    tmp_path: Path, table: str, content: str, column: str, code: str
) -> None:
    store = new_store()
    take(store, bank(tmp_path, **{table: content}))
    assert refused(store) == [(2, column, code), (3, column, code)]


@pytest.mark.parametrize(
    ("table", "content", "column", "code"),
    [
        ("rates", "on,from_currency,to_currency,rate;2026-01-31,USD,CNY,0", "rate", "bad_number"),
        ("rates", "on,from_currency,to_currency,rate;2026-01-31,USD,CNY,-7", "rate", "negative_amount"),
        ("rates", "on,from_currency,to_currency,rate;2026-01-31,USD,CNY,", "rate", "missing_value"),
        ("balances", "account_id,on,amount;A,31.01.2026,1", "on", "bad_date"),
        ("schedules", "account_id,due_on,amount;A,2026-01-31,-1", "amount", "negative_amount"),
        ("guarantees", "guarantor_id,debtor_id;P,", "debtor_id", "missing_value"),
        ("flags", "party_id,flag,valid_from,valid_to;P,pep,2026-01-02,2026-01-01", "valid_to", "dates_reversed"),
    ],
)  # fmt: skip
def test_a_fault_in_the_banks_own_books_is_refused_with_its_code(
    tmp_path: Path, table: str, content: str, column: str, code: str
) -> None:
    store = new_store()
    take(store, bank(tmp_path, **{table: content}))
    assert refused(store) == [(2, column, code)]


def test_accounts_and_parties_that_the_books_name_are_awaited_until_they_come(tmp_path: Path) -> None:
    store, folder = new_store(), books(tmp_path)
    for name in ("accounts", "parties", "customers"):
        (folder / f"{name}.csv").unlink()
    take(store, folder)
    awaited = {(end["node"], end["table"]) for end in one_run(store, 1)["pending"]}
    assert awaited == {
        ("A", "balances"), ("A", "schedules"), ("P", "guarantees"), ("C", "guarantees"), ("P", "flags"), ("C", "flags")
    }  # fmt: skip


@pytest.mark.parametrize(
    ("header", "table"),
    [
        ("account_id,on,amount", "balances"),
        ("on,from_currency,to_currency,rate", "rates"),
        ("account_id,due_on,amount", "schedules"),
        ("guarantor_id,debtor_id,amount", "guarantees"),
        ("party_id,flag", "flags"),
        ("account_id,currency,branch", "accounts"),
        ("customer_id,party_id,branch,country", "customers"),
    ],
)
def test_a_single_file_of_the_books_is_told_by_its_columns(tmp_path: Path, header: str, table: str) -> None:
    (tmp_path / "export.csv").write_text(f"{header}\n")
    assert take(new_store(), tmp_path / "export.csv").files[0].table == table


@pytest.fixture
def loaded(tmp_path: Path) -> DuckStore:
    store = open_store(":memory:", "create")
    ingest(store, [books(tmp_path)])
    return store


def shown(store: DuckStore, node: str, *, account: bool = False) -> dict[str, list[dict[str, Any]]]:
    """What `show` says of a party or account, by table."""
    found: dict[str, list[dict[str, Any]]] = {}
    for record in show(View(store, At(1, None)), node, account=account)["records"]:
        found.setdefault(record["table"], []).append(record)
    return found


def test_show_tells_of_a_partys_guarantees_flags_and_branch(loaded: DuckStore) -> None:
    found = shown(loaded, "P")
    assert [(one["guarantor"], one["debtor"]) for one in found["guarantees"]] == [("C", "P"), ("P", "C")]
    assert [one["flag"] for one in found["flags"]] == ["high_risk_country", "pep"]
    assert [(one["id"], one["rules"]) for one in found["branches"]] == [("LON", ["uk-mlr", "cn-bank"])]
    assert "branches" not in shown(loaded, "C")


def test_show_tells_of_an_accounts_balances_and_what_is_due(loaded: DuckStore) -> None:
    found = shown(loaded, "A", account=True)
    assert [(one["on"], one["amount"]) for one in found["balances"]] == [
        ("2026-01-31", "-5.1"),
        ("2026-02-28", "7"),
    ]
    assert [(one["due_on"], one["amount"]) for one in found["schedules"]] == [("2026-03-31", "100")]


def test_the_books_are_views_for_sql(loaded: DuckStore) -> None:
    asked = (
        'SELECT "on", amount FROM balances ORDER BY 1',
        "SELECT rate FROM rates",
        "SELECT flag FROM flags ORDER BY 1",
    )
    balances, rates, flags = (loaded.sql(statement).rows for statement in asked)
    assert [(str(day), float(amount)) for day, amount in balances] == [
        ("2026-01-31", -5.1),
        ("2026-02-28", 7.0),
    ]
    assert (float(rates[0][0]), [flag for (flag,) in flags]) == (
        7.123456789,
        ["high_risk_country", "pep", "vip 2"],
    )


def test_the_embedded_store_holds_the_books_as_the_reference_store_does(
    tmp_path: Path, loaded: DuckStore
) -> None:
    store = new_store()
    take(store, books(tmp_path))
    assert all(rows(store, table) == rows(loaded, table) for table in Table)
    assert store.pending(1, 20) == loaded.pending(1, 20) == ()
