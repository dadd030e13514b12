"""What does one cell say? From the text of a cell to a day, a moment, an amount, a share, a word, or a refusal.

Nothing is guessed and nothing is rounded: what is not in the layout's own spelling is refused with a code of
codes.py and a sentence that says what to write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from difflib import get_close_matches
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lookthrough.errors import UsageError
from lookthrough.graph.rows import day_number
from lookthrough.graph.shares import Unit, parse
from lookthrough.ingest.numerals import share_text

Values = tuple[str | int | bool | None, ...]
Reader = Callable[[str], Values]
DIGITS = 18  # a decimal number of 18 digits always fits into 63 bits


class Refused(ValueError):
    """A cell is refused: `code` is one of codes.REJECTS, the message a sentence."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


_MIDNIGHT = r"(?:[T ]00:00(?::00(?:\.0+)?)?)?"  # how data frames and Parquet write a day
_DAY = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}}){_MIDNIGHT}", re.ASCII)
_BIRTH = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def day(text: str) -> Values:
    """Days since 1970-01-01 of `YYYY-MM-DD`."""
    if not (match := _DAY.fullmatch(text)):
        raise Refused("bad_date", f"'{text}' is no date: write YYYY-MM-DD")
    return (day_number(_calendar(match[1])),)


def _calendar(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("bad_date", f"'{text}' is not in the calendar") from None


def birth(text: str) -> Values:
    """A date of birth, which may be a year or a year and a month; kept as it is written. A reason repeats none."""
    if not (match := _BIRTH.fullmatch(text)):
        raise Refused("bad_date", "the cell is no date of birth: write YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, dom = match.groups()
    try:
        date(int(year), int(month or 1), int(dom or 1))
    except ValueError:
        raise Refused("bad_date", "the date of birth is not in the calendar") from None
    return (text,)


_FLAGS = dict.fromkeys("true t yes y 1 是".split(), True) | dict.fromkeys("false f no n 0 否".split(), False)


def flag(text: str) -> Values:
    """Whether the cell says yes or no."""
    if (found := _FLAGS.get(text.casefold())) is None:
        raise Refused("bad_flag", f"'{text}' is neither true nor false")
    return (found,)


def share(text: str, unit: Unit | None) -> Values:
    """The five numbers of a share, also in words: low numerator and denominator, high ones, which ends are open."""
    found = parse(share_text(text), unit)
    ends = (*found.low.as_integer_ratio(), *found.high.as_integer_ratio())
    return (*ends, found.low_open + 2 * found.high_open)


@dataclass(frozen=True, slots=True)
class Figures:
    """Which decimal numbers a column takes, and the code of what is no number."""

    code: str = "bad_amount"
    negative: bool = False


_AMOUNT = re.compile(r"(-?)(\d+)(?:\.(\d+))?", re.ASCII)


def amount(text: str, figures: Figures) -> Values:
    """An exact decimal number as an integer and its scale, without zeros at the end of the decimals."""
    if not (match := _AMOUNT.fullmatch(text)):
        raise Refused(figures.code, f"'{text}' is no number: write 1234.50, without separators or signs")
    sign, whole, decimals = match[1], match[2].lstrip("0"), (match[3] or "").rstrip("0")
    if len(whole) + len(decimals) > DIGITS:
        raise Refused(figures.code, f"'{text}' has more than {DIGITS} digits")
    value = int(sign + (whole + decimals or "0"))
    if value < 0 and not figures.negative:
        raise negative(text)
    return value, len(decimals)


def negative(text: str) -> Refused:
    """The refusal of a number below zero."""
    return Refused("negative_amount", f"'{text}' is less than nothing")


def word(text: str, words: Collection[str]) -> Values:
    """A word of a closed list, in any case."""
    folded = text.casefold()
    if folded in words:
        return (folded,)
    near = get_close_matches(folded, words, n=1, cutoff=0.6)
    known = ", ".join(sorted(words)) if len(words) <= 10 else "those that the bank layout lists"
    proposal = f"did you mean {near[0]}?" if near else f"write one of {known}"
    raise Refused("unknown_word", f"'{text}' is no word of the layout: {proposal}")


_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(.*)", re.ASCII)
_OFFSET = re.compile(r"([+-])(\d{2})(?::?([0-5]\d))?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(text: str, zone: tzinfo | None) -> Values:
    """Microseconds since 1970-01-01 UTC, and the minutes by which the clock was ahead of UTC."""
    if not (match := _MOMENT.fullmatch(text)):
        raise Refused("bad_time", f"'{text}' is no time: write YYYY-MM-DDTHH:MM:SS+08:00")
    try:
        local = datetime.fromisoformat(match[1].replace(" ", "T"))
        minutes = offset(match[2]) if match[2] else zone_offset(local, zone, text)
        since = local.replace(tzinfo=UTC) - _EPOCH - timedelta(minutes=minutes)
    except (ValueError, OverflowError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("bad_time", f"'{text}' is no time of the calendar and the clock") from None
    return since // timedelta(microseconds=1), minutes


def offset(text: str) -> int:
    """Minutes ahead of UTC of `Z`, `+08:00`, `-0330` or `+08`."""
    if text == "Z":
        return 0
    match = _OFFSET.fullmatch(text)
    minutes = 60 * int(match[2]) + int(match[3] or 0) if match else 24 * 60
    if not match or minutes >= 24 * 60:
        raise Refused("bad_time", f"'{text}' is no offset from UTC: write Z or +08:00")
    return -minutes if match[1] == "-" else minutes


def zone_offset(local: datetime, zone: tzinfo | None, text: str) -> int:
    """Minutes ahead of UTC of the zone's clock when it shows `local`."""
    if zone is None:
        raise Refused(
            "no_offset", f"'{text}' has no offset: add --zone +08:00 or a name such as Asia/Shanghai"
        )
    first, second = (local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    if first is None or first != second or first % timedelta(minutes=1):
        raise Refused(
            "no_offset", f"'{text}' is shown twice or never by the clock of the zone: write the offset"
        )
    return first // timedelta(minutes=1)


def zone_of(text: str | None) -> tzinfo | None:
    """The zone that `--zone` names: a fixed offset or an IANA name.

    Raises:
        UsageError: there is no such zone.
    """
    if text is None:
        return None
    try:
        return timezone(timedelta(minutes=offset(text)))
    except Refused:
        pass
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(f"--zone {text} is no zone: write +08:00 or a name such as Asia/Shanghai") from None


def shares(unit: Unit | None) -> Reader:
    """A reader of shares whose bare numbers are in `unit`."""
    return partial(share, unit=unit)


def amounts(figures: Figures) -> Reader:
    """A reader of the decimal numbers that a column takes."""
    return partial(amount, figures=figures)


def words(known: Collection[str]) -> Reader:
    """A reader of a closed list of words."""
    return partial(word, words=known)


def moments(zone: tzinfo | None) -> Reader:
    """A reader of times; a time without an offset is shown by the clock of `zone`."""
    return partial(moment, zone=zone)
