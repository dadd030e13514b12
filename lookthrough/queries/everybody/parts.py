"""Where is what was found kept until all of it is? In a folder beside the file that is written, for whoever goes on.

The name of the folder within says what was asked, of which store, by which version: parts of another question are never
taken for those of this one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Parts:
    """Tables by name in a folder; `folder` None keeps nothing."""

    folder: Path | None = None

    def kept(self, name: str, make: Callable[[], pa.Table]) -> pa.Table:
        """The table of a name: as it was kept, else made and kept."""
        return found if (found := self.find(name)) is not None else self.keep(name, make())

    def find(self, name: str) -> pa.Table | None:
        """What was kept by a name."""
        import pyarrow as pa

        path = self._path(name)
        if path is None or not path.exists():
            return None
        with pa.ipc.open_file(str(path)) as file:
            return file.read_all()

    def keep(self, name: str, table: pa.Table) -> pa.Table:
        """Keep a table; whoever looks finds a whole one or none."""
        import pyarrow as pa

        if (path := self._path(name)) is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(f".{os.getpid()}")
            try:
                with pa.ipc.new_file(str(beside), table.schema) as file:
                    file.write_table(table)
                beside.replace(path)
            finally:
                beside.unlink(missing_ok=True)
        return table

    def forget(self) -> None:
        """Nothing of the parts remains, of this question or another."""
        if self.folder is not None:
            shutil.rmtree(self.folder.parent, ignore_errors=True)

    def _path(self, name: str) -> Path | None:
        return None if self.folder is None else self.folder / f"{name}.arrow"
