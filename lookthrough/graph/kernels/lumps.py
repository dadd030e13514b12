"""What can a walk do at a company, when only some of its holders lead to where it is going?

The others are alike as far as they are worth the same: they are one slot each worth, the ends of which are the sums of
theirs, found once per company. What leads somewhere is taken out of the sums, so that a step costs O(what leads
somewhere + what a floor names + different worths).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from lookthrough.graph.kernels.fills import Fill, Matrix, Node
from lookthrough.graph.kernels.steps import NIL, Dual, Ends, Floor, Slot, Step
from lookthrough.graph.kernels.ways import Holders
from lookthrough.graph.shares import Share

Worth = tuple[Fraction, bool]  # what a walk is worth that goes on from somewhere, and whether this is reached
Rest = Callable[[Fill], Iterable[tuple[Fraction, Fraction]]]
Sums = dict[Worth, Ends]
EMPTY = Fill(())
NONE: Ends = (NIL, NIL)


class Lumps:
    """The steps at companies; given are what a holder is worth that leads nowhere, and the parts of a remainder."""

    def __init__(self, matrix: Matrix, worth: Callable[[Node], Worth], rest: Rest) -> None:
        self._matrix, self._worth, self._rest = matrix, worth, rest
        self._sums: dict[Node, Sums] = {}
        self._shares: dict[Node, dict[Node, Share]] = {}

    def step(self, company: Node, holders: Holders, floor: Floor | None = None) -> Step:
        """The step at a company, of whose holders some lead somewhere; a floor names holders of either sort."""
        lumps, named = dict(self._sums_of(company)), Sums()
        leading = [self._slot(lumps, holder, floor) for holder in holders]
        for holder in self._named(company, holders, floor):
            key = self._worth(holder[0])
            lumps[key] = _minus(lumps[key], _ends(holder[1]))
            named[key] = _plus(named.get(key, NONE), _ends(holder[1]))
        return Step((*leading, *_slots(lumps), *_slots(named, named=True)), floor)

    def _slot(self, lumps: Sums, holder: tuple[Node, Share], floor: Floor | None) -> Slot:
        """The slot of a holder, whose share is taken out of the lump that has it."""
        (node, share), key = holder, self._worth(holder[0])
        ends = _ends(share)
        lumps[key] = _minus(lumps[key], ends)
        return Slot(node, ends, named=floor is not None and node in floor.holders)

    def _named(self, company: Node, holders: Holders, floor: Floor | None) -> Holders:
        """The holders that a floor names and that lead nowhere."""
        if floor is None:
            return []
        if company not in self._shares:
            fill = self._matrix.get(company, EMPTY)
            self._shares[company] = {node: share for node, share in fill.holders if share.high > 0}
        shares, leading = self._shares[company], {node for node, _ in holders}
        return [
            (node, shares[node]) for node in sorted(floor.holders) if node in shares and node not in leading
        ]

    def _sums_of(self, company: Node) -> Sums:
        if company not in self._sums:
            fill, found = self._matrix.get(company, EMPTY), Sums()
            for node, share in fill.holders:
                if share.high > 0:
                    key = self._worth(node)
                    found[key] = _plus(found.get(key, NONE), _ends(share))
            for worth, most in self._rest(fill):
                found[worth, True] = _plus(found.get((worth, True), NONE), (NIL, (most, 0)))
            self._sums[company] = found
        return self._sums[company]


def _slots(lumps: Sums, *, named: bool = False) -> Iterator[Slot]:
    for (worth, reached), ends in lumps.items():
        if ends != NONE:
            yield Slot(None, ends, worth, reached, named)


def _ends(share: Share) -> Ends:
    """The ends of a share, openness as infinitesimals."""
    return (share.low, int(share.low_open)), (share.high, -int(share.high_open))


def _plus(a: Ends, b: Ends) -> Ends:
    return _each(a[0], b[0], 1), _each(a[1], b[1], 1)


def _minus(a: Ends, b: Ends) -> Ends:
    return _each(a[0], b[0], -1), _each(a[1], b[1], -1)


def _each(a: Dual, b: Dual, sign: int) -> Dual:
    return a[0] + sign * b[0], a[1] + sign * b[1]
