"""Is what proves an answer all there: every holding of a majority, and how much of a share the paths explain?"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import given, settings

from lookthrough.queries.finding import Finding
from lookthrough.queries.look import View
from lookthrough.queries.paths import paths
from tests.drawing import at, finding, paper
from tests.queries.worlds import drawings

MESH = "\n".join(
    [*(f"p -100%-> A{i}" for i in range(5))]
    + [f"A{i} -20%-> B{k}" for i in range(5) for k in range(5)]
    + [f"B{k} -20%-> C" for k in range(5)]
)
GRID = "\n".join(
    ["p -51%-> Z"]
    + [f"Z -51%-> A{i}" for i in range(6)]
    + [f"A{i} -9%-> B{k}" for i in range(6) for k in range(6)]
    + [f"B{k} -9%-> C" for k in range(6)]
)


def proved(found: Finding, of: str = "p") -> dict[str, Any]:
    """The owner with his proof, as JSON."""
    owners: list[dict[str, Any]] = found.to_dict()["answer"]["owners"]
    return next(owner for owner in owners if owner["party"]["id"] == of)


def links(owner: dict[str, Any]) -> set[tuple[str, str]]:
    """Every link of a proof, once."""
    return {(x["holder"]["id"], x["held"]["id"]) for path in owner["paths"] for x in path["links"]}


def test_every_holding_of_a_majority_of_many_is_in_its_proof() -> None:
    """Six companies, each of them held by six: 216 chains, but 79 links, and none of them is left out."""
    owner = proved(finding(GRID, of="C"))
    assert owner["bases"][0]["basis"] == "actual_control"
    assert len(links(owner)) == 1 + 6 + 36 + 6
    assert len(owner["paths"]) <= len(links(owner))
    assert all(path["links"][0]["holder"]["id"] == "p" for path in owner["paths"])


@settings(max_examples=60)
@given(drawings("exact", "means", "concert"))
def test_a_proof_of_control_is_made_of_unbroken_chains_that_add_up_to_majorities(text: str) -> None:
    for owner in finding(text).to_dict()["answer"]["owners"]:
        if owner["bases"][0]["basis"] != "actual_control" or owner["certainty"] != "certain":
            continue
        votes: dict[str, dict[str, Fraction]] = {}
        for path in owner["paths"]:
            assert path["links"][-1]["held"]["id"] == "C"
            assert all(a["held"]["id"] == b["holder"]["id"] for a, b in pairwise(path["links"]))
            for link in path["links"]:
                share = Fraction(1) if link["share"] is None else Fraction(link["share"]["low"])
                key = f"{link['holder']['id']} {link['claim']}"
                votes.setdefault(link["held"]["id"], {})[key] = share
        assert all(sum(parts.values()) > Fraction(1, 2) for parts in votes.values()), (text, votes)


def test_paths_that_are_too_many_say_how_much_they_explain() -> None:
    owner = proved(finding(MESH))
    assert (len(owner["paths"]), owner["covered"]) == (20, {"part": "4/5", "percent": "80"})
    assert "covered" not in proved(finding("p -50%-> A -50%-> B -70%-> C\n p -20%-> B"))


def test_the_answer_to_paths_says_so_too() -> None:
    found = paths(View(paper(MESH), at(None)), "p", "C")
    assert found.answer["covered"] == {"part": "4/5", "percent": "80"}
    assert found.sentence["en"].endswith("by 20 paths (the strongest, which explain 80 % of it).")
    assert found.sentence["zh"].endswith("（所列为最主要的路径，可解释其中80%）。")


def test_a_branch_is_drawn_with_the_row_that_says_whose_it_is() -> None:
    drawn = finding("p -100%-> H -branch_of-> C").answer["structure"]["holdings"]
    (branch,) = [row for row in drawn if row["kind"] == "branch_of"]
    assert (branch["holder"], branch["held"], len(branch["claims"])) == ("H", "C", 1)
    assert branch["rows"][0]["row"] > 0


def test_all_facts_are_asked_for_that_lead_to_who_may_be_an_owner_and_no_others() -> None:
    known = "\n".join(
        f"{name} -[{low},{low + 5}]%-> C" for name, low in zip("abcd", (21, 22, 23, 1), strict=True)
    )
    found = finding(f"{known}\n H -1%-> C\n x -[10,90]%-> H")
    asked = [ask.fact["en"] for ask in found.ask]
    assert asked == [f"the exact share of {name} in C" for name in "abcd"]
    assert found.ask[0].effect["en"] == "which of c, b, a is an owner"


def test_of_many_who_may_be_owners_the_first_are_named_and_the_others_counted() -> None:
    found = finding("\n".join(f"{name} -[15,25]%-> C" for name in "abcd"))
    assert found.ask[0].effect == {
        "en": "which of a, b, c and 1 more is an owner",
        "zh": "决定a、b、c等4方是否为受益所有人",
    }
