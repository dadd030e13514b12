"""How do the demo's rows become files, with the same bytes every time?"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

from lookthrough.graph.tables import Table
from lookthrough.ingest.demo.book import Book, Row
from lookthrough.ingest.demo.payments import DAY, DAYS, FIRST_DAY, NOBODY, PURPOSES, Flows

if TYPE_CHECKING:
    import pyarrow as pa

    from lookthrough.ingest.demo.payments import Ints

    Texts = pa.Array[pa.Scalar[pa.lib.StringType]]

# The bank layout's columns of each file that the demo writes (docs: the bank layout).
HEADERS: dict[Table, tuple[str, ...]] = {
    table: tuple(columns.split())
    for table, columns in {
        Table.PARTIES: "party_id kind class name names_other sex nationality country birth_date registered_on "
        "dissolved_on status id_type id_number id_expires_on lei uscc registry_no tax_id capital capital_currency "
        "registered_in unknown rest_each_at_most address phone email",
        Table.SHARE_CLASSES: "party_id class issued votes_per_share profit_weight valid_from valid_to",
        Table.INTERESTS: "holder_id held_id kind share share_class shares subscribed paid_in currency nominee joint "
        "partner power position valid_from valid_to",
        Table.ASSOCIATIONS: "party_a party_b kind valid_from valid_to",
        Table.CUSTOMERS: "customer_id party_id branch segment risk purpose opened_on closed_on status",
        Table.DECLARED_OWNERS: "customer_id party_id owner_id owner_name by basis share valid_from valid_to",
        Table.ACCOUNTS: "account_id kind currency bank opened_on closed_on",
        Table.MANDATES: "party_id account_id role valid_from valid_to",
        Table.TRANSFERS: "transfer_id from_account to_account from_name from_bank to_name to_bank at amount currency "
        "value_date balance_after purpose channel device reversal_of remark",
    }.items()
}
OTHER_BANKS = (
    "北方商业银行", "江南农村商业银行", "南海发展银行", "西部储蓄银行", "长河银行", "华东城市银行",
    "Harbour & Peak Bank", "First Meridian Bank", "Northmoor Bank",
)  # fmt: skip
CHANNELS = ("网上银行", "手机银行", "柜面", "API", "ATM")


_BLANK: Iterable[str] = repeat("")


def cells(table: Table, row: Row) -> list[str]:
    """The row's cells in the order of its file."""
    return list(map(row.get, HEADERS[table], _BLANK))


def write_csv(path: Path, table: Table, lines: Iterable[Sequence[str]]) -> None:
    """A UTF-8 file with one header line; empty is unknown."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADERS[table])
        writer.writerows(lines)


def write_parquet(path: Path, table: pa.Table) -> None:
    """A Parquet file of text columns in row groups of a size that reads well in parallel."""
    import pyarrow.parquet as pq

    pq.write_table(table, path, compression="zstd", row_group_size=122_880)


def outsiders(book: Book, number: int) -> tuple[str, ...]:
    """So many names of people and companies that the bank does not know."""
    draw = book.names.person
    return tuple(draw(chinese=book.chance(0.67)) for _ in range(number))


def transfers(book: Book, flows: Flows, names: Sequence[str]) -> pa.Table:
    """The transfers as the file's columns, all of them text; ids T000000001.. in order of time."""
    import numpy as np
    import pyarrow as pa

    rows = book.rows[Table.ACCOUNTS]
    number = np.arange(1, len(flows.payer) + 1)
    ids = _joined(_taken(("T",), np.zeros_like(number)), _padded(number, 9))
    known = np.where(flows.payer == NOBODY, flows.payee, flows.payer)
    payer_out, payee_out = flows.payer == NOBODY, flows.payee == NOBODY
    banks = flows.outside % len(OTHER_BANKS)
    columns = {
        "transfer_id": ids,
        "from_account": _taken([row["account_id"] for row in rows], flows.payer),
        "to_account": _taken([row["account_id"] for row in rows], flows.payee),
        "from_name": _taken(names, np.where(payer_out, flows.outside, NOBODY)),
        "from_bank": _taken(OTHER_BANKS, np.where(payer_out, banks, NOBODY)),
        "to_name": _taken(names, np.where(payee_out, flows.outside, NOBODY)),
        "to_bank": _taken(OTHER_BANKS, np.where(payee_out, banks, NOBODY)),
        "currency": _taken([row["currency"] for row in rows], known),
        "purpose": _taken(PURPOSES, flows.purpose),
        "channel": _taken(CHANNELS, (flows.cents + number) % len(CHANNELS)),
        "reversal_of": _taken(ids, flows.reverses),
    } | _when_and_how_much(flows)
    empty = pa.nulls(len(number), pa.string())
    return pa.table({name: columns.get(name, empty) for name in HEADERS[Table.TRANSFERS]})


def _when_and_how_much(flows: Flows) -> dict[str, Texts]:
    """Times with the offset of Beijing, the day of value, and amounts with two decimals."""
    days = [(FIRST_DAY + timedelta(day)).isoformat() for day in range(DAYS)]
    clock = [f"T{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}+08:00" for s in range(DAY)]
    day = _taken(days, flows.second // DAY)
    whole, rest = _padded(flows.cents // 100, 1), _padded(flows.cents % 100, 2)
    return {
        "at": _joined(day, _taken(clock, flows.second % DAY)),
        "amount": _joined(whole, rest, between="."),
        "value_date": day,
    }


def _taken(texts: Sequence[str] | Texts, places: Ints) -> Texts:
    """The text at each place, nothing for NOBODY."""
    import pyarrow as pa

    known = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string())
    return known.take(pa.array(places, pa.int64(), mask=places == NOBODY))


def _padded(numbers: Ints, width: int) -> Texts:
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, padding="0")


def _joined(left: Texts, right: Texts, between: str = "") -> Texts:
    import numpy as np
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(left, right, _taken((between,), np.zeros(len(left), np.int64)))
