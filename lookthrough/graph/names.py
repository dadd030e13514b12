"""Under which keys is a name kept, which keys does a typed text ask for, and how alike are two names?

A store keeps a row per key (`keys`), is asked for what equals or begins with a few strings (`query_keys`, and
`near_keys` where these find too little), and `rank` puts the hits in order. All are pure functions of the text.
Traditional characters are simplified one by one, without OpenCC's phrases, so that the beginning of a name is the
beginning of its key. opencc, pypinyin and rapidfuzz are loaded when the first name needs them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, TypeVar

from lookthrough.graph import affixes, surnames

T = TypeVar("T")
LONGEST = 120  # characters of a derived key; only the full form is kept whole
TURNS = 6  # words of a name that a search may begin with
FLOOR = 50.0  # the score below which `rank` leaves a name out


class Key(NamedTuple):
    """One row that a store keeps for a name.

    `form` is `full` (the normal form), `short` (without legal forms, words joined), `bare` (Chinese, without the
    place either), `turned` (begins at a later word, goes round), `sorted` (a person's words in order of letters),
    `pinyin` (surname first, or the organisation), `given_first` or `initials`.
    """

    key: str
    form: str


_HAN_CLASS = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_HAN = re.compile(f"[{_HAN_CLASS}]")
_HAN_PERSON = re.compile(f"[{_HAN_CLASS}]{{2,4}}")
_BESIDE_HAN = re.compile(f"(?<=[{_HAN_CLASS}\u3040-\u30ff]) | (?=[{_HAN_CLASS}\u3040-\u30ff])")
_DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]\.)+[^\W\d_]?(?!\w)")
_QUOTES = "'`´’‘ʼʻ′＇"
_ACCENTED = ("LATIN", "GREEK")  # scripts whose accents go; a Cyrillic й is a letter of its own
_LETTERS = dict(pair.split("=") for pair in "ł=l ø=o đ=d ð=d þ=th æ=ae œ=oe ħ=h ı=i ŋ=n ŧ=t ё=е".split())
_U_UMLAUT = re.compile(r"(?<=[ln])(?:yu|v)")
_NOT_IN_ID = re.compile(r"[\s\x00-\x1f\-\xad\u200b-\u2015\u202a-\u202e\u2060-\u2069\ufeff]+")
_PERSONAL = ("person", "unknown", "")  # kinds of party that may be a person
_PLAIN = {"乾"}  # simplified too where it is read qian, as it is in names


@cache
def _simplify() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def _folded(char: str) -> str:
    """What one character, lower case and NFKC, is in a key: a letter or digit, a space, or nothing."""
    if _HAN.match(char):
        return char if char in _PLAIN else _simplify()(_simplify()(char))
    category = unicodedata.category(char)
    if char in _QUOTES or category == "Cf" or (category == "Mn" and ord(char) < 0x700):
        return ""
    if char == "&":
        return " and "
    if category[0] in "PSZ" or category == "Cc":
        return " "
    base = unicodedata.normalize("NFD", char)[0]
    return _LETTERS.get(char) or (base if unicodedata.name(base, "").startswith(_ACCENTED) else char)


class _Folds(dict[int, str]):
    """Code point -> what it is in a key, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _folded(chr(code))
        return folded


_FOLDS = _Folds()


def normal(text: str) -> str:
    """The form in which names are compared: NFKC, lower case, simplified, without accents, marks and brackets.

    `青島海瑞貿易（集團）有限公司` -> `青岛海瑞贸易集团有限公司`, `Łódź Trading Co., Ltd.` -> `lodz trading co ltd`.
    A name of signs alone (★) is its own form; white space alone gives the empty string.
    """
    if text.isascii():
        plain = text.lower()
    else:
        plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    if "." in plain:
        plain = _DOTTED.sub(_without_dots, plain)
    folded = " ".join(plain.translate(_FOLDS).split())
    if not folded:
        return "".join(char for char in plain if char.isprintable() and not char.isspace())
    return folded if folded.isascii() else _tight(folded)


def _without_dots(match: re.Match[str]) -> str:
    return match[0].replace(".", "")


def _tight(text: str) -> str:
    """The text without spaces beside Chinese or Japanese characters, composed again after what was left out."""
    return unicodedata.normalize("NFKC", _BESIDE_HAN.sub("", text) if " " in text else text)


def _is_han(full: str) -> bool:
    return not full.isascii() and bool(_HAN.search(full))


def keys(name: str, kind: str = "") -> tuple[Key, ...]:
    """The rows that a store keeps for a name, the full form first, no key twice; none for a blank name.

    `kind` is the party's (`person`, `company` ...); where it is unsure, two to four Chinese characters without a
    legal form are keyed as a person and as an organisation. Four to five rows a name, eight at most.
    """
    full = normal(name)
    if not full:
        return ()
    found = {full: "full"}
    if _is_han(full):
        _add_han(found, full, kind)
    else:
        _add_words(found, full, kind)
    return tuple(map(Key._make, found.items()))


def _add_words(found: dict[str, str], full: str, kind: str) -> None:
    words = full.split() if kind == "person" else affixes.short_words(full)
    found.setdefault("".join(words)[:LONGEST], "short")
    for start in range(1, min(TURNS, len(words))):
        if len(words[start]) > 1 and not affixes.filler(words[start]):
            found.setdefault("".join(words[start:] + words[:start])[:LONGEST], "turned")
    if 2 < len(words) < 6 and kind in _PERSONAL:
        found.setdefault("".join(sorted(words))[:LONGEST], "sorted")


def _add_han(found: dict[str, str], full: str, kind: str) -> None:
    short = full if kind == "person" else affixes.short_han(full)
    brief = _HAN_PERSON.fullmatch(full)
    if kind == "person" or (brief and short == full and kind in _PERSONAL):
        surname, given = surnames.person_reading(full)
        found.setdefault((surname + given)[:LONGEST], "pinyin")
        if brief:
            found.setdefault(given + surname, "given_first")
            found.setdefault(surnames.initials(full), "initials")
    if kind != "person":
        bare = affixes.bare_han(short)
        found.setdefault(short[:LONGEST], "short")
        found.setdefault(bare[:LONGEST], "bare")
        found.setdefault(surnames.reading(short)[:LONGEST], "pinyin")
        found.setdefault(surnames.reading(bare)[:LONGEST], "pinyin")


def query_keys(text: str) -> tuple[str, ...]:
    """What the store is asked for, strictest first: each as an equal key and as the beginning of one."""
    full = normal(text)
    if not full:
        return ()
    if _is_han(full):
        short = affixes.short_han(full)
        found = [full, short[:LONGEST], affixes.bare_han(short)[:LONGEST]]
    else:
        found = [full, *_orders(affixes.short_words(full))]
    return tuple(dict.fromkeys(found))


def _orders(words: list[str]) -> tuple[str, ...]:
    """The words joined: as typed, last before first (or sorted), and with `lv`, `lyu` read as pinyin's `lu`."""
    typed = "".join(words)
    turned = "".join(reversed(words) if len(words) == 2 else sorted(words))
    return tuple(order[:LONGEST] for order in (typed, turned, _U_UMLAUT.sub("u", typed)))


def near_keys(text: str) -> tuple[str, ...]:
    """What to ask for as beginnings when `query_keys` finds too little: three quarters of them, and homophones."""
    full = normal(text)
    if not full:
        return ()
    if _is_han(full):
        short = affixes.short_han(full)
        found = ["".join(surnames.person_reading(full)), surnames.reading(short), _head(short, 2)]
    else:
        found = [_head(order, 3) for order in _orders(affixes.short_words(full))]
    return tuple(dict.fromkeys(key[:LONGEST] for key in found))


def _head(key: str, least: int) -> str:
    return key[: max(least, len(key) * 3 // 4)]


def clean_id(scheme: str, value: str) -> str:
    """The key of an identifier, `lei:529900T8BM49AURSDO55`: upper case, half width, no spaces, hyphens or marks.

    Empty where nothing is left of the value. Whether the identifier is valid is not asked.
    """
    kept = unicodedata.normalize("NFKC", _NOT_IN_ID.sub("", unicodedata.normalize("NFKC", value).upper()))
    return f"{scheme.strip().lower()}:{kept}" if kept else ""


@dataclass(frozen=True, slots=True)
class _Side:
    """A name as `score` compares it: `tails` are where a search may begin, `core` is the first of them."""

    full: str
    spaced: str
    tails: tuple[str, ...]
    ordered: str
    han: bool

    @property
    def core(self) -> str:
        return self.tails[0]

    def readings(self) -> frozenset[str]:
        """How it may be typed in Latin letters."""
        if not self.han:
            return frozenset((self.core, _U_UMLAUT.sub("u", self.core)))
        surname, given = surnames.person_reading(self.full)
        return frozenset((surname + given, given + surname, *map(surnames.reading, self.tails)))


def _side(text: str) -> _Side:
    full = normal(text)
    if _is_han(full):
        short = affixes.short_han(full)
        return _Side(full, short, (short, affixes.bare_han(short)), short, han=True)
    words = affixes.short_words(full)
    tails = tuple("".join(words[start:]) for start in range(min(TURNS, len(words)) or 1))
    return _Side(full, " ".join(words), tails, "".join(sorted(words)), han=False)


def score(query: str, name: str) -> float:
    """How well a name answers a query, 0 to 100; a blank one is like nothing.

    100 the same normal form; 98 but for legal forms and spaces, 96 but for the order of words; 89-95 it begins so,
    82-88 a later word, or the part behind the place, does; below 80 it is alike. Across scripts 88 the same pinyin,
    76-82 it begins so, 60 the initials. Two Chinese names that only sound alike get 50-60: they are other persons.
    """
    return _score(_side(query), _side(name))


def _score(query: _Side, name: _Side) -> float:
    if not (query.full and name.full):
        return 0.0
    covered = 6 * min(1.0, len(query.core) / len(name.core))
    steps = (
        (100.0, query.full == name.full),
        (98.0, query.core == name.core),
        (96.0, query.ordered == name.ordered),
        (89 + covered, name.core.startswith(query.core) or name.full.startswith(query.full)),
        (82 + covered, any(tail.startswith(query.core) for tail in name.tails)),
    )
    compare = _alike if query.han == name.han else _spoken
    return next((points for points, holds in steps if holds), None) or compare(query, name)


def _alike(query: _Side, name: _Side) -> float:
    """Two names of one script; rapidfuzz's WRatio for words, the plain ratio for Chinese."""
    from rapidfuzz import fuzz

    if name.core in query.tails:
        return 79.0
    if not query.han:
        return 0.79 * fuzz.WRatio(query.spaced, name.spaced)
    ratio = fuzz.ratio(query.core, name.core)
    same_sound = len(query.core) == len(name.core) and query.readings() & name.readings()
    return 50 + 0.15 * ratio if same_sound else 0.79 * ratio


def _spoken(query: _Side, name: _Side) -> float:
    """A Chinese name beside a Latin one: by its readings."""
    from rapidfuzz import fuzz

    if query.readings() & name.readings():
        return 88.0
    pairs = [(ours, theirs) for ours in query.readings() for theirs in name.readings()]
    starts = [len(ours) / len(theirs) for ours, theirs in pairs if theirs.startswith(ours)]
    if starts:
        return 76 + 6 * max(starts)
    if name.han and _HAN_PERSON.fullmatch(name.full) and query.core == surnames.initials(name.full):
        return 60.0
    return 0.75 * max(fuzz.ratio(ours, theirs) for ours, theirs in pairs)


def rank(query: str, names: Sequence[tuple[str, T]], limit: int) -> list[tuple[float, T]]:
    """The `limit` best of `(name, thing)` with their scores, best first, ties by name; below `FLOOR` none."""
    asked = _side(query)
    scored = [(_score(asked, _side(name)), name, at) for at, (name, _) in enumerate(names)]
    best = sorted((-points, name, at) for points, name, at in scored if points >= FLOOR)
    return [(-points, names[at][1]) for points, _, at in best[:limit]]
