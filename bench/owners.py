"""How long does one customer's answer take: warm over 1,000 customers, cold as a command?"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from bench.machine import head, milliseconds, peak_mb, quantiles
from lookthrough.graph.tables import Table
from lookthrough.ingest.demo import make_bank
from lookthrough.ingest.options import IngestOptions
from lookthrough.queries.answer import Question, owners
from lookthrough.queries.refs import resolve, search
from lookthrough.queries.rules.rule import choose
from lookthrough.wiring import Asked, deliver, today, viewing

CUSTOMERS = 1000


def main(argv: list[str]) -> None:
    """Print the table; the first argument is the scale of the demo bank."""
    scale = float(argv[0]) if argv else 1.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_bank(folder / "bank", scale=scale)
        store = str(folder / "bank.duckdb")
        load = milliseconds(lambda: deliver(store, [folder / "bank"], IngestOptions()))
        print(head())
        print(f"demo bank at scale {scale:g}, loaded in {load / 1000:.1f} s")
        _warm(store)
        _cold(store)
        print(f"memory of this process, at most: {peak_mb():,} MB")


def _warm(store: str) -> None:
    rule = choose("cn-bank", today())
    chooser = random.Random(7)
    with viewing(store, Asked(valid_at="2026-11-24")) as view:
        rows = view.reader.columns(Table.CUSTOMERS, view.at).to_pylist()
        customers = [row["customer_id"] for row in rows]
        chosen = chooser.sample(customers, min(CUSTOMERS, len(customers)))
        nodes = [resolve(view, f"customer:{customer}").node for customer in chosen]
        find = [milliseconds(partial(resolve, view, f"customer:{customer}")) for customer in chosen]
        times = [milliseconds(partial(owners, view, Question(node, rule))) for node in nodes]
        pages = [milliseconds(partial(view.reader.neighbours, node, view.at, "up", 100)) for node in nodes]
        typed = ("海瑞", "wang xiaoming", "贸易", "trading", "李")
        texts = [milliseconds(partial(search, view, text, 20)) for text in typed]
    for what, values in (
        ("customer by number", find),
        ("holders of a party", pages),
        ("owners, full finding", times),
    ):
        middle, worst = quantiles(values)
        print(f"{what:24} p50 {middle:7.2f} ms   p99 {worst:7.2f} ms   over {len(values):,}")
    print(
        f"{'search':24} p50 {quantiles(texts)[0]:7.2f} ms   max {max(texts):7.2f} ms   over {len(texts)} texts"
    )


def _cold(store: str) -> None:
    """The command as a user feels it: a new process each time."""
    for words in (["--help"], ["owners", "C000017", "--valid-at", "2026-11-24", "--store", store]):
        command = [sys.executable, "-m", "lookthrough", *words]
        times = [
            milliseconds(partial(subprocess.run, command, check=True, capture_output=True)) for _ in range(7)
        ]
        print(f"{'cold: ' + words[0]:24} p50 {quantiles(times)[0]:7.0f} ms   over {len(times)} processes")


if __name__ == "__main__":
    main(sys.argv[1:])
