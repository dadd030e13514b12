"""How does a whole column of cells become typed values without a step of Python for each row?

A column has few distinct texts: each is read once (cells.py) and the values are spread over the rows. Amounts and
times, which are nearly all distinct, first go through arithmetic on whole columns; what does not have their plain
form takes the other way. Both ways give the same values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lookthrough.errors import ShareError
from lookthrough.ingest import cells
from lookthrough.ingest.cells import Figures, Reader, Refused
from lookthrough.ingest.codes import REJECTS

Ints: TypeAlias = npt.NDArray[np.int64]
Marks: TypeAlias = npt.NDArray[np.bool_]
Column: TypeAlias = "pa.Array[Any]"
Texts: TypeAlias = "pa.Array[Any]"  # of strings
TYPES: dict[str, Any] = {
    "string": pa.string(),
    "bool": pa.bool_(),
    "int16": pa.int16(),
    "int32": pa.int32(),
    "int64": pa.int64(),
}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Why rows are refused: the column, the code, which must be one of codes.REJECTS, and a sentence."""

    column: str
    code: str
    reason: str

    def __post_init__(self) -> None:
        if self.code not in REJECTS:
            raise ValueError(f"{self.code} is no code of codes.REJECTS")


@dataclass(frozen=True, slots=True)
class Faults:
    """Faults of rows: `rows[i]` has the fault `known[which[i]]`; a row may have several, the first one leads."""

    rows: Ints
    which: Ints
    known: tuple[Fault, ...]

    @staticmethod
    def at(rows: Ints | Sequence[int], fault: Fault) -> Faults:
        """The same fault in several rows."""
        places = np.asarray(rows, np.int64)
        return Faults(places, np.zeros(len(places), np.int64), (fault,))

    @staticmethod
    def joined(parts: Iterable[Faults]) -> Faults:
        """All faults, in the order of the parts."""
        rows, which, known = [np.empty(0, np.int64)], [np.empty(0, np.int64)], list[Fault]()
        for part in parts:
            if len(part.rows):
                rows.append(part.rows)
                which.append(part.which + len(known))
                known += part.known
        return Faults(np.concatenate(rows), np.concatenate(which), tuple(known))

    def moved(self, places: Ints) -> Faults:
        """The same faults where row `i` is called `places[i]`."""
        return Faults(places[self.rows], self.which, self.known)


NONE = Faults.joined(())


def marked(mask: Column) -> Ints:
    """The rows where a column of booleans is true."""
    return np.flatnonzero(np.asarray(mask.fill_null(False)))


def clean(texts: Texts) -> Texts:
    """Cells without the white space around them; an empty cell is null."""
    if has_bytes(texts, b"\t\n\r \xc2\xe3"):  # 0xC2 and 0xE3 begin the no-break and the full-width space
        texts = pc.utf8_trim_whitespace(texts)
    empty = pc.equal(texts, pa.scalar(""))
    filled: Texts = pc.if_else(empty, None, texts) if pc.any(empty).as_py() else texts
    return filled


def has_bytes(texts: Texts, wanted: bytes) -> bool:
    """Whether one of some bytes is among those of a column's texts."""
    _, places, data = texts.buffers()
    if places is None or data is None or not len(texts):
        return False
    ends = np.frombuffer(memoryview(places), np.int32)[texts.offset : texts.offset + len(texts) + 1]
    blob = data.slice(int(ends[0]), int(ends[-1] - ends[0])).to_pybytes()
    return any(byte in blob for byte in wanted)


def nul_faults(column: str, texts: Texts) -> Faults:
    """The cells that hold a NUL, which is no text."""
    if not has_bytes(texts, b"\0"):
        return NONE
    found = marked(pc.match_substring(texts, "\0"))
    return Faults.at(found, Fault(column, "bad_text", "the cell holds a NUL byte: write it again"))


IDS = frozenset(
    "record_id party_id holder_id held_id party_a party_b customer_id owner_id account_id transfer_id from_account "
    "to_account reversal_of guarantor_id debtor_id id_number lei uscc registry_no tax_id phone".split()
)
_FLOAT = r"^[+-]?(?:\d+\.0+|\d(?:\.\d+)?[Ee]\+\d+)$"


def excel_faults(column: str, texts: Texts) -> Faults:
    """The cells of an identifier that a spreadsheet has made a number of: digits beyond the fifteenth are lost."""
    if column not in IDS or not has_bytes(texts, b".+"):
        return NONE
    found = marked(pc.match_substring_regex(texts, _FLOAT))
    reason = "a spreadsheet has turned the identifier into a number: make the column text, and type it again"
    return Faults.at(found, Fault(column, "excel_number", reason))


@dataclass(frozen=True, slots=True)
class Read:
    """The values of a column, one array for each of its parts, null where a cell is empty or refused."""

    parts: tuple[Column, ...]
    faults: Faults = NONE


def read_distinct(column: str, texts: Texts, reader: Reader, types: Sequence[str]) -> Read:
    """Read each distinct text once."""
    encoded = texts.dictionary_encode()
    distinct: list[str] = encoded.dictionary.to_pylist()  # type: ignore[assignment]
    nothing = (None,) * len(types)
    values: list[cells.Values] = []
    refused: dict[int, Fault] = {}
    for place, text in enumerate(distinct):
        try:
            values.append(reader(text))
        except (Refused, ShareError) as error:
            values.append(nothing)
            refused[place] = Fault(column, error.code, str(error))
    spread = [pa.array([v[i] for v in values], type=TYPES[t]) for i, t in enumerate(types)]
    parts = tuple(part.take(encoded.indices) for part in spread)
    return Read(parts, _faults_of(encoded.indices, refused))


def _faults_of(indices: Column, refused: dict[int, Fault]) -> Faults:
    if not refused:
        return NONE
    places = indices.fill_null(-1).to_numpy(zero_copy_only=False)
    number = np.full(int(places.max()) + 2, -1, np.int64)  # the last one is that of an empty cell
    number[list(refused)] = np.arange(len(refused))
    which = number[places]
    rows = np.flatnonzero(which >= 0)
    return Faults(rows, which[rows], tuple(refused.values()))


def _rest(column: str, texts: Texts, fast: Read, reader: Reader) -> Read:
    """What the fast way read, and the other cells read one distinct text at a time."""
    left = pc.and_(pc.is_valid(texts), pc.is_null(fast.parts[0]))
    if not pc.any(left).as_py():
        return fast
    types = [str(part.type) for part in fast.parts]
    slow = read_distinct(column, pc.if_else(left, texts, None), reader, types)
    pairs = zip(fast.parts, slow.parts, strict=True)
    return Read(tuple(pc.coalesce(*pair) for pair in pairs), slow.faults)


_PLAIN_AMOUNT = r"^\d{1,12}(\.\d{1,6})?$"


def read_amounts(column: str, texts: Texts, figures: Figures) -> Read:
    """Decimal numbers: the integers without the point, and the scales (cells.amount)."""
    plain: Any = _matching(texts, _PLAIN_AMOUNT)
    digits = pc.replace_substring(plain, ".", "").cast(pa.int64())
    point = pc.find_substring(plain, ".")
    fast = _normal(digits, pc.binary_length(plain), point)
    return _rest(column, texts, fast, cells.amounts(figures))


def _normal(digits: Column, length: Column, point: Column) -> Read:
    """Without zeros at the end of the decimals."""
    missing = np.asarray(digits.is_null())
    value, size, where = (np.array(part.fill_null(0)) for part in (digits, length, point))
    places = np.where(where < 0, 0, size - where - 1) * ~missing
    while len(zero := np.flatnonzero((places > 0) & (value % 10 == 0))):
        value[zero] //= 10
        places[zero] -= 1
    return Read((pa.array(value, pa.int64(), mask=missing), pa.array(places, pa.int16(), mask=missing)))


# A day that every year has; the rest (29 February, and what is no day) is looked at one by one.
_1_TO_28, _1_TO_29 = r"(?:0[1-9]|1\d|2[0-8])", r"(?:0[1-9]|[12]\d)"
_LONG, _SHORT = rf"(?:0[13578]|1[02])-(?:{_1_TO_29}|3[01])", rf"(?:0[469]|11)-(?:{_1_TO_29}|30)"
_HOUR = r"(?:[01]\d|2[0-3])"
_LOCAL = rf"^[1-9]\d{{3}}-(?:{_LONG}|{_SHORT}|02-{_1_TO_28})[T ]{_HOUR}:[0-5]\d(?::[0-5]\d(?:\.\d{{1,6}})?)?"
_OFFSET = rf"(?:Z|[+-]{_HOUR}:[0-5]\d)$"


def read_moments(column: str, texts: Texts, zone: tzinfo | None) -> Read:
    """Microseconds UTC, and minutes ahead of UTC (cells.moment)."""
    fast = _full_moments(texts)
    if zone is not None and fast.parts[0].null_count > texts.null_count:
        pairs = zip(fast.parts, _local_moments(texts, zone).parts, strict=True)
        fast = Read(tuple(pc.coalesce(*pair) for pair in pairs))
    return _rest(column, texts, fast, cells.moments(zone))


def _full_moments(texts: Texts) -> Read:
    """Times with their offset."""
    plain = _matching(texts, _LOCAL + _OFFSET)
    last = pc.binary_slice(plain.cast(pa.binary()), -6).cast(pa.string())
    ahead = pc.if_else(pc.ends_with(last, "Z"), "Z", last)
    minutes = read_distinct("", ahead, lambda text: (cells.offset(text),), ("int32",))
    return Read((plain.cast(pa.timestamp("us", "UTC")).cast(pa.int64()), *minutes.parts))


def _local_moments(texts: Texts, zone: tzinfo) -> Read:
    """Times without offset; whatever the zone's clock does, it does at a whole minute."""
    plain = _matching(texts, _LOCAL + "$")
    minute = pc.utf8_slice_codeunits(plain, 0, 16)

    def ahead(text: str) -> cells.Values:
        return (cells.zone_offset(datetime.fromisoformat(text), zone, text),)

    minutes = read_distinct("", minute, ahead, ("int32",)).parts[0]
    local = plain.cast(pa.timestamp("us")).cast(pa.int64())
    return Read((pc.subtract(local, pc.multiply(minutes.cast(pa.int64()), 60_000_000)), minutes))


def _matching(texts: Texts, pattern: str) -> Texts:
    """The texts that match, null for the others."""
    found: Texts = pc.if_else(pc.match_substring_regex(texts, pattern), texts, None)
    return found
