"""How is a long table written: block by block, in the form that its file's name says, whole or not at all?"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from lookthrough.cli.options import Output
from lookthrough.cli.replacing import replacing
from lookthrough.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

FORMS = (".parquet", ".csv", ".jsonl", ".json")
BATCH = 10_000  # rows that are objects at a time, where a form has objects
Write = Callable[["pa.Table"], None]


def wanted(output: Output) -> bool:
    """Whether the table is to go anywhere."""
    return output.out is not None or output.csv or output.jsonl or output.json


def check(output: Output, *, keep: bool) -> None:
    """Raise UsageError where the table has no form, or none that is to be had; what is kept alone needs none."""
    if wanted(output) or not keep:
        form(output)


def form(output: Output) -> str:
    """In which form a table about everybody is wanted; raises UsageError where that is not said or not to be had."""
    if output.out is None:
        said = {".csv": output.csv, ".jsonl": output.jsonl, ".json": output.json}
        if any(said.values()):
            return next(ending for ending, flag in said.items() if flag)
        raise UsageError("--all finds a long table: add --out FILE.parquet, or --csv for stdout")
    ending = output.out.suffix.lower()
    if ending not in FORMS:
        raise UsageError(f"--out {output.out.name}: with --all the name must end in {', '.join(FORMS)}")
    if not output.out.absolute().parent.is_dir():
        raise UsageError(f"--out {output.out}: there is no folder {output.out.parent}, make it first")
    return ending


def write(blocks: Iterable[pa.Table], schema: pa.Schema, output: Output) -> int:
    """Write blocks of rows to --out, which is moved to its place when it is whole, or to stdout; how many rows."""
    rows = 0
    with ExitStack() as stack:
        file = sys.stdout.buffer if output.out is None else stack.enter_context(_beside(output.out))
        put = stack.enter_context(_WRITERS[form(output)](file, schema))
        for block in blocks:
            put(block)
            rows += len(block)
    if output.out is not None:
        print(f"written: {output.out}", file=sys.stderr)
    return rows


@contextmanager
def _beside(out: Path) -> Iterator[BinaryIO]:
    with replacing(out) as beside, beside.open("wb") as file:
        yield file


@contextmanager
def _parquet(file: Any, schema: pa.Schema) -> Iterator[Write]:
    import pyarrow.parquet as pq

    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        yield writer.write_table


@contextmanager
def _csv(file: Any, schema: pa.Schema) -> Iterator[Write]:
    from pyarrow import csv

    with csv.CSVWriter(file, schema) as writer:
        yield writer.write_table


@contextmanager
def _jsonl(file: Any, schema: pa.Schema) -> Iterator[Write]:  # noqa: ARG001  # as the others
    def put(block: pa.Table) -> None:
        file.writelines(text + b"\n" for text in _texts(block))

    yield put


@contextmanager
def _json(file: Any, schema: pa.Schema) -> Iterator[Write]:  # noqa: ARG001  # as the others
    before = b"[\n"

    def put(block: pa.Table) -> None:
        nonlocal before
        for text in _texts(block):
            file.write(before + text)
            before = b",\n"

    yield put
    file.write(b"[]\n" if before == b"[\n" else b"\n]\n")


def _texts(block: pa.Table) -> Iterator[bytes]:
    """The rows as JSON objects."""
    for batch in block.to_batches(BATCH):
        yield from (json.dumps(row, ensure_ascii=False).encode() for row in batch.to_pylist())


_WRITERS: dict[str, Callable[[Any, Any], Any]] = {
    ".parquet": _parquet,
    ".csv": _csv,
    ".jsonl": _jsonl,
    ".json": _json,
}
