"""Along which corners does each arrow run from row to row, so that no line runs over another, a box or a label?

Between two rows an arrow goes straight down, across on a track of its own, and straight down again. Arrows of plain
shares into one box share a track and a tip, as on a drawing of lawyers; the others keep to themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from lookthrough.viz.layering import Layers
from lookthrough.viz.placing import Wish, settled

CLEAR: Final = 8.0
TIPS_APART: Final = 22.0
NEAR: Final = 28
STEPS: Final = sorted(range(-240, 241, 4), key=abs)


class Link(NamedTuple):
    """An arrow's way through the space between two rows: from x = `stub` above to the node `lower`."""

    arrow: int
    lower: int
    stub: int


@dataclass(frozen=True, slots=True)
class Net:
    """Links that end in one line, which goes on down at x = `trunk`."""

    links: tuple[Link, ...]
    trunk: int

    @property
    def left(self) -> int:
        """Where its horizontal begins."""
        return min(self.trunk, *(link.stub for link in self.links))

    @property
    def right(self) -> int:
        """Where its horizontal ends."""
        return max(self.trunk, *(link.stub for link in self.links))

    def spans(self, x: int) -> bool:
        """Whether its horizontal passes over x."""
        return self.left <= x <= self.right

    def beside(self, other: Net) -> bool:
        """Whether the two could not share a track."""
        return self.left - CLEAR <= other.right and other.left - CLEAR <= self.right


@dataclass(frozen=True, slots=True)
class Space:
    """What runs between two rows: nets and the track of each, 0 being the uppermost; a straight net has none."""

    nets: tuple[Net, ...]
    tracks: tuple[int | None, ...]

    @property
    def depth(self) -> int:
        """How many tracks there are."""
        return max((track + 1 for track in self.tracks if track is not None), default=0)


@dataclass(frozen=True, slots=True)
class Frame:
    """What is fixed before arrows are led: half the room for tips on each node, where its middle is, arrows' ports.

    `ports[arrow]` is how far right of the middle of its upper box an arrow begins; arrows in `alone` join no others.
    """

    half: Mapping[int, int]
    middle: Mapping[int, int]
    ports: Mapping[int, int]
    alone: frozenset[int]
    boxes: int


def routed(layers: Layers, frame: Frame) -> list[Space]:
    """The spaces below each row but the last, from top to bottom."""
    after = {
        (arrow, upper): lower for arrow, chain in enumerate(layers.chains) for upper, lower in pairwise(chain)
    }
    leaving: dict[int, list[int]] = defaultdict(list)
    for arrow, upper in after:
        leaving[upper].append(arrow)
    bends: dict[int, int] = {}
    spaces = []
    for row in layers.rows[:-1]:
        links = [
            Link(
                arrow, after[arrow, upper], bends.get(upper, frame.middle[upper] + frame.ports.get(arrow, 0))
            )
            for upper in row
            for arrow in leaving[upper]
        ]
        spaces.append(_space(links, frame))
        bends |= {lower: net.trunk for net in spaces[-1].nets if (lower := net.links[0].lower) >= frame.boxes}
    return spaces


def _space(links: Sequence[Link], frame: Frame) -> Space:
    entering: dict[int, dict[int, list[Link]]] = defaultdict(lambda: defaultdict(list))
    for link in links:
        joins = link.lower < frame.boxes and link.arrow not in frame.alone
        entering[link.lower][-1 if joins else link.arrow].append(link)
    nets: list[Net] = []
    for lower, groups in entering.items():
        nets += _nets(lower, list(groups.values()), [link for link in links if link.lower != lower], frame)
    return Space(tuple(nets), tuple(_tracks(nets)))


def _nets(
    lower: int, groups: Sequence[Sequence[Link]], foreign: Sequence[Link], frame: Frame
) -> Iterator[Net]:
    """The nets that end in one node, their tips apart from each other and from lines that only pass."""
    groups = sorted(groups, key=_mean)
    middle, half = frame.middle[lower], frame.half[lower]
    aims = [_aim(group, middle, half) for group in groups]
    wishes = [Wish(aim, _firmness(group, aim), 0.0) for group, aim in zip(groups, aims, strict=True)]
    tips = settled(wishes, TIPS_APART)
    taken: list[int] = []
    for group, tip in zip(groups, tips, strict=True):
        others = [link.stub for each in groups if each is not group for link in each]
        avoided = [link.stub for link in foreign] + others + taken
        taken.append(_clear(round(tip), avoided, middle - half, middle + half))
        yield Net(tuple(group), taken[-1])


def _mean(group: Sequence[Link]) -> float:
    return sum(link.stub for link in group) / len(group)


def _aim(group: Sequence[Link], middle: int, half: int) -> int:
    """Under the only stub, or under one near the middle, where it can run straight; else in the middle."""
    nearest = min((link.stub for link in group), key=lambda stub: abs(stub - middle))
    return nearest if abs(nearest - middle) <= (half if len(group) == 1 else min(half, NEAR)) else middle


def _firmness(group: Sequence[Link], aim: int) -> float:
    """How much a tip resists being moved: most where several lines meet straight above it."""
    return 40.0 * len(group) if any(link.stub == aim for link in group) else 1.0


def _clear(wish: int, avoided: Iterable[float], low: float, high: float) -> int:
    """The nearest place to the wish in the room there is that is clear of all lines to avoid."""
    avoided = tuple(avoided)
    places = [x for step in STEPS if low <= (x := wish + step) <= high]
    free = (x for x in places if all(abs(x - other) >= CLEAR for other in avoided))
    return next(free, min(max(wish, int(low)), int(high)))


def _tracks(nets: Sequence[Net]) -> list[int | None]:
    """Tracks from the top down: whoever would be crossed more often from above goes first."""
    bent = [number for number, net in enumerate(nets) if net.right > net.left]
    cost = {
        one: sum(_crossed(nets[one], nets[other]) - _crossed(nets[other], nets[one]) for other in bent)
        for one in bent
    }
    tracks: list[int | None] = [None] * len(nets)
    for number in sorted(bent, key=cost.__getitem__):
        net = nets[number]
        tracks[number] = 1 + max(
            (track for each, track in enumerate(tracks) if track is not None and net.beside(nets[each])),
            default=-1,
        )
    return tracks


def _crossed(upper: Net, lower: Net) -> int:
    """How often the two cross when the first runs above the second."""
    return sum(upper.spans(link.stub) for link in lower.links) + lower.spans(upper.trunk)
