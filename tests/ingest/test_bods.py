"""Does a BODS 0.4 statement become what it says: parties, kinds of interests, shares, periods, declared owners?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lookthrough.graph.model import INTEREST_KINDS
from lookthrough.graph.shares import bounds_text
from lookthrough.graph.tables import Table
from lookthrough.ingest.sources.bods_words import ENTITIES, INTERESTS
from tests.ingest.deliveries import refused
from tests.ingest.statements import (
    UK,
    associations,
    declared,
    entity,
    extra,
    history,
    interest,
    interests,
    parties,
    person,
    relationship,
    taken,
)

KINDS = {
    "shareholding": "shareholding",
    "rightsToSurplusAssetsOnDissolution": "surplus_assets",
    "votingRights": "voting_rights",
    "rightsToProfitOrIncome": "profit_rights",
    "rightToProfitOrIncomeFromAssets": "profit_rights",
    "appointmentOfBoard": "board_appointment_majority",
    "rightsGrantedByContract": "control_by_agreement",
    "otherInfluenceOrControl": "significant_influence_or_control",
    "seniorManagingOfficial": "senior_manager",
    "settlor": "settlor",
    "beneficiaryOfLegalArrangement": "beneficiary",
    "unknownInterest": "unknown",
    "unpublishedInterest": "unknown",
}


def test_a_person_who_holds_a_company_is_two_parties_and_one_interest(tmp_path: Path) -> None:
    # P -60%-> C
    found = relationship("P", "C", interest("shareholding", 60, startDate="2019-05-01"))
    store, run = taken(tmp_path, entity("C"), person("P"), found)
    assert {name: (each.id, each.kind) for name, each in parties(store).items()} == {
        "C": ("register/C", "company"),
        "P": ("register/P", "person"),
    }
    (claim,) = interests(store).values()
    assert (claim.holder, claim.held, claim.kind) == ("register/P", "register/C", "shareholding")
    assert history(store) == {"P>C#1": "60% 2019-05-01.."}
    assert (claim.source.row, run.rejected) == (3, 0)
    assert '"recordId": "P>C"' in (claim.source.text or "")


@pytest.mark.parametrize(("type_", "kind"), KINDS.items())
def test_a_type_of_interest_is_read_as_its_kind(tmp_path: Path, type_: str, kind: str) -> None:
    store, _ = taken(tmp_path, relationship("P", "C", interest(type_)))
    assert [claim.kind for claim in interests(store).values()] == [kind]
    assert extra(store, Table.INTERESTS, "P>C#1")["interest"] == type_


def test_every_kind_that_a_type_is_read_as_is_one_of_the_layout() -> None:
    assert {found.kind for found in INTERESTS.values()} <= INTEREST_KINDS


@pytest.mark.parametrize("given", [interest(None), interest(""), {}])
def test_an_interest_without_a_type_is_kept_as_unknown(tmp_path: Path, given: dict[str, Any]) -> None:
    store, _ = taken(tmp_path, relationship("P", "C", given))
    assert [claim.kind for claim in interests(store).values()] == ["unknown"]


@pytest.mark.parametrize("given", [None, []])
def test_a_relationship_without_interests_is_kept_as_unknown(tmp_path: Path, given: Any) -> None:
    found = relationship("P", "C")
    found["recordDetails"]["interests"] = given
    store, _ = taken(tmp_path, found)
    assert [claim.kind for claim in interests(store).values()] == ["unknown"]


def test_what_weighs_less_than_its_kind_is_remarked(tmp_path: Path) -> None:
    types = ("conditionalRightsGrantedByContract", "enjoymentAndUseOfAssets", "controlByLegalFramework")
    store, _ = taken(tmp_path, relationship("P", "C", *map(interest, types)))
    remarks = [extra(store, Table.INTERESTS, f"P>C#{n}").get("remark") for n in (1, 2, 3)]
    assert remarks == ["conditional", "weak", None]


def test_offices_keep_their_rank(tmp_path: Path) -> None:
    types = ("boardChair", "boardMember", "seniorManagingOfficial")
    store, _ = taken(tmp_path, relationship("P", "C", *map(interest, types)))
    assert [claim.position for claim in interests(store).values()] == [
        "chairman",
        "director",
        "general_manager",
    ]


@pytest.mark.parametrize(
    ("share", "text"),
    [
        ({"exact": 33.4}, "33.4%"),
        ({"exact": 0}, "0%"),
        ({"exact": 60, "minimum": 50, "maximum": 75}, "60%"),
        ({"minimum": 25, "maximum": 50}, "[25,50]%"),
        ({"exclusiveMinimum": 25, "maximum": 50}, "(25,50]%"),
        ({"minimum": 25, "exclusiveMaximum": 50}, "[25,50)%"),
        ({"minimum": 75}, "[75,100]%"),
        ({"exclusiveMaximum": 10}, "[0,10)%"),
        ({"minimum": 25, "exclusiveMinimum": 25, "maximum": 50, "exclusiveMaximum": 40}, "(25,40)%"),
        ({"minimum": 100, "maximum": 100}, "100%"),
        ({}, None),
        (None, None),
    ],
)
def test_a_share_keeps_its_ends_and_whether_they_are_excluded(
    tmp_path: Path, share: Any, text: str | None
) -> None:
    store, _ = taken(tmp_path, relationship("P", "C", interest("shareholding", share)))
    (claim,) = interests(store).values()
    assert (bounds_text(claim.share) if claim.share else None) == text


BANDS = [((25, 50), "(25,50]%"), ((50, 75), "(50,75)%"), ((75, 100), "[75,100]%"), ((10, 50), "[10,50]%")]
NATURE = {"details": "['ownership-of-shares-25-to-50-percent']"}


@pytest.mark.parametrize(("ends", "text"), BANDS)
def test_a_band_of_the_uk_register_has_the_ends_of_the_law(tmp_path: Path, ends: Any, text: str) -> None:
    share = {"minimum": float(ends[0]), "maximum": ends[1]}
    store, _ = taken(tmp_path, relationship("P", "C", interest("votingRights", share), **UK))
    assert history(store) == {"P>C#1": f"{text} .."}


@pytest.mark.parametrize(
    "other",
    [
        {"source": {"url": "https://find-and-update.company-information.service.gov.uk/company/1"}},
        {"publicationDetails": {"publisher": {"name": "Companies House"}}},
        {"source": {"description": "Register of people with significant control"}},
    ],
)
def test_the_uk_register_is_known_by_what_names_the_source(tmp_path: Path, other: Any) -> None:
    found = relationship("P", "C", interest("shareholding", {"minimum": 25, "maximum": 50}), **other)
    assert history(taken(tmp_path, found)[0]) == {"P>C#1": "(25,50]% .."}


def test_the_uk_register_is_known_by_the_nature_of_control_and_by_nothing_less(tmp_path: Path) -> None:
    share = {"minimum": 25, "maximum": 50}
    found = relationship("P", "C", interest("shareholding", share, **NATURE), interest("votingRights", share))
    assert history(taken(tmp_path, found)[0]) == {"P>C#1": "(25,50]% ..", "P>C#2": "[25,50]% .."}


def test_an_interest_ends_on_its_end_date_and_does_not_exist_on_that_day(tmp_path: Path) -> None:
    dates = {"startDate": "2016-04-06", "endDate": "2019-07-29"}
    store, _ = taken(tmp_path, relationship("P", "C", interest("shareholding", 60, **dates)))
    assert history(store) == {"P>C#1": "60% 2016-04-06..2019-07-29"}


def test_a_closed_record_without_an_end_date_ends_on_its_statement_date(tmp_path: Path) -> None:
    closed = {"recordStatus": "closed", "statementDate": "2024-09-07T10:00:00Z"}
    given = (
        interest("shareholding", 60, startDate="2018-01-18"),
        interest("votingRights", 60, endDate="2023-01-01"),
    )
    store, _ = taken(tmp_path, relationship("P", "C", *given, **closed))
    assert history(store) == {"P>C#1": "60% 2018-01-18..2024-09-07", "P>C#2": "60% ..2023-01-01"}


def test_an_indirect_interest_with_components_is_declared_and_never_an_input(tmp_path: Path) -> None:
    # P -50%-> H -60%-> C, and the register says: P has 30 % of C through them
    chain = (
        relationship("P", "H", interest("shareholding", 50)),
        relationship("H", "C", interest("shareholding", 60)),
    )
    whole = relationship("P", "C", interest("shareholding", 30, "indirect"), components=("H", "P>H", "H>C"))
    store, _ = taken(tmp_path, *chain, whole)
    assert history(store) == {"P>H#1": "50% ..", "H>C#1": "60% .."}
    (found,) = declared(store).values()
    assert (found.party, found.owner, found.by, found.basis) == (
        "register/C",
        "register/P",
        "register",
        "shareholding",
    )
    assert found.share is not None
    assert bounds_text(found.share) == "30%"


@pytest.mark.parametrize(
    ("way", "components", "inputs"),
    [("direct", ["x"], 1), ("unknown", ["x"], 0), ("indirect", [], 0), ("unknown", [], 1)],
)
def test_only_what_may_be_direct_is_an_input(
    tmp_path: Path, way: str, components: list[str], inputs: int
) -> None:
    found = relationship("P", "C", interest("shareholding", 30, way), components=components)
    store, _ = taken(tmp_path, found)
    assert (len(interests(store)), len(declared(store))) == (inputs, 1 - inputs)


UNNAMED = [
    (
        {"reason": "interestedPartyExemptFromDisclosure"},
        "anonymous",
        "anonymous (interestedPartyExemptFromDisclosure)",
    ),
    ({"reason": "noBeneficialOwners", "description": "none"}, "unknown", "unknown (noBeneficialOwners)"),
    ({"reason": "unknown"}, "unknown", "unknown"),
    ({}, "unknown", "unknown"),
    (None, "unknown", "unknown"),
    ("", "unknown", "unknown"),
]


@pytest.mark.parametrize(("given", "unknown", "name"), UNNAMED)
def test_an_unnamed_interested_party_is_an_unknown_party(
    tmp_path: Path, given: Any, unknown: str, name: str
) -> None:
    store, _ = taken(tmp_path, relationship(given, "C", interest("shareholding", 60), record="R"))
    found = parties(store)["R#interestedParty"]
    assert (found.kind, found.unknown, found.name) == ("unknown", unknown, name)
    assert [claim.holder for claim in interests(store).values()] == ["register/R#interestedParty"]


def test_unnamed_parties_are_never_merged_and_never_dropped(tmp_path: Path) -> None:
    # ? -?-> C     ? -?-> C     P -?-> ?
    given = {"reason": "unknown"}
    found = [
        relationship(given, "C", record="R"),
        relationship(given, "C", record="S"),
        relationship("P", None, record="T"),
    ]
    del found[1]["recordDetails"]["interestedParty"]
    store, _ = taken(tmp_path, *found)
    assert set(parties(store)) == {"R#interestedParty", "S#interestedParty", "T#subject"}
    assert len({(claim.holder, claim.held) for claim in interests(store).values()}) == 3


@pytest.mark.parametrize(("type_", "kind"), ENTITIES.items())
def test_an_entity_is_a_party_of_its_kind(tmp_path: Path, type_: str, kind: str) -> None:
    store, _ = taken(tmp_path, entity("E", type_))
    assert parties(store)["E"].kind == kind
    assert parties(store)["E"].unknown == {"anonymousEntity": "anonymous", "unknownEntity": "unknown"}.get(
        type_
    )


@pytest.mark.parametrize(
    ("type_", "subtype", "details", "cls"),
    [
        ("arrangement", "trust", {}, "trust"),
        ("legalEntity", "trust", {}, "trust"),
        ("arrangement", None, {}, None),
        ("registeredEntity", None, {"publicListing": {"hasPublicListing": True}}, "listed"),
        ("state", None, {"jurisdiction": {"name": "China", "code": "CN"}}, "state"),
        ("stateBody", "stateAgency", {"jurisdiction": {"name": "China", "code": "CN"}}, "government"),
        ("stateBody", None, {"jurisdiction": {"name": "Finland", "code": "FI"}}, "government_abroad"),
        ("stateBody", None, {}, None),
    ],
)
def test_a_class_is_told_where_it_is_sure(
    tmp_path: Path, type_: str, subtype: Any, details: Any, cls: Any
) -> None:
    store, _ = taken(tmp_path, entity("E", type_, subtype, **details))
    assert parties(store)["E"].cls == cls
    assert (parties(store)["E"].kind == "arrangement") == (type_ == "arrangement" or subtype == "trust")


def test_what_is_known_of_an_entity_stands_in_its_columns(tmp_path: Path) -> None:
    found = entity(
        "E",
        name=" Acme Ltd ",
        alternateNames=["Acme; Sons", "ACME"],
        jurisdiction={"name": "Delaware", "code": "US-DE"},
        identifiers=[
            {"scheme": "XI-LEI", "id": "213800LH1BZH3DI6G760"},
            {"schemeName": "Register", "id": "1"},
            {"scheme": "X", "id": "2"},
        ],
        addresses=[
            {"type": "business", "address": "B"},
            {"type": "registered", "address": "A", "postCode": "Z"},
        ],
        foundingDate="2001-02-03",
        dissolutionDate="2021-12-21",
    )
    store, _ = taken(tmp_path, found)
    facts = parties(store)["E"]
    assert (facts.name, facts.country, facts.dissolved_on) == ("Acme Ltd", "US", 18982)
    assert facts.details == {
        "names_other": "Acme, Sons;ACME", "registered_on": "2001-02-03", "lei": "213800LH1BZH3DI6G760",
        "registry_no": "1", "registered_in": "US-DE", "address": "A, Z",
    }  # fmt: skip
    assert extra(store, Table.PARTIES, "E")["identifiers"] == "XI-LEI:213800LH1BZH3DI6G760;Register:1;X:2"


def test_what_is_known_of_a_person_stands_in_its_columns(tmp_path: Path) -> None:
    found = person(
        "P",
        names=[
            {"type": "former", "fullName": "Old"},
            {"type": "legal", "givenName": "Jo", "familyName": "New"},
        ],
        nationalities=[{"name": "British", "code": "GB"}, {"name": "Irish"}],
        identifiers=[{"scheme": "IRL-TAXID", "id": "7"}, {"scheme": "GBR-PASSPORT", "id": "9"}],
        addresses=[
            {"type": "service", "address": "S"},
            {"type": "residence", "address": "R", "country": {"name": "UK"}},
        ],
        birthDate="1965-11",
        politicalExposure={"status": "isPep"},
    )
    store, _ = taken(tmp_path, found)
    facts = parties(store)["P"]
    assert extra(store, Table.PARTIES, "P")["politicalExposure"] == "isPep"
    assert (facts.name, facts.country) == ("Jo New", "UK")
    assert facts.details == {
        "names_other": "Old", "nationality": "GB;Irish", "birth_date": "1965-11", "id_type": "GBR-PASSPORT",
        "id_number": "9", "tax_id": "7", "address": "R, UK",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("type_", "unknown"), [("anonymousPerson", "anonymous"), ("unknownPerson", "unknown")]
)
def test_a_person_without_a_name_is_a_person_who_is_not_known(
    tmp_path: Path, type_: str, unknown: str
) -> None:
    given = {"names": None, "unspecifiedPersonDetails": {"reason": "subjectExemptFromDisclosure"}}
    facts = parties(taken(tmp_path, person("P", type_, **given))[0])["P"]
    assert (facts.kind, facts.unknown) == ("person", unknown)
    assert facts.name == f"{unknown} (subjectExemptFromDisclosure)"


def test_a_company_without_a_name_is_called_by_its_record(tmp_path: Path) -> None:
    assert parties(taken(tmp_path, entity("E", name=None))[0])["E"].name == "E"


def test_a_nominee_holds_for_the_nomination_and_that_for_the_nominator(tmp_path: Path) -> None:
    # B nominee, A nominator of N; N -60%-> C, which N holds as a nominee
    found = [
        relationship("A", "N", interest("nominator")),
        relationship("B", "N", interest("nominee")),
        relationship("N", "C", interest("shareholding", 60), interest("boardMember")),
        entity("N", "arrangement", "nomination"),
    ]
    store, _ = taken(tmp_path, *found)
    pairs = {(link.a, link.b) for link in associations(store).values() if link.kind == "nominee_for"}
    assert pairs == {("register/N", "register/A"), ("register/B", "register/N")}
    assert [claim.nominee for claim in interests(store).values()] == [True, False]


def test_interests_that_are_many_are_each_kept_with_what_was_written_of_them(tmp_path: Path) -> None:
    store, _ = taken(
        tmp_path, relationship("P", "C", *[interest("boardMember", details=f"{n} 董") for n in range(9)])
    )
    texts = [claim.source.text for claim in interests(store).values()]
    assert texts[8] == '{"type": "boardMember", "directOrIndirect": "direct", "details": "8 董"}'


REFUSED = [
    (interest("ownership"), "type", "unknown_word"),
    (interest("shareHolding", 60), "type", "unknown_word"),
    (interest("shareholding", 60, "both"), "directOrIndirect", "unknown_word"),
    (interest(7), "type", "wrong_type"),  # type: ignore[arg-type]
    (interest("shareholding", "60%"), "share", "wrong_type"),
    (interest("shareholding", {"exact": "60"}), "share/exact", "wrong_type"),
    (interest("shareholding", {"exact": True}), "share/exact", "wrong_type"),
    (interest("shareholding", 100.5), "share/exact", "share_out_of_range"),
    (interest("shareholding", -1), "share/exact", "share_out_of_range"),
    (interest("shareholding", {"minimum": 50, "maximum": 25}), "share", "share_empty_range"),
    (interest("shareholding", {"exact": 1e-30}), "share/exact", "share_too_fine"),
    (interest("shareholding", startDate="2019"), "startDate", "bad_date"),
    (interest("shareholding", startDate="2019-02-29"), "startDate", "bad_date"),
    (interest("shareholding", startDate="2019-05-01", endDate="2019-04-30"), "endDate", "dates_reversed"),
    (interest("shareholding", beneficialOwnershipOrControl="yes"), "beneficialOwnershipOrControl", "wrong_type"),
    (interest("shareholding", details="a\0b"), "details", "bad_text"),
    (interest("shareholding", details="\ud800"), "details", "bad_text"),
    (None, "", "wrong_type"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "field", "code"), REFUSED)
def test_an_interest_that_breaks_the_standard_is_refused(
    tmp_path: Path, given: Any, field: str, code: str
) -> None:
    store, _ = taken(tmp_path, relationship("P", "C", interest("shareholding", 10), given))
    place = "/".join(filter(None, ("recordDetails/interests/1", field)))
    assert refused(store) == [(1, place, code)]
    assert interests(store) == {}


def test_a_statement_with_thousands_of_interests_is_refused(tmp_path: Path) -> None:
    store, _ = taken(tmp_path, relationship("P", "C", *[{}] * 1001))
    assert refused(store) == [(1, "recordDetails/interests", "wrong_type")]


def test_the_nearest_code_is_proposed(tmp_path: Path) -> None:
    store, _ = taken(tmp_path, relationship("P", "C", interest("voting-rights")))
    (reject,) = store.rejects(1)
    assert reject.reason.endswith("did you mean votingRights?")


@pytest.mark.parametrize(
    ("record", "fields", "place", "code"),
    [
        (entity("E"), {"recordId": None, "recordType": "entity"}, "recordId", "missing_value"),
        (entity("E"), {"statementId": " "}, "statementId", "missing_value"),
        (entity("E"), {"statementDate": None}, "statementDate", "missing_value"),
        (entity("E"), {"statementDate": "1 May"}, "statementDate", "bad_date"),
        (entity("E"), {"recordType": "company"}, "recordType", "unknown_word"),
        (entity("E"), {"recordStatus": "deleted"}, "recordStatus", "unknown_word"),
        (entity("E"), {"recordDetails": []}, "recordDetails", "missing_value"),
        (entity("E", "company"), {}, "recordDetails/entityType/type", "unknown_word"),
        (entity("E", "arrangement", "fund"), {}, "recordDetails/entityType/subtype", "unknown_word"),
        (entity("E", entityType=None), {}, "recordDetails/entityType", "missing_value"),
        (entity("E", entityType="registeredEntity"), {}, "recordDetails/entityType", "wrong_type"),
        (entity("E", identifiers={}), {}, "recordDetails/identifiers", "wrong_type"),
        (entity("E", foundingDate="2001"), {}, "recordDetails/foundingDate", "bad_date"),
        (person("P", None), {}, "recordDetails/personType", "missing_value"),  # type: ignore[arg-type]
        (person("P", "someone"), {}, "recordDetails/personType", "unknown_word"),
        (person("P", birthDate="1965-13"), {}, "recordDetails/birthDate", "bad_date"),
        (person("P", names=["Jo"]), {}, "recordDetails/names/0", "wrong_type"),
        (relationship(["P"], "C", record="R"), {}, "recordDetails/interestedParty", "wrong_type"),
    ],
)
def test_a_statement_that_breaks_the_standard_is_refused(
    tmp_path: Path, record: Any, fields: Any, place: str, code: str
) -> None:
    store, run = taken(tmp_path, entity("C"), record | fields)
    assert refused(store) == [(2, place, code)]
    assert (run.rejected, set(parties(store))) == (1, {"C"})
