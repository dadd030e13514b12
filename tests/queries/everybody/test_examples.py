"""Is every party of every worked example answered among all as it is alone: branches, trusts, funds, states, clocks?"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from lookthrough.graph.ports import At
from lookthrough.graph.rows import day_number
from lookthrough.queries.everybody.answers import Everybody, Work, answers_of
from lookthrough.queries.look import View
from lookthrough.wiring import read_examples
from tests.contract.memory import MemoryStore
from tests.queries.everybody.banks import DAY, RULE, alone, booked, together
from tests.queries.examples import OWN, load

pytestmark = pytest.mark.deep

ASKED: list[tuple[int | None, tuple[str, ...], dict[str, Any]]] = [
    (day_number(DAY), (), {}),
    (None, (), {"simplified": True, "state_control_verified": True}),
    (day_number(DAY), ("register", "form", "crm"), {"enhanced_threshold": Fraction(1, 10)}),
]


def check(paths: list[Path]) -> None:
    """All parties are customers, and so is one that nobody describes."""
    columns = 0
    for _, example in read_examples(paths):
        with load(example) as loaded:
            assert isinstance(loaded.reader, MemoryStore)
            parties = {str(row["party_id"]) for row in example.get("parties", ())} | {"nobody's"}
            identity = loaded.reader.identity(loaded.last)
            listed = {f"K {party}": identity.party(party) for party in sorted(parties)}
            booked(loaded.reader, listed)
            for day, precedence, options in ASKED:
                view = View(loaded.reader, At(loaded.last + 1, day), precedence)
                found = answers_of(view, Everybody(RULE, options), Work())
                assert together(found.table) == alone(view, listed, options), example["id"]
                columns += found.customers - found.one_by_one
    assert columns > 0


def test_parties_of_our_own_examples_are_answered_as_alone() -> None:
    check([OWN])


def test_parties_of_the_shared_examples_are_answered_as_alone(shared: Path) -> None:
    check(sorted((shared / "cases").glob("*.json")))
