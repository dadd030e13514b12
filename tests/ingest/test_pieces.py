"""Does a file that is read in many pieces come out as if it were read in one?"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.graph.tables import Table
from lookthrough.ingest import encoding, reading, tables, text
from lookthrough.ingest.columns import Ints
from lookthrough.ingest.repeats import settle
from lookthrough.ingest.sheets import sheet
from lookthrough.ingest.tables import Prints
from tests.ingest.deliveries import bank, file_of, new_store, refused, rejects, rows, take

ODD = {
    100: '"x"y,person,X',
    500: "P,person",
    501: '"open',
    900: "P7,persn,X",
    1200: "P8,person,other",
    1201: "P9,person,人9",
}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of a few rows, spools that go to a file at once, appends of a few hundred rows."""
    monkeypatch.setattr(text, "BLOCK", 700)
    monkeypatch.setattr(encoding, "BLOCK", 500)
    monkeypatch.setattr(sheet, "PIECE", 90)
    monkeypatch.setattr(tables, "IN_MEMORY", 100)
    monkeypatch.setattr(reading, "AT_ONCE", 300)


@pytest.mark.usefixtures("small")
def test_rows_keep_their_numbers_whatever_is_refused_before_them(tmp_path: Path) -> None:
    lines = [ODD.get(number, f"P{number},person,人{number}") for number in range(2, 1500)]
    store = new_store()
    run = take(store, bank(tmp_path, parties="|" + ";".join(lines)))
    assert refused(store) == [
        (8, "party_id", "duplicate_key"),
        (100, "", "bad_quotes"),
        (500, "", "wrong_columns"),
        (501, "", "bad_quotes"),
        (900, "kind", "unknown_word"),
        (1200, "party_id", "duplicate_key"),
    ]
    assert [reject.line for reject in rejects(store)] == [8, 100, 500, 501, 900, 1200]
    assert "row 1200 of parties.csv" in rejects(store)[0].reason
    assert all(
        row["party_id"] == f"P{row['row']}" and row["name"] == f"人{row['row']}"
        for row in rows(store, Table.PARTIES)
    )
    assert (file_of(run, "parties").accepted, file_of(run, "parties").repeated) == (1498 - 6 - 1, 1)


@pytest.mark.usefixtures("small")
def test_parquet_keeps_its_numbers_too(tmp_path: Path) -> None:
    names = [f"P{number}" for number in range(2, 502)]
    kinds = ["persn" if number in (95, 400) else "person" for number in range(2, 502)]
    folder = bank(tmp_path, accounts="|A,CNY")
    pq.write_table(
        pa.table({"party_id": names, "kind": kinds, "name": names}),
        folder / "parties.parquet",
        row_group_size=70,
    )
    store = new_store()
    take(store, folder)
    assert [(reject.row, reject.line, reject.text) for reject in rejects(store)] == [
        (95, None, "P95,persn,P95"), (400, None, "P400,persn,P400")
    ]  # fmt: skip
    assert all(row["name"] == f"P{row['row']}" for row in rows(store, Table.PARTIES))


@pytest.mark.usefixtures("small")
def test_names_and_outside_accounts_are_one_across_pieces(tmp_path: Path) -> None:
    lines = ";".join(f"T{i},A{i},Bank,王{i % 7},2024-01-01T00:00:00Z,1,CNY" for i in range(400))
    store = new_store()
    take(
        store,
        bank(tmp_path, transfers=f"transfer_id,from_account,to_bank,to_name,at,amount,currency;{lines}"),
    )
    found = rows(store, Table.ACCOUNTS)
    assert [(row["account_id"], row["row"]) for row in found] == [
        (f"outside/Bank/王{i}", i + 2) for i in range(7)
    ]


rows_of_two = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1)), max_size=12)


@given(rows_of_two, st.integers(0, 12))
def test_repeats_and_contradictions_are_those_of_a_plain_comparison(
    found: list[tuple[int, int]], delivered: int
) -> None:
    delivered = min(delivered, len(found))
    groups: dict[int, list[int]] = defaultdict(list)
    for row, (key, _) in enumerate(found):
        groups[key].append(row)
    repeated, torn = set[int](), set[int]()
    for group in groups.values():
        real = [row for row in group if row < delivered]
        clash = len({found[row][1] for row in real}) > 1
        torn |= set(real) if clash else set()
        repeated |= set(group) - set(real) if clash else set(group[1:])
    keys, content = (np.array([row[part] for row in found], np.uint64) for part in (0, 1))

    def contents(wanted: Ints) -> Prints:
        return Prints(content[wanted], content[wanted])

    settled = settle(Prints(keys, keys), delivered, contents)
    assert (set(settled.repeated.tolist()), set(settled.contradicting.tolist())) == (repeated, torn)
    assert all(
        found[a][0] == found[b][0] and a != b
        for a, b in zip(settled.contradicting, settled.others, strict=True)
    )


def test_two_keys_with_one_first_hash_are_two_keys() -> None:
    same, other = np.zeros(2, np.uint64), np.arange(2, dtype=np.uint64)
    settled = settle(Prints(same, other), 2, lambda rows_: Prints(same[rows_], other[rows_]))
    assert (len(settled.repeated), len(settled.contradicting)) == (0, 0)
