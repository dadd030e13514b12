"""Does a question about owners stay light: no numerics, no tables, no store engine is imported for it?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "numba",
    "scipy",
    "pyarrow",
    "pandas",
    "numpy",
    "duckdb",
    "networkx",
    "flint",
    "rich",
    "typer",
    "opencc",
    "lookthrough.graph.measures",
)
ASKED = """
import sys
from pathlib import Path
from tests.drawing import finding, said
text = "p -50%-> A -50%-> B -70%-> C\\n p -20%-> B\\n q -[20,30]%-> C\\n A -5%-> A"
assert said(finding(text)) == {"p": "certain: equity", "q": "possible: equity?"}
assert finding(text).to_json()
print(" ".join(name for name in sys.argv[1:] if name in sys.modules))
"""


def test_owners_are_answered_without_a_heavy_import() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKED, *HEAVY], capture_output=True, encoding="utf-8", check=True, cwd=ROOT
    )
    assert done.stdout.split() == []
