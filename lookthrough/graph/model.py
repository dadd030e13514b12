"""What is the control graph made of? Parties, what they hold in one another, and who said so.

A record is what one source said; every edge is a claim with its source and two clocks. Ends of edges name records;
which records are one party is a judgement of its own (identity.py). Nothing here reads or writes anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from lookthrough.graph.shares import Share
from lookthrough.graph.tables import Table


class PartyKind(StrEnum):
    """What a party is; an unsure kind stays unknown."""

    PERSON = "person"
    COMPANY = "company"
    ARRANGEMENT = "arrangement"
    PUBLIC_BODY = "public_body"
    PERSON_GROUP = "person_group"
    CLASS_OF_PERSONS = "class_of_persons"
    UNKNOWN = "unknown"


PARTY_CLASSES = frozenset(
    "llc joint_stock listed state_owned limited_partnership general_partnership sole_proprietorship cooperative "
    "branch trust foundation fund bank trust_company insurer social_organisation state public_institution "
    "village_body government government_abroad international_organisation embassy professional_firm".split()
)
RIGHTS = ("equity", "votes", "profit")
HOLDINGS = frozenset({"shareholding", "fund_units", "surplus_assets"})
EXPLICIT_RIGHTS = frozenset({"voting_rights", "profit_rights"})
CONTROL_KINDS = frozenset(
    "board_appointment_majority investment_policy control_by_agreement control_by_other_means "
    "significant_influence_or_control".split()
)
RELATION_KINDS = frozenset({"joint_control", "significant_influence", "key_management"})
TRUST_ROLES = frozenset({"settlor", "trustee", "protector", "beneficiary", "founder"})
OFFICES = frozenset({"legal_representative", "senior_manager", "board_member"})
INTEREST_KINDS = frozenset(
    HOLDINGS
    | EXPLICIT_RIGHTS
    | CONTROL_KINDS
    | RELATION_KINDS
    | TRUST_ROLES
    | OFFICES
    | {"branch_of", "unknown"}
)
POSITIONS = (
    "chairman",
    "legal_representative",
    "executing_partner",
    "general_manager",
    "director",
    "finance_head",
    "supervisor",
    "other",
)
POWERS = frozenset({"revoke", "dispose", "withdraw", "sole_income_and_principal"})
PARTNERS = frozenset({"executing", "general", "limited"})
ASSOCIATION_KINDS = frozenset(
    "spouse parent sibling acts_in_concert votes_as_directed_by nominee_for shared_address shared_phone "
    "shared_device".split()
)
# Associations through which votes or benefit flow: a closure follows them to their other end.
FLOWING_ASSOCIATIONS = frozenset({"acts_in_concert", "votes_as_directed_by", "nominee_for"})
MANDATE_ROLES = frozenset({"holder", "joint_holder", "signatory", "attorney", "beneficial_user"})
DECLARED_BY = frozenset({"form", "filing", "register"})
FLAGS = frozenset(
    "pep pep_associate high_risk_country abnormal_registry serious_violation sole_source adverse_media".split()
)
GONE = frozenset({"dissolved", "deregistered", "revoked", "struck_off", "注销", "吊销"})


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where a claim comes from: the record, the run that opened this known period, and the row as it was written."""

    dataset: str
    table: Table
    record: str
    run: int
    file: str
    row: int
    text: str | None = None

    @property
    def claim(self) -> str:
        """The claim's name, equal on every store that got the same deliveries."""
        return f"{self.dataset}/{self.table}/{self.record}@{self.run}"


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What one record says about a party; other columns of the layout are in `details`, all as text."""

    source: Source
    id: str
    kind: PartyKind
    cls: str | None
    name: str
    country: str | None = None
    dissolved_on: int | None = None
    status: str | None = None
    unknown: str | None = None
    capital: Fraction | None = None
    capital_currency: str | None = None
    rest_each_at_most: Share | None = None
    details: dict[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class ShareClass:
    """A class of shares of a company: how many are issued, votes and profit weight per share."""

    source: Source
    party: str
    name: str
    issued: Fraction | None
    votes_per_share: Fraction | None
    profit_weight: Fraction | None
    valid_from: int | None = None
    valid_to: int | None = None


@dataclass(frozen=True, slots=True)
class Interest:
    """`holder` has an interest of `kind` in `held`; a share that is not given is None, not zero."""

    source: Source
    holder: str
    held: str
    kind: str
    share: Share | None = None
    share_class: str | None = None
    shares: Fraction | None = None
    votes: Fraction | None = None
    subscribed: Fraction | None = None
    paid_in: Fraction | None = None
    currency: str | None = None
    nominee: bool = False
    joint: str | None = None
    partner: str | None = None
    power: str | None = None
    position: str | None = None
    valid_from: int | None = None
    valid_to: int | None = None


@dataclass(frozen=True, slots=True)
class Association:
    """A link between two parties that is no interest; the direction of each kind is in model.md."""

    source: Source
    a: str
    b: str
    kind: str
    valid_from: int | None = None
    valid_to: int | None = None


@dataclass(frozen=True, slots=True)
class DeclaredOwner:
    """Whom a form, a filing or a register names as owner: an answer to compare with, never an input."""

    source: Source
    party: str | None
    customer: str | None
    owner: str | None
    owner_name: str | None
    by: str
    basis: str | None = None
    share: Share | None = None
    valid_from: int | None = None
    valid_to: int | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of the bank is a party with a number of its own."""

    source: Source
    id: str
    party: str
    details: dict[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the bank, or an outside one known by name and bank."""

    source: Source
    id: str
    details: dict[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Mandate:
    """`party` may do with `account` what `role` says."""

    source: Source
    party: str
    account: str
    role: str
    valid_from: int | None = None
    valid_to: int | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money that moved: `at` in microseconds UTC, `amount` exact in `currency`."""

    source: Source
    id: str
    from_account: str
    to_account: str
    at: int
    amount: Fraction
    currency: str
    details: dict[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of the bank: where it is, and the rules that apply there beside those of head office."""

    source: Source
    id: str
    country: str | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account held at the end of a day; below zero it was overdrawn."""

    source: Source
    account: str
    on: int
    amount: Fraction
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """How much of `to_currency` one unit of `from_currency` was worth on a day, exactly as it was quoted."""

    source: Source
    on: int
    from_currency: str
    to_currency: str
    rate: Fraction


@dataclass(frozen=True, slots=True)
class Due:
    """What a loan account is to pay on a day by its schedule."""

    source: Source
    account: str
    due_on: int
    amount: Fraction
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Guarantee:
    """`guarantor` answers for the debts of `debtor`, up to `amount`, or without limit where that is None."""

    source: Source
    guarantor: str
    debtor: str
    amount: Fraction | None = None
    currency: str | None = None
    valid_from: int | None = None
    valid_to: int | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """What somebody (`said_by`) says of a party: a word of FLAGS, or one of his own."""

    source: Source
    party: str
    flag: str
    said_by: str | None = None
    valid_from: int | None = None
    valid_to: int | None = None


Claimed = PartyFacts | ShareClass | Interest | Association | DeclaredOwner | Customer
Booked = Account | Mandate | Transfer | Branch | Balance | Rate | Due | Guarantee | Flag
Record = Claimed | Booked
