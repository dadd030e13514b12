"""What does a name stand for where a file gives no id?

In interests a name becomes one party for each dataset, kind and name; in transfers the other side becomes an account
outside the bank, for each bank and name. Both are rows of their own, with the file and row that named them first.
A kind is told by `holder_kind`, or by a legal form in the name; whatever is not sure stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lookthrough.graph.model import PartyKind
from lookthrough.graph.tables import Table
from lookthrough.ingest import cells
from lookthrough.ingest.checks import Cells
from lookthrough.ingest.columns import NONE, Column, Faults, Texts, marked, read_distinct
from lookthrough.ingest.spelling import escaped, joined

MINTED = {Table.INTERESTS: Table.PARTIES, Table.TRANSFERS: Table.ACCOUNTS}
OUTSIDE = "outside"
_PERSON, _COMPANY, _UNKNOWN = (str(kind) for kind in (PartyKind.PERSON, PartyKind.COMPANY, PartyKind.UNKNOWN))
_SAID = dict.fromkeys("自然人 自然人股东 个人".split(), _PERSON) | dict.fromkeys(
    "企业法人 法人股东 企业 公司 合伙企业".split(), _COMPANY
)
_HAN_FORM = re.compile(r"(?:公司|合伙企业|合伙\)|合伙）|个人独资企业)$")
_FORM = re.compile(
    r"\b(?:ltd|limited|llc|llp|inc|incorporated|corp|corporation|plc|gmbh|s\.a\.|s\.p\.a\.|b\.v\.|n\.v\.|"
    r"pte|pty|sdn bhd|company|co)\.?$",
    re.IGNORECASE,
)


def _said_kind(text: str) -> cells.Values:
    return (_SAID.get(text),) if text in _SAID else cells.word(text, frozenset(PartyKind))


def _told_kind(name: str) -> cells.Values:
    return (_COMPANY if says_company(name) else _UNKNOWN,)


def says_company(name: str) -> bool:
    """Whether a name ends in a legal form."""
    return bool(_HAN_FORM.search(name) or _FORM.search(name))


@dataclass(frozen=True, slots=True)
class Named:
    """A piece with ids in the place of names; the rows that describe those ids; what is wrong with the kinds."""

    piece: Cells
    minted: tuple[Cells, ...] = ()
    faults: Faults = NONE
    rows: int = 0  # rows that name a party by its name alone


def with_ids(piece: Cells, dataset: str) -> Named:
    """Give an id to each end that has only a name; pieces of other tables stay as they are."""
    if piece.table is Table.INTERESTS:
        return _parties(piece, dataset)
    return _accounts(piece) if piece.table is Table.TRANSFERS else Named(piece)


def _parties(piece: Cells, dataset: str) -> Named:
    faults, parts, rows = [], [], np.zeros(len(piece.places), np.bool_)
    for side in ("holder", "held"):
        name = pc.if_else(pc.is_null(piece.get(f"{side}_id")), piece.get(f"{side}_name"), None)
        if name.null_count == len(name):
            continue
        word = pc.if_else(pc.is_valid(name), piece.get(f"{side}_kind"), None)
        said = read_distinct(f"{side}_kind", word, _said_kind, ("string",))
        told = read_distinct(f"{side}_name", name, _told_kind, ("string",))
        kind = pc.if_else(pc.is_null(name), None, pc.coalesce(said.parts[0], told.parts[0]))
        ids = joined(pa.scalar(dataset), kind, name, between="/")
        piece = _filled(piece, f"{side}_id", ids)
        parts.append(_Part(ids, {"party_id": ids, "kind": kind, "name": name}))
        faults.append(said.faults)
        rows |= np.asarray(name.is_valid())
    return Named(piece, _minted(piece, parts), Faults.joined(faults), int(rows.sum()))


def _accounts(piece: Cells) -> Named:
    parts = []
    for side, other in (("from", "to"), ("to", "from")):
        alone = pc.and_(pc.is_null(piece.get(f"{side}_account")), pc.is_valid(piece.get(f"{other}_account")))
        if not pc.any(alone).as_py():
            continue
        bank, name = (pc.if_else(alone, piece.get(f"{side}_{part}"), None) for part in ("bank", "name"))
        nameless = joined(
            pa.scalar("/"), piece.get("transfer_id")
        )  # whose, nobody knows: an account of its own
        whose = pc.coalesce(name, nameless)
        ids = joined(pa.scalar(OUTSIDE), escaped(bank.fill_null(""), "/"), whose, between="/")
        ids = pc.if_else(alone, ids, None)
        piece = _filled(piece, f"{side}_account", ids)
        kind = pc.if_else(alone, pa.scalar(OUTSIDE), None)
        parts.append(_Part(ids, {"account_id": ids, "kind": kind, "bank": bank}, {"name": name}))
    return Named(piece, _minted(piece, parts))


def _filled(piece: Cells, column: str, ids: Texts) -> Cells:
    columns = piece.columns | {column: pc.coalesce(piece.get(column), ids)}
    return replace(piece, columns=columns)


@dataclass(frozen=True, slots=True)
class _Part:
    """New ids of some rows (null in the others), and what is known of them."""

    ids: Column
    columns: dict[str, Column]
    extra: dict[str, Column] = field(default_factory=dict)

    def first(self, piece: Cells) -> Cells:
        """A row for each new id, from where it stands first."""
        filled = marked(self.ids.is_valid())
        codes = self.ids.take(filled).dictionary_encode().indices
        chosen = filled[np.unique(np.asarray(codes), return_index=True)[1]]
        return Cells(
            MINTED[piece.table],
            piece.places[chosen],
            {name: column.take(chosen) for name, column in self.columns.items()},
            {name: column.take(chosen) for name, column in self.extra.items()},
            None if piece.written is None else piece.written.take(chosen),
        )


def _minted(piece: Cells, parts: Sequence[_Part]) -> tuple[Cells, ...]:
    return tuple(part.first(piece) for part in parts)
