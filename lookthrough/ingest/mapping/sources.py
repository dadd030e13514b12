"""What does a column of the layout hold in a piece of a bank's sheet, as a mapping says?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lookthrough.graph.tables import COLUMNS, Table
from lookthrough.ingest.cells import Refused, Values
from lookthrough.ingest.columns import IDS, NONE, Faults, Read, Texts, clean, has_bytes, read_distinct
from lookthrough.ingest.mapping import forms
from lookthrough.ingest.mapping.document import Form, Source, Split
from lookthrough.ingest.mapping.words import ours
from lookthrough.ingest.numerals import narrow
from lookthrough.ingest.spelling import joined

Rewrite = Callable[[str, Form], str | None]
_KINDS = {(table, column.name): column.kind for table, columns in COLUMNS.items() for column in columns}
_BY_KIND: dict[str, Rewrite] = {
    "share": forms.share,
    "day": forms.day,
    "micros": forms.moment,
    "amount": forms.amount,
}
_BY_NAME: dict[str, Rewrite] = {
    "birth_date": forms.birth,
    "currency": forms.currency,
    "capital_currency": forms.currency,
}
# Columns of these kinds have many different cells: what is written thus already is not looked at one by one.
_PLAIN = {
    "amount": r"^\d+(?:\.\d+)?$",
    "micros": r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})?$",
}


@dataclass(frozen=True, slots=True)
class Resolved:
    """The source of a column of a table, at the places of its columns in a sheet."""

    table: Table
    name: str
    source: Source
    places: tuple[int, ...]

    def read(self, piece: pa.RecordBatch) -> Read:
        """The cells in the spelling of the layout, null where they are empty or refused."""
        if self.source.value is not None:
            constant: Texts = pa.repeat(pa.scalar(self.source.value or None, pa.string()), piece.num_rows)
            return Read((constant,))
        texts, faults = self._own(piece)
        left: Any = self._left(texts)
        if not pc.any(left).as_py():
            return Read((texts,), faults)
        read = read_distinct(self.name, pc.if_else(left, texts, None), self._rewritten, ("string",))
        return Read((pc.if_else(left, read.parts[0], texts),), Faults.joined([faults, read.faults]))

    def _own(self, piece: pa.RecordBatch) -> tuple[Texts, Faults]:
        """The cells of the file: joined, split, or those of the first column that is filled."""
        texts = [self._filled(clean(piece.column(place))) for place in self.places]
        if not texts:
            return pa.nulls(piece.num_rows, pa.string()), NONE
        if self.source.first:
            return pc.coalesce(*texts), NONE
        if len(texts) > 1:
            return reduce(self._side_by_side, texts), NONE
        if self.source.split is None:
            return texts[0], NONE
        read = read_distinct(self.name, texts[0], self._part, ("string",))
        return read.parts[0], read.faults

    def _side_by_side(self, left: Texts, right: Texts) -> Texts:
        """Two columns joined; where one is empty the other is all."""
        both = joined(
            left, right, between=self.source.join
        )  # null where one is; Arrow's "skip" loses empty rows
        found: Texts = pc.coalesce(both, left, right)
        return found

    def _filled(self, texts: Texts) -> Texts:
        empty: Any = pc.is_in(texts, pa.array(sorted(self.source.form.empty), pa.string()))
        found: Texts = pc.if_else(empty, None, texts)
        return found

    def _part(self, text: str) -> Values:
        split = self.source.split or Split("", 1, 1)
        parts = [part.strip() for part in re.split(_either(split.separator), text)]
        if len(parts) > split.parts:
            raise Refused(
                "wrong_columns",
                f"'{text}' has {len(parts)} parts where the mapping knows {split.parts}",
            )
        found = parts[split.part - 1] if split.part <= len(parts) else None
        return (None if found in self.source.form.empty else found or None,)

    def _left(self, texts: Texts) -> Any:
        """The cells that may have to be rewritten."""
        if self.source.words is None and self._form() is None:
            narrowed = self.name in IDS and has_bytes(
                texts, b"\xef\xe3"
            )  # full-width letters begin with them
            return texts.is_valid() if narrowed else pa.array([False] * len(texts), pa.bool_())
        kind, form = _KINDS.get((self.table, self.name), "text"), self.source.form
        plain = (form.decimal, form.times) == (".", 1) and self.source.words is None
        if kind not in _PLAIN or not plain:
            return texts.is_valid()
        return pc.invert(pc.match_substring_regex(texts, _PLAIN[kind])).fill_null(False)

    def _form(self) -> Rewrite | None:
        return _BY_NAME.get(self.name) or _BY_KIND.get(_KINDS.get((self.table, self.name), "text"))

    def _rewritten(self, text: str) -> Values:
        found: str | None = narrow(text) if self.name in IDS else text
        if self.source.words is not None:
            found = ours(self.source.words, text)
        form = self._form()
        return (form(found, self.source.form) if form and found else found,)


def _either(separator: str) -> str:
    """A pattern of a separator, narrow or full-width."""
    wide = {narrow(chr(code)): chr(code) for code in range(0xFF01, 0xFF5F)}
    return "".join(f"[{re.escape(char)}{wide.get(char, '')}]" for char in separator)
