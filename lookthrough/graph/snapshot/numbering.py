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


@dataclass(frozen=True, slots=True)
class Numbered:
    """Provisional node numbers: of each row of parties, of the ends of interests and associations, of share classes.

    `first[i]` is where the id of node i stands among `ids`; nodes that were folded into others keep a number that
    nothing uses (`used` is False).
    """

    ids: pa.LargeStringArray
    first: Int64
    used: Int32
    parties: Int32
    held: Int32
    holder: Int32
    a: Int32
    b: Int32
    classes: Int32


def numbered(claims: Claims) -> Numbered:
    """Number all ids once; ends name parties afterwards. O(bytes of ids)."""
    parts: list[Any] = [
        claims.parties["party_id"],
        claims.interests["held_id"],
        claims.interests["holder_id"],
        claims.associations["party_a"],
        claims.associations["party_b"],
        claims.classes["party_id"],
        claims.judged,
        [claims.identity.party(record) for record in claims.judged],
    ]
    ids = _joined(parts)
    found, first = _numbers(ids, len(claims.parties))
    *ends, judged, party = np.split(found, np.cumsum([len(part) for part in parts])[:-1])
    fold = np.arange(len(first), dtype=np.int32)
    fold[judged] = party
    used = np.unique(fold[np.unique(np.concatenate(ends))]) if len(claims.judged) else fold
    parties, held, holder, a, b, classes = (fold[end] for end in ends) if len(claims.judged) else ends
    return Numbered(ids, first, used, parties, held, holder, a, b, classes)


def _joined(parts: Iterable[Any]) -> pa.LargeStringArray:
    import pyarrow as pa

    chunks: list[Any] = []
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
