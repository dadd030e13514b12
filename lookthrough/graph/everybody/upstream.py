"""Which companies lie upstream of a company, and which of them lead to an owner? Compiled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lookthrough.graph.everybody.lists import Column
from lookthrough.graph.snapshot.arrays import Int32
from lookthrough.graph.snapshot.jit import compiled


@compiled
def upstream(col: Column, company: int) -> Int32:
    """A company and all companies that a walk upward from it can come to. O(edges there), and a byte a company."""
    met = np.zeros(len(col.start), np.uint8)
    found = np.empty(len(col.start), np.int32)
    found[0], met[company], count, at = company, 1, 1, 0
    while at < count:
        for e in range(col.start[found[at]], col.start[found[at] + 1]):
            holder = col.holder[e]
            if col.low[e] > 0.0 and col.listed[holder] and not met[holder]:
                met[holder] = 1
                found[count] = holder
                count += 1
        at += 1
    return found[:count].copy()


@compiled
def towards(col: Column, companies: Int32, owner: int) -> npt.NDArray[np.bool_]:
    """Which of some companies (sorted, closed upward) lead to an owner. O(edges), a few times with circles."""
    leads = np.zeros(len(companies), np.bool_)
    changed = True
    while changed:
        changed = False
        for i in range(len(companies)):
            for e in range(col.start[companies[i]], col.start[companies[i] + 1]):
                if leads[i] or col.low[e] == 0.0:
                    continue
                holder = col.holder[e]
                if holder == owner:
                    leads[i] = changed = True
                elif col.listed[holder]:
                    leads[i] = leads[np.searchsorted(companies, holder)]
                    changed |= leads[i]
    return leads
