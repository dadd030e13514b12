"""What does the chart of a finding show: which boxes, which arrows, which words?

Everything here is text and exact shares; where a box stands is layout.py, how it is drawn is chart_pyvis.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lookthrough.graph.shares import Share, exactly
from lookthrough.viz.facts import (
    ADDED,
    Holding,
    Role,
    attributed_of,
    holdings_of,
    parties_of,
    recorded,
    rest_of,
    roles_of,
    total_of,
)
from lookthrough.viz.folding import Fold, Folded, fold, graph_of, on_circles
from lookthrough.viz.lettering import NAME, NOTE, STRONG, Pen, wrap
from lookthrough.viz.words import holders_word, listed, percent_word, spaced, word

BOX_LIMIT: Final = 184
LABEL_LIMIT: Final = 110
WITH_SHARE: Final = ADDED | {"surplus_assets", "voting_rights", "profit_rights"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and the pen it is written with."""

    text: str
    pen: Pen


@dataclass(frozen=True, slots=True)
class Box:
    """A party, or the holders of one party folded into a box; `name` is whole, `lines` are what fits."""

    id: str
    name: str
    kind: str
    role: Role
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """All that `holder` has in `held`: lines of text, and the share that adds up with those of other arrows.

    A `dashed` arrow carries no share, only control or a role; a `circle` arrow is part of a way back to its start.
    """

    holder: str
    held: str
    lines: tuple[Line, ...]
    share: Share | None
    dashed: bool = False
    circle: bool = False
    nominee: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """A chart before it is laid out: boxes in a fixed order, the subject first."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def scene(finding: Mapping[str, Any], lang: str) -> Scene:
    """The boxes and arrows of an `owners` finding, small holders folded."""
    recordings, parties, roles = holdings_of(finding), parties_of(finding), roles_of(finding)
    holdings = [*recordings, *attributed_of(finding)]
    subject = finding["subject"]["id"]
    folded = fold(holdings, subject, roles)
    shown = [subject, *sorted(folded.parties - {subject})]
    totals = recorded(recordings)
    boxes = [_party_box(parties[each], roles, totals, lang) for each in shown]
    boxes += [_fold_box(each, lang) for each in folded.folds]
    return Scene(tuple(boxes), tuple(_arrows(folded, holdings, lang)))


def _written(texts: Iterable[str], pen: Pen, limit: int = BOX_LIMIT) -> list[Line]:
    return [Line(line, pen) for text in texts for line in wrap(text, limit, pen)]


def _party_box(
    party: Mapping[str, Any], roles: Mapping[str, tuple[Role, str]], totals: Mapping[str, Share], lang: str
) -> Box:
    role, percent = roles.get(party["id"], (Role.PARTY, ""))
    name = str(party["name"] or party["id"])
    lines = _written([name], NAME) + _written([_described(party, lang)], NOTE)
    if role is not Role.PARTY:
        lines += _written([word(f"role_{role}", lang)], STRONG)
    if percent:
        lines += _written([f"{word('ultimate', lang)} {spaced(percent, lang)}"], STRONG)
    if party["id"] in totals:
        lines += _written(_remainder(totals[party["id"]], lang), NOTE)
    return Box(party["id"], name, party["kind"], role, tuple(lines))


def _described(party: Mapping[str, Any], lang: str) -> str:
    """`company`, `limited partnership, CN`, `anonymous`: what the shape of a box says, in words."""
    kind = word(party.get("unknown") or party.get("class") or party["kind"], lang)
    return listed((kind, party.get("country")), lang)


def _remainder(total: Share, lang: str) -> Iterator[str]:
    """What the recorded holders leave open, or have too much: without it the arrows would not add up."""
    if rest := rest_of(total):
        yield f"{word('not_recorded', lang)} {percent_word(rest, lang)}"
    elif total != exactly(1):
        yield f"{word('recorded', lang)} {percent_word(total, lang)}"


def _fold_box(fold: Fold, lang: str) -> Box:
    many, together = holders_word(len(fold.holders), lang), _together(fold, lang)
    lines = (*_written([many], NAME), *_written([together], NOTE))
    return Box(fold.id, f"{many}, {together}", "fold", Role.FOLD, lines)


def _together(fold: Fold, lang: str) -> str:
    if fold.together is None:
        return word("share_unknown", lang)
    text = f"{word('together', lang)} {percent_word(fold.together, lang)}"
    return text if not fold.unknown else f"{text} + {fold.unknown} × {word('share_unknown', lang)}"


def _arrows(folded: Folded, holdings: Iterable[Holding], lang: str) -> Iterator[Arrow]:
    circles = on_circles(graph_of(holdings))
    pairs: dict[tuple[str, str], list[Holding]] = defaultdict(list)
    for holding in folded.holdings:
        pairs[holding.holder, holding.held].append(holding)
    for (holder, held), group in pairs.items():
        circle = holder in circles and circles[holder] == circles.get(held)
        yield _arrow(group, lang, circle=circle)
    for each in folded.folds:
        text = percent_word(each.together, lang) if each.together else word("share_unknown", lang)
        yield Arrow(each.id, each.held, (Line(text, NOTE),), each.together)


def _arrow(group: Sequence[Holding], lang: str, *, circle: bool) -> Arrow:
    texts = list(dict.fromkeys(_interest(holding, lang) for holding in group))
    if circle:
        texts.append(word("circle", lang))
    return Arrow(
        holder=group[0].holder,
        held=group[0].held,
        lines=tuple(_written(texts, NOTE, LABEL_LIMIT)),
        share=total_of(group),
        dashed=all(holding.kind not in WITH_SHARE for holding in group),
        circle=circle,
        nominee=any(holding.nominee for holding in group),
    )


def _interest(holding: Holding, lang: str) -> str:
    """`30 %`, `votes 40 %`, `trustee`, `30 %, nominee`: one interest as it stands beside an arrow."""
    kind = "" if holding.kind == "shareholding" else word(interest_code(holding.kind), lang)
    share = percent_word(holding.share, lang) if holding.share else ""
    unknown = word("share_unknown", lang) if holding.kind in WITH_SHARE and not share else ""
    return listed((" ".join(filter(None, (kind, share))), unknown, *marks(holding, lang)), lang)


def marks(holding: Holding, lang: str) -> Iterator[str]:
    """What is particular about a holding: its class of shares, a nominee, a joint block."""
    if holding.share_class:
        yield f"{word('share_class', lang)} {holding.share_class}"
    if holding.nominee:
        yield word("nominee", lang)
    if holding.joint:
        yield word("joint", lang)


def interest_code(kind: str) -> str:
    """The word of a kind of interest: an unknown interest is not called like an unknown party."""
    return "unknown_interest" if kind == "unknown" else kind
