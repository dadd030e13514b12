"""What does a BODS 0.4 statement say, in the words of the bank layout?

An entity or a person becomes a party `dataset/recordId`, each interest of a relationship a claim of its own. An
interest through others (`indirect`, or not `direct` in a relationship that has components) is an answer to compare
with: it is read as a declared owner, never as an input. An `endDate` is "the date from which this interest ceased to
exist", so it is the end of a half-open period as it stands. Whoever is not named is an unknown party of its own, never
dropped and never merged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from lookthrough.errors import ShareError
from lookthrough.graph.model import HOLDINGS
from lookthrough.graph.shares import parse
from lookthrough.graph.tables import Table
from lookthrough.ingest.columns import Fault
from lookthrough.ingest.sources import bods_parties
from lookthrough.ingest.sources.bods_fields import Node, UnfitError, sound
from lookthrough.ingest.sources.bods_rows import Claim, Row, Scope, Statement, Texts
from lookthrough.ingest.sources.bods_words import (
    DIRECTNESS,
    INTEREST_TYPES,
    INTERESTS,
    NOMINATIONS,
    RECORDS,
    STATUSES,
    UK_BANDS,
    UNKNOWN,
    Interest,
)

LIMIT = 1000  # interests of a statement
MOST = 8  # of them that are each kept with the whole statement
_UK = re.compile(
    r"companieshouse\.gov\.uk|company-information\.service\.gov\.uk|companies house|significant control",
    re.IGNORECASE,
)
_UK_NATURE = re.compile(r"\b(?:25-to-50|50-to-75|75-to-100)-percent")


def read_statement(whole: Node, scope: Scope) -> Statement:
    """The statement in the words of the layout.

    Raises:
        UnfitError: something that must be there is not, or is not what the standard says.
    """
    record, kind = whole.needed("recordId"), whole.needed("recordType")
    whole.word("recordType", RECORDS)
    status = whole.word("recordStatus", STATUSES)
    about = {"statementId": whole.needed("statementId"), "statementDate": whole.text("statementDate")}
    about |= {"recordStatus": status, "source": whole.node("source").text("url")}
    day, published = whole.day("statementDate"), whole.node("publicationDetails").day("publicationDate")
    if not whole.has_object("recordDetails"):
        raise UnfitError(Fault("recordDetails", "missing_value", "recordDetails must be there, as an object"))
    details = whole.node("recordDetails")
    found = Statement(record, kind == "relationship", day, published, status == "closed")
    if kind == "relationship":
        return _relationship(whole, found, about, scope)
    read = bods_parties.entity if kind == "entity" else bods_parties.person
    nomination = kind == "entity" and bods_parties.is_nomination(details)
    return replace(found, parties=(read(record, details, about, scope),), nomination=nomination)


def _relationship(whole: Node, found: Statement, about: Texts, scope: Scope) -> Statement:
    """The claims of a relationship, and the unknown parties that it stands between."""
    details = whole.node("recordDetails")
    subject, holder = (
        _End.of(details, name, found.record, about, scope) for name in ("subject", "interestedParty")
    )
    parties = tuple(end.unnamed for end in (subject, holder) if end.unnamed)
    between = _Between(found.record, subject, holder, bool(details.texts("componentRecords")), _is_uk(whole))
    interests = details.nodes("interests") or [Node({}, details.at("interests"))]
    if len(interests) > LIMIT:
        reason = f"interests must be an array of at most {LIMIT:,}"
        raise UnfitError(Fault(details.at("interests"), "wrong_type", reason))
    claims = [between.claim(number, each, about) for number, each in enumerate(interests, 1)]
    if len(claims) > MOST:
        claims = [_by_itself(claim, each) for claim, each in zip(claims, interests, strict=True)]
    return replace(found, parties=parties, claims=tuple(claims))


def _by_itself(claim: Claim, given: Node) -> Claim:
    """The claim with the interest alone as what was written."""
    written = json.dumps(given.fields, ensure_ascii=False, default=str)
    return replace(claim, row=replace(claim.row, written=sound(written)))


@dataclass(frozen=True, slots=True)
class _End:
    """One of the two parties of a relationship; `unnamed` is its row where the statement names none."""

    party: str
    unnamed: Row | None = None
    nomination: bool = False

    @staticmethod
    def of(details: Node, name: str, record: str, about: Texts, scope: Scope) -> _End:
        """The end that a field names or leaves open."""
        if not details.has_object(name) and (other := details.text(name)):
            return _End(scope.party(other), None, other in scope.nominations)
        given = details.node(name) if details.has_object(name) else Node({}, details.at(name))
        row = bods_parties.unspecified(f"{record}#{name}", given, about, scope)
        return _End(scope.party(row.record), row)


@dataclass(frozen=True, slots=True)
class _Between:
    """What all interests of a relationship share."""

    record: str
    subject: _End
    holder: _End
    components: bool
    uk: bool

    def claim(self, number: int, given: Node, about: Texts) -> Claim:
        """One interest as a claim."""
        type_ = given.word("type", INTEREST_TYPES)
        way = given.word("directOrIndirect", DIRECTNESS)
        begin, end = given.day("startDate"), given.day("endDate")
        if begin and end and end < begin:
            raise UnfitError(Fault(given.at("endDate"), "dates_reversed", "endDate lies before startDate"))
        interest, details = INTERESTS.get(type_ or "", UNKNOWN), given.text("details")
        benefits = given.flag("beneficialOwnershipOrControl")
        extra = {
            "interest": type_,
            "directOrIndirect": way,
            "beneficialOwnershipOrControl": None if benefits is None else str(benefits).lower(),
            "remark": interest.remark,
            "details": details,
        }
        share = _share(given.node("share"), uk=self.uk or bool(_UK_NATURE.search(details or "")))
        apart = way == "indirect" or (self.components and way != "direct")
        table, cells = self._cells(type_ or "", interest, share, apart=apart)
        row = Row(table, f"{self.record}#{number}", cells, {**about, **extra})
        return Claim(row, type_ or "", begin, end)

    def _cells(
        self, type_: str, interest: Interest, share: str | None, *, apart: bool
    ) -> tuple[Table, Texts]:
        subject, holder = self.subject.party, self.holder.party
        if type_ in NOMINATIONS:  # the nominee acts for the nomination, the nomination for the nominator
            acting, other = (holder, subject) if type_ == "nominee" else (subject, holder)
            return Table.ASSOCIATIONS, {"party_a": acting, "party_b": other, "kind": "nominee_for"}
        if apart:
            declared = {"party_id": subject, "owner_id": holder, "by": "register", "basis": interest.kind}
            return Table.DECLARED_OWNERS, declared | {"share": share}
        cells = {"holder_id": holder, "held_id": subject, "kind": interest.kind, "share": share}
        if self.holder.nomination and interest.kind in HOLDINGS:
            cells["nominee"] = "true"
        return Table.INTERESTS, cells | {"position": interest.position}


def _is_uk(whole: Node) -> bool:
    """Whether the statement comes from the UK register of people with significant control."""
    source, publisher = whole.node("source"), whole.node("publicationDetails").node("publisher")
    texts = (node.text(name) for node in (source, publisher) for name in ("url", "description", "name"))
    return any(_UK.search(text) for text in texts if text)


def _share(given: Node, *, uk: bool) -> str | None:
    """The share in the spelling of the layout; an end that is not given is 0 or 100 percent."""
    exact = given.percentage("exact")
    lows = _ends(given, {"minimum": False, "exclusiveMinimum": True})
    highs = _ends(given, {"maximum": True, "exclusiveMaximum": False})
    if exact is not None:
        return _checked(given, f"{exact:f}%")
    if not lows and not highs:
        return None
    low, opened = max(lows, default=(Decimal(0), False))
    high, closed = min(highs, default=(Decimal(100), True))
    if uk and (band := UK_BANDS.get((low, high))):
        return band
    return _checked(given, f"{'(' if opened else '['}{low:f},{high:f}{']' if closed else ')'}%")


def _ends(given: Node, names: Mapping[str, bool]) -> list[tuple[Decimal, bool]]:
    """The ends that are given; of two, the one that leaves less sorts further in."""
    found = ((given.percentage(name), flag) for name, flag in names.items())
    return [(end, flag) for end, flag in found if end is not None]


def _checked(given: Node, text: str) -> str:
    try:
        parse(text)
    except ShareError as error:
        raise UnfitError(Fault(given.path, error.code, str(error))) from None
    return text
