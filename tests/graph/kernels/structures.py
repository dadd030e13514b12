"""Which small structures do the kernels' tests draw, and what says independently how much is whose in them?

Here everything is done the slow way: all corners of all fillings, dense elimination, reachability by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod

from hypothesis import assume
from hypothesis import strategies as st

from lookthrough.graph.kernels.fills import Fill, Matrix, Node
from lookthrough.graph.kernels.steps import Floor
from lookthrough.graph.shares import ONE, UNKNOWN, ZERO, Share, exactly, parse

COMPANIES = ("A", "B", "C", "D")
TINY = Fraction(1, 10**9)
Filling = Mapping[Node, Mapping[Node, Fraction]]
Floors = Mapping[Node, Floor]
Cut = tuple[frozenset[int], Fraction]
NO_FLOORS: Floors = {}


def drawn(text: str, rest: str = "100%") -> dict[Node, Fill]:
    """The matrix of lines such as `p (25,50]% > A`, `? ` for an unknown share; `rest` is every company's remainder."""
    holders: dict[Node, dict[Node, Share]] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        left, company = line.split(" > ")
        holder, share = left.split(" ", 1)
        holders.setdefault(company, {})[holder] = UNKNOWN if share == "?" else parse(share)
    return {name: Fill(tuple(sorted(found.items())), parse(rest).low) for name, found in holders.items()}


def relabelled(matrix: Matrix, names: Mapping[Node, Node]) -> dict[Node, Fill]:
    """The same structure under other names."""
    return {
        names.get(company, company): Fill(
            tuple(sorted((names.get(holder, holder), share) for holder, share in fill.holders)),
            fill.rest,
            fill.each,
        )
        for company, fill in matrix.items()
    }


def as_filling(matrix: Matrix) -> Filling:
    """The filling that an exact matrix is."""
    return {
        company: {holder: share.low for holder, share in fill.holders} for company, fill in matrix.items()
    }


def dense(filling: Filling, target: Node, party: Node) -> Fraction:
    """How likely a walk from `target` comes to `party`: the least solution, by Gauss-Jordan on fractions."""
    if target == party:
        return ONE
    above = _above(filling, target)
    names = [
        name for name in sorted(above & set(filling)) if name != party and party in _above(filling, name)
    ]
    if not names:
        return ZERO
    rows = []
    for name in names:
        row = [(ONE if name == other else ZERO) - filling[name].get(other, ZERO) for other in names]
        rows.append([*row, filling[name].get(party, ZERO)])
    for i in range(len(rows)):
        pivot = next(k for k in range(i, len(rows)) if rows[k][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for k, row in enumerate(rows):
            if k != i and row[i]:
                rows[k] = [value - row[i] * mine for value, mine in zip(row, rows[i], strict=True)]
    return rows[names.index(target)][-1]


def _above(filling: Filling, start: Node) -> set[Node]:
    seen, queue = {start}, [start]
    while queue:
        new = {holder for holder, share in filling.get(queue.pop(), {}).items() if share > 0} - seen
        seen |= new
        queue += new
    return seen


def corners(fill: Fill, inset: Fraction = ZERO, floor: Floor | None = None) -> list[dict[Node, Fraction]]:
    """The corners of a company's fillings, open ends (and a strict floor) drawn in by `inset`."""
    names = [name for name, _ in fill.holders]
    ends = [(s.low + inset * s.low_open, s.high - inset * s.high_open) for _, s in fill.holders]
    ends.append((ZERO, fill.rest))
    points = set(_corners(ends, None))
    if floor:
        named = frozenset(i for i, name in enumerate(names) if name in floor.holders)
        least = floor.threshold + inset * floor.strict
        points |= set(_corners(ends, (named, least))) if named else set()
        points = {point for point in points if sum((point[i] for i in named), ZERO) >= least}
    return [dict(zip(names, point, strict=False)) for point in sorted(points)]


def _corners(ends: Sequence[tuple[Fraction, Fraction]], cut: Cut | None) -> Iterator[tuple[Fraction, ...]]:
    """Points with all coordinates at an end but one; on the plane of a floor, but one on either side."""
    everybody = frozenset(range(len(ends)))
    parts = [cut, (everybody - cut[0], 1 - cut[1])] if cut else [(everybody, ONE)]
    for free in product(*(sorted(part) for part, _ in parts)):
        for chosen in product(*(((ZERO,) if i in free else ends[i]) for i in range(len(ends)))):
            point = list(chosen)
            for (part, total), i in zip(parts, free, strict=True):
                point[i] = total - sum((point[k] for k in part if k != i), ZERO)
            if all(ends[i][0] <= point[i] <= ends[i][1] for i in free):
                yield tuple(point)


def fillings(matrix: Matrix, inset: Fraction = ZERO, floors: Floors = NO_FLOORS) -> list[Filling]:
    """Every combination of corners, open ends drawn in; none where a floor cannot be met.

    A structure with more than 300 combinations is no example for a test.
    """
    choices = {name: corners(fill, inset, floors.get(name)) for name, fill in matrix.items()}
    assume(prod(len(found) for found in choices.values()) <= 300)
    return [dict(zip(choices, chosen, strict=True)) for chosen in product(*choices.values())]


# Quarters plant ties at 25 and 50, fifths break them, zeros make what may vanish.
ENDS = st.sampled_from([Fraction(n, 20) for n in (0, 0, 1, 4, 5, 8, 10, 12, 15, 20)])


@st.composite
def ranges(draw: st.DrawFn) -> Share:
    """A share with any ends, exact now and then."""
    low, high = sorted((draw(ENDS), draw(ENDS)))
    opened = st.booleans() if low < high else st.just(False)
    return Share(low, high, draw(opened), draw(opened))


@st.composite
def matrices(draw: st.DrawFn, least: int = 1, most: int = 3) -> dict[Node, Fill]:
    """Some companies with one to three holders each, circles and self-holdings among them; all feasible."""
    companies = COMPANIES[: draw(st.integers(least, most))]
    matrix = {}
    for company in companies:
        names = st.lists(st.sampled_from([*companies, "p", "q"]), min_size=1, max_size=3, unique=True)
        shares = [(holder, draw(ranges())) for holder in sorted(draw(names))]
        fill = Fill(tuple(shares), draw(st.sampled_from([ZERO, Fraction(1, 4), ONE])))
        matrix[company] = fill if fill.feasible else _fitted(shares)
    return matrix


def _fitted(shares: list[tuple[Node, Share]]) -> Fill:
    """The same shares over their number, so that they fit together."""
    part = Fraction(1, len(shares))
    return Fill(tuple((holder, share.scaled(part) if share.high else share) for holder, share in shares))


@st.composite
def exact_matrices(draw: st.DrawFn, most: int = 4, *, above: bool = False) -> dict[Node, Fill]:
    """Exact figures; what adds up to more than 100 % is scaled to just 100 % unless `above`: closed groups happen."""
    companies = COMPANIES[: draw(st.integers(1, most))]
    matrix = {}
    for company in companies:
        names = draw(st.lists(st.sampled_from([*companies, "p", "q"]), max_size=3, unique=True))
        parts = {name: draw(ENDS) for name in sorted(names)}
        scale = ONE if above else max(ONE, sum(parts.values(), ZERO))
        matrix[company] = Fill(tuple((name, exactly(part / scale)) for name, part in parts.items()))
    return matrix
