"""Hand over: chart, export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from lookthrough.cli.ask import RuleOptions, _options, _party, _rule, _rule_day, _viewing
from lookthrough.cli.options import Clocks, Output, StoreOptions, spread
from lookthrough.errors import UsageError

PANEL = "Hand over"


def register(app: typer.Typer) -> None:
    """Add the panel."""
    app.command(rich_help_panel=PANEL)(spread(chart))
    export = typer.Typer(help="Write what the store holds.", rich_markup_mode=None)
    export.command(name="canonical")(spread(canonical))
    app.add_typer(export, name="export", rich_help_panel=PANEL)


def chart(
    ref: Annotated[str, typer.Argument(help="A customer or party")],
    asked: RuleOptions,
    clocks: Clocks,
    store: StoreOptions,
    output: Output,
    opened: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """The ownership chart as one HTML file that needs no network."""
    from lookthrough.cli.output import language
    from lookthrough.queries.answer import Question, owners
    from lookthrough.settings import settings
    from lookthrough.viz.chart_pyvis import chart as drawn

    known = settings()
    rule = _rule(asked, clocks, known)
    with _viewing(clocks, store, known) as view:
        named = _party(view, ref, "chart")
        question = Question(
            named.node, rule, _options(asked, rule), named.shown_as, rule.in_force(_rule_day(clocks))
        )
        finding = owners(view, question)
    path = output.out or Path(f"{named.shown_as}.html")
    if path.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"--out {path.name}: a chart is an HTML file, give a name that ends in .html")
    path.write_bytes(drawn(finding.to_dict(), lang=language(output, known.lang)))
    print(f"written: {path}", file=sys.stderr)
    if opened:
        typer.launch(path.resolve().as_uri())


def canonical(
    store: StoreOptions,
    out: Annotated[Path, typer.Option(help="The folder to write to.")],
) -> None:
    """Every claim, record, judgement and run order as sorted JSON lines, without clock times of the machine."""
    from lookthrough.queries.export import canonical as write
    from lookthrough.settings import settings
    from lookthrough.wiring import reading

    with reading(store.store or settings().store, store.wait_seconds) as found:
        files = write(found, found, out)
    print("\n".join(f"{name}: {count:,} lines" for name, count in files), file=sys.stderr)
