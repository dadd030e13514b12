"""How is a function of arrays made fast, without its types getting lost?

A module whose functions are compiled imports numba as it is imported; whoever needs it imports it inside a function,
so that one customer's answer never waits for it. Machine code is kept beside the module between runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from numba import njit

Given = ParamSpec("Given")
Found = TypeVar("Found")


def compiled(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """The same function as machine code that runs without Python's lock; compiled once, then read from disk."""
    fast: Callable[Given, Found] = njit(cache=True, nogil=True)(function)
    return fast


def bare(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """The same for a function that makes no arrays: the arrays that it is given are not counted at every call."""
    uncounted: dict[str, Any] = {"_nrt": False}
    fast: Callable[Given, Found] = njit(cache=True, nogil=True, **uncounted)(function)
    return fast
