"""Which accounts do the customers have, and who may use them?"""

from __future__ import annotations

from lookthrough.graph.tables import Table
from lookthrough.ingest.demo.book import Book, Row
from lookthrough.ingest.demo.identifiers import card_number

OWN_BANK = "东海商业银行"
_CURRENCIES, _WEIGHTS = ("CNY", "USD", "HKD", "EUR", "GBP", "JPY"), (94, 3, 1, 1, 0.6, 0.4)


def open_accounts(book: Book, *, accounts: int) -> None:
    """One account for every customer, then more by lot until the bank has so many."""
    customers = book.rows[Table.CUSTOMERS]
    for customer in customers:
        _open(book, customer)
    while len(book.rows[Table.ACCOUNTS]) < accounts:
        _open(book, book.rng.choice(customers))


def _open(book: Book, customer: Row) -> None:
    party_id, serial = customer["party_id"], len(book.rows[Table.ACCOUNTS]) + 1
    personal = party_id.startswith("P")
    account_id = card_number(serial) if personal else f"A{serial:07d}"
    opened = book.after(customer["opened_on"], within_days=400)
    cells = {
        "account_id": account_id,
        "kind": book.rng.choice(
            ("savings", "card") if personal else ("current", "current", "loan", "deposit")
        ),
        "currency": "CNY" if party_id in book.ringed else book.rng.choices(_CURRENCIES, _WEIGHTS)[0],
        "bank": OWN_BANK,
        "opened_on": opened,
    }
    if "closed_on" in customer:
        cells["closed_on"] = max(customer["closed_on"], opened)
    book.add(Table.ACCOUNTS, **cells)
    _mandate(book, party_id, account_id, "holder", opened)
    for user, role in _users(book, party_id, personal=personal):
        if user != party_id:
            _mandate(book, user, account_id, role, opened)


def _users(book: Book, party_id: str, *, personal: bool) -> list[tuple[str, str]]:
    """Who else may use the account: those with a post, a spouse, rarely an attorney or somebody behind."""
    chinese = book.parties[party_id].get("country") == "CN"
    if personal:
        return [(book.acquaintance(chinese=chinese), "joint_holder")] if book.chance(0.03) else []
    users = [(person, "signatory") for person in sorted(book.posts.get(party_id, ()))[:2] if book.chance(0.5)]
    behind = [role for role in ("attorney", "beneficial_user") if book.chance(0.02)]
    return users + [(book.acquaintance(chinese=chinese), role) for role in behind]


def _mandate(book: Book, party_id: str, account_id: str, role: str, start: str) -> None:
    book.add(Table.MANDATES, party_id=party_id, account_id=account_id, role=role, valid_from=start)
