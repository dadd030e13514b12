"""What are rows in the words of the bank layout, a worked example's say, as a store takes them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from lookthrough.graph.ports import Reject
from lookthrough.graph.tables import Table
from lookthrough.ingest.checks import Manner, empty
from lookthrough.ingest.options import quiet
from lookthrough.ingest.parts import part_of
from lookthrough.ingest.reading import read, settle_all


def records_table(
    table: Table,
    rows: Iterable[Mapping[str, Any]],
    dataset: str,
    file: str = "",
    manner: Manner | None = None,
) -> tuple[pa.Table, list[Reject]]:
    """Rows in the words of the bank layout as a store takes them (physical columns), and those that are refused.

    Values may be numbers and booleans; null is absent. Parties that only names stand for are not made here.
    """
    reading = read(part_of(file, table, rows, dataset), manner or Manner(), quiet)
    settle_all([reading])
    return pa.concat_tables([empty(table), *reading.own.rows()]), list(reading.rejects())
