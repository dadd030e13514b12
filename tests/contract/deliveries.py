"""Which rows may a bank deliver? Few values each, so that keys, names, days and ends meet one another often."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from lookthrough.graph.tables import Table, physical

Row = dict[str, Any]
DATASETS = ("crm", "reg/ister")
PARTIES = ("P1", "P2", "P3", "P4")
STRANGERS = ("X1", "X2")  # Named by edges, described by no row.
ACCOUNTS = ("A1", "A2", "P1")  # P1 is a party too.
CUSTOMERS = ("C1", "C2")
DAYS = (100, 200, 300)
NAMES = ("青岛海瑞贸易有限公司", "青岛海瑞", "海瑞控股", "王小明", "王晓明", "Hai Rui Trading Ltd", "Li Fang")
OTHER_NAMES = (None, None, "海瑞;Hai Rui", "王小明;")
SEARCHED = ("青岛", "青岛海瑞", "海瑞", "w", "wangxiaoming", "hairui", "h", "王小明", "zz")
IDENTIFIERS = (None, "5493-00 a", "549300A", "91310000")
RECORDS = ("1", "2", "3", "4", "5", "P1")
SHARES = ((1, 2, 1, 2, 0), (1, 3, 1, 3, 0), (2, 6, 2, 6, 0), (1, 4, 1, 2, 1), (0, 1, 1, 1, 3), None)
NODES = (*PARTIES, *STRANGERS, *ACCOUNTS)
REFERENCES = (
    *((scheme, node) for scheme in ("party", "account") for node in ("P1", "A1", "X1")),
    *(("record", f"{dataset}/{record}") for dataset in DATASETS for record in RECORDS[:2]),
    *(("customer", customer) for customer in CUSTOMERS),
    *(("name", name) for name in ("青岛海瑞", "海瑞", "HAI RUI", "hairui", "")),
    *((scheme, value) for scheme in ("lei", "uscc", "id_number") for value in ("549300a",)),
)

parties = st.sampled_from(PARTIES)
ends = st.sampled_from(PARTIES[:3] * 4 + PARTIES + STRANGERS)
periods = st.sampled_from(
    [(None, None), (None, None), (None, None), (100, None), (100, 200), (200, 300), (None, 200), (200, 200)]
)


def delivered(table: Table, rows: Sequence[Row]) -> pa.Table:
    """Rows as a delivery to a table; what they do not say is unknown."""
    kinds: dict[str, Any] = physical(table)
    schema = pa.schema([(name, pa.type_for_alias(kind)) for name, kind in kinds.items()])
    return pa.Table.from_pylist([{**dict.fromkeys(kinds), **row} for row in rows], schema=schema)


def _dated(period: tuple[int | None, int | None]) -> Row:
    return {"valid_from": period[0], "valid_to": period[1]}


def _shared(numbers: tuple[int, ...] | None, name: str = "share") -> Row:
    parts = ("low_num", "low_den", "high_num", "high_den", "open")
    return {f"{name}_{part}": number for part, number in zip(parts, numbers or (None,) * 5, strict=True)}


_TABLES: dict[Table, st.SearchStrategy[Row]] = {
    Table.PARTIES: st.builds(
        lambda party, kind, name, others, lei, rest: {
            "party_id": party,
            "kind": kind,
            "name": name,
            "names_other": others,
            "lei": lei,
            "uscc": lei,
            **_shared(rest, "rest_each_at_most"),
        },
        parties,
        st.sampled_from(["company", "person"]),
        st.sampled_from(NAMES),
        st.sampled_from(OTHER_NAMES),
        st.sampled_from(IDENTIFIERS),
        st.sampled_from(SHARES[-2:]),
    ),
    Table.SHARE_CLASSES: st.builds(
        lambda party, issued, period: {"party_id": party, "class": "A", "issued": issued, **_dated(period)},
        ends,
        st.sampled_from([None, 100]),
        periods,
    ),
    Table.INTERESTS: st.builds(
        lambda holder, held, share, period: {
            "holder_id": holder,
            "held_id": held,
            "kind": "shareholding",
            **_shared(share),
            **_dated(period),
        },
        ends,
        ends,
        st.sampled_from(SHARES),
        periods,
    ),
    Table.ASSOCIATIONS: st.builds(
        lambda a, b, kind, period: {"party_a": a, "party_b": b, "kind": kind, **_dated(period)},
        ends,
        ends,
        st.sampled_from(["acts_in_concert", "spouse", "nominee_for"]),
        periods,
    ),
    Table.CUSTOMERS: st.builds(
        lambda customer, party: {"customer_id": customer, "party_id": party}, st.sampled_from(CUSTOMERS), ends
    ),
    Table.DECLARED_OWNERS: st.builds(
        lambda customer, party, owner, share: {
            "customer_id": customer,
            "party_id": party,
            "owner_id": owner,
            "by": "form",
            **_shared(share),
        },
        st.sampled_from([None, "C1"]),
        st.none() | ends,
        st.none() | ends,
        st.sampled_from(SHARES),
    ),
    Table.ACCOUNTS: st.builds(
        lambda account, kind: {"account_id": account, "kind": kind},
        st.sampled_from(ACCOUNTS),
        st.sampled_from([None, "current"]),
    ),
    Table.MANDATES: st.builds(
        lambda party, account, period: {
            "party_id": party,
            "account_id": account,
            "role": "holder",
            **_dated(period),
        },
        ends,
        st.sampled_from(ACCOUNTS),
        periods,
    ),
    Table.TRANSFERS: st.builds(
        lambda source, target, at: {
            "transfer_id": "T",
            "from_account": source,
            "to_account": target,
            "at": at,
            "amount": 1999,
            "amount_scale": 2,
            "currency": "CNY",
            "at_offset": 480,
        },
        st.sampled_from((*ACCOUNTS, "A9")),
        st.sampled_from(ACCOUNTS),
        st.sampled_from([-1, 5, 5_000_000]),
    ),
    Table.BRANCHES: st.builds(
        lambda branch, country: {"branch": branch, "country": country, "rules": "cn-bank"},
        st.sampled_from(["B1", "B2"]),
        st.sampled_from([None, "CN"]),
    ),
    Table.BALANCES: st.builds(
        lambda account, on: {"account_id": account, "on": on, "amount": 199, "currency": "CNY"},
        st.sampled_from((*ACCOUNTS, "A9")),
        st.sampled_from(DAYS),
    ),
    Table.RATES: st.builds(
        lambda on: {"on": on, "from_currency": "USD", "to_currency": "CNY", "rate": 7, "rate_scale": 0},
        st.sampled_from(DAYS),
    ),
    Table.SCHEDULES: st.builds(
        lambda account, on: {"account_id": account, "due_on": on, "amount": 199, "currency": "CNY"},
        st.sampled_from(ACCOUNTS),
        st.sampled_from(DAYS),
    ),
    Table.GUARANTEES: st.builds(
        lambda one, other, period: {"guarantor_id": one, "debtor_id": other, **_dated(period)},
        ends,
        ends,
        periods,
    ),
    Table.FLAGS: st.builds(
        lambda party, flag, period: {"party_id": party, "flag": flag, **_dated(period)},
        ends,
        st.sampled_from(["sanctioned", "watched"]),
        periods,
    ),
}
_LIKELY = (Table.PARTIES, *[Table.INTERESTS] * 3, Table.TRANSFERS, Table.ASSOCIATIONS, *Table)


def _recorded(table: Table, records: Sequence[str], found: Sequence[Row], line: int) -> list[Row]:
    place = [(record, f"{(line + at) % 2}.csv", line + at) for at, record in enumerate(records)]
    return [
        {**row, "record": record, "file": file, "row": at, "text": f"{table} {at}"}
        for (record, file, at), row in zip(place, found, strict=False)
    ]


def rows(table: Table, least: int = 0) -> st.SearchStrategy[list[Row]]:
    """Rows of a table, each of another record."""
    found = st.lists(_TABLES[table], min_size=least, max_size=5)
    return st.builds(_recorded, st.just(table), st.permutations(RECORDS), found, st.integers(1, 3))


def batches() -> st.SearchStrategy[tuple[Table, list[Row]]]:
    """A table and rows of it; parties and interests more often than others."""
    return st.sampled_from(_LIKELY).flatmap(lambda table: rows(table).map(lambda found: (table, found)))
