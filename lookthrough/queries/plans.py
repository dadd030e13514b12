"""In which ways can a person come to control a company, where it is not certain that he does?

A way is an order in which doubtful companies come to his side, each by the votes of those who are on it already: the
least fixpoint of control, written out, so that no company stands on its own votes.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from lookthrough.graph.kernels.control import NO_VOTES, Controlled, Votes, plus
from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.shares import Certainty

MOST = 500
Plan = dict[
    Node, frozenset[Node] | None
]  # who joins, in this order -> whose votes bring it; None: other means do
NOBODY: frozenset[Node] = frozenset()


def plans(votes: Votes, person: Node, target: Node, reach: Controlled) -> list[Plan] | None:
    """All ways to control the target, which ends each of them; None where there are too many to look at."""
    doubtful = sorted(reach.possible - reach.certain - {target})
    found, ahead = list[Plan](), [Plan()]
    while ahead:
        if len(found) + len(ahead) > MOST:
            return None
        plan = ahead.pop()
        group = {member for node in {person, *reach.certain, *plan} for member in votes.group(node)}
        for company in sorted({target, *doubtful} - plan.keys()):
            brought, joins = _brought(votes, company, group)
            if joins:
                (found if company == target else ahead).append({**plan, company: brought})
    return found


def _brought(votes: Votes, company: Node, group: AbstractSet[Node]) -> tuple[frozenset[Node] | None, bool]:
    """Whose votes in a company a group casts (None: it needs none), and whether it may control the company."""
    if votes.graph.means.get(company, NOBODY) & group:
        return None, True
    cast = [vote for member in group for vote in votes.cast.get(member, ()) if vote.company == company]
    held = NO_VOTES
    for vote in cast:
        held = plus(held, vote.share)
    return frozenset(vote.holder for vote in cast), votes.decides(company, held, Certainty.POSSIBLE)
