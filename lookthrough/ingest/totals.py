"""Did all of a delivery arrive? What its totals file promises of the other files, beside what was read of them.

A totals file (`totals.csv`, or any other format) has the columns `file`, `rows`, `currency`, `sum`, `business_date`:
one row a file, or one for each currency of a file. Rows are counted before anything is refused; a sum is that of the
column `amount`, over all rows in which it can be read. What is promised and not there refuses the delivery whole.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction

from lookthrough.errors import BadInput
from lookthrough.graph.rows import day_text
from lookthrough.ingest import cells
from lookthrough.ingest.cells import Refused
from lookthrough.ingest.columns import clean
from lookthrough.ingest.parts import normal
from lookthrough.ingest.sheets import Sheet

NAME = "totals"
COLUMNS = ("file", "rows", "currency", "sum", "business_date")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
Sums = Mapping[str, Fraction]  # currency -> sum; "" where no currency is said


@dataclass(frozen=True, slots=True)
class Amount:
    """What was read of a file: its rows, and its sums by currency."""

    file: str
    rows: int
    sums: Sums = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Promise:
    """A row of a totals file."""

    number: int
    file: str
    rows: int | None
    currency: str
    sum: Fraction | None


@dataclass(frozen=True, slots=True)
class Totals:
    """A totals file: its promises, and the business date (1970-01-01 = 0) that all of them bear."""

    name: str
    digest: str
    promises: tuple[Promise, ...]
    day: int | None

    @property
    def note(self) -> str:
        """What a run that was checked against it says of it."""
        of = f" of {day_text(self.day)}" if self.day is not None else ""
        return f"totals {self.digest[:12]}{of}"

    def check(self, read: Iterable[Amount], skipped: Collection[str] = ()) -> None:
        """Compare all promises with what was read, a file's parts taken together.

        Files that are `skipped` were taken with this very totals file before: their promises have been kept.

        Raises:
            BadInput: the first promise that is not kept.
        """
        files: dict[str, list[Amount]] = {}
        for amount in read:
            files.setdefault(amount.file, []).append(amount)
        for promise in self.promises:
            if any(_names(promise.file, name) for name in skipped):
                continue
            found = [amounts for name, amounts in files.items() if _names(promise.file, name)]
            if not found:
                raise BadInput(f"{self.name} promises {promise.file}, which is not in the delivery")
            self._keeps(promise, found[0])

    def _keeps(self, promise: Promise, amounts: Sequence[Amount]) -> None:
        rows = sum(amount.rows for amount in amounts)
        if promise.rows is not None and promise.rows != rows:
            self._broken(promise, f"{promise.rows:,} rows", f"{rows:,}")
        if promise.sum is None:
            return
        found = sum((amount.sums.get(promise.currency, Fraction(0)) for amount in amounts), Fraction(0))
        if promise.sum != found:
            said, read = (_money(one, promise.currency) for one in (promise.sum, found))
            self._broken(promise, said, read)

    def _broken(self, promise: Promise, said: str, found: str) -> None:
        raise BadInput(
            f"{self.name} promises {said} in {promise.file}, read: {found}; nothing was written, ask for the file again"
        )


def _names(said: str, name: str) -> bool:
    """Whether a promise speaks of a file: by its name, or by its name without the endings."""
    return said.casefold() in (name.casefold(), name.casefold().partition(".")[0])


def _money(amount: Fraction, currency: str) -> str:
    with localcontext(prec=100):
        number = Decimal(amount.numerator) / amount.denominator
    return f"{number:,f} {currency}".rstrip()


def totals_of(sheet: Sheet) -> Totals:
    """Read a totals file.

    Raises:
        BadInput: it cannot be read, or has two business dates.
    """
    names = [normal(column) for column in sheet.columns]
    if "file" not in names:
        raise BadInput(f"{sheet.name} lacks the column file: it has {', '.join(COLUMNS)}")
    days, promises = set[int](), []
    for number, row in _rows(sheet, names):
        try:
            promises.append(_promise(number, row))
            days |= {day} if isinstance(day := _cell(row, "business_date"), int) else set()
        except Refused as error:
            raise BadInput(f"{sheet.name} row {number}: {error}") from None
    if len(sheet.faults().rows):
        raise BadInput(f"{sheet.name} row {sheet.faults().rows.min()} is no row: mend it")
    if len(days) > 1:
        raise BadInput(f"{sheet.name} has more than one business date: a delivery is of one day")
    return Totals(sheet.name, sheet.digest, tuple(promises), days.pop() if days else None)


def one_totals(found: Sequence[Totals]) -> Totals | None:
    """The totals of a delivery; raises BadInput where there are several."""
    if len(found) > 1:
        raise BadInput(
            f"the delivery holds {len(found)} totals files: deliver each folder with a command of its own"
        )
    return found[0] if found else None


def _rows(sheet: Sheet, names: Sequence[str]) -> Iterator[tuple[int, dict[str, str | None]]]:
    number = 1
    for piece in sheet.pieces():
        columns = [clean(column).to_pylist() for column in piece.columns]
        for row in zip(*columns, strict=True):
            number += 1
            yield number, dict(zip(names, row, strict=True))


def _promise(number: int, row: Mapping[str, str | None]) -> Promise:
    if not (file := row.get("file")):
        raise Refused("missing_value", "file is empty: it must be there")
    rows, total = _cell(row, "rows"), _cell(row, "sum")
    if rows is not None and (rows != int(rows) or rows < 0):
        raise Refused("bad_number", f"'{row['rows']}' is no number of rows")
    whole = None if rows is None else int(rows)
    return Promise(number, file, whole, row.get("currency") or "", None if total is None else Fraction(total))


def _cell(row: Mapping[str, str | None], name: str) -> Fraction | int | None:
    if (text := row.get(name)) is None:
        return None
    if name == "business_date":
        (day,) = cells.day(text)
        return int(day or 0)
    if not _NUMBER.fullmatch(text):
        raise Refused("bad_number", f"'{text}' is no number: write 1234.50, without separators")
    return Fraction(text)
