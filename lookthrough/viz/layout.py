"""Where does everything in a chart stand, to the pixel?

Origin top left, x to the right, y down. Boxes, labels and the lines between them never overlap: a row's boxes stand
apart, its labels hang below them in slots of their own, and lines cross the page only below the labels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import ceil
from typing import Final

from lookthrough.viz.columns import Columns, Widths, columns
from lookthrough.viz.geometry import Point, Rect
from lookthrough.viz.layering import Layers, layered
from lookthrough.viz.lettering import width
from lookthrough.viz.routing import Frame, Space, routed
from lookthrough.viz.scene import Line, Scene

MARGIN: Final = 20
PAD_X: Final = 12
PAD_Y: Final = 8
LEAST_WIDTH: Final = 104
LABEL_PAD: Final = 4
STUB: Final = 15  # from a box down to the labels: room for a tip
TRACK: Final = 12
TIP: Final = 22  # from the last track down to a box
TIP_INSET: Final = 16
BEND_PLAY: Final = 12
LOOP: Final = 18  # how far the line of a box that holds itself leads out


@dataclass(frozen=True, slots=True)
class Layout:
    """Places of a scene's boxes, of its arrows' labels and corners (from holder to held), and of joints of lines."""

    width: int
    height: int
    boxes: tuple[Rect, ...]
    labels: tuple[Rect, ...]
    routes: tuple[tuple[Point, ...], ...]
    joints: tuple[Point, ...]


def arrange(scene: Scene) -> Layout:
    """Lay out a scene: the subject at the bottom, whoever holds above what is held."""
    index = {box.id: number for number, box in enumerate(scene.boxes)}
    ends = [(index[arrow.holder], index[arrow.held]) for arrow in scene.arrows]
    labels = [extent(arrow.lines, LABEL_PAD) for arrow in scene.arrows]
    texts = [extent(box.lines, PAD_X) for box in scene.boxes]
    layers = layered(len(index), ends)
    across = columns(layers, _widths(texts, labels, ends), MARGIN)
    alone = frozenset(n for n, arrow in enumerate(scene.arrows) if arrow.dashed or arrow.circle)
    half = dict.fromkeys(across.middle, BEND_PLAY) | {
        box: wide // 2 - TIP_INSET for box, wide in enumerate(across.boxes)
    }
    spaces = routed(layers, Frame(half, across.middle, across.ports, alone, len(index)))
    return _Drawing(layers, across, spaces, texts, labels, ends).layout()


def extent(lines: Iterable[Line], pad: int) -> tuple[int, int]:
    """The width and the height of lines of text, with a pad at both sides, in even pixels: middles are whole."""
    lines = tuple(lines)
    wide = max(width(line.text, line.pen) for line in lines)
    high = sum(line.pen.height for line in lines)
    return 2 * ceil(wide / 2 + pad), high + high % 2


def _widths(
    texts: Sequence[tuple[int, int]], labels: Sequence[tuple[int, int]], ends: Sequence[tuple[int, int]]
) -> Widths:
    beside = [0] * len(texts)
    for arrow, (holder, held) in enumerate(ends):
        if holder == held:
            beside[holder] = LOOP + labels[arrow][0]
    return Widths([max(LEAST_WIDTH, wide) for wide, _ in texts], beside, [wide for wide, _ in labels])


@dataclass(frozen=True, slots=True)
class _Drawing:
    """All that is known when only the heights are still to be found."""

    layers: Layers
    across: Columns
    spaces: Sequence[Space]
    texts: Sequence[tuple[int, int]]
    labels: Sequence[tuple[int, int]]
    ends: Sequence[tuple[int, int]]

    def layout(self) -> Layout:
        """Everything in its place."""
        rows = self._rows()
        boxes = self._boxes(rows)
        labels = tuple(self._label(arrow, boxes) for arrow in range(len(self.ends)))
        corners = _corners(zip(rows, self.spaces, strict=False))
        routes = tuple(self._route(arrow, boxes, corners[arrow]) for arrow in range(len(self.ends)))
        joints = (
            joint for row, space in zip(rows, self.spaces, strict=False) for joint in _joints(space, row)
        )
        return Layout(self.across.width, rows[-1].bottom + MARGIN, boxes, labels, routes, tuple(joints))

    def _rows(self) -> list[_Row]:
        heights = [
            max(self._height(node) for node in row if node < len(self.texts)) for row in self.layers.rows
        ]
        hanging = [0] * len(heights)
        place = {node: number for number, row in enumerate(self.layers.rows) for node in row}
        for arrow, chain in enumerate(self.layers.chains):
            if chain:
                hanging[place[chain[0]]] = max(hanging[place[chain[0]]], self.labels[arrow][1])
        rows, top = [], MARGIN
        for height, labels, space in zip_longest(heights, hanging, self.spaces):
            rows.append(_Row(top, height, top + height + STUB + labels + TRACK))
            top = rows[-1].tracks + (space.depth - 1 if space else 0) * TRACK + TIP
        return rows

    def _height(self, box: int) -> int:
        loops = [self.labels[arrow][1] for arrow, ends in enumerate(self.ends) if ends == (box, box)]
        return max([self.texts[box][1] + 2 * PAD_Y, *loops])

    def _boxes(self, rows: Sequence[_Row]) -> tuple[Rect, ...]:
        boxes = {}
        for row, nodes in zip(rows, self.layers.rows, strict=True):
            for node in nodes:
                if node < len(self.texts):
                    wide = self.across.boxes[node]
                    boxes[node] = Rect(self.across.middle[node] - wide // 2, row.top, wide, row.height)
        return tuple(boxes[box] for box in range(len(self.texts)))

    def _label(self, arrow: int, boxes: Sequence[Rect]) -> Rect:
        wide, high = self.labels[arrow]
        chain = self.layers.chains[arrow]
        if not chain:
            box = boxes[self.ends[arrow][0]]
            return Rect(box.right + LOOP, box.middle.y - high // 2, wide, high)
        x = self.across.middle[chain[0]] + self.across.ports[arrow]
        return Rect(x - wide // 2, boxes[chain[0]].bottom + STUB, wide, high)

    def _route(self, arrow: int, boxes: Sequence[Rect], corners: Sequence[Point]) -> tuple[Point, ...]:
        chain = self.layers.chains[arrow]
        if not chain:
            return _loop(boxes[self.ends[arrow][0]])
        x = self.across.middle[chain[0]] + self.across.ports[arrow]
        points = [Point(x, boxes[chain[0]].bottom), *corners]
        points.append(Point(points[-1].x, boxes[chain[-1]].top))
        return tuple(reversed(points) if arrow in self.layers.turned else points)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of boxes: its top, its height, and the y of the first track below it."""

    top: int
    height: int
    tracks: int

    @property
    def bottom(self) -> int:
        return self.top + self.height

    def track(self, number: int) -> int:
        return self.tracks + number * TRACK


def _loop(box: Rect) -> tuple[Point, ...]:
    """The way out of the right side of a box and back into it."""
    high, low, out = box.middle.y - 9, box.middle.y + 9, box.right + LOOP - 4
    return Point(box.right, high), Point(out, high), Point(out, low), Point(box.right, low)


def _corners(spaces: Iterable[tuple[_Row, Space]]) -> dict[int, list[Point]]:
    """The corners of each arrow from the top down: two in every space that it does not cross straight."""
    corners: dict[int, list[Point]] = defaultdict(list)
    for row, space in spaces:
        for net, track in zip(space.nets, space.tracks, strict=True):
            for link in net.links:
                if track is not None and link.stub != net.trunk:
                    corners[link.arrow] += (Point(x, row.track(track)) for x in (link.stub, net.trunk))
    return corners


def _joints(space: Space, row: _Row) -> Iterator[Point]:
    """Where three or four lines of one net meet: marked, so that a mere crossing is not taken for it."""
    for net, track in zip(space.nets, space.tracks, strict=True):
        if track is not None:
            ends = [net.trunk, *(link.stub for link in net.links)]
            meeting = {x for x in ends if net.left < x < net.right or ends.count(x) > 1}
            yield from (Point(x, row.track(track)) for x in sorted(meeting))
