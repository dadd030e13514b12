"""Do the stores search alike when many parties bear one name and some of them are judged to be one?"""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from lookthrough.graph.ports import Delivery
from lookthrough.graph.stores.duckdb import DuckStore, open_store
from lookthrough.graph.stores.duckdb.session import machine_clock
from lookthrough.graph.tables import Table
from tests.contract.deliveries import Row, delivered
from tests.contract.memory import MemoryStore

NAMES = ("王小明", "王小", "王小明日", "李芳")
RECORDS = [f"P{number}" for number in range(10)]


def party(record: str, name: str) -> Row:
    return {"party_id": record, "kind": "person", "name": name, "record": record, "file": "p.csv", "row": 1}


def fill(store: DuckStore | MemoryStore, names: list[str], judged: list[tuple[str, str]]) -> None:
    """Put a party of each name into a store, and judge some to be one."""
    store.begin(Delivery("crm"))
    store.append(Table.PARTIES, delivered(Table.PARTIES, list(map(party, RECORDS, names))))
    store.commit()
    for first, second in judged:
        store.judge(first, second)


@settings(max_examples=20)
@given(
    st.lists(st.sampled_from(NAMES), min_size=len(RECORDS), max_size=len(RECORDS)),
    st.lists(st.permutations(RECORDS).map(lambda ids: (ids[0], ids[1])), max_size=4, unique_by=frozenset),
    st.sampled_from(["王小", "王小明", "王"]),
)
@example(
    ["李芳", *["王小明"] * 9], [("P0", "P9")], "王小明"
)  # P9 stands in the place of P0, before all others
@example(["王小明"] * 10, [("P9", "P0")], "王小明")
def test_a_limited_search_finds_the_first_parties_wherever_a_judgement_puts_them(
    names: list[str], judged: list[tuple[str, str]], key: str
) -> None:
    known = len(judged) + 1
    reference = MemoryStore(machine_clock)
    fill(reference, names, judged)
    with open_store(":memory:") as store:
        fill(store, names, judged)
        for limit in range(1, 5):
            assert store.search([key], known, limit) == reference.search([key], known, limit)
