"""After a change, are just those answered again who lie downstream of it, and is the result that of a full run?"""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from lookthrough.graph.ports import At
from lookthrough.graph.snapshot.changed import changed
from lookthrough.graph.stores.duckdb import DuckStore, open_store
from lookthrough.graph.stores.duckdb.session import machine_clock
from lookthrough.graph.tables import Table
from lookthrough.queries.look import View
from lookthrough.queries.night import Night, answered, keep, night
from tests.contract.deliveries import Row
from tests.contract.memory import MemoryStore
from tests.queries.night.nights import Act, acts, first, happen, naive, put, work

Brought = tuple[str, Table, list[Row]]
SETTING = settings(max_examples=4, suppress_health_check=list(HealthCheck))
days = st.tuples(*[st.sampled_from([100, 199, 200, 300])] * 2) | st.just((None, None))
PARTY = {"kind": "company", "file": "p.csv", "row": 1}
HELD = {"held_id": "P1", "kind": "shareholding", "file": "i.csv", "row": 1}
NAMED: Brought = (
    "crm",
    Table.PARTIES,
    [{**PARTY, "party_id": f"P{n}", "name": "N", "record": f"{n}"} for n in (1, 2)],
)
CUSTOMERS: Brought = (
    "crm",
    Table.CUSTOMERS,
    [
        {"customer_id": f"C{n}", "party_id": f"P{n}", "record": f"{n}", "file": "c.csv", "row": n}
        for n in (1, 2)
    ],
)
HOLDING: Brought = ("crm", Table.INTERESTS, [{**HELD, "holder_id": "X1", "record": "1"}])


def check(begin: tuple[Brought, ...], between: list[Act], when: tuple[int | None, int | None]) -> None:
    """Answer everybody, let something happen, answer again."""
    with open_store(":memory:") as store:
        for brought in begin:
            put(store, brought)
        before = At(store.last_run(), when[0])
        night(View(store, before), store, work(View(store, before)))
        for act in between:
            happen(store, act)
        view = View(store, At(store.last_run(), when[1]))
        found, full = night(view, store, work(view)), work(view).answer(None)
        assert found.rows.equals(full)
        kept = store.kept(work(view).asked)
        assert kept is not None
        assert kept.rows.num_rows == full.num_rows
        assert work(view).answer([]).schema.names == full.schema.names
        assert night(view, store, work(view)).rows.equals(full)
        if found.some is not None:
            check_downstream(store, found, (before, view.at))


def check_downstream(store: DuckStore, found: Night, moments: tuple[At, At]) -> None:
    """Those answered again are those whom a naive walk comes to, by set and by count."""
    walked = naive(store, *moments)
    assert found.some is not None
    assert set(found.some.subjects) == walked
    rows = found.rows.to_pylist()
    downstream = {row["customer_id"] for row in rows if row["party_id"] in walked}
    assert (found.computed, found.of) == (len(downstream), len({row["customer_id"] for row in rows}))
    event("nobody" if not found.computed else "everybody" if found.computed == found.of else "some")


@SETTING
@given(first, acts, days)
def test_the_answers_of_a_night_are_those_of_a_full_run(
    begin: tuple[Brought, ...], between: list[Act], when: tuple[int | None, int | None]
) -> None:
    check(begin, between, when)


@pytest.mark.deep
@settings(SETTING, max_examples=20)
@given(first, acts, days)
def test_the_answers_of_many_more_nights_are_those_of_a_full_run(
    begin: tuple[Brought, ...], between: list[Act], when: tuple[int | None, int | None]
) -> None:
    check(begin, between, when)


@SETTING
@given(first, acts, days)
def test_a_store_that_numbers_nodes_finds_the_same_changes_as_one_that_does_not(
    begin: tuple[Brought, ...], between: list[Act], when: tuple[int | None, int | None]
) -> None:
    plain = MemoryStore(machine_clock)
    with open_store(":memory:") as store:
        for one in (plain, store):
            for brought in begin:
                put(one, brought)
            for act in between:
                happen(one, act)
        moments = At(len(begin), when[0]), At(store.last_run(), when[1])
        assert changed(store, *moments) == changed(plain, *moments)
        assert changed(store, *moments[::-1]).downstream == changed(store, *moments).downstream


@pytest.fixture
def store() -> DuckStore:
    """Two customers, who own nothing."""
    found = open_store(":memory:")
    for brought in (NAMED, CUSTOMERS):
        put(found, brought)
    return found


def now(store: DuckStore, valid: int | None = 100) -> View:
    """The store as it is."""
    return View(store, At(store.last_run(), valid))


def test_one_customer_of_two_is_answered_again_where_a_share_in_him_is_new(store: DuckStore) -> None:
    with store:
        night(now(store), store, work(now(store)))
        put(store, HOLDING)
        found = night(now(store), store, work(now(store)))
        assert (found.computed, found.of, found.what, found.reason) == (1, 2, "customers", None)
        again = night(now(store), store, work(now(store)))
        assert (again.computed, again.of) == (0, 2)


def test_why_everybody_is_answered_is_told(store: DuckStore) -> None:
    with store:
        todays, any_day = now(store), now(store, None)
        assert night(todays, store, work(todays)).reason == "nothing was kept"
        assert night(todays, store, work(todays), anew=True).reason == "a full run was asked for"
        assert night(todays, store, work(todays, "2")).reason == "the program or the rule has changed"
        assert night(any_day, store, work(any_day, "2")).reason == "the valid clock was set otherwise"
        store.revert(2)
        assert "no customers" in str(night(now(store, None), store, work(now(store), "2")).reason)


def test_answers_with_other_columns_than_the_kept_ones_are_all_found_again(store: DuckStore) -> None:
    with store:
        mine = work(now(store))
        night(now(store), store, mine)
        other = replace(mine, answer=lambda _: mine.answer(None).append_column("more", pa.array([1, 1])))
        assert night(now(store), store, other).reason == "the answers have other columns now"


def test_what_is_the_same_in_every_row_is_put_behind_it_and_not_kept(store: DuckStore) -> None:
    with store:
        said = {"known_at": pa.scalar(2, pa.int32())}
        mine = work(now(store))
        whole = replace(
            mine, said=said, answer=lambda some: mine.answer(some).append_column("known_at", pa.array([1, 1]))
        )
        assert night(now(store), store, whole).rows["known_at"].to_pylist() == [2, 2]
        kept = store.kept(mine.asked)
        assert kept is not None
        assert kept.rows.column_names == ["customer_id", "subject", "told"]


def test_answers_that_somebody_else_kept_meanwhile_are_replaced_as_a_whole(store: DuckStore) -> None:
    with store:
        night(now(store), store, work(now(store)))
        put(store, HOLDING)
        mine = answered(now(store), store, work(now(store)))
        assert mine.some is not None
        night(now(store), store, work(now(store)), anew=True)
        keep(store, mine)
        kept = store.kept(mine.whole.asked)
        assert kept is not None
        assert (kept.run, len(kept.rows)) == (3, 2)


def test_a_day_cannot_be_compared_with_any_day(store: DuckStore) -> None:
    with store, pytest.raises(ValueError, match="any day"):
        changed(store, At(2, None), At(2, 100))


def test_kept_answers_are_no_part_of_the_graph(store: DuckStore) -> None:
    with store:
        before = [list(store.history(table)) for table in Table]
        night(now(store), store, work(now(store)))
        assert [list(store.history(table)) for table in Table] == before
        assert store.check() == []
        assert store.sql("SELECT question, subject FROM answers ORDER BY subject").rows == [
            ("owners", "P1"),
            ("owners", "P2"),
        ]
        store.forget("owners")
        assert store.kept(work(now(store)).asked) is None
