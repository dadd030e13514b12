"""Which columns does each table of the store have, and what do they hold?

A delivery reaches a store as one Arrow table per bank-layout table, with exactly these columns. Shares and amounts
are integers (model.md, "Numbers in stores"), so that every store holds the same numbers:

* `share`: `share_low_num, share_low_den, share_high_num, share_high_den` (int64) and `share_open` (int16: 1 = the
  lower end is excluded, 2 = the upper); all NULL where the share is unknown.
* `amount`: `x` (int64) and `x_scale` (int16): x / 10**x_scale.
* `day`: days since 1970-01-01 (int32). `micros`: microseconds since 1970-01-01 UTC (int64).

Columns of the kinds in DERIVED are no cells of a delivery: `int` holds the offset of a moment, `codes` what ingest
found wrong with the record (a space between codes), or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Kind = Literal["text", "int", "codes", "flag", "day", "micros", "share", "amount"]
DERIVED = frozenset({"int", "codes"})


class Table(StrEnum):
    """The tables of claims, named as the files of the bank layout."""

    PARTIES = "parties"
    SHARE_CLASSES = "share_classes"
    INTERESTS = "interests"
    ASSOCIATIONS = "associations"
    CUSTOMERS = "customers"
    DECLARED_OWNERS = "declared_owners"
    ACCOUNTS = "accounts"
    MANDATES = "mandates"
    TRANSFERS = "transfers"
    BRANCHES = "branches"
    BALANCES = "balances"
    RATES = "rates"
    SCHEDULES = "schedules"
    GUARANTEES = "guarantees"
    FLAGS = "flags"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its name, what it holds, whether it must be there, whether it is part of the key."""

    name: str
    kind: Kind = "text"
    required: bool = False
    key: bool = False


def _columns(spec: str) -> tuple[Column, ...]:
    """Columns from words: `name:kind`, with `*` where it must be there and `!` where it is part of the key."""
    found = []
    for word in spec.split():
        name, _, kind = word.rstrip("*!").partition(":")
        marks = word[len(name) + len(kind) + bool(kind) :]
        found.append(Column(name, kind or "text", "*" in marks, "!" in marks))  # type: ignore[arg-type]
    return tuple(found)


COLUMNS: dict[Table, tuple[Column, ...]] = {
    Table.PARTIES: _columns(
        "party_id*! kind* class name* names_other sex nationality country birth_date registered_on:day "
        "dissolved_on:day status id_type id_number id_expires_on:day lei uscc registry_no tax_id capital:amount "
        "capital_currency registered_in unknown rest_each_at_most:share address phone email flaws:codes"
    ),
    Table.SHARE_CLASSES: _columns(
        "party_id*! class*! issued:amount votes_per_share:amount profit_weight:amount valid_from:day valid_to:day"
    ),
    Table.INTERESTS: _columns(
        "holder_id*! held_id*! kind*! share:share share_class! shares:amount votes:amount subscribed:amount "
        "paid_in:amount currency nominee:flag joint! partner power position valid_from:day! valid_to:day"
    ),
    Table.ASSOCIATIONS: _columns("party_a*! party_b*! kind*! valid_from:day! valid_to:day"),
    Table.CUSTOMERS: _columns(
        "customer_id*! party_id* branch segment risk purpose opened_on:day closed_on:day status"
    ),
    Table.DECLARED_OWNERS: _columns(
        "customer_id! party_id! owner_id! owner_name! by*! basis share:share valid_from:day! valid_to:day"
    ),
    Table.ACCOUNTS: _columns("account_id*! kind currency bank opened_on:day closed_on:day"),
    Table.MANDATES: _columns("party_id*! account_id*! role*! valid_from:day! valid_to:day"),
    Table.TRANSFERS: _columns(
        "transfer_id*! from_account to_account from_name from_bank to_name to_bank at:micros* at_offset:int "
        "amount:amount* currency* value_date:day balance_after:amount purpose channel device reversal_of remark"
    ),
    Table.BRANCHES: _columns("branch*! country rules"),
    Table.BALANCES: _columns("account_id*! on:day*! currency! amount:amount*"),
    Table.RATES: _columns("on:day*! from_currency*! to_currency*! rate:amount*"),
    Table.SCHEDULES: _columns("account_id*! due_on:day*! currency! amount:amount*"),
    Table.GUARANTEES: _columns(
        "guarantor_id*! debtor_id*! currency! amount:amount valid_from:day! valid_to:day"
    ),
    Table.FLAGS: _columns("party_id*! flag*! source! valid_from:day! valid_to:day"),
}

# Behind the columns of its own every table has what the record was: `record` (the record id, or the key columns
# joined by |), the file and the row that said it, the row as it was written, and the columns that the layout lacks.
RECORD: tuple[Column, ...] = _columns("record* file* row:int* text extra")

# Which columns of a table name a node (a party record, or an account), in this order.
ENDS: dict[Table, tuple[str, ...]] = {
    Table.PARTIES: ("party_id",),
    Table.SHARE_CLASSES: ("party_id",),
    Table.INTERESTS: ("holder_id", "held_id"),
    Table.ASSOCIATIONS: ("party_a", "party_b"),
    Table.CUSTOMERS: ("party_id",),
    Table.DECLARED_OWNERS: ("party_id", "owner_id"),
    Table.ACCOUNTS: ("account_id",),
    Table.MANDATES: ("party_id", "account_id"),
    Table.TRANSFERS: ("from_account", "to_account"),
    Table.BRANCHES: (),
    Table.BALANCES: ("account_id",),
    Table.RATES: (),
    Table.SCHEDULES: ("account_id",),
    Table.GUARANTEES: ("guarantor_id", "debtor_id"),
    Table.FLAGS: ("party_id",),
}

ARROW: dict[str, str] = {
    "text": "string",
    "int": "int32",
    "codes": "string",
    "flag": "bool",
    "day": "int32",
    "micros": "int64",
}


def physical(table: Table) -> dict[str, str]:
    """Column name -> Arrow type name of a delivery to `table`, shares and amounts spread out, in order."""
    found: dict[str, str] = {}
    for column in (*COLUMNS[table], *RECORD):
        if column.kind == "share":
            for part in ("low_num", "low_den", "high_num", "high_den"):
                found[f"{column.name}_{part}"] = "int64"
            found[f"{column.name}_open"] = "int16"
        elif column.kind == "amount":
            found[column.name], found[f"{column.name}_scale"] = "int64", "int16"
        else:
            found[column.name] = ARROW[column.kind]
    return found
