"""From claims to one structure: folded parties, branches, control by other means, groups, and what is open."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from lookthrough.graph.kernels.fills import Fill
from lookthrough.graph.model import PartyKind
from lookthrough.graph.ports import Closure
from lookthrough.graph.shares import UNKNOWN, bounds_text
from lookthrough.graph.structure.build import structure
from lookthrough.graph.structure.treatment import Treatment
from tests.drawing import DAY, at, built, closure, column, paper, warned


def test_records_judged_to_be_one_party_are_one_holder_and_their_holdings_add() -> None:
    found = built("p -15%-> C\n q -20%-> C", judged=[("p", "q")])
    assert column(found, "C") == {"p": "35%"}
    assert warned(found)["added_records"] == ("p", "C")


def test_records_judged_to_be_one_party_may_be_rivals() -> None:
    found = built("p -15% @form-> C\n q -20% @register-> C", judged=[("p", "q")])
    assert column(found, "C") == {"p": "[15,20]%"}


def test_a_held_company_is_folded_too() -> None:
    found = built("p -15%-> C\n q -20%-> D", judged=[("C", "D")])
    assert column(found, "C") == {"p": "15%", "q": "20%"}
    assert "D" not in found.rights


def test_associations_of_records_are_associations_of_parties() -> None:
    found = built("n -nominee 70%-> C\n m ~nominee_for~ b", judged=[("n", "m"), ("a", "b")])
    assert column(found, "C") == {"a": "70%"}


def test_an_end_that_no_row_describes_is_an_unknown_party_and_awaited() -> None:
    found = built("x -40%-> C", parties={"x": "absent"})
    assert found.party("x").kind is PartyKind.UNKNOWN
    assert not found.party("x").identified
    assert warned(found)["pending_end"] == ("x",)


def test_a_branch_is_wholly_its_head_s() -> None:
    found = built("p -60%-> H -branch_of-> C")
    assert found.branches == {"C": "H"}
    assert column(found, "C") == column(found, "C", "votes") == {"H": "100%"}
    assert found.rights["C"].follows == {"votes", "profit"}


def test_a_branch_with_holders_of_its_own_keeps_them() -> None:
    assert column(built("H -branch_of-> C\n p -30%-> C"), "C") == {"p": "30%"}


def test_means_roles_and_offices_are_links_of_their_own_and_no_holdings() -> None:
    found = built("""
        p -control_by_agreement-> C
        s -settlor revoke-> T
        g -senior_manager chairman-> C
        z -significant_influence-> C
    """)
    assert {held: [holder for holder, _ in links] for held, links in found.means.items()} == {"C": ["p"]}
    assert found.roles["T"][0][1].power == "revoke"
    assert found.offices["C"][0][1].position == "chairman"
    assert not found.rights


def test_an_unknown_interest_feeds_nothing() -> None:
    found = built("p -unknown 80%-> C")
    assert not found.rights
    assert not found.means


def test_whoever_no_longer_exists_neither_leads_nor_holds_office() -> None:
    found = built(
        "H -control_by_agreement-> C\n g -senior_manager-> C",
        parties={"H": "company status=revoked", "g": "person dissolved=2020-01-01"},
    )
    assert not found.means
    assert not found.offices
    assert warned(found)["dissolved_holder"]


def test_groups_in_concert_grow_link_by_link() -> None:
    found = built("""
        a -20%-> C
        a ~acts_in_concert~ b
        c ~acts_in_concert~ d
        b ~acts_in_concert~ c
    """)
    assert found.concert("a") == found.concert("d") == {"a", "b", "c", "d"}
    assert found.concert("x") == {"x"}


def test_directed_votes_go_from_the_first_to_the_second() -> None:
    assert built("a -20%-> C\n a ~votes_as_directed_by~ b").control().directed == {"a": "b"}


def test_family_and_addresses_carry_no_votes() -> None:
    found = built("a -20%-> C\n a ~spouse~ b\n a ~shared_address~ c")
    assert not found.control().directed
    assert found.concert("a") == {"a"}


def test_the_members_of_a_block_fill_it_between_them() -> None:
    found = built("a -joint J 60%-> C\n b -joint J 60%-> C")
    (stand,) = found.stands
    assert found.matrix("votes")[stand] == Fill((("a", UNKNOWN), ("b", UNKNOWN)), Fraction(0))


def test_a_matrix_stands_as_recorded_or_is_cut_to_what_can_be_true() -> None:
    # 70 + 40 is 10 too much
    found = built("p -70%-> C\n q -40%-> C")
    shares = {
        feasible: [bounds_text(share) for _, share in found.matrix("equity", feasible=feasible)["C"].holders]
        for feasible in (False, True)
    }
    assert shares == {False: ["70%", "40%"], True: ["[60,70]%", "[30,40]%"]}


def test_more_than_100_recorded_is_warned_of_with_the_sum() -> None:
    found = built("p -70%-> C\n q -40%-> C")
    assert next(w for w in found.warnings if w.code == "over_100").values == ("11/10",)


def test_claims_without_a_start_are_counted_where_the_clock_counts() -> None:
    text = "p -70%-> C\n q -20% from 2020-01-01-> C"
    found = next(w for w in built(text).warnings if w.code == "unknown_start")
    assert found.values == ("1", "2")
    assert found.claims == ("crm/interests/p|C|shareholding|None|None|None@1",)
    assert "unknown_start" not in warned(built(text, when="any"))
    assert "unknown_start" not in warned(built("q -20% from 2020-01-01-> C"))


def test_a_closure_that_the_budget_cut_is_incomplete() -> None:
    cut = replace(closure("p -70%-> C"), frontier=("H", "J"))
    (warning,) = [w for w in structure(cut).warnings if w.code == "incomplete"]
    assert (warning.parties, warning.values) == (("H",), ("2",))


def test_the_facts_that_precedence_ranks_first_are_shown_and_the_others_stay_rivals() -> None:
    told = {"C": ("company GB @form", "arrangement CN @register")}
    first = built("p -70%-> C", parties=told).party("C")
    other = built("p -70%-> C", Treatment(precedence=("register",)), parties=told).party("C")
    assert (first.country, other.country, other.kind) == ("GB", "CN", PartyKind.ARRANGEMENT)
    assert [rival.country for rival in other.rivals] == ["GB"]


def test_the_canonical_record_s_facts_are_shown_of_a_cluster() -> None:
    found = built("p -15%-> C\n q -20%-> C", judged=[("q", "p")], names={"p": "Wang", "q": "王小明"})
    assert found.party("q").name == "王小明"
    assert "p" not in found.parties


@pytest.mark.parametrize(
    ("words", "known"), [("person", True), ("person unknown=anonymous", False), ("unknown", False)]
)
def test_a_party_is_identified_when_described_and_not_anonymous(words: str, known: bool) -> None:  # noqa: FBT001
    assert built("x -15%-> C", parties={"x": words}).party("x").identified is known


def shuffled(found: Closure) -> Closure:
    """The same claims, the other way round."""
    turned = {
        name: getattr(found, name)[::-1] for name in ("parties", "interests", "share_classes", "associations")
    }
    return replace(found, **turned)


def test_the_order_of_claims_does_not_change_a_structure() -> None:
    found = closure(
        """
        p -20% @form-> C
        p -30% @register-> C
        q -class B shares 5-> C
        a -joint J 10%-> C
        b -joint J 10%-> C
        n -nominee 5%-> C
        n ~nominee_for~ a
        p ~acts_in_concert~ q
        H -branch_of-> C
        """,
        classes={"C": "A issued=90; B issued=10"},
        parties={"C": ("company @form", "company llc @register")},
    )
    assert structure(found) == structure(shuffled(found))


def test_the_paper_reader_closes_upward_as_a_store_does() -> None:
    """The tests' own reader: from held to holder, along flowing associations of holders, not of the root."""
    found = paper("""
        p -50%-> H -50%-> C
        C -10%-> D
        H ~nominee_for~ N
        x -90%-> N
        C ~acts_in_concert~ Y
        y -90%-> Y
    """)
    up, down = (found.closure(["C"], at(None), direction, 100) for direction in ("up", "down"))
    assert {claim.holder for claim in up.interests} == {"p", "H", "x"}
    assert {claim.held for claim in down.interests} == {"D"}
    assert found.closure(["C"], at(None), "up", 1).frontier == ("H",)
    assert up.at == at(DAY.isoformat())
