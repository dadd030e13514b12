"""How are sets of pairs kept and compared, and values taken by place? Sorted numbers, each once; -1 for nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.int64]


def none() -> Keys:
    """No pair."""
    return np.zeros(0, np.int64)


def each_once(numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Numbers sorted, each once: a sort, which on millions is several times as fast as the hashing of np.unique."""
    found = np.sort(numbers)
    new = np.ones(len(found), np.bool_)
    new[1:] = found[1:] != found[:-1]
    return found[new]


def places(known: Keys, asked: Keys) -> npt.NDArray[np.int64]:
    """Where each of some keys stands in a set, -1 for those that do not."""
    if not len(known):
        return np.full(len(asked), -1, np.int64)
    found = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    return np.where(known[found] == asked, found, -1)


def without(keys: Keys, others: Keys) -> Keys:
    """A set less another."""
    return keys[places(others, keys) < 0]


def spans(start: npt.NDArray[Any], size: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """All places from each start on, as many as its size."""
    return np.repeat(start - np.cumsum(size) + size, size) + np.arange(int(size.sum()))


def taken(column: Any, chosen: npt.NDArray[Any]) -> Any:
    """The values of an Arrow column at some places, null at -1."""
    import pyarrow as pa

    found = column.take(pa.array(chosen, mask=chosen < 0))
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
