"""Who controls every company? `control --all`: in columns, block by block, the file whole or not there."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from lookthrough.cli.options import Output

if TYPE_CHECKING:
    import pyarrow as pa

    from lookthrough.queries.all_control import Everybody
    from lookthrough.queries.look import View
    from lookthrough.queries.night import Night, Work

STEPS = 3


def prepared(view: View, output: Output) -> Everybody:
    """Control of everybody, ready to be told; says on the way how far it has come."""
    from lookthrough.graph.snapshot.jit import COMPILING, first_time
    from lookthrough.queries.all_control import Everybody, treatment_of
    from lookthrough.wiring import snapshot

    if first_time():
        tell(1, COMPILING, output)
    tell(1, "reading the graph", output)
    graph = snapshot(view, treatment_of(view))
    tell(2, f"{graph.companies:,} companies, {graph.edges:,} holdings", output)
    return Everybody.of(view, graph)


def tell(step: int, text: str, output: Output) -> None:
    """How far the command has come."""
    if not output.quiet:
        print(f"[{step}/{STEPS}] {text}", file=sys.stderr, flush=True)


def tell_all(found: Everybody, output: Output, *, down: bool) -> None:
    """Write a row for each party and each company that it controls."""
    from lookthrough.cli.blocks import write
    from lookthrough.queries.all_control import schema

    rows = write(_told(found.blocks(down=down), output), schema(), output)
    tell(STEPS, f"{rows:,} rows", output)
    _sum_up(found, output)


def _told(blocks: Iterable[pa.Table], output: Output) -> Iterator[pa.Table]:
    """The blocks as they are, and how many rows there are by now."""
    rows = 0
    for block in blocks:
        yield block
        rows += len(block)
        tell(STEPS, f"{rows:,} rows so far", output)


def tell_kept(found: Everybody, night: Night, output: Output, *, down: bool) -> None:
    """The same from answers that are kept or found again."""
    from lookthrough.cli.blocks import wanted, write
    from lookthrough.queries.all_control import ORDER

    rows = night.rows.sort_by([(name, "ascending") for name in ORDER[down]]) if down else night.rows
    if wanted(output):
        write([rows], rows.schema, output)
    tell(STEPS, f"{len(rows):,} rows", output)
    _sum_up(found, output)


def _sum_up(found: Everybody, output: Output) -> None:
    """How many companies have a top controller, and why others have none."""
    if not output.quiet:
        lines = (f"{count:>12,}  {what}" for what, count in found.counts())
        print("\n".join(lines), file=sys.stderr)


def work_of(found: Everybody) -> Work:
    """What is kept, and under which name."""
    from lookthrough.graph.answers import Asked
    from lookthrough.queries.all_control import ORDER
    from lookthrough.queries.finding import VERSION
    from lookthrough.queries.night import Work

    asked = Asked("control", "", ",".join(found.view.precedence))
    return Work(
        asked, VERSION, found.answer, "company_id", ("companies", "company_id"), ORDER[False], found.said()
    )


def control_all(view: View, output: Output, *, down: bool) -> None:
    """`control --all`."""
    tell_all(prepared(view, output), output, down=down)


def control_kept(view: View, output: Output, *, down: bool, anew: bool) -> Night:
    """`control --all --keep`: told, and not yet written into the store."""
    from lookthrough.cli.kept import answered

    found = prepared(view, output)
    night = answered(view, work_of(found), anew=anew)
    tell_kept(found, night, output, down=down)
    return night
