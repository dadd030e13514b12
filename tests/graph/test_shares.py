"""Is a share what its text says, and do products, sums and comparisons keep to the ends, open ones included?"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.errors import ShareError
from lookthrough.graph.shares import (
    INT64,
    NOTHING,
    UNKNOWN,
    WHOLE,
    ZERO,
    Certainty,
    Share,
    Unit,
    bounds_text,
    exactly,
    fraction_text,
    parse,
    percent,
    percent_text,
)

QUARTER, HALF = Fraction(1, 4), Fraction(1, 2)
TINY = Fraction(1, 10**9)
PARTS = st.fractions(0, 1, max_denominator=40) | st.sampled_from([ZERO, QUARTER, HALF, Fraction(1)])
FINE = st.integers(1, INT64 // 200).flatmap(lambda q: st.integers(0, q).map(lambda p: Fraction(p, q)))
COMPARATORS = st.sampled_from([">", ">="])


def shares(parts: st.SearchStrategy[Fraction]) -> st.SearchStrategy[Share]:
    """Shares with any ends, exact now and then."""

    def share(first: Fraction, second: Fraction, flags: tuple[bool, bool]) -> Share:
        low, high = sorted((first, second))
        return Share(low, high, *flags) if low < high else exactly(low)

    return st.builds(share, parts, parts, st.tuples(st.booleans(), st.booleans()))


def members(share: Share) -> list[Fraction]:
    """Its ends where they belong to it, values beside them where they do not, and its middle."""
    low = share.low + TINY if share.low_open else share.low
    high = share.high - TINY if share.high_open else share.high
    return [low, (low + high) / 2, high]


def holds(share: Share, value: Fraction) -> bool:
    above = value > share.low or (value == share.low and not share.low_open)
    return above and (value < share.high or (value == share.high and not share.high_open))


def spans(found: Share, values: list[Fraction]) -> bool:
    """Whether all values lie in the range and its ends are reached exactly where they are closed."""
    near = min(values) - found.low < 3 * TINY and found.high - max(values) < 3 * TINY
    ends = found.low_open == (min(values) != found.low) and found.high_open == (max(values) != found.high)
    return near and ends and all(holds(found, value) for value in values)


@given(shares(FINE))
def test_the_text_of_a_share_is_read_back_as_the_same_share(share: Share) -> None:
    assert parse(bounds_text(share)) == share


@given(FINE)
def test_the_exact_text_is_read_back_as_the_same_number(value: Fraction) -> None:
    assert parse(fraction_text(value), "fraction") == exactly(value)


@given(shares(PARTS), shares(PARTS))
def test_a_product_spans_the_products_of_members(one: Share, other: Share) -> None:
    assert spans(one * other, [a * b for a in members(one) for b in members(other)])


@given(shares(PARTS), shares(PARTS))
def test_a_sum_spans_the_sums_of_members(one: Share, other: Share) -> None:
    assert spans(one + other, [a + b for a in members(one) for b in members(other)])


@given(shares(PARTS), st.fractions(Fraction(1, 50), 3))
def test_a_scaled_share_spans_the_scaled_members(share: Share, factor: Fraction) -> None:
    assert spans(share.scaled(factor), [value * factor for value in members(share)])


@given(shares(PARTS), shares(PARTS))
def test_a_hull_is_the_smallest_range_that_holds_both(one: Share, other: Share) -> None:
    assert spans(one.hull(other), members(one) + members(other))
    assert one.hull(other) == other.hull(one)
    assert one.hull(one) == one


@given(shares(PARTS), PARTS, COMPARATORS)
def test_a_share_reaches_a_threshold_as_its_members_do(
    share: Share, threshold: Fraction, comparator: str
) -> None:
    passing = [value > threshold or (value == threshold and comparator == ">=") for value in members(share)]
    expected = (
        Certainty.CERTAIN if all(passing) else Certainty.POSSIBLE if any(passing) else Certainty.EXCLUDED
    )
    assert share.reaches(threshold, comparator) is expected


@given(st.integers(0, 10**12).map(lambda n: Fraction(n, 10**12)) | PARTS)
def test_percent_looks_round_only_where_the_number_is(value: Fraction) -> None:
    text = percent(value)
    assert not text.isdigit() or Fraction(text) == value * 100
    assert abs(Fraction(text) - value * 100) <= Fraction(1, 200)


@given(st.integers(1, 10**11), st.sampled_from([QUARTER, HALF, Fraction(3, 4)]), st.sampled_from([-1, 1]))
def test_percent_never_shows_a_threshold_that_is_missed(steps: int, threshold: Fraction, sign: int) -> None:
    missed = threshold + sign * Fraction(steps, 10**13)
    assert percent(missed) != percent(threshold)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("30%", None, exactly(Fraction(3, 10))),
        ("1/3", None, exactly(Fraction(1, 3))),
        ("2600/191%", None, exactly(Fraction(26, 191))),
        ("(25,50]%", None, Share(QUARTER, HALF, low_open=True)),
        (" [ 25 , 50 ) % ", None, Share(QUARTER, HALF, high_open=True)),
        ("[1/4,1/2]", None, Share(QUARTER, HALF)),
        ("25", "percent", exactly(QUARTER)),
        ("0.25", "fraction", exactly(QUARTER)),
        ("[0,100]%", None, UNKNOWN),
        ("[50,50]%", None, exactly(HALF)),
    ],
)
def test_every_way_of_writing_a_share_is_read(text: str, unit: Unit | None, expected: Share) -> None:
    assert parse(text, unit) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("25", "ambiguous_share"),
        ("[25,50]", "ambiguous_share"),
        ("a quarter", "bad_share"),
        ("-5%", "bad_share"),
        ("1/0", "bad_share"),
        ("101%", "share_out_of_range"),
        ("[50,101]%", "share_out_of_range"),
        ("0.12345678901234567891%", "share_too_fine"),
        ("(50,50]%", "share_empty_range"),
        ("[50,25]%", "share_empty_range"),
    ],
)
def test_what_is_no_share_is_refused_with_its_code(text: str, code: str) -> None:
    with pytest.raises(ShareError) as caught:
        parse(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (exactly(Fraction(63, 200)), "31.5"),
        (exactly(Fraction(2, 3)), "66.67"),
        (exactly(Fraction(249999, 1000000)), "24.9999"),
        (Share(Fraction(1, 5), Fraction(7, 20)), "20-35"),
        (Share(QUARTER, HALF, low_open=True), ">25-50"),
        (Share(HALF, Fraction(3, 4), low_open=True, high_open=True), ">50-<75"),
        (NOTHING, "0"),
        (WHOLE, "100"),
    ],
)
def test_people_read_two_decimals_and_open_ends(share: Share, text: str) -> None:
    assert percent_text(share) == text


def test_only_a_range_of_one_value_is_exact() -> None:
    assert exactly(HALF).exact
    assert not UNKNOWN.exact
