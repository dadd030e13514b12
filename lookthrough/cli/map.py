"""Load: map, template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lookthrough.cli.options import Output, spread
from lookthrough.errors import UsageError

if TYPE_CHECKING:
    from lookthrough.ingest.mapping.overview import Overview

PANEL = "Load"


def register(app: typer.Typer) -> None:
    """Add to the panel."""
    app.command(rich_help_panel=PANEL)(spread(template))
    app.command(name="map", rich_help_panel=PANEL)(spread(propose))


def template(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the files go")], output: Output
) -> None:
    """Write an empty layout: a CSV file a table, and what its columns hold."""
    from lookthrough.cli.map_text import template_lines
    from lookthrough.cli.output import as_data, emit, language
    from lookthrough.ingest.template import write_template
    from lookthrough.settings import settings

    paths = write_template(folder)
    rows = [{"file": str(path)} for path in paths]
    if as_data(output):
        emit(output, [{"files": [row["file"] for row in rows]}], rows, many=False)
    else:
        print("\n".join(template_lines(folder, len(paths) - 1, language(output, settings().lang))))


def propose(
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Files or folders with a bank's own tables")
    ],
    output: Output,
) -> None:
    """Propose how a bank's own files are read: a mapping, ten rows, and what is unsure."""
    from lookthrough.cli.map_text import lines
    from lookthrough.cli.output import as_data, emit, language
    from lookthrough.ingest.mapping.overview import overview, to_dict
    from lookthrough.ingest.sources.bank import sheets_at
    from lookthrough.settings import settings

    lang = language(output, settings().lang)
    sheets, _ = sheets_at(paths)
    found = overview(sheets, lang)
    target = output.out if output.out and output.out.suffix.lower() == ".toml" else None
    if target is not None:
        _write(found, target)
    if target is None and as_data(output):
        whole = to_dict(found)
        emit(output, [whole], whole["sheets"], many=False)
    else:
        print("\n".join(lines(found, paths, target, lang)))


def _write(found: Overview, target: Path) -> None:
    if found.text is None:
        raise UsageError(
            "none of the files looks like a table of the bank layout: there is no mapping to write"
        )
    if target.exists():
        raise UsageError(f"{target} is there already: nothing is written over, choose another name")
    target.write_text(found.text, encoding="utf-8", newline="")
