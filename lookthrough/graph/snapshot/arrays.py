"""Which arrays is a snapshot made of, and what do their numbers mean?

Nodes are 0 .. n-1: parties after folding by identity, and the unnamed holders of structure/rights.py (joint blocks,
unknown nominators, holders that are gone). Companies, which have a recorded holder in some right, come first: owners
before what they own, the members of a circle side by side, those that hold nothing behind all others. Everybody from
`companies` on is an end of every chain.
An edge says that a holder has some right in a company; edges stand by company, so that the edges of company j are
`start[j]` to `start[j + 1]`. An edge without weight in a right (both ends 0) does not exist in that right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lookthrough.graph.kernels.fills import Fill, Matrix
from lookthrough.graph.model import RIGHTS, PartyKind
from lookthrough.graph.ports import At
from lookthrough.graph.shares import ONE, ZERO, Share

if TYPE_CHECKING:
    import pyarrow as pa

Int8 = npt.NDArray[np.uint8]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

KINDS = tuple(PartyKind)
STAND = 255  # `kind` of an unnamed holder
LOW_OPEN, HIGH_OPEN = 1, 2
BIT = {right: 1 << place for place, right in enumerate(RIGHTS)}  # of `Snapshot.has`


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """How much each edge carries in one right, m edges, c companies.

    `low`, `high` (m): the ends as floats, each within two units in the last place; `high is low` where every share is
    one number. `low_num`, `high_num` (m) over `den` (c) of the edge's company: the same exactly; the sum of a column
    stays below 2**62. `den` is 0 where a column does not fit: its edges stand in `big`. `opened` (m): LOW_OPEN and
    HIGH_OPEN bits, None where no end is open. Figures as they stand, also above 100 %.
    """

    low: Floats
    high: Floats
    low_num: Int64
    high_num: Int64
    den: Int64
    opened: Int8 | None = None
    big: Mapping[int, Share] = field(default_factory=dict)

    @property
    def exact(self) -> bool:
        """Whether every share is one number."""
        return self.high is self.low


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """The id of every node, as UTF-8 one after the other; node i is `text[offset[i]:offset[i + 1]]`."""

    text: Int8
    offset: Int64

    def __len__(self) -> int:
        return len(self.offset) - 1

    def __getitem__(self, node: int) -> str:
        return self.text[self.offset[node] : self.offset[node + 1]].tobytes().decode()

    def array(self) -> pa.LargeStringArray:
        """All ids as an Arrow array that shares this memory."""
        import pyarrow as pa

        memory: Any = pa
        buffers = memory.py_buffer(self.offset), memory.py_buffer(self.text)
        found: pa.LargeStringArray = memory.LargeStringArray.from_buffers(len(self), *buffers)
        return found

    def find(self, ids: Sequence[str]) -> Int32:
        """The nodes of these ids, -1 for an id that has none. O(n) whether one is asked or a million."""
        import pyarrow as pa
        import pyarrow.compute as pc

        places = pc.index_in(pa.array(ids, pa.large_string()), value_set=self.array())
        return np.asarray(places.fill_null(-1), np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """What else gives or moves control, in node numbers: parallel arrays, sorted.

    `means_holder[i]` controls `means_held[i]` by other means (sorted by held). `concert_member[i]` belongs to the
    group that acts in concert `concert_group[i]` (sorted by member; groups are 0, 1, ...; somebody in no group is not
    named). The votes of `directed[i]` go where `director[i]` says (sorted by directed).
    """

    means_holder: Int32
    means_held: Int32
    concert_member: Int32
    concert_group: Int32
    directed: Int32
    director: Int32


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The control graph at one moment: n nodes, c companies, m edges. Immutable; arrays may be mapped from a file.

    `start` (c + 1), `holder` (m): who holds a company. `below_start` (n + 1), `below`, `below_held` (m): what a holder
    holds: the places of his edges, and the companies there. `component` (k + 1): the companies of circle i are
    `component[i]` to `component[i + 1]` (one company where there is no circle); holders lie in the same component or
    in an earlier one, in every right. `has` (c): bits of the rights in which the company has a list of holders; in any
    other right it is an end. `complete` (c): 1 where nobody unrecorded can hold anything (a joint block). `over`: the
    companies above 100 %. `each_company`, `each_num`, `each_den`: the most that one unrecorded holder can have.
    """

    at: At
    names: Names
    kind: Int8
    companies: int
    start: Int64
    holder: Int32
    below_start: Int64
    below: Int32
    below_held: Int32
    component: Int32
    has: Int8
    complete: Int8
    over: Int32
    each_company: Int32
    each_num: Int64
    each_den: Int64
    links: Links
    rights: Mapping[str, Weights]

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.kind)

    @property
    def edges(self) -> int:
        """How many edges there are."""
        return len(self.holder)

    def share(self, right: str, edge: int, company: int) -> Share:
        """The share of one edge, exactly."""
        weights = self.rights[right]
        if not weights.den[company]:
            return weights.big[edge]
        den = int(weights.den[company])
        opened = 0 if weights.opened is None else int(weights.opened[edge])
        low, high = (Fraction(int(ends[edge]), den) for ends in (weights.low_num, weights.high_num))
        return Share(low, high, bool(opened & LOW_OPEN), bool(opened & HIGH_OPEN))

    def fill(self, right: str, company: int) -> Fill:
        """The list of holders of one company as the exact kernels take it, with ids for nodes."""
        edges = range(int(self.start[company]), int(self.start[company + 1]))
        found = ((self.names[int(self.holder[edge])], self.share(right, edge, company)) for edge in edges)
        rest = ZERO if self.complete[company] else ONE
        return Fill(tuple(sorted((node, s) for node, s in found if s.high)), rest, self._each(company))

    def _each(self, company: int) -> Fraction | None:
        place = int(np.searchsorted(self.each_company, company))
        if place == len(self.each_company) or self.each_company[place] != company:
            return None
        return Fraction(int(self.each_num[place]), int(self.each_den[place]))

    def matrix(self, right: str, companies: Iterator[int] | None = None) -> Matrix:
        """The matrix of one right, of all companies or of some, as the exact kernels take it: small, or slow."""
        every = range(self.companies) if companies is None else companies
        return {self.names[j]: self.fill(right, j) for j in every if self.has[j] & BIT[right]}
