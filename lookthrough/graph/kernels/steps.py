"""How is one company filled so that those who rank highest get the most, open ends respected?

Definition: among all fillings of one company, the one that is largest for any weights that fall with the rank.
Method: everybody gets his low end; what is missing to a floor goes to the best of those it names; what is left goes
to the best of all (the greedy is exact: the constraints are nested sets). Open ends are carried as infinitesimals: an
open 25 is 25 + e, so that a filling found here for a small e > 0 is a real one, and a value that is reached only
for e = 0 shows a trace of e.

Holders who are worth the same share one slot, the ends of which are the sums of theirs: whatever the slot gets between
them can be handed out among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.shares import ONE, ZERO

Dual = tuple[Fraction, int]  # a + b e, compared in this order
Ends = tuple[Dual, Dual]  # the low and the high end of a share, or of several together
NIL: Dual = (ZERO, 0)


@dataclass(frozen=True, slots=True)
class Floor:
    """The holders together have at least `threshold` of a company, or more than that if `strict`."""

    holders: frozenset[Node]
    threshold: Fraction
    strict: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """What one holder can have of a company; without a node several holders, or a part of the remainder.

    What has no node is `worth` that much, and this is `reached` or not. A floor counts it if it is `named`.
    """

    node: Node | None
    ends: Ends
    worth: Fraction = ZERO
    reached: bool = True
    named: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """All that a walk can do at one company."""

    slots: tuple[Slot, ...]
    floor: Floor | None = None


def choose(step: Step, ranks: Sequence[Any]) -> list[Dual] | None:
    """How much each slot gets when the higher rank (one per slot) goes first; None when no filling exists.

    O(k log k) for k slots; terminates after two passes.
    """
    amounts = [slot.ends[0] for slot in step.slots]
    order = sorted(range(len(amounts)), key=lambda i: ranks[i], reverse=True)
    room, need = _minus((ONE, 0), _total(amounts)), NIL
    if step.floor:
        named = [i for i in order if step.slots[i].named]
        floor = (step.floor.threshold, int(step.floor.strict))
        need = max(NIL, _minus(floor, _total([amounts[i] for i in named])))
        if _hand_out(step, amounts, named, need) > NIL:
            return None
    if need > room or _hand_out(step, amounts, order, _minus(room, need)) > NIL:
        return None
    return amounts


def _hand_out(step: Step, amounts: list[Dual], order: list[int], room: Dual) -> Dual:
    """Raise the amounts in order up to their high ends; returns what finds no taker."""
    for i in order:
        if room <= NIL:
            break
        high = step.slots[i].ends[1]
        more = _minus(high, amounts[i])
        if more > room:
            amounts[i] = (amounts[i][0] + room[0], amounts[i][1] + room[1])
            return NIL
        amounts[i], room = high, _minus(room, more)
    return room


def _minus(a: Dual, b: Dual) -> Dual:
    return a[0] - b[0] if b[0] else a[0], a[1] - b[1]


def _total(parts: list[Dual]) -> Dual:
    return sum((part[0] for part in parts if part[0]), ZERO), sum(part[1] for part in parts)
