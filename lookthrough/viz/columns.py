"""How far from the left does everything in a chart stand, and how wide are its boxes?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from lookthrough.viz.layering import Layers
from lookthrough.viz.placing import Run, Tie, placed, straighten

LABEL_GAP: Final = 12
PORT_INSET: Final = 14
BEND: Final = 16
STRAIGHT: Final = {0: 1.0, 1: 2.0, 2: 40.0}  # the weight of a line by how many of its two ends are bends


@dataclass(frozen=True, slots=True)
class Widths:
    """What must fit, in even numbers of pixels: texts of boxes, what a loop needs at each side, labels of arrows."""

    boxes: Sequence[int]
    beside: Sequence[int]
    labels: Sequence[int]


@dataclass(frozen=True, slots=True)
class Columns:
    """In pixels: widths of boxes, the middle of every node, where arrows begin right of the middle, and the whole."""

    boxes: Sequence[int]
    middle: Mapping[int, int]
    ports: Mapping[int, int]
    width: int


def columns(layers: Layers, widths: Widths, margin: int) -> Columns:
    """Place all nodes so that what hangs together stands as straight as it can."""
    begun = _begun(layers)
    ports = {arrow: port for arrows in begun.values() for arrow, port in _ports(arrows, widths.labels)}
    boxes = [
        max([wide, *(2 * (abs(ports[arrow]) + PORT_INSET) for arrow in begun[box])])
        for box, wide in enumerate(widths.boxes)
    ]
    slots: dict[int, float] = {node: BEND for row in layers.rows for node in row}
    for box, wide in enumerate(boxes):
        hanging = sum(widths.labels[arrow] + LABEL_GAP for arrow in begun[box])
        slots[box] = max(hanging, wide + 2 * widths.beside[box])
    middle = placed(layers.rows, slots, list(_ties(layers, ports)))
    straighten(layers.rows, slots, middle, list(_runs(layers, ports, middle)))
    left = min(at - slots[node] / 2 for node, at in middle.items()) - margin
    right = max(at + slots[node] / 2 for node, at in middle.items()) + margin
    return Columns(boxes, {node: round(at - left) for node, at in middle.items()}, ports, round(right - left))


def _begun(layers: Layers) -> Mapping[int, Sequence[int]]:
    """The arrows that begin below each box, from left to right: in the order of where they lead."""
    place = {node: at for row in layers.rows for at, node in enumerate(row)}
    begun: dict[int, list[int]] = defaultdict(list)
    for arrow, chain in enumerate(layers.chains):
        if chain:
            begun[chain[0]].append(arrow)
    for arrows in begun.values():
        arrows.sort(key=lambda arrow: place[layers.chains[arrow][1]])
    return begun


def _ports(arrows: Sequence[int], labels: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each arrow with its place right of the middle, so that the labels hang side by side."""
    slots = [labels[arrow] + LABEL_GAP for arrow in arrows]
    for arrow, slot, end in zip(arrows, slots, accumulate(slots), strict=True):
        yield arrow, end - slot // 2 - sum(slots) // 2


def _runs(layers: Layers, ports: Mapping[int, int], middle: Mapping[int, float]) -> Iterator[Run]:
    for arrow, (upper, *bends, lower) in (
        (n, chain) for n, chain in enumerate(layers.chains) if len(chain) > 2
    ):
        yield Run(bends, (middle[upper] + ports[arrow], middle[lower]))


def _ties(layers: Layers, ports: Mapping[int, int]) -> Iterator[Tie]:
    for arrow, chain in enumerate(layers.chains):
        for upper, lower in pairwise(chain):
            offset = ports[arrow] if upper == chain[0] else 0
            bends = (upper != chain[0]) + (lower != chain[-1])
            yield Tie(upper, lower, offset, STRAIGHT[bends])
