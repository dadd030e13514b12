"""How much of a vote does somebody have, if some holders stay away?

Definition: the votes at a party's disposal in a company, by the control of kernels/control.py, over all votes there;
those of the absent count in neither.

    A -40%-> B,   C -35%-> B,   Public -25%-> B: without the public A has 40 of 75

>>> from lookthrough.graph.kernels.control import ControlGraph
>>> from lookthrough.graph.kernels.fills import Fill
>>> from lookthrough.graph.measures.attendance import de_facto_votes
>>> from lookthrough.graph.shares import parse
>>> fill = Fill((("A", parse("40%")), ("C", parse("35%")), ("Public", parse("25%"))))
>>> de_facto_votes(ControlGraph({"B": fill}), "A", "B", ["Public"])
Fraction(8, 15)

Assumption: the absent are known, and absent in this company alone; unrecorded votes attend unless `unrecorded` is
False. Exact shares. Complexity: that of control. Terminates.
Source: de facto control, for instance in Allen White, Direct Consolidation, chapter 3.
Known failure: who will stay away is a guess; attendance at past meetings is no part of ownership data.
"""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from lookthrough.graph.kernels.control import ControlGraph, Votes
from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.measures.exact import NotExact, parts_of
from lookthrough.graph.shares import ONE, ZERO


def de_facto_votes(
    graph: ControlGraph, party: Node, company: Node, absent: Collection[Node], *, unrecorded: bool = True
) -> Fraction:
    """The part of the attending votes in `company` that is at the disposal of `party`; 0 where nobody attends.

    Raises:
        NotExact: a share of the company is a range, or one that decides what the party controls.
    """
    parts = parts_of({company: graph.votes[company]} if company in graph.votes else {}).get(company, {})
    votes = Votes(graph)
    said = votes.say(party)
    if said.certain.disposal != said.possible.disposal:
        raise NotExact
    attending = {holder: part for holder, part in parts.items() if holder not in absent}
    unknown = max(ZERO, ONE - sum(parts.values(), ZERO)) if unrecorded else ZERO
    whole = sum(attending.values(), unknown)
    held = sum(
        (part for holder, part in attending.items() if votes.caster(holder) in said.certain.disposal), ZERO
    )
    return held / whole if whole else ZERO
