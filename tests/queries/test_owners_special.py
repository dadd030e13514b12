"""Fallback, reviews, trusts, branches, the state, simplified ways, scope, enhanced measures, options, declarations."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest

from lookthrough.errors import UsageError
from lookthrough.queries.finding import Finding
from lookthrough.queries.rules.rule import parsed, shipped
from tests.drawing import asked_of, codes, excluded, finding, looked_at, paper, said

RULE = shipped()["cn-bank-2026"]
TOML = files("lookthrough.queries.rules").joinpath("cn-bank-2026.toml").read_text(encoding="utf-8")
DAILY = "certain: daily_management"
MAY_MANAGE = "possible: daily_management?"


@pytest.mark.parametrize(
    ("offices", "named"),
    [
        (("a -board_member-> C", "b -legal_representative-> C", "c -senior_manager chairman-> C"), {"c"}),
        (("a -board_member director-> C", "b -legal_representative-> C"), {"b"}),
        (("a -board_member-> C", "b -senior_manager general_manager-> C"), {"b"}),
        (("a -board_member-> C", "b -senior_manager finance_head-> C"), {"a"}),
        (("a -senior_manager-> C", "b -board_member supervisor-> C"), {"b"}),
        (("a -board_member-> C", "b -board_member-> C"), {"a", "b"}),
        (("H -senior_manager chairman-> C", "b -board_member-> C"), {"b"}),
        (("a -key_management-> C",), set()),
    ],
)
def test_where_nobody_is_an_owner_the_persons_in_the_highest_position_are(
    offices: tuple[str, ...], named: set[str]
) -> None:
    found = finding("\n".join(("p -10%-> C", *offices)))
    assert said(found) == dict.fromkeys(sorted(named), DAILY)


def test_an_owner_leaves_no_room_for_the_fallback() -> None:
    assert said(finding("p -30%-> C\n g -senior_manager-> C")) == {"p": "certain: equity"}


@pytest.mark.parametrize(
    "open_question",
    [
        "p -[20,30]%-> C",
        "p -60%-> H -30%-> C",
        "p -70%-> C\n q -70%-> C",
        "x -?-> C",
        "s -settlor-> T -30%-> C",
    ],
)
def test_while_anybody_may_be_an_owner_the_fallback_is_only_possible(open_question: str) -> None:
    parties = {"T": "arrangement trust", "x": "unknown"}
    found = finding(f"{open_question}\n g -senior_manager-> C", parties=parties)
    assert said(found)["g"] == MAY_MANAGE


def test_the_fallback_counts_what_is_recorded_and_not_the_worst_case() -> None:
    assert said(finding("p -[10,20]%-> C\n g -senior_manager-> C")) == {"g": DAILY}
    worst = finding("p -[10,20]%-> C\n g -senior_manager-> C", options={"worst_case": True})
    assert said(worst) == {"p": "possible: equity?", "g": MAY_MANAGE}


def test_whoever_manages_and_holds_a_little_is_named_once() -> None:
    found = finding("g -10%-> C\n g -senior_manager-> C")
    assert said(found) == {"g": DAILY}
    assert excluded(found) == {}
    assert found.owners[0].ultimate is not None


PARTNERSHIP, FUND = {"C": "company limited_partnership"}, {"F": "company limited_partnership"}


def test_of_a_partnership_the_executing_partner_manages() -> None:
    # the partner's control by status alone is for a person to look at, so the fallback is not certain
    found = finding("p -limited 20%-> C\n g -executing 1%-> C", parties=PARTNERSHIP)
    assert said(found) == {"g": MAY_MANAGE}
    assert looked_at(found) == {"g": "executing_partner"}


def test_votes_through_companies_without_a_majority_are_for_a_person_to_look_at() -> None:
    # p -60 %-> H -30 %-> C: 18 % of the equity, 30 % of the votes through H
    found = finding("p -60%-> H -30%-> C")
    assert (said(found), looked_at(found)) == ({}, {"p": "votes_through_companies"})


@pytest.mark.parametrize(
    "text",
    [
        "p -60%-> H -24.99%-> C",
        "p -50%-> H -30%-> C",
        "p -60%-> H -60%-> C",
        "p -24%-> C",
        "p -90%-> H -30%-> C",
    ],
    ids=["too few votes", "no majority above", "a majority", "held directly", "an owner anyway"],
)
def test_votes_that_are_decided_need_no_look(text: str) -> None:
    assert looked_at(finding(text)) == {}


def test_votes_in_companies_and_one_s_own_count_together_for_a_look() -> None:
    assert looked_at(finding("p -60%-> H -20%-> C\n p -5%-> C")) == {"p": "votes_through_companies"}


@pytest.mark.parametrize(
    ("share", "look"), [("60%", True), ("25%", True), ("24%", False), ("[20,30]%", True)]
)
def test_an_executing_partner_s_votes_are_for_a_person_to_look_at(share: str, look: bool) -> None:  # noqa: FBT001
    # g executes F, which holds a part of C
    found = finding(f"p -limited 99%-> F\n g -executing 1%-> F -{share}-> C", parties=FUND)
    assert ("g" in looked_at(found)) is look


def test_an_executing_partner_with_the_power_to_decide_controls() -> None:
    found = finding(
        "p -limited 99%-> C\n g -executing 1%-> C\n g -control_by_other_means-> C", parties=PARTNERSHIP
    )
    assert said(found) == {"p": "certain: equity", "g": "certain: actual_control"}
    assert looked_at(found) == {}


TRUST = {"T": "arrangement trust CN", "k": "class_of_persons"}


def test_natural_parties_to_a_trust_that_is_the_customer_are_owners() -> None:
    roles = ("settlor", "trustee", "protector", "beneficiary")
    found = finding("\n".join(f"{role[0]} -{role}-> T" for role in roles), "T", parties=TRUST)
    assert said(found) == dict.fromkeys("bpst", "certain: trust_party")


def test_beneficiaries_without_names_are_recorded_as_a_class() -> None:
    found = finding("s -settlor-> T\n k -beneficiary-> T", "T", parties=TRUST)
    assert [party["id"] for party in found.answer["classes"]] == ["k"]


def test_who_controls_a_corporate_trustee_is_for_a_person_to_look_at() -> None:
    found = finding("s -settlor-> T\n q -60%-> P -trustee-> T", "T", parties=TRUST)
    assert (said(found), looked_at(found)) == ({"s": "certain: trust_party"}, {"q": "behind_arrangement"})


def test_whoever_finally_controls_the_trust_is_an_owner() -> None:
    found = finding("q -60%-> P -trustee-> T\n P -control_by_other_means-> T", "T", parties=TRUST)
    assert (said(found), looked_at(found)) == ({"q": "certain: actual_control"}, {})


@pytest.mark.parametrize(
    ("share", "look"), [("60%", True), ("25%", True), ("24%", False), ("[20,30]%", True)]
)
def test_parties_of_a_trust_above_the_customer_are_for_a_person_to_look_at(share: str, look: bool) -> None:  # noqa: FBT001
    found = finding(f"s -settlor-> T -{share}-> C\n q -60%-> P -trustee-> T", parties=TRUST)
    assert set(looked_at(found)) == ({"q", "s"} if look else set())


def test_a_trust_that_controls_the_customer_otherwise_is_looked_behind() -> None:
    assert set(looked_at(finding("s -settlor-> T -control_by_agreement-> C", parties=TRUST))) == {"s"}


def test_an_owner_for_certain_needs_no_look() -> None:
    assert looked_at(finding("s -settlor-> T -60%-> C\n s -40%-> C", parties=TRUST)) == {}


def test_a_domestic_branch_has_its_head_s_owners_alone() -> None:
    found = finding("p -100%-> H -branch_of-> C\n m -senior_manager-> C", parties={"H": "company CN"})
    assert said(found) == {"p": "certain: equity"}


def test_a_branch_of_a_company_abroad_adds_who_manages_the_branch() -> None:
    text = "p -100%-> H -branch_of-> C\n l -legal_representative-> C\n m -senior_manager-> C\n x -board_member-> H"
    assert said(finding(text, parties={"H": "company GB"})) == {
        "p": "certain: equity",
        "l": "certain: branch_manager",
    }


def test_an_owner_who_manages_the_branch_is_named_on_both_bases() -> None:
    found = finding("p -100%-> H -branch_of-> C\n p -senior_manager-> C", parties={"H": "company GB"})
    assert said(found) == {"p": "certain: equity branch_manager"}


STATE = {"G": "public_body state", "H": "company", "C": "company"}
VERIFIED = {"simplified": True, "state_control_verified": True}
DEEMED = {"l": "certain: state_controlled_legal_representative"}


def state(text: str, options: dict[str, Any] | None = None, **parties: str) -> Finding:
    """The finding about a company with a legal representative and a state body G above it."""
    asked = VERIFIED if options is None else options
    return finding(f"{text}\n l -legal_representative-> C", parties={**STATE, **parties}, options=asked)


@pytest.mark.parametrize("text", ["G -60%-> C\n p -40%-> C", "G -60%-> H -60%-> C\n p -40%-> C"])
def test_of_a_company_that_the_state_controls_the_legal_representative_is_deemed_owner(text: str) -> None:
    assert said(state(text)) == DEEMED


def test_state_bodies_control_together() -> None:
    found = state("G -30%-> C\n V -30%-> C\n p -40%-> C", V="public_body village_body")
    assert said(found) == DEEMED


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"simplified": True},
        {"state_control_verified": True},
        {"simplified": False, "state_control_verified": True},
    ],
)
def test_state_control_counts_only_when_verified_and_asked_for(options: dict[str, Any]) -> None:
    assert said(state("G -60%-> C\n p -40%-> C", options)) == {"p": "certain: equity"}


RELATIVE = [
    "G -40%-> C\n p -35%-> C\n q -25%-> C",
    "G -[50,60]%-> C\n p -40%-> C",
    "G -30%-> C\n V -10%-> C\n p -35%-> C\n q -25%-> C",
    "G -40%-> H -60%-> C\n p -40%-> C\n q -30%-> H\n r -30%-> H",
    "G -40%-> H -40%-> C\n q -35%-> H\n r -25%-> H\n G -5%-> C\n p -44%-> C\n q -11%-> C",
]


@pytest.mark.parametrize("text", RELATIVE)
def test_the_state_controls_relatively_where_nobody_has_as_much_as_it(text: str) -> None:
    assert said(state(text, V="public_body village_body")) == DEEMED


def test_a_rule_may_ask_for_a_majority_of_the_state() -> None:
    law = parsed(TOML.replace('control = "largest"', 'control = "majority"'), "mine.toml")
    text = f"{RELATIVE[0]}\n l -legal_representative-> C"
    found = finding(text, rule=law, parties=STATE, options=VERIFIED)
    assert said(found) == {"p": "certain: equity", "q": "certain: equity"}


@pytest.mark.parametrize(
    "text",
    [
        "G -50%-> C\n p -50%-> C",
        "S -60%-> C\n p -40%-> C",
        "G -30%-> C\n p -60%-> C\n q -10%-> C",
        "G -[30,45]%-> C\n p -[40,50]%-> C\n q -10%-> C",
        "G -40%-> C\n p -25%-> C\n q -24%-> C\n r -11%-> C\n p ~acts_in_concert~ q",
        "G -40%-> C\n p -25%-> C\n q -24%-> C\n r -11%-> C\n q ~votes_as_directed_by~ p",
        "G -30%-> C\n p -25%-> C",
    ],
    ids=["half", "a name", "another has more", "a range", "a group", "a direction", "somebody unrecorded"],
)
def test_where_another_may_have_as_much_as_the_state_the_usual_tests_apply(text: str) -> None:
    found = state(text, S="company state_owned")
    assert said(found)["p"].startswith("certain: ")
    assert "l" not in said(found)
    assert "simplified_refused" in codes(found)


def test_above_100_even_the_deemed_owner_is_not_certain() -> None:
    found = state("G -100%-> H -60%-> C\n p -40%-> C\n q -10%-> H")
    assert set(said(found).values()) <= {
        "possible: equity?",
        MAY_MANAGE,
        "possible: state_controlled_legal_representative?",
    }


@pytest.mark.parametrize(
    ("cls", "basis"),
    [("cooperative", "simplified_legal_representative"), ("professional_firm", "simplified_head")],
)
def test_classes_that_the_law_names_are_identified_in_the_simplified_way_when_asked(
    cls: str, basis: str
) -> None:
    text, parties = "p -60%-> C\n l -legal_representative-> C", {"C": f"company {cls}"}
    assert said(finding(text, parties=parties, options={"simplified": True})) == {"l": f"certain: {basis}"}
    assert said(finding(text, parties=parties)) == {"p": "certain: equity"}


def test_of_a_sole_proprietorship_the_investor_is_the_owner_when_asked_for_in_the_simplified_way() -> None:
    text, parties = "p -100%-> C\n l -legal_representative-> C", {"C": "company sole_proprietorship"}
    found = finding(text, parties=parties, options={"simplified": True})
    assert said(found) == {"p": "certain: simplified_investor"}
    assert found.owners[0].bases[0].article == "11(3)"


GROUP = {"P": "person_group"}


@pytest.mark.parametrize(("share", "warned"), [("40%", True), ("[20,30]%", True), ("24%", False)])
def test_several_persons_recorded_as_one_are_told_of_where_one_of_them_may_be_an_owner(
    share: str,
    warned: bool,  # noqa: FBT001
) -> None:
    found = finding(f"P -{share}-> C\n p -10%-> C\n g -senior_manager-> C", parties=GROUP)
    assert said(found) == {"g": MAY_MANAGE if warned else DAILY}
    assert ("group_of_persons" in codes(found)) is warned


def test_several_persons_whose_votes_another_directs_need_no_warning() -> None:
    found = finding("P -20%-> C\n p -10%-> C\n P ~votes_as_directed_by~ p", parties=GROUP)
    assert "group_of_persons" not in codes(found)


@pytest.mark.parametrize(
    ("country", "manager", "warned"), [("GB", False, True), ("GB", True, False), ("CN", False, False)]
)
def test_of_a_branch_of_a_company_abroad_a_manager_must_be_recorded(
    country: str,
    manager: bool,  # noqa: FBT001
    warned: bool,  # noqa: FBT001
) -> None:
    text = "p -100%-> H -branch_of-> C" + ("\n m -senior_manager-> C" if manager else "")
    found = finding(text, parties={"H": f"company {country}"})
    assert ("manager_unknown" in codes(found)) is warned


def test_other_classes_are_not_simplified_and_a_warning_says_so() -> None:
    found = finding("p -60%-> C\n l -legal_representative-> C", options={"simplified": True})
    assert (said(found), "simplified_refused" in codes(found)) == ({"p": "certain: equity"}, True)


def test_a_trigger_of_enhanced_measures_forbids_the_simplified_way() -> None:
    found = finding(
        "n -nominee 60%-> C\n n ~nominee_for~ b\n l -legal_representative-> C",
        parties={"C": "company cooperative"},
        options={"simplified": True},
    )
    assert said(found) == {"b": "certain: profit_or_votes actual_control"}
    assert {"simplified_refused", "enhanced_measures"} <= codes(found)


@pytest.mark.parametrize("cls", RULE.exempt_classes)
def test_classes_that_article_10_exempts_are_out_of_scope(cls: str) -> None:
    found = finding("p -60%-> C", parties={"C": f"public_body {cls}"})
    assert (found.answer["in_scope"], said(found)) == (False, {})
    assert "article 10" in found.sentence["en"]


@pytest.mark.parametrize("cls", ["state", "state_owned", "listed", "llc", "fund"])
def test_other_classes_are_in_scope(cls: str) -> None:
    assert finding("p -60%-> C", parties={"C": f"company {cls}"}).answer["in_scope"] is True


def test_behind_a_natural_person_there_is_nobody() -> None:
    found = finding("p -control_by_agreement-> q", "q")
    assert (found.answer["in_scope"], said(found)) == (False, {})
    assert "natural person" in found.sentence["en"]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("p -60%-> A\n B -40%-> A -30%-> B\n A -50%-> C", "cross holdings"),
        ("A -100%-> B -100%-> A -50%-> C", "a circle that owns itself"),
        ("n -nominee 60%-> C", "nominee holdings"),
        ("p -control_by_agreement-> C", "control by agreement"),
    ],
)
def test_complex_structures_call_for_enhanced_measures(text: str, trigger: str) -> None:
    (note,) = [note for note in finding(text).warnings if note.code == "enhanced_measures"]
    assert trigger in note.en
    assert "20" in note.en


@pytest.mark.parametrize(
    "text", ["p -60%-> A -30%-> C", "p -control_by_other_means-> C", "B -5%-> B -50%-> C\n p -95%-> B"]
)
def test_plain_structures_do_not(text: str) -> None:
    assert "enhanced_measures" not in codes(finding(text))


def test_a_circle_that_is_not_above_the_customer_is_not_its_affair() -> None:
    assert not codes(finding("p -60% from 2020-01-01-> C -30% from 2020-01-01-> D -30% from 2020-01-01-> D"))


def test_options_are_checked_by_name_and_by_value() -> None:
    assert RULE.checked_options({"simplified": "yes", "enhanced_threshold": "10%"})["simplified"] is True
    assert RULE.checked_options({"simplified": "0"}) == {"simplified": False}
    for given, says in (
        (
            {"simple": True},
            "has no option 'simple': it has enhanced_threshold, simplified, state_control_verified",
        ),
        ({"simplified": "perhaps"}, "--option simplified: 'perhaps' is neither true nor false"),
        ({"enhanced_threshold": "0.1"}, "--option enhanced_threshold: '0.1' could be 0.1 % or 10 %"),
        ({"enhanced_threshold": "much"}, "--option enhanced_threshold: 'much' is no share"),
    ):
        with pytest.raises(UsageError) as caught:
            RULE.checked_options(given)
        assert says in str(caught.value)


def declared(words: str, text: str = "p -60%-> C\n q -[20,30]%-> C", **names: str) -> dict[str, Any]:
    """The comparison with what was declared of C."""
    found: dict[str, Any] = finding(text, declared={"C": words}, names=names).answer["declared"]
    return found


def test_without_a_declaration_there_is_nothing_to_compare() -> None:
    found = finding("p -60%-> C")
    assert found.answer["declared"] is None
    assert "declared_differs" not in codes(found)


def test_a_declaration_agrees_when_it_names_the_certain_owners_and_no_strangers() -> None:
    expected = {"agrees": ["p"], "missing_in_declaration": [], "declared_only": [], "by": ["form"]}
    assert declared("form p") == expected
    assert declared("form p; register q") == {**expected, "agrees": ["p", "q"], "by": ["form", "register"]}


def test_who_is_missing_or_only_declared_is_said_and_warned_of() -> None:
    assert declared("form x")["missing_in_declaration"] == ["p"]
    assert declared("form x")["declared_only"] == ["x"]
    assert "declared_differs" in codes(finding("p -60%-> C", declared={"C": "form x"}))


def test_a_declared_name_is_compared_where_no_id_is_given() -> None:
    assert declared("form '王小明'", p="王小明")["agrees"] == ["p"]


def test_a_declaration_is_never_an_input() -> None:
    assert said(finding("p -10%-> C", declared={"C": "register p"})) == {}


def test_what_to_ask_names_the_widest_doubt_first() -> None:
    found = finding("p -[20,30]%-> C\n H -[0,50]%-> C\n p -[40,60]%-> H", names={"p": "李芳", "C": "海瑞"})
    assert [ask.fact["en"] for ask in found.ask] == [
        "the exact share of H in 海瑞",
        "the exact share of 李芳 in H",
        "the exact share of 李芳 in 海瑞",
    ]
    assert found.ask[2].why["en"] == "it is recorded as 20 to 30 %"
    assert found.ask[2].effect["zh"] == "决定李芳是否为受益所有人"


def test_a_share_that_nobody_states_is_asked_for() -> None:
    (ask,) = finding("p -?-> C").ask
    assert (ask.why["en"], ask.why["zh"]) == ("no share is recorded", "未登记比例")


def test_where_nobody_is_only_possible_nothing_is_asked() -> None:
    assert finding("p -[30,40]%-> C\n q -[10,20]%-> C").ask == ()


def test_precedence_is_part_of_the_question() -> None:
    text = "p -20% @form-> C\n p -30% @register-> C"
    assert said(finding(text)) == {"p": "possible: equity?"}
    assert said(finding(text, precedence=("register",))) == {"p": "certain: equity"}
    assert said(finding(text, precedence=("form",))) == {}


def test_a_closure_that_the_budget_cuts_leaves_nobody_certain() -> None:
    # the holders of H are not read: q may own C through it, and whoever manages C may be no owner
    found = finding("p -10%-> C\n q -90%-> H -30%-> C\n g -senior_manager-> C", budget=3)
    assert "incomplete" in codes(found)
    assert said(found) == {"g": MAY_MANAGE}
    assert said(finding("p -60%-> C\n q -90%-> H -30%-> C", budget=2)) == {"p": "possible: equity?"}


def test_a_rule_that_is_not_in_force_is_said_to_be_so() -> None:
    assert "not_in_force" in codes(finding("p -60%-> C", in_force=False))
    assert "not_in_force" not in codes(finding("p -60%-> C"))


def test_the_valid_clock_decides_which_claims_count() -> None:
    text = "p -60% from 2024-06-01 until 2025-06-01-> C"
    verdicts = [
        said(finding(text, when=day))
        for day in ("2024-05-31", "2024-06-01", "2025-05-31", "2025-06-01", "any")
    ]
    assert [bool(verdict) for verdict in verdicts] == [False, True, True, False, True]


def test_records_judged_to_be_one_party_are_one_owner() -> None:
    found = asked_of(paper("p -15% @a-> C\n q -15% @b-> H -80%-> C", judged=[("p", "q")]), "C")
    assert said(found) == {"p": "certain: equity"}


@pytest.mark.parametrize(("makes", "part"), [("fallback", "fallback"), ("record", "recorded")])
def test_elsewhere_whoever_manages_is_named_but_is_no_owner(makes: str, part: str) -> None:
    law = parsed(TOML.replace('makes = "owner"', f'makes = "{makes}"'), "mine.toml")
    found = finding("p -10%-> C\n g -senior_manager-> C", rule=law)
    assert said(found) == {}
    assert [(row["party"]["id"], row["certainty"]) for row in found.answer[part]] == [("g", "certain")]
    assert finding("p -30%-> C\n g -senior_manager-> C", rule=law).answer[part] == []


def test_a_rule_without_a_fallback_names_nobody() -> None:
    law = parsed(TOML.partition("[fallback]")[0], "mine.toml")
    assert said(finding("p -10%-> C\n g -senior_manager-> C", rule=law)) == {}


def test_a_basis_that_other_rights_pre_empt_stays_on_the_careful_side() -> None:
    before = 'threshold = "50%"\ncomparator = ">"\nunless = ["equity"]'
    law = parsed(TOML.replace(before, before.replace("equity", "profit_or_votes")), "mine.toml")
    found = finding("p -voting_rights [20,60]%-> C", rule=law)
    assert said(found) == {"p": "possible: profit_or_votes? actual_control?"}
