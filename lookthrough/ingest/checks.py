"""Which rows of the bank layout hold, as columns of the store, and what is wrong with the others?

A piece of a table comes as cells by the names of the layout; it leaves as physical columns (graph/tables.py) of the
rows that hold, with the faults of those that do not. Every source format ends here, so there is one set of checks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lookthrough.graph import model, tables
from lookthrough.graph.shares import Unit
from lookthrough.graph.tables import COLUMNS, DERIVED, Table, physical
from lookthrough.ingest import cells
from lookthrough.ingest.cells import Figures, Reader
from lookthrough.ingest.columns import (
    NONE,
    TYPES,
    Column,
    Fault,
    Faults,
    Ints,
    Read,
    Texts,
    excel_faults,
    marked,
    nul_faults,
    read_amounts,
    read_distinct,
    read_moments,
)
from lookthrough.ingest.flaws import COLUMN, flaws
from lookthrough.ingest.spelling import escaped, joined, json_objects

WORDS: dict[tuple[Table, str], frozenset[str]] = {
    (Table.PARTIES, "kind"): frozenset(model.PartyKind),
    (Table.PARTIES, "class"): model.PARTY_CLASSES,
    (Table.PARTIES, "unknown"): frozenset({"anonymous", "unknown"}),
    (Table.INTERESTS, "kind"): model.INTEREST_KINDS,
    (Table.INTERESTS, "partner"): model.PARTNERS,
    (Table.INTERESTS, "power"): model.POWERS,
    (Table.INTERESTS, "position"): frozenset(model.POSITIONS),
    (Table.ASSOCIATIONS, "kind"): model.ASSOCIATION_KINDS,
    (Table.DECLARED_OWNERS, "by"): model.DECLARED_BY,
    (Table.MANDATES, "role"): model.MANDATE_ROLES,
}
FIGURES = dict.fromkeys(
    "issued votes_per_share profit_weight shares votes rate".split(), Figures("bad_number")
) | {"balance_after": Figures(negative=True)}
OVERDRAWN = Figures(negative=True)  # the amount of a balance
SUMMED, HALF = "amount", 10**9
PERIODS = (("valid_from", "valid_to"), ("registered_on", "dissolved_on"), ("opened_on", "closed_on"))
# One of each group must be there.
EITHER = {
    Table.DECLARED_OWNERS: (("customer_id", "party_id"), ("owner_id", "owner_name")),
    Table.TRANSFERS: (("from_account", "to_account"),),
}


@dataclass(frozen=True, slots=True)
class Manner:
    """How cells are to be read where they leave it open: the unit of bare shares, the zone of bare times.

    `sums`: whether amounts are to be added up by currency.
    """

    share_unit: Unit | None = None
    zone: tzinfo | None = None
    sums: bool = False


@dataclass(frozen=True, slots=True)
class Cells:
    """A piece of a table: cleaned cells by column of the layout, columns that it lacks, and rows as written.

    `faults` are known already, by row of the piece; the rows of a piece that is `gone` say that their records are no
    more, so that only their keys must be there.
    """

    table: Table
    places: Ints
    columns: dict[str, Texts]
    extra: dict[str, Texts] = field(default_factory=dict)
    written: Texts | None = None
    faults: Faults = NONE
    gone: bool = False

    def get(self, name: str) -> Texts:
        """A column, all empty where it is not there."""
        found = self.columns.get(name)
        return pa.nulls(len(self.places), pa.string()) if found is None else found


@dataclass(frozen=True, slots=True)
class Checked:
    """The rows that hold (physical columns, without `file`; `row` is the place), and the faults by place.

    `doubts`: code of a warning -> how many of the rows that hold bear it; `sums`: currency -> sum of the amounts of all
    rows.
    """

    table: Table
    rows: pa.Table
    faults: Faults = NONE
    doubts: Mapping[str, int] = field(default_factory=dict)
    sums: Mapping[str, Fraction] = field(default_factory=dict)


def check(piece: Cells, manner: Manner, faults_so_far: Faults = NONE) -> Checked:
    """Read every cell of a piece; rows that have a fault already do not hold."""
    columns: dict[str, Column] = {}
    faults = [faults_so_far, piece.faults]
    faults += [excel_faults(name, texts) for name, texts in piece.columns.items()]
    faults += [nul_faults(name, texts) for name, texts in (piece.columns | piece.extra).items()]
    for column in COLUMNS[piece.table]:
        if column.kind in DERIVED:
            continue
        read = _read(piece.table, column, piece.get(column.name), manner)
        columns |= zip(_parts(column), read.parts, strict=True)
        faults.append(read.faults)
        if column.required and (column.key or not piece.gone):
            faults.append(_missing(piece, (column.name,)))
    either = () if piece.gone and piece.table is Table.TRANSFERS else EITHER.get(piece.table, ())
    faults += [_missing(piece, names) for names in either]
    faults += [*_reversed(columns), _worthless(columns)]
    columns |= _record(piece, columns)
    codes = [column.name for column in COLUMNS[piece.table] if column.kind == "codes"]
    columns |= {name: pa.nulls(len(piece.places), pa.string()) for name in codes}
    if piece.table is Table.PARTIES:
        columns[COLUMN] = flaws(piece.columns, len(piece.places))
    checked = _checked(piece, columns, Faults.joined(faults))
    return replace(checked, sums=_sums(columns)) if manner.sums and SUMMED in columns else checked


def _parts(column: tables.Column) -> Sequence[str]:
    """The physical columns that a column of the layout fills."""
    if column.kind == "share":
        return [f"{column.name}_{part}" for part in ("low_num", "low_den", "high_num", "high_den", "open")]
    second = {"amount": "scale", "micros": "offset"}.get(column.kind)
    return (column.name, f"{column.name}_{second}") if second else (column.name,)


def _read(table: Table, column: tables.Column, texts: Texts, manner: Manner) -> Read:
    if texts.null_count == len(texts):
        types = physical(table)
        return Read(tuple(pa.nulls(len(texts), TYPES[types[part]]) for part in _parts(column)))
    if column.kind == "amount":
        own = OVERDRAWN if table is Table.BALANCES else FIGURES.get(column.name, Figures())
        return read_amounts(column.name, texts, own)
    if column.kind == "micros":
        return read_moments(column.name, texts, manner.zone)
    reader = _reader(table, column, manner)
    return Read((texts,)) if reader is None else read_distinct(column.name, texts, *reader)


def _reader(table: Table, column: tables.Column, manner: Manner) -> tuple[Reader, Sequence[str]] | None:
    """What reads the distinct texts of a column, and the types of what it finds; None where any text will do."""
    if column.kind == "share":
        return cells.shares(manner.share_unit), ("int64",) * 4 + ("int16",)
    if column.kind == "day":
        return cells.day, ("int32",)
    if column.kind == "flag":
        return cells.flag, ("bool",)
    if known := WORDS.get((table, column.name)):
        return cells.words(known), ("string",)
    if (table, column.name) == (Table.FLAGS, "flag"):
        return flag_word, ("string",)
    return (cells.birth, ("string",)) if column.name == "birth_date" else None


def flag_word(text: str) -> cells.Values:
    """A known flag in its own spelling; any other as it is."""
    folded = "_".join(text.casefold().split())
    return (folded if folded in model.FLAGS else text,)


def _worthless(columns: Mapping[str, Column]) -> Faults:
    """Rates of nothing: no sum could be brought back from the other currency."""
    if "rate" not in columns:
        return NONE
    rows = marked(pc.equal(columns["rate"], pa.scalar(0, pa.int64())))
    return Faults.at(rows, Fault("rate", "bad_number", "a rate is more than nothing: correct it"))


def _missing(piece: Cells, names: Sequence[str]) -> Faults:
    """Rows in which none of some columns has a cell."""
    empty = np.ones(len(piece.places), np.bool_)
    for name in names:
        empty &= np.asarray(piece.get(name).is_null())
    if not (rows := np.flatnonzero(empty)).size:
        return NONE
    if piece.table is Table.TRANSFERS and len(names) > 1:
        reason = "the transfer names no account: fill in from_account or to_account"
        return Faults.at(rows, Fault(names[0], "both_ends_missing", reason))
    reason = f"{names[0]} is empty: it must be there" if len(names) == 1 else f"fill in {' or '.join(names)}"
    return Faults.at(rows, Fault(names[0], "missing_value", reason))


def _reversed(columns: dict[str, Column]) -> Iterable[Faults]:
    """Rows with a period that ends before it begins."""
    for begin, end in PERIODS:
        if begin in columns and end in columns:
            rows = marked(pc.less(columns[end], columns[begin]))
            yield Faults.at(rows, Fault(end, "dates_reversed", f"{end} lies before {begin}"))


def _record(piece: Cells, columns: dict[str, Column]) -> dict[str, Column]:
    """The record id (the key columns where none was given), the row as written, and what the layout lacks."""
    given, key = piece.get("record_id"), _key(piece, columns)
    return {
        "record": key if given.null_count == len(given) else pc.coalesce(given, key),
        "row": pa.array(piece.places, pa.int32()),
        "text": piece.written if piece.written is not None else pa.nulls(len(given), pa.string()),
        "extra": json_objects(piece.extra, len(given)),
    }


def _key(piece: Cells, columns: dict[str, Column]) -> Column:
    """The key columns joined by `|`, an empty one between two bars; a bar inside them is escaped."""
    parts: list[Column] = []
    for column in COLUMNS[piece.table]:
        if column.key and column.kind == "day":  # a day has one spelling, whatever stood behind it
            parts.append(pc.utf8_slice_codeunits(piece.get(column.name), 0, 10))
        elif column.key:
            parts.append(escaped(columns[column.name], "|"))
    return parts[0] if len(parts) == 1 else joined(*parts, between="|", empty="")


def empty(table: Table) -> pa.Table:
    """No rows of a table, with all physical columns."""
    return pa.schema([(name, TYPES[kind]) for name, kind in physical(table).items()]).empty_table()


def _checked(piece: Cells, columns: dict[str, Column], faults: Faults) -> Checked:
    names = {name: kind for name, kind in physical(piece.table).items() if name != "file"}
    schema = pa.schema([(name, TYPES[kind]) for name, kind in names.items()])
    rows = pa.table([columns[name] for name in names], schema=schema)
    if len(faults.rows):
        sound = np.ones(rows.num_rows, np.bool_)
        sound[faults.rows] = False
        rows = rows.filter(pa.array(sound))
    return Checked(piece.table, rows, faults.moved(piece.places), _doubts(rows))


def _sums(columns: Mapping[str, Column]) -> dict[str, Fraction]:
    """The exact sums of all amounts that could be read, by currency; added in two halves, which cannot overflow."""
    known = np.asarray(columns[SUMMED].is_valid())
    amounts, scales = (np.asarray(columns[name].fill_null(0)) for name in (SUMMED, f"{SUMMED}_scale"))
    currencies = columns.get("currency", pa.nulls(len(known), pa.string())).fill_null("").dictionary_encode()
    places = np.asarray(currencies.indices)
    found: dict[str, Fraction] = {}
    for place, scale in {*zip(places[known].tolist(), scales[known].tolist(), strict=True)}:
        high, low = np.divmod(amounts[known & (places == place) & (scales == scale)], HALF)
        total = Fraction(int(high.sum()) * HALF + int(low.sum()), 10**scale)
        currency = str(currencies.dictionary[place])
        found[currency] = found.get(currency, Fraction(0)) + total
    return found


def _doubts(rows: pa.Table) -> dict[str, int]:
    """How many rows bear each code of a warning."""
    found: Counter[str] = Counter()
    if "flag" in rows.column_names:
        own = pc.invert(pc.is_in(rows.column("flag"), value_set=pa.array(sorted(model.FLAGS))))
        found.update({"unknown_flag": rows.filter(own).num_rows})
    if COLUMN not in rows.column_names:
        return dict(+found)
    for codes, count in Counter(rows.column(COLUMN).drop_null().to_pylist()).items():
        found.update(dict.fromkeys(str(codes).split(), count))
    return dict(found)
