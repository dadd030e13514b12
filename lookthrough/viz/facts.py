"""What does an `owners` finding say that a chart needs: parties, holdings, owners, sources?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
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
    """`holder` has an interest of `kind` in `held`, as the rows say; a share that nobody states is None.

    With a `share_class` it is a share of that class; holders of the same `joint` block hold it together.
    """

    holder: str
    held: str
    kind: str
    share: Share | None
    nominee: bool = False
    share_class: str | None = None
    joint: str | None = None
    rows: tuple[tuple[str, int], ...] = ()

    @property
    def added(self) -> bool:
        """Whether it adds up to a whole with other holdings in the same party."""
        return self.kind in ADDED


def holdings_of(finding: Mapping[str, Any]) -> list[Holding]:
    """The recorded interests of a finding's structure, in its order."""
    return [
        Holding(
            holder=each["holder"],
            held=each["held"],
            kind=each["kind"],
            share=share_of(each["share"]),
            nominee=each["nominee"],
            share_class=each.get("share_class"),
            joint=each.get("joint"),
            rows=tuple((row["file"], row["row"]) for row in each["rows"]),
        )
        for each in finding["answer"]["structure"]["holdings"]
    ]


def attributed_of(finding: Mapping[str, Any]) -> list[Holding]:
    """Links of owners' paths that no interest records: what somebody has through a nominee or by a direction."""
    known = {(each["holder"], each["held"]) for each in finding["answer"]["structure"]["holdings"]}
    paths = [path for owner in finding["answer"]["owners"] for path in owner["paths"]]
    links = [
        (each["holder"]["id"], each["held"]["id"], each["kind"]) for path in paths for each in path["links"]
    ]
    return [
        Holding(holder, held, f"attributed_{kind}", None)
        for holder, held, kind in dict.fromkeys(links)
        if (holder, held) not in known and not (holder.startswith("~") or held.startswith("~"))
    ]


def share_of(share: Mapping[str, Any] | None) -> Share | None:
    """A share as a finding spells it."""
    if share is None:
        return None
    return Share(Fraction(share["low"]), Fraction(share["high"]), share["low_open"], share["high_open"])


def parties_of(finding: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The subject, the owners and all parties of a finding's structure; one that only a holding names is unknown."""
    answer = finding["answer"]
    structure = answer["structure"]
    ends = {end for each in structure["holdings"] for end in (each["holder"], each["held"])}
    named = [{"id": end, "name": end, "kind": "unknown"} for end in sorted(ends)]
    owners = [owner["party"] for owner in (*answer["owners"], *answer["fallback"])]
    return {party["id"]: party for party in (*named, *owners, finding["subject"], *structure["parties"])}


def names_of(finding: Mapping[str, Any]) -> dict[str, str]:
    """What each party is called; its id where nobody says."""
    return {party: str(each["name"] or party) for party, each in parties_of(finding).items()}


def roles_of(finding: Mapping[str, Any]) -> dict[str, tuple[Role, str]]:
    """The role of each owner and of the subject, and the percent that is ultimately an owner's."""
    answer = finding["answer"]
    roles = {each["party"]["id"]: (Role.FALLBACK, "") for each in answer["fallback"]}
    for owner in answer["owners"]:
        role = Role.OWNER if owner["certainty"] == "certain" else Role.POSSIBLE
        roles[owner["party"]["id"]] = (role, (owner["ultimate"] or {}).get("percent", ""))
    return roles | {finding["subject"]["id"]: (Role.SUBJECT, "")}


def recorded(holdings: Iterable[Holding]) -> dict[str, Share]:
    """What the recorded holders of each party have together, where every holder's share is known."""
    held: dict[str, list[Holding]] = defaultdict(list)
    for holding in holdings:
        if holding.added:
            held[holding.held].append(holding)
    return {party: total for party, each in held.items() if (total := total_of(each)) is not None}


def total_of(holdings: Iterable[Holding]) -> Share | None:
    """The sum of holdings in one party, a joint block once; None where a share is missing or only of a class."""
    blocks = {each.joint or (number, each.holder): each for number, each in enumerate(holdings) if each.added}
    shares = [None if each.share_class else each.share for each in blocks.values()]
    known = [share for share in shares if share is not None]
    return sum(known, NOTHING) if known and len(known) == len(shares) else None


def rest_of(total: Share) -> Share | None:
    """What is left of the whole beside `total`; None when nothing is, or may be nothing only."""
    if total.low >= 1:
        return None
    low_open = total.high_open and total.high <= 1
    return Share(max(ZERO, 1 - total.high), 1 - total.low, low_open, total.low_open)
