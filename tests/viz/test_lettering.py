"""Do names break where a reader would break them?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lookthrough.viz.lettering import NAME, NOTE, plain, width, wrap


def test_a_short_name_stays_on_one_line() -> None:
    assert wrap("王小明", 160, NAME) == ("王小明",)


def test_a_latin_name_breaks_at_a_word_into_lines_of_about_equal_length() -> None:
    assert wrap("Meridian Shipping and Logistics plc", 168, NAME) == (
        "Meridian Shipping",
        "and Logistics plc",
    )


def test_a_chinese_name_breaks_neither_inside_a_legal_form_nor_inside_a_common_word() -> None:
    lines = wrap("上海华信投资管理股份有限公司", 168, NAME)
    assert lines == ("上海华信投资", "管理股份有限公司")
    assert wrap("青岛海瑞投资管理合伙企业（有限合伙）", 168, NAME) == (
        "青岛海瑞投资管理",
        "合伙企业（有限合伙）",
    )


def test_too_long_a_name_loses_its_middle_and_keeps_its_legal_form() -> None:
    lines = wrap("中国" + "远" * 40 + "股份有限公司", 168, NAME)
    assert lines[0].startswith("中国")
    assert lines[-1].endswith("股份有限公司")
    assert "…" in "".join(lines)


def test_a_hyphenated_name_breaks_behind_the_hyphen() -> None:
    assert wrap("Margaret Ashworth-Cunningham", 168, NAME) == ("Margaret Ashworth-", "Cunningham")


@given(st.text(max_size=300), st.integers(40, 200))
def test_whatever_the_text_it_fits_on_two_lines(text: str, limit: int) -> None:
    lines = wrap(text, limit, NOTE)
    assert 1 <= len(lines) <= 2
    assert all(width(line, NOTE) <= limit for line in lines)


def test_characters_that_would_steer_the_drawing_are_taken_out() -> None:
    assert plain("A\u202eB\x00C\nD\u2028E\u200b") == "A B C D E"
