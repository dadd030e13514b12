"""What leads from a target up to a party, and what do the others come to together?"""

from __future__ import annotations

from fractions import Fraction

from hypothesis import HealthCheck, given, settings

from lookthrough.graph.kernels.bounds import Bounds, bounds, bounds_of_all
from lookthrough.graph.kernels.components import components, towards
from lookthrough.graph.kernels.fills import Fill, Matrix
from lookthrough.graph.kernels.lumps import Lumps
from lookthrough.graph.kernels.steps import Floor, Slot
from lookthrough.graph.kernels.ways import Ways
from lookthrough.graph.shares import ONE, ZERO, Share, exactly, parse
from tests.graph.kernels.structures import drawn, matrices

PATIENT = [HealthCheck.too_slow, HealthCheck.filter_too_much]
ONLY_P = frozenset({"p"})
WHOLE_REST = ((ZERO, 0), (ONE, 0))


def hub(size: int) -> Fill:
    """As many holders of one company, each with a range of its own."""
    ends = [(Fraction(i % 7, 10 * size), Fraction(1 + i % 5, 8)) for i in range(size)]
    return Fill(
        tuple((f"p{i:04}", Share(low, high, i % 2 == 0, i % 3 == 0)) for i, (low, high) in enumerate(ends))
    )


def elsewhere(matrix: Matrix) -> Lumps:
    """Steps at companies whose other holders and remainder are all worth one."""
    return Lumps(matrix, lambda _: (ONE, True), lambda fill: [(ONE, fill.rest)])


@settings(max_examples=100, suppress_health_check=PATIENT)
@given(matrices())
def test_what_leads_to_a_party_is_what_a_walk_through_the_whole_closure_finds(matrix: Matrix) -> None:
    way = Ways(matrix, "A").to(ONLY_P)
    assert way.order == towards(matrix, components(matrix, "A"), "p")
    for company in way.holders:
        expected = [(n, s) for n, s in matrix[company].holders if s.high > 0 and n in {"p", *way.holders}]
        assert way.holders[company] == expected


def test_nothing_is_passed_that_lies_behind_a_held_party() -> None:
    #   B > A > T and A > B: to A leads T alone, though A also leads to itself through B
    way = Ways(drawn("A 50% > T\n B 50% > A\n A 50% > B"), "T").to(frozenset({"A"}))
    assert way.order == [("T",)]
    assert way.holders == {"T": [("A", parse("50%"))]}


def test_a_target_leads_to_itself_by_no_way() -> None:
    assert Ways(drawn("T 50% > B\n B 50% > T"), "T").to(frozenset({"T"})).order == []


def test_a_step_at_a_company_of_many_holders_has_few_slots() -> None:
    fill = hub(2000)
    mine = [holder for holder in fill.holders if holder[0] == "p0003"]
    leading, others = elsewhere({"T": fill}).step("T", mine).slots
    assert leading == Slot("p0003", ((mine[0][1].low, 0), (mine[0][1].high, -1)))
    assert others.ends[0][0] == sum(share.low for node, share in fill.holders if node != "p0003")
    assert others.ends[1][0] == 1 + sum(share.high for node, share in fill.holders if node != "p0003")


def test_who_is_named_by_a_floor_is_counted_apart() -> None:
    matrix = drawn("p [10,20]% > T\n q [5,30]% > T\n r (1,40)% > T")
    floor = Floor(frozenset({"p", "q", "nobody"}), Fraction(1, 4), strict=False)
    slots = elsewhere(matrix).step("T", [("p", parse("[10,20]%"))], floor).slots
    assert [(slot.node, slot.named, slot.ends[0]) for slot in slots] == [
        ("p", True, (Fraction(1, 10), 0)),
        (None, False, (Fraction(1, 100), 1)),
        (None, True, (Fraction(5, 100), 0)),
    ]


def test_nobody_recorded_is_all_remainder() -> None:
    assert elsewhere({}).step("T", []).slots == (Slot(None, WHOLE_REST, ONE),)


def test_every_holder_of_a_hub_has_the_bounds_of_one_fill() -> None:
    """The closed form: at most what the others leave, at least what they and the remainder cannot take."""
    fill = hub(300)
    lows, highs = sum(s.low for _, s in fill.holders), sum(s.high for _, s in fill.holders)
    found = bounds_of_all({"T": Fill(fill.holders, ZERO)}, "T", [node for node, _ in fill.holders])
    for node, share in fill.holders:
        most, least = 1 - (lows - share.low), 1 - (highs - share.high)
        assert (found[node].low, found[node].high) == (max(share.low, least), min(share.high, most))


def test_knowing_everybody_at_once_does_not_change_what_one_is_told() -> None:
    matrix = {"T": hub(40), "p0001": Fill((("x", exactly(1)),))}
    known = Bounds(matrix, "T")
    known.settle()
    for node in ("p0000", "p0001", "x", "T", "nobody"):
        assert known.share(node) == bounds(matrix, "T", node)


def test_a_node_that_is_the_party_under_another_name_counts_as_the_party() -> None:
    #   p [10,60]%, other [0,20]% --> T: p, who is also the other one, has at least 30 % once both have 30 % together
    matrix = drawn("p [10,60]% > T\n other [0,20]% > T")
    floor = {"T": Floor(frozenset({"p", "other"}), Fraction(3, 10), strict=False)}
    assert Bounds(matrix, "T").least("p", floor, frozenset({"other"})) == (Fraction(3, 10), True)
    assert Bounds(matrix, "T").least("p", floor) == (Fraction(1, 10), True)
