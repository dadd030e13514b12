"""Are the tests of a rule judged together, world by world? A pre-empted basis needs a world of its own.

Under the Chinese rule equity pre-empts everything else: whoever may have 25 % of it is possible by another test only
where some filling meets that test with less than 25 % of the equity.
"""

from __future__ import annotations

import pytest

from lookthrough.queries.rules.rule import parsed, shipped
from tests.drawing import excluded, finding, looked_at, said

BOTH = "possible: equity? actual_control?"


def test_a_majority_that_is_only_possible_is_equity_wherever_it_holds() -> None:
    assert said(finding("p -[20,60]%-> C\n q -40%-> C"))["p"] == "possible: equity?"


def test_control_on_a_thin_chain_is_met_below_a_quarter() -> None:
    # 51 % x 51 % of at most 60 %: never a quarter
    assert said(finding("p -51%-> A -51%-> B -[45,60]%-> C\n o -40%-> C"))["p"] == "possible: actual_control?"


def test_control_through_a_company_is_equity_where_the_floor_of_control_gives_a_quarter() -> None:
    # control needs more than 50 % of C, which is more than 25.5 % for p; not so with 45 % of A
    assert said(finding("p -[51,60]%-> A -[30,60]%-> C\n o -40%-> C"))["p"] == "possible: equity?"


def test_control_and_a_quarter_may_each_have_a_world_of_its_own() -> None:
    # p has 40 to 60 % of A, thin further down: control with 51 x 60 x 60 = 18 %, equity with 60 x 75 x 75 = 34 %
    found = finding("p -[40,60]%-> A -[60,75]%-> B -[60,75]%-> C")
    assert said(found)["p"] == BOTH


def test_where_control_is_certain_equity_may_still_be_doubtful() -> None:
    # always the majority at every level; 26 to 36 % x 75 % of the equity
    found = finding("p -60%-> A -[51,80]%-> B -60%-> C")
    assert said(found)["p"] == "certain: equity? actual_control?"


def test_a_certain_profit_makes_a_certain_owner_on_a_basis_that_is_not() -> None:
    found = finding("p -[20,30]%-> C\n p -profit_rights 30%-> C\n q -70%-> C")
    assert said(found) == {"q": "certain: equity", "p": "certain: equity? profit_or_votes?"}


def test_votes_that_follow_the_equity_never_count_without_it() -> None:
    assert said(finding("p -[20,30]%-> C")) == {"p": "possible: equity?"}


def test_directed_votes_count_in_worlds_with_little_equity() -> None:
    found = finding("p -[0,30]%-> C\n q -20%-> C\n q ~votes_as_directed_by~ p")
    assert said(found)["p"] == "possible: equity? profit_or_votes?"


def test_directed_votes_of_nothing_add_no_world() -> None:
    assert (
        said(finding("p -[20,30]%-> C\n q -0%-> C\n q ~votes_as_directed_by~ p"))["p"] == "possible: equity?"
    )


def test_concert_adds_worlds_of_control() -> None:
    # p's 20 to 30 % with q's 30 %: a majority from more than 20 % on
    found = finding("p -[20,30]%-> C\n q -30%-> C\n p ~acts_in_concert~ q")
    assert said(found)["p"] == BOTH


def test_the_concert_of_a_company_that_is_controlled_adds_worlds_too() -> None:
    # p's A with B's 25 %: a majority from more than 25 % of C on, which is 15 % for p
    found = finding("p -60%-> A -[20,45]%-> C\n B -25%-> C\n o -20%-> C\n A ~acts_in_concert~ B")
    assert said(found)["p"] == BOTH


def test_control_by_other_means_needs_no_floor() -> None:
    found = finding("p -[20,30]%-> C\n H -control_by_agreement-> C\n p -[40,60]%-> H")
    assert said(found)["p"] == BOTH


def test_a_block_s_majority_member_may_control_with_little_equity() -> None:
    # J has 51 % of A; who has more than half of J has its votes, with 25.5 % of A and 15 % of C
    found = finding("a -joint J 51%-> A -60%-> C\n b -joint J 51%-> A")
    assert said(found) == dict.fromkeys("ab", BOTH)


def test_stated_votes_are_unknowns_of_their_own() -> None:
    found = finding("p -[20,30]%-> C\n p -voting_rights [20,30]%-> C\n o -60%-> C")
    assert said(found)["p"] == "possible: equity? profit_or_votes?"


def test_too_many_doubtful_companies_leave_the_answer_on_the_careful_side() -> None:
    # control of C means more than 50 % of it and so more than 25.5 %, but p may also control ten other companies
    others = "\n".join(f"p -[45,60]%-> X{n} -0%-> C" for n in range(10))
    found = finding(f"p -51%-> A -[40,60]%-> C\n o -40%-> C\n{others}")
    assert said(found)["p"] == BOTH


def test_circles_of_ranges_are_judged_over_all_their_fillings() -> None:
    # A and C hold one another; p has 51 % of A at least
    found = finding("p -[51,60]%-> A\n C -[0,20]%-> A\n A -[30,45]%-> C\n q -55%-> C")
    assert said(found) == {"q": "certain: equity", "p": "possible: equity?"}


@pytest.mark.parametrize(
    ("share", "verdict"), [("[20,30]%", "certain: equity? plain?"), ("[10,20]%", "certain: plain")]
)
def test_a_rule_may_pre_empt_among_shares_alone(share: str, verdict: str) -> None:
    text = """
        id = "made-up"
        family = "made-up"
        title = { en = "t", zh = "t" }
        instrument = { en = "i", zh = "i" }
        url = ""
        read = "memory"
        in_force_from = 2020-01-01
        order = "parallel"
        [[tests]]
        basis = "equity"
        article = "1"
        method = "share"
        measures = [{ right = "equity", through = "product" }]
        threshold = "25%"
        comparator = ">"
        words = { en = "{share}", zh = "{share}" }
        [[tests]]
        basis = "plain"
        article = "2"
        method = "share"
        measures = [{ right = "equity", through = "direct" }]
        threshold = "5%"
        comparator = ">="
        unless = ["equity"]
        words = { en = "{share}", zh = "{share}" }
    """
    assert said(finding(f"p -{share}-> C", rule=parsed(text, "made-up.toml"))) == {"p": verdict}


def test_worst_case_lets_the_unrecorded_holder_be_anybody() -> None:
    text = "p -10%-> C\n q -60%-> C"
    assert excluded(finding(text)) == {"p": "10"}
    worst = finding(text, options={"worst_case": True})
    assert said(worst) == {"q": "certain: equity", "p": "possible: equity?"}
    assert finding(text, options={"worst_case": True}).answer["unrecorded"]["percent"] == "30"


def test_worst_case_of_a_top_ten_list_is_capped_per_holder() -> None:
    text, parties = "p -10%-> C\n q -60%-> C", {"C": "company each=5%"}
    assert excluded(finding(text, parties=parties, options={"worst_case": True})) == {"p": "10-15"}


def test_in_the_worst_case_the_unrecorded_votes_may_be_a_controlled_company_s() -> None:
    # B's 40 % of C with the unrecorded 12 % is a majority; p's equity is at most 26 % x 40 % + 12 % = 22 %
    text = """
        p -51%-> A -51%-> B -40%-> C
        q -49%-> A
        q -49%-> B
        o -48%-> C
    """
    assert looked_at(finding(text)) == {"p": "votes_through_companies"}
    assert said(finding(text, options={"worst_case": True}))["p"] == "possible: actual_control?"


def test_the_shipped_rule_has_the_order_of_its_articles() -> None:
    tests = shipped()["cn-bank-2026"].tests
    assert [(test.basis, test.unless) for test in tests] == [
        ("equity", ()),
        ("profit_or_votes", ("equity",)),
        ("actual_control", ("equity",)),
        ("enhanced_equity", ("equity",)),
    ]
