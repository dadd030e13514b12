"""Which exports are told by their headers, so that they need no mapping from the user?

Each is a mapping (known/*.toml) whose sections name headers in the place of files. It is applied where it is certain:
where one of them alone has sections that read the sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from lookthrough.ingest.mapping.choosing import sections_of
from lookthrough.ingest.mapping.document import Mapping, Section
from lookthrough.ingest.mapping.reading import parse_mapping
from lookthrough.ingest.sheets import Sheet

FOLDER = Path(__file__).with_name("known")


@cache
def known() -> tuple[Mapping, ...]:
    """All known exports, by name."""
    paths = sorted(FOLDER.glob("*.toml"))
    return tuple(
        replace(parse_mapping(path.stem, path.read_text(encoding="utf-8")), known=True) for path in paths
    )


def recognised(sheet: Sheet) -> tuple[Mapping, Sequence[Section]] | None:
    """The known export that a sheet is of, with the sections that read it; None where that is not certain."""
    found = [(mapping, sections) for mapping in known() if (sections := sections_of(mapping, sheet))]
    return found[0] if len(found) == 1 else None
