"""Which owners pass a level in which companies, and what is said of the pairs for which that is hard?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lookthrough.graph.everybody.borderline import answered, unsolved_owners
from lookthrough.graph.everybody.right import Right
from lookthrough.graph.snapshot.arrays import Floats, Int32

if TYPE_CHECKING:
    from lookthrough.graph.everybody.emission import Found, Threshold


EXACT = 2.0**-52  # the rounding of an exact share to a float


def nobody() -> Int32:
    """No node at all."""
    return np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True)
class Level:
    """What a share must reach: at least `share` (above 0), or more than that if `strict`."""

    share: Fraction
    strict: bool = False

    def passed(self, value: Fraction) -> bool:
        """Whether a share passes."""
        return value > self.share or (value == self.share and not self.strict)


@dataclass(frozen=True, slots=True, eq=False)
class Doubts:
    """Companies for which not all is plain.

    `diverging`: downstream of a circle above 100 % that has no value; `unsolved`: downstream of one of which that is
    not known; neither has pairs. `ranged`: a share upstream is no single number: pairs say what the low ends come to.
    """

    diverging: Int32 = field(default_factory=nobody)
    unsolved: Int32 = field(default_factory=nobody)
    ranged: Int32 = field(default_factory=nobody)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Owners and companies (node numbers) whose share passes: row i is `owner[i]`, `company[i]`, `share[i]`.

    The exact share is within `error[i]` of `share[i]`: mostly rounding; up to the `DELTA` of settled.py for an owner
    with hundreds of companies below him. In `tied` rows it is the level itself; `exact` has the share of every row
    where it had to be known.
    `undecided`: pairs (owner, company) that no method could decide; they are in no row.
    """

    owner: Int32
    company: Int32
    share: Floats
    error: Floats
    tied: npt.NDArray[np.bool_]
    exact: Mapping[int, Fraction]
    undecided: tuple[tuple[int, int], ...]
    doubts: Doubts

    def __len__(self) -> int:
        return len(self.owner)

    def __iter__(self) -> Iterator[tuple[int, int, float]]:
        return zip(self.owner.tolist(), self.company.tolist(), self.share.tolist(), strict=True)


def threshold_of(level: Level) -> Threshold:
    """A level as the compiled loops take it."""
    from lookthrough.graph.everybody.emission import Threshold

    return Threshold(float(level.share), float(level.share.denominator), int(level.strict))


def judged(right: Right, level: Level, found: Found, doubts: Doubts) -> Pairs:
    """Answer exactly what floats left open, and companies that have no list; then leave out what does not pass."""
    from lookthrough.graph.everybody.emission import IN, OPEN, OUT, TIE, arrays_of

    owner, company, share, error, how = (array[: int(found.filled[0])] for array in arrays_of(found))
    still = np.flatnonzero(how == OPEN)
    values = answered(right, owner[still], company[still])
    pairs = zip(owner[still].tolist(), company[still].tolist(), strict=True)
    undecided = tuple(pair for pair, value in zip(pairs, values, strict=True) if value is None)
    late = unsolved_owners(right, doubts.unsolved)
    known = {int(row): value for row, value in zip(still, values, strict=True) if value is not None}
    if late.rows:
        known |= {len(owner) + row: value for row, (_, _, value) in enumerate(late.rows)}
        more = np.array([(*row[:2], 0) for row in late.rows], np.int32)
        owner, company = np.concatenate([owner, more[:, 0]]), np.concatenate([company, more[:, 1]])
        zeros = more[:, 2]
        share, error, how = (np.concatenate([a, zeros.astype(a.dtype)]) for a in (share, error, how))
    how[still] = OUT
    for row, value in known.items():
        share[row], error[row] = float(value), EXACT * float(value)
        how[row] = (TIE if value == level.share else IN) if level.passed(value) else OUT
    keep = how != OUT
    place = np.cumsum(keep) - 1 if known else keep
    exact = {int(place[row]): value for row, value in known.items() if keep[row]}
    if not keep.all():
        owner, company, share, error, how = (array[keep] for array in (owner, company, share, error, how))
    diverging = np.union1d(doubts.diverging, late.diverging).astype(np.int32)
    last = Doubts(diverging, late.unsolved, doubts.ranged)
    return Pairs(owner, company, share, error, how == TIE, exact, undecided, last)


def joined(parts: list[tuple[Any, ...]]) -> Found:
    """Pairs found in parts, as one."""
    from lookthrough.graph.everybody.emission import Found

    owner, company, share, error, how = (np.concatenate(found) for found in zip(*parts, strict=True))
    return Found(owner, company, share, error, how, np.array([len(owner)], np.int64))
