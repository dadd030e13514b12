"""How is a function of arrays made fast, without its types getting lost?

A module whose functions are compiled imports numba as it is imported; whoever needs it imports it inside a function,
so that one customer's answer never waits for it. Machine code is kept between runs in a folder named by the text of all
modules that have some: what is compiled holds the functions of other modules inside it, and numba looks for changes in
the function's own module alone.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from numba import config, njit

from lookthrough.settings import settings

GRAPH = Path(__file__).parents[1]
COMPILING = "compiling what runs over everybody, once on this machine: most of a minute"
COMPILED = ("snapshot", "everybody")  # the folders of GRAPH whose modules have machine code

Given = ParamSpec("Given")
Found = TypeVar("Found")


def machine_code() -> Path | None:
    """The folder for the machine code of these very modules, beside them or in the user's caches; None for neither."""
    text = sha256()
    for path in sorted(path for folder in COMPILED for path in (GRAPH / folder).glob("*.py")):
        text.update(path.read_bytes())
    places = [GRAPH / "__pycache__", settings().cache]
    place = next((place for place in places if place and os.access(place.parent, os.W_OK)), None)
    return place and place / f"kernels-{text.hexdigest()[:16]}"


def first_time() -> bool:
    """Whether no machine code of these modules is kept yet: then whoever runs them waits for most of a minute."""
    place = machine_code()
    return place is None or not place.exists()


def _settle_machine_code() -> None:
    """Have numba keep machine code there, and clear what earlier texts of the modules left."""
    if place := machine_code():
        for old in place.parent.glob("kernels-*"):
            if old != place:
                shutil.rmtree(old, ignore_errors=True)
        setattr(config, "CACHE_DIR", str(place))  # noqa: B010  # numba makes its settings as it starts


_settle_machine_code()


def compiled(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """The same function as machine code that runs without Python's lock; compiled once, then read from disk."""
    fast: Callable[Given, Found] = njit(cache=True, nogil=True)(function)
    return fast


def bare(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """The same for a function that makes no arrays: the arrays that it is given are not counted at every call."""
    uncounted: dict[str, Any] = {"_nrt": False}
    fast: Callable[Given, Found] = njit(cache=True, nogil=True, **uncounted)(function)
    return fast


def inlined(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """The same as `bare`, as a part of whatever calls it: innermost loops copy no bundles of arrays at a call."""
    uncounted: dict[str, Any] = {"_nrt": False}
    fast: Callable[Given, Found] = njit(cache=True, nogil=True, forceinline=True, **uncounted)(function)
    return fast
