"""How does a finding become one HTML file with its ownership chart, safe to open anywhere?

pyvis holds the boxes and arrows and brings the vis-network script. Its own page is not used: that one loads from
other hosts and runs what names contain. Here the template escapes, data is inert JSON, places are computed before,
and a content policy names the two scripts by their hashes and allows nothing else: no request leaves the file.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from lookthrough.errors import LookthroughError, UsageError
from lookthrough.viz.exhibit import exhibit
from lookthrough.viz.layout import Layout, arrange
from lookthrough.viz.legend import legend
from lookthrough.viz.scene import Arrow, Box, Line, Scene, scene
from lookthrough.viz.words import checked, colon, word

if TYPE_CHECKING:
    from jinja2 import Environment
    from pyvis.network import Network

MOST_BOXES: Final = 2000
VIS: Final = "lib/vis-9.1.2/vis-network.min.js"
HTML_LANG: Final = {"en": "en", "zh": "zh-Hans"}
INERT: Final = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"})


def chart(finding: Mapping[str, Any], *, lang: str = "en") -> bytes:
    """Draw an `owners` finding, as `Finding.to_dict()` gives it, as one self-contained HTML file in UTF-8.

    Raises:
        UsageError: for another question than `owners`, or a language other than `en` and `zh`.
        LookthroughError: for more than 2,000 boxes after folding.
    """
    checked(lang)
    if finding["question"] != "owners":
        raise UsageError("a chart shows who owns: draw it from the answer of 'owners'")
    picture = scene(finding, lang)
    if len(picture.boxes) > MOST_BOXES:
        raise LookthroughError(
            f"the owners' paths alone are {len(picture.boxes):,} boxes, and a chart holds {MOST_BOXES:,}: "
            "read them as a table with 'lookthrough owners --csv'"
        )
    return _page(finding, picture, lang).encode()


def _page(finding: Mapping[str, Any], picture: Scene, lang: str) -> str:
    script, css, vis = _template("chart.js"), _template("chart.css"), _vis()
    layout = arrange(picture)
    return (
        _environment(lang)
        .get_template("chart.html")
        .render(
            page=exhibit(finding, lang),
            legend=list(legend(picture, layout)),
            colon=colon(lang),
            html_lang=HTML_LANG[lang],
            policy=policy([vis, script], css),
            css=css,
            script=script,
            vis=vis,
            data=inert(data_of(picture, layout)),
        )
    )


def policy(scripts: Sequence[str], css: str) -> str:
    """The content policy under which exactly these scripts and this style work, and nothing is fetched."""
    allowed = " ".join(map(_digest, scripts))
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_digest(css)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def inert(data: object) -> str:
    """JSON that can stand in a script element: no character in it can end the element or a line of script."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(INERT)


def _template(name: str) -> str:
    return (files("lookthrough.viz") / "templates" / name).read_text(encoding="utf-8")


def _vis() -> str:
    """The vis-network script that pyvis brings, without the line that points at its source map."""
    script = (files("pyvis") / VIS).read_text(encoding="utf-8")
    return script.rpartition("//# sourceMappingURL=")[0]


def _environment(lang: str) -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("lookthrough.viz"),
        autoescape=True,
        undefined=StrictUndefined,
        lstrip_blocks=True,
    )
    environment.globals["say"] = lambda code: word(code, lang)
    environment.tests["chinese"] = lambda text: any(
        "\u4e00" <= character <= "\u9fff" for character in str(text)
    )
    return environment


def data_of(picture: Scene, layout: Layout) -> dict[str, Any]:
    """Boxes, arrows and where they stand, as chart.js reads them."""
    network = _network(picture, layout)
    return {
        "width": layout.width,
        "height": layout.height,
        "nodes": network.nodes,
        "edges": network.edges,
        "joints": layout.joints,
    }


def _network(picture: Scene, layout: Layout) -> Network:
    from pyvis.network import Network

    network = Network(directed=True)
    for box, rect in zip(picture.boxes, layout.boxes, strict=True):
        x, y = rect.middle
        looks = _box(box) | {"x": x, "y": y, "w": rect.width, "h": rect.height}
        network.add_node(box.id, label=box.name, shape="custom", **looks)
    for arrow, rect, points in zip(picture.arrows, layout.labels, layout.routes, strict=True):
        x, y = rect.middle
        at = {"x": x, "y": y, "w": rect.width, "h": rect.height}
        network.add_edge(arrow.holder, arrow.held, **_arrow(arrow), at=at, points=points)
    return network


def _box(box: Box) -> dict[str, Any]:
    return {
        "title": f"{box.name}\n{box.id}" if box.kind != "fold" else box.name,
        "kind": box.kind,
        "role": str(box.role),
        "lines": _lines(box.lines),
    }


def _arrow(arrow: Arrow) -> dict[str, Any]:
    text = "\n".join(line.text for line in arrow.lines)
    return {"title": text, "lines": _lines(arrow.lines), "dashed": arrow.dashed, "circle": arrow.circle}


def _lines(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [
        {"text": line.text, "size": line.pen.size, "strong": line.pen.strong, "height": line.pen.height}
        for line in lines
    ]
