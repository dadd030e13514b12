"""How do the innermost loops call one another without copying their bundles of arrays at every call?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from numba import njit

Given = ParamSpec("Given")
Found = TypeVar("Found")


def inlined(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """The same function as machine code that becomes a part of whatever calls it; it makes no arrays."""
    uncounted: dict[str, Any] = {"_nrt": False}
    fast: Callable[Given, Found] = njit(cache=True, nogil=True, forceinline=True, **uncounted)(function)
    return fast
