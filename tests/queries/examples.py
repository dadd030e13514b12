"""How do tests load a worked example quickly? Into the reference store, through the same delivery as any store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from lookthrough.ingest.sources.example import deliver_example
from lookthrough.queries.conform import Checked, Example, Loaded, Result, conform
from tests.contract.memory import MemoryStore

OWN = Path(__file__).resolve().parent.parent / "cases" / "own.json"


@contextmanager
def load(example: Example) -> Iterator[Loaded]:
    """An example in a reference store of its own."""
    store = MemoryStore(count().__next__)
    runs = deliver_example(store, example)
    yield Loaded(store, runs, store.last_run())


def run(*examples: Example) -> list[Result]:
    """What conform says of examples."""
    return list(conform((("made.json", example) for example in examples), load))


def checked(example: Example) -> Checked:
    """The only check of an example."""
    ((check,),) = [result.checks for result in run(example)]
    return check
