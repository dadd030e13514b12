"""What does the ledger's note of a file say: how it was read, and which warnings concern how many of its rows?"""

from __future__ import annotations

import re
from collections.abc import Mapping

_WARNED = re.compile(r"([a-z_0-9]+)=(\d+)")


def note_of(manner: str, warned: Mapping[str, int]) -> str:
    """`gb18030; bad_lei=3`: how it was read, then each code of a warning with its rows."""
    return "; ".join([*filter(None, [manner]), *(f"{code}={rows}" for code, rows in warned.items())])


def parts_of(note: str) -> tuple[str, dict[str, int]]:
    """What `note_of` was given."""
    manner, warned = [], {}
    for part in filter(None, note.split("; ")):
        if match := _WARNED.fullmatch(part):
            warned[match[1]] = int(match[2])
        else:
            manner.append(part)
    return "; ".join(manner), warned
