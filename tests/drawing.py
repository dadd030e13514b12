# ruff: noqa: D102 - the port says what each method does
"""How do tests draw a structure and ask about it? A chain a line: `p -60%-> H -40%-> A`.

Between `-` and `->` stand, in any order: a share (`60%`, `(25,50]%`, `?`), a kind of interest (a shareholding where
none is named), `nominee`, a partner's word (`executing`), a position, a power, and with one word more `joint J1`,
`class B`, `shares 600`, `votes 5`, `subscribed 300`, `paid 100`, `from DAY`, `until DAY`; `@register` names the
dataset, `#7` the record. An association is drawn as `n ~nominee_for~ b`.

Who begins with a small letter is a person, else a company, unless `parties` says more: `{"T": "arrangement trust"}`
takes a kind, a class, a country, `capital=500`, `dissolved=DAY`, `status=revoked`, `unknown=anonymous`, `each=5%`,
`@register`; `absent` is a party that no row describes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypedDict, Unpack

from lookthrough.graph import names
from lookthrough.graph.identity import Identity, Judgement
from lookthrough.graph.model import (
    FLOWING_ASSOCIATIONS,
    INTEREST_KINDS,
    PARTNERS,
    PARTY_CLASSES,
    POSITIONS,
    POWERS,
    Association,
    Customer,
    DeclaredOwner,
    Interest,
    PartyFacts,
    PartyKind,
    Record,
    ShareClass,
    Source,
)
from lookthrough.graph.ports import At, Closure, Direction, Hit, Page, Reader
from lookthrough.graph.rows import day_number
from lookthrough.graph.shares import bounds_text, parse
from lookthrough.graph.structure.build import Structure, structure
from lookthrough.graph.structure.treatment import PLAIN, Treatment
from lookthrough.graph.tables import Table
from lookthrough.queries.answer import Question, owners
from lookthrough.queries.finding import Finding, Owner
from lookthrough.queries.look import View
from lookthrough.queries.rules.rule import Rule, choose

DAY = date(2026, 11, 24)
RUN = 1
NOT_DRAWN = "a drawing has no pages, columns or history: ask a store for them"
LINK = re.compile(r"\s+-(\S.*?)->\s+")
PAIR = re.compile(r"(\S+)\s+~(\w+)~\s+(\S+)")
AMOUNTS = {"shares": "shares", "votes": "votes", "subscribed": "subscribed", "paid": "paid_in"}


class Extras(TypedDict, total=False):
    """What a drawing does not show."""

    parties: Mapping[str, str | tuple[str, ...]]
    names: Mapping[str, str]
    classes: Mapping[str, str]
    declared: Mapping[str, str]
    customers: Mapping[str, str]
    judged: Sequence[tuple[str, str]]


class Asked(Extras, total=False):
    """How a question differs from the usual one: today, no options, the union of all datasets, the rule in force."""

    options: Mapping[str, Any]
    precedence: tuple[str, ...]
    shown_as: str
    in_force: bool
    budget: int


@dataclass(frozen=True)
class Paper(Reader):
    """A drawing as a reader: all claims on one sheet, known from one run."""

    parties: tuple[PartyFacts, ...]
    interests: tuple[Interest, ...]
    classes: tuple[ShareClass, ...] = ()
    associations: tuple[Association, ...] = ()
    others: tuple[DeclaredOwner | Customer, ...] = ()
    judgements_made: tuple[Judgement, ...] = ()

    def identity(self, known: int) -> Identity:
        return Identity(judgement for judgement in self.judgements_made if judgement.known(known))

    def judgements(self) -> tuple[Judgement, ...]:
        return self.judgements_made

    def closure(self, roots: Sequence[str], at: At, direction: Direction, budget: int) -> Closure:
        identity, read = self.identity(at.known), list[Interest]()
        level = {identity.party(root) for root in roots}
        linked = level if direction == "down" else set()
        seen, followed, frontier = set[str](), set[str](), tuple[str, ...]()
        while level or linked:
            rows = [
                x for x in self.interests if valid(x, at) and identity.party(_ends(x, direction)[0]) in level
            ]
            if len(read) + len(rows) > budget:
                frontier = tuple(sorted(level))
                break
            read += rows
            new = {identity.party(_ends(x, direction)[1]) for x in rows} | self._flowing(linked, at)
            seen, followed = seen | level, followed | linked
            level, linked = new - seen, new - followed
        seen |= followed | level | linked
        found = (
            tuple(sorted((x for x in listed if valid(x, at) and _touches(x, seen, identity)), key=_source))
            for listed in (self.parties, self.classes, self.associations)
        )
        parties, classes, links = found
        interests = tuple(sorted(read, key=_source))
        return Closure(at, tuple(roots), parties, interests, classes, links, identity, frontier)  # type: ignore[arg-type]

    def _flowing(self, parties: set[str], at: At) -> set[str]:
        identity = self.identity(at.known)
        pairs = [
            {identity.party(link.a), identity.party(link.b)}
            for link in self.associations
            if link.kind in FLOWING_ASSOCIATIONS and valid(link, at)
        ]
        return {end for pair in pairs if pair & parties for end in pair}

    def records(self, node: str, at: At) -> tuple[Record, ...]:
        mine = (*self.parties, *self.interests, *self.classes, *self.associations, *self.others)
        identity = self.identity(at.known)
        return tuple(sorted((x for x in mine if valid(x, at) and _touches(x, {node}, identity)), key=_source))

    def find(self, scheme: str, value: str, known: int) -> tuple[str, ...]:
        party = self.identity(known).party
        customers = [x for x in self.others if isinstance(x, Customer)]
        found = {
            "party": [x.id for x in self.parties if x.id == value],
            "customer": [x.party for x in customers if x.id == value],
            "name": [x.id for x in self.parties if names.normal(x.name) == value],
            "record": [x.id for x in self.parties if f"{x.source.dataset}/{x.source.record}" == value],
        }
        return tuple(sorted({party(ident) for ident in found.get(scheme, ())}))

    def search(self, keys: Sequence[str], known: int, limit: int) -> tuple[Hit, ...]:
        party, hits = self.identity(known).party, dict[str, Hit]()
        for facts in self.parties:
            kept = [one.key for one in names.keys(facts.name, facts.kind)]
            if any(key.startswith(asked) for key in kept for asked in keys):
                hits.setdefault(party(facts.id), Hit(party(facts.id), str(facts.kind), facts.name, kept[0]))
        return tuple(hits.values())[:limit]

    def neighbours(
        self, party: str, at: At, direction: Direction, limit: int, cursor: str | None = None
    ) -> Page:
        raise AssertionError(NOT_DRAWN, party, at, direction, limit, cursor)

    def columns(self, table: Table, at: At) -> Any:
        raise AssertionError(NOT_DRAWN, table, at)

    def history(self, table: Table) -> Iterable[dict[str, Any]]:
        raise AssertionError(NOT_DRAWN, table)


def valid(claim: Any, at: At) -> bool:
    """Whether a claim counts at the valid clock; parties always do."""
    start, end = getattr(claim, "valid_from", None), getattr(claim, "valid_to", None)
    return at.valid is None or ((start is None or start <= at.valid) and (end is None or at.valid < end))


def _ends(interest: Interest, direction: Direction) -> tuple[str, str]:
    return (interest.held, interest.holder) if direction == "up" else (interest.holder, interest.held)


def _touches(claim: Any, seen: set[str], identity: Identity) -> bool:
    named = [getattr(claim, name, None) for name in ("holder", "held", "a", "b", "party", "owner")]
    ends = [claim.id] if isinstance(claim, PartyFacts) else named
    return any(identity.party(end) in seen for end in ends if end)


def _source(claim: Any) -> Source:
    found: Source = claim.source
    return found


def day(text: str) -> int:
    """`2026-11-24` as a number."""
    return day_number(date.fromisoformat(text))


def paper(drawing: str, **extras: Unpack[Extras]) -> Paper:
    """The claims of a drawing."""
    interests, links = list[Interest](), list[Association]()
    for line in filter(None, (line.partition(";")[0].strip() for line in drawing.splitlines())):
        if pair := PAIR.fullmatch(line):
            links.append(Association(_row(Table.ASSOCIATIONS, line, len(links)), pair[1], pair[3], pair[2]))
        else:
            interests += _chain(line, len(interests))
    assert len({x.source for x in interests}) == len(interests), (
        "two records of one id: add #2 to one of them"
    )
    ends = [end for x in interests for end in (x.holder, x.held)] + [end for x in links for end in (x.a, x.b)]
    return Paper(
        tuple(_parties(ends, extras)),
        tuple(interests),
        tuple(_classes(extras.get("classes", {}))),
        tuple(links),
        (*_declared(extras.get("declared", {})), *_customers(extras.get("customers", {}))),
        tuple(Judgement(RUN, i, *pair) for i, pair in enumerate(extras.get("judged", ()))),
    )


def _row(table: Table, record: str, number: int, dataset: str = "crm") -> Source:
    return Source(dataset, table, record, RUN, f"{table}.csv", number + 1)


def _chain(line: str, before: int) -> Iterator[Interest]:
    parts = LINK.split(line)
    assert len(parts) > 1, f"'{line}' is no chain"
    for number, (holder, held) in enumerate(pairwise(parts[::2])):
        yield _interest((holder, held), parts[2 * number + 1], before + number)


def _interest(ends: tuple[str, str], label: str, number: int) -> Interest:
    words, found = iter(label.split()), dict[str, Any]()
    dataset, record = "crm", ""
    for word in words:
        if word in AMOUNTS:
            found[AMOUNTS[word]] = Fraction(next(words))
        elif word in ("joint", "class"):
            found["joint" if word == "joint" else "share_class"] = next(words)
        elif word in ("from", "until"):
            found["valid_from" if word == "from" else "valid_to"] = day(next(words))
        elif word[0] == "@":
            dataset = word[1:]
        elif word[0] == "#":
            record = word[1:]
        else:
            found |= _word(word)
    kind = found.pop("kind", "shareholding")
    key = (*ends, kind, found.get("share_class"), found.get("joint"), found.get("valid_from"))
    source = _row(Table.INTERESTS, record or "|".join(map(str, key)), number, dataset)
    return Interest(source, *ends, kind, **found)


def _word(word: str) -> dict[str, Any]:
    """What a word of a label without an argument says."""
    if word == "nominee":
        return {"nominee": True}
    for name, words in (
        ("kind", INTEREST_KINDS),
        ("partner", PARTNERS),
        ("position", POSITIONS),
        ("power", POWERS),
    ):
        if word in words:
            return {name: word}
    return {} if word == "?" else {"share": parse(word)}


def _parties(ends: Sequence[str], extras: Extras) -> Iterator[PartyFacts]:
    said, called = extras.get("parties", {}), extras.get("names", {})
    for ident in sorted({*ends, *said}):
        rows = said.get(ident, "")
        for number, words in enumerate((rows,) if isinstance(rows, str) else rows):
            if words != "absent":
                yield _facts(ident, words, called.get(ident, ident), number)


def _facts(ident: str, words: str, name: str, number: int) -> PartyFacts:
    kind = PartyKind.PERSON if ident[0].islower() else PartyKind.COMPANY
    facts = PartyFacts(_row(Table.PARTIES, ident, number), ident, kind, None, name)
    for word in words.split():
        name, equals, value = word.partition("=")
        if equals:
            facts = _told(facts, name, value)
        elif word[0] == "@":
            facts = replace(facts, source=replace(facts.source, dataset=word[1:]))
        elif word in set(PartyKind):
            facts = replace(facts, kind=PartyKind(word))
        elif word in PARTY_CLASSES:
            facts = replace(facts, cls=word)
        else:
            assert re.fullmatch("[A-Z]{2}", word), f"'{word}' is no word about a party"
            facts = replace(facts, country=word)
    return facts


def _told(facts: PartyFacts, name: str, value: str) -> PartyFacts:
    match name:
        case "capital":
            return replace(facts, capital=Fraction(value))
        case "dissolved":
            return replace(facts, dissolved_on=day(value))
        case "each":
            return replace(facts, rest_each_at_most=parse(value))
        case "status":
            return replace(facts, status=value)
        case "name":
            return replace(facts, name=value)
    assert name == "unknown", f"nobody knows '{name}' of a party"
    return replace(facts, unknown=value)


def _classes(said: Mapping[str, str]) -> Iterator[ShareClass]:
    """`{"C": "A issued=900 votes=1 profit=1; B issued=100"}`."""
    for party, text in said.items():
        for number, words in enumerate(text.split(";")):
            name, *rest = words.split()
            told = {key: Fraction(value) for key, _, value in (part.partition("=") for part in rest)}
            source = _row(Table.SHARE_CLASSES, f"{party}|{name}", number)
            yield ShareClass(source, party, name, told.get("issued"), told.get("votes"), told.get("profit"))


def _declared(said: Mapping[str, str]) -> Iterator[DeclaredOwner]:
    """`{"C": "form p; register q"}`: by whom, then an id; a name in quotes."""
    for party, text in said.items():
        for number, words in enumerate(text.split(";")):
            by, who = words.split()
            name = who.strip("'") if who[0] == "'" else None
            source = _row(Table.DECLARED_OWNERS, f"{party}|{who}|{by}", number)
            yield DeclaredOwner(source, party, None, None if name else who, name, by)


def _customers(said: Mapping[str, str]) -> Iterator[Customer]:
    """`{"K1": "C"}`: a customer's number and its party."""
    for number, (ident, party) in enumerate(said.items()):
        yield Customer(_row(Table.CUSTOMERS, ident, number), ident, party)


def at(when: str | None) -> At:
    """Both clocks: a day, `any`, or today."""
    return At(RUN, None if when == "any" else day(when) if when else day_number(DAY))


def closure(drawing: str, when: str | None = None, **extras: Unpack[Extras]) -> Closure:
    """Everything in a drawing as one closure."""
    found = paper(drawing, **extras)
    return found.closure([facts.id for facts in found.parties], at(when), "up", 1000)


def built(
    drawing: str, treatment: Treatment = PLAIN, when: str | None = None, **extras: Unpack[Extras]
) -> Structure:
    """The structure of a drawing."""
    return structure(closure(drawing, when, **extras), treatment)


def asked_of(
    found: Paper, of: str, rule: str | Rule = "cn-bank-2026", when: str | None = None, **asked: Unpack[Asked]
) -> Finding:
    """Who owns `of`, by the claims on a paper."""
    law = choose(rule, DAY) if isinstance(rule, str) else rule
    options = {name: value for name, value in asked.get("options", {}).items() if name != "worst_case"}
    chosen = law.checked_options(options) | (
        {"worst_case": True} if "worst_case" in asked.get("options", {}) else {}
    )
    view = View(found, at(when), asked.get("precedence", ()), asked.get("budget", 200_000))
    return owners(view, Question(of, law, chosen, asked.get("shown_as"), asked.get("in_force", True)))


def finding(
    drawing: str,
    of: str = "C",
    rule: str | Rule = "cn-bank-2026",
    when: str | None = None,
    **asked: Unpack[Asked],
) -> Finding:
    """Who owns `of` in a drawing."""
    extras: Any = {name: value for name, value in asked.items() if name in Extras.__annotations__}
    return asked_of(paper(drawing, **extras), of, rule, when, **asked)


def said(found: Finding) -> dict[str, str]:
    """The owners in a word each: `certain: equity`; a basis that is only possible has a `?`."""
    return {owner.party.id: f"{owner.certainty}: {' '.join(_bases(owner))}" for owner in found.owners}


def _bases(owner: Owner) -> list[str]:
    return [basis.basis + "?" * (basis.certainty == "possible") for basis in owner.bases]


def looked_at(found: Finding) -> dict[str, str]:
    """At whom a person must look, and why."""
    return {row["party"]["id"]: row["reason"] for row in found.answer["review"]}


def codes(found: Finding) -> set[str]:
    """The codes of the warnings."""
    return {note.code for note in found.warnings}


def excluded(found: Finding) -> dict[str, str | None]:
    """Who is no owner, with the ultimate share in percent."""
    rows = found.answer["excluded"]
    return {row["party"]["id"]: row["ultimate"] and row["ultimate"]["percent"] for row in rows}


def column(found: Structure, company: str, right: str = "equity") -> dict[str, str]:
    """Who has how much of a right as the figures stand; unnamed holders by what they are, `<joint>`."""
    holders = found.rights[company].columns[right].items()
    return {
        f"<{found.stands[n].kind}>" if n in found.stands else n: bounds_text(share) for n, share in holders
    }


def warned(found: Structure) -> dict[str, tuple[str, ...]]:
    """The codes of a structure's warnings, each with the parties that it speaks of."""
    return {warning.code: warning.parties for warning in found.warnings}
