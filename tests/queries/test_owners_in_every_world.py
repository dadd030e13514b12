"""Does an answer hold in every world that fits the records?

Whoever is certain is an owner in each of them, whoever is an owner in one of them is certain or possible, with that
basis; and what is exact is answered exactly. Worlds are settled and judged the slow way (worlds.py).
"""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lookthrough.graph.shares import ZERO, Certainty, Share
from lookthrough.queries.finding import Finding, Owner
from tests.drawing import asked_of, codes, paper, said
from tests.queries.worlds import PERSONS, World, Worlds, drawings

NEAR = Fraction(1, 10**6)
FEATURES = {
    "shares": (),
    "means-concert-directions": ("means", "concert", "directed"),
    "nominees": ("nominee", "concert"),
    "blocks": ("joint", "concert", "means"),
    "stated-rights": ("explicit",),
}


def inside(value: Fraction, share: Share | None) -> bool:
    """Whether a world's figure lies in an interval; open ends are drawn in by a trace in the worlds."""
    found = share or Share(ZERO, ZERO)
    return found.low - NEAR <= value <= found.high + NEAR


def complaints(found: Finding, worlds: Worlds, world: World) -> list[Any]:
    """What the answer says and this world contradicts."""
    owners = {owner.party.id: owner for owner in found.owners}
    everybody = {person: worlds.bases(world, "C", person) for person in PERSONS}
    rest = found.answer["unrecorded"]
    wrong: list[Any] = [
        complaint
        for person, bases in everybody.items()
        for complaint in _about(owners.get(person), bases, worlds.measures(world, "C", person))
    ]
    if any(everybody.values()) and "m" in owners and owners["m"].certainty is Certainty.CERTAIN:
        wrong.append("the fallback is certain, but somebody is an owner")
    if not any(everybody.values()) and "m" not in owners:
        wrong.append("nobody is an owner, and the fallback is not named")
    if not inside(worlds.unrecorded(world, "C"), Share(Fraction(rest["low"]), Fraction(rest["high"]))):
        wrong.append("the unrecorded remainder is elsewhere")
    return wrong


def _about(owner: Owner | None, bases: set[str], measures: dict[str, Fraction]) -> list[Any]:
    listed = {basis.basis: basis for basis in owner.bases} if owner else {}
    sure = {name for name, basis in listed.items() if basis.certainty is Certainty.CERTAIN}
    wrong: list[Any] = [("an owner is missing", bases)] if not bases <= listed.keys() else []
    if owner and ((owner.certainty is Certainty.CERTAIN and not bases) or not sure <= bases):
        wrong.append(("not certain", said_of(owner), bases))
    for name, basis in listed.items():
        measured = measures[name if name in measures else str(basis.right)]
        if not inside(measured, basis.share):
            wrong.append(("the share is elsewhere", name, basis.share, measured))
    if owner and not inside(measures["equity"], owner.ultimate):
        wrong.append(("the ultimate share is elsewhere", owner.ultimate, measures["equity"]))
    return wrong


def said_of(owner: Owner) -> str:
    """An owner in a few words."""
    return f"{owner.party.id} {owner.certainty}: {', '.join(f'{b.basis} {b.certainty}' for b in owner.bases)}"


def check_answer(text: str, most: int) -> None:
    """Hold the answer about C against as many worlds."""
    drawn = paper(text)
    found, worlds = asked_of(drawn, "C"), Worlds(drawn)
    fitting = list(worlds.some(Random(text), most))
    assume(fitting)
    for world in fitting:
        assert not complaints(found, worlds, world), (said(found), world)


@pytest.mark.parametrize("features", FEATURES.values(), ids=FEATURES)
@settings(max_examples=100)
@given(st.data())
def test_an_answer_holds_in_every_world_that_fits_the_records(
    features: tuple[str, ...], data: st.DataObject
) -> None:
    check_answer(data.draw(drawings(*features)), 12)


@pytest.mark.deep
@pytest.mark.parametrize("features", FEATURES.values(), ids=FEATURES)
@settings(max_examples=400)
@given(st.data())
def test_an_answer_holds_in_many_more_worlds(features: tuple[str, ...], data: st.DataObject) -> None:
    check_answer(data.draw(drawings(*features)), 60)


@settings(max_examples=60)
@given(drawings("exact", "means", "concert"))
def test_exact_figures_are_answered_exactly(text: str) -> None:
    """Equity by dense elimination on fractions, control by rounds until nothing changes; circles are allowed."""
    drawn = paper(text)
    found, worlds = asked_of(drawn, "C"), Worlds(drawn)
    world = next(worlds.some(Random(1), 1))
    owners = {owner.party.id: owner for owner in found.owners if owner.party.id in PERSONS}
    expected = {person: bases for person in PERSONS if (bases := worlds.bases(world, "C", person))}
    assert {person: {basis.basis for basis in owner.bases} for person, owner in owners.items()} == expected
    assert all(basis.certainty is Certainty.CERTAIN for owner in owners.values() for basis in owner.bases)
    for person, owner in owners.items():
        share = worlds.measures(world, "C", person)["equity"]
        assert owner.ultimate == (Share(share, share) if share else None)


@settings(max_examples=100)
@given(drawings("above", "concert"))
def test_above_100_nobody_is_certain_and_nobody_vanishes_who_may_be_an_owner(text: str) -> None:
    """Wherever more than 100 % is recorded, any of the holders may have less."""
    drawn = paper(text)
    found, worlds = asked_of(drawn, "C"), Worlds(drawn)
    assume(worlds.correct() and "over_100" in codes(found))
    owners = {owner.party.id: {basis.basis for basis in owner.bases} for owner in found.owners}
    assert not [owner for owner in found.owners if owner.certainty is Certainty.CERTAIN]
    for world in worlds.some(Random(text), 12):
        for person in PERSONS:
            assert worlds.bases(world, "C", person) <= owners.get(person, set()), world
