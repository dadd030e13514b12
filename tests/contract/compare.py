"""How are two stores compared: what opens one, what clock both read, when are two answers the same?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import partial
from typing import Any

import pyarrow as pa

from lookthrough.errors import LookthroughError
from lookthrough.graph.identity import Identity
from lookthrough.graph.ports import At, Direction, Reader
from tests.contract.deliveries import NODES


class Hands:
    """A clock that the machine sets; it may stand still or go back."""

    def __init__(self) -> None:
        self.now = 1_000

    def __call__(self) -> int:  # noqa: D102
        return self.now


def aborted(store: Any) -> Any:
    """A store whose open run is forgotten."""
    store.abort()
    return store


@dataclass(frozen=True)
class Factory:
    """How a kind of store is opened empty, in how many runs it is driven, how it is killed and looked over."""

    open: Callable[[Hands], Any]
    examples: int
    kill: Callable[[Any], Any] = aborted
    finish: Callable[[Any], None] = lambda _: None


def plain(value: Any) -> Any:
    """A value that two stores can be compared by, with what dataclasses leave out of comparison."""
    if isinstance(value, pa.Table):
        return value.schema.names, [str(kind) for kind in value.schema.types], value.to_pylist()
    if isinstance(value, Identity):
        return [(node, value.party(node), value.records(value.party(node))) for node in NODES]
    if is_dataclass(value) and not isinstance(value, type):
        return type(value).__name__, [(one.name, plain(getattr(value, one.name))) for one in fields(value)]
    if isinstance(value, list | tuple | Iterator):
        return [plain(one) for one in value]
    return value


def outcome(store: Any, ask: str | Callable[..., Any], *args: Any, **words: Any) -> Any:
    """What a store answers to a verb of its ports (or to a longer question), or the kind of error that it raises."""
    verb = getattr(store, ask) if isinstance(ask, str) else partial(ask, store)
    try:
        return plain(verb(*args, **words))
    except LookthroughError as error:
        return type(error)


def pages(store: Reader, node: str, at: At, direction: Direction, size: int) -> list[Any]:
    """The interests of all pages, and how many each page holds."""
    found: list[Any] = []
    cursor = None
    while True:
        page = store.neighbours(node, at, direction, size, cursor)
        found += [len(page.interests), *page.interests]
        if page.cursor is None:
            return found
        cursor = page.cursor
