"""How do the rows that columns found become the table of the answer, with exact shares as text?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from lookthrough.graph.shares import bounds_text, exactly
from lookthrough.graph.snapshot.arrays import KINDS, Int32, Int64
from lookthrough.queries.everybody.customers import Customers
from lookthrough.queries.everybody.ground import Ground
from lookthrough.queries.everybody.judging import CERTAINTIES, REVIEW, ROLES, Judgement
from lookthrough.queries.everybody.keys import Keys, spans, taken
from lookthrough.queries.everybody.register import Measure, Register
from lookthrough.queries.everybody.table import schema

if TYPE_CHECKING:
    import pyarrow as pa

WHY = "votes_through_companies"
FITS = 2**50  # a denominator below which a float tells one multiple from the next


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """A share for each row, by its place in `known`; -1 for none."""

    place: Int64
    known: list[Fraction]

    def columns(self) -> list[Any]:
        """As text and as floats, twice: the low and the high end are one."""
        import pyarrow as pa

        text = pa.array([bounds_text(exactly(share)) for share in self.known], pa.string())
        value = pa.array([float(share) for share in self.known], pa.float64())
        return [taken(text, self.place), taken(value, self.place), taken(value, self.place)]


def measured(register: Register, found: Judgement) -> tuple[Shares, Shares, Int32]:
    """What the owners of all rows have, directly and through all chains; the companies of which that is not known."""
    measure, count = Measure(register), register.ground.count
    keys = np.where(found.owner < 0, -1, found.company.astype(np.int64) * count + found.owner)
    rows = measure.direct(keys)
    shares = register.raw.rights["equity"]
    row = np.maximum(rows, 0)
    parts = _reduced(shares.low_num[row], shares.low_den[row]) if len(shares.low_num) else _nothing(len(rows))
    direct = np.stack([np.where(rows < 0, 0, part) for part in parts], axis=1)
    ends, leaf = direct.copy(), measure.leaf(found.company)
    through = np.flatnonzero(~leaf & (keys >= 0))
    ends[through] = _told(register, measure, keys[through], found.company[through])
    slow = through[ends[through, 1] == 0]
    exact = {int(at): measure.share(int(keys[at])) for at in slow}
    unknown = np.unique(found.company[[at for at, share in exact.items() if share is None]])
    ends[ends[:, 0] == 0] = 0  # who has nothing through all chains has no such share
    all_shares = _placed(ends, {at: share for at, share in exact.items() if share})
    return _placed(direct, {}), all_shares, unknown


def _nothing(count: int) -> tuple[Int64, Int64]:
    return np.zeros(count, np.int64), np.zeros(count, np.int64)


def _reduced(num: Int64, den: Int64) -> tuple[Int64, Int64]:
    common = np.gcd(num, den)
    return num // common, den // common


def _told(register: Register, measure: Measure, keys: Keys, company: Int32) -> Int64:
    """Numerators and denominators where the floats of a kernel tell them; 0 over 0 where they do not.

    Outside circles all shares in a company are multiples of 1 / `known` (everybody/lists.py).
    """
    ends = np.zeros((len(keys), 2), np.int64)
    lists = register.settled.lists
    number = register.number[company]
    for found, mine in register.pairs.values():
        order = np.argsort(mine)
        at = np.minimum(np.searchsorted(mine, keys, sorter=order), max(len(mine) - 1, 0))
        if not len(mine):
            continue
        at = order[at]
        den = lists.known[number].astype(np.float64)
        multiple = found.share[at] * den
        near = np.rint(multiple)
        sure = (mine[at] == keys) & (lists.extra[number] == 1.0) & (den > 0) & (den < FITS)
        sure &= (
            (found.error[at] * den < 0.1) & (np.abs(multiple - near) < 0.2) & ~measure.circled.found[number]
        )
        num, whole = _reduced(near[sure].astype(np.int64), lists.known[number][sure])
        ends[sure] = np.stack([num, whole], axis=1)
    return ends


def _placed(ends: Int64, exact: Mapping[int, Fraction]) -> Shares:
    """Rows of numerators and denominators as places in a list of shares."""
    order = np.lexsort((ends[:, 0], ends[:, 1]))
    found = ends[order]
    new = np.ones(len(found), np.bool_)
    new[1:] = (found[1:] != found[:-1]).any(axis=1)
    place = np.empty(len(found), np.int64)
    place[order] = np.cumsum(new) - 1
    known = [Fraction(num, den) if den else None for num, den in found[new].tolist()]
    place = np.where(ends[:, 1] == 0, -1, place)
    kept = [share or Fraction(0) for share in known]
    for row, share in exact.items():
        place[row] = len(kept)
        kept.append(share)
    return Shares(place, kept)


def table(ground: Ground, customers: Customers, found: Judgement, shares: tuple[Shares, Shares]) -> pa.Table:
    """The rows of these customers, a customer's together, in any order."""
    import pyarrow as pa

    order = np.argsort(found.company, kind="stable")
    company = found.company[order]
    first = np.searchsorted(company, customers.node)
    size = np.searchsorted(company, customers.node, side="right") - first
    who = np.repeat(np.arange(len(customers)), size)
    row = order[spans(first, size)]
    owner = found.owner[row]
    kinds = pa.array([str(kind) for kind in KINDS])
    parts = [
        taken(customers.customer, who),
        taken(customers.party, who),
        taken(ground.told("name", customers.node), who),
        taken(kinds, ground.views.kind[customers.node][who].astype(np.int64)),
        taken(pa.array(ROLES), found.role[row].astype(np.int64)),
        ground.ids(owner),
        ground.told("name", owner),
        taken(kinds, np.where(owner < 0, -1, ground.views.kind[owner].astype(np.int64))),
        taken(pa.array(CERTAINTIES), found.certainty[row]),
        _bases(found, row),
        taken(pa.array([WHY]), np.where(found.role[row] == REVIEW, 0, -1)),
    ]
    for share in shares:
        parts += Shares(share.place[row], share.known).columns()
    return pa.Table.from_arrays(parts, schema=schema())


def _bases(found: Judgement, row: Int64) -> Any:
    """As a row of a finding spells them; null for none."""
    import pyarrow as pa

    both = (found.basis * len(CERTAINTIES) + np.maximum(found.certainty, 0))[row]
    kinds = np.flatnonzero(np.bincount(both))
    texts = []
    for kind in kinds.tolist():
        basis, certainty = divmod(kind, len(CERTAINTIES))
        held = [name for bit, name in enumerate(found.bases) if basis >> bit & 1]
        texts.append(";".join(f"{name} ({CERTAINTIES[certainty]})" for name in held) or None)
    return taken(pa.array(texts, pa.string()), np.searchsorted(kinds, both))
