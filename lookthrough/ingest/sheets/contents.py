"""Which worksheets does a workbook hold, and what do its cell styles and its shared texts say?"""

from __future__ import annotations

import posixpath
import re
from array import array

from lookthrough.ingest.sheets.package import Attributes, Package, local

WORKBOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STYLES, STRINGS = "xl/styles.xml", "xl/sharedStrings.xml"
PERCENT, CLOCK, ZEROS = 1, 2, 10  # what a number format says; ZEROS + n: at least n digits
_KNOWN = {9: PERCENT, 10: PERCENT, 22: CLOCK}  # formats that every workbook knows by number
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


def worksheets(package: Package) -> list[tuple[str, str]]:
    """The worksheets and their parts."""
    if WORKBOOK not in package or LINKS not in package:
        raise package.broken()
    targets: dict[str, str] = {}
    found: list[tuple[str, str]] = []

    def link(name: str, attributes: Attributes) -> None:
        package.guard(attributes)
        if local(name) == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            place = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            targets[attributes.get("Id", "")] = posixpath.normpath(place)

    def sheet(name: str, attributes: Attributes) -> None:
        package.guard(attributes)
        if local(name) == "sheet":
            ids = [value for key, value in attributes.items() if local(key) == "id" and ":" in key]
            found.append((attributes.get("name", ""), ids[0] if ids else ""))

    package.parse(LINKS, link)
    package.parse(WORKBOOK, sheet)
    sheets = [(name, targets[id_]) for name, id_ in found if id_ in targets]
    if any(part not in package for _, part in sheets) or len({name for name, _ in sheets}) < len(sheets):
        raise package.broken()
    return sheets


def cell_styles(package: Package) -> list[int]:
    """What the format of each cell style says, 0 for nothing."""
    kinds: dict[int, int] = dict(_KNOWN)
    styles: list[int] = []
    inside = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside
        package.guard(attributes)
        name = local(name)
        if name == "numFmt":
            kinds[_number(attributes.get("numFmtId"))] = _kind(attributes.get("formatCode", ""))
        elif name in {"cellXfs", "cellStyles", "cellStyleXfs", "dxfs"}:
            inside = name == "cellXfs"
        elif inside and name == "xf":
            styles.append(kinds.get(_number(attributes.get("numFmtId")), 0))

    if STYLES in package:
        package.parse(STYLES, start)
    return styles


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1


def _kind(code: str) -> int:
    """What a number format says: a percentage, a day with its time, so many digits, or nothing of note."""
    plain = _LITERAL.sub("", code.partition(";")[0])
    if "%" in plain:
        return PERCENT
    if re.fullmatch("0{2,99}", plain):
        return ZEROS + len(plain)
    return CLOCK if re.search("[yd]", plain, re.IGNORECASE) and re.search("h", plain, re.IGNORECASE) else 0


def check_texts(package: Package) -> int:
    """Look at all shared texts; how long the longest may be at most, in bytes."""
    if STRINGS not in package:
        return 0
    package.parse(STRINGS, root=package.guard)
    return package.longest(STRINGS, b"<si")


def text_lengths(package: Package) -> array[int]:
    """How long each shared text is."""
    lengths = array("l")

    def start(name: str, _: Attributes) -> None:
        if local(name) == "si":
            lengths.append(0)

    def text(found: str) -> None:
        if lengths:
            lengths[-1] += len(found)

    if STRINGS in package:
        package.parse(STRINGS, start, text)
    return lengths
