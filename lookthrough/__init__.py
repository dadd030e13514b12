"""What can a program ask? The library's face: one function a question, named as the commands are.

    import lookthrough as lt
    with lt.open("bank.duckdb") as store:
        finding = lt.owners(store, "C000017")

Names are resolved on demand, so that importing the package costs nothing.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

__all__ = [
    "Finding",
    "control",
    "control_of_all",
    "ingest",
    "map",
    "measure",
    "open",
    "owners",
    "owners_of_all",
    "paths",
    "search",
    "show",
    "template",
]

_WHERE = dict.fromkeys(__all__, "lookthrough.library") | {"Finding": "lookthrough.queries.finding"}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'lookthrough' has no attribute '{name}'")


def __dir__() -> list[str]:
    return __all__


class _Face(ModuleType):
    """The face keeps its function `ingest` when the room of the same name is imported, which would replace it."""

    @property
    def ingest(self) -> Any:
        """Load a folder, a file or tables: `lookthrough.library.ingest`."""
        from lookthrough.library import ingest

        return ingest

    @ingest.setter
    def ingest(self, room: ModuleType) -> None:
        """The import system offers the room here; it stays reachable as `lookthrough.ingest` in import statements."""
        del room


sys.modules[__name__].__class__ = _Face
