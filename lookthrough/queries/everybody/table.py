"""Which table is the answer for everybody, and how does one customer's answer become rows of it?

One row an owner (role `owner`, or `simplified`, `fallback`, `recorded` where the rule names him in another way), one a
person to look at (`review`, with the reason), and one without an owner for a customer of whom nobody is an owner
(`none`) or who is outside the rule (`out_of_scope`). Shares are exact text in the spelling of the bank layout
(`25%`, `(25,50]%`) beside their ends as float64; no share is null.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from lookthrough.graph.shares import Share, bounds_text
from lookthrough.graph.structure.facts import PartyView
from lookthrough.queries.finding import Basis, Owner
from lookthrough.queries.owners import Judged

if TYPE_CHECKING:
    import pyarrow as pa

SHARES = ("direct", "direct_low", "direct_high", "ultimate", "ultimate_low", "ultimate_high")
TEXTS = (
    "customer_id party_id party_name party_kind role owner_id owner_name owner_kind certainty bases reason"
).split()
ORDER = ("customer_id", "party_id", "role", "owner_id")
Row = tuple[Any, ...]


def schema() -> pa.Schema:
    """The columns that are found; `owners_of_all` adds rule, known_at and valid_at."""
    import pyarrow as pa

    floats = [(name, pa.float64() if "_" in name else pa.string()) for name in SHARES]
    return pa.schema([*((name, pa.string()) for name in TEXTS), *floats])


def table_of(rows: Sequence[Row]) -> pa.Table:
    """Rows as a table."""
    import pyarrow as pa

    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema())
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, schema(), strict=True)],
        schema=schema(),
    )


def in_order(table: pa.Table) -> pa.Table:
    """The rows by customer, party, role and owner, so that two runs give the same bytes."""
    import pyarrow.compute as pc

    return table.take(pc.sort_indices(table, sort_keys=[(name, "ascending") for name in ORDER]))


def rows_of(customer: str, subject: PartyView, judged: Judged) -> list[Row]:
    """What is found of one customer."""
    first = customer, subject.id, subject.name, str(subject.kind)
    if not judged.scope:
        return [(*first, "out_of_scope", *([None] * (len(TEXTS) - 5 + len(SHARES))))]
    named = list(_named(judged))
    found = [(*first, role, *_owner(owner)) for role, owner in named]
    if judged.owners:
        return found
    return [*found, (*first, "none", *([None] * (len(TEXTS) - 5 + len(SHARES))))]


def _named(judged: Judged) -> Iterator[tuple[str, Owner]]:
    lists: Iterable[tuple[str, tuple[Owner, ...]]] = (
        ("simplified" if judged.simplified else "owner", judged.owners),
        ("review", judged.review),
        ("fallback", judged.fallback),
        ("recorded", judged.recorded),
    )
    return ((role, owner) for role, owners in lists for owner in owners)


def _owner(owner: Owner) -> Row:
    party = owner.party
    shares = (*_share(owner.direct), *_share(owner.ultimate))
    bases = bases_text(owner.bases) or None
    return party.id, party.name, str(party.kind), str(owner.certainty), bases, owner.reason, *shares


def bases_text(bases: Iterable[Basis]) -> str:
    """As a row of a finding spells them."""
    return ";".join(f"{basis.basis} ({basis.certainty})" for basis in bases)


def _share(share: Share | None) -> tuple[str | None, float | None, float | None]:
    if share is None:
        return None, None, None
    return bounds_text(share), float(share.low), float(share.high)
