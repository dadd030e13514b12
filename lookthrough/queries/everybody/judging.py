"""Who is an owner of each customer of whom columns can answer? The rule's tests, reviews, fallback, as sets of pairs.

As in queries/limbs.py and owners.py: every share is one number and every vote decided, so that a test is met or not, a
basis that another one pre-empts falls away, and whoever meets one is an owner for certain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from lookthrough.graph.everybody.pairs import Level
from lookthrough.graph.model import POSITIONS, PartyKind
from lookthrough.graph.snapshot.arrays import Int8, Int32, Int64
from lookthrough.graph.snapshot.reading import among
from lookthrough.queries.everybody.ground import Flags, Ground
from lookthrough.queries.everybody.keys import Keys, each_once, none, taken, without
from lookthrough.queries.everybody.register import Register
from lookthrough.queries.rules.rule import Fallback, Rule, Test
from lookthrough.queries.special import DEFAULT_POSITION

OWNER, REVIEW, FALLBACK, RECORDED, NOBODY, OUT_OF_SCOPE = range(6)
ROLES = ("owner", "review", "fallback", "recorded", "none", "out_of_scope")
MADE = {"owner": OWNER, "fallback": FALLBACK, "record": RECORDED}
CERTAINTIES = ("certain", "possible")


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """Rows of an answer, in no order: company and owner (-1: nobody) by number; `role`, `certainty` (-1: none) by their
    places above; `basis`: a bit for each of `bases`.
    """

    company: Int32
    owner: Int32
    role: Int8
    certainty: Int8
    basis: Int64
    bases: tuple[str, ...]


def judged(
    register: Register, rule: Rule, options: Mapping[str, Fraction | bool], asked: Flags, outside: Flags
) -> Judgement:
    """The rows of all companies that are asked about and stay without doubt, and of parties outside the rule."""
    tests = [(test, level) for test in rule.tests if (level := _level(test, options)) is not None]
    met = _met(register, tests)
    reviewed = _reviewed(register, rule)
    asked = asked & ~register.doubts.found
    owners, basis = _bases(tests, [_of(keys, asked) for keys in met])
    review = without(_of(reviewed, asked), owners)
    bases = tuple(test.basis for test, _ in tests) + ((rule.fallback.basis,) if rule.fallback else ())
    parts = [_rows(owners, OWNER, 0, basis), _rows(review, REVIEW, 1)]
    unowned = _less(asked, owners)
    if rule.fallback:
        named = _of(_officers(register.ground, rule.fallback), unowned)
        open_question = ~_less(unowned, review)[named // len(asked)]
        role = MADE[rule.fallback.makes]
        parts.append(_rows(named, role, open_question, 1 << len(tests)))
        unowned = _less(unowned, named) if role == OWNER else unowned
    parts.append(_rows(np.flatnonzero(unowned) * len(asked), NOBODY, -1))
    parts.append(_rows(np.flatnonzero(outside) * len(asked), OUT_OF_SCOPE, -1))
    columns: list[Any] = [np.concatenate(column) for column in zip(*parts, strict=True)]
    key, roles, certainty, grounds = columns
    company, owner = np.divmod(key, len(asked))
    owner = np.where(roles >= NOBODY, -1, owner)
    return Judgement(company.astype(np.int32), owner.astype(np.int32), roles, certainty, grounds, bases)


def _rows(keys: Keys, role: int, certainty: object, basis: Int64 | int = 0) -> tuple[Keys, Int8, Int8, Int64]:
    count = len(keys)
    return (
        keys,
        np.full(count, role, np.uint8),
        np.full(count, certainty, np.int8),
        np.full(count, basis, np.int64),
    )


def _less(companies: Flags, keys: Keys) -> Flags:
    """Companies without those of some pairs."""
    left = companies.copy()
    left[keys // len(companies)] = False
    return left


def _of(keys: Keys, asked: Flags) -> Keys:
    """The pairs of companies that are asked about."""
    return keys[asked[keys // len(asked)]]


def _level(test: Test, options: Mapping[str, Fraction | bool]) -> Level | None:
    """What a test asks for; None where it does not apply."""
    share = test.threshold if test.threshold_option is None else options.get(test.threshold_option)
    return Level(share, test.comparator == ">") if isinstance(share, Fraction) else None


def _met(register: Register, tests: list[tuple[Test, Level]]) -> list[Keys]:
    """Who meets each test."""
    found = []
    for test, level in tests:
        if test.method == "control":
            found.append(register.controlling())
            continue
        ways = {measure.through for measure in test.measures}
        sets = [(register.owning if way == "product" else register.holding)(level) for way in ways]
        found.append(each_once(np.concatenate([none(), *sets])))
    return found


def _bases(tests: list[tuple[Test, Level]], met: list[Keys]) -> tuple[Keys, Int64]:
    """All owners, and on which bases: a test falls away for whoever meets one that pre-empts it."""
    owners = each_once(np.concatenate([none(), *met]))
    basis = np.zeros(len(owners), np.int64)
    for place, (test, _) in enumerate(tests):
        left = met[place]
        for above in range(place):
            if tests[above][0].basis in test.unless:
                left = without(left, met[above])
        basis[np.searchsorted(owners, left)] |= 1 << place
    return owners, basis


def _reviewed(register: Register, rule: Rule) -> Keys:
    """At whom a person must look; of the reasons only votes through companies can hold where columns answer."""
    keys = none()
    for review in rule.reviews:
        if review.reason == "votes_through_companies":
            level = Level(review.threshold, review.comparator == ">")
            keys = each_once(np.concatenate([keys, register.voting_through(level)]))
    return keys


def _officers(ground: Ground, fallback: Fallback) -> Keys:
    """The natural persons in the highest position at each company (special.py, `officers`)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    nodes, table = ground.nodes, ground.claims.interests
    rows = np.flatnonzero(among(table["kind"], fallback.offices) & _living_persons(ground)[nodes.holder])
    position, kind = (taken(table[name], rows) for name in ("position", "kind"))
    rank = np.full(len(rows), POSITIONS.index("other"), np.int64)
    for office in fallback.offices:
        rank[among(kind, {office})] = POSITIONS.index(DEFAULT_POSITION.get(office, "other"))
    said = pc.index_in(position, value_set=pa.array(POSITIONS, position.type))
    rank = np.where(np.asarray(said.is_valid()), np.asarray(said.fill_null(0)), rank)
    held = nodes.held[rows].astype(np.int64)
    best = np.full(ground.count, len(POSITIONS), np.int64)
    np.minimum.at(best, held, rank)
    top = rank == best[held]
    return each_once(held[top] * ground.count + nodes.holder[rows][top])


def _living_persons(ground: Ground) -> Flags:
    return ground.kind(PartyKind.PERSON) & ~ground.views.gone
