"""Of whom can columns answer? Of customers upstream of whom every claim says no more than an exact share.

Whatever else a claim says (a range, a nominee, a joint block, a class of shares, a partnership, other means of control,
a role in an arrangement, directed votes, a party that may be a person or several) makes its company doubtful, and
with it everything downstream, along interests of every kind: the same way as a closure goes upward.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from lookthrough.graph.model import (
    CONTROL_KINDS,
    FLOWING_ASSOCIATIONS,
    OFFICES,
    POSITIONS,
    TRUST_ROLES,
    PartyKind,
)
from lookthrough.graph.snapshot import plain
from lookthrough.graph.snapshot.arrays import Int32, Int64
from lookthrough.graph.snapshot.raw import Raw
from lookthrough.graph.snapshot.reading import among, given
from lookthrough.graph.structure.treatment import Treatment
from lookthrough.queries.everybody.ground import Flags, Ground
from lookthrough.queries.everybody.keys import each_once, spans
from lookthrough.queries.rules.rule import Rule

Options = Mapping[str, Fraction | bool]
CONCERT = "acts_in_concert"
ABOVE = 1 + 1e-9  # what the floats of a company's shares cannot come to by rounding alone


def columns_can_say(rule: Rule, options: Options) -> bool:
    """Whether the rule itself can be applied in columns: every threshold above 0, as recorded."""
    given_as = [options.get(test.threshold_option or "") for test in rule.tests]
    levels = [x for x in given_as if isinstance(x, Fraction)]
    levels += [test.threshold for test in rule.tests if test.threshold is not None and test.method == "share"]
    levels += [review.threshold for review in rule.reviews if review.reason == "votes_through_companies"]
    return not options.get("worst_case") and all(level > 0 for level in levels)


class Doubts:
    """Which nodes are doubtful; what is downstream of one that is added is so, too.

    What lies right below node j is `below[start[j]:start[j + 1]]`.
    """

    def __init__(self, start: Int64, below: Int32) -> None:
        self.start, self.below = start, below
        self.found: Flags = np.zeros(len(start) - 1, np.bool_)

    @classmethod
    def on(cls, ground: Ground) -> Doubts:
        """Nobody is in doubt yet; doubts spread along interests of every kind, and among who acts in concert."""
        from lookthrough.graph.snapshot.compiled import by_node

        nodes, (a, b) = ground.nodes, in_concert(ground)
        start, place = by_node(np.concatenate([nodes.holder, a, b]), ground.count)
        return cls(start, np.concatenate([nodes.held, b, a])[place])

    def add(self, nodes: Any) -> None:
        """Mark nodes and everything downstream of them. O(interests there), and a little a level."""
        ahead = each_once(nodes)
        ahead = ahead[~self.found[ahead]]
        while len(ahead):
            self.found[ahead] = True
            first = self.start[ahead]
            below = self.below[spans(first, self.start[ahead + 1] - first)]
            ahead = each_once(below[~self.found[below]])


def in_concert(ground: Ground) -> tuple[Int32, Int32]:
    """Both ends of all links of who acts in concert."""
    concert = among(ground.claims.associations["kind"], {CONCERT})
    return ground.nodes.a[concert], ground.nodes.b[concert]


def sorted_out(ground: Ground, treatment: Treatment, rule: Rule, options: Options) -> tuple[Doubts, Raw]:
    """The doubtful, and the edges of all others. O(interests)."""
    claims, nodes = ground.claims, ground.nodes
    rows = plain.sort(claims, nodes, ground.views, treatment)
    doubts = Doubts.on(ground)
    raw = plain.edges(claims, nodes, ground.views, rows.plain)
    doubts.add(nodes.held[rows.odd])
    doubts.add(raw.held[_unclear(raw, ground.count)])
    doubts.add(_by_kind(ground, rule, options))
    doubts.add(_by_links(ground))
    kept = rows.plain[~doubts.found[nodes.held[rows.plain]]]
    return doubts, plain.edges(claims, nodes, ground.views, kept)


def _unclear(raw: Raw, count: int) -> Flags:
    """Edges of a share that is no single number, or of a company that has more than 100 %."""
    shares = raw.rights["equity"]
    sums: Any = np.bincount(raw.held, shares.high_num / shares.high_den, count)
    ranged = (shares.low_num != shares.high_num) | (shares.low_den != shares.high_den) | (shares.opened > 0)
    found: Flags = ranged | (sums[raw.held] > ABOVE)
    return found


def _by_kind(ground: Ground, rule: Rule, options: Options) -> Int64:
    """Nodes that are no simple persons or companies, and persons who are held."""
    used = np.zeros(ground.count, np.bool_)
    used[ground.nodes.used] = True
    clear = [PartyKind.PERSON, PartyKind.COMPANY, PartyKind.PUBLIC_BODY]
    if rule.state and all(options.get(name) is True for name in rule.state.needs):
        clear.remove(PartyKind.PUBLIC_BODY)
    held = np.zeros(ground.count, np.bool_)
    held[ground.nodes.held] = True
    return np.flatnonzero(used & ~ground.kind(*clear) | held & ground.kind(PartyKind.PERSON))


def _by_links(ground: Ground) -> Int32:
    """Whom claims name that say more than a share or an office."""
    claims, nodes = ground.claims, ground.nodes
    kinds, position = claims.interests["kind"], claims.interests["position"]
    more = among(kinds, CONTROL_KINDS | TRUST_ROLES | {"branch_of"})
    more |= among(kinds, OFFICES) & given(position) & ~among(position, POSITIONS)
    flowing = among(claims.associations["kind"], FLOWING_ASSOCIATIONS - {CONCERT})
    return np.concatenate([nodes.held[more], nodes.a[flowing], nodes.b[flowing]])
