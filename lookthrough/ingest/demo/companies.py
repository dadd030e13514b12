"""What does the ordinary part of the bank look like: who founded which company, and who holds it?

Most companies are held by one to four persons in the shares that people choose (50/50, thirds, 51/49, round
percents), some through one to five layers of holdings, some with ranges, gaps or contributions instead of shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

from lookthrough.ingest.demo import identifiers, names
from lookthrough.ingest.demo.book import Book, Row

Shape = tuple[str, ...]

# weight and shares, largest first
_EXACT: dict[Shape, int] = {
    ("100%",): 250,
    ("50%", "50%"): 60,
    ("51%", "49%"): 70,
    ("60%", "40%"): 80,
    ("70%", "30%"): 60,
    ("80%", "20%"): 60,
    ("90%", "10%"): 50,
    ("95%", "5%"): 20,
    ("99%", "1%"): 20,
    ("67%", "33%"): 20,
    ("1/3", "1/3", "1/3"): 35,
    ("34%", "33%", "33%"): 15,
    ("40%", "30%", "30%"): 30,
    ("50%", "30%", "20%"): 40,
    ("60%", "20%", "20%"): 25,
    ("45%", "35%", "20%"): 15,
    ("52.5%", "27.5%", "20%"): 10,
    ("25%", "25%", "25%", "25%"): 35,
    ("40%", "25%", "20%", "15%"): 15,
    ("35%", "24.9%", "24.9%", "15.2%"): 8,
}
_OPEN: dict[Shape, int] = {  # ranges, unknown shares, and lists that leave a rest
    ("[75,100]%",): 12,
    ("(25,100]%",): 8,
    ("(50,75)%", "(25,50]%"): 12,
    ("(25,50]%", "(25,50]%"): 8,
    ("70%", "[20,30]%"): 8,
    ("[40,60]%", "[20,35]%"): 6,
    ("60%", ""): 8,
    ("", ""): 4,
    ("",): 6,
    ("60%",): 10,
    ("51%", "24%"): 8,
    ("30%", "20%"): 8,
}
_BANDS: dict[Shape, int] = {  # as the British register states them
    ("[75,100]%",): 30,
    ("(25,50]%", "(25,50]%"): 25,
    ("(50,75)%", "(25,50]%"): 20,
    ("(25,50]%",): 10,
    ("100%",): 15,
}
_WITH_AGENT: dict[Shape, int] = {("99%", "1%"): 5, ("60%", "39%", "1%"): 3, ("33%", "33%", "33%", "1%"): 2}
_CAPITALS = (1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000, 50_000_000, 100_000_000)
_LAYERS = (900, 450, 220, 110, 60)  # holdings by how many layers stand below them
_DEPTHS = (80, 10, 5, 3, 1.3, 0.7)  # of 100 companies, how many look up through so many layers
_CHINESE = 0.62


class Draw:
    """Shapes by weight."""

    def __init__(self, weights: dict[Shape, int]) -> None:
        self.shapes, self.sums = tuple(weights), tuple(accumulate(weights.values()))

    def __call__(self, book: Book, at_least: int = 1) -> Shape:
        """One shape with at least so many holders."""
        while True:
            shape = book.rng.choices(self.shapes, cum_weights=self.sums)[0]
            if len(shape) >= at_least:
                return shape


EXACT, OPEN, BANDS, WITH_AGENT = Draw(_EXACT), Draw(_OPEN), Draw(_BANDS), Draw(_WITH_AGENT)


def is_chinese(book: Book, party_id: str) -> bool:
    """Whether the party is registered in China."""
    return book.parties[party_id].get("country") == "CN"


def found(book: Book, form: str = "llc", *, chinese: bool | None = None, customer: bool = True) -> str:
    """A new company of a class, a customer unless told otherwise."""
    if chinese is None:
        chinese = book.chance(_CHINESE)
    party_id = book.party("E", kind="company", **(_chinese(book, form) if chinese else _english(book, form)))
    if customer:
        book.customer(party_id, "corporate")
    return party_id


# class -> trades and the end of the name
_CHINESE_FORMS: dict[str, tuple[list[str], str]] = {
    "llc": (names.TRADES, "有限公司"),
    "holding": (names.HOLDING_TRADES, "有限公司"),
    "joint_stock": (names.TRADES, "股份有限公司"),
    "listed": (names.TRADES, "股份有限公司"),
    "state_owned": (names.TRADES, "集团有限公司"),
    "limited_partnership": (names.PARTNERSHIP_TRADES, "合伙企业（有限合伙）"),
    "trust_company": (["信托"], "有限责任公司"),
}


def _chinese(book: Book, form: str) -> Row:
    rng = book.rng
    city, area = rng.choice(names.CITIES)
    trades, ending = _CHINESE_FORMS[form]
    if form == "llc" and book.chance(0.1):
        ending = "有限责任公司"
    cells = {
        "class": "llc" if form == "holding" else form,
        "name": book.names.chinese_company(city, trades, ending),
        "country": "CN",
        "registered_on": book.day(2004, 2024),
        "status": rng.choice(("存续", "在业", "存续")),
        "registered_in": area,
        "address": f"{city}市{rng.choice(names.STREETS)}{rng.randrange(1, 400)}号",
    }
    if book.chance(0.9):
        cells["uscc"] = identifiers.uscc(rng, area)
        cells |= {"tax_id": cells["uscc"]} if book.chance(0.3) else {}
    if form != "limited_partnership":
        cells |= {"capital": str(rng.choice(_CAPITALS)), "capital_currency": "CNY"}
    return cells | _now_and_then(book, "3003", city)


def _english(book: Book, form: str) -> Row:
    rng = book.rng
    country, ending, ending_class, currency, town = rng.choice(names.EN_FORMS)
    if form == "limited_partnership":
        ending, ending_class = "LP", form
    trades = names.EN_HOLDING_TRADES if form in {"holding", "limited_partnership"} else names.EN_TRADES
    cells = {
        "class": ending_class if form in {"llc", "holding"} else form,
        "name": book.names.english_company(trades, ending),
        "country": country,
        "registered_on": book.day(2004, 2024),
        "status": "active",
        "registry_no": f"{rng.randrange(10**8):08d}",
        "address": f"{rng.randrange(1, 300)} {rng.choice(names.EN_STREETS)}, {town}",
    }
    if book.chance(0.4):
        cells |= {"capital": rng.choice(("100", "1000", "10000", "250000")), "capital_currency": currency}
    return cells | _now_and_then(book, "2138", "")


def _now_and_then(book: Book, prefix: str, city: str) -> Row:
    """What only some companies have: an entity identifier, a former name."""
    cells = {}
    if book.chance(0.15):
        cells["lei"] = identifiers.lei(book.rng, prefix)
    if city and book.chance(0.04):
        cells["names_other"] = book.names.chinese_company(city, names.TRADES, "有限公司")
    return cells


def own(book: Book, company: str, shape: Shape, uppers: Sequence[str] = ()) -> None:
    """The company's holders: those above it in places drawn by lot, persons in the others."""
    places = book.rng.sample(range(len(shape)), len(uppers))
    holders = book.people(len(shape) - len(uppers), chinese=is_chinese(book, company))
    for place, upper in sorted(zip(places, uppers, strict=True)):
        holders.insert(place, upper)
    if is_contributed(book, company, shape):
        contribute(book, company, holders, shape)
    else:
        start = {"valid_from": ""} if book.chance(0.05) else {}
        book.split(company, holders, shape, **start)


def is_contributed(book: Book, company: str, shape: Shape) -> bool:
    """Whether the company's file speaks of contributions, as that of a Chinese limited company may."""
    limited = book.parties[company].get("class") == "llc" and is_chinese(book, company)
    return (
        limited and all(share.endswith("%") and share[0].isdigit() for share in shape) and book.chance(0.12)
    )


def contribute(book: Book, company: str, holders: Sequence[str], shape: Shape) -> None:
    """Subscribed and paid-in capital instead of shares; the one who subscribed most may owe the most."""
    capital = int(book.parties[company]["capital"])
    for holder, share in zip(holders, shape, strict=True):
        subscribed = int(Fraction(share.rstrip("%")) * capital / 100)
        paid = subscribed * book.rng.choice((0, 30, 50, 100, 100, 100)) // 100
        cells = {"subscribed": str(subscribed), "paid_in": str(paid), "currency": "CNY"}
        book.hold(holder, company, valid_from=book.since(holder, company), **cells)


def layers(book: Book) -> list[list[str]]:
    """Holdings and partnerships, the first layer held by persons, each further one by the layer before."""
    found_layers: list[list[str]] = []
    for size in _LAYERS:
        layer = []
        for _ in range(book.count(size)):
            uppers = [book.rng.choice(found_layers[-1])] if found_layers else []
            layer.append(_holding(book, uppers))
        found_layers.append(layer)
    return found_layers


def _holding(book: Book, uppers: Sequence[str]) -> str:
    if book.chance(0.12):
        company = found(book, "limited_partnership", customer=False)
        partner_up(book, company, uppers)
    else:
        company = found(book, "holding", customer=False)
        own(book, company, EXACT(book), uppers)
    return company


def partner_up(book: Book, company: str, uppers: Sequence[str]) -> None:
    """A partnership's partners: 1 % executes, the rest is limited (those above are limited partners)."""
    shape = book.rng.choice(
        (("1%", "99%"), ("1%", "60%", "39%"), ("2%", "49%", "49%"), ("10%", "50%", "40%"))
    )
    people = book.people(len(shape) - len(uppers), chinese=is_chinese(book, company))
    for holder, share in zip([people[0], *uppers, *people[1:]], shape, strict=True):
        role = "executing" if holder == people[0] else "limited"
        book.hold(holder, company, share, partner=role, valid_from=book.since(holder, company))


def ordinary(book: Book, above: Sequence[Sequence[str]], agent: str | None) -> str:
    """One ordinary customer: held by persons, through layers, or with a formation agent's 1 %."""
    company = found(book)
    if agent is not None:
        shape = WITH_AGENT(book)
        people = book.people(len(shape) - 1, chinese=is_chinese(book, company))
        book.split(company, [*people, agent], shape)
        return company
    depth = book.rng.choices(range(len(_DEPTHS)), _DEPTHS)[0]
    uppers = [book.rng.choice(above[depth - 1])] if depth else []
    if depth and book.chance(0.1):
        uppers = sorted({*uppers, book.rng.choice(above[depth - 1])})
    british = book.parties[company]["country"] == "GB" and book.chance(0.5)
    shapes = BANDS if british else OPEN if book.chance(0.1) else EXACT
    own(book, company, shapes(book, len(uppers)), uppers)
    return company
