"""Is a delivered sheet read by a mapping: the one that was given, or a known one that is certain?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lookthrough.errors import BadInput
from lookthrough.ingest.mapping.choosing import Rows, heads, mapped_parts, sections_of
from lookthrough.ingest.mapping.document import Mapping, Section
from lookthrough.ingest.mapping.known import known, recognised
from lookthrough.ingest.parts import Part
from lookthrough.ingest.sheets import Sheet

_LABEL = re.compile(r"(.+)#([\d,]+)(?:@([0-9a-f]+))?")


def given_parts(mapping: Mapping | None, sheet: Sheet, dataset: str) -> list[Part] | None:
    """The parts of a sheet that the given mapping reads; None where it does not."""
    sections = sections_of(mapping, sheet) if mapping else []
    return mapped_parts(mapping, sections, Rows(sheet, dataset)) if mapping and sections else None


def names_columns(mapping: Mapping | None, cells: Sequence[str]) -> bool:
    """Whether cells name the columns of a table that a mapping reads: the given one, or a known one."""
    return any(heads(one, cells) for one in ((mapping,) if mapping else known()))


def known_parts(sheet: Sheet, dataset: str) -> list[Part] | None:
    """The parts of a sheet of a known export; None where it is none."""
    found = recognised(sheet)
    return None if found is None else mapped_parts(*found, Rows(sheet, dataset))


def mended_parts(given: Mapping | None, label: str, rows: Rows) -> list[Part]:
    """The parts of refused rows that were mended, by what they say of the mapping which read them.

    Raises:
        BadInput: it is not the mapping that was given.
    """
    match = _LABEL.fullmatch(label)
    name, numbers, digest = match.groups() if match else (label, "", None)
    candidates = [given] if digest and given else [mapping for mapping in known() if mapping.name == name]
    for mapping in candidates:
        if digest is None or mapping.digest == digest:
            return mapped_parts(mapping, _numbered(mapping, numbers), rows)
    raise BadInput(
        f"{rows.sheet.name} holds rows that were read with {name}: add --map {name}, as it was then"
    )


def _numbered(mapping: Mapping, numbers: str) -> Sequence[Section]:
    wanted = set(numbers.split(","))
    return [section for section in mapping.sections if str(section.number) in wanted]
