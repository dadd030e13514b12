"""How are cells written again: as a line of CSV, as a key, as a JSON object? Whole columns at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lookthrough.ingest.columns import Column, Texts, has_bytes, read_distinct


def joined(*parts: Column | pa.StringScalar, between: str = "", empty: str | None = None) -> Texts:
    """The texts of each row side by side; null where one is null, unless `empty` says what stands for it."""
    rest: dict[str, Any] = {} if empty is None else {"null_handling": "replace", "null_replacement": empty}
    every: list[Any] = [*parts, between]
    found: Texts = pc.binary_join_element_wise(*every, **rest)
    return found


def escaped(texts: Column, mark: str) -> Column:
    """Texts with a backslash before `mark` and before each backslash."""
    found: Any = texts
    if has_bytes(found, f"{mark}\\".encode()):
        for char in ("\\", mark):
            found = pc.replace_substring(found, char, f"\\{char}")
    kept: Column = found
    return kept


def rows_as_written(columns: Sequence[Column]) -> Texts:
    """The cells of each row as one line of CSV."""
    return joined(*(_quoted(texts) for texts in columns), between=",", empty="")


def _quoted(texts: Any) -> Column:
    found: Column = texts
    if has_bytes(texts, b'",\r\n'):
        doubled = joined(pa.scalar('"'), pc.replace_substring(texts, '"', '""'), pa.scalar('"'))
        found = pc.if_else(pc.match_substring_regex(texts, '[",\r\n]'), doubled, texts)
    return found


def json_objects(extra: dict[str, Texts], rows: int) -> Column:
    """The filled cells of each row as the text of a JSON object, its keys sorted; null where there is none."""
    if not extra:
        return pa.nulls(rows, pa.string())
    members = []
    for name, texts in sorted(extra.items()):
        key = pa.scalar(f", {json.dumps(name, ensure_ascii=False)}: ")
        members.append(joined(key, _json_strings(texts)))
    inside: Any = joined(*members, empty="")
    filled = pc.greater(pc.binary_length(inside), pa.scalar(0))
    body = pc.utf8_slice_codeunits(inside, 2)  # without the first comma
    objects: Column = pc.if_else(filled, joined(pa.scalar("{"), body, pa.scalar("}")), None)
    return objects


def _json_strings(texts: Texts) -> Column:
    if has_bytes(texts, bytes(range(32)) + b'"\\'):
        return read_distinct("", texts, lambda t: (json.dumps(t, ensure_ascii=False),), ("string",)).parts[0]
    return joined(pa.scalar('"'), texts, pa.scalar('"'))
