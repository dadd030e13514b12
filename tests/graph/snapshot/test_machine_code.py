"""Is machine code that was kept used only for the very modules that it was made from?"""

from __future__ import annotations

from pathlib import Path

import pytest

from lookthrough.graph.snapshot import jit


@pytest.mark.deep
def test_a_change_in_any_compiled_module_makes_all_machine_code_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jit, "GRAPH", tmp_path)
    for folder in ("snapshot", "everybody"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "loop.py").write_text("ONE = 1")
    before = jit.machine_code()
    assert before is not None
    assert before == jit.machine_code()
    assert jit.first_time()
    before.mkdir(parents=True)
    assert not jit.first_time()
    (tmp_path / "everybody" / "loop.py").write_text("ONE = 2")
    assert before != jit.machine_code()
    assert jit.first_time()
