"""What does a row of a table mean, column by column?"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.graph import model
from lookthrough.graph.rows import amount_of, day_number, day_text, record_of, share_of, source_of
from lookthrough.graph.shares import Share, exactly, parse
from lookthrough.graph.tables import Table, physical


def row(table: Table, **cells: Any) -> dict[str, Any]:
    """A row with these cells and nothing in the others."""
    shares = [name for name in cells if isinstance(cells[name], Share)]
    for name in shares:
        cells |= spread(name, cells.pop(name))
    told = {"dataset": "crm", "from_run": 3, "record": "r1", "file": "f.csv", "row": 7, "text": "as written"}
    return dict.fromkeys(physical(table)) | told | cells


def spread(name: str, share: Share) -> dict[str, int]:
    """The five cells of a share."""
    cells = [*share.low.as_integer_ratio(), *share.high.as_integer_ratio()]
    parts = dict(zip(("low_num", "low_den", "high_num", "high_den"), cells, strict=True))
    return {f"{name}_{part}": cell for part, cell in parts.items()} | {
        f"{name}_open": share.low_open + 2 * share.high_open
    }


def test_days_are_counted_from_1970() -> None:
    assert day_number(date(1970, 1, 1)) == 0
    assert day_number(date(1969, 12, 31)) == -1
    assert day_text(20_781) == "2026-11-24"


@given(st.dates())
def test_a_day_comes_back_as_it_was_written(found: date) -> None:
    assert day_text(day_number(found)) == found.isoformat()


@pytest.mark.parametrize("text", ["30%", "1/3", "[25,50]%", "(25,50]%", "[25,50)%", "(25,50)%", "0%", "100%"])
def test_a_share_is_kept_with_its_open_ends(text: str) -> None:
    assert share_of(row(Table.INTERESTS, share=parse(text))) == parse(text)


def test_a_share_that_is_not_there_is_unknown_and_not_zero() -> None:
    assert share_of(row(Table.INTERESTS)) is None
    assert share_of(row(Table.INTERESTS, share=exactly(0))) == exactly(0)


@pytest.mark.parametrize(
    ("cells", "amount"),
    [((12345, 2), "123.45"), ((5, 0), "5"), ((5, None), "5"), ((-7, 1), "-0.7"), ((None, None), None)],
)
def test_an_amount_is_an_integer_and_a_scale(
    cells: tuple[int | None, int | None], amount: str | None
) -> None:
    found = amount_of({"capital": cells[0], "capital_scale": cells[1]}, "capital")
    assert found == (None if amount is None else Fraction(amount))


def test_the_source_of_a_row_names_its_claim() -> None:
    found = source_of(Table.INTERESTS, row(Table.INTERESTS))
    assert found.claim == "crm/interests/r1@3"
    assert (found.file, found.row, found.text) == ("f.csv", 7, "as written")


def test_a_party_keeps_what_it_has_no_field_for_as_text() -> None:
    found = record_of(
        Table.PARTIES,
        row(
            Table.PARTIES,
            **{"party_id": "C", "kind": "company", "class": "llc", "name": "海瑞", "uscc": "91"},
            capital=1_000_000,
            capital_scale=2,
            registered_on=0,
            dissolved_on=31,
            rest_each_at_most=parse("5%"),
        ),
    )
    assert isinstance(found, model.PartyFacts)
    assert (found.id, found.kind, found.cls, found.name) == ("C", model.PartyKind.COMPANY, "llc", "海瑞")
    assert (found.capital, found.dissolved_on, found.rest_each_at_most) == (Fraction(10_000), 31, parse("5%"))
    assert found.details == {"registered_on": "1970-01-01", "uscc": "91"}


def test_a_share_class_is_read_with_its_weights() -> None:
    cells = {
        "party_id": "C",
        "class": "B",
        "issued": 100,
        "votes_per_share": 10,
        "profit_weight": 15,
        "profit_weight_scale": 1,
    }
    found = record_of(Table.SHARE_CLASSES, row(Table.SHARE_CLASSES, **cells))
    assert isinstance(found, model.ShareClass)
    assert (found.party, found.name, found.issued) == ("C", "B", Fraction(100))
    assert (found.votes_per_share, found.profit_weight, found.valid_from) == (
        Fraction(10),
        Fraction(3, 2),
        None,
    )


def test_an_interest_is_read_word_by_word() -> None:
    words = {
        "kind": "shareholding",
        "share_class": "B",
        "currency": "CNY",
        "joint": "J",
        "partner": "limited",
    }
    more = {"nominee": True, "power": "revoke", "position": "chairman", "valid_from": 1, "valid_to": 2}
    numbers = {"shares": 5, "votes": 6, "subscribed": 7, "paid_in": 8}
    expected = {"share": parse("(25,50]%"), **words, **more, **numbers}
    found = record_of(Table.INTERESTS, row(Table.INTERESTS, holder_id="p", held_id="C", **expected))
    assert isinstance(found, model.Interest)
    assert (found.holder, found.held) == ("p", "C")
    assert {name: getattr(found, name) for name in expected} == expected


def test_of_an_interest_that_says_nothing_nothing_is_known() -> None:
    found = record_of(Table.INTERESTS, row(Table.INTERESTS, holder_id="p", held_id="C", kind="unknown"))
    assert found == model.Interest(found.source, "p", "C", "unknown")


@pytest.mark.parametrize(
    ("table", "cells", "expected"),
    [
        ("associations", {"party_a": "a", "party_b": "b", "kind": "spouse"}, {"a": "a", "b": "b", "kind": "spouse"}),
        (
            "declared_owners",
            {"party_id": "C", "owner_id": "p", "by": "form", "share": parse("30%")},
            {"party": "C", "owner": "p", "by": "form", "share": parse("30%"), "customer": None, "owner_name": None},
        ),
        (
            "customers",
            {"customer_id": "K1", "party_id": "C", "branch": "SH", "opened_on": 0},
            {"id": "K1", "party": "C", "details": {"branch": "SH", "opened_on": "1970-01-01"}},
        ),
        ("accounts", {"account_id": "A1", "bank": "B"}, {"id": "A1", "details": {"bank": "B"}}),
        (
            "mandates",
            {"party_id": "p", "account_id": "A1", "role": "attorney", "valid_to": 9},
            {"party": "p", "account": "A1", "role": "attorney", "valid_from": None, "valid_to": 9},
        ),
        (
            "transfers",
            {"transfer_id": "T", "from_account": "A", "to_account": "B", "at": 5, "amount": 1050, "amount_scale": 2,
             "currency": "CNY", "remark": "rent", "balance_after": 12340, "balance_after_scale": 2},
            {"id": "T", "at": 5, "amount": Fraction(21, 2), "details": {"remark": "rent", "balance_after": "123.40"}},
        ),
    ],
)  # fmt: skip
def test_the_other_tables_are_read_field_by_field(
    table: str, cells: dict[str, Any], expected: dict[str, Any]
) -> None:
    found = record_of(Table(table), row(Table(table), **cells))
    assert {name: getattr(found, name) for name in expected} == expected
    assert found.source.table == table
