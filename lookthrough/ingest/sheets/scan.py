"""How large is a worksheet, and which of its cells say something that the reader of its values drops?

The reader keeps the rectangle around all cells in memory; where that could not fit, the sheet is refused before. It
tells neither number formats (36.00%, 000123), nor errors (#N/A), nor formulas that nobody has calculated: it leaves
them empty. Those cells are noted here.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from string import ascii_uppercase

from lookthrough.errors import BadInput
from lookthrough.ingest.files import Raw
from lookthrough.ingest.sheets import contents
from lookthrough.ingest.sheets.package import Attributes, Package, local

MOST_CELLS = 8_000_000  # of the rectangle around all cells of a sheet
MOST_TEXT = 256 << 20  # characters of all shared texts, as often as they are used
MOST_BYTES = 400 << 20  # of a sheet's part
LAST_ROW, LAST_COLUMN = 1 << 20, 1 << 14
ERROR, FORMULA = 3, 4  # noted beside the kinds of contents.py


@dataclass(slots=True)
class Notes:
    """A sheet: its part of the package, and the cells that need a look (by column: rows from 0, and what it is)."""

    name: str
    part: str
    rows: dict[int, array[int]] = field(default_factory=dict)
    kinds: dict[int, array[int]] = field(default_factory=dict)
    last: int = -1  # the last row with anything in it

    def add(self, row: int, column: int, kind: int) -> None:
        """Note a cell."""
        self.rows.setdefault(column, array("l")).append(row)
        self.kinds.setdefault(column, array("b")).append(kind)


def survey(raw: Raw) -> list[Notes]:
    """The worksheets of a workbook, in its order, after all of it has been looked at.

    Raises:
        BadInput: it is no workbook, broken, too large, or made to do harm.
    """
    package = Package(raw)
    try:
        sheets = [Notes(*found) for found in contents.worksheets(package)]
        styles, longest = contents.cell_styles(package), contents.check_texts(package)
        read = {contents.WORKBOOK, contents.LINKS, contents.STYLES, contents.STRINGS}
        for part in package.xml():
            if part not in read | {notes.part for notes in sheets}:
                package.parse(part)
        for notes in sheets:
            _scan(package, notes, styles, longest)
        return sheets
    finally:
        package.close()


def _scan(package: Package, notes: Notes, styles: Sequence[int], longest: int) -> None:
    too_large = BadInput(
        f"{package.name} is too large for a workbook: save its sheets as CSV, which has no limit"
    )
    texts = package.size(contents.STRINGS) if contents.STRINGS in package else 0
    if package.size(notes.part) > MOST_BYTES or texts > MOST_TEXT:
        raise too_large
    extent = _extent(package, notes, styles)
    if extent.area > MOST_CELLS:
        raise too_large
    notes.last = max([extent.bottom, *(rows[-1] for rows in notes.rows.values())])
    if extent.shared * longest > MOST_TEXT and _weight(package, notes.part) > MOST_TEXT:
        raise too_large


@cache
def _columns() -> dict[str, int]:
    """The number (from 0) of each column by its letters, A to XFD."""
    letters = ("".join(each) for size in (1, 2, 3) for each in product(ascii_uppercase, repeat=size))
    return {each: number for number, each in zip(range(LAST_COLUMN), letters, strict=False)}


@dataclass(slots=True)
class _Extent:
    """The rectangle around all that is filled, and how many cells hold a shared text."""

    top: int = LAST_ROW
    bottom: int = -1
    left: int = LAST_COLUMN
    right: int = -1
    shared: int = 0

    @property
    def area(self) -> int:
        """Its cells."""
        return max(0, self.bottom - self.top + 1) * max(0, self.right - self.left + 1)

    def add(self, row: int, first: int, last: int) -> None:
        """A row is filled from its first to its last column; nowhere when it has no first one."""
        if first < LAST_COLUMN:
            self.top, self.bottom = min(self.top, row), row
            self.left, self.right = min(self.left, first), max(self.right, last)


def _extent(package: Package, notes: Notes, styles: Sequence[int]) -> _Extent:  # noqa: C901  # see below
    """Look at every cell of a sheet; there are millions, so this is one function and not several."""
    extent, columns = _Extent(), _columns()
    kinds = {str(style): kind for style, kind in enumerate(styles) if kind}
    row, digits, column, first = -1, "", LAST_COLUMN, LAST_COLUMN  # no cell may come before a row
    kind, is_a = 0, "n"

    def start(name: str, attributes: Attributes) -> None:  # noqa: C901
        nonlocal row, digits, column, first, kind, is_a
        if name == "c":
            place = attributes.get("r")
            here = column + 1 if place is None else columns.get(place.removesuffix(digits), -1)
            if here <= column or here >= LAST_COLUMN:
                raise package.broken()
            column, kind, is_a = here, kinds.get(attributes.get("s", ""), 0), attributes.get("t", "n")
        elif name in {"v", "is"}:
            first = min(first, column)
            if is_a == "s":
                extent.shared += 1
            elif is_a == "e" or (kind and is_a == "n"):
                notes.add(row, column, ERROR if is_a == "e" else kind)
        elif name == "f":
            if is_a not in {"e", "str"}:
                notes.add(row, column, FORMULA)
        elif name == "row":
            extent.add(row, first, column)
            row, digits = _row(package, attributes, row)
            column, first = -1, LAST_COLUMN
        elif ":" in name:
            start(local(name), attributes)
        elif attributes:
            package.guard(attributes)

    package.parse(notes.part, start)
    extent.add(row, first, column)
    return extent


def _row(package: Package, attributes: Attributes, before: int) -> tuple[int, str]:
    """The number of a row (from 0) behind another one, and how it is written in the places of its cells."""
    digits = attributes.get("r") or str(before + 2)
    row = int(digits) - 1 if digits.isascii() and digits.isdigit() and len(digits) < 8 else -1
    if row <= before or row >= LAST_ROW or digits[0] == "0":
        raise package.broken()
    return row, digits


def _weight(package: Package, part: str) -> int:
    """How many characters the shared texts of a sheet have, as often as they are used."""
    lengths = contents.text_lengths(package)
    total, shared, inside, digits = 0, False, False, ""

    def start(name: str, attributes: Attributes) -> None:
        nonlocal total, shared, inside, digits
        if digits.isdecimal() and len(digits) < 9 and int(digits) < len(lengths):
            total += lengths[int(digits)]
        name, digits = local(name), ""
        shared = attributes.get("t") == "s" if name == "c" else shared
        inside = shared and name == "v"

    def text(found: str) -> None:
        nonlocal digits
        digits += found if inside else ""

    package.parse(part, start, text)
    return total
