"""Is a cell in a bank's own form rewritten with its exact meaning, or refused where it could mean two things?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.errors import ShareError
from lookthrough.graph.shares import bounds_text, parse
from lookthrough.ingest import cells
from lookthrough.ingest.cells import Refused
from lookthrough.ingest.mapping import forms
from lookthrough.ingest.mapping.document import Form
from lookthrough.ingest.numerals import share_text, spoken

DMY, MDY = Form(date="DMY"), Form(date="MDY")
GERMAN = Form(decimal=",", thousands=".")
PERCENT, FRACTION = Form(unit="percent"), Form(unit="fraction")


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-05",
        "2024/1/5",
        "2024.1.5",
        "20240105",
        "2024年1月5日",
        "２０２４年１月５日",
        "5-Jan-2024",
        "05JAN2024",
        "5 January 2024",
        "2024-01-05 00:00:00",
        "2024/1/5 13:05",
    ],
)
def test_a_day_in_each_of_its_forms_is_the_same_day(text: str) -> None:
    assert forms.day(text, Form()) == "2024-01-05"


@pytest.mark.parametrize(("form", "day"), [(DMY, "2024-01-05"), (MDY, "2024-05-01")])
def test_a_year_at_the_end_is_read_in_the_order_that_the_mapping_says(form: Form, day: str) -> None:
    assert {forms.day(text, form) for text in ("05/01/2024", "5.1.2024", "05-01-2024", "05012024")} == {day}


@pytest.mark.parametrize("text", ["05/01/2024", "13/01/2024", "1.2.2024"])
def test_a_year_at_the_end_without_an_order_is_refused_and_never_guessed(text: str) -> None:
    with pytest.raises(Refused, match='say date = "DMY" or date = "MDY"') as caught:
        forms.day(text, Form())
    assert caught.value.code == "bad_date"


@pytest.mark.parametrize(
    "text",
    ["0001-01-01", "9999-12-31", "99991231", "9999/12/31", "00000000", "0001-01-01 00:00:00", "长期", "至今"],
)
def test_a_date_that_stands_for_none_is_unknown(text: str) -> None:
    assert forms.day(text, Form()) is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("20240105", DMY),
        ("2024-02-30", Form()),
        ("31/04/2024", DMY),
        ("rubbish", Form()),
        ("2024-1/5", Form()),
        ("5-Foo-2024", Form()),
        ("12.34", DMY),
        ("45296", Form()),
    ],
)
def test_what_is_no_day_stays_and_is_refused_behind(text: str, form: Form) -> None:
    assert forms.day(text, form) == text
    with pytest.raises(Refused):
        cells.day(text)


@given(st.dates())
def test_every_day_survives_every_form(day: date) -> None:
    iso = day.isoformat()
    if iso not in Form().unknown_dates:
        written = [f"{day.year:04}/{day.month}/{day.day}", f"{day.year:04}{day.month:02}{day.day:02}"]
        assert {forms.day(text, Form()) for text in (iso, *written)} == {iso}
        assert forms.day(f"{day.day:02}.{day.month:02}.{day.year:04}", DMY) == iso
        assert forms.day(f"{day.month}/{day.day}/{day.year:04}", MDY) == iso


@pytest.mark.parametrize(
    ("text", "birth"),
    [
        ("1980", "1980"),
        ("1980年", "1980"),
        ("1980年5月", "1980-05"),
        ("1980/5", "1980-05"),
        ("19800517", "1980-05-17"),
    ],
)
def test_a_birth_date_may_be_a_year_or_a_month(text: str, birth: str) -> None:
    assert forms.birth(text, Form()) == birth


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20240105 100000", "2024-01-05T10:00:00"),
        ("20240105100000", "2024-01-05T10:00:00"),
        ("2024/1/5 9:05", "2024-01-05T09:05:00"),
        ("2024年1月5日10:00:00", "2024-01-05T10:00:00"),
        ("2024-01-05 10:00:00.25+08:00", "2024-01-05T10:00:00.25+08:00"),
        ("2024-01-05", "2024-01-05"),
        ("9999-12-31 00:00:00", None),
    ],
)
def test_a_moment_is_a_day_and_a_clock(text: str, moment: str | None) -> None:
    assert forms.moment(text, Form()) == moment


@pytest.mark.parametrize(
    ("text", "form", "number"),
    [
        ("1234.5", Form(), "1234.5"),
        ("1,234.50", Form(), "1234.50"),
        ("1,234", Form(thousands=","), "1234"),
        ("1.234,50", GERMAN, "1234.50"),
        ("1234,5", GERMAN, "1234.5"),
        ("1.234", GERMAN, "1234"),
        ("1 234 567,8", Form(decimal=",", thousands=" "), "1234567.8"),
        ("1'234.5", Form(thousands="'"), "1234.5"),
        ("１，２３４．５０", Form(), "1234.50"),
        ("305843.0395万元人民币", Form(), "3058430395.0000"),
        ("1.2亿元", Form(), "120000000.0"),
        ("100万美元", Form(), "1000000"),
        ("5", Form(times=10_000), "50000"),
        ("-500", Form(), "-500"),
        ("人民币100万元", Form(), "1000000"),
    ],
)
def test_an_amount_is_read_with_its_marks_and_units(text: str, form: Form, number: str) -> None:
    assert forms.amount(text, form) == number


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1,234", Form()),
        ("1,2345.00", Form()),
        ("12.34", GERMAN),
        ("12.34", Form(decimal=",")),
        ("1,23.4", Form(thousands=",")),
        ("x", Form(decimal=",")),
        ("1000", Form(unit_said=True)),
    ],
)
def test_an_amount_whose_marks_could_mean_two_things_is_refused(text: str, form: Form) -> None:
    with pytest.raises(Refused) as caught:
        forms.amount(text, form)
    assert caught.value.code == "bad_amount"


@pytest.mark.parametrize("text", ["(500.00)", "¥5", "壹佰万元", "1e3", "1..2", "1.", ""])
def test_what_is_no_amount_stays_and_is_refused_behind(text: str) -> None:
    assert forms.amount(text, Form()) == text
    with pytest.raises(Refused):
        cells.amount(text, cells.Figures())


@given(st.decimals(0, 10**9, places=2))
def test_a_number_means_the_same_in_each_way_to_mark_it(number: Decimal) -> None:
    english = f"{number:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert Decimal(forms.amount(english, Form())) == Decimal(forms.amount(german, GERMAN)) == number


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("100万元人民币", "CNY"),
        ("100万美元", "USD"),
        ("港币", "HKD"),
        ("RMB", "CNY"),
        ("EUR", "EUR"),
        ("100万元", None),
        ("XAU", "XAU"),
    ],
)
def test_a_currency_is_what_the_amount_names_and_nothing_else(text: str, currency: str | None) -> None:
    assert forms.currency(text, Form()) == currency


@pytest.mark.parametrize(
    ("text", "form", "share"),
    [
        ("36.00%", Form(), "36.00%"),
        ("36", PERCENT, "36%"),
        ("0.36", FRACTION, "36.00%"),
        ("36,5", Form(unit="percent", decimal=","), "36.5%"),
        ("36%", FRACTION, "36%"),
        ("1/3", PERCENT, "1/3"),
        ("超过25", PERCENT, "(25,100]%"),
        ("25-50", PERCENT, "[25,50]%"),
        ("(25,50]", PERCENT, "(25,50]%"),
        ("三分之一", PERCENT, "1/3"),
        ("36", Form(), "36"),
        ("33", Form(unit="percent", rounded="down"), "[33,34)%"),
        ("33", Form(unit="percent", rounded="half"), "[32.5,33.5)%"),
        ("100", Form(unit="percent", rounded="down"), "100%"),
        ("0", Form(unit="percent", rounded="half"), "[0,0.5)%"),
        ("33.5", Form(unit="percent", rounded="down"), "33.5%"),
    ],
)
def test_a_share_is_rewritten_in_the_spelling_of_the_layout(text: str, form: Form, share: str) -> None:
    assert forms.share(text, form) == share


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("超过25%", "(25,100]%"),
        ("不低于25%", "[25,100]%"),
        ("25%以上", "[25,100]%"),
        ("25%（含）以上", "[25,100]%"),
        ("不足5%", "[0,5)%"),
        ("5%以下", "[0,5]%"),
        ("不超过50%", "[0,50]%"),
        ("三分之一", "1/3"),
        ("百分之三十", "30%"),
        ("百分之三十二点五", "32.5%"),
        ("百分之百", "100%"),
        ("３０％", "30%"),
        ("超过三分之二", "(2/3,1]"),
        ("25%以上50%以下", "[25,50]%"),
        ("超过25%但不超过50%", "(25,50]%"),
        ("25%-50%", "[25,50]%"),
        ("25%至50%", "[25,50]%"),
        ("more than 25%", "(25,100]%"),
        ("at least 25%", "[25,100]%"),
        ("超过百分之二十五", "(25,100]%"),
    ],
)
def test_a_share_in_words_is_read_always_with_its_ends_open_or_closed(text: str, share: str) -> None:
    assert share_text(text) == share
    assert cells.share(text, None) == cells.share(share, None)


@pytest.mark.parametrize(
    "text",
    ["多数", "三成", "二〇二四", "超过25", "百分之", "三分之", "约30%", "-", "25%以上30%", "30%%", "N/A"],
)
def test_what_is_no_share_in_words_is_refused(text: str) -> None:
    with pytest.raises(ShareError) as caught:
        cells.share(text, None)
    assert caught.value.code == "bad_share"


@given(st.integers(0, 9999))
def test_every_number_below_ten_thousand_is_understood_as_it_is_spoken(number: int) -> None:
    digits, units = "零一二三四五六七八九", ("", "十", "百", "千")
    said, gap = "", False
    for place, char in enumerate(reversed(str(number))):
        if char == "0":
            gap = bool(said)
        else:
            said = digits[int(char)] + units[place] + ("零" if gap else "") + said
            gap = False
    assert spoken(said or "零") == str(number)


@given(st.fractions(0, 1, max_denominator=200), st.fractions(0, 1, max_denominator=200))
def test_the_layouts_own_spelling_of_a_share_stays_as_it_is(one: Fraction, other: Fraction) -> None:
    low, high = sorted((one, other))
    for text in (f"[{low},{high}]", f"{high}", f"{float(high * 100):.2f}%", bounds_text(parse("[25,50)%"))):
        assert share_text(text) == text
