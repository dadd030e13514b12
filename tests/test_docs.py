"""Do the documents tell the truth: commands that print what is shown, links that lead somewhere?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.documents import blocks, difference, faults

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SHOWN = [path for path in DOCUMENTS if blocks(path)]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def name(path: Path) -> str:
    """A document's path as a reader knows it."""
    return str(path.relative_to(ROOT))


def document(folder: Path, text: str) -> Path:
    """A document with this text."""
    path = folder / "page.md"
    path.write_text(text, encoding="utf-8")
    return path


def told(folder: Path, text: str) -> str:
    """The faults of a document with this text."""
    return "\n".join(faults(blocks(document(folder, text)), folder))


@pytest.mark.parametrize("path", SHOWN, ids=name)
def test_what_a_document_shows_is_what_happens(path: Path, tmp_path: Path) -> None:
    assert not (found := faults(blocks(path), tmp_path)), "\n\n".join(found)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_link_between_documents_leads_to_a_file(path: Path) -> None:
    missing = [link for link in LINK.findall(path.read_text("utf-8")) if not (path.parent / link).exists()]
    assert not missing


def test_a_true_console_block_has_no_fault(tmp_path: Path) -> None:
    page = "```console\n$ echo one; echo two >&2\none\ntwo\n$ printf '%s' \\\n    three\nthree\n```\n"
    assert told(tmp_path, page) == ""


def test_a_wrong_output_is_told_with_its_line_and_both_texts(tmp_path: Path) -> None:
    fault = told(tmp_path, "# Title\n\n```console\n$ echo one\ntwo\n```\n")
    assert "page.md, line 3" in fault
    assert "-two\n+one" in fault


def test_a_command_that_prints_more_than_is_shown_is_a_fault(tmp_path: Path) -> None:
    assert "+2" in told(tmp_path, "```console\n$ seq 2\n1\n```\n")


def test_a_command_that_does_not_exist_is_a_fault(tmp_path: Path) -> None:
    assert "not found" in told(tmp_path, "```console\n$ lookthru owners\n```\n")


def test_blocks_of_one_document_share_a_folder(tmp_path: Path) -> None:
    page = "```console\n$ echo kept > file\n```\n\n```python\n>>> import os; os.listdir()\n['file', 'page.md']\n```\n"
    assert told(tmp_path, page) == ""


def test_names_of_one_python_block_are_known_in_the_next(tmp_path: Path) -> None:
    page = "```python\n>>> share = 63 / 200\n```\n\n```python\n>>> share\n0.315\n```\n"
    assert told(tmp_path, page) == ""


def test_a_wrong_python_result_is_a_fault(tmp_path: Path) -> None:
    assert "Expected:\n    5\nGot:\n    4" in told(tmp_path, "```python\n>>> 2 + 2\n5\n```\n")


def test_a_block_with_a_reason_is_not_run(tmp_path: Path) -> None:
    page = "<!-- not run: it would take the file away -->\n\n```console\n$ rm page.md\n```\n"
    assert told(tmp_path, page) == ""
    assert (tmp_path / "page.md").exists()


@pytest.mark.parametrize("command", ["make demo", "git clone X", "python3 -m venv .venv"])
def test_a_set_up_command_must_be_marked_as_not_run(command: str, tmp_path: Path) -> None:
    assert "not run: REASON" in told(tmp_path, f"```console\n$ {command}\n```\n")


@pytest.mark.parametrize(
    ("promised", "printed", "kept"),
    [
        ("a\n...\nd", "a\nb\nc\nd\n", True),
        ("a\n...\nd", "a\nd\n", True),
        ("a\n...\nd", "a\nb\n", False),
        ("run 3 in ... s.", "run 3 in 4.1 s.\n", True),
        ("run 3 in ... s.", "run 4 in 4.1 s.\n", False),
        ("run ... s.", "run 3\nin 4.1 s.\n", False),
        ("31.5 %", "3115 %\n", False),
        ("a  b", "a b\n", False),
    ],
)
def test_three_dots_stand_for_any_text_and_nothing_else(promised: str, printed: str, *, kept: bool) -> None:
    assert (difference(promised, printed) == "") is kept
