"""Where does an answer go, and in which form? stdout holds the answer and nothing else; the rest goes to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lookthrough.cli.options import Output
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


def emit(output: Output, answers: Sequence[Row], rows: Iterable[Row], *, many: bool) -> None:
    """Write answers as JSON (an array where `many` were asked), JSON lines, or their rows as a table."""
    if output.out is not None:
        _to_file(output.out, answers, list(rows), many=many)
        return
    if output.csv:
        sys.stdout.write(_csv(list(rows)))
    else:
        sys.stdout.write(_text(answers, lines=output.jsonl, many=many))


def _text(answers: Sequence[Row], *, lines: bool, many: bool) -> str:
    import json

    if lines:
        return "".join(json.dumps(answer, ensure_ascii=False) + "\n" for answer in answers)
    whole: Any = list(answers) if many else answers[0]
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _csv(rows: list[Row]) -> str:
    import csv
    import io

    text = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: "" if value is None else value for name, value in row.items()} for row in rows)
    return text.getvalue()


def _to_file(path: Path, answers: Sequence[Row], rows: list[Row], *, many: bool) -> None:
    ending = path.suffix.lower()
    if ending in (".json", ".jsonl"):
        path.write_text(_text(answers, lines=ending == ".jsonl", many=many), encoding="utf-8")
    elif ending == ".csv":
        path.write_text(_csv(rows), encoding="utf-8", newline="")
    elif ending in (".parquet", ".xlsx"):
        _frame(path, rows)
    else:
        raise UsageError(f"--out {path.name}: the name must end in .json, .jsonl, .csv, .parquet or .xlsx")
    print(f"written: {path}", file=sys.stderr)


def _frame(path: Path, rows: list[Row]) -> None:
    import pandas as pd

    frame = pd.DataFrame(rows)
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
