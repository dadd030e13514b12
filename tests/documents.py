"""Does what a document shows happen when a reader types it?

A ```console block is run as one script: a line that begins with `$ ` is a command (a backslash at its end
continues it), and what the commands print, errors included, must equal the other lines. `...` alone on a line
stands for any lines, inside a line for any text. A ```python block with `>>> ` is run as a doctest. All blocks
of one document run in order and share one folder. A block below `<!-- not run: REASON -->` is only read.
"""

from __future__ import annotations

import contextlib
import difflib
import doctest
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<excuse>\S.*?) -->\n\s*)?^```(?P<language>console|python)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
NEVER_RUN = re.compile(r"^\$ (make|git|python3 -m venv)\b", re.MULTILINE)
SECONDS = 600


@dataclass(frozen=True)
class Block:
    """One fenced block: where it stands, what it says, and why it is not run, if it is not."""

    place: str
    line: int
    language: str
    text: str
    excuse: str | None


def blocks(path: Path) -> list[Block]:
    """The console blocks and the doctest blocks of a document, in order."""
    text = path.read_text(encoding="utf-8")
    found = (
        Block(path.name, text.count("\n", 0, m.start("text")), m["language"], m["text"], m["excuse"])
        for m in BLOCK.finditer(text)
    )
    return [block for block in found if re.search(r"^(\$|>>>) ", block.text, re.MULTILINE)]


def faults(found: list[Block], folder: Path) -> list[str]:
    """What the blocks promise and do not keep, one text a fault; runs them in the folder."""
    names: dict[str, Any] = {}
    with contextlib.chdir(folder):
        told = [(block, _fault(block, names)) for block in found if block.excuse is None]
    return [f"{block.place}, line {block.line}: {fault}" for block, fault in told if fault]


def _fault(block: Block, names: dict[str, Any]) -> str:
    return _console_fault(block) if block.language == "console" else _python_fault(block, names)


def _console_fault(block: Block) -> str:
    if NEVER_RUN.search(block.text):
        return "make, git and python3 -m venv are not run here: put <!-- not run: REASON --> above the block"
    printed = subprocess.run(
        ["bash", "-c", script(block.text)],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    ).stdout
    return difference(block.text, printed)


def script(text: str) -> str:
    """The block's commands, each of which first prints itself as the document shows it."""
    commands = re.findall(r"^\$ ((?:.*\\\n)*.*)$", text, re.MULTILINE)
    return "\n".join(f"printf '%s\\n' {shlex.quote(f'$ {command}')}\n{command}" for command in commands)


def environment() -> dict[str, str]:
    """A stranger's terminal, with Lookthrough on its path and none of its settings."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("LOOKTHROUGH_", "LC_", "PYTEST_"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), env["PATH"]])
    return env | {"PATH": path, "COLUMNS": "80", "LANG": "en_GB.UTF-8", "LOOKTHROUGH_CACHE": "off"}


def difference(promised: str, printed: str) -> str:
    """Where the printed text leaves the promised one, as a diff; empty when it keeps it."""
    want, have = _lines(promised), _lines(printed)
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == "..." else _line_pattern(line) for line in want)
    if re.fullmatch(pattern, "".join(f"{line}\n" for line in have)):
        return ""
    return "\n".join(difflib.unified_diff(want, have, "promised", "printed", lineterm=""))


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").split("\n")]


def _line_pattern(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.split("...")) + r"\n"


def _python_fault(block: Block, names: dict[str, Any]) -> str:
    test = doctest.DocTestParser().get_doctest(block.text, names, block.place, block.place, block.line)
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
    runner.run(test, out=told.append, clear_globs=False)
    names.update(test.globs)
    return "".join(told)
