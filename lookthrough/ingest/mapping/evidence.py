"""What do the values of a column look like: dates in which order, shares in which unit, names of whom?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from lookthrough.errors import ShareError
from lookthrough.ingest.cells import Refused
from lookthrough.ingest.cells import share as read_share
from lookthrough.ingest.mapping import forms
from lookthrough.ingest.mapping.document import EMPTY, Form
from lookthrough.ingest.minted import says_company
from lookthrough.ingest.numerals import narrow

MOST = 0.9  # of the filled values must look alike
_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_LEI = re.compile(r"[0-9A-Z]{18}\d{2}")
_CARD = re.compile(r"\d{17}[\dXx]")
_ACCOUNT = re.compile(r"[A-Z]{0,4}\d{9,30}")
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff]{1,8}")
_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Values:
    """Different values of a column, those that are filled, in the order in which they come."""

    texts: tuple[str, ...]

    @staticmethod
    def of(texts: Sequence[str | None]) -> Values:
        """The values that say something."""
        plain = (text.strip() for text in texts if text)
        return Values(tuple(dict.fromkeys(text for text in plain if text and text not in EMPTY)))

    def mostly(self, holds: Callable[[str], bool]) -> bool:
        """Whether nearly all of them, and at least one, have a property."""
        return bool(self.texts) and sum(map(holds, self.texts)) >= MOST * len(self.texts)

    def look(self, kind: str) -> bool:
        """Whether they look like one of LOOKS."""
        return self.mostly(LOOKS[kind])


def _matches(pattern: re.Pattern[str], text: str) -> bool:
    return bool(pattern.fullmatch(narrow(text)))


def _is_share(text: str) -> bool:
    try:
        return bool(read_share(narrow(text), None)) and not _matches(_NUMBER, text)
    except (ShareError, Refused):
        return False


LOOKS: dict[str, Callable[[str], bool]] = {
    "uscc": partial(_matches, _USCC),
    "lei": partial(_matches, _LEI),
    "card": partial(_matches, _CARD),
    "account": partial(_matches, _ACCOUNT),
    "person": lambda text: _matches(_PERSON, text) and not says_company(text),
    "company": says_company,
    "share": _is_share,
    "number": partial(_matches, _NUMBER),
}


def date_form(values: Values) -> Form | None:
    """The form in which all values are dates; None where they are none, or the order cannot be told."""
    found = [form for order in ("YMD", "DMY", "MDY") if _dates(values, form := Form(date=order))]
    if len(found) == 3 or (found and found[0].date == "YMD"):
        return found[0]
    return found[0] if len(found) == 1 else None


def looks_dated(values: Values) -> bool:
    """Whether they are dates, in whatever order."""
    return values.mostly(lambda text: bool(_DATE.fullmatch(narrow(text))) or _dates(Values((text,)), Form()))


def _dates(values: Values, form: Form) -> bool:
    return values.mostly(partial(_is_date, form=form))


def _is_date(text: str, form: Form) -> bool:
    try:
        found = forms.birth(text, form) or forms.moment(text, form)
    except Refused:
        return False
    return found is None or bool(re.match(r"\d{4}(-\d{2}){0,2}(T|$)", found))


def number_form(values: Values) -> Form | None:
    """The form in which all values are amounts; None where they are none, or a mark could be two things."""
    forms_ = [Form(), Form(thousands=","), Form(decimal=",", thousands="."), Form(decimal=",", thousands=" ")]
    found = [form for form in forms_ if values.mostly(partial(_is_amount, form=form))]
    return found[0] if found and (found[0] == Form() or len(found) == 1) else None


def _is_amount(text: str, form: Form) -> bool:
    try:
        return bool(_NUMBER.fullmatch(forms.amount(text, form)))
    except Refused:
        return False


def share_form(values: Values, *, percent: bool) -> Form | None:
    """The form in which all values are shares; None where they are none, or a bare number could be two things."""
    if values.mostly(_is_share):
        return Form()
    for form in (Form(unit="percent"), Form(unit="percent", decimal=",")):
        numbers = [number for text in values.texts if (number := _number(text, form)) is not None]
        if len(numbers) >= MOST * len(values.texts) and (percent or any(number > 1 for number in numbers)):
            return form
    return None


def _number(text: str, form: Form) -> float | None:
    try:
        found = forms.number_of(narrow(text), form)
    except Refused:
        return None
    return None if found is None else float(found)
