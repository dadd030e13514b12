"""Is what the page of methods shows of the compiled loops what they answer?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.documents import blocks, faults

pytestmark = pytest.mark.deep  # numba compiles for a minute on a fresh machine

PAGE = Path(__file__).resolve().parents[3] / "docs" / "methods.md"


def test_the_blocks_of_compiled_loops_are_true_as_well(tmp_path: Path) -> None:
    found = [block for block in blocks(PAGE) if block.language == "python"]
    assert sum("make deep" in (block.excuse or "") for block in found) == 4
    assert not (told := faults([replace(block, excuse=None) for block in found], tmp_path)), "\n\n".join(told)
