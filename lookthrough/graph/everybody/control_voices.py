"""Whose votes are cast together? Groups that act in concert, votes as directed by others, control by other means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from lookthrough.graph.snapshot.arrays import Int32, Int64, Links


class Voices(NamedTuple):
    """Who casts whose votes. A node that no link names casts its own and is in group -1; n nodes, g groups.

    `group` (n, or empty where no link moves a vote). Of group i: `voice[voice_start[i]:voice_start[i + 1]]` are those
    whose votes it casts, `member[member_start[i]: ...]` those in it. `led[led_start[x]:led_start[x + 1]]` (n + 1, or
    empty) are controlled by x by other means.
    """

    group: Int32
    voice_start: Int64
    voice: Int32
    member_start: Int64
    member: Int32
    led_start: Int64
    led: Int32


def voices_of(links: Links, nodes: int) -> Voices:
    """Contract groups in concert and follow directions to their ends. O(nodes) where there are links, else O(1)."""
    caster = {int(x): x_end for x, x_end in _ends(links).items()}
    concert: dict[int, list[int]] = defaultdict(list)
    for member, group in zip(links.concert_member.tolist(), links.concert_group.tolist(), strict=True):
        concert[group].append(member)
    grouped = {member for members in concert.values() for member in members}
    alone = sorted({*caster, *caster.values()} - grouped)
    groups = [*(members for _, members in sorted(concert.items())), *([node] for node in alone)]
    cast: dict[int, list[int]] = defaultdict(list)
    for node in sorted({*grouped, *alone}):
        cast[caster.get(node, node)].append(node)
    voices = [[voter for member in members for voter in cast[member]] for members in groups]
    group = np.full(nodes if groups else 0, -1, np.int32)
    for place, members in enumerate(groups):
        group[members] = place
    return Voices(group, *_lists(voices), *_lists(groups), *_led(links, nodes))


def _ends(links: Links) -> dict[int, int]:
    """Who says in the end how the votes of somebody directed are cast: where a circle begins, its votes are its own."""
    directs = dict(zip(links.directed.tolist(), links.director.tolist(), strict=True))
    found: dict[int, int] = {}
    for start in directs:
        node, seen = start, set[int]()
        while node in directs and node not in seen:
            seen.add(node)
            node = directs[node]
        found[start] = node
    return found


def _lists(lists: Iterable[list[int]]) -> tuple[Int64, Int32]:
    """Lists one after the other, with their starts."""
    kept = list(lists)
    start = np.zeros(len(kept) + 1, np.int64)
    np.cumsum([len(one) for one in kept], out=start[1:])
    return start, np.array([node for one in kept for node in one], np.int32)


def _led(links: Links, nodes: int) -> tuple[Int64, Int32]:
    """Whom each node controls by other means."""
    if not len(links.means_held):
        return np.zeros(0, np.int64), np.zeros(0, np.int32)
    order = np.argsort(links.means_holder, kind="stable")
    start = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(links.means_holder, minlength=nodes), out=start[1:])
    return start, links.means_held[order]
