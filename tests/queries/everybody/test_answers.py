"""Does the table for everybody say of each customer what the answer about him alone says, however it was found?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookthrough.graph.everybody import exact
from lookthrough.queries.everybody.answers import Answers, Everybody, Work, answers, answers_of
from lookthrough.queries.everybody.parts import Parts
from tests.queries.everybody.banks import (
    RULE,
    Booked,
    Counted,
    alone,
    bank,
    banks,
    book,
    booked,
    drawn,
    ordered,
    seen,
    together,
)

pytestmark = pytest.mark.deep

OPTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"enhanced_threshold": Fraction(1, 10)},
    {"simplified": True, "state_control_verified": True},
    {"enhanced_threshold": Fraction(1, 2), "worst_case": True},
)
COMPANIES = [f"{letter}{number}" for letter in "ABC" for number in "123"]
PERSONS = [f"{letter}{number}" for letter in "mnpqr" for number in "123"]
EVERYBODY = dict.fromkeys(COMPANIES + PERSONS, "")
PLAIN = """
p -25%-> A
q -75%-> A
A -50%-> B
r -50%-> B
A -100%-> C
B -17%-> D
p -183/800-> D
"""


def check(drawing: str, options: Mapping[str, Any], kind: type[Booked] = Booked) -> Answers:
    """Both ways say the same of every customer."""
    customers = book(drawing)
    view = drawn(drawing, customers, kind, parties={"p1": ""})
    found = answers_of(view, Everybody(RULE, options), Work())
    assert together(found.table) == alone(view, customers, options)
    assert found.customers == len(customers)
    return found


@settings(max_examples=100)
@given(banks(), st.sampled_from(OPTIONS), st.sampled_from([Booked, Counted]))
def test_everybody_has_the_answer_that_each_has_alone(
    drawing: str, options: dict[str, Any], kind: type[Booked]
) -> None:
    check(drawing, options, kind)


@settings(max_examples=80)
@given(banks("exact"), st.sampled_from(OPTIONS[:2]))
def test_exact_shares_with_their_ties_are_answered_as_alone(drawing: str, options: dict[str, Any]) -> None:
    check(drawing, options)


@settings(max_examples=6)
@given(banks())
def test_a_store_on_disk_or_in_memory_gives_the_same_table(drawing: str) -> None:
    customers = book(drawing)
    with bank(drawing, customers) as store:
        view = seen(store)
        assert together(answers(view, RULE, {})) == alone(view, customers)


@settings(max_examples=25)
@given(banks("exact"), st.randoms(use_true_random=False))
def test_other_names_give_the_same_owners(drawing: str, random: Random) -> None:
    for group in (COMPANIES, PERSONS):
        other = dict(zip(group, random.sample(group, len(group)), strict=True))
        there = "".join(other.get(word, word) for word in re.split(r"\b", drawing))
        mine, theirs = (
            answers(drawn(text, {name: name for name in COMPANIES}, parties=EVERYBODY), RULE, {})
            for text in (drawing, there)
        )
        moved = [tuple(other.get(cell, cell) for cell in row) for row in together(mine)]
        assert ordered(moved) == together(theirs)


@settings(max_examples=25)
@given(banks(), st.sets(st.sampled_from("A1 A2 B1 B2 B3 C1 C2 p1 Z".split())))
def test_some_parties_have_the_rows_that_they_have_among_all(drawing: str, some: set[str]) -> None:
    view = drawn(drawing, book(drawing))
    every = answers(view, RULE, {}).to_pylist()
    assert answers(view, RULE, {}, sorted(some)).to_pylist() == [r for r in every if r["party_id"] in some]


def test_plain_customers_are_answered_in_columns_and_the_others_one_by_one() -> None:
    odd = "s -[20,30]%-> O\nO -100%-> P\nO -10%-> Q\nt -60%-> Q"
    customers = {name: name for name in "ABCDOPQ"}
    view = drawn(f"{PLAIN}\n{odd}", customers)
    found = answers_of(view, Everybody(RULE, {}), Work())
    assert (found.customers, found.one_by_one) == (7, 3)
    assert together(found.table) == alone(view, customers)


def test_who_stands_at_a_quarter_exactly_is_an_owner_and_who_is_a_trace_below_is_not() -> None:
    view = drawn(PLAIN, {"K": "D", "L": "A"})
    rows = [(row[0], row[5], row[9], row[14]) for row in together(answers(view, RULE, {}))]
    quarter = [("K", "p", "equity (certain)", "25%"), ("L", "p", "equity (certain)", "25%")]
    assert rows == [*quarter, ("L", "q", "equity (certain)", "75%")]
    less = drawn(PLAIN.replace("183/800", "1829999/8000000"), {"K": "D"})
    assert [row[4] for row in together(answers(less, RULE, {}))] == ["none"]


def test_a_holder_of_half_of_the_votes_controls_nothing_and_a_trace_more_does() -> None:
    drawing = "p {}-> A\nr -5%-> A\nA -48%-> B\np -1%-> B\nq -51%-> B"
    tied = together(answers(drawn(drawing.format("-50%"), {"K": "B"}), RULE, {}))
    more = together(answers(drawn(drawing.format("-51%"), {"K": "B"}), RULE, {}))
    assert [(row[4], row[5]) for row in tied] == [("owner", "p"), ("owner", "q")]
    assert [(row[4], row[5]) for row in more] == [("owner", "p"), ("owner", "q")]


def test_a_store_without_a_plain_customer_and_one_without_customers_work() -> None:
    odd = drawn("s -[20,30]%-> O\nO -100%-> P", {"K": "O", "L": "P"})
    found = answers_of(odd, Everybody(RULE, {}), Work())
    assert (found.one_by_one, together(found.table)) == (2, alone(odd, {"K": "O", "L": "P"}))
    nobody = drawn(PLAIN, {})
    assert together(answers(nobody, RULE, {})) == alone(nobody, {name: name for name in "ABCD"})
    assert len(answers(nobody, RULE, {}, ["B", "C"])) == len(alone(nobody, {"B": "B", "C": "C"}))


def test_records_that_are_one_party_are_folded() -> None:
    text = PLAIN + "A2 -60%-> E\nq -40%-> E"
    view = drawn(text, {"K": "E", "L": "A2"}, Counted, judged=[("A", "A2")])
    assert together(answers(view, RULE, {})) == alone(view, {"K": "E", "L": "A"})
    assert len(answers(view, RULE, {}, ["A2"])) == 2


def test_a_circle_too_large_for_columns_is_left_to_the_exact_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = "A -50%-> B\nB -50%-> C\nC -50%-> A\np -25%-> A\np -25%-> B\nq -50%-> C\nr -25%-> A\nC -20%-> D"
    view, asked = drawn(ring, {name: name for name in "ABCD"}), Everybody(RULE, {})
    columns = answers_of(view, asked, Work())
    monkeypatch.setattr(exact, "MOST_IN_CIRCLE", 2)
    found = answers_of(view, asked, Work())
    assert (columns.one_by_one, found.one_by_one) == (0, 4)
    assert found.table.equals(columns.table)
    assert together(found.table) == alone(view, {name: name for name in "ABCD"})


def test_customers_that_two_datasets_list_are_answered_once() -> None:
    listed = {"K": "A", "L": "B", "M": "A"}
    with bank(PLAIN, listed) as store:
        booked(store, {"K": "A", "L": "C"}, "crm")
        view = seen(store)
        both = [*alone(view, listed), *alone(view, {"L": "C"})]
        assert together(answers(view, RULE, {})) == ordered(both)


def test_officers_and_holders_that_are_gone_are_passed_over() -> None:
    drawing = (
        "p -20%-> A\nm -legal_representative chairman-> A\nn -senior_manager-> A\nG -80%-> B\np -20%-> B"
    )
    parties = {"m": "dissolved=2020-01-01", "G": "dissolved=2020-01-01"}
    view = drawn(drawing, {"K": "A", "L": "B"}, parties=parties)
    found = together(answers(view, RULE, {}))
    assert found == alone(view, {"K": "A", "L": "B"})
    assert found[0][5] == "n"


def test_sources_that_disagree_are_weighed_by_precedence() -> None:
    drawing = "p -60% @crm-> A\nq -60% @form-> A\nA -50%-> B\nr -50%-> B\np -40% @form-> C\np -30% @crm-> C"
    view = replace(drawn(drawing, {name: name for name in "ABC"}), precedence=("form", "crm"))
    assert together(answers(view, RULE, {})) == alone(view, {name: name for name in "ABC"})


def test_who_acts_in_concert_is_answered_in_columns_unless_it_is_the_customer() -> None:
    drawing = "p -30%-> A\nq -25%-> A\nA -20%-> B\nr -30%-> B\np ~acts_in_concert~ q\nC ~acts_in_concert~ r\nt -60%-> C"
    customers = {name: name for name in "ABC"}
    view = drawn(drawing, customers)
    found = answers_of(view, Everybody(RULE, {}), Work())
    assert together(found.table) == alone(view, customers)
    assert found.one_by_one == 1
    rows = {(row[0], row[4], row[5]): row[9] or row[10] for row in together(found.table)}
    assert rows["B", "review", "t"] == "votes_through_companies"


def test_another_process_answers_as_this_one_does() -> None:
    lines = [f"p{i} -[20,30]%-> O{i}\nq{i} -30%-> O{i}" for i in range(300)]
    view = drawn("\n".join(lines), {f"K{i:03}": f"O{i}" for i in range(300)})
    one, two = (answers_of(view, Everybody(RULE, {}), Work(hands)) for hands in (1, 2))
    assert (one.one_by_one, len(one.table)) == (300, 600)
    assert one.table.equals(two.table)


def test_what_was_found_before_a_stop_is_not_sought_again(tmp_path: Path) -> None:
    drawing = PLAIN + "s -[20,30]%-> O\nO -100%-> P"
    view, asked = drawn(drawing, {name: name for name in "ABOP"}), Everybody(RULE, {})
    heard: list[tuple[int, str]] = []

    def stop(step: int, text: str) -> None:
        heard.append((step, text))
        if step == 3:
            raise KeyboardInterrupt

    parts = Parts(tmp_path / "owners.parts" / "question")
    with pytest.raises(KeyboardInterrupt):
        answers_of(view, asked, Work(parts=parts, progress=stop))
    again = answers_of(view, asked, Work(parts=parts, progress=lambda *said: heard.append(said)))
    assert again.table.equals(answers_of(view, asked, Work()).table)
    assert [step for step, _ in heard] == [1, 2, 3, 2, 3, 4]
    parts.forget()
    assert not list(tmp_path.iterdir())
