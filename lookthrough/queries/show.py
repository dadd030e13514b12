"""What does the store know of one party or account: every claim that names it, with its source row?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lookthrough.graph.identity import Identity
from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.model import Account, Customer, PartyFacts, Record
from lookthrough.graph.rows import day_text, record_of
from lookthrough.graph.shares import Share
from lookthrough.graph.structure.facts import views
from lookthrough.graph.structure.treatment import Treatment
from lookthrough.graph.tables import Table
from lookthrough.queries.finding import party_json, share_json, source_json
from lookthrough.queries.look import View

DAYS = frozenset({"valid_from", "valid_to", "dissolved_on", "on", "due_on"})
ENDS = ("holder", "held", "a", "b", "party", "owner", "guarantor", "debtor")
NAMED = 60
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def show(view: View, node: Node, *, account: bool = False) -> dict[str, Any]:
    """Who it is and every claim that names it, amounts exact; `names` has the names of the first 60 other ends.

    The branch of a customer stands with him.
    """
    records = view.reader.records(node, view.at)
    records = (*records, *_branches(view, records))
    identity = view.reader.identity(view.at.known)
    facts = [record for record in records if isinstance(record, PartyFacts)]
    party = views(facts, identity, Treatment(precedence=view.precedence)).get(node)
    known = any(isinstance(record, Account) and record.id == node for record in records)
    kind = "account" if account or known else "unknown"
    return {
        "party": party_json(party) if party else {"id": node, "name": node, "kind": kind},
        "records": [_record(record) for record in records],
        "identity": list(identity.records(node)),
        "names": _names(view, records, identity, node),
    }


def _branches(view: View, records: Sequence[Record]) -> Iterator[Record]:
    """What sources say of the branches that customers are at."""
    wanted = {record.details.get("branch") for record in records if isinstance(record, Customer)} - {None}
    for row in view.reader.columns(Table.BRANCHES, view.at).to_pylist() if wanted else ():
        if row["branch"] in wanted:
            yield record_of(Table.BRANCHES, row)


def _names(view: View, records: Sequence[Record], identity: Identity, node: Node) -> dict[str, str]:
    """Record id -> name of the other ends that some row describes, read at once: a closure that goes nowhere."""
    named = [getattr(record, end, None) for record in records for end in ENDS]
    others = [end for end in dict.fromkeys(filter(None, named)) if identity.party(end) != node][:NAMED]
    found = view.reader.closure(others, view.at, "up", 0).parties if others else ()
    parties = views(found, identity, Treatment(precedence=view.precedence))
    return {end: party.name for end in others if (party := parties.get(identity.party(end)))}


def _record(record: Record) -> dict[str, Any]:
    source = record.source
    found: dict[str, Any] = {"table": str(source.table), "claim": source.claim}
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name == "details":
            found |= value
        elif field.name != "source" and value is not None and value is not False and value != ():
            found[field.name] = _plain(field.name, value)
    return found | {"source": source_json(source)}


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, Share):
        return share_json(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Fraction):
        return _amount(value)
    if name == "at":
        return (EPOCH + timedelta(microseconds=value)).isoformat().replace("+00:00", "Z")
    return day_text(value) if name in DAYS else value if isinstance(value, int) else str(value)


def _amount(value: Fraction) -> str:
    """`1000`, `0.35`: decimal and exact; numerator/denominator where no decimal is."""
    decimal = Decimal(value.numerator) / value.denominator
    return f"{decimal:f}" if Fraction(decimal) == value else str(value)
