"""Which facts would settle who is an owner, and where do they stand written? The widest unknown first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.model import FLOWING_ASSOCIATIONS
from lookthrough.graph.shares import Certainty
from lookthrough.graph.structure.holdings import Holding
from lookthrough.queries.case import Case
from lookthrough.queries.finding import Ask, Owner
from lookthrough.queries.wording import share_words

NAMED = 3


def asks_of(case: Case, owners: Sequence[Owner]) -> tuple[Ask, ...]:
    """The uncertain holdings between the customer and whoever may be an owner: all of them."""
    possible = [owner.party for owner in owners if owner.certainty is Certainty.POSSIBLE]
    unsure = [h for h in case.structure.holdings if not h.share.exact] if possible else []
    if not unsure:
        return ()
    between = _between(case, {party.id for party in possible})
    leaned = [h for h in unsure if h.held in between and h.holder not in case.structure.over]
    leaned.sort(key=lambda h: (h.share.low - h.share.high, h.held != case.target, h.holder))
    names = {lang: listed([party.name for party in possible], lang) for lang in ("en", "zh")}
    whether = "whether" if len(possible) == 1 else "which of"
    effect = {"en": f"{whether} {names['en']} is an owner", "zh": f"决定{names['zh']}是否为受益所有人"}
    return tuple(_fact(case, holding, effect) for holding in leaned)


def _between(case: Case, parties: set[Node]) -> set[Node]:
    """The companies by which some parties, and those who may vote with or for them, lead to the customer."""
    flowing = (link for link in case.structure.associations if link.kind in FLOWING_ASSOCIATIONS)
    starts = frozenset(parties.union(*((link.a, link.b) for link in flowing)))
    return {case.target}.union(*(found.ways.to(starts).holders for found in case.look.bounds.values()))


def listed(names: Sequence[str], lang: str) -> str:
    """The first few names, and how many more there are."""
    said, more = (", " if lang == "en" else "、").join(names[:NAMED]), len(names) - NAMED
    if more <= 0:
        return said
    return f"{said} and {more} more" if lang == "en" else f"{said}等{len(names)}方"


def _fact(case: Case, holding: Holding, effect: Mapping[str, str]) -> Ask:
    who, what = case.structure.party(holding.holder).name, case.structure.party(holding.held).name
    known = holding.share.high - holding.share.low < 1
    says = {lang: share_words(holding.share, lang) for lang in ("en", "zh")}
    return Ask(
        {"en": f"the exact share of {who} in {what}", "zh": f"{who}在{what}的确切持股比例"},
        {
            "en": f"it is recorded as {says['en']}" if known else "no share is recorded",
            "zh": f"登记为{says['zh']}" if known else "未登记比例",
        },
        effect,
        {"en": "register of shareholders, articles of association", "zh": "股东名册、公司章程"},
    )
