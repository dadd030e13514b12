# ruff: noqa: D102 - the name of a rule is what it does
"""Does a store answer as the reference store does, whatever was done to both?

One machine drives both with the same steps and compares every read at random clocks, and at the end every known
period of every record. It counts in how many of its runs each kind of step came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from lookthrough.graph.ports import At, Counts, Delivery, Direction, File, Reject
from lookthrough.graph.tables import Table
from tests.contract.compare import Factory, Hands, outcome, pages
from tests.contract.deliveries import (
    DATASETS,
    DAYS,
    NODES,
    PARTIES,
    REFERENCES,
    SEARCHED,
    STRANGERS,
    Row,
    batches,
    delivered,
    parties,
    rows,
)
from tests.contract.memory import MemoryStore
from tests.contract.remembered import Claim

KINDS = frozenset(
    "delta correct full revert revert_of_revert reopen judge unjudge kill dangling equal_clocks unknown_start "
    "same_moment finding read walk search".split()
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
        self.differs = False

    def teardown(self) -> None:
        """Every known period of every record, then what the store itself finds broken."""
        type(self).examples += bool(self.kinds)
        type(self).seen.update(self.kinds)
        if self.differs:
            return
        for table in Table:
            self.same("history", table)
        self.same("judgements")
        self.same("runs")
        self.factory.finish(self.other)

    def same(self, ask: str | Callable[..., Any], *args: Any, **words: Any) -> Any:
        """Both stores give the same; the answer."""
        expected, found = (outcome(store, ask, *args, **words) for store in (self.plain, self.other))
        self.differs = found != expected
        assert found == expected
        return expected

    def note(self, batch: Iterable[Row]) -> None:
        """Count what kinds of rows came."""
        for row in batch:
            start, end = row.get("valid_from"), row.get("valid_to")
            self.kinds |= {"equal_clocks"} if start is not None and start == end else set()
            self.kinds |= {"unknown_start"} if "valid_from" in row and start is None else set()
            self.kinds |= {"dangling"} if set(STRANGERS) & set(map(str, row.values())) else set()

    def deliver(self, dataset: str, batch: Batch, *, full: bool = False) -> None:
        """One run with some tables and a refused row of each."""
        self.same("begin", Delivery(dataset, received=7, note="ingest"))
        files = []
        for table, brought in batch:
            self.note(brought)
            arrow = delivered(table, brought)
            counts = self.same("append", table, arrow, full=full)
            files.append(
                File(table, f"{table}.csv", "digest", full, len(brought), counts=Counts(**dict(counts[1])))
            )
        self.same("reject", [refused(table, len(brought)) for table, brought in batch])
        self.same("commit", files)
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
        self.deliver("crm", [(Table.PARTIES, known), (Table.INTERESTS, held)])

    @rule(
        dataset=st.sampled_from(DATASETS),
        batch=st.lists(batches(), min_size=1, max_size=3),
        later=st.sampled_from([0, 0, -500, 7]),
    )
    def deliver_rows(self, dataset: str, batch: Batch, later: int) -> None:
        self.clock.now += later
        self.kinds |= {"same_moment"} if later <= 0 else set()
        self.deliver(dataset, batch)

    @rule(dataset=st.sampled_from(DATASETS), batch=batches())
    def deliver_all(self, dataset: str, batch: tuple[Table, list[Row]]) -> None:
        self.deliver(dataset, [batch], full=True)

    @rule(data=st.data(), gone=st.booleans(), times=st.integers(0, 2))
    def deliver_again(self, data: st.DataObject, *, gone: bool, times: int) -> None:
        """A record that is there (or was once), as it was or corrected, once or twice in the run."""
        claim = data.draw(st.sampled_from((gone and self.closed()) or self.plain.state.claims))
        found = [data.draw(rows(claim.table, least=1))[0] for _ in range(times)] or [claim.row]
        self.kinds |= {"reopen"} if claim in self.closed() else {"correct"} if times else set()
        self.deliver(claim.dataset, [(claim.table, [{**row, "record": claim.key[1]}]) for row in found])

    @rule(data=st.data(), twice=st.booleans())
    def revert(self, data: st.DataObject, *, twice: bool) -> None:
        run = data.draw(st.integers(0, self.plain.last_run()))
        self.same("revert", run)
        self.kinds |= {"revert"} if run else set()
        if run and twice:
            self.same("revert", self.plain.last_run())
            self.kinds.add("revert_of_revert")

    @rule(first=st.sampled_from(PARTIES[:3]), second=st.sampled_from((*PARTIES[:3], "X1")))
    def judge(self, first: str, second: str) -> None:
        self.same("judge", first, second)
        self.kinds.add("judge")

    @rule(data=st.data(), reverted=st.booleans())
    def unjudge(self, data: st.DataObject, *, reverted: bool) -> None:
        pairs = [(one.second, one.first) for one in self.plain.state.judgements] or [("P1", "P2")]
        self.same("unjudge", *data.draw(st.sampled_from(pairs)))
        self.kinds.add("unjudge")
        if reverted:
            self.same("revert", self.plain.last_run())

    @rule(dataset=st.sampled_from(DATASETS), batch=batches(), full=st.booleans())
    def kill_before_commit(self, dataset: str, batch: tuple[Table, list[Row]], *, full: bool) -> None:
        table, arrow = batch[0], delivered(*batch)
        self.same("begin", Delivery(dataset))
        counts, _ = self.same("preview", table, arrow, full=full)
        assert self.same("append", table, arrow, full=full) == counts
        self.same("records", "P1", At(self.plain.last_run(), None))
        self.plain.abort()
        self.other = self.factory.kill(self.other)
        self.kinds.add("kill")

    @rule(subjects=st.sets(parties), law=st.sampled_from(["cn", "eu"]))
    def keep_answers(self, subjects: set[str], law: str) -> None:
        run = self.plain.last_run()
        self.same("replace", "owners", law, run, dict.fromkeys(sorted(subjects), "{}"))
        for one in ("cn", "eu"):
            self.same("read", "owners", one, "P1")
        self.kinds.add("finding")

    @rule(
        back=st.sampled_from([0, 0, 1, 2, 5]),
        valid=st.sampled_from([None, *DAYS, 199]),
        node=st.sampled_from(NODES),
        table=st.sampled_from([Table.PARTIES, Table.INTERESTS, Table.TRANSFERS]),
        number=st.sampled_from([1, 2, 5]),
    )
    def read(self, back: int, valid: int | None, node: str, table: Table, number: int) -> None:
        at = At(max(0, self.plain.last_run() - back), valid)
        self.same("records", node, at)
        self.same("identity", at.known)
        self.same("pending", at.known, number)
        self.same("rejects", at.known)
        self.same("known_at", self.clock.now)
        self.same("columns", table, at)
        self.kinds.add("read")

    @rule(
        back=st.sampled_from([0, 0, 1, 2, 5]),
        valid=st.sampled_from([None, *DAYS, 199]),
        node=st.sampled_from(PARTIES),
        direction=st.sampled_from(["up", "down"]),
        number=st.sampled_from([1, 1, 2, 5, 100, 100]),
    )
    def walk(self, back: int, valid: int | None, node: str, direction: Direction, number: int) -> None:
        at = At(max(0, self.plain.last_run() - back), valid)
        self.same(pages, node, at, direction, number)
        self.same("closure", [node], at, direction, number)
        self.same("closure", [node, "P2"], at, direction, number - 1)
        self.kinds.add("walk")

    @rule(
        back=st.sampled_from([0, 0, 1, 3]),
        keys=st.lists(st.sampled_from(SEARCHED), min_size=1, max_size=3),
        limit=st.sampled_from([1, 2, 9]),
    )
    def search(self, back: int, keys: list[str], limit: int) -> None:
        known = max(0, self.plain.last_run() - back)
        self.same("search", keys, known, limit)
        for scheme, value in REFERENCES:
            self.same("find", scheme, value, known)
        self.kinds.add("search")


def refused(table: Table, row: int) -> Reject:
    """A refused row."""
    return Reject(
        f"{row}.csv", table, row, None, "kind", "unknown_kind", "no such kind", "x,y", {"kind": "x"}
    )


def drive(factory: Factory, times: int = 1, **more: Any) -> type[StoreMachine]:
    """Run the machine against a kind of store; the class that counted the kinds of steps."""
    machine = type("Machine", (StoreMachine,), {"factory": factory, "seen": Counter(), "examples": 0})
    chosen = settings(
        max_examples=times * factory.examples,
        stateful_step_count=16,
        suppress_health_check=list(HealthCheck),
        database=None,
        **more,
    )
    run_state_machine_as_test(machine, settings=chosen)
    return machine
