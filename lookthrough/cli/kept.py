"""Whose answers are found again, and which stand as kept? What `--all --keep` does, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from lookthrough.cli.options import Output, StoreOptions
from lookthrough.errors import UsageError

if TYPE_CHECKING:
    from lookthrough.queries.look import View
    from lookthrough.queries.night import Night, Work


@dataclass(frozen=True, slots=True)
class AllOptions:
    """Everybody at once, and what is kept of it."""

    every: Annotated[bool, typer.Option("--all", help="Everybody: one long table.")] = False
    keep: Annotated[
        bool, typer.Option("--keep", help="With --all: keep the answers; find again only what changed.")
    ] = False
    anew: Annotated[bool, typer.Option("--anew", help="With --keep: find all answers again.")] = False

    def check(self, refs: object) -> None:
        """Raise UsageError for words that do not fit together."""
        if self.every and refs:
            raise UsageError("--all asks about everybody: leave out --all, or the names")
        if not self.every and (self.keep or self.anew):
            raise UsageError("--keep is for the answers of everybody: add --all")
        if self.anew and not self.keep:
            raise UsageError("--anew is for answers that are kept: add --keep, or leave it out")


def answered(view: View, work: Work, *, anew: bool) -> Night:
    """All answers, as far as may be from what the store keeps."""
    from lookthrough.graph.stores.duckdb import DuckStore
    from lookthrough.queries.night import answered as answer

    if not isinstance(view.reader, DuckStore):
        raise UsageError("this store keeps no answers: leave out --keep")
    return answer(view, view.reader, work, anew=anew)


def keep(found: Night, store: StoreOptions, default: str, output: Output) -> None:
    """Write the answers into the store, which nobody else may read or write for that moment; say what was done."""
    from lookthrough.cli.output import note
    from lookthrough.queries.night import keep as write
    from lookthrough.wiring import writing

    with writing(store.store or default, store.wait_seconds) as open_store:
        write(open_store, found)
    note(said(found), output)


def said(found: Night) -> str:
    """How many were found again, and why."""
    whole = f"computed again: {found.computed:,} of {found.of:,} {found.what}"
    if found.some is None:
        return f"{whole} (a full run: {found.reason})"
    return f"{whole}, downstream of what changed since run {found.some.run}"
