"""Which number has a node? Dense from 1, given in the order in which nodes are first named, and kept for good.

The ids of a delivery are numbered together: each distinct one is looked up once, and the new ones take the next
numbers. Rows are numbered by the place of their id among the distinct ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lookthrough.graph.stores.duckdb.layout import DESCRIBING, end, ends_in, sql
from lookthrough.graph.stores.duckdb.settle import Settling
from lookthrough.graph.tables import Table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Numbers = npt.NDArray[np.int32]
    Column = pa.ChunkedArray[Any]


MOST_IN_ONE = 2**31 - 1  # bytes of text in one array, which is coded faster than many


class Nodes(Settling):
    """Numbering what a delivery names; new nodes are kept only when their rows are."""

    def _numbered(self, table: Table, rows: pa.Table, first: int) -> tuple[dict[str, Column], list[pa.Table]]:
        """A column of numbers for every end of a table, and the new nodes (`nid`, `space`, `id`) from `first` on."""
        columns: dict[str, Column] = {}
        strangers: list[pa.Table] = []
        for space in DESCRIBING:
            if ends := ends_in(table, space):
                numbers, new = self._ends([rows.column(name) for name in ends], space, first)
                columns |= zip(map(end, ends), numbers, strict=True)
                strangers.append(new)
                first += len(new)
        return columns, strangers

    def _ends(self, columns: Sequence[Column], space: str, first: int) -> tuple[list[Column], pa.Table]:
        import numpy as np
        import pyarrow as pa

        chunks = [chunk for column in columns for chunk in column.chunks]
        texts: Column = pa.chunked_array(chunks, pa.string())
        if texts.nbytes < MOST_IN_ONE:
            texts = pa.chunked_array([texts.combine_chunks()])
        coded: Sequence[Any] = texts.dictionary_encode().chunks
        ids = coded[0].dictionary if coded else pa.array([], pa.string())
        numbers = self._known(ids, space)
        new = np.flatnonzero(numbers == 0)
        numbers[new] = np.arange(first, first + len(new))
        rows = pa.chunked_array([pa.array(numbers).take(chunk.indices) for chunk in coded], pa.int32())
        cut = [rows.slice(place * len(column), len(column)) for place, column in enumerate(columns)]
        spaces = pa.repeat(space, len(new))
        return cut, pa.table({"nid": pa.array(numbers[new]), "space": spaces, "id": ids.take(new)})

    def _known(self, ids: pa.StringArray, space: str) -> Numbers:
        """The numbers of nodes, 0 where the store does not know them."""
        import numpy as np
        import pyarrow as pa

        numbers = np.zeros(len(ids), np.int32)
        with self._relation("named", pa.table({"place": pa.array(np.arange(len(ids))), "id": ids})):
            found = self._connection.execute(sql("known_nodes"), {"space": space}).fetchnumpy()
        numbers[found["place"]] = found["nid"]
        return numbers

    def _keep_nodes(self, strangers: Sequence[pa.Table]) -> int:
        """Number nodes for good; how many there are."""
        for nodes in strangers:
            if len(nodes):
                with self._relation("named", nodes):
                    self._all("keep_nodes")
        return sum(map(len, strangers))
