"""How much is a share, exactly: a fraction, a range with open or closed ends, or unknown?

A share is a pair of exact fractions in [0, 1] with a flag per end that says whether the end itself is excluded.
Openness is carried through products, sums and comparisons, so that a holder of "more than 25 %" certainly holds
more than 25 %. Nothing here ever rounds; `percent` is for people and never makes a number look rounder than it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from lookthrough.errors import ShareError

ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)
INT64 = 2**63 - 1
Unit = Literal["percent", "fraction"]


class Certainty(StrEnum):
    """How sure an answer is over all fillings of what is not known exactly (ranges.md, 2)."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a whole: every value between `low` and `high`, the ends themselves only where not open."""

    low: Fraction
    high: Fraction
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        if self.low > self.high or (self.low == self.high and (self.low_open or self.high_open)):
            raise ShareError("share_empty_range", f"the range {bounds_text(self)} holds no value")

    @property
    def exact(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    def __mul__(self, other: Share) -> Share:
        """The product of two non-negative shares; an end that is zero and reached stays reached."""
        return Share(
            self.low * other.low,
            self.high * other.high,
            _open_product((self.low, self.low_open), (other.low, other.low_open)),
            _open_product((self.high, self.high_open), (other.high, other.high_open)),
        )

    def __add__(self, other: Share) -> Share:
        return Share(
            self.low + other.low,
            self.high + other.high,
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def scaled(self, factor: Fraction) -> Share:
        """The share times a positive exact number."""
        return Share(self.low * factor, self.high * factor, self.low_open, self.high_open)

    def hull(self, other: Share) -> Share:
        """The smallest range that holds both: what two sources together leave open."""
        low, low_open = min((self.low, self.low_open), (other.low, other.low_open))
        high, closed = max((self.high, not self.high_open), (other.high, not other.high_open))
        return Share(low, high, low_open, not closed)

    def reaches(self, threshold: Fraction, comparator: str) -> Certainty:
        """Whether the share passes `>=` or `>` a threshold: always, for some value, or never."""
        if self.low > threshold or (self.low == threshold and (comparator == ">=" or self.low_open)):
            return Certainty.CERTAIN
        if self.high > threshold or (self.high == threshold and comparator == ">=" and not self.high_open):
            return Certainty.POSSIBLE
        return Certainty.EXCLUDED


def _open_product(a: tuple[Fraction, bool], b: tuple[Fraction, bool]) -> bool:
    """Whether the product of two ends is not reached: a reached zero on either side reaches zero."""
    (x, x_open), (y, y_open) = a, b
    if (x == 0 and not x_open) or (y == 0 and not y_open):
        return False
    return x_open or y_open


NOTHING, WHOLE, UNKNOWN = Share(ZERO, ZERO), Share(ONE, ONE), Share(ZERO, ONE)


def exactly(value: Fraction | int) -> Share:
    """The share that is one number."""
    return Share(Fraction(value), Fraction(value))


_NUMBER = r"\d+(?:\.\d+)?(?:/\d+)?"
_RANGE = re.compile(rf"([\[(])\s*({_NUMBER})\s*,\s*({_NUMBER})\s*([\])])\s*(%?)")
_EXACT = re.compile(rf"({_NUMBER})\s*(%?)")


@lru_cache(maxsize=65536)
def parse(text: str, unit: Unit | None = None) -> Share:
    """Read `30%`, `1/3`, `[25,50]%`, `(25,50]%` or, with a unit, a bare number.

    Raises:
        ShareError: `ambiguous_share` for a bare number without a unit, `bad_share` for what is no share,
            `share_out_of_range` outside 0 to 100 %, `share_too_fine` beyond 63 bits, `share_empty_range`.
    """
    if match := _RANGE.fullmatch(text.strip()):
        left, low, high, right, percent = match.groups()
        scale = _scale(percent, low + high, unit, text)
        share = Share(_number(low) / scale, _number(high) / scale, left == "(", right == ")")
    elif match := _EXACT.fullmatch(text.strip()):
        number, percent = match.groups()
        share = exactly(_number(number) / _scale(percent, number, unit, text))
    else:
        raise ShareError("bad_share", f"'{text}' is no share: write 30%, 1/3 or (25,50]%")
    return _checked(share, text)


def _number(text: str) -> Fraction:
    value, _, divisor = text.partition("/")
    if divisor and int(divisor) == 0:
        raise ShareError("bad_share", f"'{text}' divides by zero")
    return Fraction(Decimal(value)) / int(divisor or 1)


def _scale(percent: str, numbers: str, unit: Unit | None, text: str) -> int:
    if percent:
        return 100
    if "/" in numbers or unit == "fraction":
        return 1
    if unit == "percent":
        return 100
    raise ShareError(
        "ambiguous_share",
        f"'{text}' could be {text} % or {_as_percent(text)} %: add --share-unit percent or fraction",
    )


def _as_percent(text: str) -> str:
    try:
        return f"{(Decimal(text) * 100).normalize():f}"
    except ArithmeticError:
        return "a fraction, in"


def _checked(share: Share, text: str) -> Share:
    if share.high > 1:
        raise ShareError("share_out_of_range", f"'{text}' is more than 100 %")
    if any(part > INT64 for end in (share.low, share.high) for part in end.as_integer_ratio()):
        raise ShareError("share_too_fine", f"'{text}' has more digits than can be kept exactly")
    return share


def fraction_text(value: Fraction) -> str:
    """`63/200`, `1`, `0`: the exact end as programs read it."""
    return str(value)


def bounds_text(share: Share) -> str:
    """The share in the spelling of the bank layout: `30%`, `(25,50]%`."""
    if share.low == share.high:
        return f"{_plain(share.low * 100)}%"
    left, right = "(" if share.low_open else "[", ")" if share.high_open else "]"
    return f"{left}{_plain(share.low * 100)},{_plain(share.high * 100)}{right}%"


def _plain(value: Fraction) -> str:
    """A decimal where it is finite, else numerator/denominator."""
    digits, scale = 0, 1
    while scale % value.denominator and digits < 60:
        digits, scale = digits + 1, scale * 10
    if scale % value.denominator:
        return str(value)
    whole, rest = divmod(value.numerator * (scale // value.denominator), scale)
    return f"{whole}.{rest:0{digits}d}" if digits else str(whole)


def percent(value: Fraction) -> str:
    """Percent for people, two decimals, more where rounding would make it look rounder: 66.67, 25, 24.9999."""
    hundred, text = value * 100, ""
    for digits in range(2, 100):
        rounded = round(hundred, digits)
        text = _plain(rounded) + ("." if rounded.denominator == 1 else "")
        text += "0" * (digits - len(text.partition(".")[2]))
        if rounded == hundred or not text.endswith("0"):
            break
    return text.rstrip("0").rstrip(".")


def percent_text(share: Share) -> str:
    """`31.5`, `20-35`, `>25-50`: one number or a range, for people; an open lower end says `>`."""
    if share.exact:
        return percent(share.low)
    low = f">{percent(share.low)}" if share.low_open else percent(share.low)
    high = f"<{percent(share.high)}" if share.high_open else percent(share.high)
    return f"{low}-{high}"
