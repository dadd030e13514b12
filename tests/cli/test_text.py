"""How wide is a line where a Chinese character takes two cells: cutting, padding, tables, wrapping?"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from lookthrough.cli.text import cut, padded, table, wrapped

WORDS = st.text(st.sampled_from("ab 王小，（é"), max_size=120)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("海瑞", 4, "海瑞"),
        ("海瑞控股", 7, "海瑞控…"),
        ("海瑞控股", 6, "海瑞…"),
        ("Castle Rock", 8, "Castle…"),
        ("Castle Rock", 11, "Castle Rock"),
        ("", 3, ""),
    ],
)
def test_what_is_too_wide_is_cut_with_an_ellipsis(text: str, width: int, expected: str) -> None:
    assert cut(text, width) == expected


@given(WORDS, st.integers(2, 40))
def test_what_is_cut_fits_and_begins_as_it_began(text: str, width: int) -> None:
    found = cut(text, width)
    assert cell_len(found) <= width
    assert text.startswith(found.rstrip("…"))


def test_padding_counts_cells_on_either_side() -> None:
    assert padded("海", 4) == "海  "
    assert padded("海", 4, right=True) == "  海"
    assert padded("海瑞控股", 4) == "海瑞控股"


def test_a_table_aligns_wide_and_narrow_cells_and_leaves_no_trailing_space() -> None:
    assert table([["owner", "share", ""], ["王小明", "5 %", "x"], ["Li", "31.5 %", ""]], "<><") == [
        "owner    share",
        "王小明     5 %  x",
        "Li      31.5 %",
    ]


def test_a_table_cuts_columns_that_are_too_wide() -> None:
    assert table([["海瑞控股有限公司", "x"]], "<<", most=(9,)) == ["海瑞控股…  x"]
    assert table([], "<<") == []


def test_the_widest_column_of_words_gives_way_where_a_table_is_too_wide() -> None:
    assert table([["abcdefgh", "abc", "12345"]], "<<>", width=16) == ["abc…  abc  12345"]


def test_no_line_begins_with_closing_punctuation() -> None:
    assert wrapped("海瑞控股，投资", 8, "") == ["海瑞控", "股，投资"]


def test_text_breaks_at_spaces_and_between_chinese_characters() -> None:
    assert wrapped("the exact share of 李芳 in C", 16, "  ") == ["  the exact", "  share of 李芳", "  in C"]
    assert wrapped("海瑞控股投资有限公司", 8, "") == ["海瑞控股", "投资有限", "公司"]
    assert wrapped("", 8, "  ") == []


def test_a_word_that_is_longer_than_a_line_is_broken() -> None:
    assert wrapped("x" * 130, 80, "  ") == ["  " + "x" * 60, "  " + "x" * 70]


@given(WORDS, st.integers(66, 80))
def test_wrapped_lines_fit_and_lose_nothing_but_spaces(text: str, width: int) -> None:
    lines = wrapped(text, width, "    ")
    assert all(cell_len(line) <= width for line in lines)
    assert re.sub(" ", "", "".join(lines)) == re.sub(" ", "", text)
