"""Which holders does a chart leave out, so that it can be read, and what do they hold together?

Whoever is an owner, and whatever stands between an owner and the subject, is never left out. Of the rest, those who
hold only small shares are folded into one box per company; the more boxes there are, the larger a small share is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import networkx as nx

from lookthrough.graph.shares import Share
from lookthrough.viz.facts import Holding, total_of

MOST_BOXES: Final = 60
STEPS: Final = (Fraction(1, 20), Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), None)


@dataclass(frozen=True, slots=True)
class Fold:
    """The holders of one party that are drawn as one box: how many, what they hold together, how many unknown."""

    held: str
    holders: tuple[str, ...]
    together: Share | None
    unknown: int

    @property
    def id(self) -> str:
        """A name for the box that no party can have, since a party's id is never empty before the colon."""
        return f":{self.held}"


@dataclass(frozen=True, slots=True)
class Folded:
    """What is left to draw: party ids, the holdings among them, and a box for each party whose holders are folded."""

    parties: frozenset[str]
    holdings: tuple[Holding, ...]
    folds: tuple[Fold, ...]

    @property
    def boxes(self) -> int:
        """How many boxes that makes."""
        return len(self.parties) + len(self.folds)


def fold(holdings: Sequence[Holding], subject: str, owners: Iterable[str]) -> Folded:
    """Fold small holders until at most `MOST_BOXES` boxes are left, or only the owners' paths and one fold each."""
    graph = graph_of(holdings, {subject, *owners})
    kept = {subject, *owners}.union(*(nx.descendants(graph, owner) for owner in owners))
    folded = _folded(holdings, subject, kept, STEPS[0])
    for limit in STEPS[1:]:
        if folded.boxes <= MOST_BOXES:
            break
        folded = _folded(holdings, subject, kept, limit)
    return folded


def graph_of(holdings: Iterable[Holding], parties: Iterable[str] = ()) -> nx.DiGraph[str]:
    """The directed graph from holder to held."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(parties))
    graph.add_edges_from((holding.holder, holding.held) for holding in holdings)
    return graph


def _folded(holdings: Sequence[Holding], subject: str, kept: set[str], limit: Fraction | None) -> Folded:
    """Without the small holders, and without whoever is above the subject only through them."""
    hidden = _small(holdings, kept, limit)
    graph = graph_of(holdings, kept)
    above = nx.ancestors(graph, subject)
    roots = {subject} | (set(graph) - above - hidden)
    graph.remove_nodes_from(hidden)
    shown = frozenset(roots.union(*(nx.ancestors(graph, root) for root in roots)))
    drawn = tuple(each for each in holdings if each.holder in shown and each.held in shown)
    return Folded(shown, drawn, tuple(_folds(holdings, shown, hidden)))


def _small(holdings: Sequence[Holding], kept: set[str], limit: Fraction | None) -> set[str]:
    """Parties all of whose holdings are below the limit, each beside another such holder; without limit, all."""
    held: dict[str, list[Holding]] = defaultdict(list)
    for holding in holdings:
        held[holding.holder].append(holding)
    small = set(held) - kept
    if limit is not None:
        circling = on_circles(graph_of(holdings))
        small = {each for each in small - set(circling) if all(_below(one, limit) for one in held[each])}
        while alone := _alone({holder: {each.held for each in held[holder]} for holder in small}):
            small -= alone
    return small


def on_circles(graph: nx.DiGraph[str]) -> dict[str, int]:
    """The parties that hold themselves through others or directly, each with the number of its circle."""
    alone = [{each} for each in graph if graph.has_edge(each, each)]
    circles = [each for each in nx.strongly_connected_components(graph) if len(each) > 1]
    return {party: number for number, circle in enumerate(alone + circles) for party in circle}


def _below(holding: Holding, limit: Fraction) -> bool:
    plainly = holding.added and not (holding.nominee or holding.share_class or holding.joint)
    return plainly and holding.share is not None and holding.share.high < limit


def _alone(held: Mapping[str, set[str]]) -> set[str]:
    """Holders whom a fold would hold alone: they are better drawn by name."""
    many = Counter(party for parties in held.values() for party in parties)
    return {holder for holder, parties in held.items() if any(many[party] < 2 for party in parties)}


def _folds(holdings: Iterable[Holding], shown: frozenset[str], hidden: set[str]) -> Iterable[Fold]:
    groups: dict[str, list[Holding]] = defaultdict(list)
    for holding in holdings:
        if holding.held in shown and holding.holder in hidden:
            groups[holding.held].append(holding)
    for held, group in groups.items():
        holders = tuple(dict.fromkeys(each.holder for each in group))
        known = [each for each in group if each.added and each.share is not None and not each.share_class]
        yield Fold(held, holders, total_of(known), len(holders) - len({each.holder for each in known}))
