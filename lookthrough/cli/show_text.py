"""What does `show` look like: who it is, then every claim that names it, with the row that said so?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.cells import cell_len

from lookthrough.cli.show_words import CODED, TABLES, code, column
from lookthrough.cli.text import WIDTH, table, wrapped
from lookthrough.viz.words import word

MOST = 40
SKIP = frozenset("table claim source valid_from valid_to".split())
SAID = {  # what the line of a record says before its details
    "parties": {"kind"},
    "interests": {"holder", "held", "kind", "share"},
    "associations": {"a", "b", "kind"},
    "guarantees": {"guarantor", "debtor"},
}
Shown = Mapping[str, Any]


def show_lines(found: Shown, shown_as: str, lang: str) -> list[str]:
    """The party's head line, then a block per table; every line at most 80 cells."""
    return list(_Screen(found, lang).lines(shown_as))


class _Screen:
    """The records of one party in one language."""

    def __init__(self, found: Shown, lang: str) -> None:
        self.found, self.lang, self.zh = found, lang, lang == "zh"
        self.own = {found["party"]["id"], *found["identity"]}

    def lines(self, shown_as: str) -> Iterator[str]:
        """All of it."""
        party, own, zh = self.found["party"], self.found["identity"], self.zh
        kind = word(party["kind"], self.lang)
        yield from wrapped(f"{self._with_id(party['name'], shown_as)}{'，' if zh else ', '}{kind}", WIDTH, "")
        if len(own) > 1:
            head = "同一主体的记录：" if zh else "one party in the records: "
            yield from wrapped(head + ("、" if zh else ", ").join(own), WIDTH, "")
        for name, words in TABLES.items():
            records = [record for record in self.found["records"] if record["table"] == name]
            if records:
                yield from ("", words[zh], *self._block(records))
        if not self.found["records"]:
            yield from ("", "没有任何记录" if zh else "no record describes it yet")

    def _block(self, records: Sequence[Shown]) -> Iterator[str]:
        """One line a record where all of them fit, else when and where stand below what."""
        rows = [(self._what(record), self._where(record)) for record in records[:MOST]]
        if sum(max(map(cell_len, cells)) for cells in zip(*rows, strict=True)) + 4 <= WIDTH:
            yield from ("  " + line for line in table(rows, "<<"))
        else:
            for what, where in rows:
                yield from [*wrapped(what, WIDTH, "  "), *wrapped(where, WIDTH, "    ")]
        if len(records) > MOST:
            yield f"  (+{len(records) - MOST})"

    def _what(self, record: Shown) -> str:
        """The claim in a few words."""
        head = []
        if record["table"] == "interests":
            how = code("unknown_interest" if record["kind"] == "unknown" else record["kind"], self.lang)
            how += f" {self._percent(record['share'])}" if "share" in record else ""
            head = [f"{self._end(record['holder'])} -{how}-> {self._end(record['held'])}"]
        elif record["table"] == "guarantees":
            how = code("guarantee", self.lang)
            head = [f"{self._end(record['guarantor'])} -{how}-> {self._end(record['debtor'])}"]
        elif record["table"] == "associations":
            gap, kind = "" if self.zh else " ", code(record["kind"], self.lang)
            head = [f"{self._end(record['a'])}{gap}{kind}{gap}{self._end(record['b'])}"]
        return ("，" if self.zh else ", ").join([*head, *self._details(record)])

    def _details(self, record: Shown) -> Iterator[str]:
        said = SKIP | SAID.get(record["table"], set())
        for name, value in record.items():
            if name not in said and not (name in ("id", "party", "account") and value in self.own):
                yield " ".join(filter(None, [column(name, self.lang), self._value(name, value)]))

    def _value(self, name: str, value: Any) -> str:
        if value is True:
            return ""
        if isinstance(value, Mapping):
            return self._percent(value)
        if isinstance(value, list):
            return ("、" if self.zh else ", ").join(value)
        if name in ("party", "owner"):
            return self._end(value)
        if name == "flaws":
            return ("、" if self.zh else " and ").join(code(flaw, self.lang) for flaw in value.split())
        return code(value, self.lang) if name in CODED else str(value)

    def _end(self, ident: str) -> str:
        """`王小明 (P7)`; the party itself, and whoever nobody describes, by the id alone."""
        return self._with_id(self.found["names"].get(ident, ident), ident)

    def _with_id(self, name: str, ident: str) -> str:
        if name == ident:
            return ident
        return f"{name}（{ident}）" if self.zh else f"{name} ({ident})"

    def _percent(self, share: Shown) -> str:
        return f"{share['percent']}%" if self.zh else f"{share['percent']} %"

    def _span(self, record: Shown) -> str:
        start, end = record.get("valid_from"), record.get("valid_to")
        if start and end:
            return f"{start}至{end}" if self.zh else f"{start} to {end}"
        if start:
            return f"{start}起" if self.zh else f"from {start}"
        return (f"至{end}" if self.zh else f"until {end}") if end else ""

    def _where(self, record: Shown) -> str:
        """Since when, and which row says so."""
        source = record["source"]
        row, run = (f"第{source['row']}行", "，批次") if self.zh else (f"row {source['row']}", ", run ")
        return f"{self._span(record)}  {source['dataset']} {source['file']} {row}{run}{source['run']}".strip()
