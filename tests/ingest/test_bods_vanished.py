"""Is an interest closed that a later delivery of its relationship no longer tells of?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lookthrough.graph.tables import Table
from tests.contract.memory import MemoryStore
from tests.ingest.deliveries import new_store, rows, take
from tests.ingest.statements import entity, history, interest, person, relationship, written

EARLIER = [
    entity("C"),
    person("P"),
    relationship("P", "C", interest("shareholding", 60), interest("votingRights", 60)),
    relationship("Q", "C", interest("shareholding", 10), interest("votingRights", 10)),
]


def later(folder: Path, *statements: Any) -> MemoryStore:
    """A store that has taken the earlier statements, then some of a year later in a delivery of their own."""
    store = new_store()
    take(store, written(folder, EARLIER, "register.json"), format="bods")
    take(store, written(folder, statements, "later.json"), format="bods", dataset="register")
    return store


def again(*interests: Any, **other: Any) -> dict[str, Any]:
    """What is said of P and C a year later."""
    return relationship("P", "C", *interests, statementDate="2025-01-01", recordStatus="updated", **other)


def test_an_interest_that_is_not_repeated_is_closed_and_others_stay(tmp_path: Path) -> None:
    store = later(tmp_path, again(interest("shareholding", 60)))
    assert set(history(store)) == {"P>C#1", "Q>C#1", "Q>C#2"}


def test_what_is_now_said_to_be_indirect_is_no_longer_an_input(tmp_path: Path) -> None:
    store = later(tmp_path, again(interest("shareholding", 60, way="indirect"), components=["P>H"]))
    assert set(history(store)) == {"Q>C#1", "Q>C#2"}
    assert [row["record"] for row in rows(store, Table.DECLARED_OWNERS)] == ["P>C#1"]


def test_a_refused_statement_closes_nothing(tmp_path: Path) -> None:
    store = later(tmp_path, again(interest("shareholding", 60), recordType="company"))
    assert set(history(store)) == {"P>C#1", "P>C#2", "Q>C#1", "Q>C#2"}


def test_what_was_true_before_stays_told(tmp_path: Path) -> None:
    changed = relationship("P", "C", interest("shareholding", 70), statementDate="2024-06-01")
    store = new_store()
    take(store, written(tmp_path, [*EARLIER, changed], "register.json"), format="bods")
    before = {record for record in history(store) if "@" in record}
    assert before
    newest = again(interest("shareholding", 70))
    take(store, written(tmp_path, [newest], "later.json"), format="bods", dataset="register")
    assert before <= set(history(store))


def test_an_unnamed_holder_who_is_named_later_is_no_party_any_more(tmp_path: Path) -> None:
    store = new_store()
    unnamed = relationship({"reason": "subjectUnableToConfirmOrIdentifyBeneficialOwner"}, "C", record="R")
    take(store, written(tmp_path, [entity("C"), unnamed], "register.json"), format="bods")
    named = relationship("P", "C", interest("shareholding", 60), record="R", statementDate="2025-01-01")
    take(store, written(tmp_path, [person("P"), named], "later.json"), format="bods", dataset="register")
    assert {row["record"] for row in rows(store, Table.PARTIES)} == {"C", "P"}
