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
        NoRoom: the disk of the temporary files is full; nothing was written.
        UsageError: an option does not fit, or a full delivery would close too much.
    """
    from lookthrough.ingest.files import waiting_told

    chosen = options or IngestOptions()
    with waiting_told():
        return _ingest(store, _delivered(map(Path, paths), chosen), chosen, progress)


def _delivered(paths: Iterable[Path], options: IngestOptions) -> Found:
    """What the paths hold, each read in the format that was said, or that it looks like."""
    from lookthrough.ingest.sources import bank, bods

    if options.format not in (None, "bank", "bods"):
        raise UsageError(f"--as {options.format}: write bank or bods")
    by_format: dict[str, list[Path]] = {"bank": [], "bods": []}
    for path in paths:
        by_format[options.format or ("bods" if bods.recognised(path) else "bank")].append(path)
    found = bank.delivered(by_format["bank"], options.dataset, options.mapping)
    parts = (bods.delivered(path, options.dataset, full=options.full) for path in by_format["bods"])
    return replace(found, parts=(*found.parts, *chain.from_iterable(parts)))


def ingest_tables(store: Store, tables: Mapping[str, Any], options: IngestOptions | None = None) -> Report:
    """Take tables in memory (data frames, Arrow tables, rows as mappings) by their name in the bank layout."""
    from lookthrough.ingest.sources.bank import delivered_tables

    chosen = options or IngestOptions()
    return _ingest(store, delivered_tables(tables, chosen.dataset or "memory"), chosen, quiet)


def _ingest(store: Store, found: Found, options: IngestOptions, progress: Progress) -> Report:
    """All is read and checked before anything is written."""
    from lookthrough.ingest.limits import refuse_doubts
    from lookthrough.ingest.run import Job

    by_dataset: dict[str, list[Part]] = {}
    for part in found.parts:
        by_dataset.setdefault(part.dataset, []).append(part)
    jobs = [Job(store, dataset, options, found.totals) for dataset in by_dataset]
    taken = [job.read(parts, progress) for job, parts in zip(jobs, by_dataset.values(), strict=True)]
    if found.totals is not None:
        amounts = (amount for one in taken for amount in one.amounts)
        found.totals.check(amounts, {file.file for one in taken for file in one.skipped})
    if options.strict:
        refuse_doubts([file for one in taken for file in one.files])
    runs = tuple(job.write(one) for job, one in zip(jobs, taken, strict=True))
    return Report(runs, found.ignored)
