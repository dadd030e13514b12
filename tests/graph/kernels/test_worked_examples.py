"""Do the kernels give the figures of the worked examples that need nothing else (shareholdings and directions)?"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from lookthrough.graph.kernels.absorption import share_between
from lookthrough.graph.kernels.bounds import bounds
from lookthrough.graph.kernels.control import ControlGraph, controlled, controllers, top_controller, votes_of
from lookthrough.graph.kernels.fills import Fill, Matrix, Node
from lookthrough.graph.kernels.paths import Limits, best_paths
from lookthrough.graph.shares import UNKNOWN, ZERO, Certainty, Share, parse

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases"
PLAIN = {"holder_id", "held_id", "kind", "share"}
Example = dict[str, Any]
Methods = dict[str, Callable[[Matrix, Node, Node], Fraction]]


def visits(matrix: Matrix, by: Node, of: Node) -> Fraction:
    return share_between(matrix, by, of)


METHODS: Methods = {
    "absorption": visits,
    "leontief": visits,
    "raw": lambda matrix, by, of: visits(matrix, by, of) - (by == of),
    "baldone": lambda matrix, by, of: visits(matrix, by, of) / visits(matrix, by, by),
    "first_passage": lambda matrix, by, of: visits(matrix, by, of) / visits(matrix, of, of),
    "simple_paths": lambda matrix, by, of: sum(
        (path.share.low for path in best_paths(matrix, of, by, Limits(Fraction(2))).paths), ZERO
    ),
}


def examples() -> list[Example]:
    """The examples that shareholdings with plain shares, and directions of votes, describe wholly."""
    files = [CASES / f"{name}.json" for name in ("ownership", "ranges", "classes") if CASES.is_dir()]
    found = [example for file in files for example in json.loads(file.read_text(encoding="utf-8"))]
    return [
        example
        for example in found
        if plain(example) and any(check["ask"] in ASKS for check in example["expect"])
    ]


def plain(example: Example) -> bool:
    interests, ties = example.get("interests", []), example.get("associations", [])
    return all(i["kind"] == "shareholding" and set(i) <= PLAIN for i in interests) and all(
        tie["kind"] == "votes_as_directed_by" for tie in ties
    )


def graph(example: Example) -> ControlGraph:
    """Votes as the example states them, figures as they stand."""
    holders: dict[Node, list[tuple[Node, Share]]] = {}
    for interest in example["interests"]:
        share = parse(interest["share"]) if "share" in interest else UNKNOWN
        holders.setdefault(interest["held_id"], []).append((interest["holder_id"], share))
    directed = {tie["party_a"]: tie["party_b"] for tie in example.get("associations", [])}
    return ControlGraph(
        {held: Fill(tuple(sorted(found))) for held, found in holders.items()}, directed=directed
    )


def share_is(graph: ControlGraph, check: Example) -> bool:
    found = METHODS[check.get("method", "absorption")](graph.votes, check["by"], check["of"])
    within = Fraction(Decimal(check.get("within", "0%").rstrip("%"))) / 100
    return abs(found - number(check["is"])) <= within


def number(text: str) -> Fraction:
    """A percentage, which may pass 100 where visits are counted."""
    return Fraction(Decimal(text.rstrip("%"))) / 100


def bounds_are(graph: ControlGraph, check: Example) -> bool:
    worst_case = check.get("reading") == "worst_case"
    expected = Share(
        parse(check["low"]).low,
        parse(check["high"]).low,
        check.get("low_open", False),
        check.get("high_open", False),
    )
    return bounds(graph.votes, check["of"], check["by"], worst_case=worst_case) == expected


def votes_are(graph: ControlGraph, check: Example) -> bool:
    return votes_of(graph, check["by"], check["of"]) == parse(check["is"])


def control_is(graph: ControlGraph, check: Example) -> bool:
    expected = {True: Certainty.CERTAIN, "possible": Certainty.POSSIBLE, False: None}[check["is"]]
    return controllers(graph, check["of"], [check["by"]]).get(check["by"]) == expected


def controlled_are(graph: ControlGraph, check: Example) -> bool:
    return controlled(graph, check["by"]).certain == set(check["are"])


def controller_is(graph: ControlGraph, check: Example) -> bool:
    return bool(top_controller(graph, check["of"]) == check["is"])


ASKS: dict[str, Callable[[ControlGraph, Example], bool]] = {
    "share": share_is,
    "bounds": bounds_are,
    "votes": votes_are,
    "controls": control_is,
    "controlled": controlled_are,
    "controller": controller_is,
}


@pytest.mark.skipif(not CASES.is_dir(), reason="no folder shared beside the checkout")
@pytest.mark.parametrize("example", examples(), ids=lambda example: str(example["id"]))
def test_the_kernels_give_the_figures_of_a_worked_example(example: Example) -> None:
    for check in example["expect"]:
        if check["ask"] in ASKS:
            assert ASKS[check["ask"]](graph(example), check), check


@pytest.mark.skipif(not CASES.is_dir(), reason="no folder shared beside the checkout")
def test_most_examples_of_method_and_ranges_are_covered() -> None:
    assert len(examples()) >= 45
