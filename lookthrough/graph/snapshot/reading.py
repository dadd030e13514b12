"""Which claims does a snapshot stand on, and until when would they be the same?

Read through the port, at one run and all of valid time: what counts on the day is kept, and what changes before and
after it says how long the snapshot holds. A store that can read some columns alone is asked for no more than these.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from lookthrough.graph.identity import Identity
from lookthrough.graph.ports import At, Reader
from lookthrough.graph.snapshot.arrays import Int64
from lookthrough.graph.tables import ENDS, Table, physical

if TYPE_CHECKING:
    import pyarrow as pa

SHARE = "share_low_num share_low_den share_high_num share_high_den share_open".split()
AMOUNTS = "shares shares_scale votes votes_scale subscribed subscribed_scale paid_in paid_in_scale".split()
NARROW = {
    Table.INTERESTS: [
        *"holder_id held_id kind share_class nominee joint partner valid_from valid_to".split(),
        *SHARE,
        *AMOUNTS,
        *"record dataset from_run".split(),
    ],
    Table.PARTIES: (
        "party_id kind class country dissolved_on status capital capital_scale rest_each_at_most_low_num "
        "rest_each_at_most_low_den rest_each_at_most_high_num rest_each_at_most_high_den rest_each_at_most_open "
        "record dataset from_run"
    ).split(),
}
ALWAYS = (-(2**31), 2**31)
ENDS_OF_ALL = frozenset(name for names in ENDS.values() for name in names)
Stretch = tuple[int, int]


@runtime_checkable
class Narrow(Protocol):
    """A reader that knows nodes by number and can read some columns alone: faster, and never needed."""

    def some_columns(self, table: Table, names: Sequence[str], at: At) -> pa.Table:
        """All claims of a table at the clocks, these columns of `columns` only, in any order of the rows; columns that
        name a party (tables.ENDS) hold the number of the node."""

    def node_ids(self) -> pa.ChunkedArray[Any]:
        """The id of every node, by number from 0; what no party has may be empty."""


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims that count at `at`, as Arrow tables; they are the same on every day of `stretch` (first, behind).

    Where `ids` has the id of every node by number, columns that name a party hold numbers.
    """

    at: At
    stretch: Stretch
    interests: pa.Table
    parties: pa.Table
    classes: pa.Table
    associations: pa.Table
    identity: Identity
    judged: tuple[str, ...]
    ids: pa.ChunkedArray[Any] | None = None


def claims_of(reader: Reader, at: At) -> Claims:
    """Read what counts. O(claims)."""
    known = At(at.known, None)
    interests = _read(reader, Table.INTERESTS, known)
    parties = _read(reader, Table.PARTIES, known)
    others = (_read(reader, table, known) for table in (Table.SHARE_CLASSES, Table.ASSOCIATIONS))
    dated = [interests, *others]
    changes = [days(table[name]) for table in dated for name in ("valid_from", "valid_to")]
    stretch = _stretch(at.valid, [*changes, days(parties["dissolved_on"])])
    interests, classes, associations = (_valid(table, at.valid) for table in dated)
    return folded(reader, at, (interests, parties, classes, associations), stretch)


def folded(
    reader: Reader, at: At, tables: tuple[pa.Table, pa.Table, pa.Table, pa.Table], stretch: Stretch = ALWAYS
) -> Claims:
    """Interests, parties, share classes and associations that were read, with who is one party with whom."""
    identity = reader.identity(at.known)
    ids = reader.node_ids() if isinstance(reader, Narrow) else None
    return Claims(at, stretch, *tables, identity, tuple(sorted(identity.judged())), ids)


def some_columns(reader: Reader, table: Table, names: Sequence[str], at: At) -> pa.Table:
    """Some columns of the claims of a table at the clocks; ends are numbers where the reader has them."""
    if isinstance(reader, Narrow):
        return reader.some_columns(table, names, at)
    return reader.columns(table, at).select(names)


def _read(reader: Reader, table: Table, at: At) -> pa.Table:
    return some_columns(reader, table, NARROW.get(table, [*physical(table), "dataset", "from_run"]), at)


def days(column: pa.ChunkedArray[Any]) -> Int64:
    """The days that a column names, each once."""
    import pyarrow.compute as pc

    return np.asarray(pc.unique(column).drop_null(), np.int64)


def _stretch(valid: int | None, changes: Iterable[Int64]) -> Stretch:
    """From the last change up to a day to the next one behind it; every day where the valid clock is ignored."""
    first, behind = ALWAYS
    if valid is None:
        return first, behind
    for found in changes:
        first = max([first, *found[found <= valid].tolist()])
        behind = min([behind, *found[found > valid].tolist()])
    return first, behind


def _valid(table: pa.Table, valid: int | None) -> pa.Table:
    """The rows that count on a day."""
    if valid is None:
        return table
    began = numbers(table["valid_from"], ALWAYS[0]) <= valid
    counts = began & (valid < numbers(table["valid_to"], ALWAYS[1]))
    return table if counts.all() else table.filter(counts)


def numbers(column: pa.ChunkedArray[Any], missing: int) -> Int64:
    """An integer column as an array, with a number in place of what is missing."""
    import pyarrow as pa

    whole: Any = column.cast(pa.int64())
    return np.asarray(whole.fill_null(missing), np.int64)


def given(column: pa.ChunkedArray[Any]) -> npt.NDArray[np.bool_]:
    """Where a column says something."""
    return np.asarray(column.is_valid(), np.bool_)


def marked(column: pa.ChunkedArray[Any]) -> npt.NDArray[np.bool_]:
    """Where a flag is set."""
    flags: Any = column
    return np.asarray(flags.fill_null(fill_value=False), np.bool_)


def among(column: pa.ChunkedArray[Any], words: Iterable[str]) -> npt.NDArray[np.bool_]:
    """Where a text column is one of some words."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return np.asarray(pc.is_in(column, value_set=pa.array(sorted(words), column.type)), np.bool_)


def rows(claims: Claims, table: pa.Table, chosen: npt.NDArray[Any]) -> list[dict[str, Any]]:
    """Some rows of a table of claims as dictionaries, with ids in the columns that name a party."""
    taken = table.take(chosen)
    for place, name in enumerate(taken.column_names if claims.ids is not None else ()):
        if name in ENDS_OF_ALL:
            taken = taken.set_column(place, name, claims.ids.take(taken[name].combine_chunks()))  # type: ignore[union-attr]
    found: list[dict[str, Any]] = taken.to_pylist()
    return found
