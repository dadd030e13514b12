"""What can a program ask? The library's face: one function a question, named as the commands are.

    import lookthrough as lt
    with lt.open("bank.duckdb") as store:
        finding = lt.owners(store, "C000017")

Names are resolved on demand, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import Any

__all__ = ["Finding", "control", "ingest", "open", "owners", "paths", "search", "show"]

_WHERE = dict.fromkeys(
    ("control", "ingest", "open", "owners", "paths", "search", "show"), "lookthrough.library"
)
_WHERE["Finding"] = "lookthrough.queries.finding"


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'lookthrough' has no attribute '{name}'")


def __dir__() -> list[str]:
    return __all__
