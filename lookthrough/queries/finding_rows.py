"""How does an answer become rows of a table: one flat row for each thing that it lists?"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

JSON = dict[str, Any]
ENDS = ("direct", "direct_low", "direct_high", "ultimate", "ultimate_low", "ultimate_high")
ROW = ("id", "name", "certainty", "bases", *ENDS)


def flat(item: JSON) -> JSON:
    """One listed item as text cells."""
    found: JSON = {}
    for name, value in item.items():
        if name == "party":
            found |= value
        elif name == "bases":
            found[name] = ";".join(f"{basis['basis']} ({basis['certainty']})" for basis in value)
        elif name == "links":
            found["path"] = " > ".join([link["holder"]["id"] for link in value] + [value[-1]["held"]["id"]])
        elif isinstance(value, dict) and "percent" in value:
            found |= {name: value["percent"], f"{name}_low": value["low"], f"{name}_high": value["high"]}
        elif value is None or isinstance(value, str):
            found[name] = value
    return found


def owner_row(owner: JSON) -> tuple[Any, ...]:
    """One owner as the cells of ROW: shares as percent for people, beside their ends as float64."""
    bases = ",".join(basis["basis"] for basis in owner["bases"])
    shares = (cell for name in ("direct", "ultimate") for cell in _cells(owner[name]))
    return owner["party"]["id"], owner["party"]["name"], owner["certainty"], bases, *shares


def _cells(share: JSON | None) -> tuple[str | None, float | None, float | None]:
    if share is None:
        return None, None, None
    return share["percent"], float(Fraction(share["low"])), float(Fraction(share["high"]))
