"""How does a file come to its place: whole, or not at all?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A place beside `out`, with its ending, for what is to be there; moved when the block ends without an error."""
    beside = out.with_name(f".{os.getpid()}.{out.name}")
    try:
        yield beside
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
