"""Which of a party's identifiers are wrong? Codes that its record bears, and no reason to lose the row.

`lei` and `uscc` are checked wherever they stand. `id_number` is checked where `id_type` says what it is: a resident
identity card, a LEI, a credit code, `vat` (of the row's country), or a number that python-stdnum knows by country and
name (`gb.utr`). Without a type only what a Chinese person's 18 digits look like is checked. All other numbers are
taken as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lookthrough.ingest.columns import Column, Ints, Texts, marked
from lookthrough.ingest.identifiers import LEI, RESIDENT, USCC, Scheme, judged, national
from lookthrough.ingest.spelling import joined

Cells: TypeAlias = Mapping[str, Texts]

COLUMN = "flaws"
CODES = ("bad_lei", "bad_uscc", "bad_id_number", "id_differs")
CARDS = "resident_id id_card identity_card 身份证 居民身份证 二代身份证 临时居民身份证 户口簿 港澳居民居住证"
CARDS += " 台湾居民居住证 港澳台居民居住证 外国人永久居留身份证"
TYPES: dict[str, Scheme] = (
    dict.fromkeys(CARDS.split(), RESIDENT) | dict.fromkeys(("uscc", "统一社会信用代码"), USCC) | {"lei": LEI}
)
LOOKS = r"^(?:[0-9０-９][\s\x{3000}-]*){17}[0-9０-９XxＸｘ]$"
CHINESE = pa.array(["CN", "CHN", "cn", "China", "中国"])
MEN, WOMEN = pa.array(["male", "m", "男", "男性"]), pa.array(["female", "f", "女", "女性"])


def flaws(cells: Cells, rows: int) -> Column:
    """The codes of what is wrong with the identifiers of each party, a space between them; null where nothing is."""
    kinds = "kind lei uscc id_type id_number nationality country birth_date sex".split()
    known = {name: cells.get(name, pa.nulls(rows, pa.string())) for name in kinds}
    numbers, wrong = _documents(known)
    found = {
        "bad_lei": _wrong(known["lei"], LEI.canonical(known["lei"])),
        "bad_uscc": _wrong(known["uscc"], USCC.canonical(known["uscc"])),
        "bad_id_number": wrong,
        "id_differs": _differing(numbers, known),
    }
    return _codes(found, rows)


def _codes(found: Mapping[str, Ints], rows: int) -> Column:
    codes: dict[int, str] = {}
    for code in CODES:
        for row in found[code].tolist():
            codes[row] = f"{codes[row]} {code}" if row in codes else code
    said = np.full(rows, None, object)
    said[list(codes)] = list(codes.values())
    return pa.array(said, pa.string())


def _wrong(texts: Texts, canonical: Texts) -> Ints:
    return marked(pc.and_(pc.is_valid(texts), pc.is_null(canonical)))


def _documents(cells: Cells) -> tuple[Texts, Ints]:
    """Resident identity numbers in full, and the rows whose document has a number that it cannot have."""
    numbers, types = cells["id_number"], _types(cells)
    residents: Texts = pa.nulls(len(numbers), pa.string())
    wrong = [np.empty(0, np.int64)]
    for kind in _said(types) if numbers.null_count < len(numbers) else ():
        texts = _where(numbers, types, kind)
        if (scheme := TYPES.get(kind)) is None:
            wrong.append(_wrong(texts, _of_country(texts, kind, cells["country"])))
            continue
        canonical = scheme.canonical(texts)
        wrong.append(_wrong(texts, canonical))
        residents = pc.coalesce(residents, canonical) if scheme is RESIDENT else residents
    return residents, np.concatenate(wrong)


def _said(texts: Texts) -> list[str]:
    """The distinct texts of a column."""
    return [str(text) for text in texts.drop_null().unique().to_pylist()]


def _where(texts: Texts, column: Texts, value: str) -> Texts:
    found: Texts = pc.if_else(pc.equal(column, pa.scalar(value)).fill_null(False), texts, None)
    return found


def _types(cells: Cells) -> Texts:
    """What kind of document each is; a Chinese person's number that looks like a resident's is taken for one."""
    chinese: Any = pc.or_(_is(cells["nationality"], CHINESE), _is(cells["country"], CHINESE))
    looks: Any = pc.match_substring_regex(cells["id_number"], LOOKS).fill_null(False)
    person = _is(cells["kind"], pa.array(["person"]))
    assumed = pc.if_else(pc.and_(pc.and_(chinese, looks), person), pa.scalar("resident_id"), None)
    types: Texts = pc.coalesce(pc.utf8_lower(cells["id_type"]), assumed)
    return types


def _is(texts: Texts, words: Column) -> Any:
    """Whether each text is one of some words; an empty cell is none."""
    return pc.is_in(texts, value_set=words)


def _of_country(texts: Texts, kind: str, countries: Texts) -> Texts:
    """The numbers that the check of their country accepts, and those for which there is none."""
    if kind.count(".") == 1:
        return _nationally(texts, *kind.split("."))
    if kind != "vat":
        return texts
    found: Texts = pc.if_else(countries.is_null(), texts, None)
    for country in _said(countries):
        own = _nationally(_where(texts, countries, country), country.lower(), kind)
        found = pc.coalesce(found, own)
    return found


def _nationally(texts: Texts, country: str, name: str) -> Texts:
    judge = national(country, name)
    return texts if judge is None else judged(texts, judge)


def _differing(numbers: Texts, cells: Cells) -> Ints:
    """The rows whose resident identity number has another day of birth or sex than the columns say."""
    if numbers.null_count == len(numbers):
        return np.empty(0, np.int64)
    parts = [pc.utf8_slice_codeunits(numbers, begin, end) for begin, end in ((6, 10), (10, 12), (12, 14))]
    born, said = joined(*parts, between="-"), cells["birth_date"]
    year, month, day = (pc.equal(pc.utf8_slice_codeunits(born, 0, end), said) for end in (4, 7, 10))
    other_day: Any = pc.invert(pc.or_(pc.or_(year, month), day))
    man = _is(pc.utf8_slice_codeunits(numbers, 16, 17), pa.array(list("13579")))
    sex = pc.utf8_lower(cells["sex"])
    other_sex = pc.or_(pc.and_(man, _is(sex, WOMEN)), pc.and_(pc.invert(man), _is(sex, MEN)))
    differs = pc.or_(other_day.fill_null(False), other_sex)
    return marked(pc.and_(pc.is_valid(numbers), differs))
