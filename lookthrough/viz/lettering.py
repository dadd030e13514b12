"""How wide is a text, and where does it break?

Widths are upper bounds for the sans-serif faces of the usual systems (measured on DejaVu Sans, the widest of them),
so that what is laid out here is never wider on the screen.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple


class Pen(NamedTuple):
    """A size in pixels and a weight."""

    size: int
    strong: bool = False

    @property
    def height(self) -> int:
        """The height of a line, in pixels."""
        return self.size + 5


NAME, NOTE, STRONG = Pen(13, strong=True), Pen(12), Pen(12, strong=True)

_EMS: Final = {
    **dict.fromkeys("ijlIJ'|!.,:; ", 0.34),
    **dict.fromkeys("rtf()[]-/\\", 0.41),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZw+<>=~#&", 0.74),
    **dict.fromkeys("mMW@%", 0.98),
}
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+|\s+")
# What a Chinese name must not be broken inside: legal forms, and the words that most companies are called by.
_WORD = (
    r"[（(](?:有限|普通|特殊普通)合伙[）)]|(?:股份)?有限(?:责任)?公司|合伙企业|分公司|公司|集团|控股|投资|管理|贸易|实业|科技|技术|国际"
    "|咨询|创业|材料|发展|建设|工程|物流|房地产|置业|资本|基金|信托|资产|网络|信息|电子|能源|中心|委员会"
)
_PIECE = re.compile(rf"(?:{_WORD}|[^\s\u2e80-\uffef-]+-?|.)[）」》，。、]*\s*")


def plain(text: str) -> str:
    """The text on one line, without the characters that would steer how it is drawn."""
    return _INVISIBLE.sub(" ", text).strip()


def width(text: str, pen: Pen) -> float:
    """An upper bound of the text's width in pixels: wide characters are one em, narrow ones less than half."""
    return pen.size * sum(_em(character, pen) for character in text)


def _em(character: str, pen: Pen) -> float:
    if unicodedata.combining(character):
        return 0
    breadth = unicodedata.east_asian_width(character)
    if breadth in "WF" or (breadth == "A" and not character.isalpha()):
        return 1
    return _EMS.get(character, 0.74 if character.isupper() else 0.64) * (1.13 if pen.strong else 1)


def wrap(text: str, limit: float, pen: Pen) -> tuple[str, ...]:
    """The text on one line or two of at most `limit` pixels, broken at words; too long a text loses its middle.

    A legal form (有限公司) stays whole at the end, since only the middle is cut.
    """
    whole = plain(text)
    kept = len(whole)
    while not (lines := _broken(_shortened(whole, kept), limit, pen)):
        kept = min(kept, int(limit)) - 1
    return lines


def _shortened(text: str, kept: int) -> str:
    if kept >= len(text):
        return text
    tail = kept // 2
    return f"{text[: kept - tail].rstrip()}…{text[len(text) - tail :].lstrip()}"


def _broken(text: str, limit: float, pen: Pen) -> tuple[str, ...]:
    """One or two lines as equal as possible, or none when two are not enough."""
    if width(text, pen) <= limit:
        return (text,)
    if width(text, pen) > 2 * limit:
        return ()
    pieces = _PIECE.findall(text)
    if any(width(piece, pen) > limit for piece in pieces):
        pieces = list(text)
    halves = [("".join(pieces[:at]).rstrip(), "".join(pieces[at:])) for at in range(1, len(pieces))]
    fitting = [half for half in halves if max(width(line, pen) for line in half) <= limit]
    return min(fitting, key=lambda half: max(width(line, pen) for line in half), default=())
