"""What does a row of a table mean? From physical columns (tables.py) to the records of model.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lookthrough.graph import model
from lookthrough.graph.shares import Share
from lookthrough.graph.tables import COLUMNS, Table

Row = Mapping[str, Any]
EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def day_text(number: int) -> str:
    """`YYYY-MM-DD` of a day number."""
    return (EPOCH + timedelta(days=number)).isoformat()


def share_of(row: Row, name: str = "share") -> Share | None:
    """The share that five columns hold, None where it is unknown."""
    if row[f"{name}_low_num"] is None:
        return None
    opened = row[f"{name}_open"] or 0
    low = Fraction(row[f"{name}_low_num"], row[f"{name}_low_den"])
    high = Fraction(row[f"{name}_high_num"], row[f"{name}_high_den"])
    return Share(low, high, bool(opened & 1), bool(opened & 2))


def amount_of(row: Row, name: str) -> Fraction | None:
    """The exact amount that two columns hold, None where it is unknown."""
    return None if row[name] is None else Fraction(row[name], 10 ** (row[f"{name}_scale"] or 0))


def source_of(table: Table, row: Row) -> model.Source:
    """Where the row comes from; `from_run` is the run that opened this known period."""
    return model.Source(
        row["dataset"], table, row["record"], row["from_run"], row["file"], row["row"], row.get("text")
    )


def _details(table: Table, row: Row, taken: frozenset[str]) -> dict[str, str]:
    """The columns of the layout that the record has no field for, as text."""
    return {
        column.name: _text(row, column.name, column.kind)
        for column in COLUMNS[table]
        if column.name not in taken and column.kind != "share" and row[column.name] is not None
    }


def _text(row: Row, name: str, kind: str) -> str:
    if kind == "day":
        return day_text(row[name])
    if kind == "amount":
        return f"{Decimal(row[name]).scaleb(-(row[f'{name}_scale'] or 0)):f}"
    return str(row[name])


_PARTY = frozenset(
    "party_id kind class name country dissolved_on status unknown capital capital_currency".split()
)


def _party(row: Row) -> model.PartyFacts:
    return model.PartyFacts(
        source_of(Table.PARTIES, row),
        row["party_id"],
        model.PartyKind(row["kind"]),
        row["class"],
        row["name"],
        row["country"],
        row["dissolved_on"],
        row["status"],
        row["unknown"],
        amount_of(row, "capital"),
        row["capital_currency"],
        share_of(row, "rest_each_at_most"),
        _details(Table.PARTIES, row, _PARTY),
    )


def _share_class(row: Row) -> model.ShareClass:
    return model.ShareClass(
        source_of(Table.SHARE_CLASSES, row),
        row["party_id"],
        row["class"],
        amount_of(row, "issued"),
        amount_of(row, "votes_per_share"),
        amount_of(row, "profit_weight"),
        row["valid_from"],
        row["valid_to"],
    )


def _interest(row: Row) -> model.Interest:
    return model.Interest(
        source_of(Table.INTERESTS, row),
        row["holder_id"],
        row["held_id"],
        row["kind"],
        share_of(row),
        row["share_class"],
        amount_of(row, "shares"),
        amount_of(row, "votes"),
        amount_of(row, "subscribed"),
        amount_of(row, "paid_in"),
        row["currency"],
        bool(row["nominee"]),
        row["joint"],
        row["partner"],
        row["power"],
        row["position"],
        row["valid_from"],
        row["valid_to"],
    )


def _association(row: Row) -> model.Association:
    return model.Association(
        source_of(Table.ASSOCIATIONS, row),
        row["party_a"],
        row["party_b"],
        row["kind"],
        row["valid_from"],
        row["valid_to"],
    )


def _declared(row: Row) -> model.DeclaredOwner:
    return model.DeclaredOwner(
        source_of(Table.DECLARED_OWNERS, row),
        row["party_id"],
        row["customer_id"],
        row["owner_id"],
        row["owner_name"],
        row["by"],
        row["basis"],
        share_of(row),
        row["valid_from"],
        row["valid_to"],
    )


def _customer(row: Row) -> model.Customer:
    details = _details(Table.CUSTOMERS, row, frozenset({"customer_id", "party_id"}))
    return model.Customer(source_of(Table.CUSTOMERS, row), row["customer_id"], row["party_id"], details)


def _account(row: Row) -> model.Account:
    details = _details(Table.ACCOUNTS, row, frozenset({"account_id"}))
    return model.Account(source_of(Table.ACCOUNTS, row), row["account_id"], details)


def _mandate(row: Row) -> model.Mandate:
    return model.Mandate(
        source_of(Table.MANDATES, row),
        row["party_id"],
        row["account_id"],
        row["role"],
        row["valid_from"],
        row["valid_to"],
    )


_TRANSFER = frozenset("transfer_id from_account to_account at amount currency".split())


def _transfer(row: Row) -> model.Transfer:
    return model.Transfer(
        source_of(Table.TRANSFERS, row),
        row["transfer_id"],
        row["from_account"],
        row["to_account"],
        row["at"],
        _exact(row),
        row["currency"],
        _details(Table.TRANSFERS, row, _TRANSFER),
    )


def _branch(row: Row) -> model.Branch:
    rules = tuple(filter(None, (rule.strip() for rule in (row["rules"] or "").split(";"))))
    return model.Branch(source_of(Table.BRANCHES, row), row["branch"], row["country"], rules)


def _exact(row: Row, name: str = "amount") -> Fraction:
    """An amount that must be there."""
    return Fraction(row[name], 10 ** (row[f"{name}_scale"] or 0))


def _balance(row: Row) -> model.Balance:
    source = source_of(Table.BALANCES, row)
    return model.Balance(source, row["account_id"], row["on"], _exact(row), row["currency"])


def _rate(row: Row) -> model.Rate:
    source, rate = source_of(Table.RATES, row), _exact(row, "rate")
    return model.Rate(source, row["on"], row["from_currency"], row["to_currency"], rate)


def _due(row: Row) -> model.Due:
    source = source_of(Table.SCHEDULES, row)
    return model.Due(source, row["account_id"], row["due_on"], _exact(row), row["currency"])


def _guarantee(row: Row) -> model.Guarantee:
    return model.Guarantee(
        source_of(Table.GUARANTEES, row),
        row["guarantor_id"],
        row["debtor_id"],
        amount_of(row, "amount"),
        row["currency"],
        row["valid_from"],
        row["valid_to"],
    )


def _flag(row: Row) -> model.Flag:
    return model.Flag(
        source_of(Table.FLAGS, row),
        row["party_id"],
        row["flag"],
        row["source"],
        row["valid_from"],
        row["valid_to"],
    )


_READERS: dict[Table, Callable[[Row], model.Record]] = {
    Table.PARTIES: _party,
    Table.SHARE_CLASSES: _share_class,
    Table.INTERESTS: _interest,
    Table.ASSOCIATIONS: _association,
    Table.DECLARED_OWNERS: _declared,
    Table.CUSTOMERS: _customer,
    Table.ACCOUNTS: _account,
    Table.MANDATES: _mandate,
    Table.TRANSFERS: _transfer,
    Table.BRANCHES: _branch,
    Table.BALANCES: _balance,
    Table.RATES: _rate,
    Table.SCHEDULES: _due,
    Table.GUARANTEES: _guarantee,
    Table.FLAGS: _flag,
}


def record_of(table: Table, row: Row) -> model.Record:
    """The record that a row of `table` is: physical columns plus `dataset` and `from_run`."""
    return _READERS[table](row)
