# ruff: noqa: D102 - the name of a rule is what it does
"""Does a store answer as the reference store does, whatever was done to both?

One machine drives both with the same steps and compares every read at random clocks, and at the end every known
period of every record. It counts in how many of its runs each kind of step came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import pyarrow as pa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from lookthrough.graph.answers import Answers, Asked, Some
from lookthrough.graph.ports import At, Counts, Delivery, File, Reject
from lookthrough.graph.tables import Table
from tests.contract.compare import Factory, Hands, outcome, pages
from tests.contract.deliveries import (
    DATASETS,
    DAYS,
    NODES,
    PARTIES,
    RECORDS,
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

ACTS = (
    "deliver_some deliver_some deliver_all close reopen correct kill revert revert_the_last judge judge "
    "unjudge".split()
)
LOOKS = "ask_claims walk walk ask_names keep_answers".split()
KINDS = frozenset(
    "delta correct full close revert revert_of_revert reopen judge unjudge kill dangling equal_clocks unknown_start "
    "same_moment".split()
    + LOOKS
)
Batch = list[tuple[Table, list[Row]]]
Draw = Callable[[st.SearchStrategy[Any]], Any]
datasets = st.sampled_from(DATASETS)


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

    @initialize(known=rows(Table.PARTIES, least=2), held=rows(Table.INTERESTS, least=4))
    def deliver_first(self, known: list[Row], held: list[Row]) -> None:
        self.deliver("crm", [(Table.PARTIES, known), (Table.INTERESTS, held)])

    @rule(act=st.sampled_from(ACTS), look=st.sampled_from(LOOKS), data=st.data())
    def step(self, act: str, look: str, data: st.DataObject) -> None:
        """Something happens to both stores, then both are asked. One rule, so that every run has all kinds of steps."""
        getattr(self, act)(data.draw)
        known = max(0, self.plain.last_run() - data.draw(st.sampled_from([0, 0, 1, 2, 5])))
        valid = data.draw(st.sampled_from([None, None, None, *DAYS, 199]))
        getattr(self, look)(At(known, valid), data.draw)
        self.kinds.add(look)

    def deliver_some(self, draw: Draw) -> None:
        later = draw(st.sampled_from([0, 0, -500, 7]))
        self.clock.now += later
        self.kinds |= {"same_moment"} if later <= 0 else set()
        self.deliver(draw(datasets), draw(st.lists(batches(), min_size=1, max_size=3)))

    def deliver_all(self, draw: Draw) -> None:
        self.deliver(draw(datasets), [draw(batches())], full=True)

    def close(self, draw: Draw) -> None:
        """Records that a delivery names as gone, behind rows that it brings: open, closed and unknown ones."""
        claim = draw(st.sampled_from(self.plain.state.claims))
        brought = draw(rows(claim.table))
        self.same("begin", Delivery(claim.dataset))
        self.same("append", claim.table, delivered(claim.table, brought))
        others = draw(st.lists(st.sampled_from((*RECORDS, "none"))))
        self.kinds |= {"close"} if self.same("close", claim.table, [claim.key[1], *others]) else set()
        self.same("commit")

    def reopen(self, draw: Draw) -> None:
        """A record that is closed (where none is, all of one table are first), as it was."""
        if not self.closed():
            claim = draw(st.sampled_from(self.plain.state.claims))
            self.deliver(claim.dataset, [(claim.table, [])], full=True)
        claim = draw(st.sampled_from(self.closed()))
        self.deliver(claim.dataset, [(claim.table, [claim.row])])
        self.kinds.add("reopen")

    def correct(self, draw: Draw) -> None:
        """Other content under a record that is there, once or twice in the run."""
        claim = draw(st.sampled_from(self.plain.state.claims))
        found = [draw(rows(claim.table, least=1))[0] for _ in range(draw(st.integers(1, 2)))]
        self.kinds |= set() if claim in self.closed() else {"correct"}
        self.deliver(claim.dataset, [(claim.table, [{**row, "record": claim.key[1]}]) for row in found])

    def kill(self, draw: Draw) -> None:
        """A run that is previewed, appended, and never committed."""
        table, brought = draw(batches())
        arrow, full = delivered(table, brought), draw(st.booleans())
        self.same("begin", Delivery(draw(datasets)))
        counts, _ = self.same("preview", table, arrow, full=full)
        assert self.same("append", table, arrow, full=full) == counts
        self.same("records", "P1", At(self.plain.last_run(), None))
        self.plain.abort()
        self.other = self.factory.kill(self.other)
        self.kinds.add("kill")

    def revert(self, draw: Draw) -> None:
        self.same("revert", draw(st.integers(0, self.plain.last_run())))
        self.kinds.add("revert")

    def revert_the_last(self, draw: Draw) -> None:
        """What the last run did, whatever it was; and then, maybe, that revert."""
        for _ in range(draw(st.integers(1, 2))):
            last = self.plain.last_run()
            self.kinds |= {"revert_of_revert"} if self.plain.runs()[last - 1].reverts else set()
            self.same("revert", last)

    def judge(self, draw: Draw) -> None:
        self.same("judge", draw(st.sampled_from(PARTIES[:3])), draw(st.sampled_from((*PARTIES[:3], "X1"))))
        self.kinds.add("judge")

    def unjudge(self, draw: Draw) -> None:
        """A judgement taken back (where there is none, one is made first), its records named the other way round."""
        if not self.plain.state.judgements:
            self.same("judge", "P1", "P2")
        pairs = [(one.second, one.first) for one in self.plain.state.judgements]
        self.same("unjudge", *draw(st.sampled_from(pairs)))
        self.kinds.add("unjudge")

    def ask_claims(self, at: At, draw: Draw) -> None:
        self.same("records", draw(st.sampled_from(NODES)), at)
        self.same("columns", draw(st.sampled_from([Table.PARTIES, Table.INTERESTS, Table.TRANSFERS])), at)
        self.same("identity", at.known)
        self.same("pending", at.known, draw(st.sampled_from([1, 2, 5])))
        self.same("rejects", at.known)
        self.same("known_at", self.clock.now)

    def walk(self, at: At, draw: Draw) -> None:
        direction, size = draw(st.sampled_from(["up", "down"])), draw(st.sampled_from([1, 1, 2]))
        for node in PARTIES[:3]:
            self.same(pages, node, at, direction, size)
        roots = draw(st.sampled_from([["P1"], ["P2"], ["P2", "P3"]]))
        self.same("closure", roots, at, direction, draw(st.integers(0, 4)))
        self.same("closure", roots, at, direction, 100)

    def ask_names(self, at: At, draw: Draw) -> None:
        keys = draw(st.lists(st.sampled_from(SEARCHED), min_size=1, max_size=3))
        self.same("search", keys, at.known, draw(st.sampled_from([1, 2])))
        self.same("search", SEARCHED, at.known, 9)
        for scheme, value in REFERENCES:
            self.same("find", scheme, value, at.known)

    def keep_answers(self, at: At, draw: Draw) -> None:
        """Answers about all parties, then about some in their place, of the same clocks and version or of others."""
        asked, told = Asked("owners", draw(st.sampled_from(["cn", "eu"]))), st.lists(parties, max_size=3)
        self.same("kept", asked)
        first = Answers(asked, "1", at.known, at.valid, answers(draw(told), at.known))
        self.same("keep", first)
        known, version = draw(st.sampled_from([(at.known, "1")] * 3 + [(-1, "1"), (at.known, "2")]))
        later = Answers(asked, version, at.known + 1, at.valid, answers(draw(told), at.known + 1))
        self.same("keep", later, Some(draw(told), known, at.valid))
        self.same("kept", asked)
        if not draw(st.integers(0, 9)):
            self.same("forget", "owners", draw(st.sampled_from([None, "cn"])))
            self.same("kept", asked)


def answers(subjects: list[str], run: int) -> pa.Table:
    """Rows about some parties, several about one."""
    told = pa.array([f"{run}.{place}" for place in range(len(subjects))], pa.string())
    return pa.table({"subject": pa.array(subjects, pa.string()), "told": told.dictionary_encode()})


def refused(table: Table, row: int) -> Reject:
    """A refused row."""
    return Reject(
        f"{row}.csv", table, row, None, "kind", "unknown_kind", "no such kind", "x,y", {"kind": "x"}
    )


def check(factory: Factory, times: int = 1, **more: Any) -> type[StoreMachine]:
    """Run the machine against a kind of store; the class that counted the kinds of steps."""
    machine = type("Machine", (StoreMachine,), {"factory": factory, "seen": Counter(), "examples": 0})
    chosen = settings(
        max_examples=times * factory.examples,
        stateful_step_count=10,
        suppress_health_check=list(HealthCheck),
        database=None,
        **more,
    )
    run_state_machine_as_test(machine, settings=chosen)
    return machine
