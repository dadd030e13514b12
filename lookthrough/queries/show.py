"""What does the store know of one party or account: every claim that names it, with its source row?"""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction
from typing import Any

from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.model import Account, PartyFacts, Record
from lookthrough.graph.rows import day_text
from lookthrough.graph.shares import Share
from lookthrough.graph.structure.facts import views
from lookthrough.graph.structure.treatment import Treatment
from lookthrough.queries.finding import party_json, share_json, source_json
from lookthrough.queries.look import View

DAYS = frozenset({"valid_from", "valid_to", "dissolved_on"})


def show(view: View, node: Node, *, account: bool = False) -> dict[str, Any]:
    """Who it is, its records, and every claim that names it; names of the other ends beside their ids."""
    records = view.reader.records(node, view.at)
    identity = view.reader.identity(view.at.known)
    facts = [record for record in records if isinstance(record, PartyFacts)]
    party = views(facts, identity, Treatment(precedence=view.precedence)).get(node)
    known = any(isinstance(record, Account) and record.id == node for record in records)
    kind = "account" if account or known else "unknown"
    return {
        "party": party_json(party) if party else {"id": node, "name": node, "kind": kind},
        "records": [_record(record) for record in records],
        "identity": list(identity.records(node)),
    }


def _record(record: Record) -> dict[str, Any]:
    source = record.source
    found: dict[str, Any] = {"table": str(source.table), "claim": source.claim}
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name == "details":
            found |= value
        elif field.name != "source" and value is not None and value is not False:
            found[field.name] = _plain(field.name, value)
    return found | {"source": source_json(source)}


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, Share):
        return share_json(value)
    if isinstance(value, Fraction):
        return str(value) if value.denominator == 1 else f"{float(value):f}".rstrip("0")
    return day_text(value) if name in DAYS else value if isinstance(value, int) else str(value)
