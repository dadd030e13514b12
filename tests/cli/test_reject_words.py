"""Does a Chinese screen tell of refused rows in Chinese?"""

from __future__ import annotations

import re

import pytest

from lookthrough.cli.reject_words import CHINESE, reason_words
from lookthrough.ingest.codes import REJECTS

ROW = {
    "column": "share",
    "code": "ambiguous_share",
    "reason": "'0.3' could be 0.3 % or 30 %: add --share-unit percent or fraction",
    "cells": {"share": "0.3", "phone": "13900000000"},
}


@pytest.mark.parametrize("code", REJECTS)
def test_every_code_has_chinese_words(code: str) -> None:
    assert re.search(r"[\u4e00-\u9fff]{3}", CHINESE[code])


def test_there_are_words_for_no_other_code() -> None:
    assert CHINESE.keys() <= REJECTS.keys()


def test_the_cell_is_shown_beside_the_words() -> None:
    assert reason_words(ROW, "zh").endswith("或fraction（0.3）")
    assert reason_words(ROW, "en") == ROW["reason"]


def test_what_is_sensitive_is_not_shown() -> None:
    assert reason_words({**ROW, "code": "bad_text", "column": "phone"}, "zh") == CHINESE["bad_text"]


def test_a_code_without_chinese_words_keeps_its_reason() -> None:
    assert reason_words({**ROW, "code": "not_yet_known"}, "zh") == ROW["reason"]
