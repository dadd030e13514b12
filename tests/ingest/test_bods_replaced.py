"""Which records that a register told of before does a relationship no longer make?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lookthrough.graph.tables import Table
from lookthrough.ingest.sources.bods import StatementPart, delivered
from tests.ingest.statements import entity, interest, relationship, written

BEFORE = {
    Table.PARTIES: ["C", "P", "P>C#interestedParty"],
    Table.INTERESTS: ["P>C#1", "P>C#2", "P>C#1@2020-01-01", "Q>C#2", "C#2"],
}
ONE = interest("shareholding", 60)


def replaced(folder: Path, *statements: Any) -> Mapping[Table, Sequence[str]]:
    """What the parts of a file no longer make of what was open, all their rows read."""
    parts = delivered(written(folder, [entity("C"), *statements]), "register")
    for part in parts:
        list(part.sheet.pieces())
    (told,) = (part for part in parts if isinstance(part, StatementPart) and part.table is Table.PARTIES)
    return told.replaced(lambda table: BEFORE.get(table, []))


def test_of_a_relationship_that_is_told_again_the_interests_not_repeated_are_no_more(tmp_path: Path) -> None:
    assert replaced(tmp_path, relationship("P", "C", ONE)) == {
        Table.PARTIES: ["P>C#interestedParty"],
        Table.INTERESTS: ["P>C#2"],
    }


def test_an_interest_that_has_become_indirect_is_no_input_any_more(tmp_path: Path) -> None:
    indirect = relationship("P", "C", interest("shareholding", 60, way="indirect"))
    assert replaced(tmp_path, indirect)[Table.INTERESTS] == ["P>C#1", "P>C#2"]


def test_what_a_refused_statement_says_replaces_nothing(tmp_path: Path) -> None:
    assert replaced(tmp_path, relationship("P", "C", ONE, recordStatus="gone")) == {}


def test_a_file_without_the_relationship_replaces_nothing(tmp_path: Path) -> None:
    assert replaced(tmp_path) == {}
