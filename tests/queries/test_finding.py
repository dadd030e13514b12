"""What does a finding look like to programs: its JSON, its hash, its tables, its links and paths?"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from lookthrough.graph.shares import Share, exactly, parse
from lookthrough.queries.finding import Finding, canonical, digest, share_json, snapshot_of
from tests.drawing import Paper, asked_of, finding, paper

GUIDE = "p -50%-> A -50%-> B -70%-> C\n p -20%-> B\n q -[20,30]%-> C"
TOP = "format question rule subject valid_at known_at snapshot version answer warnings ask sentence hash".split()
ANSWER = {"owners", "excluded", "fallback", "recorded", "review", "unrecorded", "declared"}
STRUCTURES = {
    "guide": GUIDE,
    "circle": "p -60%-> A\n B -40%-> A -30%-> B\n q -70%-> B\n A -80%-> C",
    "nominee": "n -nominee 60%-> C\n n ~nominee_for~ b\n q -40%-> C",
    "joint": "a -joint J 40%-> C\n b -joint J 40%-> C\n r -60%-> C",
    "control": "p -51%-> A -51%-> B -60%-> C\n o -40%-> C\n p ~acts_in_concert~ o",
    "rivals": "p -20% @form-> C\n p -30% @register-> C\n q -70%-> C",
    "above": "p -70%-> C\n q -60%-> C\n g -senior_manager-> C",
    "nobody": "p -10%-> C",
}


def parts(found: Any) -> list[str]:
    """Every text in JSON, keys left out."""
    if isinstance(found, dict):
        return [text for value in found.values() for text in parts(value)]
    if isinstance(found, list):
        return [text for value in found for text in parts(value)]
    return [found] if isinstance(found, str) else []


def test_the_top_of_a_finding_has_the_keys_of_the_surface_in_their_order() -> None:
    found = finding(GUIDE, shown_as="K1").to_dict()
    assert list(found) == TOP
    assert {name: found[name] for name in TOP[:6]} == {
        "format": "lookthrough.finding/1",
        "question": "owners",
        "rule": "cn-bank-2026",
        "subject": {"id": "C", "name": "C", "kind": "company"},
        "valid_at": "2026-11-24",
        "known_at": 1,
    }
    assert found["answer"].keys() >= ANSWER
    assert finding(GUIDE, when="any").to_dict()["valid_at"] == "any"


def test_an_owner_has_party_certainty_bases_shares_and_paths() -> None:
    owner = finding(GUIDE).to_dict()["answer"]["owners"][0]
    assert {name: owner[name] for name in ("party", "certainty", "direct")} == {
        "party": {"id": "p", "name": "p", "kind": "person"},
        "certainty": "certain",
        "direct": None,
    }
    share = {"low": "63/200", "low_open": False, "high": "63/200", "high_open": False, "percent": "31.5"}
    assert owner["ultimate"] == share
    assert owner["bases"] == [
        {
            "basis": "equity",
            "code": None,
            "article": "8(1)",
            "certainty": "certain",
            "right": "equity",
            "share": share,
        }
    ]
    assert [path["share"]["percent"] for path in owner["paths"]] == ["17.5", "14"]


def test_a_link_names_its_claim_its_ends_and_the_row_that_said_so() -> None:
    link = finding(GUIDE).to_dict()["answer"]["owners"][0]["paths"][1]["links"][0]
    assert link == {
        "claim": "crm/interests/p|B|shareholding|None|None|None@1",
        "holder": {"id": "p", "name": "p", "kind": "person"},
        "held": {"id": "B", "name": "B", "kind": "company"},
        "kind": "shareholding",
        "share": share_json(exactly(parse("20%").low)),
        "source": {"dataset": "crm", "file": "interests.csv", "row": 4, "record": "p|B|shareholding|None|None|None",
                   "run": 1, "text": None},
    }  # fmt: skip


def test_a_link_of_several_records_names_them_all() -> None:
    link = finding("p -15%-> C\n p -15% #2-> C").to_dict()["answer"]["owners"][0]["paths"][0]["links"][0]
    assert [source["record"] for source in link["more"]] == ["p|C|shareholding|None|None|None"]
    assert link["source"]["record"] == "2"


def test_a_range_keeps_its_open_ends_and_says_them_to_people() -> None:
    owner = finding("p -(25,50]%-> C").to_dict()["answer"]["owners"][0]
    assert owner["direct"] == {
        "low": "1/4",
        "low_open": True,
        "high": "1/2",
        "high_open": False,
        "percent": ">25-50",
    }
    assert share_json(None) is None


def test_a_path_through_a_circle_says_what_the_circle_adds() -> None:
    # half of B is A's and half of A is B's: 1 / (1 - 1/4) times as much
    (path,) = finding("p -50%-> A -50%-> B -50%-> A\n B -90%-> C").to_dict()["answer"]["owners"][0]["paths"]
    assert (path["share"]["percent"], path["gain"]) == ("22.5", "4/3")


def test_who_is_excluded_has_an_interval_and_the_tests_that_failed() -> None:
    (row,) = finding("p -10%-> C").to_dict()["answer"]["excluded"]
    assert row["ultimate"]["percent"] == "10"
    assert row["failed"] == ["equity", "profit_or_votes", "actual_control"]


@pytest.mark.parametrize("text", STRUCTURES.values(), ids=STRUCTURES)
def test_the_text_of_a_finding_is_json_and_its_hash_is_of_the_rest(text: str) -> None:
    found = finding(text)
    data = json.loads(found.to_json())
    assert data == found.to_dict()
    assert (
        digest({name: value for name, value in data.items() if name != "hash"}) == data["hash"] == found.hash
    )


@pytest.mark.parametrize("text", STRUCTURES.values(), ids=STRUCTURES)
def test_nothing_in_a_finding_says_none_by_name(text: str) -> None:
    said = [part for part in parts(finding(text).to_dict()["warnings"]) if "/" not in part]
    said += parts(finding(text).to_dict()["sentence"]) + parts(finding(text).to_dict()["ask"])
    assert not [part for part in said if "None" in part]


def turned(found: Paper) -> Paper:
    """The same claims, written down the other way round."""
    return replace(
        found,
        parties=found.parties[::-1],
        interests=found.interests[::-1],
        associations=found.associations[::-1],
        others=found.others[::-1],
    )


@pytest.mark.parametrize("text", STRUCTURES.values(), ids=STRUCTURES)
def test_the_same_claims_in_another_order_give_the_same_bytes(text: str) -> None:
    claims = paper(text, declared={"C": "form p; register x"})
    assert (
        asked_of(claims, "C").to_json()
        == asked_of(turned(claims), "C").to_json()
        == asked_of(claims, "C").to_json()
    )


CHANGES: dict[str, Any] = {
    "a share": {"text": "p -30.01%-> C"},
    "a dataset": {"text": "p -30% @form-> C"},
    "a name": {"names": {"p": "王小明"}},
    "a further holder": {"text": "p -30%-> C\n q -1%-> C"},
    "the day": {"when": "2026-11-23"},
    "an option": {"options": {"enhanced_threshold": "10%"}, "text": "p -30%-> C\n q -12%-> C"},
    "the id that it is known by": {"shown_as": "K1"},
    "a declaration": {"declared": {"C": "form p"}},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_hash_changes_with_anything_that_was_asked_or_known(change: dict[str, Any]) -> None:
    before = finding("p -30%-> C")
    after = finding(
        change.get("text", "p -30%-> C"), **{name: x for name, x in change.items() if name != "text"}
    )
    assert after.hash != before.hash


def test_the_snapshot_is_of_the_claims_used_whatever_was_asked() -> None:
    text = "p -30%-> C\n q -20%-> C\n q -40%-> D"
    found = finding(text)
    assert found.head.snapshot == finding(text, options={"enhanced_threshold": "10%"}).head.snapshot
    assert found.head.snapshot != finding("p -30%-> C\n q -21%-> C").head.snapshot
    assert snapshot_of(["a", "b", "a"]) == snapshot_of(["b", "a"]) != snapshot_of(["a"])


def test_a_claim_that_the_answer_does_not_use_is_not_in_its_snapshot() -> None:
    assert finding("p -30%-> C\n q -40%-> D").head.snapshot == finding("p -30%-> C", parties={}).head.snapshot


def test_canonical_text_has_no_spaces_and_keeps_chinese() -> None:
    assert canonical({"b": "王", "a": [1, None]}) == '{"b":"王","a":[1,null]}'
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})


def test_pandas_gets_a_row_an_owner_with_exact_text_beside_floats() -> None:
    frame = finding(GUIDE + "\n n -voting_rights 60%-> C").to_pandas()
    assert list(frame.columns) == [
        "id", "name", "certainty", "bases", "direct", "direct_low", "direct_high",
        "ultimate", "ultimate_low", "ultimate_high",
    ]  # fmt: skip
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "id": "string", "name": "string", "certainty": "category", "bases": "str", "direct": "string",
        "direct_low": "float64", "direct_high": "float64", "ultimate": "string", "ultimate_low": "float64",
        "ultimate_high": "float64",
    }  # fmt: skip
    assert list(frame.certainty.cat.categories) == ["certain", "possible"]
    rows = {row.id: row for row in frame.itertuples()}
    assert (rows["p"].ultimate, rows["p"].ultimate_low) == ("31.5", 0.315)
    assert (rows["q"].direct, rows["q"].direct_low, rows["q"].direct_high) == ("20-30", 0.2, 0.3)
    assert rows["n"].bases == "profit_or_votes,actual_control"


def test_pandas_gets_a_frame_without_rows_where_nobody_is_an_owner() -> None:
    frame = finding("p -10%-> C").to_pandas()
    assert (len(frame), str(frame.dtypes["certainty"])) == (0, "category")


def test_rows_for_tables_are_flat_and_all_text() -> None:
    rows = finding(GUIDE).rows()
    assert rows[0] == {
        "subject": "C", "id": "p", "name": "p", "kind": "person", "certainty": "certain", "bases": "equity (certain)",
        "direct": None, "ultimate": "31.5", "ultimate_low": "63/200", "ultimate_high": "63/200",
    }  # fmt: skip
    assert [row["bases"] for row in rows] == ["equity (certain)", "equity (possible)"]


def test_paths_and_links_are_those_of_all_owners_each_link_once() -> None:
    found = finding(GUIDE)
    assert [path["owner"]["id"] for path in found.paths()] == ["p", "p", "q"]
    ends = [(link["holder"]["id"], link["held"]["id"]) for link in found.links()]
    assert ends == [("A", "B"), ("B", "C"), ("p", "A"), ("p", "B"), ("q", "C")]


def test_links_without_a_claim_of_their_own_are_all_there() -> None:
    found = finding("a -joint J 40%-> C\n b -joint J 40%-> C\n r -60%-> C")
    assert len(found.links()) == 3


def sourceless(found: Finding) -> list[tuple[str, str]]:
    """Links of a proof that name no row."""
    return [(link["holder"]["id"], link["held"]["id"]) for link in found.links() if link["source"] is None]


@pytest.mark.parametrize("name", ["guide", "circle", "control", "rivals", "above"])
def test_every_link_of_a_proof_names_the_row_that_said_so(name: str) -> None:
    assert sourceless(finding(STRUCTURES[name])) == []


def test_what_a_nominee_holds_is_proved_by_the_nominee_s_row() -> None:
    assert sourceless(finding(STRUCTURES["nominee"])) == []


def test_what_a_joint_block_holds_is_proved_by_its_members_rows() -> None:
    assert sourceless(finding(STRUCTURES["joint"])) == []


def test_a_branch_is_proved_by_the_row_of_its_head_also_after_a_merge() -> None:
    text = "p -100%-> H\n J -branch_of-> C"
    assert sourceless(finding(text.replace("J", "H"))) == []
    assert sourceless(asked_of(paper(text, judged=[("H", "J")]), "C")) == []


def test_the_structure_of_an_answer_holds_all_that_a_chart_draws() -> None:
    found = finding(
        "p -60%-> A\n B -40%-> A -30%-> B\n A -80%-> C\n s -control_by_agreement-> C\n g -senior_manager chairman-> C"
    )
    drawn = found.answer["structure"]
    assert {party["id"] for party in drawn["parties"]} == {"A", "B", "C", "g", "p", "s"}
    kinds = {(row["holder"], row["held"], row["kind"]) for row in drawn["holdings"]}
    assert kinds >= {("p", "A", "shareholding"), ("s", "C", "control_by_agreement"), ("g", "C", "chairman")}
    assert drawn["circles"] == [["A", "B"]]
    assert all(row["rows"] for row in drawn["holdings"])


def test_what_precedence_did_not_pick_stays_visible_as_a_rival() -> None:
    found = finding("p -20% @form-> C\n p -30% @register-> C", precedence=("register",))
    assert any("form" in claim for note in found.warnings for claim in note.claims)


def test_a_finding_that_differs_only_in_its_share_ends_is_another() -> None:
    assert digest(share_json(Share(parse("25%").low, parse("50%").low))) != digest(
        share_json(parse("(25,50]%"))
    )


def steps(text: str, of: str = "p") -> list[str]:
    """The links that prove an owner of C, as `holder kind held`."""
    found = next(owner for owner in finding(text).owners if owner.party.id == of)
    return [f"{link.holder.id} {link.kind} {link.held.id}" for path in found.paths for link in path.links]


def test_control_is_proved_by_a_chain_from_the_owner_down() -> None:
    assert steps("p -51%-> A -51%-> B -60%-> C\n o -40%-> C") == [
        "p shareholding A",
        "A shareholding B",
        "B shareholding C",
    ]
    assert steps("p -51%-> A -control_by_agreement-> C") == ["p shareholding A", "A control_by_agreement C"]


def test_directed_votes_are_proved_by_the_direction() -> None:
    assert steps("q -voting_rights 60%-> C\n q ~votes_as_directed_by~ p") == ["p votes_as_directed_by C"]


def test_votes_directed_on_and_on_are_proved_too() -> None:
    assert steps("q -voting_rights 60%-> C\n q ~votes_as_directed_by~ r\n r ~votes_as_directed_by~ p")


def test_control_is_proved_by_all_the_votes_that_make_the_majority() -> None:
    """26 % of A and 25 % of B are a majority only together."""
    found = steps("p -51%-> Z -51%-> A -26%-> C\n Z -51%-> B -25%-> C\n o -49%-> C")
    assert {"A shareholding C", "B shareholding C"} <= set(found)
