"""What does an `owners` finding say that a chart needs: parties, holdings, owners, sources?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from lookthrough.graph.shares import NOTHING, ZERO, Share

ADDED: Final = frozenset({"shareholding", "fund_units"})


class Role(StrEnum):
    """What a box is to the question."""

    SUBJECT = "subject"
    OWNER = "owner"
    POSSIBLE = "possible"
    FALLBACK = "fallback"
    PARTY = "party"
    FOLD = "fold"


@dataclass(frozen=True, slots=True)
class Holding:
    """`holder` has an interest of `kind` in `held`, as the claims say; a share that nobody states is None."""

    holder: str
    held: str
    kind: str
    share: Share | None
    nominee: bool
    claims: tuple[str, ...]


def holdings_of(finding: Mapping[str, Any]) -> list[Holding]:
    """The recorded interests of a finding's structure, in its order."""
    return [
        Holding(
            holder=each["holder"],
            held=each["held"],
            kind=each["kind"],
            share=share_of(each["share"]),
            nominee=each["nominee"],
            claims=tuple(each["claims"]),
        )
        for each in finding["answer"]["structure"]["holdings"]
    ]


def share_of(share: Mapping[str, Any] | None) -> Share | None:
    """A share as a finding spells it."""
    if share is None:
        return None
    return Share(Fraction(share["low"]), Fraction(share["high"]), share["low_open"], share["high_open"])


def parties_of(finding: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The parties of a finding's structure by id; one that only a holding names is of unknown kind."""
    structure, subject = finding["answer"]["structure"], finding["subject"]
    ends = {end for each in structure["holdings"] for end in (each["holder"], each["held"])}
    parties: dict[str, Mapping[str, Any]] = {
        end: {"id": end, "name": end, "kind": "unknown"} for end in sorted(ends)
    }
    return parties | {party["id"]: party for party in (subject, *structure["parties"])}


def names_of(finding: Mapping[str, Any]) -> dict[str, str]:
    """What each party is called; its id where nobody says."""
    return {party: str(each["name"] or party) for party, each in parties_of(finding).items()}


def roles_of(finding: Mapping[str, Any]) -> dict[str, tuple[Role, str]]:
    """The role of each owner and of the subject, and the percent that is ultimately an owner's."""
    answer = finding["answer"]
    roles = {each["party"]["id"]: (Role.FALLBACK, "") for each in answer.get("fallback") or ()}
    for owner in answer["owners"]:
        role = Role.OWNER if owner["certainty"] == "certain" else Role.POSSIBLE
        roles[owner["party"]["id"]] = (role, (owner["ultimate"] or {}).get("percent", ""))
    return roles | {finding["subject"]["id"]: (Role.SUBJECT, "")}


def links_of(finding: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every link of every path that the finding shows, owners' first."""
    answer = finding["answer"]
    for group in ("owners", "excluded", "fallback"):
        for party in answer.get(group) or ():
            for path in party.get("paths") or ():
                yield from path["links"]


def recorded(holdings: Iterable[Holding]) -> dict[str, Share]:
    """What the recorded holders of each party have together, where every holder's share is known."""
    shares: dict[str, list[Share | None]] = defaultdict(list)
    for holding in holdings:
        if holding.kind in ADDED:
            shares[holding.held].append(holding.share)
    return {held: total for held, each in shares.items() if (total := total_of(each)) is not None}


def total_of(shares: Sequence[Share | None]) -> Share | None:
    """The sum of shares, or None when one of them, or all, are missing."""
    known = [share for share in shares if share is not None]
    return sum(known, NOTHING) if known and len(known) == len(shares) else None


def rest_of(total: Share) -> Share | None:
    """What is left of the whole beside `total`; None when nothing is, or may be nothing only."""
    if total.low >= 1:
        return None
    low_open = total.high_open and total.high <= 1
    return Share(max(ZERO, 1 - total.high), 1 - total.low, low_open, total.low_open)
