"""How does a delivery go into a store: all of it in one run for each dataset, or nothing?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lookthrough.graph.ports import Reject
from lookthrough.graph.tables import Table
from lookthrough.ingest.options import IngestOptions, Progress, Store, quiet
from lookthrough.ingest.report import Report

if TYPE_CHECKING:
    import pyarrow as pa

    from lookthrough.ingest.checks import Manner
    from lookthrough.ingest.sources.bank import Found, Part


def ingest(
    store: Store,
    paths: Iterable[str | Path],
    options: IngestOptions | None = None,
    progress: Progress = quiet,
) -> Report:
    """Take folders and files of the bank layout into a store that is open for writing.

    `progress` is told the file, the rows read so far, and about how many there are (None: unknown).

    Raises:
        BadInput: a file is missing or cannot be read as a table of the layout; nothing was written.
        UsageError: an option does not fit, or a full delivery would close too much.
    """
    from lookthrough.ingest.sources.bank import delivered

    chosen = options or IngestOptions()
    return _ingest(store, delivered(map(Path, paths), chosen.dataset), chosen, progress)


def ingest_tables(store: Store, tables: Mapping[str, Any], options: IngestOptions | None = None) -> Report:
    """Take tables in memory (data frames, Arrow tables, rows as mappings) by their name in the bank layout."""
    from lookthrough.ingest.sources.bank import delivered_tables

    chosen = options or IngestOptions()
    return _ingest(store, delivered_tables(tables, chosen.dataset or "memory"), chosen, quiet)


def records_table(
    table: Table,
    rows: Iterable[Mapping[str, Any]],
    dataset: str,
    file: str = "",
    manner: Manner | None = None,
) -> tuple[pa.Table, list[Reject]]:
    """Rows in the words of the bank layout as a store takes them (physical columns), and those that are refused.

    Values may be numbers and booleans; null is absent. Parties that only names stand for are not made here.
    """
    import pyarrow as pa

    from lookthrough.ingest.checks import Manner, empty
    from lookthrough.ingest.reading import read, settle_all
    from lookthrough.ingest.sources.bank import part_of

    reading = read(part_of(file, table, rows, dataset), manner or Manner(), quiet)
    settle_all([reading])
    return pa.concat_tables([empty(table), *reading.own.rows()]), list(reading.rejects())


def _ingest(store: Store, found: Found, options: IngestOptions, progress: Progress) -> Report:
    from lookthrough.ingest.run import Job

    by_dataset: dict[str, list[Part]] = {}
    for part in found.parts:
        by_dataset.setdefault(part.dataset, []).append(part)
    runs = (Job(store, dataset, options).run(parts, progress) for dataset, parts in by_dataset.items())
    return Report(tuple(runs), found.ignored)
