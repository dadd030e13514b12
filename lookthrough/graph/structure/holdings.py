"""What does one holder hold in one company, when several records and several sources speak of it?

Records of one dataset add, with a warning; different datasets never add for one holding (holder, held, kind, class):
precedence picks one, and without a precedence that decides the range that holds all of them stands (model.md, "One
holding, several claims").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from operator import add

from lookthrough.graph.identity import Identity
from lookthrough.graph.model import EXPLICIT_RIGHTS, HOLDINGS, Interest, ShareClass
from lookthrough.graph.shares import ONE, UNKNOWN, Share, exactly
from lookthrough.graph.structure.facts import PartyView
from lookthrough.graph.structure.treatment import Treatment, Warning

Key = tuple[str, str, str, str | None, bool]


@dataclass(frozen=True, slots=True)
class Holding:
    """One holding as it counts: `share` of the class where the company's classes are known, else of the company.

    `given` is False where no source states a share: then it may be anything.
    """

    holder: str
    held: str
    kind: str
    share: Share
    share_class: str | None = None
    nominee: bool = False
    joint: str | None = None
    given: bool = True
    paid_in: Fraction | None = None
    partner: str | None = None
    claims: tuple[Interest, ...] = ()
    rivals: tuple[Interest, ...] = ()


@dataclass(slots=True)
class Company:
    """What the reader of shares needs to know about one held company."""

    id: str
    view: PartyView | None
    classes: dict[str, ShareClass]
    recorded: dict[tuple[str, str | None], Fraction] = field(default_factory=dict)
    warnings: list[Warning] = field(default_factory=list)

    def whole(self, measure: str, share_class: str | None) -> Fraction | None:
        """What a number of shares, votes or subscribed capital is measured against; recorded sums warn."""
        if measure == "shares" and share_class in self.classes and self.classes[share_class].issued:
            return self.classes[share_class].issued
        if measure == "subscribed" and self.view and self.view.facts and self.view.facts.capital:
            return self.view.facts.capital
        total = self.recorded.get((measure, share_class if measure == "shares" else None))
        if total and measure != "votes":
            self.warnings.append(Warning("recorded_sum", (self.id,), (measure,)))
        return total


def holdings_of(
    company: Company, interests: Sequence[Interest], identity: Identity, treatment: Treatment
) -> list[Holding]:
    """The holdings (and explicit rights) in one company, one entry per holder, kind, class and joint block."""
    lots: dict[Key, dict[str, list[Interest]]] = defaultdict(lambda: defaultdict(list))
    for interest in interests:
        if interest.kind in HOLDINGS or interest.kind in EXPLICIT_RIGHTS:
            key = _key(interest, identity)
            lots[key][interest.source.dataset].append(interest)
    current = {key: {name: _overlapping(found) for name, found in by.items()} for key, by in lots.items()}
    _record_sums(company, current.values(), treatment)
    return [_holding(company, key, by, treatment) for key, by in sorted(current.items(), key=_order)]


def _key(interest: Interest, identity: Identity) -> Key:
    kind = "shareholding" if interest.kind == "fund_units" else interest.kind
    return identity.party(interest.holder), kind, interest.joint or "", interest.share_class, interest.nominee


def _order(item: tuple[Key, object]) -> tuple[str, str, str, str, bool]:
    holder, kind, joint, share_class, nominee = item[0]
    return holder, kind, joint, share_class or "", nominee


def _overlapping(lots: list[Interest]) -> list[Interest]:
    """The latest record and those that overlap it in time: a holding that changed over time is not added up."""
    latest = max(lots, key=lambda lot: (lot.valid_from is not None, lot.valid_from or 0, lot.source.run))
    return sorted((lot for lot in lots if lot is latest or _overlap(lot, latest)), key=lambda lot: lot.source)


def _overlap(a: Interest, b: Interest) -> bool:
    starts_before_end = a.valid_from is None or b.valid_to is None or a.valid_from < b.valid_to
    ends_after_start = a.valid_to is None or b.valid_from is None or b.valid_from < a.valid_to
    return starts_before_end and ends_after_start


def _record_sums(company: Company, found: Iterable[dict[str, list[Interest]]], treatment: Treatment) -> None:
    """Add up what is recorded in numbers, as the whole to measure against where nobody states the whole."""
    for by_dataset in found:
        chosen = min(by_dataset, key=lambda name: (treatment.rank(name), name))
        for lot in by_dataset[chosen]:
            for measure, value in (
                ("shares", lot.shares),
                ("votes", lot.votes),
                ("subscribed", lot.subscribed),
            ):
                if value is not None:
                    key = (measure, lot.share_class if measure == "shares" else None)
                    company.recorded[key] = company.recorded.get(key, Fraction(0)) + value


def _holding(
    company: Company, key: Key, by_dataset: dict[str, list[Interest]], treatment: Treatment
) -> Holding:
    holder, kind, _, _, nominee = key
    shares = {name: _sum(company, holder, lots) for name, lots in sorted(by_dataset.items())}
    chosen = _chosen(tuple(shares), treatment)
    if len(set(shares.values())) > 1:
        claims = tuple(lot.source.claim for lots in by_dataset.values() for lot in lots)
        company.warnings.append(Warning("sources_disagree", (holder, company.id), (), claims))
    lots = [lot for name in chosen for lot in by_dataset[name]]
    first = lots[0]
    return Holding(
        holder,
        company.id,
        kind,
        reduce(Share.hull, (shares[name] for name in chosen)),
        first.share_class,
        nominee,
        first.joint,
        any(_given(lot) for lot in lots),
        _paid_in(lots),
        next((lot.partner for lot in lots if lot.partner), None),
        tuple(lots),
        tuple(lot for name, found in by_dataset.items() if name not in chosen for lot in found),
    )


def _chosen(datasets: tuple[str, ...], treatment: Treatment) -> tuple[str, ...]:
    """The dataset that precedence picks; all of them where it does not decide."""
    ranked = [name for name in datasets if name in treatment.precedence]
    return (min(ranked, key=treatment.rank),) if ranked else datasets


def _sum(company: Company, holder: str, lots: list[Interest]) -> Share:
    if len(lots) > 1:
        claims = tuple(lot.source.claim for lot in lots)
        company.warnings.append(Warning("added_records", (holder, company.id), (str(len(lots)),), claims))
    total = reduce(add, (_share(company, lot) for lot in lots))
    return Share(total.low, ONE, total.low_open) if total.low < ONE < total.high else total


def _given(lot: Interest) -> bool:
    return any(value is not None for value in (lot.share, lot.shares, lot.votes, lot.subscribed))


def _share(company: Company, lot: Interest) -> Share:
    """The share that one record states, whichever way it states it; anything where it states none."""
    if lot.share is not None:
        return lot.share
    for measure, value in (("shares", lot.shares), ("votes", lot.votes), ("subscribed", lot.subscribed)):
        if value is not None and (whole := company.whole(measure, lot.share_class)):
            return exactly(value / whole)
    return UNKNOWN


def _paid_in(lots: list[Interest]) -> Fraction | None:
    paid = [lot.paid_in for lot in lots if lot.paid_in is not None]
    return sum(paid, Fraction(0)) if paid else None


def first_list(
    found: list[Holding], treatment: Treatment, total: Callable[[list[Holding]], Fraction]
) -> list[Holding] | None:
    """Where the union of all datasets exceeds 100 %: the holdings as the first dataset in precedence lists them."""
    datasets = {claim.source.dataset for holding in found for claim in (*holding.claims, *holding.rivals)}
    ranked = [name for name in treatment.precedence if name in datasets]
    if not ranked or len(datasets) < 2 or total(found) <= 1:
        return None
    return [kept for holding in found if (kept := _only(holding, ranked[0]))]


def _only(holding: Holding, dataset: str) -> Holding | None:
    claims = tuple(claim for claim in holding.claims if claim.source.dataset == dataset)
    return replace(holding, claims=claims) if claims else None
