"""Who runs each company, who is related to whom, and whom did the customers declare as their owners?"""

from __future__ import annotations

from itertools import combinations

from lookthrough.graph.tables import Table
from lookthrough.ingest.demo.book import LAST_DAY, Book, Row
from lookthrough.ingest.demo.companies import is_chinese

# kind, position, and how many companies state it; the last one fills the file
_POSTS = (
    ("legal_representative", "legal_representative", 0.78),
    ("senior_manager", "general_manager", 0.26),
    ("board_member", "chairman", 0.14),
    ("board_member", "supervisor", 0.04),
    ("senior_manager", "finance_head", 0.02),
    ("board_member", "director", 1.0),
)
# per thousand pairs of persons who hold the same company
_TIES = (
    ("spouse", 110),
    ("parent", 30),
    ("sibling", 30),
    ("acts_in_concert", 20),
    ("votes_as_directed_by", 8),
)
_FORM_OF_2026 = "2026-01-20"


def companies(book: Book) -> list[str]:
    """The bulk's companies, in order of their ids, without branches and what the drawings drew."""
    return [
        party_id
        for party_id, row in book.parties.items()
        if row["kind"] == "company" and row["class"] != "branch" and party_id not in book.drawn
    ]


def appoint(book: Book, *, interests: int) -> None:
    """Legal representatives, managers and boards, until the file has so many interests."""
    everybody = companies(book)
    for kind, position, part in _POSTS:
        book.rng.shuffle(everybody)
        for company in everybody[: round(len(everybody) * part)]:
            if len(book.rows[Table.INTERESTS]) >= interests:
                return
            person, board = _insider(book, company), _board(book, company)
            if person not in board:
                book.relate(person, company, kind, position=position, valid_from=book.since(person, company))
                board.add(person)


def _board(book: Book, company: str) -> set[str]:
    """Who has a post in the company already: one post a person keeps the keys of rows apart."""
    return book.posts.setdefault(company, set())


def _insider(book: Book, company: str) -> str:
    """One of the persons who hold the company, or somebody else."""
    owners = [row["holder_id"] for row in book.holders[company] if row["holder_id"].startswith("P")]
    if owners and book.chance(0.6):
        return book.rng.choice(owners)
    return book.acquaintance(chinese=is_chinese(book, company))


def relate(book: Book) -> None:
    """Families and concerts among those who hold the same company, and a few shared addresses and phones."""
    tied: set[tuple[str, str]] = set()
    for company in companies(book):
        owners = [row["holder_id"] for row in book.holders[company] if row["holder_id"].startswith("P")]
        for one, other in combinations(owners[:3], 2):
            kind = _tie(book, one, other)
            if kind and (one, other) not in tied:
                tied |= {(one, other), (other, one)}
                start = book.parties[company]["registered_on"]
                book.add(Table.ASSOCIATIONS, party_a=one, party_b=other, kind=kind, valid_from=start)
    for kind, whole in (("shared_address", 250), ("shared_phone", 150)):
        for _ in range(book.count(whole)):
            chinese = book.chance(0.7)
            one, other = book.acquaintance(chinese=chinese), book.person(chinese=chinese)
            book.add(Table.ASSOCIATIONS, party_a=one, party_b=other, kind=kind, valid_from="2024-01-01")


def _tie(book: Book, one: str, other: str) -> str | None:
    draw = book.rng.random() * 1000
    for kind, weight in _TIES:
        draw -= weight
        if draw < 0:
            fits = kind != "spouse" or book.parties[one]["sex"] != book.parties[other]["sex"]
            return kind if fits else None
    return None


def declare(book: Book) -> None:
    """What most customers declared: mostly who holds a quarter or else who manages; some name somebody wrong."""
    for row in book.rows[Table.CUSTOMERS]:
        company = row["party_id"]
        if company in book.drawn or company.startswith("P") or not book.chance(0.85):
            continue
        wrong = book.chance(0.08)
        owners = [book.acquaintance(chinese=is_chinese(book, company))] if wrong else _declared(book, company)
        for owner in owners:
            cells = {
                "customer_id": row["customer_id"],
                "owner_id": owner,
                "by": book.rng.choice(("form", "filing")),
            }
            book.add(Table.DECLARED_OWNERS, **cells, valid_from=_FORM_OF_2026)


def _declared(book: Book, company: str) -> list[str]:
    """The persons who directly hold a plain quarter or more, else the first one with a post."""
    large = [row["holder_id"] for row in book.holders[company] if _is_quarter(row)]
    return large or sorted(_board(book, company))[:1]


def _is_quarter(row: Row) -> bool:
    share = row["share"].rstrip("%")
    plain = share.replace(".", "", 1).isdigit() and float(share) >= 25
    return row["holder_id"].startswith("P") and plain


def register(book: Book, *, entries: int) -> None:
    """A second source's view of some companies: mostly the same list, one in six times another."""
    plain = [company for company in companies(book) if _is_plain(book.holders[company])]
    for company in sorted(book.rng.sample(plain, min(entries, len(plain)))):
        rows = [{**row} for row in book.holders[company]]
        if book.chance(1 / 6):
            _disagree(book, company, rows)
        book.register += rows


def _is_plain(rows: list[Row]) -> bool:
    return bool(rows) and all(row["share"][:1].isdigit() and row["share"].endswith("%") for row in rows)


def _disagree(book: Book, company: str, rows: list[Row]) -> None:
    """Other shares of the same holders where they differ, else another holder: together they exceed 100 %."""
    first, last = rows[0], rows[-1]
    if first["share"] != last["share"] and book.chance(0.6):
        first["share"], last["share"] = last["share"], first["share"]
    else:
        last["holder_id"] = next(
            person
            for person in book.people(5, chinese=is_chinese(book, company))
            if all(row["holder_id"] != person for row in rows)
        )


def close_some(book: Book) -> None:
    """A few customers left the bank, all before the last day."""
    touched = book.drawn | book.ringed
    for row in book.rows[Table.CUSTOMERS]:
        stays = row["party_id"] in touched or row["opened_on"] >= "2024-01-01"
        if not stays and book.chance(0.02):
            row |= {"closed_on": book.day(2024, LAST_DAY.year), "status": "closed"}
