"""Which measure is meant by a name, and what does it say of one structure?

The names are those of worked examples: `weakest_link`, `banzhaf_raw`, `banzhaf_normalised`, `npi`,
`critical_control_threshold`, `de_facto_votes`, `integrated_value_raw` (`_baldone`, and by the other conventions),
`bow_tie_centrality`. A measure of two parties gives one number, under the name of `by`; others a number for each party,
the critical threshold for each but `by`, a portfolio for each that has one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lookthrough.graph.kernels.control import ControlGraph
from lookthrough.graph.kernels.fills import Matrix, Node
from lookthrough.graph.measures.attendance import de_facto_votes
from lookthrough.graph.measures.banzhaf import Power, banzhaf
from lookthrough.graph.measures.conventions import share_by
from lookthrough.graph.measures.exact import parts_of
from lookthrough.graph.measures.npi import network_power
from lookthrough.graph.measures.threshold import critical_thresholds
from lookthrough.graph.measures.values import Portfolio
from lookthrough.graph.measures.weakest import weakest_link
from lookthrough.graph.shares import HALF, ONE, ZERO

Figures = Mapping[Node, Fraction]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the equity and the votes of a structure, all its parties, and the words of the question.

    `value`: what each party is worth. `quota`: the part of the votes that is enough; None: more than half.
    """

    equity: Matrix
    votes: ControlGraph
    parties: frozenset[Node]
    by: Node = ""
    of: Node = ""
    value: Fraction = ONE
    absent: frozenset[Node] = frozenset()
    quota: Fraction | None = None

    @property
    def values(self) -> dict[Node, Fraction]:
        """The value of each party."""
        return dict.fromkeys(self.parties, self.value)


def _power(asked: Asked) -> Power:
    matrix = asked.votes.votes
    votes = parts_of({asked.of: matrix[asked.of]})[asked.of] if asked.of in matrix else {}
    return banzhaf(votes, HALF) if asked.quota is None else banzhaf(votes, asked.quota, strict=False)


def _everybody(asked: Asked, found: Figures) -> Figures:
    """Figures with 0 for the parties that have none."""
    return {**dict.fromkeys(sorted(asked.parties), ZERO), **found}


def _thresholds(asked: Asked) -> Figures:
    found = _everybody(asked, critical_thresholds(asked.votes.votes, asked.by))
    return {party: least for party, least in found.items() if party != asked.by}


def _portfolios(asked: Asked, figure: Callable[[Portfolio, Node], Fraction]) -> Figures:
    portfolio, found = Portfolio(asked.equity, asked.values), {}
    for party in sorted(asked.parties - portfolio.closed.keys()):
        found[party] = figure(portfolio, party)
    return found


def _integrated(method: str) -> Callable[[Asked], Figures]:
    """The value of what each party has by a convention."""

    def figures(asked: Asked) -> Figures:
        valued = sorted(asked.parties - Portfolio(asked.equity, {}).closed.keys())

        def worth(party: Node) -> Fraction:
            shares = (share_by(method, asked.equity, party, owned) for owned in valued)
            return sum(shares, ZERO) * asked.value

        return {party: worth(party) for party in valued}

    return figures


MEASURES: Mapping[str, Callable[[Asked], Figures]] = {
    "weakest_link": lambda asked: {asked.by: weakest_link(asked.votes.votes, asked.by, asked.of)},
    "banzhaf_raw": lambda asked: _everybody(asked, _power(asked).raw),
    "banzhaf_normalised": lambda asked: _everybody(asked, _power(asked).normalised),
    "npi": lambda asked: _everybody(asked, network_power(asked.votes.votes, asked.values).power),
    "critical_control_threshold": _thresholds,
    "de_facto_votes": lambda asked: {asked.by: de_facto_votes(asked.votes, asked.by, asked.of, asked.absent)},
    "integrated_value_raw": lambda asked: _portfolios(asked, Portfolio.raw),
    "integrated_value_baldone": lambda asked: _portfolios(asked, Portfolio.corrected),
    **{
        f"integrated_value_{method}": _integrated(method)
        for method in ("first_passage", "leontief", "simple_paths")
    },
    "bow_tie_centrality": lambda asked: _portfolios(asked, Portfolio.centrality),
}
