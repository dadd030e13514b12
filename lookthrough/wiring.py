"""Which concrete parts work together? The only module that names stores, clocks and files."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lookthrough.errors import UsageError
from lookthrough.graph.ports import At, Ledger
from lookthrough.graph.rows import day_number
from lookthrough.graph.structure.treatment import PLAIN, Treatment
from lookthrough.queries.look import View

if TYPE_CHECKING:
    from lookthrough.graph.snapshot.arrays import Snapshot
    from lookthrough.graph.stores.duckdb import DuckStore
    from lookthrough.ingest.options import IngestOptions, Progress
    from lookthrough.ingest.report import Report
    from lookthrough.queries.conform import Example, Loaded

MICROS = 1_000_000
CLOCK = date(1970, 1, 2), date(9000, 1, 1)  # days of which any machine knows the moment


@dataclass(frozen=True, slots=True)
class Asked:
    """As of when a question is asked, as the user wrote it; None takes the default."""

    valid_at: str | None = None
    known_at: str | None = None
    as_of: str | None = None
    precedence: tuple[str, ...] = ()


def now() -> int:
    """Microseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1000


def today() -> date:
    """The day on which questions are asked by default."""
    return datetime.now().astimezone().date()


def path_of(store: str) -> str:
    """The file of a store's address; raises UsageError for an address that this version cannot open."""
    scheme, separator, _ = store.partition("://")
    if separator:
        raise UsageError(f"{scheme}://... is not supported by this version: give a path, or duckdb:PATH")
    return store.removeprefix("duckdb:")


@contextmanager
def reading(store: str, wait_seconds: float = 0) -> Iterator[DuckStore]:
    """A store opened to read, closed at the end: nothing holds the file between questions."""
    from lookthrough.graph.stores.duckdb import open_store

    with open_store(path_of(store), wait_seconds=wait_seconds) as found:
        yield found


@contextmanager
def writing(store: str, wait_seconds: float = 0, *, create: bool = False) -> Iterator[DuckStore]:
    """A store opened to write; `create` makes it where there is none."""
    from lookthrough.graph.stores.duckdb import open_store
    from lookthrough.graph.stores.duckdb.survival import clear_leftovers, make_whole, room_told

    path = path_of(store)
    with room_told(path):
        if create:
            make_whole(path)
        with open_store(path, "create" if create else "write", wait_seconds=wait_seconds, clock=now) as found:
            clear_leftovers(path)
            yield found


@contextmanager
def viewing(store: str, asked: Asked, wait_seconds: float = 0) -> Iterator[View]:
    """A store at the clocks of a question."""
    with reading(store, wait_seconds) as found:
        yield view_of(found, asked)


def view_of(store: DuckStore, asked: Asked) -> View:
    """A store that is open already, at the clocks of a question."""
    return View(store, clocks(store, asked), asked.precedence)


def snapshot(view: View, treatment: Treatment = PLAIN) -> Snapshot:
    """The control graph at the clocks of a question: mapped from the cache (settings) where it is kept, else cut.

    A store in memory keeps nothing.
    """
    from lookthrough.graph.snapshot.cut import cut
    from lookthrough.graph.snapshot.kept import Shelf, ready
    from lookthrough.graph.stores.duckdb import DuckStore
    from lookthrough.settings import settings

    folder, store = settings().cache, view.reader
    file = store.file() if isinstance(store, DuckStore) else None
    if folder is None or file is None or not isinstance(store, DuckStore):
        return cut(view.reader, view.at, treatment)
    moments = tuple(run.committed_at for run in store.runs()[: view.at.known])
    return ready(Shelf(folder, str(file), history=moments), store, view.at, treatment)


def clocks(ledger: Ledger, asked: Asked) -> At:
    """Both clocks of a question: by default true today and known now."""
    if asked.as_of is not None and (asked.valid_at is not None or asked.known_at is not None):
        raise UsageError("--as-of sets both clocks: leave out --valid-at and --known-at")
    valid = asked.as_of or asked.valid_at
    day = None if valid == "any" else day_number(parse_day(valid, "--valid-at") if valid else today())
    return At(_known(ledger, asked.as_of or asked.known_at), day)


def _known(ledger: Ledger, text: str | None) -> int:
    if text is None:
        return ledger.last_run()
    if text.isdigit() and len(text) < 8:
        if int(text) > ledger.last_run():
            raise UsageError(f"--known-at {text}: the last run is {ledger.last_run()}")
        return int(text)
    day = min(max(parse_day(text, "--known-at"), CLOCK[0]), CLOCK[1])
    end = datetime.combine(day + timedelta(days=1), datetime.min.time()).astimezone()
    return ledger.known_at(int(end.timestamp() * MICROS) - 1)


def parse_day(text: str, option: str) -> date:
    """A day as the user wrote it; raises UsageError that names the option."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text}: write a day as YYYY-MM-DD") from None


def deliver(
    store: str,
    paths: list[Path],
    options: IngestOptions,
    *,
    wait_seconds: float = 0,
    progress: Progress | None = None,
) -> Report:
    """Load folders and files into a store, made where there is none; nothing is half-written whatever happens.

    A dry run makes no store: where there is none it asks an empty one in memory.
    """
    from lookthrough.errors import BadInput
    from lookthrough.ingest.job import ingest
    from lookthrough.ingest.options import quiet
    from lookthrough.ingest.room import check_room

    if missing := next((path for path in paths if not path.exists()), None):
        raise BadInput(f"there is nothing at {missing}: give a folder or a file of the bank layout")
    place = Path(path_of(store))
    check_room(paths, None if options.dry_run else place)
    nowhere = options.dry_run and not place.exists()
    with writing(":memory:" if nowhere else store, wait_seconds, create=True) as found:
        return ingest(found, paths, options, progress or quiet)


def save_rejects(store: DuckStore, number: int, path: Path) -> int:
    """Write the refused rows of a run as one CSV to mend and send again; returns how many."""
    from lookthrough.errors import NotFound
    from lookthrough.ingest.rejects import write_rejects

    run = next((run for run in store.runs() if run.number == number), None)
    if run is None:
        raise NotFound(f"there is no run {number}: lookthrough runs list shows them all")
    return write_rejects(store.rejects(number), run.dataset, path)


COUNT = "SELECT count(*) FROM "
SIZES = ("parties", "interests", "associations", "customers", "accounts", "transfers")


def sizes(store: DuckStore) -> dict[str, int]:
    """How many claims of each table count now."""
    return {name: int(store.sql(COUNT + name).rows[0][0]) for name in SIZES}


@contextmanager
def example_store(example: Example) -> Iterator[Loaded]:
    """A worked example in a store of its own, in memory."""
    from lookthrough.graph.stores.duckdb import open_store
    from lookthrough.ingest.sources.example import deliver_example
    from lookthrough.queries.conform import Loaded

    with open_store(":memory:", "create", clock=now) as store:
        runs = deliver_example(store, example)
        yield Loaded(store, runs, store.last_run())


def read_examples(paths: list[Path], only: tuple[str, ...] = ()) -> list[tuple[str, dict[str, Any]]]:
    """The worked examples of JSON files, each with its file's name; raises BadInput for what is no list of them."""
    import json

    from lookthrough.errors import BadInput

    found: list[tuple[str, dict[str, Any]]] = []
    for path in paths:
        try:
            examples = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise BadInput(f"there is no file {path}") from None
        except (OSError, ValueError) as error:
            raise BadInput(f"{path.name} is no JSON: {error}") from error
        if not isinstance(examples, list) or not all(isinstance(e, dict) and "id" in e for e in examples):
            raise BadInput(f"{path.name} is no list of worked examples: see docs/conform.md for the format")
        found += [(path.name, example) for example in examples if not only or example["id"] in only]
    return found
