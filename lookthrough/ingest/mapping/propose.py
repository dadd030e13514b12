"""Which mapping may be meant by a sheet: its tables, its columns, and what is unsure about them?

Headers lead (headers.py), values bear them out or not (evidence.py). Whatever could mean two things is proposed with a
doubt, or left out with one: a proposal never guesses in silence. The same sheet always gets the same proposal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lookthrough.graph.tables import COLUMNS, Table
from lookthrough.ingest.mapping.choosing import header_key
from lookthrough.ingest.mapping.details import detailed
from lookthrough.ingest.mapping.document import Condition, Section, Source
from lookthrough.ingest.mapping.doubts import Doubt
from lookthrough.ingest.mapping.evidence import Values
from lookthrough.ingest.mapping.headers import GONE, Header, dictionary, likeness
from lookthrough.ingest.parts import NAMES, lacking, names_of

# Beside the table that fits best a sheet may feed these, where it has all that they need.
BESIDE = {
    Table.PARTIES: (Table.CUSTOMERS,),
    Table.ACCOUNTS: (Table.MANDATES,),
    Table.MANDATES: (Table.ACCOUNTS,),
}
# What stands for a column that no header stands for; a constant is a guess unless something bears it out.
CONSTANTS = {
    Table.INTERESTS: "kind",
    Table.PARTIES: "kind",
    Table.DECLARED_OWNERS: "by",
    Table.MANDATES: "role",
}
YES = frozenset({"y", "yes", "true", "t", "1", "d", "是", "已删除"})
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its name, what the header says, and some of its values."""

    name: str
    header: Header
    values: Values


@dataclass(frozen=True, slots=True)
class Proposed:
    """A section, with the doubts about its columns."""

    section: Section
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """How a table would be read from a sheet: the column for each of its columns, and how well all of them fit."""

    table: Table
    columns: Mapping[str, tuple[Column, float]] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """The more, and the surer, the better; what every table has counts less."""
        return sum(sure * _WEIGHTS.get(name, 0.6) for name, (_, sure) in self.columns.items())


_WEIGHTS = {"valid_from": 0.1, "valid_to": 0.1, "currency": 0.1, "status": 0.1} | dict.fromkeys(
    "holder_name holder_id holder_kind share subscribed party_b account_id role transfer_id amount at owner_name "
    "from_account to_account".split(), 1.0
)  # fmt: skip


def proposed(columns: Sequence[Column], where: tuple[str, str | None]) -> list[Proposed]:
    """The sections that a sheet may be read with; none where it looks like no table of the layout.

    `where` is the pattern of its file, and what tells it from the others of a workbook.
    """
    fits = [fit for table in Table if (fit := _fit(table, columns)) is not None]
    if not fits:
        return []
    tables = {fit.table for fit in fits}
    surplus = {other for table in tables for other in BESIDE.get(table, ()) if table is Table.PARTIES}
    best = max((fit for fit in fits if fit.table not in surplus), key=lambda fit: fit.score)
    beside = [fit for fit in fits if fit.table in BESIDE.get(best.table, ())]
    gone = _gone(columns)
    sections = (_proposed(fit, gone) for fit in [best, *beside])
    return [replace(one, section=replace(one.section, file=where[0], sheet=where[1])) for one in sections]


def _fit(table: Table, columns: Sequence[Column]) -> Fit | None:
    """The best columns for a table, each column of the sheet once; None where what must be there is not."""
    found: dict[str, tuple[Column, float]] = {}
    used: set[str] = set()
    surest = sorted(
        _candidates(table, columns), key=lambda one: (-one[0], header_key(one[1]) != one[2].header.key)
    )
    for sure, name, column in surest:
        shared = table is Table.CUSTOMERS and name in ("customer_id", "party_id")
        if name not in found and (shared or column.name not in used):
            found[name] = (column, sure)
            used.add(column.name)
    found = _without_lesser(table, found)
    given = set(found) | {CONSTANTS.get(table, "")}
    if table is Table.MANDATES and "role" not in found:
        return None
    if table is Table.PARTIES and "name" in found and len(found) > 1:
        given.add("party_id")
    return Fit(table, found) if found and not lacking(table, given) else None


def _candidates(table: Table, columns: Sequence[Column]) -> Iterator[tuple[float, str, Column]]:
    for column in columns:
        for name in dictionary()[table]:
            if sure := likeness(table, name, column.header.key):
                yield sure, name, column
        if column.header.key not in _known_anywhere():
            for name, look in _LOOKS.get(table, {}).items():
                if column.values.look(look):
                    yield 0.4, name, column


_LOOKS = {Table.PARTIES: {"uscc": "uscc", "lei": "lei"}, Table.INTERESTS: {"share": "share"}}


def _known_anywhere() -> frozenset[str]:
    return frozenset(key for part in dictionary().values() for keys in part.values() for key in keys)


def _without_lesser(table: Table, found: dict[str, tuple[Column, float]]) -> dict[str, tuple[Column, float]]:
    """An id needs no name beside it, where the layout takes only one of them."""
    if table is not Table.INTERESTS:
        return found
    surplus = {name for key, names in NAMES.items() if key in found for name in names}
    return {name: one for name, one in found.items() if name not in surplus}


def _gone(columns: Sequence[Column]) -> Condition | None:
    for column in columns:
        if likeness(GONE, GONE, column.header.key) == 1:
            said = sorted(value for value in column.values.texts if value.casefold() in YES)
            return Condition(column.name, frozenset(said or ["Y"]))
    return None


def _proposed(fit: Fit, gone: Condition | None) -> Proposed:
    sources: dict[str, Source] = {}
    doubts: list[Doubt] = []
    constant = CONSTANTS.get(fit.table)
    for name in _in_order(fit, constant):
        if name not in fit.columns:
            value, doubt = _constant(fit)
            sources[name] = Source(value=value)
            doubts += [doubt] if doubt else []
            continue
        column, sure = fit.columns[name]
        source, found = detailed((fit.table, name), column.name, column.header, column.values)
        sources[name] = source
        doubts += [replace(doubt, column=name) for doubt in found]
        if sure < 1:
            code = "fuzzy" if sure > 0.5 else "by_value"
            doubts.append(Doubt(code, column.name, name, ", ".join(column.values.texts[:3])))
    return Proposed(Section(0, fit.table, sources, gone=gone), tuple(doubts))


def _in_order(fit: Fit, constant: str | None) -> list[str]:
    """The columns found, and what stands for one that is not, in the order of the layout."""
    order = [column.name for column in COLUMNS[fit.table]]
    rest = sorted(names_of(fit.table) - set(order))
    for key, (name, kind) in NAMES.items():
        if key in order:
            order[order.index(key) + 1 : order.index(key) + 1] = [name, kind]
    return [name for name in dict.fromkeys([*order, *rest]) if name in fit.columns or name == constant]


def _constant(fit: Fit) -> tuple[str, Doubt | None]:
    """What stands in a column that the sheet lacks."""
    if fit.table is Table.INTERESTS:
        sure = any(name in fit.columns for name in ("share", "shares", "subscribed", "paid_in"))
        return "shareholding", None if sure else Doubt("no_kind", "", "kind", "shareholding")
    if fit.table is Table.DECLARED_OWNERS:
        return "form", Doubt("no_by", "", "by", "form")
    name = fit.columns["name"][0]
    if name.values.look("company"):
        return "company", Doubt("no_kind", name.name, "kind", "company")
    if name.values.look("person") and {"birth_date", "sex"} & set(fit.columns):
        return "person", Doubt("no_kind", name.name, "kind", "person")
    return "unknown", Doubt("no_kind", name.name, "kind", "unknown")
