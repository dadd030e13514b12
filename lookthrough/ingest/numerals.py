"""What do full-width digits and the words of a Chinese or English document say of a number or a share?

Read are only words that say one thing. Of two ends, 以上, 以下, 不低于 and 不超过 hold the number itself (Civil Code of
the PRC, article 1259), 超过, 高于, 不足 and 低于 do not. What is left as it is here is refused by the reader behind.
"""

from __future__ import annotations

import re
from functools import lru_cache

_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def narrow(text: str) -> str:
    """Full-width digits, letters and punctuation as ASCII: `３０％` is `30%`."""
    return text if text.isascii() else text.translate(_NARROW)


_DIGITS = {"零": 0, "〇": 0, "两": 2} | {char: i for i, char in enumerate("一二三四五六七八九", 1)}
_TENS = {"十": 10, "百": 100, "千": 1000}
_HAN = "".join({**_DIGITS, **_TENS})
_SPOKEN = re.compile(rf"[{_HAN}]+(?:点[{_HAN}]+)?")


def spoken(text: str) -> str | None:
    """The digits of a number in Chinese words below ten thousand: `三十二点五` is `32.5`; None for what is none."""
    if not _SPOKEN.fullmatch(text):
        return None
    whole, _, decimals = text.partition("点")
    value, digit = 0, 0
    for place, char in enumerate(whole):
        if char in _TENS:
            value += (digit if digit or place else 1) * _TENS[char]
            digit = 0
        elif digit:
            return None  # two digits side by side are no quantity: a year, an account
        else:
            digit = _DIGITS[char]
    if any(char in _TENS for char in decimals):
        return None
    return f"{value + digit}" + ("." + "".join(str(_DIGITS[char]) for char in decimals) if decimals else "")


_HUNDREDTHS = re.compile(rf"百分之([{_HAN}点]+|\d+(?:\.\d+)?)")
_PARTS = re.compile(rf"([{_HAN}]+|\d+)分之([{_HAN}]+|\d+)")
_NUMBER = r"(\d+(?:\.\d+)?(?:%|/\d+)|\d+(?:\.\d+)?)"
_FLOORS = (
    (re.compile(rf"(?:不低于|不少于|不小于|至少|at least ?|>=|≥)\s*{_NUMBER}(?:\((?:含|包含)\))?"), "["),
    (re.compile(rf"{_NUMBER}\s*(?:\((?:含|包含)\))?(?:及以上|或以上|以上| or more)"), "["),
    (re.compile(rf"(?:超过|高于|大于|多于|more than ?|over |>)\s*{_NUMBER}(?:\(不含\))?"), "("),
)
_CEILINGS = (
    (re.compile(rf"(?:不超过|不高于|不大于|不多于|至多|at most ?|up to |<=|≤)\s*{_NUMBER}"), "]"),
    (re.compile(rf"{_NUMBER}\s*(?:及以下|或以下|以下| or less)"), "]"),
    (re.compile(rf"(?:不足|低于|小于|少于|less than ?|under |<)\s*{_NUMBER}"), ")"),
)
_BETWEEN = re.compile(rf"{_NUMBER}\s*(?:-|–|—|~|～|至|到| to )\s*{_NUMBER}")
_AND = re.compile(r"(?:,|、|;)?\s*(?:但|且|而|and|but)?\s*")


@lru_cache(maxsize=65536)
def share_text(text: str) -> str:
    """A share in the spelling of the bank layout, where its words say one: `超过25%` is `(25,100]%`.

    `三分之一` is `1/3`, `百分之三十` is `30%`, `25%以上` is `[25,100]%`, `不足5%` is `[0,5)%`, `25%-50%` is `[25,50]%`.
    Any other text comes back as it is.
    """
    plain = narrow(text).strip()
    if re.fullmatch(r"[\[(]?[\d.,/ %]+[\])]?%?", plain):
        return plain
    plain = _PARTS.sub(_fraction, _HUNDREDTHS.sub(_percent, plain))
    return _range(plain) or plain


def _percent(match: re.Match[str]) -> str:
    number = match[1] if match[1][0].isdigit() else spoken(match[1])
    return match[0] if number is None else f"{number}%"


def _fraction(match: re.Match[str]) -> str:
    below, above = (part if part.isdigit() else spoken(part) for part in match.groups())
    return match[0] if below is None or above is None else f"{above}/{below}"


def _range(text: str) -> str | None:
    """The range between the ends that a text names, one of them or both."""
    if match := _BETWEEN.fullmatch(text):
        return _written("[", match[1], match[2], "]")
    low = next(((mark, m) for pattern, mark in _FLOORS if (m := pattern.match(text))), None)
    if low is not None:
        mark, match = low
        rest = text[match.end() :]
        if not rest:
            return _written(mark, match[1], "100%" if match[1].endswith("%") else "1", "]")
        high = _ceiling(rest[len(_AND.match(rest)[0]) :])  # type: ignore[index]  # it matches nothing at least
        return high and _written(mark, match[1], *high)
    high = _ceiling(text)
    return high and _written("[", "0%" if high[0].endswith("%") else "0", *high)


def _ceiling(text: str) -> tuple[str, str] | None:
    found = ((match, mark) for pattern, mark in _CEILINGS if (match := pattern.fullmatch(text)))
    return next(((match[1], mark) for match, mark in found), None)


def _written(left: str, low: str, high: str, right: str) -> str | None:
    """The range, if both ends are percentages or fractions; `25-50%` says percent once for both."""
    if high.endswith("%") and "/" not in low:
        return f"{left}{low.rstrip('%')},{high.rstrip('%')}{right}%"
    fractions = "/" in low + high and "%" not in low + high
    return f"{left}{low},{high}{right}" if fractions else None
