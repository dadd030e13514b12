"""Who owns every customer? `owners --all`: progress on the way, parts kept beside the file, the file whole or none."""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lookthrough.cli.options import Output

if TYPE_CHECKING:
    import pyarrow as pa

    from lookthrough.cli.kept import AllOptions
    from lookthrough.queries.everybody.answers import Answers, Everybody, Work
    from lookthrough.queries.look import View
    from lookthrough.queries.night import Night

PARTS = ".parts"


def tell_all(view: View, asked: Everybody, output: Output, every: AllOptions) -> Night | None:
    """Find, write, and say how many there are of each; what is to be kept of it."""
    from lookthrough.cli.blocks import wanted, write
    from lookthrough.queries.everybody.answers import Work, answers_of
    from lookthrough.queries.everybody.parts import Parts

    parts = Parts(None if output.out is None else _folder(view, asked, output.out))

    def say(step: int, text: str) -> None:
        if not output.quiet:
            print(f"[{step}/4] {text}", file=sys.stderr, flush=True)

    how, night = Work(os.cpu_count() or 1, parts, say), None
    if every.keep:
        found, night = _tonight(view, asked, how, every)
    else:
        found = answers_of(view, asked, how)
    if wanted(output):
        write([found.table], found.table.schema, output)
        parts.forget()
    if not output.quiet:
        sys.stdout.flush()
        print("\n".join(counts(found)), file=sys.stderr)
    return night


def _tonight(view: View, asked: Everybody, how: Work, every: AllOptions) -> tuple[Answers, Night]:
    """From what is kept, as far as may be."""
    from lookthrough.cli.kept import answered
    from lookthrough.queries.everybody.answers import Answers
    from lookthrough.queries.everybody.nightly import work_of

    heard = list[Answers]()
    night = answered(view, work_of(view, asked, how, heard.append), anew=every.anew)
    return Answers(night.rows, night.of, sum(one.one_by_one for one in heard)), night


def _folder(view: View, asked: Everybody, out: Path) -> Path:
    """Where the parts of this very question are, of this very store."""
    from lookthrough.graph.stores.duckdb import DuckStore
    from lookthrough.queries.finding import VERSION

    store = view.reader
    known = (store.file(), [r.committed_at for r in store.runs()]) if isinstance(store, DuckStore) else None
    words = (
        VERSION,
        known,
        view.at,
        view.precedence,
        view.budget,
        asked.rule.source,
        sorted(asked.options.items()),
    )
    return out.with_name(out.name + PARTS) / sha256(repr(words).encode()).hexdigest()[:16]


def counts(found: Answers) -> list[str]:
    """How many customers there are of each kind."""
    import pyarrow.compute as pc

    table = found.table
    named = _is(table["role"], "owner", "simplified")
    certain = _customers(table, pc.and_(named, _is(table["certainty"], "certain")))
    rows = [
        ("customers", found.customers),
        ("with a certain owner", certain),
        ("with possible owners only", _customers(table, named) - certain),
        ("with a person to look at", _customers(table, _is(table["role"], "review"))),
        ("with nobody", _customers(table, _is(table["role"], "none"))),
        ("outside the rule", _customers(table, _is(table["role"], "out_of_scope"))),
        ("answered one by one", found.one_by_one),
    ]
    return [f"{count:>12,}  {what}" for what, count in rows]


def _is(column: Any, *words: str) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.is_in(column, value_set=pa.array(words, pa.string()))


def _customers(table: pa.Table, mask: Any) -> int:
    import pyarrow.compute as pc

    return int(pc.count_distinct(table["customer_id"].filter(mask)).as_py())
