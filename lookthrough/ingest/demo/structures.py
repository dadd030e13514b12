"""Which customers tell something, and how are their structures put into the book?

The structures are drawn in `structures.txt`, whose head says how to read a drawing. They come first, so the
customer C000017 is the party E000017.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files

from lookthrough.graph.tables import Table
from lookthrough.ingest.demo import identifiers
from lookthrough.ingest.demo.book import Book, Row
from lookthrough.ingest.demo.names import CITIES

_ARROW = re.compile(r"(.+?) ([-=~])(.+?)(?:->|=>|~) (.+)")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_FIRST_DAY, _HELD_SINCE = "2012-03-15", "2018-05-01"


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawn structure: the customer, what it shows, and its lines as they stand."""

    customer_id: str
    name: str
    cells: Row
    shows: str
    lines: tuple[str, ...]

    @property
    def parties(self) -> dict[str, Row]:
        """Name -> cells of everybody in the drawing, the customer first under `@`, in order of appearance."""
        found: dict[str, Row] = {"@": {"name": self.name, "kind": "company", **self.cells}}
        for line in self.lines:
            if line.startswith("* "):
                name, cells = _words(line[2:])
                found[name] = {"name": name, "kind": "company", **cells}
        for line in self.lines:
            if arrow := _ARROW.fullmatch(line):
                for name in (arrow[1], arrow[4]):
                    found.setdefault(name, {"name": name, "kind": "person"})
        return found


def drawings() -> tuple[Drawing, ...]:
    """All drawn structures, by customer id from C000001."""
    text = files(__package__).joinpath("structures.txt").read_text(encoding="utf-8")
    blocks = [block.splitlines() for block in text.strip().split("\n\n")[1:]]
    return tuple(_drawing(head, tuple(lines)) for head, *lines in blocks)


def _drawing(head: str, lines: tuple[str, ...]) -> Drawing:
    title, _, shows = head.partition(" : ")
    name, cells = _words(title)
    customer_id, _, name = name.partition(" ")
    return Drawing(customer_id, name, cells, shows, lines)


def _words(text: str) -> tuple[str, Row]:
    """The words without `=`, joined, and the `key=value` words."""
    words = text.split()
    return " ".join(w for w in words if "=" not in w), dict(w.split("=", 1) for w in words if "=" in w)


def draw(book: Book) -> tuple[Drawing, ...]:
    """Every structure into the book: customers first, then the rest of their parties, then what joins them."""
    found = drawings()
    for drawing in found:
        book.names.taken.update(cells["name"] for cells in drawing.parties.values())
    customers = [_party(book, drawing.parties["@"]) for drawing in found]
    for party_id in customers:
        book.customer(party_id, "corporate")
    for drawing, party_id in zip(found, customers, strict=True):
        ids = {"@": party_id}
        ids |= {name: _party(book, cells) for name, cells in drawing.parties.items() if name != "@"}
        for line in drawing.lines:
            _line(book, ids, line)
    return found


def _party(book: Book, cells: Row) -> str:
    chinese = bool(_HAN.search(cells["name"]))
    if cells["kind"] == "person":
        party_id = book.person(chinese=chinese, name=cells["name"])
    elif cells["kind"] == "company":
        party_id = book.party("E", **(_registered(book, cells["name"]) if chinese else _abroad()) | cells)
    else:
        party_id = book.party("E", **{"country": "CN"} | cells)
    book.drawn.add(party_id)
    return party_id


def _registered(book: Book, name: str) -> Row:
    area = next((area for city, area in CITIES if name.startswith(city)), "310100")
    code = identifiers.uscc(book.rng, area)
    return {"class": "llc", "country": "CN", "registered_on": _FIRST_DAY, "status": "存续", "uscc": code}


def _abroad() -> Row:
    return {"class": "llc", "registered_on": _FIRST_DAY, "status": "active"}


def _line(book: Book, ids: dict[str, str], line: str) -> None:
    """One line of a drawing into the book; a `*` line has been read with the parties."""
    mark, _, rest = line.partition(" ")
    if arrow := _ARROW.fullmatch(line):
        _join(book, ids, arrow)
    elif mark == "+":
        name, cells = _words(rest)
        book.add(Table.SHARE_CLASSES, party_id=ids["@"], **{"class": name}, **cells)
    elif mark == "!":
        name, cells = _words(rest)
        customer = f"C{ids['@'][1:]}"
        owner = {"customer_id": customer, "owner_id": ids[name], "by": "form", "valid_from": "2026-01-20"}
        book.add(Table.DECLARED_OWNERS, **owner, **cells)


def _join(book: Book, ids: dict[str, str], arrow: re.Match[str]) -> None:
    holder, shaft, middle, held = arrow.groups()
    ends = ids[holder], ids[held]
    words, cells = _words(middle)
    if shaft == "~":
        book.add(Table.ASSOCIATIONS, party_a=ends[0], party_b=ends[1], kind=words, valid_from=_HELD_SINCE)
        return
    row = {"valid_from": _HELD_SINCE, **_interest(words.split()), **cells}
    if shaft == "=":
        book.register.append({"holder_id": ends[0], "held_id": ends[1], **row})
    elif row["kind"] == "shareholding" and "valid_to" not in row:
        book.hold(*ends, **{key: value for key, value in row.items() if key != "kind"})
    else:
        book.relate(*ends, **row)


def _interest(words: list[str]) -> Row:
    """The words on an arrow: a kind, a share, `nominee`, each or none."""
    cells = {"kind": "shareholding"}
    for word in words:
        if word == "nominee":
            cells["nominee"] = "true"
        else:
            cells["share" if word[-1] in "%)]" else "kind"] = word
    return cells
