"""How does a test map a few rows: a mapping in a few lines, files beside it, and what a store then holds?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lookthrough.graph.tables import Table
from lookthrough.ingest.mapping.document import Mapping
from lookthrough.ingest.mapping.reading import parse_mapping
from lookthrough.ingest.report import RunReport
from tests.contract.memory import MemoryStore
from tests.ingest.deliveries import rows, take

FORMAT = 'format = "lookthrough.mapping/1"\n'


def mapping(text: str) -> Mapping:
    """A mapping without its first line."""
    return parse_mapping("m.toml", FORMAT + text)


def reads(into: str, columns: str, file: str = "*.csv", more: str = "") -> str:
    """One section."""
    return f'[[read]]\nfile = "{file}"\ninto = "{into}"\n{more}\n[read.columns]\n{columns}\n'


def file(folder: Path, name: str, text: str) -> Path:
    """A file of rows, `;` between them."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(text.split(";")) + "\n", encoding="utf-8")
    return path


def mapped(store: MemoryStore, path: Path, text: str, **options: Any) -> RunReport:
    """The report of taking a file or folder by a mapping."""
    return take(store, path, mapping=mapping(text), **options)


def claims(store: MemoryStore, table: Table, *names: str) -> list[tuple[Any, ...]]:
    """Some columns of all that the store knows in a table."""
    return [tuple(row[name] for name in names) for row in rows(store, table)]
