"""Does any file of statements, however broken, end without a crash and with every statement accounted for?"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lookthrough.errors import BadInput
from lookthrough.graph.stores.duckdb import open_store
from lookthrough.graph.tables import Table
from lookthrough.ingest.job import ingest
from lookthrough.ingest.options import IngestOptions, Store
from lookthrough.ingest.report import RunReport
from tests.ingest.deliveries import new_store, rows
from tests.ingest.statements import UK, entity, interest, person, relationship
from tests.ingest.test_bods_old import entity as old_entity
from tests.ingest.test_bods_old import owns as old_owns
from tests.ingest.test_bods_old import person as old_person

TABLES = (Table.PARTIES, Table.INTERESTS, Table.ASSOCIATIONS, Table.DECLARED_OWNERS)
SOUND: list[dict[str, Any]] = [
    entity("C", alternateNames=["D"], identifiers=[{"scheme": "XI-LEI", "id": "L"}], jurisdiction={"code": "GB"},
           addresses=[{"type": "registered", "address": "A", "country": {"code": "GB"}}], foundingDate="2001-02-03"),
    entity("N", "arrangement", "nomination", unspecifiedEntityDetails={"reason": "unknown"}),
    person("P", nationalities=[{"code": "GB"}], birthDate="1965-11", identifiers=[{"scheme": "X-TAXID", "id": "1"}]),
    relationship("P", "C", interest("shareholding", {"minimum": 25, "maximum": 50}, startDate="2019-01-01"), **UK),
    relationship("P", "C", interest("shareholding", 60, "indirect", endDate="2020-01-01"), record="R", components="N"),
    relationship("P", "C", interest("votingRights", {"exclusiveMinimum": 10}), record="R", statementDate="2024-05-01"),
    relationship({"reason": "unknown"}, "N", interest("nominator"), interest("nominee"), recordStatus="closed"),
    old_entity("O", incorporatedInJurisdiction={"code": "FR"}, entitySubtype={"generalCategory": "trust"}),
    old_person("Q", replacesStatements=["O"], addresses=[{"country": "GB"}]),
    old_owns("S", "Q", "O", {"type": "voting-rights", "share": {"minimum": 5, "exclusiveMaximum": False}}),
]  # fmt: skip
SCALARS: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(
        [
            None,
            True,
            0,
            -1,
            7,
            50.5,
            1e300,
            10**30,
            "",
            " ",
            "x",
            "direct",
            "2019-01-01",
            "2019",
            "a;b",
            "\ud800",
            "\0",
        ]
    ),
    st.text(max_size=5),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.just("type"), inner), max_leaves=3
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container of a document with every key in it."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, part in items for found in [(value, key), *places(part)]]


@st.composite
def broken(draw: st.DrawFn) -> list[Any]:
    """Sound statements in any order, of which some fields are gone, or hold something else."""
    found = copy.deepcopy(draw(st.lists(st.sampled_from(SOUND), min_size=1, max_size=6)))
    for _ in range(draw(st.integers(0, 4))):
        where = places(found)
        container, key = where[draw(st.integers(0, len(where) - 1))]
        if isinstance(container, dict) and draw(st.booleans()):
            del container[key]
        else:
            container[key] = draw(VALUES)
        if not places(found):
            break
    return found


def taken(store: Store, content: bytes, name: str) -> RunReport:
    """What ingest says of a file with this content."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        (run,) = ingest(store, [path], IngestOptions(format="bods")).runs
    return run


def check_accounted(store: Store, run: RunReport, total: int, refused: set[int]) -> None:
    """Every statement is taken, refused or superseded, and each that is taken has left a row."""
    said = {warned.code: warned.rows or 0 for file in run.files for warned in file.warnings}
    assert said["statements"] == total
    kept = {row["row"] for table in TABLES for row in rows(store, table)}
    assert not kept & refused
    assert run.rejected == len(refused)
    assert total - len(refused) - said.get("superseded", 0) <= len(kept) <= total - len(refused)


@given(broken(), st.sampled_from(["a.json", "a.jsonl"]))
def test_broken_statements_are_accounted_for_in_an_array_and_in_lines(
    statements: list[Any], name: str
) -> None:
    assume(name == "a.json" or not isinstance(statements[0], list))  # which would be a file of one array
    lines = "\n".join(map(json.dumps, statements)) if name == "a.jsonl" else json.dumps(statements)
    store = new_store()
    run = taken(store, lines.encode(), name)
    check_accounted(store, run, len(statements), {reject.row for reject in store.rejects(1)})


@pytest.mark.deep
@settings(max_examples=200)
@given(broken())
def test_broken_statements_are_accounted_for_in_a_real_store(statements: list[Any]) -> None:
    with open_store(":memory:", "create") as store:
        run = taken(store, json.dumps(statements).encode(), "a.json")
        check_accounted(store, run, len(statements), {reject.row for reject in store.rejects(1)})


def flipped(content: bytes, place: int, byte: int) -> bytes:
    """The content with another byte in one place."""
    return content[:place] + bytes([byte]) + content[place + 1 :]


CUTS: dict[str, Callable[[bytes, int, int], bytes]] = {
    "another byte": flipped,
    "a byte more": lambda content, place, byte: content[:place] + bytes([byte]) + content[place:],
    "a part gone": lambda content, place, byte: content[:place] + content[place + byte :],
}


@given(
    st.sampled_from(sorted(CUTS)),
    st.floats(0, 1),
    st.integers(0, 255),
    st.sampled_from(["a.json", "a.jsonl"]),
)
def test_bytes_that_are_wrong_cost_a_statement_or_end_in_a_sentence(
    cut: str, at: float, byte: int, name: str
) -> None:
    whole = json.dumps(SOUND) if name == "a.json" else "\n".join(map(json.dumps, SOUND))
    content = CUTS[cut](whole.encode(), int(at * (len(whole) - 1)), byte)
    store = new_store()
    try:
        run = taken(store, content, name)
    except BadInput:
        assert b"[" in content[:2] or name == "a.json"
        return
    total = sum(warned.rows or 0 for warned in run.files[0].warnings if warned.code == "statements")
    check_accounted(store, run, total, {reject.row for reject in store.rejects(1)})
