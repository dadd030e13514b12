"""Which node is each end of each claim, after folding the records that are one party?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lookthrough.graph.snapshot.arrays import Int8, Int32, Int64, Names
from lookthrough.graph.snapshot.reading import Claims

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True, eq=False)
class Numbered:
    """Provisional node numbers: of each row of parties, of the ends of interests and associations, of share classes.

    `first[i]` is where the id of node i stands among `ids`; `used` names the nodes that there are, others were folded
    into these. `record`: of each row of parties the number of its own record, before folding.
    """

    ids: pa.LargeStringArray
    first: Int64
    used: Int32
    record: Int32
    parties: Int32
    held: Int32
    holder: Int32
    a: Int32
    b: Int32
    classes: Int32


def numbered(claims: Claims) -> Numbered:
    """Number all ids once, unless the reader has; ends name parties afterwards. O(bytes of ids)."""
    columns = [
        claims.parties["party_id"],
        claims.interests["held_id"],
        claims.interests["holder_id"],
        claims.associations["party_a"],
        claims.associations["party_b"],
        claims.classes["party_id"],
    ]
    folded = [*claims.judged, *(claims.identity.party(record) for record in claims.judged)]
    ids, first, ends, folds = (_anew if claims.ids is None else _given)(claims, columns, folded)
    fold = np.arange(len(first), dtype=np.int32)
    fold[folds[: len(folds) // 2]] = folds[len(folds) // 2 :]
    parties, held, holder, a, b, classes = (fold[end] for end in ends) if folded else ends
    used = np.zeros(len(first), np.bool_)
    for end in (parties, held, holder, a, b, classes):
        used[end] = True
    return Numbered(
        ids, first, np.flatnonzero(used).astype(np.int32), ends[0], parties, held, holder, a, b, classes
    )


Found = tuple["pa.LargeStringArray", Int64, list[Int32], Int32]


def _anew(claims: Claims, columns: list[Any], folded: list[str]) -> Found:
    """Ids, where each node's stands, the numbers of the columns, the numbers of the records that were judged."""
    ids = _joined([*columns, folded])
    found, first = _numbers(ids, len(claims.parties))
    *ends, folds = np.split(found, np.cumsum([len(column) for column in columns]))
    return ids, first, ends, folds


def _given(claims: Claims, columns: list[Any], folded: list[str]) -> Found:
    """The same from the reader's own numbers; a record that was judged and has no number gets one behind them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    ids = _joined([claims.ids])
    node = dict.fromkeys(folded, -1)
    if folded:
        asked = pa.array(list(node), pa.large_string())
        place: Any = pc.index_in(ids, value_set=asked)
        place = np.asarray(place.fill_null(-1))
        node |= {str(asked[int(place[at])]): int(at) for at in np.flatnonzero(place >= 0)}
    strangers = [one for one, at in node.items() if at < 0]
    node |= {one: len(ids) + at for at, one in enumerate(strangers)}
    ids = _joined([claims.ids, strangers])
    ends = [np.asarray(column.cast(pa.int32()), np.int32) for column in columns]
    return ids, np.arange(len(ids)), ends, np.array([node[one] for one in folded], np.int32)


def _joined(parts: Iterable[Any]) -> pa.LargeStringArray:
    import pyarrow as pa

    chunks: list[Any] = [pa.array([], pa.large_string())]
    for part in parts:
        if isinstance(part, pa.ChunkedArray):
            chunks += part.cast(pa.large_string()).chunks
        else:
            chunks.append(pa.array(part, pa.large_string()))
    joined: Any = pa.concat_arrays(chunks)
    return joined  # type: ignore[no-any-return]


def _numbers(ids: pa.LargeStringArray, expected: int) -> tuple[Int32, Int64]:
    from lookthrough.graph.snapshot.hashing import Texts, number

    found, firsts = np.empty(len(ids), np.int32), np.empty(len(ids), np.int32)
    size, count = 3 * expected // 2 + 64, -1
    while count < 0:
        count = number(Texts(*buffers(ids)), size, found, firsts)
        size *= 2
    return found, firsts[:count].astype(np.int64)


def buffers(ids: pa.LargeStringArray) -> tuple[Int8, Int64]:
    """The text and the offsets of an Arrow array, without a copy."""
    parts: Any = ids.buffers()
    places = np.frombuffer(parts[1], np.int64)[ids.offset : ids.offset + len(ids) + 1]
    return np.frombuffer(parts[2] or b"", np.uint8), places


def names_of(ids: pa.LargeStringArray, chosen: Int64) -> Names:
    """The ids at some places, as the names of nodes 0, 1, ..."""
    from lookthrough.graph.snapshot.hashing import Texts, copied

    texts = Texts(*buffers(ids))
    offset = np.zeros(len(chosen) + 1, np.int64)
    np.cumsum(texts.offset[chosen + 1] - texts.offset[chosen], out=offset[1:])
    text = np.empty(int(offset[-1]), np.uint8)
    copied(texts, chosen, offset, text)
    return Names(text, offset)
