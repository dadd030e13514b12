"""Run: store init, store info, store check, sql, doctor; and what bare `lookthrough` says."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from lookthrough.cli.options import Output, StoreOptions, spread
from lookthrough.errors import LookthroughError, NoStore

PANEL = "Run"
FOUND = 3


def register(app: typer.Typer) -> None:
    """Add the panel."""
    store = typer.Typer(help="The store itself.", rich_markup_mode=None)
    store.command(name="init")(spread(init))
    store.command(name="info")(spread(info))
    store.command(name="check")(spread(check))
    app.add_typer(store, name="store", rich_help_panel=PANEL)
    app.command(rich_help_panel=PANEL)(spread(sql))
    app.command(rich_help_panel=PANEL)(spread(doctor))


def init(store: StoreOptions) -> None:
    """Make an empty store."""
    from lookthrough.settings import settings
    from lookthrough.wiring import writing

    address = store.store or settings().store
    with writing(address, store.wait_seconds, create=True):
        print(f"ready: {address}", file=sys.stderr)


def info(store: StoreOptions, output: Output) -> None:
    """How much is in the store."""
    from lookthrough.cli.output import as_data, emit
    from lookthrough.cli.text import table
    from lookthrough.settings import settings
    from lookthrough.wiring import reading, sizes

    address = store.store or settings().store
    with reading(address, store.wait_seconds) as found:
        facts: dict[str, Any] = {"store": address, "runs": found.last_run(), **sizes(found)}
    if as_data(output):
        emit(output, [facts], [facts], many=False)
    else:
        print("\n".join(table([[k, f"{v:,}" if isinstance(v, int) else v] for k, v in facts.items()], "<>")))


def check(store: StoreOptions, output: Output) -> None:
    """Check the store's invariants; exit 3 when one is broken."""
    from lookthrough.cli.output import as_data, emit
    from lookthrough.settings import settings
    from lookthrough.wiring import reading

    with reading(store.store or settings().store, store.wait_seconds) as found:
        broken = found.check()
    if as_data(output):
        emit(output, [{"broken": broken}], [{"broken": text} for text in broken], many=False)
    else:
        print("\n".join(broken) if broken else "every invariant holds")
    if broken:
        raise typer.Exit(FOUND)


def sql(
    statement: Annotated[
        str, typer.Argument(help='A statement that reads, e.g. "SELECT * FROM parties LIMIT 5"')
    ],
    store: StoreOptions,
    output: Output,
) -> None:
    """Ask the documented views (docs/sql.md); nothing can be written."""
    from lookthrough.cli.output import as_data, emit
    from lookthrough.cli.text import table
    from lookthrough.settings import settings
    from lookthrough.wiring import reading

    with reading(store.store or settings().store, store.wait_seconds) as found:
        answer = found.sql(statement)
    names, rows = answer.columns, answer.rows
    dicts = [dict(zip(names, row, strict=True)) for row in rows]
    if as_data(output):
        plain = [_plain(row) for row in dicts]
        emit(output, plain, plain, many=True, names=names)
        return
    cells = [["" if value is None else str(value) for value in row] for row in rows]
    print("\n".join(table([list(names), *cells], "<" * len(names), most=(40,) * len(names))))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    kept = (str, int, float, bool, type(None))
    return {name: value if isinstance(value, kept) else str(value) for name, value in row.items()}


def doctor(store: StoreOptions, output: Output) -> None:
    """Look at the machine, the packages and the store, and say what is missing."""
    from lookthrough.cli.doctor import look
    from lookthrough.cli.output import as_data, emit
    from lookthrough.settings import settings

    rows = look(store.store or settings().store)
    if as_data(output):
        emit(output, rows, rows, many=True)
    else:
        print("\n".join(f"{'ok  ' if row['ok'] else 'look'} {row['what']}: {row['found']}" for row in rows))


def greeting() -> None:
    """The store's state and three next steps."""
    from lookthrough.settings import settings
    from lookthrough.wiring import path_of, reading, sizes

    address = settings().store
    try:
        with reading(address) as found:
            counts, runs = sizes(found), found.last_run()
        print(
            f"{path_of(address)}: {counts['parties']:,} parties, {counts['interests']:,} interests, {runs} runs"
        )
        steps = ["lookthrough search NAME", "lookthrough owners REF", "lookthrough runs list"]
    except NoStore as error:
        print(error)
        steps = ["lookthrough demo", "lookthrough ingest FOLDER", "lookthrough --help"]
    except LookthroughError as error:
        print(error, file=sys.stderr)
        steps = ["lookthrough doctor"]
    print("next: " + " · ".join(steps))
