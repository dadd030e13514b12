"""Which sheets does a delivered file hold: one table, the sheets of a workbook, the files of a zip?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

from lookthrough.ingest.files import Raw, inside, stem_and_suffix, unpacked
from lookthrough.ingest.sheets.delimited import Csv, Tsv
from lookthrough.ingest.sheets.jsonl import JsonLines
from lookthrough.ingest.sheets.sheet import Sheet
from lookthrough.ingest.sheets.typed import Parquet

PLAIN: dict[str, Callable[[Raw], Sheet]] = {
    ".csv": Csv,
    ".tsv": Tsv,
    ".jsonl": JsonLines,
    ".parquet": Parquet,
}
WORKBOOK, ZIP = ".xlsx", ".zip"
SUFFIXES = (*PLAIN, WORKBOOK)


def readable(name: str) -> bool:
    """Whether a file's name is that of a table, of a workbook, or of something packed that may hold them."""
    suffix = stem_and_suffix(name)[1]
    return suffix in SUFFIXES or PurePosixPath(name).suffix.lower() == ZIP


def titles(path: Path) -> list[str]:
    """What may tell which tables a file holds, as cheaply as it can be told; nothing where it cannot be opened."""
    if path.suffix.lower() == WORKBOOK:
        return [path.stem, *_sheet_names(path)]
    return [stem_and_suffix(name)[0] for name in inside(path) if readable(name)]


def _sheet_names(path: Path) -> list[str]:
    from lookthrough.errors import BadInput
    from lookthrough.ingest.sheets.contents import worksheets
    from lookthrough.ingest.sheets.package import Package

    try:
        package = Package(Raw.of(path))
    except BadInput:
        return []
    try:
        return [name for name, _ in worksheets(package)]
    except BadInput:
        return []
    finally:
        package.close()


def opened(path: Path, is_header: Callable[[Sequence[str]], bool]) -> tuple[list[Sheet], list[str]]:
    """The sheets of a file, in its order, and the names of what a zip holds beside them.

    `is_header` tells whether cells surely name the columns of a table; a workbook may have titles above them.

    Raises:
        BadInput: the file cannot be read.
    """
    from lookthrough.ingest.sheets.excel import worksheets

    raws, others = unpacked(path, SUFFIXES.__contains__)
    found: list[Sheet] = []
    for raw in raws:
        found += worksheets(raw, is_header) if raw.suffix == WORKBOOK else [PLAIN[raw.suffix](raw)]
    return found, others
