"""Load: demo, ingest, runs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lookthrough.cli.options import Output, StoreOptions, spread
from lookthrough.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lookthrough.graph.shares import Unit
    from lookthrough.ingest.limits import Tolerance
    from lookthrough.ingest.mapping.document import Mapping
    from lookthrough.ingest.options import IngestOptions
    from lookthrough.ingest.report import Lang, Report

PANEL = "Load"
FOUND = 3
Number = Annotated[int, typer.Argument(help="The number of a run, as 'lookthrough runs list' shows it")]


def register(app: typer.Typer) -> None:
    """Add the panel."""
    app.command(rich_help_panel=PANEL)(spread(demo))
    app.command(rich_help_panel=PANEL)(spread(ingest))
    runs = typer.Typer(help="What was delivered, refused and taken back.", rich_markup_mode=None)
    runs.command(name="list")(spread(list_runs))
    runs.command()(spread(show))
    runs.command()(spread(rejects))
    runs.command()(spread(revert))
    app.add_typer(runs, name="runs", rich_help_panel=PANEL)


@dataclass(frozen=True, slots=True)
class Taking:
    """How files are read and what a delivery means."""

    dataset: Annotated[
        str | None, typer.Option(help="Name of the dataset. Default: the folder's or file's.")
    ] = None
    received: Annotated[str | None, typer.Option(help="The day on which the files came (YYYY-MM-DD).")] = None
    full: Annotated[bool, typer.Option("--full", help="What is not in the files is closed.")] = False
    yes: Annotated[bool, typer.Option("--yes", help="Close more than 10 % of a dataset.")] = False
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check, write nothing.")] = False
    tolerate: Annotated[
        str | None, typer.Option(metavar="N or P%", help="Exit 3 when more rows than this are rejected.")
    ] = None
    strict: Annotated[
        bool, typer.Option("--strict", help="Write nothing if any row is rejected or doubted.")
    ] = False
    share_unit: Annotated[str | None, typer.Option(help="What a bare number is: percent or fraction.")] = None
    zone: Annotated[
        str | None, typer.Option(help="Zone of times without offset.", envvar="LOOKTHROUGH_ZONE")
    ] = None

    mapping: Annotated[
        Path | None, typer.Option("--map", metavar="M.toml", help="How a bank's own files are read.")
    ] = None
    format: Annotated[
        str | None, typer.Option("--as", metavar="FORMAT", help="bank or bods. Default: as each file looks.")
    ] = None

    def read(self) -> IngestOptions:
        """The options as ingest takes them; raises UsageError for what cannot be one."""
        from lookthrough.graph.rows import day_number
        from lookthrough.ingest.options import IngestOptions
        from lookthrough.wiring import parse_day

        if self.share_unit not in (None, "percent", "fraction"):
            raise UsageError(f"--share-unit {self.share_unit}: write percent or fraction")
        unit: Unit | None = (
            "percent" if self.share_unit == "percent" else "fraction" if self.share_unit else None
        )
        received = day_number(parse_day(self.received, "--received")) if self.received else None
        return IngestOptions(
            self.dataset,
            received,
            self.full,
            self.yes,
            self.dry_run,
            unit,
            self.zone,
            self.format,
            self.strict,
            self._mapping(),
        )

    def _mapping(self) -> Mapping | None:
        from lookthrough.ingest.mapping.reading import read_mapping

        return None if self.mapping is None else read_mapping(self.mapping)


def ingest(
    paths: Annotated[
        list[Path], typer.Argument(help="Folders or files of the bank layout, or BODS statements")
    ],
    options: Taking,
    store: StoreOptions,
    output: Output,
) -> None:
    """Load a bank's files: nothing vanishes, the same file twice changes nothing."""
    from lookthrough.cli.output import as_data, emit, language
    from lookthrough.ingest.limits import Tolerance
    from lookthrough.ingest.report import to_dict
    from lookthrough.settings import settings
    from lookthrough.wiring import deliver

    known = settings()
    tolerance = Tolerance.parse(options.tolerate) if options.tolerate is not None else None
    with _progress(output) as tick:
        report = deliver(
            store.store or known.store, paths, options.read(), wait_seconds=store.wait_seconds, progress=tick
        )
    if as_data(output):
        whole = to_dict(report)
        emit(output, [whole], [file for run in whole["runs"] for file in run["files"]], many=False)
    else:
        print("\n".join(_told(report, "zh" if language(output, known.lang) == "zh" else "en")))
    if tolerance is not None and not tolerance.holds(report):
        _note_rejects(report, tolerance, output)
        raise typer.Exit(FOUND)


def _told(report: Report, lang: Lang) -> Iterator[str]:
    """The report in lines of at most 80 cells; a dry run names the first rows that it would reject."""
    from dataclasses import asdict

    from rich.cells import cell_len

    from lookthrough.cli.runs_text import reject_lines
    from lookthrough.cli.text import WIDTH, wrapped
    from lookthrough.ingest.report import lines

    for line in lines(report, lang):
        yield from wrapped(line, WIDTH, "") if cell_len(line) > WIDTH else (line,)
    for run in report.runs:
        if run.run is None and run.rejects:
            yield from reject_lines([asdict(reject) for reject in run.rejects], lang)


def _note_rejects(report: Report, tolerance: Tolerance, output: Output) -> None:
    """Say on stderr by how much too many rows are rejected."""
    from lookthrough.cli.output import note
    from lookthrough.ingest.limits import sums

    read, rejected = sums(report)
    note(
        f"{rejected:,} of {read:,} rows are rejected, more than --tolerate {tolerance.text} lets pass", output
    )


Tick = Callable[[str, int, int | None], None]


@contextmanager
def _progress(output: Output) -> Iterator[Tick | None]:
    """A line on stderr that says which file is at which row, on a terminal only."""
    import sys

    if output.quiet or not sys.stderr.isatty():
        yield None
        return

    def tick(file: str, done: int, total: int | None) -> None:
        part = f"{done:,}" if total is None else f"{done:,} of {total:,}"
        sys.stderr.write(f"\r\033[K{file}: {part} rows")
        sys.stderr.flush()

    try:
        yield tick
    finally:
        sys.stderr.write("\r\033[K")


def demo(
    store: StoreOptions,
    output: Output,
    folder: Annotated[
        Path | None, typer.Argument(help="Where the bank's files go. Default ./lookthrough-demo")
    ] = None,
    small: Annotated[bool, typer.Option("--small", help="A twentieth of the size.")] = False,
) -> None:
    """Make a bank, load it, look through its customers, and say what to type."""
    from lookthrough.cli.demo_tour import tour

    tour(folder or Path("lookthrough-demo"), store, output, scale=0.05 if small else 1.0)


def list_runs(store: StoreOptions, output: Output) -> None:
    """All runs."""
    from lookthrough.cli.runs_text import run_lines
    from lookthrough.queries.runs import run_json

    def tell(found: Any) -> tuple[Any, Any, Any]:
        runs = [run_json(run) for run in found.runs()]
        return runs, runs, run_lines

    _tell(store, output, tell)


def show(number: Number, store: StoreOptions, output: Output) -> None:
    """One run: its files, what became of their rows, and what is still awaited."""
    from lookthrough.cli.runs_text import run_detail_lines
    from lookthrough.queries.runs import one_run

    def tell(found: Any) -> tuple[Any, Any, Any]:
        run = one_run(found, number)
        return run, run["files"], run_detail_lines

    _tell(store, output, tell)


def rejects(number: Number, store: StoreOptions, output: Output) -> None:
    """The rows that a run refused; with --out F.csv a file to mend and send again."""
    from lookthrough.cli.output import note
    from lookthrough.cli.runs_text import reject_lines
    from lookthrough.queries.runs import one_run, reject_json
    from lookthrough.settings import settings
    from lookthrough.wiring import reading, save_rejects

    if output.out is not None and output.out.suffix.lower() == ".csv":
        with reading(store.store or settings().store, store.wait_seconds) as found:
            count = save_rejects(found, number, output.out)
        note(
            f"{count} rows written to {output.out}: mend them, then: lookthrough ingest {output.out}", output
        )
        return

    def tell(found: Any) -> tuple[Any, Any, Any]:
        one_run(found, number)
        rows = [reject_json(reject) for reject in found.rejects(number)]
        return rows, rows, reject_lines

    _tell(store, output, tell)


def revert(number: Number, store: StoreOptions, output: Output) -> None:
    """Take a run back: a new run closes what it opened and reopens what it closed."""
    from lookthrough.cli.output import note
    from lookthrough.settings import settings
    from lookthrough.wiring import writing

    with writing(store.store or settings().store, store.wait_seconds) as found:
        run = found.revert(number)
    note(
        f"run {run.number} took back run {number}: nothing is deleted, what was known before stays known",
        output,
    )


def _tell(store: StoreOptions, output: Output, tell: Callable[[Any], tuple[Any, Any, Any]]) -> None:
    """Read, then print as data or as the lines that the third part makes."""
    from lookthrough.cli.output import as_data, emit, language
    from lookthrough.settings import settings
    from lookthrough.wiring import reading

    known = settings()
    with reading(store.store or known.store, store.wait_seconds) as found:
        whole, rows, lines = tell(found)
    if as_data(output):
        emit(output, whole if isinstance(whole, list) else [whole], rows, many=isinstance(whole, list))
    else:
        print("\n".join(lines(whole, language(output, known.lang))))
