"""Which rows of the demo's files are bad on purpose, and for which code should each be refused?

Every kind of fault that the bank layout can refuse, on rows with keys of their own, spread over the second half of
each file; with them a few rows that are there twice, which is no fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from lookthrough.graph.tables import Table
from lookthrough.ingest.demo.book import Book, Row
from lookthrough.ingest.demo.duties import companies
from lookthrough.ingest.demo.writer import HEADERS, cells


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row to be refused: its file, its number (the header is row 1), the column, and the code of the reason."""

    file: str
    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Extra:
    """A row beside the clean ones: its cells, and why it is bad (`reason` is empty for a row that is there twice)."""

    cells: tuple[str, ...]
    column: str = ""
    reason: str = ""


# reason, column, what stands there
_FAULTS: dict[Table, tuple[tuple[str, str, str], ...]] = {
    Table.PARTIES: (
        ("unknown_word", "kind", "robot"),
        ("unknown_word", "kind", "firm"),
        ("unknown_word", "class", "有限公司"),
        ("unknown_word", "class", "ltd"),
        ("bad_date", "registered_on", "2024-13-40"),
        ("bad_date", "dissolved_on", "2023-02-29"),
        ("missing_value", "name", ""),
        ("missing_value", "kind", ""),
        ("missing_value", "party_id", ""),
        ("negative_amount", "capital", "-1000000"),
        ("bad_amount", "capital", "一百万"),
    ),
    Table.SHARE_CLASSES: (
        ("negative_amount", "issued", "-100"),
        ("missing_value", "class", ""),
    ),
    Table.INTERESTS: (
        ("ambiguous_share", "share", "0.3"),
        ("ambiguous_share", "share", "0.5"),
        ("ambiguous_share", "share", "25"),
        ("ambiguous_share", "share", "1"),
        ("share_out_of_range", "share", "130%"),
        ("share_out_of_range", "share", "100.01%"),
        ("share_out_of_range", "share", "[50,150]%"),
        ("bad_share", "share", "多数"),
        ("bad_share", "share", "1/0"),
        ("share_empty_range", "share", "[50,30]%"),
        ("share_empty_range", "share", "(25,25]%"),
        ("bad_date", "valid_from", "2024-13-40"),
        ("bad_date", "valid_from", "2023-02-29"),
        ("bad_date", "valid_to", "someday"),
        ("dates_reversed", "valid_to", "2018-12-31"),
        ("unknown_word", "kind", "owns"),
        ("unknown_word", "kind", "股东"),
        ("missing_value", "held_id", ""),
        ("missing_value", "holder_id", ""),
        ("missing_value", "kind", ""),
        ("negative_amount", "subscribed", "-500000"),
        ("bad_number", "shares", "many"),
        ("bad_flag", "nominee", "perhaps"),
        ("unknown_word", "partner", "sleeping"),
        ("unknown_word", "position", "boss"),
    ),
    Table.ASSOCIATIONS: (
        ("unknown_word", "kind", "friend"),
        ("missing_value", "party_b", ""),
        ("dates_reversed", "valid_to", "2010-05-05"),
        ("bad_date", "valid_from", "2024-13-40"),
    ),
    Table.CUSTOMERS: (
        ("missing_value", "party_id", ""),
        ("bad_date", "opened_on", "2025-06-31"),
    ),
    Table.DECLARED_OWNERS: (
        ("missing_value", "owner_id", ""),
        ("ambiguous_share", "share", "0.3"),
        ("bad_date", "valid_from", "2026-00-01"),
    ),
    Table.ACCOUNTS: (
        ("missing_value", "account_id", ""),
        ("bad_date", "opened_on", "2024-13-40"),
    ),
    Table.MANDATES: (
        ("unknown_word", "role", "friend"),
        ("missing_value", "account_id", ""),
    ),
    Table.TRANSFERS: (
        ("negative_amount", "amount", "-500.00"),
        ("negative_amount", "amount", "-0.01"),
        ("no_offset", "at", "2026-05-03T10:11:12"),
        ("no_offset", "at", "2026-05-04 09:30:00"),
        ("bad_time", "at", "2024-13-40T10:00:00+08:00"),
        ("missing_value", "currency", ""),
        ("bad_amount", "amount", "1,2,3"),
    ),
}
# a row that is in the file already, but for one cell that is no part of its key
_CHANGED: dict[Table, tuple[tuple[str, str], ...]] = {
    Table.PARTIES: (("name", "另一个名称"), ("address", "别处1号")),
    Table.INTERESTS: (("share", "12%"), ("share", "13%")),
    Table.CUSTOMERS: (("branch", "另一家分行"),),
    Table.ACCOUNTS: (("currency", "CHF"),),
}
_SHORT_OR_LONG = {Table.PARTIES: 2, Table.INTERESTS: 2, Table.CUSTOMERS: 1}
_TWICE = {Table.PARTIES: 1, Table.INTERESTS: 3, Table.MANDATES: 1}


@dataclass(frozen=True, slots=True)
class _Ground:
    """What sound rows are made of: companies of the bulk, and a person who holds nothing."""

    book: Book
    companies: Sequence[str]
    person: str


def extras(book: Book) -> dict[Table, list[Extra]]:
    """The extra rows of each file."""
    person = next(party for party in reversed(book.parties) if party.startswith("P"))
    ground = _Ground(book, companies(book), person)
    return {table: _extras(ground, table) for table in HEADERS}


def _extras(ground: _Ground, table: Table) -> list[Extra]:
    found = []
    for number, (reason, column, text) in enumerate(_FAULTS[table]):
        row = _sound(ground, table, number) | {column: text}
        found.append(Extra(tuple(cells(table, row)), column, reason))
    for number, (column, text) in enumerate(_CHANGED.get(table, ())):
        row = _early(ground.book, table, number) | {column: text}
        found.append(Extra(tuple(cells(table, row)), "", "duplicate_key"))
    for number in range(_SHORT_OR_LONG.get(table, 0)):
        line = cells(table, _sound(ground, table, 50 + number))
        found.append(Extra(tuple(line[:-2] if number else [*line, "?"]), "", "wrong_columns"))
    twice = [_early(ground.book, table, 10 + number) for number in range(_TWICE.get(table, 0))]
    return found + [Extra(tuple(cells(table, row))) for row in twice] + _no_end(ground, table)


def _early(book: Book, table: Table, number: int) -> Row:
    """A row from the first half of the file, behind all that the structures drew."""
    rows = book.rows[table]
    return rows[len(rows) * 2 // 5 + number]


def _no_end(ground: _Ground, table: Table) -> list[Extra]:
    """Transfers without any account."""
    if table is not Table.TRANSFERS:
        return []
    rows = [
        _sound(ground, table, 90 + number) | {"from_account": "", "to_account": ""} for number in range(2)
    ]
    return [Extra(tuple(cells(table, row)), "from_account", "both_ends_missing") for row in rows]


def _sound(ground: _Ground, table: Table, number: int) -> Row:
    """A row that would be accepted, with a key that no other row has."""
    person, company = ground.person, ground.companies[len(ground.companies) // 2 + number]
    account, other = (row["account_id"] for row in ground.book.rows[Table.ACCOUNTS][number : number + 2])
    since = {"valid_from": "2019-01-01"}
    rows: dict[Table, Row] = {
        Table.PARTIES: {"party_id": f"P99{number:04d}", "kind": "person", "name": "无此人", "country": "CN"},
        Table.SHARE_CLASSES: {"party_id": company, "class": "X", "issued": "100"},
        Table.INTERESTS: {
            "holder_id": person,
            "held_id": company,
            "kind": "shareholding",
            "share": "10%",
            **since,
        },
        Table.ASSOCIATIONS: {"party_a": person, "party_b": company, "kind": "shared_address", **since},
        Table.CUSTOMERS: {"customer_id": f"C99{number:04d}", "party_id": company, "opened_on": "2019-01-01"},
        Table.DECLARED_OWNERS: {"customer_id": "C000500", "owner_id": person, "by": "form", **since},
        Table.ACCOUNTS: {"account_id": f"A99{number:05d}", "currency": "CNY", "opened_on": "2019-01-01"},
        Table.MANDATES: {"party_id": person, "account_id": account, "role": "signatory", **since},
        Table.TRANSFERS: {
            "transfer_id": f"X{number:09d}",
            "from_account": account,
            "to_account": other,
            "at": "2026-05-03T10:11:12+08:00",
            "amount": "100.00",
            "currency": "CNY",
        },
    }
    return rows[table]


def spread(lines: Sequence[Sequence[str]], added: Sequence[Extra]) -> tuple[list[Sequence[str]], list[int]]:
    """The lines with the extra ones evenly in their second half, and the numbers of those; the header is row 1."""
    half, found, numbers = len(lines) // 2, list(lines[: len(lines) // 2]), []
    step = max(1, half // (len(added) + 1))
    rest = iter(lines[half:])
    for extra in added:
        found += islice(rest, step)
        found.append(extra.cells)
        numbers.append(len(found) + 1)
    return [*found, *rest], numbers
