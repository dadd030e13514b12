"""How does a delivery go into a store: all of it in one run for each dataset, or nothing?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lookthrough.ingest.options import IngestOptions, Progress, Store, quiet
from lookthrough.ingest.report import Report

if TYPE_CHECKING:
    from lookthrough.ingest.parts import Part
    from lookthrough.ingest.sources.bank import Found


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


def _ingest(store: Store, found: Found, options: IngestOptions, progress: Progress) -> Report:
    from lookthrough.ingest.run import Job

    by_dataset: dict[str, list[Part]] = {}
    for part in found.parts:
        by_dataset.setdefault(part.dataset, []).append(part)
    runs = (Job(store, dataset, options).run(parts, progress) for dataset, parts in by_dataset.items())
    return Report(tuple(runs), found.ignored)
