"""How does a test write BODS statements? Builders of 0.4, files of them, and what a store knows afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lookthrough.graph.model import Association, DeclaredOwner, Interest, PartyFacts, Record
from lookthrough.graph.rows import day_text, record_of
from lookthrough.graph.shares import bounds_text
from lookthrough.graph.tables import Table
from lookthrough.ingest.report import RunReport
from tests.contract.memory import MemoryStore
from tests.ingest.deliveries import new_store, rows, take

Statement = dict[str, Any]
UK: Statement = {
    "source": {"type": ["officialRegister"], "url": "https://download.companieshouse.gov.uk/en_output.html"}
}


def statement(kind: str, record: str, details: Mapping[str, Any], **other: Any) -> Statement:
    """A statement of 1 January 2024, unless `other` says something else."""
    found = {
        "statementId": f"{record}-{other.get('statementDate', '')}".ljust(32, "0"),
        "declarationSubject": "C",
        "statementDate": "2024-01-01",
        "recordId": record,
        "recordType": kind,
        "recordStatus": "new",
        "recordDetails": {"isComponent": False, **details},
    }
    return found | other


def entity(
    record: str, type_: str = "registeredEntity", subtype: str | None = None, **details: Any
) -> Statement:
    """An entity of a type, named after its record."""
    kind = {"type": type_, **({"subtype": subtype} if subtype else {})}
    return statement("entity", record, {"entityType": kind, "name": f"{record} Ltd", **details})


def person(record: str, type_: str = "knownPerson", **details: Any) -> Statement:
    """A person, named after the record."""
    names = [{"type": "legal", "fullName": f"Person {record}"}]
    return statement("person", record, {"personType": type_, "names": names, **details})


def interest(type_: str | None, share: Any = None, way: str = "direct", **other: Any) -> dict[str, Any]:
    """An interest; a bare number is an exact share."""
    share = {"exact": share} if isinstance(share, int | float) else share
    return {"type": type_, "directOrIndirect": way, **({"share": share} if share else {}), **other}


def relationship(
    holder: Any, held: Any, *interests: Any, components: Sequence[str] = (), **other: Any
) -> Statement:
    """A relationship `holder>held`; `other` are fields of the statement."""
    details = {"subject": held, "interestedParty": holder, "interests": list(interests)}
    details |= {"componentRecords": list(components)} if components else {}
    return statement("relationship", other.pop("record", f"{holder}>{held}"), details, **other)


def written(folder: Path, statements: Sequence[Any], name: str = "register.json") -> Path:
    """A file of statements: an array, or lines where the name ends in .jsonl."""
    path = folder / name
    lines = path.suffix == ".jsonl"
    text = "\n".join(map(json.dumps, statements)) if lines else json.dumps(statements)
    path.write_text(text, encoding="utf-8")
    return path


def taken(folder: Path, *statements: Any) -> tuple[MemoryStore, RunReport]:
    """A store that has taken statements as the dataset `register`, and what it said."""
    store = new_store()
    return store, take(store, written(folder, statements), format="bods")


def known(store: MemoryStore, table: Table) -> dict[str, Record]:
    """All that the store knows in a table, by record id."""
    return {row["record"]: record_of(table, row) for row in rows(store, table)}


def parties(store: MemoryStore) -> dict[str, PartyFacts]:
    """The parties by record id."""
    return {name: each for name, each in known(store, Table.PARTIES).items() if isinstance(each, PartyFacts)}


def interests(store: MemoryStore) -> dict[str, Interest]:
    """The interests by record id."""
    return {name: each for name, each in known(store, Table.INTERESTS).items() if isinstance(each, Interest)}


def declared(store: MemoryStore) -> dict[str, DeclaredOwner]:
    """The declared owners by record id."""
    found = known(store, Table.DECLARED_OWNERS).items()
    return {name: each for name, each in found if isinstance(each, DeclaredOwner)}


def associations(store: MemoryStore) -> dict[str, Association]:
    """The associations by record id."""
    found = known(store, Table.ASSOCIATIONS).items()
    return {name: each for name, each in found if isinstance(each, Association)}


def extra(store: MemoryStore, table: Table, record: str) -> dict[str, str]:
    """What the layout has no column for."""
    (found,) = [row["extra"] for row in rows(store, table) if row["record"] == record]
    data: dict[str, str] = json.loads(found)
    return data


def told(claim: Interest) -> str:
    """`60% 2019-01-01..2021-04-03`: the share and the period of an interest, `?` and an open end where unknown."""
    share = "?" if claim.share is None else bounds_text(claim.share)
    begin, end = ("" if day is None else day_text(day) for day in (claim.valid_from, claim.valid_to))
    return f"{share} {begin}..{end}"


def history(store: MemoryStore) -> dict[str, str]:
    """All interests as they are told, by record id."""
    return {record: told(claim) for record, claim in interests(store).items()}
