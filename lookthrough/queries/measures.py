"""What does an explanatory measure say of parties and of what lies above them? No rule asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lookthrough.errors import UsageError
from lookthrough.graph.kernels.absorption import Diverges
from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.measures.exact import NoFigure
from lookthrough.graph.measures.named import MEASURES, Asked
from lookthrough.graph.shares import ONE, ZERO, fraction_text
from lookthrough.graph.structure.build import Structure
from lookthrough.queries.look import View

LABEL = {
    "en": "An explanatory measure: no rule asks for it, and no finding about owners uses it.",
    "zh": "仅为解释性指标：任何规则均不采用，不属于所有人认定结果。",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words of a question: `value`: what each party is worth; `absent`: who stays away; `quota`: what is enough.

    A quota above 1 is a number of votes where votes are recorded in numbers, else a percentage.
    """

    by: Node = ""
    of: Node = ""
    value: Fraction = ONE
    absent: frozenset[Node] = frozenset()
    quota: Fraction | None = None


def measure(view: View, name: str, wanted: Wanted, parties: Iterable[Node] = ()) -> dict[str, Any]:
    """A figure for each party that has one, as JSON; `parties`, `by` and `of` with all above them are the network.

    Raises:
        UsageError: there is no such measure, or it has no number here.
    """
    if name not in MEASURES:
        raise UsageError(f"there is no measure '{name}': there are {', '.join(MEASURES)}")
    found = view.structure(sorted({*parties, wanted.by, wanted.of} - {""}))
    try:
        said = figures(found, name, frozenset(found.parties), wanted)
    except (Diverges, NoFigure) as error:
        raise UsageError(f"{name} has no number here: {error}") from error
    return {"measure": name, "label": LABEL, "figures": {node: fraction_text(said[node]) for node in said}}


def figures(found: Structure, name: str, parties: frozenset[Node], wanted: Wanted) -> Mapping[Node, Fraction]:
    """What a measure (a key of MEASURES) says of a structure, as figures stand; raises as the measure does."""
    quota = None if wanted.quota is None else _part(found, wanted.of, wanted.quota)
    return MEASURES[name](
        Asked(
            found.matrix("equity"),
            found.control(feasible=False),
            parties,
            wanted.by,
            wanted.of,
            wanted.value,
            wanted.absent,
            quota,
        )
    )


def _part(found: Structure, company: Node, quota: Fraction) -> Fraction:
    """A quota as a part of all votes."""
    if quota <= 1:
        return quota
    claims = (claim for holding in found.holdings if holding.held == company for claim in holding.claims)
    votes = sum((claim.votes for claim in claims if claim.votes is not None), ZERO)
    return quota / (votes or 100)
