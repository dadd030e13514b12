"""How does a test deliver a few rows? Small files in a folder named `bank`, taken into a store."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

from lookthrough.graph.ports import At, Reject
from lookthrough.graph.tables import Table
from lookthrough.ingest.job import ingest
from lookthrough.ingest.options import IngestOptions, Store
from lookthrough.ingest.report import FileReport, RunReport
from tests.contract.memory import MemoryStore

HEADS = {
    "parties": "party_id,kind,name",
    "interests": "holder_id,held_id,kind,share",
    "accounts": "account_id,currency",
    "transfers": "transfer_id,from_account,to_account,at,amount,currency",
}


def new_store() -> MemoryStore:
    """An empty store with a clock of its own."""
    return MemoryStore(count(1).__next__)


def bank(folder: Path, **files: str) -> Path:
    """A folder of CSV files; a text that begins with `|` is rows below the usual header, `;` between them."""
    found = folder / "bank"
    found.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        rows = (
            [HEADS.get(name, ""), *content[1:].split(";")] if content.startswith("|") else content.split(";")
        )
        (found / f"{name}.csv").write_text("\n".join(row.strip() for row in rows) + "\n", encoding="utf-8")
    return found


def take(store: MemoryStore, *paths: Path, **options: Any) -> RunReport:
    """The report of the one run that a delivery makes."""
    (run,) = ingest(store, paths, IngestOptions(**options)).runs
    return run


def file_of(run: RunReport, table: str) -> FileReport:
    """What the report says of one table's file."""
    (found,) = [file for file in run.files if file.table == table and not file.minted]
    return found


def refused(store: MemoryStore) -> list[tuple[int, str, str]]:
    """Row, column and code of all that the last run refused."""
    return [(reject.row, reject.column, reject.code) for reject in rejects(store)]


def rejects(store: MemoryStore) -> tuple[Reject, ...]:
    """All that the last run refused."""
    return store.rejects(store.last_run())


def rows(store: Store, table: Table) -> list[dict[str, Any]]:
    """All that the store now knows in a table."""
    found: list[dict[str, Any]] = store.columns(table, At(store.last_run(), None)).to_pylist()
    return found
