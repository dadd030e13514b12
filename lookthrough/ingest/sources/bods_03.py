"""How does a statement of BODS 0.2 or 0.3 say the same in the form of 0.4?

There a statement has no recordId: a record is the chain of statements that replace one another, and is called here by
the first of them. What is in a statement is at its top; interest types of 0.2 have hyphens and speak of trusts; an
upper end of a share is excluded unless the statement says otherwise (at 100 % that would exclude a sole owner, so
there it is included); dates may be months or years, and are read as their first day, as 0.4 asks publishers to write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from lookthrough.ingest.sources.bods_fields import Node

TYPES = {
    "entityStatement": "entity",
    "personStatement": "person",
    "ownershipOrControlStatement": "relationship",
}
INTERESTS = {
    "settlorOfTrust": "settlor",
    "trusteeOfTrust": "trustee",
    "protectorOfTrust": "protector",
    "beneficiaryOfTrust": "beneficiaryOfLegalArrangement",
    "otherInfluenceOrControlOfTrust": "otherInfluenceOrControl",
}
Root = Callable[[str], str]


def is_old(fields: Mapping[str, Any]) -> bool:
    """Whether a statement is of a version before 0.4: it names itself by statementID and no record."""
    return fields.get("recordId") is None and ("statementID" in fields or "statementType" in fields)


def replaced(whole: Node) -> str | None:
    """The statement that this one replaces, the first where it replaces several."""
    return next(iter(whole.texts("replacesStatements")), None)


def modern(whole: Node, root: Root) -> Node:
    """The statement in the form of 0.4; `root` finds the first of the statements that replace one another.

    Raises:
        UnfitError: it is no statement of BODS 0.2 or 0.3.
    """
    id_, type_ = whole.needed("statementID"), whole.needed("statementType")
    whole.word("statementType", TYPES)
    details = {"entityStatement": _entity, "personStatement": _person}.get(type_)
    return Node(
        {
            **whole.fields,
            "statementId": id_,
            "recordId": root(id_),
            "recordType": TYPES[type_],
            "recordStatus": "updated" if replaced(whole) else "new",
            "recordDetails": details(whole) if details else _relationship(whole, root),
        }
    )


def _entity(whole: Node) -> dict[str, Any]:
    dates = {name: whole.day(name, partial=True) for name in ("foundingDate", "dissolutionDate")}
    kind = {
        "type": whole.needed("entityType"),
        "subtype": whole.node("entitySubtype").text("generalCategory"),
    }
    return {**whole.fields, **dates, "entityType": kind, "addresses": _addresses(whole)}


def _person(whole: Node) -> dict[str, Any]:
    known = "knownPerson" if whole.nodes("names") else "unknownPerson"
    return {**whole.fields, "personType": whole.text("personType") or known, "addresses": _addresses(whole)}


def _addresses(whole: Node) -> list[dict[str, Any]]:
    """Addresses, whose country was a bare code."""
    found = []
    for address in whole.nodes("addresses"):
        code = address.fields.get("country")
        found.append({**address.fields, "country": {"code": code} if isinstance(code, str) else code})
    return found


def _relationship(whole: Node, root: Root) -> dict[str, Any]:
    return {
        "subject": _end(whole.node("subject"), root),
        "interestedParty": _end(whole.node("interestedParty"), root),
        "componentRecords": [root(id_) for id_ in whole.texts("componentStatementIDs")],
        "interests": [_interest(interest) for interest in whole.nodes("interests")],
    }


def _end(given: Node, root: Root) -> Any:
    """The record of the statement that describes an end of a relationship, or why none does."""
    for name in ("describedByEntityStatement", "describedByPersonStatement"):
        if id_ := given.text(name):
            return root(id_)
    return given.node("unspecified").fields


def _interest(given: Node) -> dict[str, Any]:
    type_ = re.sub(r"-(\w)", lambda match: match[1].upper(), given.text("type") or "")
    return {
        **given.fields,
        "type": INTERESTS.get(type_, type_),
        "directOrIndirect": given.text("directOrIndirect") or given.text("interestLevel"),
        "startDate": given.day("startDate", partial=True),
        "endDate": given.day("endDate", partial=True),
        "share": _share(given.node("share")),
    }


def _share(given: Node) -> dict[str, Any]:
    """The share, whose two exclusive ends were flags of the others."""
    least, most = given.percentage("minimum"), given.percentage("maximum")
    above, below = given.flag("exclusiveMinimum"), given.flag("exclusiveMaximum")
    if below is None:
        below = most not in (least, 100)
    return {
        "exact": given.fields.get("exact"),
        "exclusiveMinimum" if above else "minimum": least,
        "exclusiveMaximum" if below else "maximum": most,
    }
