"""Which kinds of boxes and lines occur in a picture, so that its legend explains these and no others?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lookthrough.viz.facts import Role
from lookthrough.viz.layout import Layout
from lookthrough.viz.scene import Arrow, Scene

KINDS: Final = ("person", "company", "arrangement", "public_body", "unknown")
STYLES: Final = ("share", "control", "circle")


def legend(scene: Scene, layout: Layout) -> Iterator[str]:
    """Codes of samples and words, in a fixed order."""
    kinds = {box.kind for box in scene.boxes}
    yield from (kind for kind in KINDS if kind in kinds)
    roles = {box.role for box in scene.boxes}
    yield from (str(role) for role in Role if role in roles and role is not Role.PARTY)
    styles = set(map(style, scene.arrows))
    yield from (each for each in STYLES if each in styles)
    if layout.joints:
        yield "joint"


def style(arrow: Arrow) -> str:
    """How an arrow is drawn."""
    return "circle" if arrow.circle else "control" if arrow.dashed else "share"
