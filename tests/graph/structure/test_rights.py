"""What does a list of holdings mean: who has how much of equity, votes and profit?

`column` shows a right as the figures stand; an unnamed holder shows as `<joint>`, `<nominee>`, `<gone>`, `<executing>`.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from lookthrough.graph.shares import bounds_text
from lookthrough.graph.structure.build import Structure
from lookthrough.graph.structure.treatment import Treatment
from tests.drawing import built, column

CHINA = Treatment("rights_without_equity", executing_votes=False)


def columns(found: Structure, company: str = "C") -> list[dict[str, str]]:
    """Equity, votes and profit."""
    return [column(found, company, right) for right in ("equity", "votes", "profit")]


def cut(found: Structure, company: str, right: str = "equity") -> dict[str, str]:
    """A right as bounds see it, cut to what can be true."""
    return {node: bounds_text(share) for node, share in found.rights[company].feasible(right).holders}


def test_a_shareholding_carries_votes_and_profit_in_proportion() -> None:
    found = built("p -60%-> C\n q -(25,50]%-> C")
    assert columns(found) == [{"p": "60%", "q": "(25,50]%"}] * 3
    assert found.rights["C"].follows == {"votes", "profit"}


def test_classes_weigh_votes_by_share_and_equity_by_profit_weight() -> None:
    # 1000 x A, one vote, weight one; 100 x B, ten votes, weight two: 2000 votes, 1200 of profit
    found = built(
        "p -class A shares 500-> C\n q -class B shares 100-> C",
        classes={"C": "A issued=1000 votes=1 profit=1; B issued=100 votes=10 profit=2"},
    )
    assert column(found, "C") == column(found, "C", "profit") == {"p": "125/3%", "q": "50/3%"}
    assert column(found, "C", "votes") == {"p": "25%", "q": "50%"}


def test_a_share_of_a_class_is_a_share_of_what_the_class_carries() -> None:
    found = built(
        "p -class B 50%-> C", classes={"C": "A issued=900 votes=1 profit=1; B issued=100 votes=10 profit=1"}
    )
    assert columns(found) == [{"p": "5%"}, {"p": "500/19%"}, {"p": "5%"}]


def test_a_class_without_votes_gives_its_holder_none() -> None:
    found = built("p -class P 100%-> C", classes={"C": "A issued=100; P issued=100 votes=0"})
    assert columns(found) == [{"p": "50%"}, {"p": "0%"}, {"p": "50%"}]


def test_a_class_of_unknown_size_leaves_the_shares_of_the_company_unknown() -> None:
    found = built("p -class B 50%-> C", classes={"C": "A issued=900; B votes=10"})
    assert columns(found) == [{"p": "[0,100]%"}] * 3


def test_a_class_that_no_row_describes_counts_as_the_company_s_shares() -> None:
    assert column(built("p -class X 40%-> C"), "C") == {"p": "40%"}


def test_a_right_to_what_is_left_on_dissolution_is_economics_only() -> None:
    assert columns(built("p -surplus_assets 40%-> C")) == [{"p": "40%"}, {"p": "0%"}, {"p": "40%"}]


def test_an_explicit_right_states_its_holder_s_total() -> None:
    found = built("""
        p -60%-> C
        q -40%-> C
        p -voting_rights 30%-> C
        q -profit_rights 10%-> C
    """)
    assert columns(found) == [{"p": "60%", "q": "40%"}, {"p": "30%", "q": "40%"}, {"p": "60%", "q": "10%"}]
    assert found.rights["C"].follows == frozenset()


def test_a_right_without_shares_stands_beside_proportional_rights_that_leave_room() -> None:
    assert column(built("p -60%-> C\n q -voting_rights 40%-> C"), "C", "votes") == {"p": "60%", "q": "40%"}


def test_proportional_rights_give_way_to_stated_totals_nobody_knows_whose() -> None:
    # 70 + 30 + 20 is 20 too much: p has lost up to 20 of his 70, or q up to 20 of his 30
    found = built("p -70%-> C\n q -30%-> C\n r -voting_rights 20%-> C")
    assert column(found, "C", "votes") == {"p": "[50,70]%", "q": "[10,30]%", "r": "20%"}
    assert column(found, "C") == {"p": "70%", "q": "30%"}
    assert not found.over


def test_the_only_other_holder_gives_way_exactly() -> None:
    assert column(built("p -100%-> C\n q -profit_rights 30%-> C"), "C", "profit") == {"p": "70%", "q": "30%"}


def test_rights_give_way_by_as_much_as_ranges_may_exceed_100() -> None:
    # with q at 60, p at 30 and r at 50, 40 is too much, and it may all be p's
    found = built("p -[30,60]%-> C\n r -[20,50]%-> C\n q -voting_rights [20,60]%-> C")
    assert column(found, "C", "votes") == {"p": "[0,60]%", "q": "[20,60]%", "r": "[0,50]%"}


def test_the_only_other_holder_keeps_what_the_stated_total_leaves() -> None:
    # p has 40 to 90 % of the shares, q at most 60 % of the votes
    found = built("p -[40,90]%-> C\n q -voting_rights [20,60]%-> C")
    assert column(found, "C", "votes") == {"p": "[40,80]%", "q": "[20,60]%"}


def test_stated_totals_above_100_are_a_contradiction_of_their_own() -> None:
    found = built("p -voting_rights 60%-> C\n q -voting_rights 50%-> C\n r -20%-> C")
    assert found.over == {"C": Fraction(11, 10)}
    assert column(found, "C", "votes") == {"p": "60%", "q": "50%", "r": "20%"}


def test_a_nominee_s_whole_holding_is_the_nominator_s_where_the_rule_looks_through() -> None:
    found = built("n -nominee 70%-> C\n y -30%-> C\n n ~nominee_for~ b")
    assert columns(found) == [{"b": "70%", "y": "30%"}] * 3


def test_in_china_a_nominator_has_votes_and_profit_but_no_equity() -> None:
    found = built("n -nominee 70%-> C\n y -30%-> C\n n ~nominee_for~ b", CHINA)
    assert columns(found) == [
        {"<nominee>": "70%", "y": "30%"},
        {"b": "70%", "y": "30%"},
        {"b": "70%", "y": "30%"},
    ]


@pytest.mark.parametrize("treatment", [CHINA, Treatment()])
def test_a_nominee_without_a_nominator_gives_nobody_anything(treatment: Treatment) -> None:
    assert columns(built("n -nominee 70%-> C", treatment)) == [{"<nominee>": "70%"}] * 3


def test_several_nominators_share_in_a_way_that_nobody_knows() -> None:
    found = built("n -nominee 70%-> C\n n ~nominee_for~ a\n n ~nominee_for~ b")
    (stand,) = found.stands.values()
    assert columns(found) == [{"<nominee>": "70%"}] * 3
    assert stand.members == ("a", "b")


def test_in_china_several_nominators_share_no_equity_either() -> None:
    found = built("n -nominee 70%-> C\n n ~nominee_for~ a\n n ~nominee_for~ b", CHINA)
    members = {
        right: found.stands[node].members
        for right in ("equity", "votes")
        for node in found.rights["C"].columns[right]
    }
    assert members == {"equity": (), "votes": ("a", "b")}


def test_what_a_nominee_holds_for_himself_stays_his() -> None:
    found = built("n -nominee 40%-> C\n n -20% #own-> C\n n ~nominee_for~ b")
    assert column(found, "C") == {"b": "40%", "n": "20%"}


def test_what_a_nominator_holds_himself_and_through_nominees_adds() -> None:
    found = built("n -nominee 40%-> C\n b -20%-> C\n n ~nominee_for~ b")
    assert column(found, "C") == {"b": "60%"}


LIMITED = {"C": "company limited_partnership"}


def test_in_a_limited_partnership_the_votes_are_the_executing_partner_s() -> None:
    found = built("p -limited 99%-> C\n G -executing 1%-> C", parties=LIMITED)
    assert columns(found) == [{"p": "99%", "G": "1%"}, {"G": "100%"}, {"p": "99%", "G": "1%"}]


def test_where_the_rule_does_not_count_them_nobody_has_the_votes_of_a_partnership() -> None:
    found = built("p -limited 99%-> C\n G -executing 1%-> C", CHINA, parties=LIMITED)
    assert column(found, "C", "votes") == {}
    assert found.rights["C"].executing == ("G",)


def test_a_limited_partnership_without_an_executing_partner_has_no_votes_by_shares() -> None:
    assert column(built("p -limited 99%-> C", parties=LIMITED), "C", "votes") == {}


def test_several_executing_partners_share_the_votes_in_a_way_that_nobody_knows() -> None:
    found = built("G -executing 1%-> C\n H -executing 1%-> C", parties=LIMITED)
    assert column(found, "C", "votes") == {"<executing>": "100%"}
    assert {stand.members for stand in found.stands.values()} == {("G", "H")}


def test_stated_votes_in_a_partnership_stand_alone() -> None:
    text = "G -executing 1%-> C\n p -limited 99%-> C\n p -voting_rights 40%-> C"
    assert column(built(text, parties=LIMITED), "C", "votes") == {"p": "40%"}


def test_a_general_partnership_votes_by_shares_until_a_partner_executes() -> None:
    parties = {"C": "company general_partnership"}
    assert column(built("p -60%-> C\n q -40%-> C", parties=parties), "C", "votes") == {"p": "60%", "q": "40%"}
    executed = built("p -executing 60%-> C\n q -40%-> C", parties=parties)
    assert column(executed, "C", "votes") == {"p": "100%"}


def test_a_joint_block_is_held_once_by_members_together() -> None:
    found = built("a -joint J 60%-> C\n b -joint J 60%-> C\n c -40%-> C")
    assert columns(found) == [{"<joint>": "60%", "c": "40%"}] * 3
    assert {stand.members for stand in found.stands.values()} == {("a", "b")}
    assert found.rights["C"].follows == {"votes", "profit"}


def test_members_who_state_their_block_differently_leave_a_range() -> None:
    assert column(built("a -joint J 50%-> C\n b -joint J 60%-> C"), "C") == {"<joint>": "[50,60]%"}


def test_two_blocks_of_one_company_are_two_holdings() -> None:
    found = built("a -joint J 30%-> C\n b -joint J 30%-> C\n a -joint K 20%-> C\n c -joint K 20%-> C")
    assert sorted(stand.members for stand in found.stands.values()) == [("a", "b"), ("a", "c")]


def test_a_block_of_one_is_his_own() -> None:
    assert column(built("a -joint J 60%-> C"), "C") == {"a": "60%"}


@pytest.mark.parametrize(
    "words", ["dissolved=2026-11-24", "dissolved=2020-01-01", "status=吊销", "status=revoked"]
)
def test_the_share_of_a_holder_that_no_longer_exists_has_an_unknown_holder(words: str) -> None:
    found = built("p -100%-> H -40%-> C\n q -60%-> C", parties={"H": f"company {words}"})
    assert columns(found) == [{"<gone>": "40%", "q": "60%"}] * 3


@pytest.mark.parametrize(("words", "when"), [("dissolved=2026-11-25", None), ("dissolved=2020-01-01", "any")])
def test_a_holder_still_counts_before_the_day_and_where_days_do_not_count(
    words: str, when: str | None
) -> None:
    found = built("H -40%-> C", when=when, parties={"H": f"company {words}"})
    assert column(found, "C") == {"H": "40%"}


def test_a_dissolution_day_comes_before_a_status_that_is_not_dated() -> None:
    found = built("H -40%-> C", parties={"H": "company dissolved=2027-01-01 status=dissolved"})
    assert column(found, "C") == {"H": "40%"}


def test_stated_votes_of_a_holder_that_is_gone_are_nobody_s() -> None:
    found = built("H -voting_rights 40%-> C", parties={"H": "company dissolved=2020-01-01"})
    assert column(found, "C", "votes") == {"<gone>": "40%"}


def test_above_100_the_figures_stand_and_bounds_see_what_can_be_true() -> None:
    # 70 + 50 is 20 too much: either may be what is too much
    found = built("p -70%-> C\n q -50%-> C")
    assert column(found, "C") == {"p": "70%", "q": "50%"}
    assert cut(found, "C") == {"p": "[50,70]%", "q": "[30,50]%"}


def test_up_to_100_bounds_see_the_figures_as_they_stand() -> None:
    assert cut(built("p -70%-> C\n q -(10,40]%-> C"), "C") == {"p": "70%", "q": "(10,40]%"}


def test_more_than_nothing_beside_a_whole_is_more_than_100() -> None:
    found = built("p -100%-> C\n q -(0,20]%-> C")
    assert found.over == {"C": 1}
    assert found.rights["C"].feasible("equity").feasible


def test_of_a_top_ten_list_the_rest_is_capped_per_holder() -> None:
    found = built("p -10%-> C", parties={"C": "company each=5%"})
    assert found.rights["C"].fill("equity").each == Fraction(1, 20)


CHINESE = {"C": "company llc CN capital=1000"}


def test_in_a_chinese_llc_profit_follows_what_is_paid_in() -> None:
    found = built("p -subscribed 500 paid 300-> C\n q -subscribed 500 paid 100-> C", parties=CHINESE)
    assert columns(found) == [{"p": "50%", "q": "50%"}, {"p": "50%", "q": "50%"}, {"p": "75%", "q": "25%"}]


@pytest.mark.parametrize("words", ["company llc GB", "company joint_stock CN", "company CN", "company llc"])
def test_elsewhere_profit_follows_the_shares(words: str) -> None:
    found = built("p -50% paid 300-> C\n q -50% paid 100-> C", parties={"C": words})
    assert column(found, "C", "profit") == {"p": "50%", "q": "50%"}


def test_paid_in_capital_counts_only_where_it_is_known_of_every_shareholder() -> None:
    found = built("p -50% paid 300-> C\n q -50%-> C", parties=CHINESE)
    assert column(found, "C", "profit") == {"p": "50%", "q": "50%"}


def test_stated_profit_comes_before_what_is_paid_in() -> None:
    text = "p -50% paid 300-> C\n q -50% paid 100-> C\n q -profit_rights 40%-> C"
    found = built(text, parties=CHINESE)
    assert column(found, "C", "profit")["q"] == "40%"
