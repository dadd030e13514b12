"""Which money moved between the accounts in ninety days?

Salaries on fixed days, stable payees, payments from and to other banks, heavy-tailed amounts, a few reversals, and
planted rings: time-ordered, within three days, through companies of one hand. The bulk is drawn in arrays.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from lookthrough.graph.tables import Table
from lookthrough.ingest.demo.book import Book

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

FIRST_DAY, DAYS, DAY = date(2026, 4, 1), 90, 86_400
PURPOSES = ("货款", "服务费", "租金", "往来款", "还款", "转账", "invoice", "工资")
SALARY, TO_AND_FRO = PURPOSES.index("工资"), PURPOSES.index("往来款")
PAYDAYS, MONTHS = (10, 15, 25), (4, 5, 6)
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Flows:
    """Transfers in columns, one array each: places of accounts (NOBODY: outside), cents, seconds since FIRST_DAY.

    `outside` is the place of the name of an outside end, `ring` the number of a planted ring, `reverses` the place
    of the transfer that this one takes back; NOBODY where there is none.
    """

    payer: Ints
    payee: Ints
    cents: Ints
    second: Ints
    purpose: Ints
    outside: Ints
    ring: Ints
    reverses: Ints

    def take(self, places: Ints) -> Flows:
        """The transfers at these places, in their order."""
        return Flows(**{f.name: getattr(self, f.name)[places] for f in fields(self)})


@dataclass(frozen=True, slots=True)
class Money:
    """What the flows are drawn from: the generator, the open accounts of companies and of persons."""

    rng: np.random.Generator
    companies: Ints
    persons: Ints
    outsiders: int

    @property
    def everybody(self) -> Ints:
        """All open accounts."""
        import numpy as np

        return np.concatenate([self.companies, self.persons])


def money(book: Book, seed: int, outsiders: int) -> Money:
    """The open accounts of the book."""
    import numpy as np

    rows = book.rows[Table.ACCOUNTS]
    opened = [place for place, row in enumerate(rows) if "closed_on" not in row]
    companies = [place for place in opened if rows[place]["account_id"].startswith("A")]
    persons = [place for place in opened if not rows[place]["account_id"].startswith("A")]
    generator = np.random.Generator(np.random.PCG64(seed))
    return Money(generator, np.array(companies), np.array(persons), outsiders)


def draw(book: Book, source: Money, *, transfers: int) -> Flows:
    """So many transfers in order of time."""
    import numpy as np

    rings = planted(book, source.rng)
    reversals = max(1, transfers // 8000)
    slots, outside = transfers // 15, transfers // 5
    stable = transfers - len(rings.payer) - reversals - slots * len(MONTHS) - outside
    flows = _joined([salaries(source, slots), payees(source, stable), abroad(source, outside), rings])
    flows = _joined([flows, _reversals(source.rng, flows, reversals)])
    order = np.argsort(flows.second, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    sorted_flows = flows.take(order)
    back = sorted_flows.reverses
    back[back != NOBODY] = place[back[back != NOBODY]]
    return sorted_flows


def _flows(payer: Ints, payee: Ints, cents: Ints, second: Ints, **more: Ints) -> Flows:
    import numpy as np

    nobody = np.full(len(payer), NOBODY)
    columns = {"purpose": np.zeros_like(nobody), "outside": nobody, "ring": nobody, "reverses": nobody}
    return Flows(payer=payer, payee=payee, cents=cents, second=second, **{**columns, **more})


def _joined(parts: list[Flows]) -> Flows:
    import numpy as np

    return Flows(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Flows)})


def _weighted(rng: np.random.Generator, accounts: Ints, number: int) -> Ints:
    """So many accounts, a few of them very often: activity has a Pareto tail."""
    weights = rng.pareto(1.8, len(accounts)) + 0.1
    return accounts[rng.choice(len(accounts), number, p=weights / weights.sum())]


def _seconds(rng: np.random.Generator, number: int) -> Ints:
    """Times around the middle of the morning and of the afternoon; a third as many at weekends."""
    import numpy as np

    week = np.array([0.35 if (FIRST_DAY.weekday() + day) % 7 > 4 else 1.0 for day in range(DAYS)])
    day = rng.choice(DAYS, number, p=week / week.sum())
    hour = np.where(rng.random(number) < 0.5, 10.5, 15.5) + rng.normal(0, 1.8, number)
    return day * DAY + np.clip(hour * 3600, 0, DAY - 1).astype(np.int64)


def _cents(rng: np.random.Generator, typical: NDArray[np.float64]) -> Ints:
    """An amount around each typical one, with a heavy tail; every fourth is whole hundreds."""
    import numpy as np

    number = len(typical)
    cents = np.clip(typical * 100 * rng.lognormal(0, 1.5, number), 1, 5e11).astype(np.int64)
    hundreds = (cents // 10_000 + 1) * 10_000
    return np.where(rng.random(number) < 0.25, hundreds, cents)


def salaries(source: Money, slots: int) -> Flows:
    """The same sum to the same employee on the employer's day of each month; a third is paid to other banks."""
    import numpy as np

    rng = source.rng
    employers = rng.choice(source.companies, max(1, len(source.companies) // 20), replace=False)
    employer = _weighted(rng, employers, slots)
    inside = rng.random(slots) < 0.67
    employee = np.where(inside, rng.choice(source.persons, slots), NOBODY)
    outside = np.where(inside, NOBODY, rng.integers(0, source.outsiders, slots))
    cents = (rng.lognormal(9.1, 0.4, slots) * 100).astype(np.int64)
    paydays = np.array([[(date(2026, m, d) - FIRST_DAY).days for m in MONTHS] for d in PAYDAYS])
    days = paydays[employer % len(PAYDAYS)]
    second = days * DAY + (9 * 3600 + rng.integers(0, 7200, slots))[:, None]
    again = np.repeat(np.arange(slots), len(MONTHS))
    purpose = np.full(len(again), SALARY)
    columns = {"purpose": purpose, "outside": outside[again]}
    return _flows(employer[again], employee[again], cents[again], second.ravel(), **columns)


def payees(source: Money, number: int) -> Flows:
    """Payments to five stable payees of each payer, the first of them most often."""
    import numpy as np

    rng, accounts = source.rng, source.everybody
    payer = _weighted(rng, np.arange(len(accounts)), number)
    book_of = rng.integers(0, len(accounts), (len(accounts), 5))
    payee = book_of[payer, rng.choice(5, number, p=(0.45, 0.25, 0.15, 0.1, 0.05))]
    payee = np.where(payee == payer, (payee + 1) % len(accounts), payee)
    typical = np.where(payer < len(source.companies), 18_000.0, 600.0)
    purpose = rng.integers(0, SALARY, number)
    return _flows(
        accounts[payer], accounts[payee], _cents(rng, typical), _seconds(rng, number), purpose=purpose
    )


def abroad(source: Money, number: int) -> Flows:
    """Payments from and to accounts at other banks, as many in as out."""
    import numpy as np

    rng = source.rng
    inside = _weighted(rng, source.everybody, number)
    out = rng.random(number) < 0.5
    columns = {
        "outside": rng.integers(0, source.outsiders, number),
        "purpose": rng.integers(0, SALARY, number),
    }
    cents = _cents(rng, np.full(number, 9_000.0))
    payer, payee = np.where(out, inside, NOBODY), np.where(out, NOBODY, inside)
    return _flows(payer, payee, cents, _seconds(rng, number), **columns)


def _reversals(rng: np.random.Generator, flows: Flows, number: int) -> Flows:
    """The same sum back within a day."""
    import numpy as np

    early = np.flatnonzero((flows.second < (DAYS - 2) * DAY) & (flows.ring == NOBODY))
    places = np.sort(rng.choice(early, number, replace=False))
    taken = flows.take(places)
    second = taken.second + rng.integers(600, DAY, number)
    columns = {"purpose": taken.purpose, "outside": taken.outside, "reverses": places}
    return _flows(taken.payee, taken.payer, taken.cents, second, **columns)


def planted(book: Book, rng: np.random.Generator) -> Flows:
    """One ring a group: round its companies in order, less at each hop, back to the first one's account."""
    import numpy as np

    at: dict[str, list[int]] = {}
    places = {row["account_id"]: place for place, row in enumerate(book.rows[Table.ACCOUNTS])}
    for row in book.rows[Table.MANDATES]:
        if row["role"] == "holder":
            at.setdefault(row["party_id"], []).append(places[row["account_id"]])
    hops: list[tuple[int, int, int, int, int]] = []
    for number, group in enumerate(book.ring_groups):
        stops = [at[party][0] for party in group] + [at[group[0]][-1]]
        second = int(rng.integers(2, DAYS - 5)) * DAY + 9 * 3600
        cents = int(rng.integers(20_000_000, 90_000_000))
        for payer, payee in pairwise(stops):
            hops.append((payer, payee, cents, second, number))
            second += int(rng.integers(2 * 3600, 12 * 3600))
            cents = int(cents * (1 - rng.random() * 0.05))
    columns = np.array(hops).T
    return _flows(*columns[:4], ring=columns[4], purpose=np.full(len(hops), TO_AND_FRO))
