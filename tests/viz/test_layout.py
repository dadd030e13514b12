"""Does anything in a chart run over anything else, and do arrows lead down?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.viz.geometry import Point, Rect
from lookthrough.viz.layering import crossings, layered
from lookthrough.viz.layout import Layout, arrange
from lookthrough.viz.placing import Run, Wish, settled, straighten
from lookthrough.viz.scene import Scene, scene
from tests.viz.drawings import Finding, finding, findings, holding, party, sized

SIZES = pytest.mark.parametrize("many", [10, 40, 60])
LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])


def drawn(asked: Finding, lang: str = "en") -> tuple[Scene, Layout]:
    picture = scene(asked, lang)
    return picture, arrange(picture)


def pieces(layout: Layout) -> Iterator[tuple[int, Rect]]:
    """Each straight piece of an arrow as a rectangle without breadth."""
    for arrow, route in enumerate(layout.routes):
        for a, b in pairwise(route):
            left, top = min(a.x, b.x), min(a.y, b.y)
            yield arrow, Rect(left, top, abs(a.x - b.x), abs(a.y - b.y))


def assert_nothing_collides(layout: Layout) -> None:
    solid = [*layout.boxes, *layout.labels]
    assert not [pair for pair in combinations(solid, 2) if pair[0].overlaps(pair[1])]
    for arrow, piece in pieces(layout):
        others = [label for number, label in enumerate(layout.labels) if number != arrow]
        assert not [rect for rect in (*layout.boxes, *others) if piece.overlaps(rect)]
    page = Rect(0, 0, layout.width, layout.height)
    assert all(each.left >= 0 and each.right <= page.right and each.bottom <= page.bottom for each in solid)


@given(findings())
def test_no_box_label_or_line_runs_over_another(asked: Finding) -> None:
    assert_nothing_collides(drawn(asked)[1])


@SIZES
@LANGUAGES
def test_nothing_collides_at_the_usual_sizes(many: int, lang: str) -> None:
    for seed in range(5):
        assert_nothing_collides(drawn(sized(many, seed, lang), lang)[1])


@given(findings())
def test_every_arrow_outside_a_circle_leads_down_from_its_holder_to_what_it_holds(asked: Finding) -> None:
    picture, layout = drawn(asked)
    boxes = {box.id: rect for box, rect in zip(picture.boxes, layout.boxes, strict=True)}
    for arrow, route in zip(picture.arrows, layout.routes, strict=True):
        if not arrow.circle:
            assert (route[0].y, route[-1].y) == (boxes[arrow.holder].bottom, boxes[arrow.held].top)
            assert all(a.y <= b.y for a, b in pairwise(route))


@given(findings())
def test_every_arrow_begins_at_its_holder_and_ends_at_what_it_holds(asked: Finding) -> None:
    picture, layout = drawn(asked)
    boxes = {box.id: rect for box, rect in zip(picture.boxes, layout.boxes, strict=True)}
    for arrow, route in zip(picture.arrows, layout.routes, strict=True):
        assert on_border(route[0], boxes[arrow.holder])
        assert on_border(route[-1], boxes[arrow.held])


def on_border(point: Point, rect: Rect) -> bool:
    on_side = point.x == rect.right and rect.top < point.y < rect.bottom
    return on_side or (point.y in (rect.top, rect.bottom) and rect.left < point.x < rect.right)


@given(findings())
def test_lines_of_different_arrows_lie_on_each_other_only_where_they_end_in_one_tip(asked: Finding) -> None:
    picture, layout = drawn(asked)
    for (one, a), (other, b) in combinations(pieces(layout), 2):
        apart = picture.arrows[one].held != picture.arrows[other].held or picture.arrows[one].circle
        if one != other and apart and (a.width == b.width == 0 or a.height == b.height == 0):
            assert not along(a, b)


def along(a: Rect, b: Rect) -> bool:
    """Whether two parallel lines lie so close to one another for a stretch that they look like one."""
    upright = abs(a.left - b.left) < 6 and a.width == b.width == 0 and a.top < b.bottom and b.top < a.bottom
    level = abs(a.top - b.top) < 6 and a.height == b.height == 0 and a.left < b.right and b.left < a.right
    return upright or level


def test_only_one_arrow_of_a_circle_leads_up() -> None:
    # P --> A --> C --> B --> A: the subject stays at the bottom
    rows = [holding(a, b, "50%") for a, b in ("PA", "AC", "CB", "BA")]
    picture, layout = drawn(finding([party(name) for name in "CABP"], rows))
    up = [
        arrow.holder for arrow, way in zip(picture.arrows, layout.routes, strict=True) if way[0].y > way[-1].y
    ]
    assert up == ["C"]
    assert max(layout.boxes, key=lambda rect: rect.bottom) == layout.boxes[0]


def test_a_company_that_holds_itself_has_a_loop_at_its_side() -> None:
    _, layout = drawn(finding([party("C")], [holding("C", "C", "5%")]))
    assert {point.y > layout.boxes[0].top for point in layout.routes[0]} == {True}
    assert layout.labels[0].left > layout.boxes[0].right


def test_lines_that_meet_are_marked_and_lines_that_only_cross_are_not() -> None:
    # A, B --> C is one line with a joint
    _, layout = drawn(
        finding([party(name) for name in "CAB"], [holding("A", "C", "1/3"), holding("B", "C", "1/3")])
    )
    assert len(layout.joints) == 1
    assert not drawn(finding([party("C"), party("A")], [holding("A", "C", "50%")]))[1].joints


def test_the_order_within_rows_avoids_a_crossing_that_need_not_be() -> None:
    # 2 holds 0 and 1, and 3 holds 0: as a walk up from 0 meets them, 2 --> 1 would cross 3 --> 0
    layers = layered(4, [(2, 0), (2, 1), (3, 0)])
    assert crossings(layers.rows, defaultdict(list, {2: [0, 1], 3: [0]})) == 0


@given(st.lists(st.tuples(st.integers(-500, 500), st.integers(1, 200)), min_size=1, max_size=12))
def test_places_keep_their_order_and_their_distance_whatever_is_wished(wishes: list[tuple[int, int]]) -> None:
    places = settled([Wish(at, 1.0, wide) for at, wide in wishes], 10.0)
    for (one, (_, wide)), (other, (_, next_wide)) in pairwise(zip(places, wishes, strict=True)):
        assert other - one >= (wide + next_wide) / 2 + 10 - 1e-6


def test_wishes_that_do_not_conflict_are_granted() -> None:
    assert settled([Wish(0, 1, 10), Wish(100, 1, 10)], 5) == [0, 100]


def test_the_same_finding_is_laid_out_the_same_way_every_time() -> None:
    assert drawn(sized(40, 3, "zh"))[1] == drawn(sized(40, 3, "zh"))[1]


def test_a_long_line_goes_on_straight_from_one_of_its_ends_where_its_neighbours_leave_room() -> None:
    middle = {1: 100.0, 2: 130.0, 3: 0.0}
    straighten([[3, 1], [2]], dict.fromkeys(middle, 10.0), middle, [Run([1, 2], [20.0, 115.0])])
    assert middle == {1: 115.0, 2: 115.0, 3: 0.0}


def test_a_long_line_keeps_its_bends_where_its_neighbours_leave_no_room() -> None:
    middle = {1: 100.0, 2: 130.0, 3: 140.0, 4: 110.0}
    straighten([[1, 3], [4, 2]], dict.fromkeys(middle, 10.0), middle, [Run([1, 2], [115.0])])
    assert (middle[1], middle[2]) == (100.0, 130.0)
