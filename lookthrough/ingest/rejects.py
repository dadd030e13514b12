"""How does a user mend refused rows and send them again? One CSV, which ingest knows by its column `_table`.

The first columns say where a row comes from and why it was refused; then come the columns of all tables together,
as the files named them, and last the row as it was written. Cells stand there exactly as they were delivered, also
those that a spreadsheet takes for a formula (they begin with = + - or @): the file is for sending back, and an
apostrophe before a cell would come back as data. Open files of unknown origin with formulas switched off.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from lookthrough.graph.ports import Reject

ABOUT = ("_dataset", "_table", "_file", "_row", "_line", "_byte", "_column", "_code", "_reason")


def write_rejects(rejects: Sequence[Reject], dataset: str, path: Path) -> int:
    """Write the refused rows of a run of a dataset as one CSV in UTF-8; returns how many there are."""
    columns = list(dict.fromkeys(name for reject in rejects for name in reject.cells if name not in ABOUT))
    kept = [name for name in columns if name != "_text"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*ABOUT, *kept, "_text"])
        writer.writerows(_row(reject, dataset, kept) for reject in rejects)
    return len(rejects)


def _row(reject: Reject, dataset: str, columns: Iterable[str]) -> list[str]:
    about = (
        dataset,
        reject.table,
        reject.file,
        reject.row,
        reject.line,
        reject.byte,
        reject.column,
        reject.code,
        reject.reason,
    )
    cells = [reject.cells.get(column, "") for column in columns]
    return [*("" if value is None else str(value) for value in about), *cells, reject.text]


def sentence(reject: Reject) -> str:
    """`interests.csv row 7, column share: '0.3' could be ...`, as the terminal says it."""
    column = f", column {reject.column}" if reject.column else ""
    return f"{reject.file} row {reject.row}{column}: {reject.reason}"
