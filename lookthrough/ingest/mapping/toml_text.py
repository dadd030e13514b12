"""How is a mapping written as TOML, with what is unsure in comments above the lines that it is about?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lookthrough.ingest.mapping.document import FORMAT, NOTHING, Condition, Form, Section, Source
from lookthrough.ingest.mapping.doubts import Doubt

_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_HEAD = {
    "en": "# How these files are read. Look at the lines marked 'unsure', then: lookthrough ingest PATH --map FILE",
    "zh": "# 说明如何读取这些文件。请查看标有“待确认”的行，然后：lookthrough ingest PATH --map FILE",
}
_UNSURE = {"en": "# unsure: ", "zh": "# 待确认："}


def toml_of(proposals: Iterable[tuple[Section, Sequence[Doubt]]], lang: str = "en") -> str:
    """The whole file."""
    lines = [_HEAD[lang], f"format = {_value(FORMAT)}"]
    for section, doubts in proposals:
        lines += ["", *_section(section, doubts, lang)]
    return "\n".join(lines) + "\n"


def _section(section: Section, doubts: Sequence[Doubt], lang: str) -> Iterator[str]:
    yield "[[read]]"
    said = {
        "file": section.file,
        "headers": ["|".join(spellings) for spellings in section.headers] or None,
        "lacks": sorted(section.lacks) or None,
        "sheet": section.sheet,
        "into": NOTHING if section.table is None else str(section.table),
        "only": [_condition(one) for one in section.only] or None,
        "gone": None if section.gone is None else _condition(section.gone),
    }
    yield from (f"{key} = {_value(value)}" for key, value in said.items() if value is not None)
    yield from ("", "[read.columns]")
    for name, source in section.columns.items():
        yield from (_UNSURE[lang] + doubt.sentence(lang) for doubt in doubts if doubt.column == name)
        yield f"{name} = {_value(source_of(source))}"


def _condition(condition: Condition) -> dict[str, Any]:
    return {"column": condition.column, ("not" if condition.negated else "is"): sorted(condition.words)}


def source_of(source: Source) -> Any:
    """A source as a mapping writes it: the name of a column, or a table that says more."""
    if source.value is not None:
        return {"value": source.value}
    names: Any = list(source.columns) if len(source.columns) > 1 else source.columns[0]
    more = dict(more_of(source))
    if not more and not source.first and isinstance(names, str):
        return names
    return {"first" if source.first else "from": names} | more


def more_of(source: Source) -> Iterator[tuple[str, Any]]:
    """What a source says beside its columns, as keys of a mapping."""
    plain, form = Form(), source.form
    if source.split is not None:
        yield from (("split", source.split.separator), ("part", source.split.part))
    if len(source.columns) > 1 and not source.first and source.join != " ":
        yield "join", source.join
    for key in ("date", "decimal", "thousands", "unit", "rounded", "times", "unit_said"):
        if (value := getattr(form, key)) != getattr(plain, key):
            yield key, value
    if source.words is not None:
        if source.words.named or source.words.own:
            yield "words", source.words.named or dict(source.words.own)
        if source.words.rest is not None:
            yield "else", source.words.rest


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _value(key)
