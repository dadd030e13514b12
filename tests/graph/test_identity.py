"""Which records are one party, as judged up to a run?"""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from lookthrough.graph.identity import Identity, Judgement


def judged(*pairs: str) -> Identity:
    """The identity of judgements such as `ab`, made in this order: b is the same as a."""
    return Identity(Judgement(1, place, *pair) for place, pair in enumerate(pairs))


def test_a_record_that_nobody_judged_is_its_own_party() -> None:
    assert judged().party("a") == "a"
    assert judged("bc").records("a") == ("a",)


def test_the_first_named_record_stays_the_canonical_one() -> None:
    found = judged("ab")
    assert (found.party("a"), found.party("b")) == ("a", "a")
    assert found.records("a") == ("a", "b")


def test_clusters_join_through_any_of_their_records() -> None:
    # a = b, c = d, then d = b: the cluster of d is kept, with c in front
    found = judged("ab", "cd", "db")
    assert {found.party(record) for record in "abcd"} == {"c"}
    assert found.records("c") == ("c", "d", "a", "b")


def test_a_judgement_that_says_nothing_new_changes_nothing() -> None:
    found = judged("ab", "ba", "bb")
    assert found.records("a") == ("a", "b")


def test_judgements_count_in_the_order_in_which_they_were_made() -> None:
    first, second = Judgement(1, 0, "a", "b"), Judgement(2, 0, "b", "c")
    assert Identity([second, first]).party("c") == Identity([first, second]).party("c") == "a"


def test_a_judgement_is_known_from_its_run_until_it_is_taken_back() -> None:
    made = Judgement(2, 0, "a", "b", to_run=5)
    assert [run for run in range(7) if made.known(run)] == [2, 3, 4]
    assert [run for run in range(4) if Judgement(2, 0, "a", "b").known(run)] == [2, 3]


def test_taking_a_judgement_back_splits_the_cluster_again() -> None:
    every = (Judgement(1, 0, "a", "b"), Judgement(2, 0, "b", "c", to_run=3))
    then, now = (Identity(one for one in every if one.known(run)) for run in (2, 3))
    assert (then.party("c"), now.party("c")) == ("a", "c")
    assert now.records("a") == ("a", "b")


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=5))
def test_parties_are_the_components_of_what_was_judged_whatever_the_order(
    pairs: list[tuple[str, str]],
) -> None:
    def cluster(found: Identity) -> set[frozenset[str]]:
        return {frozenset(found.records(found.party(record))) for record in "abcde"}

    expected = {frozenset(_component(record, pairs)) for record in "abcde"}
    for order in list(permutations(pairs))[:24]:
        found = judged(*("".join(pair) for pair in order))
        assert cluster(found) == expected
        assert all(found.records(found.party(record))[0] == found.party(record) for record in "abcde")


def _component(record: str, pairs: list[tuple[str, str]]) -> set[str]:
    found = {record}
    while more := {end for pair in pairs if found & set(pair) for end in pair} - found:
        found |= more
    return found
