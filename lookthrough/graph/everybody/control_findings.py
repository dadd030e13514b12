"""What counts as control, and in which columns is it told? Node numbers are those of the snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from lookthrough.graph.shares import HALF
from lookthrough.graph.snapshot.arrays import Int8, Int32

NOBODY, ONE, RING, SEVERAL = range(4)  # how a company is controlled, as `Tops.how` says


@dataclass(frozen=True, slots=True)
class Terms:
    """What counts as control, in the words of `ControlGraph`.

    `settled`: where more than 100 % is recorded anybody's votes may be what is too much, so that nothing follows for
    certain; else figures stand as they are.
    """

    quota: Fraction = HALF
    strict: bool = True
    void_own: bool = False
    worst_case: bool = False
    settled: bool = True


PLAIN = Terms()


@dataclass(frozen=True, slots=True, eq=False)
class Controlled:
    """Who controls what: parallel arrays of node numbers, by source unless said otherwise.

    `depth`: the round of the fixpoint in which the company joins; 1 is control by the source's own votes or means.
    `certain`: 1 for every filling, 0 for some filling; a pair has one row.
    """

    source: Int32
    company: Int32
    depth: Int32
    certain: Int8

    def __len__(self) -> int:
        return len(self.source)

    def by_company(self) -> Controlled:
        """The same rows by company: the controllers of each."""
        order = np.argsort(self.company, kind="stable")
        return Controlled(self.source[order], self.company[order], self.depth[order], self.certain[order])


def joined(blocks: Iterable[Controlled]) -> Controlled:
    """Blocks one after the other."""
    kept = list(blocks)
    empty = np.zeros(0, np.int32)
    return Controlled(
        np.concatenate([empty, *(block.source for block in kept)]),
        np.concatenate([empty, *(block.company for block in kept)]),
        np.concatenate([empty, *(block.depth for block in kept)]),
        np.concatenate([np.zeros(0, np.uint8), *(block.certain for block in kept)]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Tops:
    """The top controller of each node that can be controlled: `top` where `how` is ONE, else -1.

    `how`: NOBODY controls it for certain; ONE does whom nobody else controls; a RING does, all of whom control one
    another; SEVERAL do, none of whom controls the others (groups in concert, other means, quotas below one half,
    figures above 100 %).
    """

    top: Int32
    how: Int8
