"""Which rarer structures does the bank have, and how many of each?

Circles, cross holdings, diamonds, nominees, trusts and foundations, partnerships, dual classes, state holders,
branches, listed companies, dissolved holders, former holders, and groups of one hand that send money round.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from lookthrough.graph.tables import Table
from lookthrough.ingest.demo.book import Book
from lookthrough.ingest.demo.companies import EXACT, found, is_chinese, own, partner_up

RING_GROUPS, PENDING = 20, 12
AGENT, LISTED = "E000033", "E000034"  # the drawn formation agent and the drawn listed company


def rarer(book: Book) -> None:
    """Every rarer structure, so many at scale 1."""
    plan: tuple[tuple[int, Callable[[Book], object]], ...] = (
        (150, circle),
        (150, cross_holding),
        (200, diamond),
        (150, nominee),
        (60, trust),
        (20, foundation),
        (200, partnership),
        (60, dual_class),
        (40, listed),
        (80, branch),
        (60, dissolved_holder),
        (500, changed),
    )
    for whole, build in plan:
        for _ in range(book.count(whole)):
            build(book)
    state(book)
    list_everybody(book)
    for number in range(PENDING):
        unknown_holder(book, f"P9{number:05d}")
    for group in range(RING_GROUPS):
        ring_group(book, 3 + group % 3)


def circle(book: Book) -> None:
    """Three companies, each holds a part of the next; persons hold the rest."""
    members = [found(book) for _ in range(3)]
    for holder, held in pairwise([*members, members[0]]):
        shape = book.rng.choice((("30%", "70%"), ("60%", "40%"), ("90%", "10%"), ("40%", "35%", "25%")))
        book.split(held, [holder, *_people(book, held, len(shape) - 1)], shape)


def cross_holding(book: Book) -> None:
    """Two companies that hold a part of each other."""
    one, other = found(book), found(book)
    for holder, held in ((one, other), (other, one)):
        shape = book.rng.choice((("10%", "90%"), ("30%", "70%"), ("20%", "50%", "30%")))
        book.split(held, [holder, *_people(book, held, len(shape) - 1)], shape)


def diamond(book: Book) -> None:
    """One top, two holdings below it, and the company that both hold."""
    company = found(book)
    chinese = is_chinese(book, company)
    sides = [found(book, "holding", chinese=chinese, customer=False) for _ in range(2)]
    top = book.people(1, chinese=chinese)[0]
    for side in sides:
        people = [person for person in _people(book, side, 2) if person != top]
        book.split(side, [top, people[0]], book.rng.choice((("50%", "50%"), ("60%", "40%"), ("80%", "20%"))))
    book.split(company, sides, book.rng.choice((("50%", "50%"), ("40%", "40%"), ("30%", "20%"))))


def nominee(book: Book) -> None:
    """A holder in name only, and the one for whom he holds."""
    company = found(book)
    shape = EXACT(book)
    hidden, *people = _people(book, company, len(shape) + 1)
    start = book.parties[company]["registered_on"]
    book.hold(people[0], company, shape[0], nominee="true", valid_from=start)
    book.split(company, people[1:], shape[1:])
    book.add(Table.ASSOCIATIONS, party_a=people[0], party_b=hidden, kind="nominee_for", valid_from=start)


def trust(book: Book) -> None:
    """A family trust with a trustee company; every second one holds a company."""
    rng = book.rng
    trustee = found(book, "trust_company", chinese=True, customer=False)
    book.split(trustee, _people(book, trustee, 2), ("60%", "40%"))
    settlor, beneficiary, protector = _people(book, trustee, 3)
    name = f"{book.parties[settlor]['name']}家族信托{len(book.parties)}号"
    party = book.party("E", kind="arrangement", name=name, country="CN", **{"class": "trust"})
    book.customer(party, "private")
    start = book.day(2015, 2024)
    power = {"power": rng.choice(("revoke", "dispose", "withdraw"))} if book.chance(0.2) else {}
    book.relate(settlor, party, "settlor", valid_from=start, **power)
    book.relate(trustee, party, "trustee", valid_from=start)
    book.relate(beneficiary, party, "beneficiary", valid_from=start)
    if book.chance(0.4):
        book.relate(protector, party, "protector", valid_from=start)
    if book.chance(0.5):
        own(book, found(book), ("100%",), [party])


def foundation(book: Book) -> None:
    """A foundation with its founder and board."""
    founder, *board = book.people(4, chinese=True)
    name = f"{book.parties[founder]['name']}公益基金会{len(book.parties)}号"
    party = book.party("E", kind="arrangement", name=name, country="CN", **{"class": "foundation"})
    book.customer(party, "institutional")
    start = book.day(2005, 2023)
    book.relate(founder, party, "founder", valid_from=start)
    for person, position in zip(board, ("chairman", "director", "director"), strict=True):
        book.relate(person, party, "board_member", position=position, valid_from=start)


def partnership(book: Book) -> None:
    """A limited partnership that is a customer, often with a company as its executing partner."""
    company = found(book, "limited_partnership")
    if book.chance(0.5):
        partner_up(book, company, ())
        return
    manager = found(book, chinese=is_chinese(book, company))
    own(book, manager, EXACT(book))
    book.split(company, [manager], ("1%",), partner="executing")
    book.split(company, _people(book, company, 3), ("50%", "29%", "20%"), partner="limited")


def dual_class(book: Book) -> None:
    """Founders' shares with ten votes each, and the others' with one."""
    company = found(book, "joint_stock", chinese=True)
    start = book.parties[company]["registered_on"]
    book.parties[company]["capital"] = "10000000"
    for name, issued, votes in (("A", 9_000_000, 1), ("B", 1_000_000, 10)):
        cells = {"class": name, "issued": str(issued), "votes_per_share": str(votes), "profit_weight": "1"}
        book.add(Table.SHARE_CLASSES, party_id=company, **cells)
    founder, *others = _people(book, company, 4)
    book.hold(founder, company, share_class="B", shares="1000000", valid_from=start)
    for person, shares in zip(others, ("4000000", "3000000", "2000000"), strict=True):
        book.hold(person, company, share_class="A", shares=shares, valid_from=start)


def listed(book: Book) -> None:
    """A listed company of which only the ten largest holders are known."""
    company = found(book, "listed", chinese=True)
    shape = ("22%", "9%", "6.5%", "4%", "3.2%", "2.75%", "2.1%", "1.5%", "1.1%", "0.9%")
    book.parties[company]["rest_each_at_most"] = shape[-1]
    parent = found(book, "holding", chinese=True, customer=False)
    own(book, parent, EXACT(book))
    book.split(company, [parent, *_people(book, company, 9)], shape)


def branch(book: Book) -> None:
    """The branch of a company abroad: its head and its manager."""
    head = found(book, chinese=False, customer=False)
    own(book, head, EXACT(book))
    city = book.rng.choice(("上海", "北京", "深圳"))
    start = book.after(book.parties[head]["registered_on"], within_days=2000)
    cells = {"name": f"{book.parties[head]['name']} {city}分公司", "class": "branch", "country": "CN"}
    party = book.party("E", kind="company", registered_on=start, **cells)
    book.customer(party, "corporate")
    book.relate(head, party, "branch_of", valid_from=start)
    manager = book.people(1, chinese=True)[0]
    book.relate(manager, party, "senior_manager", position="general_manager", valid_from=start)


def dissolved_holder(book: Book) -> None:
    """A company whose holder was struck off, and still stands in the file."""
    company = found(book)
    holder = found(book, "holding", chinese=is_chinese(book, company), customer=False)
    own(book, holder, ("100%",))
    book.parties[holder] |= {
        "dissolved_on": book.day(2025, 2025),
        "status": book.rng.choice(("注销", "吊销")),
    }
    own(book, company, book.rng.choice((("60%", "40%"), ("30%", "70%"), ("100%",))), [holder])


def changed(book: Book) -> None:
    """Shares that changed once: a former sole holder sold, or two holders' shares moved."""
    company = found(book)
    start = book.parties[company]["registered_on"]
    change = book.after(start, within_days=700)
    first, second = _people(book, company, 2)
    before = (("100%", ""), ("70%", "30%"), ("50%", "50%"))[book.rng.randrange(3)]
    for person, share in zip((first, second), before, strict=True):
        if share:
            book.relate(person, company, "shareholding", share=share, valid_from=start, valid_to=change)
    after = book.rng.choice((("60%", "40%"), ("51%", "49%"), ("20%", "80%")))
    book.split(company, (first, second), after, valid_from=change)


def state(book: Book) -> None:
    """Companies that cities hold, wholly or beside others, each through the city's asset commission."""
    cities = ("临江", "东屏", "南岭", "北川", "西河", "海州", "云溪", "锦江")
    commissions = []
    for city in cities:
        cells = {"name": f"{city}市国有资产监督管理委员会", "class": "state", "country": "CN"}
        commissions.append(book.party("E", kind="public_body", **cells))
    for _ in range(book.count(250)):
        company = found(book, "state_owned", chinese=True)
        shape = book.rng.choice((("100%",), ("51%", "49%"), ("70%", "30%"), ("34%", "40%", "26%")))
        people = _people(book, company, len(shape) - 1)
        book.split(company, [book.rng.choice(commissions), *people], shape)


def list_everybody(book: Book) -> None:
    """Two thousand holders of the drawn listed company, beside those that are drawn."""
    number = book.count(2000) - len(book.holders[LISTED])
    book.split(LISTED, book.people(max(0, number), chinese=True), ["0.01%"] * max(0, number))


def ring_group(book: Book, size: int) -> None:
    """Companies of one person, and a last one of the spouse, through which money goes round."""
    person, *others = book.people(6, chinese=True)
    spouse = max(others, key=lambda other: book.parties[other]["sex"] != book.parties[person]["sex"])
    start = book.day(2008, 2018)
    book.add(Table.ASSOCIATIONS, party_a=person, party_b=spouse, kind="spouse", valid_from=start)
    members = [found(book, chinese=True) for _ in range(size)]
    for number, member in enumerate(members):
        holder = spouse if number == size - 1 else person
        own(book, member, ("100%",), [holder])
    book.ring_groups.append(members)
    book.ringed.update(members)


def _people(book: Book, company: str, number: int) -> list[str]:
    return book.people(number, chinese=is_chinese(book, company))


def unknown_holder(book: Book, holder: str) -> None:
    """A company with a holder whom the bank's parties do not list: the end of his interest waits."""
    company = found(book)
    book.split(company, _people(book, company, 1), ("70%",))
    start = book.parties[company]["registered_on"]
    book.relate(holder, company, "shareholding", share="30%", valid_from=start)
