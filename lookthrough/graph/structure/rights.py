"""What does a company's list of holdings mean in rights: who has how much of its equity, votes and profit?

A shareholding carries votes and profit in proportion unless the record says otherwise: an explicit voting_rights or
profit_rights interest states its holder's total of that right, and where those totals leave less room than the
proportional rights would take, these give way by what is missing: it is not known whose right was given away.
Classes, partnerships, nominees, joint blocks and holders that no longer exist are read as model.md ("Rights") says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from lookthrough.graph.kernels.fills import Fill, Node
from lookthrough.graph.model import RIGHTS
from lookthrough.graph.shares import NOTHING, ONE, UNKNOWN, WHOLE, ZERO, Share, exactly
from lookthrough.graph.structure.holdings import Company, Holding
from lookthrough.graph.structure.treatment import Treatment

Column = dict[Node, Share]
EXPLICIT = {"voting_rights": "votes", "profit_rights": "profit"}
PARTNERSHIPS = frozenset({"limited_partnership", "general_partnership"})


@dataclass(frozen=True, slots=True)
class Stand:
    """Somebody unnamed who stands for others: an unknown nominator, a holder that is gone, a block of several."""

    kind: str
    company: Node
    members: tuple[Node, ...] = ()


@dataclass(slots=True)
class Rights:
    """The rights in one company as the figures stand; `over` is the recorded sum where one exceeds 100 %.

    `follows` names the rights that are the very same unknowns as the equity. `stands` are the unnamed holders.
    """

    company: Node
    columns: dict[str, Column]
    each: Fraction | None = None
    over: Fraction | None = None
    follows: frozenset[str] = frozenset()
    executing: tuple[Node, ...] = ()
    stands: dict[Node, Stand] = field(default_factory=dict)

    def fill(self, right: str) -> Fill:
        """The column of a right as the figures stand, also above 100 %."""
        return Fill(tuple(sorted(self.columns[right].items())), ONE, self.each)

    def feasible(self, right: str) -> Fill:
        """The column as bounds need it: where more than 100 % is recorded, anybody's share may be what is too much."""
        column = self.columns[right]
        if not _above(column):
            return self.fill(right)
        excess = _lows(column) - 1
        return Fill(
            tuple((node, _shrunk(share, excess)) for node, share in sorted(column.items())), ONE, self.each
        )


def _shrunk(share: Share, excess: Fraction) -> Share:
    low, high = max(ZERO, share.low - excess), min(ONE, share.high)
    return Share(min(low, high), high)


@dataclass(frozen=True, slots=True)
class Links:
    """What the reading of one company's rights needs from elsewhere: who holds for whom, and who is gone."""

    nominators: Mapping[Node, tuple[Node, ...]]
    gone: frozenset[Node]


def rights_of(company: Company, holdings: list[Holding], links: Links, treatment: Treatment) -> Rights:
    """The equity, votes and profit columns of one company."""
    facts = company.view.facts if company.view else None
    each = facts.rest_each_at_most.high if facts and facts.rest_each_at_most else None
    rights = Rights(company.id, {right: {} for right in RIGHTS}, each)
    parts = [
        _Part(holding, *_weights(company, holding)) for holding in holdings if holding.kind not in EXPLICIT
    ]
    for part in _blocks(rights, parts, links):
        _add(rights, part, links, treatment)
    _paid_in(company, rights, holdings)
    explicit = _explicit(rights, holdings, links)
    _executing(company, rights, holdings, explicit, treatment)
    equity = rights.columns["equity"]
    rights.follows = frozenset(
        r for r in ("votes", "profit") if not explicit[r] and rights.columns[r] == equity
    )
    stated = [equity, *explicit.values()]
    rights.over = max(map(_lows, stated)) if any(map(_above, stated)) else None
    for right, totals in explicit.items():
        _give_way(rights.columns[right], totals)
    return rights


def _lows(column: Column) -> Fraction:
    return sum((share.low for share in column.values()), ZERO)


def _above(column: Column) -> bool:
    """Whether more than 100 % is recorded, be it by no more than an end that is excluded."""
    return _lows(column) > 1 or (_lows(column) == 1 and any(share.low_open for share in column.values()))


@dataclass(frozen=True, slots=True)
class _Part:
    """One holding with the equity and votes that the whole of its class carries; None where that is not known."""

    holding: Holding
    equity: Fraction | None
    votes: Fraction | None
    node: Node | None = None

    def share(self, right: str) -> Share:
        weight = self.votes if right == "votes" else self.equity
        if right == "votes" and self.holding.kind == "surplus_assets":
            return NOTHING
        return UNKNOWN if weight is None else self.holding.share.scaled(weight) if weight else NOTHING


def _weights(company: Company, holding: Holding) -> tuple[Fraction | None, Fraction | None]:
    """Equity and votes of a whole class as parts of the company; (1, 1) where there are no classes."""
    if holding.share_class not in company.classes:
        return ONE, ONE
    equity, votes = ZERO, ZERO
    found: dict[str, tuple[Fraction, Fraction]] = {}
    for name, row in company.classes.items():
        issued = row.issued or company.recorded.get(("shares", name))
        if issued is None:
            return None, None
        profit_weight = ONE if row.profit_weight is None else row.profit_weight
        votes_per_share = ONE if row.votes_per_share is None else row.votes_per_share
        found[name] = issued * profit_weight, issued * votes_per_share
        equity, votes = equity + found[name][0], votes + found[name][1]
    mine = found[holding.share_class]
    return mine[0] / equity if equity else ZERO, mine[1] / votes if votes else ZERO


def _blocks(rights: Rights, parts: list[_Part], links: Links) -> list[_Part]:
    """Members of one joint block hold it once, nobody knows how it is split: one unnamed holder stands for them."""
    single = [part for part in parts if part.holding.joint is None]
    blocks: dict[str, list[_Part]] = defaultdict(list)
    for part in parts:
        if part.holding.joint is not None:
            blocks[part.holding.joint].append(part)
    for name, members in sorted(blocks.items()):
        nodes = tuple(sorted({part.holding.holder for part in members} - links.gone))
        node = _stand(rights, f"joint {name}", nodes)
        whole = members[0].holding.share
        for part in members[1:]:
            whole = whole.hull(part.holding.share)
        single.append(
            replace(members[0], holding=replace(members[0].holding, share=whole, joint=None), node=node)
        )
    return single


def _stand(rights: Rights, kind: str, members: tuple[Node, ...]) -> Node:
    """The node that stands for `members`: the one member itself where there is just one."""
    if len(members) == 1:
        return members[0]
    node = f"~{kind}/{rights.company}"
    rights.stands[node] = Stand(kind.partition(" ")[0], rights.company, members)
    return node


def _add(rights: Rights, part: _Part, links: Links, treatment: Treatment) -> None:
    """Add what one holding gives, to whomever it gives it."""
    holder = part.node or part.holding.holder
    if holder in links.gone:
        holder = _stand(rights, f"gone {holder}", ())
    equity_to = rights_to = holder
    if part.holding.nominee:
        behind = links.nominators.get(holder, ())
        equity_to = rights_to = _stand(rights, f"nominee {holder}", behind)
        if behind and treatment.nominee == "rights_without_equity":
            equity_to = _stand(rights, f"nominee equity of {holder}", ())
    for right in RIGHTS:
        column, node = rights.columns[right], equity_to if right == "equity" else rights_to
        share = part.share(right)
        column[node] = column[node] + share if node in column else share


def _paid_in(company: Company, rights: Rights, holdings: list[Holding]) -> None:
    """In a Chinese limited company profit follows paid-in capital, where it is known of every shareholder."""
    facts = company.view.facts if company.view else None
    shares = [h for h in holdings if h.kind == "shareholding" and not h.nominee and h.joint is None]
    chinese = facts is not None and facts.cls == "llc" and facts.country == "CN"
    total = sum((h.paid_in or ZERO for h in shares), ZERO)
    if (
        not chinese
        or not total
        or any(h.paid_in is None for h in shares)
        or len(rights.columns["profit"]) != len({h.holder for h in shares})
    ):
        return
    column = rights.columns["profit"]
    for node in column:
        column[node] = exactly(sum((h.paid_in or ZERO for h in shares if h.holder == node), ZERO) / total)


def _explicit(rights: Rights, holdings: list[Holding], links: Links) -> dict[str, Column]:
    """Explicit totals replace what the holder would have in proportion."""
    found: dict[str, Column] = {"votes": {}, "profit": {}}
    for holding in holdings:
        if right := EXPLICIT.get(holding.kind):
            gone = holding.holder in links.gone
            node = _stand(rights, f"gone {holding.holder}", ()) if gone else holding.holder
            total = found[right].get(node)
            found[right][node] = holding.share if total is None else total + holding.share
    for right, totals in found.items():
        rights.columns[right].update(totals)
    return found


def _executing(
    company: Company,
    rights: Rights,
    holdings: list[Holding],
    explicit: dict[str, Column],
    treatment: Treatment,
) -> None:
    """In a partnership the votes belong to the executing partner, whatever the shares."""
    if company.view is None or company.view.cls not in PARTNERSHIPS:
        return
    partners = tuple(sorted({h.holder for h in holdings if h.partner == "executing"}))
    if company.view.cls == "general_partnership" and not partners:
        return
    rights.executing = partners
    rights.columns["votes"] = dict(explicit["votes"])
    if partners and treatment.executing_votes and not explicit["votes"]:
        rights.columns["votes"] = {_stand(rights, "executing", partners): WHOLE}


def _give_way(column: Column, totals: Column) -> None:
    """Proportional rights give way to explicit totals by what may exceed 100 %; whose right went is not known."""
    stated, most = _lows(totals), min(ONE, sum((share.high for share in totals.values()), ZERO))
    others = sum((share.high for node, share in column.items() if node not in totals), ZERO)
    for node, share in column.items() if totals and stated <= 1 else ():
        if node not in totals:
            beside = min(others - share.high, 1 - share.low)
            low, high = max(ZERO, min(share.low, 1 - most - beside)), min(share.high, 1 - stated)
            if (low, high) != (share.low, share.high):
                column[node] = Share(min(low, high), high)
