"""Which bytes do two stores with the same deliveries share? The canonical export."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lookthrough.graph.ports import Ledger, Reader, Run
from lookthrough.graph.tables import Table


def canonical(reader: Reader, ledger: Ledger, folder: Path) -> list[tuple[str, int]]:
    """Write a file of sorted JSON lines per table, of judgements and of runs; returns (file, lines).

    Every known period of every claim is there, with run numbers; clock times of the machine are not.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts: list[tuple[str, Iterable[dict[str, Any]]]] = [
        (str(table), reader.history(table)) for table in Table
    ]
    parts += [("judgements", _judgements(reader)), ("runs", map(_run, ledger.runs()))]
    return [(f"{name}.jsonl", _write(folder / f"{name}.jsonl", rows)) for name, rows in parts]


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            kept = {name: value for name, value in row.items() if value is not None}
            file.write(json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n")
            count += 1
    return count


def _judgements(reader: Reader) -> Iterator[dict[str, Any]]:
    for found in reader.judgements():
        yield {
            "first": found.first,
            "second": found.second,
            "from_run": found.from_run,
            "order": found.order,
            "to_run": found.to_run,
        }


def _run(run: Run) -> dict[str, Any]:
    files = [
        {"table": file.table, "name": file.name, "digest": file.digest, "full": file.full, "rows": file.rows}
        for file in run.files
    ]
    return {
        "run": run.number,
        "dataset": run.dataset,
        "kind": run.kind,
        "reverts": run.reverts,
        "files": files,
    }
