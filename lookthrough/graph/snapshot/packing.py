"""How does a snapshot lie in a file? A head in JSON, and behind it the arrays, each on a border of 64 bytes.

The file is mapped, not read: it is there at once, and what is not looked at never leaves the disk. Pages are private
to the process that maps them, so that nothing it does can change the file.
"""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from lookthrough.graph.ports import At
from lookthrough.graph.shares import Share
from lookthrough.graph.snapshot.arrays import Links, Names, Snapshot, Weights

FORMAT = 1
MAGIC = b"LOOKSNAP"
BORDER = 64
Arrays = dict[str, npt.NDArray[Any]]
LINKS = ("means_holder", "means_held", "concert_member", "concert_group", "directed", "director")
PLAIN = (
    "kind start holder below_start below below_held component has complete over each_company each_num each_den"
).split()


def write(file: BinaryIO, snapshot: Snapshot) -> None:
    """Write a snapshot to the beginning of an open file."""
    head, arrays = _told(snapshot), arrays_of(snapshot)
    places, at = {}, 0
    for name, array in arrays.items():
        places[name] = [at, array.dtype.str, len(array)]
        at += -(-array.nbytes // BORDER) * BORDER
    text = json.dumps(head | {"arrays": places, "bytes": at}).encode()
    file.write(MAGIC + len(text).to_bytes(8, "little") + text)
    file.write(b"\0" * (-file.tell() % BORDER))
    for array in arrays.values():
        file.write(np.ascontiguousarray(array).data)
        file.write(b"\0" * (-file.tell() % BORDER))


def read(path: Path) -> Snapshot | None:
    """The snapshot that a file holds; None where it is no whole snapshot of this format."""
    with path.open("rb") as file:
        start = file.read(16)
        length = int.from_bytes(start[8:], "little")
        size = os.fstat(file.fileno()).st_size
        if start[:8] != MAGIC or length > size:
            return None
        head = json.loads(file.read(length))
        first = -(-(16 + length) // BORDER) * BORDER
        if head["format"] != FORMAT or first + head["bytes"] != size:
            return None
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    arrays = {
        name: np.frombuffer(mapped, np.dtype(kind), count, first + at)
        for name, (at, kind, count) in head["arrays"].items()
    }
    return _made(head, arrays)


def arrays_of(snapshot: Snapshot) -> Arrays:
    """All arrays of a snapshot by name, those that two rights share once."""
    arrays: Arrays = {name: getattr(snapshot, name) for name in PLAIN}
    arrays |= {name: getattr(snapshot.links, name) for name in LINKS}
    arrays |= {"text": snapshot.names.text, "offset": snapshot.names.offset}
    for i, weights in enumerate(_kept(snapshot)):
        arrays |= {f"{name}{i}": array for name, array in _weighed(weights).items()}
    return arrays


def _kept(snapshot: Snapshot) -> list[Weights]:
    """The weights of all rights, each once."""
    kept: list[Weights] = []
    for weights in snapshot.rights.values():
        if not any(weights is other for other in kept):
            kept.append(weights)
    return kept


def _told(snapshot: Snapshot) -> dict[str, Any]:
    """What stands in the head beside the places of the arrays."""
    kept = _kept(snapshot)
    place = {
        right: next(i for i, w in enumerate(kept) if w is mine) for right, mine in snapshot.rights.items()
    }
    big = [{str(edge): _text(share) for edge, share in weights.big.items()} for weights in kept]
    at = [snapshot.at.known, snapshot.at.valid]
    return {"format": FORMAT, "at": at, "companies": snapshot.companies, "rights": place, "big": big}


def _text(share: Share) -> list[str | bool]:
    return [str(share.low), str(share.high), share.low_open, share.high_open]


def _share(told: list[Any]) -> Share:
    low, high, low_open, high_open = told
    return Share(Fraction(low), Fraction(high), low_open, high_open)


def _weighed(weights: Weights) -> Arrays:
    found: Arrays = {"low": weights.low, "low_num": weights.low_num, "den": weights.den}
    if not weights.exact:
        found |= {"high": weights.high, "high_num": weights.high_num}
    return found if weights.opened is None else found | {"opened": weights.opened}


def _made(head: Mapping[str, Any], arrays: Arrays) -> Snapshot:
    rights: list[Weights] = []
    for i, big in enumerate(head["big"]):
        low, low_num = arrays[f"low{i}"], arrays[f"low_num{i}"]
        high, high_num = arrays.get(f"high{i}", low), arrays.get(f"high_num{i}", low_num)
        shares = {int(edge): _share(told) for edge, told in big.items()}
        den, opened = arrays[f"den{i}"], arrays.get(f"opened{i}")
        rights.append(Weights(low, high, low_num, high_num, den, opened, shares))
    return Snapshot(
        at=At(*head["at"]),
        names=Names(arrays["text"], arrays["offset"]),
        companies=head["companies"],
        links=Links(*(arrays[name] for name in LINKS)),
        rights={right: rights[place] for right, place in head["rights"].items()},
        **{name: arrays[name] for name in PLAIN},
    )
