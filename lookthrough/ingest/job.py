"""How does a delivery go into a store: all of it in one run for each dataset, or nothing?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lookthrough.errors import UsageError
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
    """Take folders and files of the bank layout, or files of BODS statements, into a store that is open for writing.

    `progress` is told the file, the rows read so far, and about how many there are (None: unknown).

    Raises:
        BadInput: a file is missing or cannot be read in its format; nothing was written.
        UsageError: an option does not fit, or a full delivery would close too much.
    """
    chosen = options or IngestOptions()
    return _ingest(store, _delivered(map(Path, paths), chosen), chosen, progress)


def _delivered(paths: Iterable[Path], options: IngestOptions) -> Found:
    """What the paths hold, each read in the format that was said, or that it looks like."""
    from lookthrough.ingest.sources import bank, bods

    if options.format not in (None, "bank", "bods"):
        raise UsageError(f"--as {options.format}: write bank or bods")
    by_format: dict[str, list[Path]] = {"bank": [], "bods": []}
    for path in paths:
        by_format[options.format or ("bods" if bods.recognised(path) else "bank")].append(path)
    found = bank.delivered(by_format["bank"], options.dataset)
    parts = (bods.delivered(path, options.dataset, full=options.full) for path in by_format["bods"])
    return replace(found, parts=(*found.parts, *chain.from_iterable(parts)))


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
