"""Does a chart show what the finding says, and does it still add up when holders are folded?"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lookthrough.graph.shares import NOTHING, Share, exactly, parse
from lookthrough.viz.facts import Role, holdings_of, recorded, rest_of
from lookthrough.viz.folding import MOST_BOXES
from lookthrough.viz.scene import Arrow, Box, Scene, scene
from tests.viz.drawings import Finding, finding, findings, holding, owner, party, share, sized


def box(picture: Scene, ident: str) -> Box:
    return next(box for box in picture.boxes if box.id == ident)


def arrow(picture: Scene, holder: str, held: str) -> Arrow:
    return next(each for each in picture.arrows if (each.holder, each.held) == (holder, held))


def texts(thing: Box | Arrow) -> list[str]:
    return [line.text for line in thing.lines]


def crowd(many: int, amount: str, held: str = "C") -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Persons with the same share each in one company."""
    names = [f"S{number}" for number in range(many)]
    return [party(name, kind="person") for name in names], [holding(name, held, amount) for name in names]


def hub() -> Finding:
    """P --95.8%--> C <--4.2/37 % each-- S0 ... S36."""
    persons, small = crowd(37, "21/18500")
    rows = [holding("P", "C", "95.8%"), *small]
    return finding(
        [party("C"), party("P", kind="person"), *persons], rows, [owner(party("P", kind="person"), "95.8%")]
    )


def test_small_holders_become_one_box_that_says_how_many_and_how_much() -> None:
    picture = scene(hub(), "en")
    assert len(picture.boxes) == 3
    assert texts(picture.boxes[-1]) == ["+ 37 holders", "together 4.2 %"]
    assert picture.arrows[-1].share == exactly(Fraction(42, 1000))


def test_a_fold_is_written_in_chinese_too() -> None:
    assert texts(scene(hub(), "zh").boxes[-1]) == ["另有 37 名持有人", "合计 4.2%"]


def test_a_single_small_holder_is_drawn_by_name() -> None:
    picture = scene(finding([party("C"), party("S", kind="person")], [holding("S", "C", "1%")]), "en")
    assert {each.id for each in picture.boxes} == {"C", "S"}


@given(findings())
def test_the_arrows_into_a_box_add_up_to_what_is_recorded_of_it(asked: Finding) -> None:
    picture, totals = scene(asked, "en"), recorded(holdings_of(asked))
    for each in picture.boxes:
        if each.id in totals:
            shares = [a.share for a in picture.arrows if a.held == each.id and a.share]
            assert sum(shares, NOTHING) == totals[each.id]


@given(findings())
def test_who_is_an_owner_and_what_is_on_his_way_down_is_never_folded(asked: Finding) -> None:
    picture, rows = scene(asked, "en"), holdings_of(asked)
    way = [each["party"]["id"] for each in asked["answer"]["owners"]]
    for party_id in way:
        below = {row.held for row in rows if row.holder == party_id}
        way += sorted(below - set(way))
        assert below <= {each.held for each in picture.arrows if each.holder == party_id}
    assert set(way) <= {each.id for each in picture.boxes}


@given(st.integers(61, 400), st.sampled_from(["1%", "7%", "20%", "40%"]))
def test_however_many_holders_there_are_at_most_sixty_boxes_are_drawn(many: int, amount: str) -> None:
    persons, rows = crowd(many, amount)
    assert len(scene(finding([party("C"), *persons], rows), "en").boxes) <= MOST_BOXES


def test_holders_of_an_unknown_share_are_folded_last_and_counted() -> None:
    persons, rows = crowd(70, "1%")
    rows[0] |= {"share": None}
    picture = scene(finding([party("C"), *persons], rows), "en")
    assert box(picture, "S0").role is Role.PARTY
    assert texts(picture.boxes[-1])[1] == "together 69 %"
    persons, rows = crowd(70, "60%")
    rows[0] |= {"share": None}
    assert " ".join(texts(scene(finding([party("C"), *persons], rows), "en").boxes[-1])).endswith(
        "+ 1 × share unknown"
    )


def test_a_box_says_what_a_party_is_and_what_it_is_to_the_question() -> None:
    person = party("P", "Anna Smith", "person", country="GB")
    asked = finding(
        [party("C"), person], [holding("P", "C", "[20,30]%")], [owner(person, "[20,30]%", "possible")]
    )
    picture = scene(asked, "en")
    assert texts(box(picture, "P")) == [
        "Anna Smith",
        "person, GB",
        "possible beneficial owner",
        "ultimate 20–30 %",
    ]
    assert texts(box(picture, "C")) == ["C", "company", "the party asked about", "not recorded 70–80 %"]


def test_what_is_recorded_twice_is_said_in_the_box() -> None:
    asked = finding(
        [party("C"), party("A"), party("B")], [holding("A", "C", "60%"), holding("B", "C", "60%")]
    )
    assert texts(box(scene(asked, "en"), "C"))[-1] == "recorded 120 %"


def test_all_that_one_holder_has_in_another_stands_beside_one_arrow() -> None:
    rows = [
        holding("A", "C", "30%", nominee=True),
        holding("A", "C", "40%", "voting_rights"),
        holding("A", "C", kind="trustee"),
    ]
    asked = finding([party("C"), party("A")], rows)
    assert texts(arrow(scene(asked, "en"), "A", "C")) == ["30 %, nominee", "votes 40 %", "trustee"]
    assert texts(arrow(scene(asked, "zh"), "A", "C")) == ["30%·代持", "表决权 40%", "受托人"]


def test_an_arrow_without_a_share_is_dashed_and_a_share_that_nobody_states_says_so() -> None:
    rows = [holding("A", "C", kind="control_by_agreement"), holding("B", "C")]
    picture = scene(finding([party("C"), party("A"), party("B")], rows), "en")
    assert arrow(picture, "A", "C").dashed
    assert not arrow(picture, "B", "C").dashed
    assert texts(arrow(picture, "B", "C")) == ["share unknown"]


def test_every_arrow_of_a_circle_says_so_and_no_other_does() -> None:
    # P --> A --> C, and C --> A
    rows = [holding("P", "A", "50%"), holding("A", "C", "50%"), holding("C", "A", "10%")]
    picture = scene(finding([party("C"), party("A"), party("P", kind="person")], rows), "en")
    assert [(each.holder, each.held) for each in picture.arrows if each.circle] == [("A", "C"), ("C", "A")]
    assert all("circle" in texts(each) for each in picture.arrows if each.circle)


def test_a_share_of_a_class_is_named_and_does_not_add_up_with_others() -> None:
    rows = [holding("A", "C", "50%", share_class="B"), holding("B", "C", "60%", share_class="A")]
    picture = scene(finding([party("C"), party("A"), party("B")], rows), "en")
    assert texts(arrow(picture, "A", "C")) == ["50 %, class B"]
    assert texts(box(picture, "C"))[-1] == "the party asked about"


def test_an_owner_by_fallback_is_emphasised() -> None:
    person = party("P", kind="person")
    rows = [holding("P", "C", kind="chairman")]
    asked = finding([party("C"), person], rows, fallback=[owner(person)])
    assert box(scene(asked, "zh"), "P").role is Role.FALLBACK
    assert texts(arrow(scene(asked, "zh"), "P", "C")) == ["董事长"]


@given(st.sampled_from(["30%", "[20,50]%", "(25,50]%", "1/3"]))
def test_what_is_left_of_the_whole_adds_up_to_it(text: str) -> None:
    total = parse(text)
    rest = rest_of(total)
    assert rest is not None
    assert total.low + rest.high == total.high + rest.low == 1
    assert (total.low_open, total.high_open) == (rest.high_open, rest.low_open)


def test_an_owner_of_whom_no_interest_is_recorded_is_drawn_all_the_same() -> None:
    picture = scene(finding([party("C")], [], [owner(party("P", "Anna", "person"))]), "en")
    assert [box(picture, "P").role, box(picture, "P").name] == [Role.OWNER, "Anna"]


def test_an_owner_behind_a_nominee_is_joined_to_what_is_held_for_him() -> None:
    # N --80 %, nominee--> C, for P: the proof leads from P to C, and no interest of P is recorded
    company, person = party("C"), party("P", kind="person")
    link = {"holder": person, "held": company, "kind": "nominee", "share": share("80%")}
    proved = owner(person, paths=[{"share": share("80%"), "links": [link]}])
    asked = finding([company, party("N", kind="person")], [holding("N", "C", "80%", nominee=True)], [proved])
    picture = scene(asked, "en")
    assert " ".join(texts(arrow(picture, "P", "C"))) == "through a nominee"
    assert arrow(picture, "P", "C").dashed
    assert texts(box(picture, "C"))[-1] == "not recorded 20 %"


def test_nothing_is_left_of_a_whole_that_is_full() -> None:
    assert rest_of(exactly(1)) is None
    assert rest_of(Share(Fraction(1), Fraction(3, 2), low_open=True)) is None


def test_the_samples_of_these_tests_have_the_number_of_boxes_they_say() -> None:
    assert [len(scene(sized(many, 1, "en"), "en").boxes) for many in (10, 40)] == [10, 40]
