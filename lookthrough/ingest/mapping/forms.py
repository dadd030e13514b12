"""How does a cell in a bank's own form read in the form of the layout: days, times, amounts, shares?

What is rewritten keeps its meaning exactly; a cell that could mean two things is refused with what to write into the
mapping. What is no date or number at all stays as it is: the checks behind refuse it with their own sentence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from lookthrough.ingest.cells import Refused
from lookthrough.ingest.mapping.document import Form
from lookthrough.ingest.mapping.keys import Keys
from lookthrough.ingest.numerals import narrow, share_text

FORM_KEYS = ("date", "decimal", "thousands", "unit")
_MONTHS = {month: i for i, month in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_YEAR_FIRST = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日?)", re.ASCII)
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})[-/ ]?([A-Za-z]{3})[a-z]*[-/ ]?(\d{4})", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:[-/.](\d{1,2})|年(\d{1,2})月|年)?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?|(\d{2})(\d{2})(\d{2})", re.ASCII)
_AT = re.compile(r"(.*?(?:\d|日))(?:[T ]+|(?<=日))([\d:.]+)\s*(Z|[+-]\d{2}(?::?\d{2})?)?", re.ASCII)
_FOURTEEN = re.compile(r"(\d{8})(\d{6})", re.ASCII)
ENDLESS = frozenset({"长期", "永久", "至今", "长期有效", "无固定期限"})


def form_of(keys: Keys, default: Form) -> Form:
    """The form that a table of a mapping says, the rest as the mapping has it elsewhere."""
    given = {
        "date": keys.one_of("date", ("YMD", "DMY", "MDY")),
        "decimal": keys.one_of("decimal", (".", ",")),
        "thousands": keys.one_of("thousands", (",", ".", " ", "'")),
        "unit": keys.one_of("unit", ("percent", "fraction")),
        "rounded": keys.one_of("rounded", ("down", "half")),
        "times": keys.whole("times"),
        "unit_said": keys.flag("unit_said"),
    }
    found = replace(default, **{name: value for name, value in given.items() if value is not None})
    if found.thousands == found.decimal:
        raise keys.wrong(
            f"'{found.decimal}' cannot part both thousands and decimals: write decimal and thousands"
        )
    return found


def day(text: str, form: Form) -> str | None:
    """`2024/1/5`, `20240105`, `2024年1月5日`, `5 Jan 2024` and, with an order, `05/01/2024` as YYYY-MM-DD."""
    plain = narrow(text).strip()
    if plain in ENDLESS:
        return None
    found = _iso(plain, form)
    if found is None and (match := _AT.fullmatch(plain)) and _clock(match[2]):
        found = _iso(match[1], form)  # a day in a column of days, whatever its clock says
    if found in form.unknown_dates:
        return None
    return found if found is not None and _in_calendar(found) else plain


def _in_calendar(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _iso(plain: str, form: Form) -> str | None:
    if match := _YEAR_FIRST.fullmatch(plain):
        year, _, *parts = match.groups()
        month, dom = (part for part in parts if part is not None)
        return _joined(year, month, dom)
    if match := _NAMED.fullmatch(plain):
        month_of = _MONTHS.get(match[2].lower())
        return _joined(match[3], str(month_of), match[1]) if month_of else None
    if form.date == "YMD" and (match := _EIGHT.fullmatch(plain)):
        return _joined(*match.groups())
    if match := _YEAR_LAST.fullmatch(plain) or _eight_of(plain, form):
        return _ordered(match, form)
    return None


def _eight_of(plain: str, form: Form) -> re.Match[str] | None:
    return re.fullmatch(r"(\d{2})()(\d{2})(\d{4})", plain) if form.date != "YMD" else None


def _ordered(match: re.Match[str], form: Form) -> str:
    first, _, second, year = match.groups()
    if form.date == "YMD":
        raise Refused("bad_date", f'\'{match[0]}\': say date = "DMY" or date = "MDY" in the mapping')
    month, dom = (second, first) if form.date == "DMY" else (first, second)
    return _joined(year, month, dom)


def _joined(year: str, month: str, dom: str) -> str:
    return f"{year}-{month:0>2}-{dom:0>2}"


def birth(text: str, form: Form) -> str | None:
    """A day, or a year, or a year and a month: `1980年5月` is `1980-05`."""
    plain = narrow(text).strip()
    if match := _MONTH.fullmatch(plain):
        month = match[2] or match[3]
        return f"{match[1]}-{month:0>2}" if month else match[1]
    return day(text, form)


def moment(text: str, form: Form) -> str | None:
    """A day and a clock in one of their forms, `20240105 100000` say, as ISO 8601; an offset stays."""
    plain = narrow(text).strip()
    if match := _FOURTEEN.fullmatch(plain):
        plain = f"{match[1]} {match[2]}"
    match = _AT.fullmatch(plain)
    clock = _clock(match[2]) if match else None
    found = _iso(match[1], form) if match and clock else None
    if match is None or found is None:
        return plain
    return None if found in form.unknown_dates else f"{found}T{clock}{match[3] or ''}"


def _clock(text: str) -> str | None:
    match = _CLOCK.fullmatch(text)
    if not match:
        return None
    hour, minute, second = (match[1], match[2], match[3]) if match[1] else (match[5], match[6], match[7])
    return f"{hour:0>2}:{minute}:{second or '00'}{match[4] or ''}"


_MANY = {
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
}
CURRENCIES = {
    "人民币": "CNY", "美元": "USD", "港元": "HKD", "港币": "HKD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY",
    "澳门元": "MOP", "新台币": "TWD", "新加坡元": "SGD", "澳元": "AUD", "澳大利亚元": "AUD", "加元": "CAD",
    "加拿大元": "CAD", "瑞士法郎": "CHF", "韩元": "KRW",
}  # fmt: skip
_CODES = "|".join((*CURRENCIES, *sorted(set(CURRENCIES.values())), "RMB"))
_AMOUNT = re.compile(
    rf"(?P<before>{_CODES})?\s*(?P<number>-?[\d.,' ]+?)\s*(?P<many>{'|'.join(sorted(_MANY, key=len, reverse=True))})?"
    rf"\s*(?P<yuan>元|圆|股|份)?\s*\(?(?P<behind>{_CODES})?\)?",
    re.ASCII,
)


def amount(text: str, form: Form) -> str:
    """A decimal number without marks: `1.234,50` where the mapping says so, `305843.0395万元人民币`."""
    match = _AMOUNT.fullmatch(narrow(text).strip())
    number = match and number_of(match["number"], form)
    if match is None or number is None:
        if form.decimal == ",":  # the layout would take its point for one of decimals
            raise Refused("bad_amount", f"'{text}' is no number with a decimal comma")
        return narrow(text).strip()
    if form.unit_said and not (match["many"] or match["yuan"] or match["behind"] or match["before"]):
        raise Refused("bad_amount", f"'{text}' does not say its unit: say times in a mapping, 10000 for 万")
    times = form.times * _MANY.get(match["many"] or "", 1)
    return number if times == 1 else f"{Decimal(number) * times:f}"


def currency(text: str, _: Form) -> str | None:
    """The currency of `100万元人民币`, `美元` or `CNY`; an amount that names none has none."""
    plain = narrow(text).strip()
    if plain in CURRENCIES:
        return CURRENCIES[plain]
    match = _AMOUNT.fullmatch(plain)
    said = match and (match["behind"] or match["before"])
    if said:
        return CURRENCIES.get(said, "CNY" if said == "RMB" else said)
    return None if match else "CNY" if plain == "RMB" else plain


def number_of(text: str, form: Form) -> str | None:
    """A number without the marks that part its thousands, its decimals behind a point; None for what is none.

    Raises:
        Refused: a mark that the mapping does not explain could part thousands or decimals.
    """
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, decimals = digits.partition(form.decimal)
    mark = form.thousands
    if mark is None and form.decimal == "." and point and "," in whole:
        mark = ","  # 1,234.50 can be nothing else
    if mark is not None and mark in whole:
        if not re.fullmatch(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+", whole):
            raise Refused("bad_amount", f"'{text}' is no number whose thousands are parted by '{mark}'")
        whole = whole.replace(mark, "")
    elif mark is None and re.fullmatch(r"\d{1,3}(?:,\d{3})+", whole):
        raise Refused(
            "bad_amount", f"'{text}' may have thousands or decimals: say thousands = \",\" in the mapping"
        )
    if not whole.isdigit() or (point and not decimals.isdigit()):
        return None
    return sign + whole + ("." + decimals if decimals else "")


def share(text: str, form: Form) -> str | None:
    """A share in the layout's spelling: in words, with a decimal comma, bare in the unit that the mapping says."""
    plain = narrow(text).strip()
    if form.decimal == ",":
        plain = re.sub(r"(?<=\d),(?=\d)", ".", plain)
    if form.unit == "percent" and not re.search(r"[%/分]", plain):
        plain = re.sub(r"\d+(?:\.\d+)?", r"\g<0>%", plain)
        plain = re.sub(r"^([\[(].*)%(,.*)%([\])])$", r"\1\2\3%", plain)
    if form.unit == "fraction" and re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return f"{Decimal(plain) * 100:f}%"
    if form.rounded and (match := re.fullmatch(r"(\d+)%", plain)):
        return _around(int(match[1]), form)
    return share_text(plain)


def _around(whole: int, form: Form) -> str:
    """All shares that are written as a whole percentage: 33 cut off is [33,34)%, rounded half up [32.5,33.5)%."""
    low = Fraction(whole) if form.rounded == "down" else max(Fraction(0), Fraction(2 * whole - 1, 2))
    high = low + 1 if form.rounded == "down" or whole else Fraction(1, 2)
    if high > 100:
        return f"[{float(low):g},100]%" if low < 100 else "100%"
    return f"[{float(low):g},{float(high):g})%"
