"""Does a real browser draw the chart where the layout put it, ask nobody for anything, and run nothing foreign?"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from lookthrough.viz.geometry import Rect
from lookthrough.viz.layout import arrange
from lookthrough.viz.scene import scene
from tests.viz.conftest import Show
from tests.viz.drawings import Finding, finding, holding, owner, party, sized

PAYLOADS = [
    "<script>window.__pwned=1</script>",
    "</script><script>window.__pwned=1</script>",
    "</SCRIPT ><script>window.__pwned=1</script>",
    "<!--<script>",
    "--><img src=x onerror=window.__pwned=1>",
    "<img src=x onerror=window.__pwned=1>",
    "<svg onload=window.__pwned=1>",
    "<svg><script>window.__pwned=1</script></svg>",
    "<iframe srcdoc='<script>parent.__pwned=1</script>'></iframe>",
    "<a href=javascript:window.__pwned=1>href</a>",
    "href <img src=x onerror=window.__pwned=1>",
    "javascript:window.__pwned=1",
    "'\" onmouseover=window.__pwned=1 autofocus onfocus=window.__pwned=1 x='",
    '"><details open ontoggle=window.__pwned=1>',
    "{{7*7}}{% for x in ().__class__.__base__.__subclasses__() %}{{x}}{% endfor %}",
    "${window.__pwned=1}`;window.__pwned=1;//",
    "\u2028window.__pwned=1\u2029//",
    "]]><script>window.__pwned=1</script>",
    '\\u003cscript\\u003ewindow.__pwned=1\\u003c/script\\u003e";window.__pwned=1;"',
    "</style><style>*{display:none}</style><base href=http://localhost:9/>",
    "</title><meta http-equiv=refresh content='0;url=javascript:window.__pwned=1'>",
    "&lt;script&gt;window.__pwned=1&lt;/script&gt;",
    "__proto__",
    "\x00\x1b[31m<b onclick=window.__pwned=1>\u202e",
]  # fmt: skip


def rect(box: dict[str, float]) -> Rect:
    """What vis-network calls a bounding box."""
    left, top = round(box["left"]), round(box["top"])
    return Rect(left, top, round(box["right"]) - left, round(box["bottom"]) - top)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("many", [10, 40])
def test_boxes_and_labels_are_drawn_where_they_were_laid_out_and_none_overlaps(
    many: int, lang: str, show: Show
) -> None:
    asked = sized(many, 3, lang)
    layout, opened = arrange(scene(asked, lang)), show(asked, lang)
    boxes = opened.ask("chart.nodes.map(node => network.getBoundingBox(node.id))")
    labels = opened.ask("chart.edges.map((_, index) => network.getBoundingBox(`label ${index}`))")
    assert tuple(map(rect, boxes)) == layout.boxes
    assert tuple(map(rect, labels)) == layout.labels
    assert len(boxes) == many
    assert not [pair for pair in combinations(map(rect, boxes + labels), 2) if pair[0].overlaps(pair[1])]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_text_has_the_room_that_was_laid_out_for_it_and_is_legible(lang: str, show: Show) -> None:
    lines = show(sized(40, 3, lang), lang).ask(
        """() => {
          const ctx = document.createElement("canvas").getContext("2d");
          const measured = (line, room) => {
            ctx.font = `${line.strong ? 600 : 400} ${line.size}px ${FACES}`;
            return { room: room - ctx.measureText(line.text).width, size: line.size };
          };
          return [...chart.nodes.flatMap(node => node.lines.map(line => measured(line, node.w - 16))),
                  ...chart.edges.flatMap(edge => edge.lines.map(line => measured(line, edge.at.w)))];
        }"""
    )
    assert min(line["room"] for line in lines) >= 0
    assert min(line["size"] for line in lines) >= 11


def test_a_chart_is_shown_at_its_own_size_from_its_upper_left_corner(show: Show) -> None:
    opened = show(sized(10, 3, "en"))
    assert opened.ask("[network.getScale(), network.canvasToDOM({ x: 0, y: 0 })]") == [1, {"x": 0, "y": 0}]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_opening_a_chart_asks_for_nothing_and_complains_of_nothing(lang: str, show: Show) -> None:
    opened = show(sized(10, 1, lang), lang)
    opened.point_at("chart.nodes[0].id")
    assert "C000017" in opened.page.locator(".vis-tooltip").inner_text()
    assert opened.requests == []
    assert opened.faults == []


def poisoned(payload: str) -> Finding:
    """A finding with the payload in every text that somebody else wrote."""
    one, two = f"{payload}1", f"{payload}2"
    first = party(one, payload, payload, **{"class": payload, "country": payload, "unknown": payload})
    second = party(two, payload, "person")
    rows = [
        holding(
            two,
            one,
            "30%",
            payload,
            share_class=payload,
            claims=[payload],
            rows=[{"file": payload, "row": 1}],
        ),
        holding(one, one, "1%"),
    ]
    link = {"claim": payload, "holder": second, "held": first, "kind": payload, "share": None, "source": None}
    proved: dict[str, Any] = owner(second, "30%", paths=[{"share": None, "links": [link], "gain": payload}])
    proved["bases"][0] |= {"basis": payload, "article": payload}
    asked = finding(
        [first, second], rows, [proved], excluded=[proved | {"certainty": "excluded", "failed": [payload]}]
    )
    asked |= dict.fromkeys(("rule", "valid_at", "known_at", "snapshot", "version", "hash"), payload)
    asked["sentence"] = {"en": payload, "zh": payload}
    return asked | {
        "warnings": [{"code": payload, "text": {"en": payload, "zh": payload}, "claims": [payload]}]
    }


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_a_name_contains_runs_on_load_or_on_hover(payload: str, show: Show) -> None:
    opened = show(poisoned(payload))
    opened.point_at("chart.nodes[0].id")
    opened.point_at('"label 0"')
    assert opened.ask("window.__pwned") is None
    assert opened.ask("document.scripts.length") == 3
    assert (
        opened.ask(
            "document.querySelectorAll('img, iframe, base, details, a, b, meta[http-equiv=refresh]').length"
        )
        == 0
    )
    assert (opened.requests, opened.faults) == ([], [])


def test_the_policy_of_the_file_stops_what_did_not_come_with_it(show: Show) -> None:
    opened = show(sized(10, 1, "en"))
    opened.ask("document.body.insertAdjacentHTML('beforeend', '<img src=data:, onerror=window.__pwned=1>')")
    opened.ask("fetch('data:,x').catch(() => {})")
    assert opened.ask("window.__pwned") is None
    assert any(fault.startswith("Executing inline event handler violates") for fault in opened.faults)
    assert any(fault.startswith("Fetch API cannot load") for fault in opened.faults)


def test_without_scripts_the_tables_say_what_the_picture_would(show: Show) -> None:
    asked = sized(10, 1, "en")
    page = show(asked, java_script_enabled=False).page
    rows = page.locator("#holdings tbody tr")
    assert rows.count() == len(asked["answer"]["structure"]["holdings"])
    assert "P2" in rows.nth(2).inner_text()
    assert page.locator("noscript").is_visible()


def test_on_paper_a_wide_chart_is_as_wide_as_the_page(show: Show) -> None:
    opened = show(sized(40, 3, "en"), viewport={"width": 1032, "height": 700})
    opened.page.emulate_media(media="print")
    assert opened.ask("document.querySelector('canvas').getBoundingClientRect().width") <= 1032
    assert opened.ask("document.documentElement.scrollWidth") <= 1032


def test_a_chart_too_large_for_one_canvas_is_seen_through_a_window_that_can_be_moved(show: Show) -> None:
    persons = [party(f"P{number}", kind="person") for number in range(80)]
    rows = [holding(each["id"], "C", "1%") for each in persons]
    opened = show(finding([party("C"), *persons], rows, [owner(each, "1%") for each in persons]))
    assert opened.ask("chart.width > LARGEST.width && larger")
    assert opened.ask("document.querySelector('#chart').clientWidth") == 8000
