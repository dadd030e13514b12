"""Are statements of BODS 0.2 and 0.3 read as what they say, though they name no records?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lookthrough.graph.shares import bounds_text
from tests.ingest.deliveries import refused
from tests.ingest.statements import UK, declared, history, interests, parties, taken

Statement = dict[str, Any]


def old(type_: str, id_: str, **fields: Any) -> Statement:
    """A statement of 0.3 (0.2 differs in its words)."""
    return {
        "statementID": id_,
        "statementType": type_,
        "isComponent": False,
        "statementDate": "2018-01-01",
    } | fields


def entity(id_: str, **fields: Any) -> Statement:
    """A company."""
    return old("entityStatement", id_, **{"entityType": "registeredEntity", "name": f"{id_} Ltd", **fields})


def person(id_: str, **fields: Any) -> Statement:
    """A person."""
    return old(
        "personStatement", id_, **{"names": [{"type": "individual", "fullName": f"Person {id_}"}], **fields}
    )


def owns(id_: str, holder: Any, held: str, *interests_: Statement, **fields: Any) -> Statement:
    """A relationship; a text names the person statement of the holder."""
    party = {"describedByPersonStatement": holder} if isinstance(holder, str) else holder
    found = {
        "subject": {"describedByEntityStatement": held},
        "interestedParty": party,
        "interests": list(interests_),
    }
    return old("ownershipOrControlStatement", id_, **found, **fields)


def test_statements_without_records_are_recognised_and_read(tmp_path: Path) -> None:
    # P -100%-> C
    share = {
        "type": "shareholding",
        "directOrIndirect": "direct",
        "share": {"exact": 100, "minimum": 100, "maximum": 100},
    }
    store, run = taken(
        tmp_path, entity("C"), person("P"), owns("R", "P", "C", share | {"startDate": "2016-04-06"})
    )
    assert history(store) == {"R#1": "100% 2016-04-06.."}
    assert [(claim.holder, claim.held) for claim in interests(store).values()] == [
        ("register/P", "register/C")
    ]
    assert ({name: facts.name for name, facts in parties(store).items()}, run.rejected) == (
        {"C": "C Ltd", "P": "Person P"}, 0
    )  # fmt: skip


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("voting-rights", "voting_rights"),
        ("votingRights", "voting_rights"),
        ("appointment-of-board", "board_appointment_majority"),
        ("trustee-of-trust", "trustee"),
        ("beneficiary-of-trust", "beneficiary"),
        ("other-influence-or-control-of-trust", "significant_influence_or_control"),
        ("senior-managing-official", "senior_manager"),
        (None, "unknown"),
    ],
)
def test_the_hyphens_and_trusts_of_0_2_are_understood(tmp_path: Path, type_: str | None, kind: str) -> None:
    store, _ = taken(tmp_path, owns("R", "P", "C", {"type": type_, "interestLevel": "direct"}))
    assert [claim.kind for claim in interests(store).values()] == [kind]


@pytest.mark.parametrize(
    ("share", "text"),
    [
        ({"minimum": 25, "maximum": 50}, "[25,50)%"),
        ({"minimum": 25, "maximum": 50, "exclusiveMinimum": True, "exclusiveMaximum": False}, "(25,50]%"),
        ({"minimum": 75, "maximum": 100}, "[75,100]%"),
        ({"minimum": 75, "maximum": 100, "exclusiveMaximum": True}, "[75,100)%"),
        ({"minimum": 30, "maximum": 30}, "30%"),
        ({"minimum": 25}, "[25,100]%"),
    ],
)
def test_the_upper_end_was_excluded_unless_said_otherwise(
    tmp_path: Path, share: Statement, text: str
) -> None:
    store, _ = taken(tmp_path, owns("R", "P", "C", {"type": "shareholding", "share": share}))
    assert [bounds_text(claim.share) for claim in interests(store).values() if claim.share] == [text]


def test_a_band_of_the_uk_register_has_the_ends_of_the_law(tmp_path: Path) -> None:
    share = {"type": "shareholding", "share": {"minimum": 50, "maximum": 75}}
    assert history(taken(tmp_path, owns("R", "P", "C", share, **UK))[0]) == {"R#1": "(50,75)% .."}


def test_statements_that_replace_one_another_are_one_record_named_after_the_first(tmp_path: Path) -> None:
    # P2 replaces P, R3 replaces R2, which replaces R; what still names P means the same party
    said = [{"type": "shareholding", "share": {"exact": n}} for n in (10, 20, 30)]
    store, _ = taken(
        tmp_path,
        owns("R3", "P2", "C", said[2], replacesStatements=["R2"], statementDate="2020-01-01"),
        owns("R2", "P2", "C", said[1], replacesStatements=["R"], statementDate="2019-01-01"),
        owns("R", "P", "C", said[0]),
        person("P2", replacesStatements=["P"], statementDate="2019-01-01"),
        person("P"),
    )
    assert {claim.holder for claim in interests(store).values()} == {"register/P"}
    assert history(store) == {
        "R#1@2018-01-01": "10% ..2019-01-01", "R#1@2019-01-01": "20% 2019-01-01..2020-01-01", "R#1": "30% 2020-01-01..",
    }  # fmt: skip
    assert parties(store)["P"].name == "Person P2"


def test_statements_that_replace_one_another_in_a_ring_are_one_record(tmp_path: Path) -> None:
    # B replaces A, A replaces B, and C replaces B
    ring = [person("B", replacesStatements=["A"]), person("A", replacesStatements=["B"])]
    store, run = taken(tmp_path, *ring, person("C", replacesStatements=["B"], statementDate="2020-01-01"))
    assert (set(parties(store)), run.rejected) == ({"A"}, 0)


def test_whoever_is_not_specified_is_an_unknown_party_and_components_are_kept_apart(tmp_path: Path) -> None:
    nobody = {"unspecified": {"reason": "interested-party-has-not-provided-information"}}
    store, _ = taken(
        tmp_path,
        owns("R", nobody, "C", {"type": "shareholding", "interestLevel": "direct"}),
        owns(
            "S", "P", "C", {"type": "shareholding", "interestLevel": "unknown"}, componentStatementIDs=["R"]
        ),
    )
    assert (
        parties(store)["R#interestedParty"].name == "unknown (interested-party-has-not-provided-information)"
    )
    assert (set(interests(store)), set(declared(store))) == ({"R#1"}, {"S#1"})


def test_a_date_may_be_a_month_or_a_year_and_is_its_first_day(tmp_path: Path) -> None:
    given = {"type": "shareholding", "startDate": "2016", "endDate": "2019-05"}
    store, _ = taken(tmp_path, entity("C", foundingDate="1999-07"), owns("R", "P", "C", given))
    assert history(store) == {"R#1": "? 2016-01-01..2019-05-01"}
    assert parties(store)["C"].details["registered_on"] == "1999-07-01"


def test_countries_were_codes_and_jurisdictions_had_another_name(tmp_path: Path) -> None:
    store, _ = taken(
        tmp_path,
        entity(
            "C",
            incorporatedInJurisdiction={"name": "France", "code": "FR"},
            entitySubtype={"generalCategory": "other"},
        ),
        person("P", addresses=[{"address": "Aston House", "country": "GB"}]),
        person("Q", names=None),
    )
    found = parties(store)
    assert (found["C"].country, found["P"].country, found["P"].details["address"]) == (
        "FR",
        "GB",
        "Aston House, GB",
    )
    assert (found["Q"].unknown, found["Q"].name) == ("unknown", "unknown")


@pytest.mark.parametrize(
    ("statement", "place", "code"),
    [
        (old("companyStatement", "X"), "statementType", "unknown_word"),
        (entity(""), "statementID", "missing_value"),
        (entity("X", entityType=None), "entityType", "missing_value"),
        (owns("X", "P", "C", {"type": "owner"}), "recordDetails/interests/0/type", "unknown_word"),
        (
            owns("X", "P", "C", {"share": {"exclusiveMaximum": 50}}),
            "interests/0/share/exclusiveMaximum",
            "wrong_type",
        ),
        (owns("X", ["P"], "C"), "interestedParty", "wrong_type"),
    ],
)
def test_what_is_no_statement_of_0_2_or_0_3_is_refused(
    tmp_path: Path, statement: Any, place: str, code: str
) -> None:
    store, _ = taken(tmp_path, statement)
    assert refused(store) == [(1, place, code)]
