"""Who may be an owner at all, and what does he hold in the customer directly?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from lookthrough.graph.kernels.fills import Fill, Node
from lookthrough.graph.model import FLOWING_ASSOCIATIONS, PartyKind
from lookthrough.graph.shares import ONE, ZERO, Share
from lookthrough.graph.structure.build import Structure

ANYBODY = "~anybody"
PERSONS = frozenset({PartyKind.PERSON, PartyKind.UNKNOWN})


def candidates_of(structure: Structure, target: Node) -> tuple[Node, ...]:
    """Natural persons (and parties that may be one) who have anything to do with the customer."""
    ends = {holder for rights in structure.rights.values() for c in rights.columns.values() for holder in c}
    ends |= {holder for links in structure.means.values() for holder, _ in links}
    flowing = (link for link in structure.associations if link.kind in FLOWING_ASSOCIATIONS)
    ends |= {end for link in flowing for end in (link.a, link.b)}
    ends |= {member for stand in structure.stands.values() for member in stand.members}
    named = {node for node in ends - {target} if node not in structure.stands}
    return tuple(sorted(node for node in named if structure.party(node).kind in PERSONS))


@dataclass(frozen=True)
class Column:
    """Who holds one right of the customer directly, with the sums of all low and high ends."""

    holders: Mapping[Node, Share]
    rest: Fraction
    low: Fraction
    high: Fraction
    opened: tuple[int, int]

    @classmethod
    def of(cls, fill: Fill | None) -> Column:
        """The column of a fill; empty where nobody is recorded."""
        holders = dict(fill.holders) if fill else {}
        low = sum((share.low for share in holders.values()), ZERO)
        high = sum((share.high for share in holders.values()), ZERO)
        opened = sum(s.low_open for s in holders.values()), sum(s.high_open for s in holders.values())
        return cls(holders, fill.rest if fill else ONE, low, high, opened)

    def tight(self, mine: list[Share]) -> Share:
        """The sum of some of the holders' shares, as far as the others and 100 % leave room."""
        low, high = sum((s.low for s in mine), ZERO), sum((s.high for s in mine), ZERO)
        low_open, high_open = sum(s.low_open for s in mine), sum(s.high_open for s in mine)
        least, least_open = ONE - self.rest - (self.high - high), self.opened[1] > high_open
        most, most_open = ONE - (self.low - low), self.opened[0] > low_open
        low, opened = max((low, low_open > 0), (least, least_open))
        high, closed = min((high, high_open == 0), (most, not most_open))
        return Share(low, high, opened and low < high, not closed and low < high)


def with_anybody(fill: Fill) -> Fill:
    """The fill with what is not recorded, up to its cap, in the hands of one who may be anybody."""
    most = fill.rest if fill.each is None else min(fill.rest, fill.each)
    return replace(fill, holders=tuple(sorted([*fill.holders, (ANYBODY, Share(ZERO, most))])))
