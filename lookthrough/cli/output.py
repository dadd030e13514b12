"""Where does an answer go, and in which form? stdout holds the answer and nothing else; the rest goes to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lookthrough.cli.options import Output
from lookthrough.cli.replacing import replacing
from lookthrough.errors import UsageError

Row = Mapping[str, Any]


def language(output: Output, default: str) -> str:
    """The language asked for, else that of the settings."""
    if output.lang not in (None, "en", "zh"):
        raise UsageError(f"--lang {output.lang}: write en or zh")
    return output.lang or default


def as_data(output: Output) -> bool:
    """Whether the answer is for a program."""
    return output.json or output.jsonl or output.csv or output.out is not None


def emit(
    output: Output, answers: Sequence[Row], rows: Iterable[Row], *, many: bool, names: Sequence[str] = ()
) -> None:
    """Write answers as JSON (an array where `many` were asked), JSON lines, or their rows as a table.

    `names` are the columns of a table that may have no rows; what is no plain value stands in a cell as JSON.
    """
    if output.out is not None:
        _to_file(output.out, answers, _table(rows, names), many=many)
    elif output.csv:
        sys.stdout.write(_csv(_table(rows, names)))
    else:
        sys.stdout.write(_text(answers, lines=output.jsonl, many=many))


def _text(answers: Sequence[Row], *, lines: bool, many: bool) -> str:
    import json

    if lines:
        return "".join(json.dumps(answer, ensure_ascii=False) + "\n" for answer in answers)
    whole: Any = list(answers) if many else answers[0]
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class _Table:
    """Columns by name, and rows of plain cells."""

    names: list[str]
    rows: Sequence[Row]


def _table(rows: Iterable[Row], names: Sequence[str]) -> _Table:
    plain = [{name: _cell(value) for name, value in row.items()} for row in rows]
    return _Table(list(dict.fromkeys([*names, *(name for row in plain for name in row)])), plain)


def _cell(value: Any) -> Any:
    return text_of(value) if isinstance(value, Mapping | list | tuple) else value


def text_of(value: Any) -> str | None:
    """Any value of an answer as the text of a cell: JSON, but for what is text, or nothing."""
    import json

    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _csv(found: _Table) -> str:
    import csv
    import io

    text = io.StringIO()
    writer = csv.DictWriter(text, found.names, lineterminator="\n")
    if found.names:
        writer.writeheader()
    writer.writerows(
        {name: "" if value is None else value for name, value in row.items()} for row in found.rows
    )
    return text.getvalue()


def _to_file(path: Path, answers: Sequence[Row], found: _Table, *, many: bool) -> None:
    ending = path.suffix.lower()
    if ending not in (".json", ".jsonl", ".csv", ".parquet", ".xlsx"):
        raise UsageError(f"--out {path.name}: the name must end in .json, .jsonl, .csv, .parquet or .xlsx")
    with replacing(path) as beside:
        if ending in (".json", ".jsonl"):
            beside.write_text(_text(answers, lines=ending == ".jsonl", many=many), encoding="utf-8")
        elif ending == ".csv":
            beside.write_text(_csv(found), encoding="utf-8", newline="")
        else:
            _frame(beside, found)
    print(f"written: {path}", file=sys.stderr)


def _frame(path: Path, found: _Table) -> None:
    import pandas as pd

    frame = pd.DataFrame(found.rows, columns=found.names)
    if path.suffix.lower() == ".parquet":
        frame.to_parquet(path, index=False)
    else:
        plain = {"options": {"strings_to_formulas": False}}  # a name that begins with = is a name
        with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs=plain) as book:
            frame.to_excel(book, index=False)


def note(text: str, output: Output) -> None:
    """A hint or a remark, on stderr, unless quiet."""
    if not output.quiet:
        sys.stdout.flush()
        print(text, file=sys.stderr)
