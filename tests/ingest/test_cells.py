"""Is what a cell says read exactly or refused, one cell at a time and whole columns at a time alike?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.errors import ShareError, UsageError
from lookthrough.ingest import cells, columns
from lookthrough.ingest.cells import Figures, Refused, zone_of

SHANGHAI, BERLIN = zone_of("Asia/Shanghai"), zone_of("Europe/Berlin")
WORDS = cells.words(frozenset({"person", "company", "arrangement"}))


def refusal(reader: cells.Reader, text: str) -> tuple[str, str]:
    """The code and the sentence with which a text is refused."""
    with pytest.raises((Refused, ShareError)) as caught:
        reader(text)
    error: Any = caught.value
    return error.code, str(error)


@pytest.mark.parametrize(
    ("text", "days"),
    [("1970-01-02", 1), ("2024-02-29", 19782), ("1970-01-02 00:00:00", 1), ("1970-01-02T00:00:00.000000", 1)],
)
def test_a_day_is_read_also_as_data_frames_write_it(text: str, days: int) -> None:
    assert cells.day(text) == (days,)


@pytest.mark.parametrize(
    "text",
    [
        "2023-02-29",
        "2024-13-40",
        "2024-1-5",
        "20240105",
        "05/01/2024",
        "２０２４-01-05",
        "2024-01-05 10:00:00",
    ],
)
def test_what_is_no_day_of_the_calendar_in_its_one_spelling_is_refused(text: str) -> None:
    assert refusal(cells.day, text)[0] == "bad_date"


def test_a_date_of_birth_may_be_a_year_or_a_month_and_stays_as_it_is() -> None:
    assert [cells.birth(text) for text in ("1980", "1980-05", "1980-05-17")] == [
        ("1980",),
        ("1980-05",),
        ("1980-05-17",),
    ]
    assert refusal(cells.birth, "1980-13")[0] == refusal(cells.birth, "80")[0] == "bad_date"


@pytest.mark.parametrize(("text", "flag"), [("true", True), ("No", False), ("1", True), ("否", False)])
def test_a_flag_says_yes_or_no_in_several_ways(text: str, flag: object) -> None:
    assert cells.flag(text) == (flag,)


def test_a_flag_that_says_neither_is_refused() -> None:
    assert refusal(cells.flag, "perhaps") == ("bad_flag", "'perhaps' is neither true nor false")


@pytest.mark.parametrize(
    ("text", "number", "scale"),
    [("1.005", 1005, 3), ("1500.00", 1500, 0), ("000.10", 1, 1), ("999999999999999999", 10**18 - 1, 0)],
)
def test_an_amount_keeps_every_digit_and_has_one_spelling(text: str, number: int, scale: int) -> None:
    assert cells.amount(text, Figures()) == (number, scale)


@pytest.mark.parametrize(
    "text", ["1,234.50", "1e3", "¥5", "１２", "5.", ".5", "+5", "1 000", "1234567890123456789"]
)
def test_what_is_no_plain_decimal_number_is_refused_and_not_rounded(text: str) -> None:
    assert refusal(cells.amounts(Figures()), text)[0] == "bad_amount"


def test_a_negative_amount_is_refused_unless_it_is_a_balance() -> None:
    assert refusal(cells.amounts(Figures()), "-500.00")[0] == "negative_amount"
    assert cells.amount("-500.00", Figures(negative=True)) == (-500, 0)


def test_a_bare_share_is_refused_until_its_unit_is_said() -> None:
    code, sentence = refusal(cells.shares(None), "0.3")
    assert code == "ambiguous_share"
    assert sentence == "'0.3' could be 0.3 % or 30 %: add --share-unit percent or fraction"
    assert cells.share("30", "percent") == cells.share("0.3", "fraction") == (3, 10, 3, 10, 0)


def test_the_open_ends_of_a_range_are_kept() -> None:
    assert cells.share("(25,50]%", None) == (1, 4, 1, 2, 1)
    assert cells.share("[75,100)%", None) == (3, 4, 1, 1, 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("多数", "bad_share"),
        ("1/0", "bad_share"),
        ("130%", "share_out_of_range"),
        ("[50,30]%", "share_empty_range"),
        ("33.33333333333333333333%", "share_too_fine"),
    ],
)
def test_what_is_no_share_is_refused_by_its_fault(text: str, code: str) -> None:
    assert refusal(cells.shares(None), text)[0] == code


def test_a_word_of_a_closed_list_is_known_in_any_case_and_the_nearest_is_proposed() -> None:
    assert WORDS("Person") == ("person",)
    assert refusal(WORDS, "compny") == (
        "unknown_word",
        "'compny' is no word of the layout: did you mean company?",
    )
    assert refusal(WORDS, "公司")[1].endswith("write one of arrangement, company, person")


def micros(text: str, ahead: int = 0) -> int:
    """Microseconds UTC of a local time by a clock that is so many minutes ahead."""
    local = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return (local - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) - ahead * 60_000_000


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("2024-01-05T10:00:00+08:00", 480),
        ("2024-01-05 10:00:00-0330", -210),
        ("2024-01-05T10:00:00.0Z", 0),
        ("2024-01-05T10:00+08", 480),
    ],
)
def test_a_moment_keeps_its_offset(text: str, ahead: int) -> None:
    assert cells.moment(text, None) == (micros("2024-01-05T10:00", ahead), ahead)


def test_a_time_without_offset_is_refused_until_the_zone_is_said() -> None:
    assert refusal(cells.moments(None), "2024-01-05T10:00:00")[0] == "no_offset"
    assert cells.moment("2024-01-05T10:00:00", SHANGHAI) == (micros("2024-01-05T02:00"), 480)
    assert cells.moment("2024-07-05T10:00:00", BERLIN) == (micros("2024-07-05T08:00"), 120)


@pytest.mark.parametrize("text", ["2024-10-27T02:30:00", "2024-03-31T02:30:00"])
def test_a_time_that_the_clock_shows_twice_or_never_needs_its_offset(text: str) -> None:
    assert refusal(cells.moments(BERLIN), text)[0] == "no_offset"


@pytest.mark.parametrize(
    "text",
    [
        "2024-13-05T10:00:00Z",
        "2024-01-05T25:00:00Z",
        "2024-01-05",
        "10:00",
        "2024-01-05T10:00:00+25:00",
        "2024-01-05T10:00:00.1234567Z",
        "2024-01-05T10:00:00 PST",
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    assert refusal(cells.moments(None), text)[0] == "bad_time"


def test_a_zone_that_nobody_knows_is_a_wrong_option() -> None:
    with pytest.raises(UsageError, match="--zone Mars/Base is no zone"):
        zone_of("Mars/Base")


def values(read: columns.Read) -> list[tuple[Any, ...]]:
    return list(zip(*(part.to_pylist() for part in read.parts), strict=True))


def one_by_one(reader: cells.Reader, texts: list[str | None], parts: int) -> list[tuple[Any, ...]]:
    found = []
    for cell in texts:
        try:
            found.append((None,) * parts if cell is None else reader(cell))
        except (Refused, ShareError):
            found.append((None,) * parts)
    return found


figures = st.one_of(
    st.decimals(-(10**19), 10**19, allow_nan=False).map(lambda number: f"{number:f}"),
    st.text(st.sampled_from("0019.-e,"), max_size=8),
    st.none(),
)
moments = st.one_of(
    st.datetimes().map(lambda moment: moment.isoformat() + "+08:00"),
    st.datetimes().map(lambda moment: moment.isoformat(" ")),
    st.sampled_from(
        ["2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "2024-04-31T00:00:00+00:00", "0000-01-01T00:00Z", ""]
    ),
    st.none(),
)


@given(st.lists(figures, max_size=8))
def test_columns_of_amounts_read_as_their_cells_do(texts: list[str | None]) -> None:
    read = columns.read_amounts("amount", pa.array(texts, pa.string()), Figures())
    assert values(read) == one_by_one(cells.amounts(Figures()), texts, 2)
    assert all(
        Fraction(x, 10**scale) == Fraction(text)
        for (x, scale), text in zip(values(read), texts, strict=True)
        if x is not None and text
    )


@pytest.mark.parametrize("zone", [None, "+08:00", "Europe/Berlin"])
@given(st.lists(moments, max_size=8))
def test_columns_of_times_read_as_their_cells_do(zone: str | None, texts: list[str | None]) -> None:
    read = columns.read_moments("at", pa.array(texts, pa.string()), zone_of(zone))
    assert values(read) == one_by_one(cells.moments(zone_of(zone)), texts, 2)


@given(st.lists(st.one_of(st.none(), st.text(st.sampled_from("a \t\u3000\xa0é"), max_size=4)), max_size=6))
def test_a_cell_loses_the_white_space_around_it_and_an_empty_one_is_unknown(texts: list[str | None]) -> None:
    cleaned = columns.clean(pa.array(texts, pa.string())).to_pylist()
    assert cleaned == [text.strip() or None if text else None for text in texts]
