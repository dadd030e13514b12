"""What are the answers of customers that columns cannot answer? Each as by `owners`, without its proof and its words.

The claims upstream of many customers are read at once and shared out again, each customer's as a question about him
alone would have read them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lookthrough.graph.model import FLOWING_ASSOCIATIONS, Association, Interest, PartyFacts, ShareClass
from lookthrough.graph.ports import Closure
from lookthrough.queries.answer import Question, case_of, closure_structures
from lookthrough.queries.everybody.table import Row, rows_of
from lookthrough.queries.look import View
from lookthrough.queries.owners import judge
from lookthrough.queries.rules.rule import Rule

Customer = tuple[str, str]  # its number and its party, folded


@dataclass(frozen=True, slots=True)
class Asked:
    """By which rule, with which options, whose word first, and how many interests one customer may stand on."""

    rule: Rule
    options: Mapping[str, Fraction | bool]
    precedence: tuple[str, ...]
    budget: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Some customers with all claims upstream of them."""

    asked: Asked
    customers: Sequence[Customer]
    closure: Closure


def batch_of(view: View, asked: Asked, customers: Sequence[Customer]) -> list[Batch]:
    """Read what some customers stand on; in halves where that is more than one customer may stand on."""
    parties = sorted({party for _, party in customers})
    closure = view.reader.closure(parties, view.at, "up", asked.budget)
    if closure.frontier and len(parties) > 1:
        half = parties[len(parties) // 2]
        parts = [c for c in customers if c[1] < half], [c for c in customers if c[1] >= half]
        return [batch for part in parts for batch in batch_of(view, asked, part)]
    return [Batch(asked, customers, closure)]


def answered(batch: Batch) -> list[Row]:
    """The rows of all customers of a batch."""
    asked, sheets = batch.asked, _Sheets(batch.closure)
    found: dict[str, list[Row]] = {}
    rows: list[Row] = []
    for customer, party in batch.customers:
        if party not in found:
            alone = batch.closure if batch.closure.frontier else sheets.above(party, asked.budget)
            found[party] = _judged(asked, party, alone)
        rows += [(customer, *row[1:]) for row in found[party]]
    return rows


def _judged(asked: Asked, party: str, closure: Closure) -> list[Row]:
    structures = closure_structures(closure, asked.rule, asked.precedence)
    case = case_of(structures, Question(party, asked.rule, asked.options))
    return rows_of("", case.subject, judge(case))


class _Sheets:
    """The claims of many, by the parties that they name."""

    def __init__(self, closure: Closure) -> None:
        self.closure = closure
        self.interests: dict[str, list[Interest]] = defaultdict(list)
        self.parties: dict[str, list[PartyFacts]] = defaultdict(list)
        self.classes: dict[str, list[ShareClass]] = defaultdict(list)
        self.links: dict[str, list[Association]] = defaultdict(list)
        folded = closure.identity.party
        for interest in closure.interests:
            self.interests[folded(interest.held)].append(interest)
        for facts in closure.parties:
            self.parties[folded(facts.id)].append(facts)
        for row in closure.share_classes:
            self.classes[folded(row.party)].append(row)
        for link in closure.associations:
            for end in {folded(link.a), folded(link.b)}:
                self.links[end].append(link)

    def above(self, root: str, budget: int) -> Closure:
        """What `closure` of the reader finds upstream of one party (stores/duckdb/walks.py)."""
        folded, read = self.closure.identity.party, list[Interest]()
        level, linked, expanded, followed = {root}, set[str](), set[str](), set[str]()
        while level or linked:
            rows = [row for party in level for row in self.interests.get(party, ())]
            if len(read) + len(rows) > budget:
                break
            read += rows
            expanded, followed = expanded | level, followed | linked
            found = {folded(row.holder) for row in rows} | self._flowing(linked)
            level, linked = found - expanded, found - followed
        seen = expanded | followed | level | linked
        records = (record for party in level for record in self.closure.identity.records(party))
        return Closure(
            self.closure.at,
            (root,),
            tuple(_of(self.parties, seen)),
            tuple(read),
            tuple(_of(self.classes, seen)),
            tuple(dict.fromkeys(_of(self.links, seen))),
            self.closure.identity,
            tuple(sorted(records)),
        )

    def _flowing(self, parties: set[str]) -> set[str]:
        folded = self.closure.identity.party
        links = (link for link in _of(self.links, parties) if link.kind in FLOWING_ASSOCIATIONS)
        return {folded(end) for link in links for end in (link.a, link.b)}


def _of(found: Mapping[str, list[Any]], parties: Iterable[str]) -> Iterable[Any]:
    return (claim for party in parties for claim in found.get(party, ()))
