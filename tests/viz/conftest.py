"""How is a chart opened in a browser, with everything written down that must not happen?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lookthrough.viz.chart_pyvis import chart

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

    from tests.viz.drawings import Finding


@dataclass
class Opened:
    """A chart in a browser: its page, what it asked the network for, what went wrong or popped up."""

    page: Page
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def dialog(self, dialog: Dialog) -> None:
        """Nothing may pop up; what does is written down and closed."""
        self.faults.append(dialog.message)
        dialog.dismiss()

    def point_at(self, node: str) -> None:
        """Move the mouse to the middle of a node until its tooltip is there."""
        x, y = self.ask(f"Object.values(network.canvasToDOM(network.getPosition({node})))")
        chart = self.page.locator("#chart").bounding_box()
        assert chart
        self.page.mouse.move(1, 1)
        self.page.locator(".vis-tooltip").wait_for(state="hidden")
        self.page.mouse.move(chart["x"] + x, chart["y"] + y)
        self.page.locator(".vis-tooltip").wait_for(state="visible")

    def ask(self, expression: str) -> Any:
        """The value of an expression in the page."""
        return self.page.evaluate(expression)


TALL = {"width": 1440, "height": 1600}
Show = Callable[..., Opened]


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Show]:
    """Opens the chart of a finding from a file; any option of a browser context may be given."""
    contexts = []

    def open_chart(finding: Finding, lang: str = "en", **options: Any) -> Opened:
        file = tmp_path / "chart.html"
        file.write_bytes(chart(finding, lang=lang))
        context = browser.new_context(service_workers="block", **{"viewport": TALL} | options)
        contexts.append(context)
        opened = Opened(context.new_page())
        context.on("request", lambda request: opened.requests.append(request.url))
        context.on("console", lambda message: opened.faults.append(message.text))
        context.on("weberror", lambda error: opened.faults.append(str(error.error)))
        context.on("dialog", opened.dialog)
        opened.page.goto(file.as_uri())
        if options.get("java_script_enabled", True):
            opened.page.wait_for_selector("body[data-ready]", state="attached")
        opened.requests.remove(file.as_uri())
        return opened

    yield open_chart
    for context in contexts:
        context.close()
