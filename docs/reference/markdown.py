"""How is a page of the reference written: its title, its paragraphs, its tables?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from inspect import cleandoc

Lines = Iterator[str]


def page(title: str, source: str, body: Iterable[str]) -> str:
    """A page with its title and the note that it is generated."""
    head = [
        f"# {title}",
        "",
        f"<!-- Generated from {source} by docs/generate.py: change those, then run it. -->",
        "",
    ]
    return "\n".join([*head, *body]).rstrip("\n") + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Lines:
    """A Markdown table with a blank line behind it."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


def prose(text: str) -> Lines:
    """Paragraphs with a blank line behind them."""
    yield from cleandoc(text).split("\n")
    yield ""


def code(text: str) -> str:
    """Text in the type of code; nothing for no text."""
    return f"`{text}`" if text else ""


def listed(names: Iterable[str]) -> str:
    """Names as code, comma between them."""
    return ", ".join(map(code, names))
