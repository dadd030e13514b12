"""Does a store answer as the reference store does, whatever was done to both?

One machine drives both with the same steps and compares every read at random clocks, and at the end every known
period of every record. It counts in how many of its runs each kind of step came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from lookthrough.graph.ports import At, Counts, Delivery, Direction, File, Reject
from lookthrough.graph.tables import Table
from tests.contract.compare import Factory, Hands, outcome, pages
from tests.contract.deliveries import (
    CUSTOMERS,
    DATASETS,
    DAYS,
    IDENTIFIERS,
    NAMES,
    NODES,
    PARTIES,
    RECORDS,
    SEARCHED,
    STRANGERS,
    Row,
    batches,
    delivered,
    rows,
)
from tests.contract.memory import Claim, MemoryStore

KINDS = frozenset(
    "delta correct full revert revert_of_revert reopen judge unjudge kill dangling equal_clocks unknown_start "
    "same_moment preview reject finding read".split()
)
Batch = list[tuple[Table, list[Row]]]


class StoreMachine(RuleBasedStateMachine):
    """The reference store and another one, driven with the same steps."""

    factory: ClassVar[Factory]
    examples: ClassVar[int] = 0
    seen: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.clock = Hands()
        self.plain, self.other = MemoryStore(self.clock), self.factory.open(self.clock)
        self.kinds: set[str] = set()

    def teardown(self) -> None:
        """Every known period of every record, then what the store itself finds broken."""
        type(self).examples += 1
        type(self).seen.update(self.kinds)
        for table in Table:
            self.same(lambda store, table=table: list(store.history(table)))
        self.same(lambda store: (store.judgements(), store.runs()))
        self.factory.finish(self.other)

    def same(self, ask: Callable[[Any], Any]) -> Any:
        """Both stores give the same; the answer."""
        expected, found = outcome(lambda: ask(self.plain)), outcome(lambda: ask(self.other))
        assert found == expected
        return expected

    def note(self, batch: Iterable[Row]) -> None:
        """Count what kinds of rows came."""
        for row in batch:
            start, end = row.get("valid_from"), row.get("valid_to")
            self.kinds |= {"equal_clocks"} if start is not None and start == end else set()
            self.kinds |= {"unknown_start"} if "valid_from" in row and start is None else set()
            self.kinds |= {"dangling"} if set(STRANGERS) & set(map(str, row.values())) else set()

    def deliver(self, dataset: str, batch: Batch, *, full: bool) -> None:
        """One run with some tables."""
        self.same(lambda store: store.begin(Delivery(dataset, received=7, note="ingest")))
        files = []
        for table, brought in batch:
            self.note(brought)
            arrow = delivered(table, brought)
            counts = self.same(lambda store: store.append(table, arrow, full=full))  # noqa: B023
            kept = Counts(**dict(counts[1]))
            files.append(File(table, f"{table}.csv", "digest", full, len(brought), counts=kept))
        self.same(lambda store: store.commit(files))
        self.kinds.add("full" if full else "delta")

    def open_claims(self) -> list[Claim]:
        """The open claims, of which the machine corrects some."""
        return [claim for claim in self.plain.state.claims if claim.to_run is None]

    def closed(self) -> list[Claim]:
        """The last version of every record that is closed."""
        there = {(one.table, one.key) for one in self.open_claims()}
        last = {(one.table, one.key): one for one in self.plain.state.claims}
        return [one for key, one in last.items() if key not in there]

    @initialize(known=rows(Table.PARTIES, least=2), held=rows(Table.INTERESTS, least=2))
    def deliver_first(self, known: list[Row], held: list[Row]) -> None:
        self.deliver("crm", [(Table.PARTIES, known), (Table.INTERESTS, held)], full=False)

    @rule(dataset=st.sampled_from(DATASETS), batch=st.lists(batches(), min_size=1, max_size=3))
    def deliver_rows(self, dataset: str, batch: Batch) -> None:
        self.deliver(dataset, batch, full=False)

    @rule(dataset=st.sampled_from(DATASETS), batch=batches())
    def deliver_all(self, dataset: str, batch: tuple[Table, list[Row]]) -> None:
        self.deliver(dataset, [batch], full=True)

    @rule(dataset=st.sampled_from(DATASETS), batch=batches(), full=st.booleans())
    def preview(self, dataset: str, batch: tuple[Table, list[Row]], *, full: bool) -> None:
        table, arrow = batch[0], delivered(*batch)
        self.same(lambda store: store.begin(Delivery(dataset)))
        counts, _ = self.same(lambda store: store.preview(table, arrow, full=full))
        assert self.same(lambda store: store.append(table, arrow, full=full)) == counts
        self.same(lambda store: store.abort())
        self.kinds.add("preview")

    @precondition(lambda self: self.open_claims())
    @rule(data=st.data())
    def correct(self, data: st.DataObject) -> None:
        claim = data.draw(st.sampled_from(self.open_claims()))
        row = data.draw(rows(claim.table, least=1))[0]
        self.deliver(claim.dataset, [(claim.table, [{**row, "record": claim.key[1]}])], full=False)
        self.kinds.add("correct")

    @precondition(lambda self: self.closed())
    @rule(data=st.data())
    def reopen(self, data: st.DataObject) -> None:
        claim = data.draw(st.sampled_from(self.closed()))
        self.deliver(claim.dataset, [(claim.table, [claim.row])], full=False)
        self.kinds.add("reopen")

    @rule(data=st.data())
    def revert(self, data: st.DataObject) -> None:
        run = data.draw(st.integers(0, self.plain.last_run()))
        self.same(lambda store: store.revert(run))
        self.kinds |= {"revert"} if run else set()

    @precondition(lambda self: any(run.reverts for run in self.plain.runs()))
    @rule()
    def revert_the_last_revert(self) -> None:
        run = max(run.number for run in self.plain.runs() if run.reverts)
        self.same(lambda store: store.revert(run))
        self.kinds.add("revert_of_revert")

    @rule(first=st.sampled_from(PARTIES), second=st.sampled_from((*PARTIES, "X1")))
    def judge(self, first: str, second: str) -> None:
        self.same(lambda store: store.judge(first, second))
        self.kinds.add("judge")

    @precondition(lambda self: self.plain.state.judgements)
    @rule(data=st.data(), turned=st.booleans())
    def unjudge(self, data: st.DataObject, *, turned: bool) -> None:
        one = data.draw(st.sampled_from(self.plain.state.judgements))
        pair = (one.second, one.first) if turned else (one.first, one.second)
        self.same(lambda store: store.unjudge(*pair))
        self.kinds.add("unjudge")

    @rule(dataset=st.sampled_from(DATASETS), batch=batches())
    def kill_before_commit(self, dataset: str, batch: tuple[Table, list[Row]]) -> None:
        self.same(lambda store: store.begin(Delivery(dataset)))
        self.same(lambda store: store.append(batch[0], delivered(*batch), full=True))
        self.read_at(At(self.plain.last_run(), None), "P1", "A1")
        self.plain.abort()
        self.other = self.factory.kill(self.other)
        self.kinds.add("kill")

    @rule(line=st.integers(1, 3), file=st.sampled_from(["a.csv", "b.csv"]))
    def reject_rows(self, line: int, file: str) -> None:
        one = Reject(file, "parties", line, None, "kind", "unknown_kind", "no such kind", "x,y", {"kind": "x"})
        self.same(lambda store: store.begin(Delivery("crm")))
        self.same(lambda store: store.reject([one, Reject(file, "parties", 2, 3, "name", "missing", "", "")]))
        self.same(lambda store: store.reject([]))
        self.same(lambda store: store.commit([File("parties", file, "d", rows=3, rejected=2)]))
        self.kinds.add("reject")

    @rule(step=st.sampled_from([0, 0, -500, 7]))
    def turn_the_clock(self, step: int) -> None:
        self.clock.now += step
        self.kinds |= {"same_moment"} if step <= 0 else set()

    @rule(subjects=st.sets(st.sampled_from(PARTIES)), rule=st.sampled_from(["cn", "eu"]))
    def keep_answers(self, subjects: set[str], rule: str) -> None:
        run = self.plain.last_run()
        self.same(lambda store: store.replace("owners", rule, run, dict.fromkeys(sorted(subjects), "{}")))
        self.same(lambda store: [store.read("owners", one, node) for one in ("cn", "eu") for node in NODES])
        self.kinds.add("finding")

    @rule(
        known=st.integers(0, 12),
        valid=st.sampled_from([None, *DAYS, 199]),
        node=st.sampled_from(NODES),
        other=st.sampled_from(NODES),
    )
    def read(self, known: int, valid: int | None, node: str, other: str) -> None:
        self.read_at(At(min(known, self.plain.last_run()), valid), node, other)
        self.kinds.add("read")

    @rule(key=st.sampled_from(SEARCHED), more=st.sampled_from(SEARCHED), limit=st.sampled_from([1, 2, 9]))
    def search(self, key: str, more: str, limit: int) -> None:
        known = self.plain.last_run()
        self.same(lambda store: store.search((key, more), known, limit))
        self.same(lambda store: store.search((key,), max(0, known - 1), 9))

    @rule(
        known=st.integers(0, 12),
        name=st.sampled_from(NAMES),
        lei=st.sampled_from([one for one in IDENTIFIERS if one]),
        record=st.sampled_from(RECORDS),
    )
    def find(self, known: int, name: str, lei: str, record: str) -> None:
        known = min(known, self.plain.last_run())
        asked = [("name", name), ("lei", lei), ("uscc", lei)]
        asked += [("record", f"{dataset}/{record}") for dataset in DATASETS]
        asked += [("customer", customer) for customer in CUSTOMERS]
        self.same(lambda store: [store.find(scheme, value, known) for scheme, value in asked])

    @rule(
        roots=st.lists(st.sampled_from(PARTIES), min_size=1, max_size=2),
        direction=st.sampled_from(["up", "down"]),
        valid=st.sampled_from([None, *DAYS]),
        budget=st.sampled_from([0, 1, 2, 5, 100, 100]),
    )
    def closure(self, roots: list[str], direction: Direction, valid: int | None, budget: int) -> None:
        at = At(self.plain.last_run(), valid)
        self.same(lambda store: store.closure(roots, at, direction, budget))

    def read_at(self, at: At, node: str, other: str) -> None:
        """Every other read, at one pair of clocks."""
        self.same(lambda store: store.records(node, at))
        self.same(lambda store: store.closure([node], at, "up", 100))
        self.same(lambda store: [store.find(scheme, node, at.known) for scheme in ("party", "account")])
        self.same(lambda store: store.identity(at.known))
        self.same(lambda store: store.pending(at.known, 2))
        self.same(lambda store: (store.last_run(), store.known_at(self.clock.now), store.rejects(at.known)))
        for direction in ("up", "down"):
            self.same(lambda store: pages(store, other, at, direction))  # noqa: B023
        for table in (Table.PARTIES, Table.INTERESTS, Table.TRANSFERS):
            self.same(lambda store: store.columns(table, at))  # noqa: B023


def drive(factory: Factory, examples: int, **more: Any) -> type[StoreMachine]:
    """Run the machine against a kind of store; the class that counted the kinds of steps."""
    machine = type("Machine", (StoreMachine,), {"factory": factory, "seen": Counter(), "examples": 0})
    chosen = settings(max_examples=examples, stateful_step_count=16, database=None, **more)
    run_state_machine_as_test(machine, settings=chosen)
    return machine
