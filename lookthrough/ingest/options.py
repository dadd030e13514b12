"""How is a delivery to be taken, and what does taking it need of a store?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from lookthrough.graph.ports import At, Counts, Delivery, File, Reject, Run
from lookthrough.graph.shares import Unit
from lookthrough.graph.tables import Table
from lookthrough.ingest.mapping.document import Mapping

if TYPE_CHECKING:
    import pyarrow as pa

LAYOUT = 1  # goes up when the same bytes are read differently, so that files taken before are read again
Progress = Callable[[str, int, int | None], None]


class Store(Protocol):
    """What ingest needs of a store: its one writer, the ledger of runs, and one read (ports.py)."""

    def runs(self) -> tuple[Run, ...]:
        """As in Ledger."""

    def last_run(self) -> int:
        """As in Ledger."""

    def columns(self, table: Table, at: At) -> pa.Table:
        """As in Reader."""

    def begin(self, delivery: Delivery) -> int:
        """As in RunWriter."""

    def append(self, table: Table, rows: pa.Table, *, full: bool = False) -> Counts:
        """As in RunWriter."""

    def preview(self, table: Table, rows: pa.Table, *, full: bool = False) -> tuple[Counts, int]:
        """As in RunWriter."""

    def close(self, table: Table, records: Sequence[str]) -> int:
        """As in RunWriter."""

    def reject(self, rejects: Sequence[Reject]) -> None:
        """As in RunWriter."""

    def commit(self, files: Sequence[File] = ()) -> Run:
        """As in RunWriter."""

    def abort(self) -> None:
        """As in RunWriter."""


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """How a delivery is to be taken.

    `received` is the day on which it came (1970-01-01 = 0); `full`: what a delivered table lacks is closed, with
    `yes` also where that is more than a tenth of it; `share_unit` and `zone` say what bare shares and bare times are;
    `format` is bank or bods, None: as each file looks; `strict`: no row may be refused or doubted (limits.py).
    """

    dataset: str | None = None
    received: int | None = None
    full: bool = False
    yes: bool = False
    dry_run: bool = False
    share_unit: Unit | None = None
    zone: str | None = None
    format: str | None = None
    strict: bool = False
    mapping: Mapping | None = None

    @property
    def note(self) -> str:
        """How the cells were read: two runs with one note read one file alike."""
        digest = self.mapping and self.mapping.digest
        said = {"--as": self.format, "--share-unit": self.share_unit, "--zone": self.zone, "--map": digest}
        return " ".join([f"layout {LAYOUT}", *(f"{name} {value}" for name, value in said.items() if value)])


def quiet(file: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""
