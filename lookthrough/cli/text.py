"""How does a line look at 80 columns, where a Chinese character is two wide? Padding, cutting, tables, percent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from rich.cells import cell_len, set_cell_size

from lookthrough.graph.shares import percent

WIDTH = 80
LONGEST = 60  # characters of a word; longer ones are broken so that every line fits

CLOSING = frozenset("，。；：、）”,.;:)")  # never the first on a line


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells, with an ellipsis where something was cut."""
    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"


def padded(text: str, width: int, *, right: bool = False) -> str:
    """The text filled up with spaces to `width` cells."""
    space = " " * max(0, width - cell_len(text))
    return space + text if right else text + space


def table(
    rows: Sequence[Sequence[str]], align: str, *, most: Sequence[int] = (), width: int = WIDTH - 2
) -> list[str]:
    """Lines of columns two cells apart; `align` has `<` or `>` per column, `most` the widest that a column may be.

    Where a line would be longer than `width`, the widest column of words gives way.
    """
    columns = list(zip(*rows, strict=True))
    widths = [max(map(cell_len, column)) for column in columns]
    widths = [min(pair) for pair in zip(widths, [*most, *widths[len(most) :]], strict=False)]
    words = [i for i in range(len(widths)) if align[i] == "<"]
    while sum(widths) + 2 * (len(widths) - 1) > width and max(widths[i] for i in words) > 2:
        widths[max(words, key=lambda i: widths[i])] -= 1
    return ["  ".join(map(_cell, row, widths, align)).rstrip() for row in rows]


def _cell(text: str, width: int, align: str) -> str:
    return padded(cut(text, width), width, right=align == ">")


def wrapped(text: str, width: int, indent: str) -> list[str]:
    """Text broken into lines of at most `width` cells: at spaces, between Chinese characters, in a very long word."""
    lines, line = [], indent
    for word in _glued(_pieces(text)):
        if cell_len(line) + cell_len(word.rstrip()) > width and line.strip():
            lines.append(line.rstrip())
            line = indent
        line += word.lstrip() if line == indent else word
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    pieces, word = [], ""
    for char in text:
        if cell_len(char) == 2:
            pieces += [word, char] if word else [char]
            word = ""
        else:
            word += char
            if char == " " or len(word) == LONGEST:
                pieces.append(word)
                word = ""
    return [*pieces, word] if word else pieces


def _glued(pieces: list[str]) -> list[str]:
    """The pieces, closing punctuation with what it closes."""
    found: list[str] = []
    for piece in pieces:
        last = found[-1] if found else " "
        if piece[0] in CLOSING and not last.endswith(" ") and cell_len(last + piece) <= LONGEST:
            found[-1] += piece
        else:
            found.append(piece)
    return found


def percent_of(value: Fraction, lang: str) -> str:
    """`31.5 %`, in Chinese `31.5%`."""
    return f"{percent(value)} %" if lang == "en" else f"{percent(value)}%"


def share_text(share: Mapping[str, Any] | None, lang: str) -> str:
    """A share of a finding: `31.5 %`, `20-30 %`, `-` where there is none."""
    if share is None:
        return "-"
    return f"{share['percent']} %" if lang == "en" else f"{share['percent']}%"


def total_text(shares: Sequence[Mapping[str, Any]], lang: str) -> str:
    """Shares of a finding, added up."""
    low, high = (sum((Fraction(share[end]) for share in shares), Fraction(0)) for end in ("low", "high"))
    return percent_of(low, lang) if low == high else f"{percent(low)}-{percent_of(high, lang)}"


def aligned(shares: Sequence[Mapping[str, Any]], lang: str) -> list[str]:
    """Percentages with as many decimals as the longest of them has, so that numerals align: `14.0 %`, `17.5 %`."""
    texts = [str(share["percent"]) for share in shares]
    decimals = max((len(text.partition(".")[2]) for text in texts if "-" not in text), default=0)
    plain = [text if "-" in text or not decimals else _filled(text, decimals) for text in texts]
    return [f"{text} %" if lang == "en" else f"{text}%" for text in plain]


def _filled(text: str, decimals: int) -> str:
    whole, _, part = text.partition(".")
    return f"{whole}.{part:0<{decimals}}"
