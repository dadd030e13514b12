"""Is public BODS data read to the last statement, and do its dates give the figures that are known of it?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from lookthrough import library
from lookthrough.graph.model import Interest
from lookthrough.graph.ports import At
from lookthrough.graph.rows import day_number
from lookthrough.graph.shares import bounds_text, percent_text
from lookthrough.graph.stores.duckdb import DuckStore
from lookthrough.graph.tables import Table
from lookthrough.ingest.report import RunReport

pytestmark = pytest.mark.xdist_group("bods")  # what they share is made once

GROUPS = {"careuk": "213800DBE5Y9ZM58PN63", "dmgt": "4OFD47D73QFJ1T1MOF29"}
TABLES = (Table.PARTIES, Table.INTERESTS, Table.ASSOCIATIONS, Table.DECLARED_OWNERS)


@pytest.fixture(scope="module")
def data(shared: Path) -> Path:
    """The folder of BODS data."""
    return shared / "data" / "bods"


@pytest.fixture
def store() -> Iterator[DuckStore]:
    """A new store in memory."""
    with library.open(":memory:") as found:
        yield found


@cache
def statements(path: Path) -> list[dict[str, Any]]:
    """The statements of a file, by the plainest way to read them."""
    text = path.read_text("utf-8")
    return (
        json.loads(text)
        if text.lstrip().startswith("[")
        else [json.loads(line) for line in text.splitlines()]
    )


def files(data: Path) -> list[Path]:
    """Every file of statements."""
    found = [*data.glob("*/*.jsonl"), *data.glob("*/*.json"), *data.glob("v04-fixtures/*/*.json")]
    return sorted(path for path in found if path.name != "manifest.json")


def take(store: DuckStore, path: Path, dataset: str | None = None) -> RunReport:
    """What ingest says of a file."""
    (run,) = library.ingest(store, path, dataset=dataset).runs
    return run


def schema(data: Path) -> jsonschema_rs.Validator:
    """The standard's own schema of one array of statements."""
    folder = data / "standard-0.4-examples" / "schema"
    parts = [
        json.loads(path.read_text("utf-8")) for path in folder.glob("*.json") if "codelist" not in path.name
    ]
    registry = jsonschema_rs.Registry([(part["$id"], part) for part in parts])
    (whole,) = [part for part in parts if part["$id"] == "urn:statement"]
    return jsonschema_rs.validator_for(whole, registry=registry, validate_formats=True)


def edges(claims: Sequence[Interest]) -> set[tuple[str, str]]:
    """Who holds a share of what, however many rights it is told of."""
    return {(claim.holder, claim.held) for claim in claims if claim.share is not None}


def layers(pairs: set[tuple[str, str]]) -> int:
    """The longest chain of holders that comes to no party twice."""
    held: dict[str, set[str]] = {}
    for holder, company in pairs:
        held.setdefault(holder, set()).add(company)

    def below(party: str, above: frozenset[str]) -> int:
        return max(
            (1 + below(one, above | {one}) for one in held.get(party, ()) if one not in above), default=0
        )

    return max((below(party, frozenset({party})) for party in held), default=0)


@pytest.mark.parametrize(
    ("group", "valid_at", "expected"),
    [
        ("careuk", "2017-06-01", (15, 7)),
        ("careuk", "2025-01-01", (17, 6)),
        ("careuk", None, (23, 7)),
        ("dmgt", "2017-06-01", (39, 5)),
        ("dmgt", "2025-01-01", (44, 4)),
        ("dmgt", None, (63, 5)),
    ],
)
def test_the_dates_give_the_known_figures(
    data: Path, store: DuckStore, group: str, valid_at: str | None, expected: tuple[int, int]
) -> None:
    take(store, data / "uk-gleif-groups" / f"{GROUPS[group]}.jsonl", group)
    at = At(store.last_run(), day_number(date.fromisoformat(valid_at)) if valid_at else None)
    roots = [row["party_id"] for row in store.columns(Table.PARTIES, at).to_pylist()]
    found = edges(store.closure(roots, at, "up", 100_000).interests)
    assert (len(found), layers(found)) == expected


def latest(path: Path) -> set[int]:
    """The numbers of the statements that have no later one about their record."""
    numbered = enumerate(statements(path), 1)
    ordered = sorted(numbered, key=lambda pair: (pair[1]["statementDate"][:10], pair[0]))
    return set({each["recordId"]: number for number, each in ordered}.values())


def test_every_statement_is_taken_refused_or_replaced(data: Path) -> None:
    for path in files(data):
        with library.open(":memory:") as found:
            run = take(found, path)
            said = {warned.code: warned.rows or 0 for file in run.files for warned in file.warnings}
            kept = {row["row"] for table in TABLES for row in found.columns(table, At(1, None)).to_pylist()}
        total, count = len(statements(path)), len(latest(path))
        assert (run.rejected, said["statements"], said.get("superseded", 0)) == (0, total, total - count), (
            path.name
        )
        assert latest(path) <= kept <= set(range(1, total + 1)), path.name


def test_every_file_is_valid_by_the_schema_of_the_standard_and_read(data: Path) -> None:
    validator = schema(data)
    invalid = {
        path.name: [e.message[:60] for e in validator.iter_errors(statements(path))] for path in files(data)
    }
    assert {name: errors for name, errors in invalid.items() if errors} == {}
    broken = [{**statements(files(data)[0])[0], "recordType": "company"}]
    assert not validator.is_valid(broken)


def test_the_uk_bands_are_those_of_the_law(data: Path, store: DuckStore) -> None:
    take(store, data / "uk-gleif-groups" / "all_demo.jsonl")
    claims = store.closure(
        [row["party_id"] for row in store.columns(Table.PARTIES, At(1, None)).to_pylist()],
        At(1, None),
        "up",
        9999,
    ).interests
    assert {bounds_text(claim.share) for claim in claims if claim.share} == {
        "(25,50]%",
        "(50,75)%",
        "[75,100]%",
    }
    assert len(claims) == 1256


def test_direct_ownership_names_its_owner(data: Path, store: DuckStore) -> None:
    # person -75%-> company
    take(store, data / "v04-fixtures" / "core" / "01-direct-ownership.json", "direct")
    (company,) = [
        row["party_id"]
        for row in store.columns(Table.PARTIES, At(1, None)).to_pylist()
        if row["kind"] == "company"
    ]
    (owner,) = library.owners(store, company, rule="cn-bank-2026", rule_at="2026-06-01").owners
    assert (owner.certainty, owner.party.kind) == ("certain", "person")


def test_circular_ownership_ends_and_is_told(data: Path, store: DuckStore) -> None:
    # Alpha -100%-> Beta -100%-> Alpha
    take(store, data / "v04-fixtures" / "edge-cases" / "10-circular-ownership.json", "ring")
    found = library.owners(store, "ring/rec-beta-corp", rule="cn-bank-2026", rule_at="2026-06-01")
    assert found.owners == ()
    assert {"cross_holding", "self_owned_group"} <= {note.code for note in found.warnings}


def test_an_anonymous_owner_is_kept_and_shown(data: Path, store: DuckStore) -> None:
    # ? -?-> Opaque Holdings
    take(store, data / "v04-fixtures" / "edge-cases" / "11-anonymous-person.json", "opaque")
    at = At(1, None)
    (claim,) = store.closure(["opaque/rec-opaque-holdings-sa"], at, "up", 10).interests
    (party,) = store.closure([claim.holder], at, "up", 10).parties
    assert (claim.kind, party.kind, party.unknown) == ("unknown", "unknown", "unknown")


def test_an_indirect_statement_is_compared_with_its_components(data: Path, store: DuckStore) -> None:
    # Person 1 -?-> B -60%-> A, and the register says: 30 % of A indirectly
    take(store, data / "standard-0.4-examples" / "indirect-ownership.json", "indirect")
    found = library.owners(store, "indirect/ad3f6c2fcc9e", rule="cn-bank-2026", rule_at="2026-06-01")
    assert found.answer["declared"] == {
        "agrees": [], "missing_in_declaration": [], "declared_only": ["indirect/c25d4d612c2c"], "by": ["register"],
    }  # fmt: skip


TOP, CHAIN = (
    "careuk/GB-COH-12095560",
    ("07158144", "07158140", "07068789", "01668247", "02644862", "08212279"),
)


def test_the_owners_of_care_uk_are_certain_while_the_bands_leave_no_doubt(
    data: Path, store: DuckStore
) -> None:
    # P -100%-> Midco -[75,100]-> Finance -> Investments -> Social Care -> Care UK -> Partnerships -> Suffolk
    take(store, data / "uk-gleif-groups" / f"{GROUPS['careuk']}.jsonl", "careuk")
    owner = [
        {
            "holder_id": "P",
            "held_id": TOP,
            "kind": "shareholding",
            "share": "100%",
            "valid_from": "2020-01-01",
        }
    ]
    who = [{"party_id": "P", "kind": "person", "name": "王小明"}]
    library.ingest(store, {"parties": who, "interests": owner}, dataset="bank")
    asked = {"rule": "cn-bank-2026", "rule_at": "2026-06-01", "valid_at": "2025-01-01"}
    found = [library.owners(store, f"careuk/GB-COH-{company}", **asked).to_dict() for company in CHAIN]
    bases = [{b["basis"]: b["certainty"] for b in each["answer"]["owners"][0]["bases"]} for each in found]
    assert [each.get("equity") for each in bases] == ["certain"] * 4 + ["possible"] * 2
    assert {each["answer"]["owners"][0]["certainty"] for each in found} == {"certain"}  # by control


def test_of_two_owners_of_care_uk_one_is_certain_and_one_is_possible(data: Path, store: DuckStore) -> None:
    # P -60%-> Midco <-40%- Q; Q has 40 % x [75,100]% of Finance, 40 % x [75,100]% x [75,100]% of Investments
    take(store, data / "uk-gleif-groups" / f"{GROUPS['careuk']}.jsonl", "careuk")
    held = {"held_id": TOP, "kind": "shareholding", "valid_from": "2020-01-01"}
    owners = [{"holder_id": "P", "share": "60%", **held}, {"holder_id": "Q", "share": "40%", **held}]
    who = [
        {"party_id": ident, "kind": "person", "name": name}
        for ident, name in (("P", "王小明"), ("Q", "李芳"))
    ]
    library.ingest(store, {"parties": who, "interests": owners}, dataset="bank")
    asked = {"rule": "cn-bank-2026", "rule_at": "2026-06-01", "valid_at": "2025-01-01"}
    found = library.owners(store, f"careuk/GB-COH-{CHAIN[1]}", **asked)
    said = {o.party.id: (str(o.certainty), o.ultimate and percent_text(o.ultimate)) for o in found.owners}
    assert said == {"P": ("certain", "33.75-60"), "Q": ("possible", "22.5-40")}
    english, chinese = found.sentence["en"], found.sentence["zh"]
    assert "王小明" in english
    assert "is a beneficial owner under article 8(1) (certain)" in english
    assert "李芳 ultimately owns 22.5 to 40 % of the shares" in english
    assert "may be a beneficial owner under article 8(1) (possible)" in english
    assert "可能为受益所有人（可能）" in chinese
    assert len(english.split()) <= 60


def test_without_dates_two_owners_in_turn_are_too_much_and_nothing_is_certain(
    data: Path, store: DuckStore
) -> None:
    # Holdings held Finance until 2019-07-29, Midco since: at any date both do
    take(store, data / "uk-gleif-groups" / f"{GROUPS['careuk']}.jsonl", "careuk")
    asked = {"rule": "cn-bank-2026", "rule_at": "2026-06-01"}
    codes = [
        {note.code for note in library.owners(store, "careuk/GB-COH-07158144", valid_at=at, **asked).warnings}
        for at in ("2025-01-01", "any")
    ]
    assert ["over_100" in each for each in codes] == [False, True]
