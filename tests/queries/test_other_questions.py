"""Control, paths, show, search and references: what do they answer on small drawings?"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from lookthrough.errors import Ambiguous, NotFound, UsageError
from lookthrough.queries.control import control
from lookthrough.queries.finding import Finding
from lookthrough.queries.look import View
from lookthrough.queries.measures import Wanted, measure
from lookthrough.queries.paths import paths
from lookthrough.queries.refs import resolve
from lookthrough.queries.search import search
from lookthrough.queries.show import show
from tests.drawing import at, paper


def view(text: str, **extras: Any) -> View:
    """A drawing as a question sees it."""
    return View(paper(text, **extras), at(None))


def controlling(found: Finding) -> dict[str, str]:
    """Who controls (or is controlled), how surely, with how many votes."""
    rows = found.answer["parties"]
    return {row["party"]["id"]: f"{row['certainty']}, {row['votes']['percent']} %" for row in rows}


def top(found: Finding) -> str | None:
    """The one above all others."""
    found_top = found.answer["top"]
    return found_top and str(found_top["id"])


def test_everybody_who_controls_is_listed_and_the_topmost_named() -> None:
    found = control(view("p -60%-> H -60%-> C\n q -40%-> C"), "C")
    assert controlling(found) == {"H": "certain, 60 %", "p": "certain, 60 %"}
    assert top(found) == "p"
    assert found.sentence == {"en": "C is controlled by H, p.", "zh": "C由H、p控制。"}


def test_a_majority_of_just_half_controls_nothing() -> None:
    found = control(view("p -50%-> C\n q -50%-> C"), "C")
    assert controlling(found) == {}
    assert found.sentence["en"] == "Nobody on record controls C for certain."


def test_a_range_around_half_may_control() -> None:
    assert controlling(control(view("p -[40,60]%-> C"), "C")) == {"p": "possible, 40-60 %"}


def test_other_means_control_without_votes() -> None:
    found = control(view("p -board_appointment_majority-> C\n q -60%-> C"), "C")
    assert controlling(found) == {"p": "certain, 0 %", "q": "certain, 60 %"}
    assert top(found) is None


def test_conventions_are_said_beside_the_share_and_never_without_being_asked_for() -> None:
    loop = view("P -100%-> C -10%-> P\n q -90%-> P")
    plain, asked = paths(loop, "P", "C").answer, paths(loop, "P", "C", ["raw", "baldone"]).answer
    assert "conventions" not in plain
    assert [(c["method"], c["share"]["percent"]) for c in asked.pop("conventions")] == [
        ("raw", "111.11"),
        ("baldone", "100"),
    ]
    assert asked == plain


def test_a_convention_without_a_number_says_why() -> None:
    (said,) = paths(view("p -[20,30]%-> C"), "p", "C", ["raw"]).answer["conventions"]
    assert said["share"] is None
    assert said["reason"]["en"] == "a share is a range"
    assert "no rule asks for it" in said["label"]["en"]


def test_a_convention_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UsageError, match="no method 'guess': there are raw, baldone"):
        paths(view("p -50%-> C"), "p", "C", ["guess"])


def test_a_measure_is_labelled_and_speaks_of_all_that_lies_above() -> None:
    said = measure(view("a -60%-> X -50%-> Y\n b -40%-> X\n c -50%-> Y\n d -100%-> Z"), "npi", Wanted(of="Y"))
    assert said["figures"] == {"X": "0", "Y": "0", "a": "5/2", "b": "1", "c": "3/2"}
    assert "no rule asks for it" in said["label"]["en"]


@pytest.mark.parametrize(("quota", "raw"), [(6, "1/2"), (8, "3/4"), (1, "1/4"), ("3/5", "3/4")])
def test_a_quota_is_a_share_or_a_number_of_votes(quota: int | str, raw: str) -> None:
    drawn = "a -voting_rights votes 5-> C\n b -voting_rights votes 3-> C\n c -voting_rights votes 3-> C"
    said = measure(view(drawn), "banzhaf_raw", Wanted(of="C", quota=Fraction(quota)))
    assert said["figures"]["a"] == raw


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("guess", "p -50%-> C", "no measure 'guess': there are weakest_link"),
        ("weakest_link", "p -[20,30]%-> C", "settle the ranges"),
        ("integrated_value_raw", "A -90%-> B -90%-> A\n A -60%-> C -60%-> A", "circle of holdings"),
    ],
)
def test_a_measure_without_a_number_is_refused_with_the_reason(name: str, text: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        measure(view(text), name, Wanted("p", "C"))


def test_a_ring_of_mutual_control_has_no_top() -> None:
    found = control(view("A -60%-> B -60%-> A -60%-> C"), "C")
    assert set(controlling(found)) == {"A", "B"}
    assert top(found) is None


def test_members_of_a_block_may_control_and_the_block_has_no_name() -> None:
    found = control(view("a -joint J 60%-> C\n b -joint J 60%-> C"), "C")
    assert controlling(found) == {"a": "possible, 0-60 %", "b": "possible, 0-60 %"}
    assert top(found) is None


def test_an_executing_partner_controls_where_no_rule_says_otherwise() -> None:
    found = control(
        view("p -limited 99%-> C\n g -executing 1%-> C", parties={"C": "company limited_partnership"}), "C"
    )
    assert controlling(found) == {"g": "certain, 100 %"}


def test_downward_all_that_a_party_controls_is_listed_with_its_votes() -> None:
    # the votes of q decide, too: p has only 40 % of E
    found = control(
        view("p -60%-> A -60%-> B\n A -40%-> D\n p -20%-> D\n p -40%-> E\n q -60%-> E"), "p", down=True
    )
    assert controlling(found) == {"A": "certain, 60 %", "B": "certain, 60 %", "D": "certain, 60 %"}
    assert (found.answer["direction"], top(found)) == ("down", None)
    assert found.sentence == {"en": "p controls 3 parties for certain.", "zh": "p确定控制3个主体。"}


def test_a_long_list_of_controllers_is_cut_in_the_sentence() -> None:
    chain = "p -60%-> A -60%-> B -60%-> D -60%-> C"
    assert control(view(chain), "C").sentence["en"] == "C is controlled by A, B, D and 1 more."
    assert control(view(chain), "C").sentence["zh"] == "C由A、B、D等4个主体控制。"


GUIDE = "p -50%-> A -50%-> B -70%-> C\n p -20%-> B"


@pytest.mark.parametrize("ends", [("p", "C"), ("C", "p")])
def test_paths_are_found_whichever_end_is_named_first(ends: tuple[str, str]) -> None:
    found = paths(view(GUIDE), *ends)
    assert (found.answer["owner"]["id"], found.answer["owned"]["id"]) == ("p", "C")
    assert [row["path"] for row in found.rows()] == ["p > A > B > C", "p > B > C"]
    assert found.sentence == {
        "en": "p ultimately owns 31.5 % of C, by 2 paths.",
        "zh": "p经2条路径最终持有C31.5%的股权。",
    }


def test_parties_that_own_nothing_of_one_another_have_no_path() -> None:
    found = paths(view("p -50%-> A\n q -20%-> B"), "p", "B")
    assert (found.answer["ultimate"], found.answer["paths"]) == (None, [])
    assert found.sentence["en"] == "No path of ownership joins p and B."


def test_the_same_party_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="give two different ones"):
        paths(view(GUIDE), "p", "p")


def test_show_lists_every_claim_that_names_a_party() -> None:
    found = show(
        view("p -60%-> C -20%-> D\n x ~shared_phone~ C", parties={"C": "company llc capital=1000"}), "C"
    )
    assert found["party"] == {"id": "C", "name": "C", "kind": "company"}
    assert [record["table"] for record in found["records"]] == [
        "associations",
        "interests",
        "interests",
        "parties",
    ]
    facts = found["records"][-1]
    assert (facts["cls"], facts["capital"], facts["source"]["file"]) == ("llc", "1000", "parties.csv")
    assert "country" not in facts


def test_show_writes_dates_and_shares_for_people() -> None:
    (record,) = show(view("p -(25,50]% from 2020-02-29-> C", parties={"C": "absent"}), "C")["records"]
    assert (record["valid_from"], record["share"]["percent"]) == ("2020-02-29", ">25-50")


def test_show_of_a_merged_party_has_all_its_records() -> None:
    found = show(view("p -60%-> C\n q -20%-> D", judged=[("p", "q")]), "p")
    assert found["identity"] == ["p", "q"]
    assert len(found["records"]) == 4


def test_show_of_nothing_says_unknown() -> None:
    assert show(view("p -60%-> C"), "zz") == {
        "party": {"id": "zz", "name": "zz", "kind": "unknown"}, "records": [], "identity": ["zz"], "names": {}
    }  # fmt: skip


def test_show_names_the_other_ends_beside_their_ids() -> None:
    seen = view("p -60%-> C\n q -40%-> C\n x ~spouse~ p", names=NAMED, judged=[("p", "r")])
    assert show(seen, "C")["names"] == {"p": "王小明", "q": "王小明"}
    assert show(seen, "p")["names"] == {"C": "青岛海瑞贸易有限公司", "x": "x"}


def test_show_of_a_hub_names_the_first_60_ends() -> None:
    hub = show(view("\n".join(f"p{number} -1%-> C" for number in range(70))), "C")
    assert (len(hub["records"]), len(hub["names"])) == (71, 60)


def test_show_writes_amounts_exactly() -> None:
    (record, *_) = show(view("p -shares 12345678901234567.89 subscribed 1/8-> C"), "p")["records"]
    assert (record["shares"], record["subscribed"]) == ("12345678901234567.89", "0.125")


NAMED = {"p": "王小明", "q": "王小明", "C": "青岛海瑞贸易有限公司", "D": "Hairui Trading Ltd"}
TRADE = "p -60%-> C\n q -40%-> D"


def named(ref: str) -> tuple[str, str]:
    """The party that a reference names, and the id to show it by."""
    found = resolve(view(TRADE, names=NAMED, customers={"K1": "C"}), ref)
    return found.node, found.shown_as


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("C", ("C", "C")),
        (" C ", ("C", "C")),
        ("K1", ("C", "K1")),
        ("customer:K1", ("C", "K1")),
        ("party:C", ("C", "C")),
        ("crm/C", ("C", "C")),
        ("青岛海瑞贸易有限公司", ("C", "C")),
        ("青島海瑞貿易有限公司", ("C", "C")),
        ("hairui trading ltd", ("D", "D")),
    ],
)
def test_a_reference_names_a_party_by_id_customer_record_or_name(ref: str, expected: tuple[str, str]) -> None:
    assert named(ref) == expected


def test_a_name_of_several_parties_is_answered_with_lines_to_paste() -> None:
    with pytest.raises(Ambiguous) as caught:
        named("王小明")
    assert str(caught.value) == "'王小明' names 2 parties: lookthrough owners p | lookthrough owners q"


def test_a_reference_to_nobody_offers_the_nearest() -> None:
    with pytest.raises(NotFound) as caught:
        named("青岛海瑞")
    assert str(caught.value) == "nothing in the store is called '青岛海瑞'; the nearest: lookthrough owners C"
    with pytest.raises(NotFound, match="nothing in the store is called 'customer:K9'"):
        named("customer:K9")


def test_the_line_to_paste_of_a_question_about_two_parties_names_both() -> None:
    with pytest.raises(NotFound, match=r"the nearest: lookthrough paths E '海 瑞'$"):
        resolve(view("E -60%-> F", names={"E": "青岛海瑞贸易"}), "青岛海瑞", "paths", "'海 瑞'")


def test_search_finds_a_party_by_the_beginning_of_its_name_once() -> None:
    found = search(view(TRADE, names=NAMED), "海瑞", 10)
    assert found == [{"id": "C", "name": "青岛海瑞贸易有限公司", "kind": "company"}]
    merged = search(view(TRADE, names=NAMED, judged=[("p", "q")]), "王小明", 10)
    assert [hit["id"] for hit in merged] == ["p"]


def test_parties_without_a_path_are_still_called_by_their_names() -> None:
    found = paths(view("p -50%-> A\n q -20%-> B", names={"p": "王小明", "B": "海瑞"}), "p", "B")
    assert found.sentence["en"] == "No path of ownership joins 王小明 and 海瑞."
