"""Which rows has the demo bank so far, and which ids has it given out?

The one mutable thing of the demo: every other module adds rows to a `Book`. All draws come from its one seeded
generator, in one order, so the same seed gives the same book on any day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from lookthrough.graph.tables import Table
from lookthrough.ingest.demo import identifiers, names

Row = dict[str, str]
LAST_DAY = date(2026, 6, 30)  # nothing starts, ends or happens later, so no answer changes later
QUIET_DAY = date(2026, 3, 31)  # accounts are open by then: payments begin on the day after
NEW_PERSON = 0.32  # how often a role needs somebody whom the bank has not met yet
NEARBY = 60  # people meet again among the last so many


class Book:
    """The bank's rows by table, the register's interests, and who holds what.

    Attributes:
        rows: the rows of each table of the bank, in file order.
        register: the interests that a second source, a public register, states.
        parties: party id -> its row; holders: held id -> its rows of shareholding at present.
        drawn: ids of the parties that the hand-built structures drew; the bulk leaves them alone.
        posts: company -> who has a post in it.
        ring_groups: customers of one hand, first to last, through whom money is sent round; ringed: all of them.
        scale: 1.0 is the whole bank.
    """

    def __init__(self, seed: int, scale: float) -> None:
        self.rng = Random(seed)  # noqa: S311 - a seeded demo is no secret
        self.scale = scale
        self.names = names.Namer(self.rng)
        self.rows: dict[Table, list[Row]] = {table: [] for table in Table}
        self.register: list[Row] = []
        self.parties: dict[str, Row] = {}
        self.holders: defaultdict[str, list[Row]] = defaultdict(list)
        self.drawn: set[str] = set()
        self.ring_groups: list[list[str]] = []
        self.ringed: set[str] = set()
        self.posts: dict[str, set[str]] = {}
        self._met: dict[bool, list[str]] = {True: [], False: []}
        self._given = {"P": 0, "E": 0}

    def count(self, whole: int) -> int:
        """How many of `whole` things a bank of this scale has, at least one."""
        return max(1, round(whole * self.scale))

    def chance(self, probability: float) -> bool:
        """A draw that comes true with this probability."""
        return self.rng.random() < probability

    def day(self, first_year: int, last_year: int) -> str:
        """A day between two years, none after LAST_DAY."""
        first, last = date(first_year, 1, 1).toordinal(), min(date(last_year, 12, 31), LAST_DAY).toordinal()
        return date.fromordinal(self.rng.randint(first, last)).isoformat()

    def after(self, day: str, *, within_days: int) -> str:
        """A later day, none after QUIET_DAY."""
        later = date.fromisoformat(day) + timedelta(self.rng.randint(1, within_days))
        return min(later, QUIET_DAY).isoformat()

    def add(self, table: Table, **cells: str) -> Row:
        """One row at the end of a file."""
        self.rows[table].append(cells)
        return cells

    def party(self, prefix: str, **cells: str) -> str:
        """A party with the next id of its kind: P000001.. for people, E000001.. for everything else."""
        self._given[prefix] += 1
        party_id = f"{prefix}{self._given[prefix]:06d}"
        self.parties[party_id] = self.add(Table.PARTIES, party_id=party_id, **cells)
        return party_id

    def person(self, *, chinese: bool, name: str | None = None) -> str:
        """A new person; one without a given name may be met again."""
        rng = self.rng
        birth, sex = self.day(1945, 1985), rng.choice(("male", "female"))
        cells = {
            "kind": "person",
            "name": name or self.names.person(chinese=chinese),
            "sex": sex,
            "birth_date": birth if self.chance(0.9) else birth[:7],
        }
        cells |= self._chinese(birth, sex) if chinese else self._foreign()
        party_id = self.party("P", **cells)
        if name is None:
            self._met[chinese].append(party_id)
        return party_id

    def _chinese(self, birth: str, sex: str) -> Row:
        city, area = self.rng.choice(names.CITIES)
        cells = {"nationality": "CN", "country": "CN"}
        if self.chance(0.8):
            cells |= {
                "id_type": "resident_id",
                "id_number": identifiers.resident_id(self.rng, area, birth, sex),
            }
        if self.chance(0.06):
            cells["id_expires_on"] = self.day(2024, 2026)
        if self.chance(0.6):
            cells["phone"] = f"+86 199{self.rng.randrange(10**8):08d}"
        return cells | {"address": f"{city}市{self.rng.choice(names.STREETS)}{self.rng.randrange(1, 400)}号"}

    def _foreign(self) -> Row:
        country, _, _, _, town = self.rng.choice(names.EN_FORMS)
        cells = {"nationality": country, "country": country}
        if self.chance(0.6):
            cells |= {"id_type": "passport", "id_number": f"X{self.rng.randrange(10**8):08d}"}
        return cells | {
            "address": f"{self.rng.randrange(1, 300)} {self.rng.choice(names.EN_STREETS)}, {town}"
        }

    def people(self, number: int, *, chinese: bool) -> list[str]:
        """So many different persons, new ones and some met before, who by then hold several things."""
        found: list[str] = []
        while len(found) < number:
            new = self.chance(NEW_PERSON)
            person = self.person(chinese=chinese) if new else self.acquaintance(chinese=chinese)
            if person not in found:
                found.append(person)
        return found

    def acquaintance(self, *, chinese: bool) -> str:
        """A person met before, not long ago; somebody new only when there is nobody."""
        met = self._met[chinese]
        return met[-1 - self.rng.randrange(min(NEARBY, len(met)))] if met else self.person(chinese=chinese)

    def customer(self, party_id: str, segment: str) -> str:
        """The party becomes a customer: C000001 for the first."""
        rng = self.rng
        since = self.parties[party_id].get("registered_on") or self.day(2006, 2023)
        customer_id = f"C{len(self.rows[Table.CUSTOMERS]) + 1:06d}"
        self.add(
            Table.CUSTOMERS,
            customer_id=customer_id,
            party_id=party_id,
            branch=rng.choice(BRANCHES),
            segment=segment,
            risk=rng.choices(("low", "medium", "high"), (70, 24, 6))[0],
            purpose=rng.choice(PURPOSES),
            opened_on=self.after(since, within_days=900),
            status="active",
        )
        return customer_id

    def hold(self, holder: str, held: str, share: str = "", **cells: str) -> Row:
        """A shareholding that is true at present."""
        row = self.add(
            Table.INTERESTS, holder_id=holder, held_id=held, kind="shareholding", share=share, **cells
        )
        self.holders[held].append(row)
        return row

    def relate(self, holder: str, held: str, kind: str, **cells: str) -> Row:
        """An interest that is no shareholding."""
        return self.add(Table.INTERESTS, holder_id=holder, held_id=held, kind=kind, **cells)

    def split(self, company: str, holders: Sequence[str], shares: Sequence[str], **cells: str) -> None:
        """Holders and their shares, side by side, since the first day of both."""
        for holder, share in zip(holders, shares, strict=True):
            self.hold(holder, company, share, **{"valid_from": self.since(holder, company), **cells})

    def since(self, holder: str, held: str) -> str:
        """The first day on which both were there."""
        return max(self.parties[party].get("registered_on", "") for party in (holder, held))


BRANCHES = ("总行营业部", "青岛分行", "上海分行", "深圳分行", "杭州分行", "Hong Kong", "London")
PURPOSES = ("结算", "贷款", "代发工资", "贸易融资", "存款", "payments", "trade finance", "deposits")
