"""Which banks are asked about everybody, and what does the answer for one customer say as rows of the same table?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from fractions import Fraction
from typing import Any, Unpack

import pyarrow as pa
from hypothesis import strategies as st

from lookthrough.graph.model import Customer
from lookthrough.graph.ports import At, Delivery, RunWriter
from lookthrough.graph.rows import day_number
from lookthrough.graph.shares import Share, bounds_text
from lookthrough.graph.stores.duckdb import DuckStore
from lookthrough.graph.tables import Table, physical
from lookthrough.queries.answer import Question, owners
from lookthrough.queries.look import View
from lookthrough.queries.rules.rule import Rule, choose
from tests.drawing import Extras, at, paper
from tests.graph.snapshot.sheets import Counted as Numbered
from tests.graph.snapshot.sheets import Sheets, sheets, stored
from tests.queries.worlds import drawings

DAY = date(2026, 11, 24)
RULE = choose("cn-bank", DAY)
FEATURES = ("above", "nominee", "joint", "explicit", "means", "concert", "directed")
SAID = (
    "customer_id party_id party_name party_kind role owner_id owner_name owner_kind certainty bases reason "
    "direct direct_low direct_high ultimate ultimate_low ultimate_high"
).split()
Options = Mapping[str, Fraction | bool]


class Booked(Sheets):
    """Sheets with customers."""

    def columns(self, table: Table, at: At) -> pa.Table:
        """Customers, and all else as of any sheets."""
        return _customers(self.others) if table is Table.CUSTOMERS else super().columns(table, at)


class Counted(Booked, Numbered):
    """The same of a reader that knows its nodes by number."""


def _customers(others: Sequence[Any]) -> pa.Table:
    rows = [{"customer_id": one.id, "party_id": one.party} for one in others if isinstance(one, Customer)]
    return pa.Table.from_pylist(rows, pa.schema([("customer_id", pa.string()), ("party_id", pa.string())]))


def drawn(
    drawing: str, listed: Mapping[str, str], kind: type[Booked] = Booked, **extras: Unpack[Extras]
) -> View:
    """A drawing with customers, seen today."""
    extras["customers"] = listed
    found = paper(drawing, **extras)
    reader = kind(*(getattr(found, one.name) for one in fields(found)))
    return View(reader, at(None))


def bank(drawing: str, listed: Mapping[str, str], **extras: Unpack[Extras]) -> DuckStore:
    """A store in memory with what is drawn, and customers by number."""
    store = stored(sheets(drawing, **extras))
    booked(store, listed)
    return store


def booked(store: RunWriter, listed: Mapping[str, str], dataset: str = "book") -> None:
    """One more run, with customers by number."""
    store.begin(Delivery(dataset))
    kinds: dict[str, Any] = dict(physical(Table.CUSTOMERS))
    rows = [
        {**dict.fromkeys(kinds), "customer_id": number, "party_id": party, "record": number}
        | {"file": "customers.csv", "row": place}
        for place, (number, party) in enumerate(listed.items())
    ]
    schema = pa.schema([(name, pa.type_for_alias(kind)) for name, kind in kinds.items()])
    store.append(Table.CUSTOMERS, pa.Table.from_pylist(rows, schema))
    store.commit()


def seen(store: DuckStore, precedence: tuple[str, ...] = ()) -> View:
    """The store today."""
    return View(store, At(store.last_run(), day_number(DAY)), precedence)


def alone(
    view: View, customers: Mapping[str, str], options: Options | None = None, rule: Rule = RULE
) -> list[Any]:
    """The rows that the findings of single customers make, sorted as the table is."""
    rows = [
        row
        for number, party in customers.items()
        for row in _found(number, owners(view, Question(party, rule, options or {})).to_dict())
    ]
    return ordered(rows)


def together(table: pa.Table) -> list[Any]:
    """The rows of the table for everybody, without the words that all have in common."""
    return [tuple(row.values()) for row in table.select(SAID).to_pylist()]


def ordered(rows: Sequence[Any]) -> list[Any]:
    """Rows by customer, party, role and owner; nobody comes last."""
    return sorted(rows, key=lambda row: (row[0], row[1], row[4], row[5] is None, row[5]))


def _found(number: str, finding: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    answer, subject = finding["answer"], finding["subject"]
    first = number, subject["id"], subject["name"], subject["kind"]
    if not answer["in_scope"]:
        return [(*first, "out_of_scope", *[None] * 12)]
    mine = "simplified" if answer["simplified"] else "owner"
    lists = (mine, "owners"), ("review", "review"), ("fallback", "fallback"), ("recorded", "recorded")
    rows = [(*first, role, *_owner(owner)) for role, name in lists for owner in answer[name]]
    return rows if answer["owners"] else [*rows, (*first, "none", *[None] * 12)]


def _owner(owner: Mapping[str, Any]) -> tuple[Any, ...]:
    bases = ";".join(f"{basis['basis']} ({basis['certainty']})" for basis in owner["bases"]) or None
    said = owner["party"].values(), (owner["certainty"], bases, owner.get("reason"))
    return (*said[0], *said[1], *_share(owner["direct"]), *_share(owner["ultimate"]))


def _share(said: Mapping[str, Any] | None) -> tuple[Any, ...]:
    if said is None:
        return None, None, None
    low, high = Fraction(said["low"]), Fraction(said["high"])
    return bounds_text(Share(low, high, said["low_open"], said["high_open"])), float(low), float(high)


def renamed(drawing: str, mark: str) -> str:
    """The same with other names for all parties."""
    return re.sub(r"\b[ABCmnpqr]\b", lambda name: name[0] + mark, drawing)


@st.composite
def banks(draw: st.DrawFn, *always: str) -> str:
    """One to three drawings side by side, most of them exact, each with a feature or two, and offices."""
    lines = []
    for mark in "123"[: draw(st.integers(1, 3))]:
        more = (
            draw(st.lists(st.sampled_from(FEATURES), max_size=2, unique=True)) if draw(st.booleans()) else []
        )
        exact = ["exact"] if draw(st.integers(0, 3)) else []
        one = [draw(drawings(*always, *exact, *more))]
        for office in ("legal_representative", "board_member finance_head", "senior_manager"):
            holder = draw(st.sampled_from(("p", "q", "n", "A", "")))
            if holder:
                one.append(f"{holder} -{office}-> {draw(st.sampled_from('CAB'))}")
        lines.append(renamed("\n".join(one), mark))
    return "\n".join(lines)


def book(drawing: str) -> dict[str, str]:
    """Every company that is drawn as a customer, one of them twice, and one person."""
    names = sorted(set(re.findall(r"\b[ABC][123]\b", drawing)))
    return {f"K{name}": name for name in names} | {"L1": names[0], "P1": "p1"}
