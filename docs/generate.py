"""Are the pages that follow from the program itself up to date?

`python docs/generate.py` writes them, `python docs/generate.py --check` says which are stale and exits 1. The pages
themselves stand in docs/reference, a module each.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

DOCS = Path(__file__).resolve().parent


def main(argv: Sequence[str]) -> int:
    """Write every page, or with --check name the stale ones."""
    from docs.reference import PAGES

    stale = [name for name, page in PAGES.items() if current(name) != page()]
    if "--check" in argv:
        sys.stdout.writelines(f"docs/{name} is stale: python docs/generate.py\n" for name in stale)
        return 1 if stale else 0
    for name in stale:
        (DOCS / name).write_text(PAGES[name](), encoding="utf-8", newline="\n")
        sys.stdout.write(f"docs/{name}\n")
    return 0


def current(name: str) -> str:
    """The page as it is; empty where there is none."""
    path = DOCS / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.path.insert(0, str(DOCS.parent))  # so that `docs.reference` is found from anywhere
    sys.exit(main(sys.argv[1:]))
