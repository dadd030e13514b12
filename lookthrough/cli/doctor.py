"""Is everything there that Lookthrough needs? The machine, the packages, the store; each with what to do."""

from __future__ import annotations

import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from lookthrough.errors import LookthroughError, NoStore

PACKAGES = ("duckdb", "pyarrow", "python-flint", "opencc", "pypinyin", "rapidfuzz", "pyvis", "jsonschema-rs")
LITTLE = 1 << 30


def look(store: str) -> list[dict[str, Any]]:
    """One row a look: what was looked at, whether it is fine, what was found and what to do."""
    return [_python(), *(_package(name) for name in PACKAGES), _chromium(), _disk(store), *_store(store)]


def _row(what: str, found: str, *, ok: bool) -> dict[str, Any]:
    return {"what": what, "ok": ok, "found": found}


def _python() -> dict[str, Any]:
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    return _row("python", found, ok=sys.version_info >= (3, 11))


def _package(name: str) -> dict[str, Any]:
    try:
        return _row(name, version(name), ok=True)
    except PackageNotFoundError:
        return _row(name, f"not installed: pip install {name}", ok=False)


def _chromium() -> dict[str, Any]:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    return _row("browser (only for tests)", found or "none: apt-get install chromium fonts-noto-cjk", ok=True)


def _disk(store: str) -> dict[str, Any]:
    folder = Path(store.removeprefix("duckdb:")).absolute().parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return _row("disk", f"{free / LITTLE:.1f} GiB free beside the store", ok=free > LITTLE)


def _store(store: str) -> list[dict[str, Any]]:
    from lookthrough.wiring import reading, sizes

    try:
        with reading(store) as found:
            parties = sizes(found)["parties"]
            return [_row("store", f"{store}, {found.last_run()} runs, {parties:,} parties", ok=True)]
    except NoStore as error:
        return [_row("store", str(error), ok=True)]
    except LookthroughError as error:
        return [_row("store", str(error), ok=False)]
