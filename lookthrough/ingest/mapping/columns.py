"""Where does a column of the layout come from, as a mapping says it?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from collections.abc import Mapping as Entries
from dataclasses import replace
from typing import Any

from lookthrough.graph.tables import Table
from lookthrough.ingest.checks import WORDS
from lookthrough.ingest.mapping.document import Form, Source, Split, Words
from lookthrough.ingest.mapping.forms import FORM_KEYS, form_of
from lookthrough.ingest.mapping.keys import Keys, nearest
from lookthrough.ingest.mapping.words import words_of

_KEYS = {
    *FORM_KEYS, "from", "first", "join", "split", "part", "value", "words", "else", "times", "rounded", "unit_said"
}  # fmt: skip
_ORIGINS = ("from", "first", "value")


def source_of(columns: Keys, which: tuple[Table, str], form: Form, lists: Entries[str, Words]) -> Source:
    """The source of one column of a table: the name of a column of the file, or a table that says more."""
    name = which[1]
    given = columns.entries[name]
    if isinstance(given, str):
        return Source(columns=(given,), form=form)
    if not isinstance(given, dict):
        raise columns.wrong(f"{name} must be the name of a column, or a table")
    keys = Keys(f"{columns.where}.{name}", given).known(_KEYS)
    if sum(origin in given for origin in _ORIGINS) != 1:
        raise keys.wrong("write one of from, first and value")
    found = Source(
        keys.text("value"),
        keys.texts("first" if "first" in given else "from"),
        first="first" in given,
        join=keys.text("join") if "join" in given else " ",  # type: ignore[arg-type]  # it is there
        split=_split(columns, keys),
        words=_words(keys, lists),
        form=form_of(keys, form),
    )
    _check(keys, found, WORDS.get(which))
    return found


def _words(keys: Keys, lists: Entries[str, Words]) -> Words | None:
    rest = keys.text("else")
    if "words" not in keys.entries:
        return None if rest is None else Words(rest=rest)
    return replace(words_of(keys, "words", lists), rest=rest)


def _split(columns: Keys, keys: Keys) -> Split | None:
    separator, part = keys.text("split"), keys.whole("part")
    if separator is None and part is None:
        return None
    if not separator or part is None or len(keys.texts("from")) != 1:
        raise keys.wrong('write from, split and part, as { from = "Name/ID", split = "/", part = 1 }')
    return Split(separator, part, max(_parts(columns.entries.values(), keys.entries)))


def _parts(sources: Iterable[Any], own: Entries[str, Any]) -> Iterable[int]:
    """The numbers of the parts into which the columns of a section split one column."""
    for source in sources:
        if isinstance(source, dict) and all(source.get(key) == own[key] for key in ("from", "split")):
            part = source.get("part")
            yield part if isinstance(part, int) else 1


def _check(keys: Keys, source: Source, known: Collection[str] | None) -> None:
    """Constants and words of a closed list must be in it."""
    if source.value is None and not source.columns:
        raise keys.wrong("it names no column")
    said = [source.value] if source.value is not None else []
    if source.words is not None:
        said += [*source.words.own.values(), *([source.words.rest] if source.words.rest else [])]
    for word in said if known else ():
        if word and word not in (known or ()):
            raise keys.wrong(f"'{word}' is no word of the layout{nearest(word, known or ())}")
