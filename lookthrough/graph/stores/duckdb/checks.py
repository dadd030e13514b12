"""Is the file what it must be? Every invariant that reads stand on, asked of the whole store."""

from __future__ import annotations

from collections.abc import Iterator

from lookthrough.graph.stores.duckdb.layout import DESCRIBING, end, place, quoted, space, sql, whole
from lookthrough.graph.stores.duckdb.session import Session
from lookthrough.graph.stores.duckdb.settle import COPIES
from lookthrough.graph.tables import ENDS, Table

ON_TABLES = {
    "one_open": "{table}: {count} records are open more than once",
    "overlapping": "{table}: {count} known periods overlap the next one of their record",
    "empty_period": "{table}: {count} known periods end before they begin",
    "unknown_run": "{table}: {count} claims name a run that was never committed",
    "repeated_claim": "{table}: {count} claim numbers are used twice",
}
ON_STORE = {
    "nodes_dense": "{count} nodes are out of the dense order",
    "repeated_node": "{count} nodes are numbered twice",
    "runs_dense": "{count} runs are out of the dense order",
    "moments_rise": "{count} runs were committed no later than the run before",
    "keys_differ": "{count} party rows and their name keys differ",
    "references_differ": "{count} records or customers cannot be looked up",
}


def broken(store: Session) -> list[str]:
    """A sentence for every broken invariant."""
    return [sentence.format(count=count) for sentence, count in _counted(store) if count]


def _counted(store: Session) -> Iterator[tuple[str, int]]:
    ask = store._one  # noqa: SLF001
    for table in Table:
        for name, sentence in ON_TABLES.items():
            yield sentence.replace("{table}", table), ask(name, table=place(table), whole=whole(table))[0]
        for column in ENDS[table]:
            sentence = f"{table}: {{count}} claims have no node as their {column}"
            words = {"table": place(table), "end": end(column), "space": space(column)}
            yield sentence, ask("no_such_node", None, **words)[0]
    for table in DESCRIBING.values():
        (column,) = ENDS[table]
        sentence = f"{table}: {{count}} claims have another node than their {column}"
        words = {"table": whole(table), "end": end(column), "column": quoted(column)}
        yield sentence, ask("wrong_node", None, **words)[0]
    for copy, column in COPIES.items():
        fresh = sql("fresh_interests", end=end(column))
        yield (
            f"{copy}: {{count}} rows differ from the interests",
            ask("copy_differs", {"first": 0}, copy=copy, fresh=fresh)[0],
        )
    hashes = sql("fresh_hashes")
    yield (
        "{count} nodes cannot be looked up",
        ask("copy_differs", {"first": 0}, copy="node_hash", fresh=hashes)[0],
    )
    for name, sentence in ON_STORE.items():
        yield sentence, ask(name)[0]
