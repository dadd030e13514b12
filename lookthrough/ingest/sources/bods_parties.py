"""Which party does a BODS 0.4 statement about an entity or a person describe?"""

from __future__ import annotations

from collections.abc import Iterable

from lookthrough.graph.tables import Table
from lookthrough.ingest.columns import Fault
from lookthrough.ingest.sources.bods_fields import Node, UnfitError
from lookthrough.ingest.sources.bods_rows import Row, Scope, Texts
from lookthrough.ingest.sources.bods_words import ENTITIES, PERSONS, SUBTYPES, UNNAMED, WITHHELD

LEI = "XI-LEI"
USCC = 18  # letters and digits


def entity(record: str, details: Node, about: Texts, scope: Scope) -> Row:
    """The party that an entity is."""
    type_, subtype = _type(details)
    name = details.text("name")
    reason = details.node("unspecifiedEntityDetails")
    place = _first(details, "jurisdiction", "incorporatedInJurisdiction")
    code, called = place.text("code"), place.text("name")
    cells = {
        "party_id": scope.party(record),
        "kind": "arrangement" if subtype == "trust" else ENTITIES[type_],
        "class": _class(type_, subtype, code, details),
        "name": name or _unnamed(UNNAMED.get(type_), reason, record),
        "names_other": _list(details.texts("alternateNames")),
        "country": code[:2] if code else called,
        "registered_in": code if code and "-" in code else called or code,
        "registered_on": details.day("foundingDate"),
        "dissolved_on": details.day("dissolutionDate"),
        "unknown": UNNAMED.get(type_),
        "address": _address(details, ("registered", "business"))[0],
        **_identifiers(details),
    }
    said = {
        "entityType": type_,
        "entitySubtype": subtype,
        "entityDetails": details.node("entityType").text("details"),
    }
    return Row(Table.PARTIES, record, cells, {**about, **said, **_reason(reason), **_others(details)})


def person(record: str, details: Node, about: Texts, scope: Scope) -> Row:
    """The party that a person is."""
    type_ = details.needed("personType")
    details.word("personType", PERSONS)
    reason = details.node("unspecifiedPersonDetails")
    names = _names(details)
    address, country = _address(details, ("residence", "service"))
    cells = {
        "party_id": scope.party(record),
        "kind": "person",
        "name": names[0] if names else _unnamed(UNNAMED.get(type_), reason, record),
        "names_other": _list(names[1:]),
        "nationality": _list(_codes(details.nodes("nationalities"))),
        "country": country,
        "birth_date": details.birth("birthDate"),
        "unknown": UNNAMED.get(type_),
        "address": address,
        **_documents(details),
    }
    exposure = details.node("politicalExposure").text("status")
    said = {"personType": type_, "deathDate": details.birth("deathDate"), "politicalExposure": exposure}
    return Row(Table.PARTIES, record, cells, {**about, **said, **_reason(reason), **_others(details)})


def unspecified(record: str, given: Node, about: Texts, scope: Scope) -> Row:
    """The unknown party of a relationship that names none: one of its own, whoever else is unknown."""
    word = "anonymous" if given.text("reason") == WITHHELD else "unknown"
    name = _unnamed(word, given, record)
    cells = {"party_id": scope.party(record), "kind": "unknown", "name": name, "unknown": word}
    return Row(Table.PARTIES, record, cells, {**about, **_reason(given)})


def is_nomination(details: Node) -> bool:
    """Whether an entity is an arrangement by which one holds for another."""
    return details.node("entityType").text("subtype") == "nomination"


def _type(details: Node) -> tuple[str, str | None]:
    if details.fields.get("entityType") is None:
        raise UnfitError(
            Fault(details.at("entityType"), "missing_value", "entityType is empty: it must be there")
        )
    given = details.node("entityType")
    type_ = given.needed("type")
    given.word("type", ENTITIES)
    return type_, given.word("subtype", SUBTYPES)


def _class(type_: str, subtype: str | None, country: str | None, details: Node) -> str | None:
    """The class, where the statement leaves no doubt; states and their bodies abroad are governments abroad."""
    if subtype == "trust":
        return "trust"
    if ENTITIES[type_] == "public_body":
        home = "state" if type_ == "state" else "government"
        return None if country is None else home if country == "CN" else "government_abroad"
    listed = details.node("publicListing").flag("hasPublicListing")
    return "listed" if listed and type_ == "registeredEntity" else None


def _unnamed(word: str | None, reason: Node, record: str) -> str:
    """What stands where a name is missing: why it is, or, for somebody who is known, the record."""
    code = reason.text("reason")
    if word is None:
        return record
    return f"{word} ({code})" if code and code != word else word


def _reason(given: Node) -> Texts:
    return {"reason": given.text("reason"), "description": given.text("description")}


def _first(details: Node, *names: str) -> Node:
    """The first of some objects that is there."""
    return details.node(next((name for name in names if details.fields.get(name)), names[0]))


def _list(texts: Iterable[str]) -> str | None:
    """Several texts in one cell; a semicolon inside one gives way."""
    return ";".join(text.replace(";", ",") for text in dict.fromkeys(texts)) or None


def _codes(countries: Iterable[Node]) -> list[str]:
    return [text for country in countries if (text := country.text("code") or country.text("name"))]


def _names(details: Node) -> list[str]:
    """All full names, the legal one first."""
    given = sorted(
        details.nodes("names"), key=lambda name: name.text("type") not in (None, "legal", "individual")
    )
    parts = ("givenName", "patronymicName", "familyName")
    return [
        text
        for name in given
        if (text := name.text("fullName") or " ".join(filter(None, map(name.text, parts))))
    ]


def _address(details: Node, wanted: tuple[str, ...]) -> tuple[str | None, str | None]:
    """The address of the first of some types (else the first one) in one line, and its country."""
    addresses = details.nodes("addresses")
    ranked = sorted(addresses, key=lambda each: [each.text("type") != word for word in wanted])
    if not ranked:
        return None, None
    country = ranked[0].node("country")
    parts = (
        ranked[0].text("address"),
        ranked[0].text("postCode"),
        country.text("name") or country.text("code"),
    )
    return ", ".join(filter(None, parts)) or None, country.text("code") or country.text("name")


def _scheme(identifier: Node) -> str:
    return identifier.text("scheme") or identifier.text("schemeName") or ""


def _identifiers(details: Node) -> dict[str, str | None]:
    """An entity's LEI, its Chinese social credit code, and the first other number as that of its register."""
    found: dict[str, str | None] = {}
    for identifier in details.nodes("identifiers"):
        if value := identifier.text("id"):
            found.setdefault(_identifier_column(_scheme(identifier), value), value)
    return found


def _identifier_column(scheme: str, value: str) -> str:
    if scheme == LEI:
        return "lei"
    return "uscc" if scheme.startswith("CN-") and len(value) == USCC else "registry_no"


def _documents(details: Node) -> dict[str, str | None]:
    """A person's tax number and first other document; schemes end in -PASSPORT, -TAXID or -IDCARD."""
    found: dict[str, str | None] = {}
    for identifier in details.nodes("identifiers"):
        scheme, value = _scheme(identifier), identifier.text("id")
        if scheme.endswith("-TAXID"):
            found.setdefault("tax_id", value)
        elif value and "id_number" not in found:
            found |= {"id_type": scheme or None, "id_number": value}
    return found


def _others(details: Node) -> Texts:
    """All identifiers with their schemes."""
    pairs = ((_scheme(each), each.text("id")) for each in details.nodes("identifiers"))
    return {"identifiers": _list(f"{scheme}:{value}" for scheme, value in pairs if value)}
