"""Which words of the bank layout do the codes of BODS 0.4 stand for? The closed lists of the standard."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Interest:
    """The kind of a type of interest, its position, and why it may weigh less than its kind."""

    kind: str
    position: str | None = None
    remark: str | None = None


INTERESTS = {
    "shareholding": Interest("shareholding"),
    "rightsToSurplusAssetsOnDissolution": Interest("surplus_assets"),
    "votingRights": Interest("voting_rights"),
    "rightsToProfitOrIncome": Interest("profit_rights"),
    "rightToProfitOrIncomeFromAssets": Interest("profit_rights"),
    "appointmentOfBoard": Interest("board_appointment_majority"),
    "rightsGrantedByContract": Interest("control_by_agreement"),
    "conditionalRightsGrantedByContract": Interest("control_by_agreement", remark="conditional"),
    "controlViaCompanyRulesOrArticles": Interest("control_by_other_means"),
    "controlByLegalFramework": Interest("control_by_other_means"),
    "enjoymentAndUseOfAssets": Interest("control_by_other_means", remark="weak"),
    "otherInfluenceOrControl": Interest("significant_influence_or_control"),
    "settlor": Interest("settlor"),
    "trustee": Interest("trustee"),
    "protector": Interest("protector"),
    "beneficiaryOfLegalArrangement": Interest("beneficiary"),
    "seniorManagingOfficial": Interest("senior_manager", "general_manager"),
    "boardMember": Interest("board_member", "director"),
    "boardChair": Interest("board_member", "chairman"),
    "unknownInterest": Interest("unknown"),
    "unpublishedInterest": Interest("unknown"),
}
UNKNOWN = Interest("unknown")
# The parties of a nomination: who holds for whom is an association and no interest.
NOMINATIONS = frozenset({"nominee", "nominator"})
INTEREST_TYPES = INTERESTS.keys() | NOMINATIONS
DIRECTNESS = frozenset({"direct", "indirect", "unknown"})

RECORDS = ("entity", "person", "relationship")
STATUSES = ("new", "updated", "closed")
ENTITIES = {
    "registeredEntity": "company",
    "legalEntity": "company",
    "arrangement": "arrangement",
    "anonymousEntity": "unknown",
    "unknownEntity": "unknown",
    "state": "public_body",
    "stateBody": "public_body",
}
SUBTYPES = frozenset({"governmentDepartment", "stateAgency", "other", "trust", "nomination"})
PERSONS = frozenset({"knownPerson", "anonymousPerson", "unknownPerson"})
UNNAMED = {
    "anonymousEntity": "anonymous",
    "anonymousPerson": "anonymous",
    "unknownEntity": "unknown",
    "unknownPerson": "unknown",
}
WITHHELD = "interestedPartyExemptFromDisclosure"  # known to the register, but not published

# The bands of the UK register of people with significant control. The law says more than 25 % and at most 50 %, more
# than 50 % and less than 75 %, 75 % or more; it is published with both ends included.
UK_BANDS = {
    (Decimal(25), Decimal(50)): "(25,50]%",
    (Decimal(50), Decimal(75)): "(50,75)%",
    (Decimal(75), Decimal(100)): "[75,100]%",
}
