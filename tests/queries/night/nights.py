"""What happens to a bank between two nights, who lies downstream of it, and what is answered about whom?

The walk downstream is naive: every known period of every claim as `export canonical` writes it, sets of records, rounds
until nothing changes. Answers are those of the engine of one customer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from lookthrough.graph.answers import Asked
from lookthrough.graph.model import FLOWING_ASSOCIATIONS
from lookthrough.graph.ports import At, Delivery
from lookthrough.graph.stores.duckdb import DuckStore
from lookthrough.graph.tables import Table
from lookthrough.queries.answer import Question, owners
from lookthrough.queries.look import View
from lookthrough.queries.night import Work
from lookthrough.queries.rules.rule import choose
from tests.contract.deliveries import DATASETS, PARTIES, STRANGERS, Row, delivered, rows

STANDING = (Table.PARTIES, Table.INTERESTS, Table.ASSOCIATIONS, Table.SHARE_CLASSES, Table.CUSTOMERS)
ENDS = {
    Table.PARTIES: ["party_id"],
    Table.INTERESTS: ["held_id"],
    Table.ASSOCIATIONS: ["party_a", "party_b"],
    Table.SHARE_CLASSES: ["party_id"],
}
Act = tuple[str, Any]
RULE = choose("cn-bank-2026", date(2026, 11, 24))


def batch(table: Table) -> st.SearchStrategy[tuple[str, Table, list[Row]]]:
    """Rows of a table, of one of two datasets."""
    return st.tuples(st.sampled_from(DATASETS), st.just(table), rows(table, least=1))


deliveries = st.sampled_from([*STANDING, Table.INTERESTS, Table.TRANSFERS]).flatmap(batch)
pairs = st.permutations(PARTIES).map(lambda ids: (ids[0], ids[1]))
acts: st.SearchStrategy[list[Act]] = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["deliver", "deliver", "deliver_all"]), deliveries),
        st.tuples(st.sampled_from(["judge", "dissolve"]), pairs),
        st.tuples(st.just("revert"), st.integers(1, 4)),
    ),
    max_size=3,
)
customers: list[Row] = [
    {"customer_id": f"C{n}", "party_id": party, "record": str(n), "file": "c.csv", "row": n}
    for n, party in enumerate((*PARTIES, *STRANGERS), start=1)
]
first = st.tuples(batch(Table.PARTIES), batch(Table.INTERESTS), st.just(("crm", Table.CUSTOMERS, customers)))


def put(store: Any, brought: tuple[str, Table, list[Row]], *, full: bool = False) -> None:
    """One run."""
    dataset, table, found = brought
    store.begin(Delivery(dataset))
    store.append(table, delivered(table, found), full=full)
    store.commit()


def happen(store: Any, act: Act) -> None:
    """One act, where it can be done at all."""
    kind, what = act
    joined = {frozenset((one.first, one.second)) for one in store.judgements() if one.to_run is None}
    if kind == "judge":
        (store.unjudge if frozenset(what) in joined else store.judge)(*what)
    elif kind == "revert":
        store.revert(min(what, store.last_run()))
    elif kind == "dissolve":
        put(store, ("crm", Table.PARTIES, [dissolved(what[0])]))
    else:
        put(store, what, full=kind == "deliver_all")


def dissolved(party: str) -> Row:
    """A party that ceased to exist on the day 200."""
    told = {"party_id": party, "kind": "company", "name": party, "dissolved_on": 200}
    return {**told, "record": party, "file": "p.csv", "row": 1}


def naive(store: DuckStore, since: At, now: At) -> set[str]:
    """Every record of every party downstream of a claim that counts at one moment only."""
    claims = [(table, row) for table in STANDING for row in store.history(table)]
    one_of = [store.identity(at.known) for at in (since, now)]

    def same(record: str) -> Iterator[str]:
        return (other for identity in one_of for other in identity.records(identity.party(record)))

    moved = [(table, row) for table, row in claims if counts(table, row, since) != counts(table, row, now)]
    found = {row[end] for table, row in moved for end in ENDS.get(table, ())}
    found |= {
        record
        for one in store.judgements()
        if one.known(since.known) != one.known(now.known)
        for record in (one.first, one.second)
    }
    steps = [step for table, row in claims if counted(table, row, since, now) for step in ways(table, row)]
    size = -1
    while len(found) > size:
        size = len(found)
        found |= {other for record in found for other in same(record)}
        found |= {below for above, below in steps if above in found}
    own = {row["party_id"] for table, row in moved if table is Table.CUSTOMERS}
    return found | {other for record in own for other in same(record)}


def counts(table: Table, row: Row, at: At) -> tuple[bool, bool]:
    """Whether a claim counts at a moment, and whether its party has ceased to exist by then."""
    known = row["from_run"] <= at.known and (row["to_run"] is None or at.known < row["to_run"])
    if at.valid is None or not known:
        return known, False
    begins, ends = row.get("valid_from"), row.get("valid_to")
    valid = (begins is None or begins <= at.valid) and (ends is None or at.valid < ends)
    gone = row.get("dissolved_on")
    return valid, valid and table is Table.PARTIES and gone is not None and gone <= at.valid


def counted(table: Table, row: Row, since: At, now: At) -> bool:
    """Whether a claim counts at either moment."""
    return counts(table, row, since)[0] or counts(table, row, now)[0]


def ways(table: Table, row: Row) -> list[tuple[str, str]]:
    """From whom to whom a change goes on along a claim."""
    if table is Table.INTERESTS:
        return [(row["holder_id"], row["held_id"])]
    if table is Table.ASSOCIATIONS and row["kind"] in FLOWING_ASSOCIATIONS:
        return [(row["party_a"], row["party_b"]), (row["party_b"], row["party_a"])]
    return []


def answering(view: View) -> Callable[[Sequence[str] | None], pa.Table]:
    """All that one customer's answer says, of every customer or of some."""

    def answer(subjects: Sequence[str] | None) -> pa.Table:
        party = view.reader.identity(view.at.known).party
        found = view.reader.columns(Table.CUSTOMERS, At(view.at.known, None)).to_pylist()
        asked = sorted({(row["customer_id"], party(row["party_id"])) for row in found})
        chosen = [one for one in asked if subjects is None or one[1] in subjects]
        told = [json.dumps(said(view, node), sort_keys=True) for _, node in chosen]
        names = ("customer_id", "party_id", "told")
        columns = [[one for one, _ in chosen], [one for _, one in chosen], told]
        return pa.table({name: pa.array(c, pa.string()) for name, c in zip(names, columns, strict=True)})

    return answer


def said(view: View, node: str) -> dict[str, Any]:
    """The whole answer, but for what sources declare."""
    finding = owners(view, Question(node, RULE))
    return {**finding.answer, "declared": None, "warnings": [note.code for note in finding.warnings]}


def work(view: View, version: str = "1") -> Work:
    """The owners of every customer."""
    asked = Asked("owners", RULE.id)
    order = ("customer_id", "party_id")
    return Work(asked, version, answering(view), "party_id", ("customers", "customer_id"), order)
