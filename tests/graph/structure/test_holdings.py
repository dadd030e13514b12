"""One holding, several claims: what adds, what are rivals, and which number counts?

In the drawings `@` names the dataset and `#` the record; all have started in 2020 unless they say otherwise.
"""

from __future__ import annotations

import pytest

from lookthrough.graph.shares import bounds_text
from lookthrough.graph.structure.build import Structure
from lookthrough.graph.structure.treatment import Treatment
from tests.drawing import built, column, warned


def ranked(*datasets: str) -> Treatment:
    """A treatment in which the first dataset counts first."""
    return Treatment(precedence=datasets)


def holding(found: Structure, holder: str = "p") -> str:
    """What the holder's only holding is."""
    (share,) = [bounds_text(one.share) for one in found.holdings if one.holder == holder]
    return share


def test_two_records_of_one_dataset_add_with_a_warning() -> None:
    found = built("""
        p -15%-> C
        p -10% #2-> C
    """)
    assert column(found, "C") == {"p": "25%"}
    assert warned(found)["added_records"] == ("p", "C")


def test_records_that_follow_one_another_in_time_do_not_add_on_any_date() -> None:
    text = """
        p -30% #1 from 2020-01-01 until 2022-01-01-> C
        p -20% #2 from 2022-01-01-> C
    """
    assert holding(built(text, when="any")) == "20%"
    assert holding(built(text, when="2021-12-31")) == "30%"
    assert "added_records" not in warned(built(text, when="any"))


def test_records_that_overlap_in_time_add_on_any_date() -> None:
    found = built(
        """
        p -30% #1 from 2020-01-01 until 2023-01-01-> C
        p -20% #2 from 2022-01-01-> C
        """,
        when="any",
    )
    assert holding(found) == "50%"


def test_different_kinds_classes_and_blocks_are_holdings_of_their_own() -> None:
    found = built("""
        p -10%-> C
        p -class B 10%-> C
        p -joint J 10%-> C
        q -joint J 10%-> C
        p -nominee 10% #n-> C
    """)
    assert sum(one.holder == "p" for one in found.holdings) == 4
    assert "added_records" not in warned(found)


def test_units_of_a_fund_and_shares_are_one_holding() -> None:
    assert column(built("p -10%-> C\n p -fund_units 5%-> C"), "C") == {"p": "15%"}


def test_datasets_never_add_and_without_precedence_the_range_that_holds_both_stands() -> None:
    found = built("""
        p -20% @form-> C
        p -30% @register-> C
    """)
    assert column(found, "C") == {"p": "[20,30]%"}
    assert warned(found)["sources_disagree"] == ("p", "C")


def test_the_range_that_holds_two_rival_ranges_keeps_their_open_ends() -> None:
    found = built("""
        p -(25,50]% @form-> C
        p -[30,60)% @register-> C
    """)
    assert column(found, "C") == {"p": "(25,60)%"}


def test_datasets_that_agree_are_no_rivals() -> None:
    assert "sources_disagree" not in warned(built("p -20% @form-> C\n p -20% @register-> C"))


def test_precedence_picks_one_dataset_and_the_other_stays_a_rival() -> None:
    found = built("p -20% @form-> C\n p -30% @register-> C", ranked("register", "form"))
    assert column(found, "C") == {"p": "30%"}
    assert [claim.source.dataset for claim in found.holdings[0].rivals] == ["form"]
    assert warned(found)["sources_disagree"] == ("p", "C")


def test_a_dataset_that_precedence_names_wins_over_one_that_it_does_not_name() -> None:
    assert holding(built("p -20% @form-> C\n p -30% @register-> C", ranked("form"))) == "20%"


def test_a_precedence_that_names_neither_dataset_decides_nothing() -> None:
    assert holding(built("p -20% @form-> C\n p -30% @register-> C", ranked("crm"))) == "[20,30]%"


def test_records_of_each_dataset_add_before_the_datasets_are_compared() -> None:
    found = built("""
        p -20% @form-> C
        p -15% @register-> C
        p -15% @register #2-> C
    """)
    assert holding(found) == "[20,30]%"


def test_where_the_union_exceeds_100_the_first_list_is_taken_whole() -> None:
    text = """
        p -70% @register-> C
        q -70% @form-> C
        r -10% @form-> C
    """
    first, other = built(text, ranked("register", "form")), built(text, ranked("form", "register"))
    assert column(first, "C") == {"p": "70%"}
    assert column(other, "C") == {"q": "70%", "r": "10%"}
    assert warned(first)["sources_disagree"] == ("C",)
    assert not first.over


def test_lists_of_two_datasets_that_fit_together_are_one_list() -> None:
    text = "p -60% @register-> C\n q -40% @form-> C"
    assert column(built(text, ranked("register", "form")), "C") == {"p": "60%", "q": "40%"}


def test_without_a_precedence_the_union_stands_above_100() -> None:
    found = built("p -70% @register-> C\n q -70% @form-> C")
    assert column(found, "C") == {"p": "70%", "q": "70%"}
    assert {company: str(total) for company, total in found.over.items()} == {"C": "7/5"}


def test_a_first_list_that_itself_exceeds_100_stays_above_100() -> None:
    found = built("p -70% @form-> C\n q -70% @form-> C\n r -10% @crm-> C", ranked("form", "crm"))
    assert column(found, "C") == {"p": "70%", "q": "70%"}
    assert found.over


def test_numbers_of_shares_are_measured_against_what_is_issued() -> None:
    found = built("p -class A shares 300-> C", classes={"C": "A issued=1000"})
    assert column(found, "C") == {"p": "30%"}
    assert "recorded_sum" not in warned(found)


def test_numbers_of_shares_are_measured_against_the_recorded_sum_where_nobody_says_the_whole() -> None:
    found = built("p -shares 300-> C\n q -shares 100-> C")
    assert column(found, "C") == {"p": "75%", "q": "25%"}
    assert warned(found)["recorded_sum"] == ("C",)


def test_subscribed_capital_is_measured_against_the_company_s_capital() -> None:
    found = built("p -subscribed 300-> C", parties={"C": "company capital=1200"})
    assert column(found, "C") == {"p": "25%"}
    assert "recorded_sum" not in warned(found)


def test_subscribed_capital_without_the_company_s_is_measured_against_the_recorded_sum() -> None:
    found = built("p -subscribed 300-> C\n q -subscribed 700-> C")
    assert column(found, "C") == {"p": "30%", "q": "70%"}
    assert warned(found)["recorded_sum"] == ("C",)


def test_a_rival_s_numbers_do_not_enter_the_recorded_sum() -> None:
    found = built(
        "p -subscribed 300 @a-> C\n p -subscribed 900 @b-> C\n q -subscribed 700 @a-> C", ranked("a")
    )
    assert column(found, "C") == {"p": "30%", "q": "70%"}


def test_a_number_of_votes_is_measured_against_all_recorded_votes() -> None:
    found = built("p -voting_rights votes 30-> C\n q -voting_rights votes 90-> C")
    assert column(found, "C", "votes") == {"p": "25%", "q": "75%"}


def test_a_stated_share_comes_before_numbers() -> None:
    assert holding(built("p -30% shares 500-> C\n q -shares 500-> C")) == "30%"


@pytest.mark.parametrize(
    ("label", "given"), [("?", False), ("0%", True), ("shares 5", True), ("subscribed 5", True)]
)
def test_a_share_that_nobody_states_is_unknown_and_not_zero(label: str, given: bool) -> None:  # noqa: FBT001
    (found,) = built(f"p -{label}-> C").holdings
    assert found.given is given
    if not given:
        assert bounds_text(found.share) == "[0,100]%"


def test_what_adds_up_to_more_than_all_of_a_company_ends_at_100() -> None:
    assert holding(built("p -[40,60]%-> C\n p -[40,60)% #2-> C")) == "[80,100]%"
    assert holding(built("p -30%-> C\n p -? #2-> C")) == "[30,100]%"
