# ruff: noqa: D102 - the ports say what each method does
"""What must a store do, in the plainest code? Lists and dicts, no index, no cleverness: the specification.

Every other store is driven with the same steps and must answer every read as this one does.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from lookthrough.errors import NotFound, UsageError
from lookthrough.graph.answers import Answers, Asked, Some, in_order, plain, without
from lookthrough.graph.identity import Judgement
from lookthrough.graph.ports import (
    At,
    Counts,
    Delivery,
    File,
    Findings,
    Ledger,
    PendingEnd,
    Reject,
    Run,
    RunWriter,
)
from lookthrough.graph.tables import ENDS, Table
from tests.contract.memory_reads import MemoryReader
from tests.contract.remembered import ACCOUNT_ENDS, Claim


class MemoryStore(MemoryReader, RunWriter, Ledger, Findings):
    """The reference store."""

    def begin(self, delivery: Delivery) -> int:
        if self.before is not None:
            raise RuntimeError("a run is open")
        self.before, self.delivery = copy.deepcopy(self.state), delivery
        self.run = len(self.state.runs) + 1
        return self.run

    def open_claims(self, table: Table) -> dict[tuple[str, str], Claim]:
        return {
            claim.key: claim
            for claim in self.state.claims
            if claim.table is table and claim.dataset == self.delivery.dataset and claim.to_run is None
        }

    def end(self, claim: Claim) -> None:
        """A claim ends with this run; one that began in it was never there."""
        if claim.from_run == self.run:
            self.state.claims.remove(claim)
        else:
            claim.to_run = self.run

    def append(self, table: Table, rows: pa.Table, *, full: bool = False) -> Counts:
        brought = [Claim(table, self.delivery.dataset, row, self.run) for row in rows.to_pylist()]
        before = self.open_claims(table)
        same = [one for one in brought if one.key in before and one.content() == before[one.key].content()]
        fresh = [one for one in brought if one not in same]
        changed = [before[one.key] for one in fresh if one.key in before]
        gone = [before[key] for key in before.keys() - {one.key for one in brought}] if full else []
        for claim in changed + gone:
            self.end(claim)
        self.state.claims += fresh
        counts = Counts(len(fresh) - len(changed), len(changed), len(same), len(gone))
        return replace(counts, pending=len({node for _, node in self.undescribed(fresh, None)}))

    def close(self, table: Table, records: Sequence[str]) -> int:
        named = {(self.delivery.dataset, record) for record in records}
        gone = [claim for key, claim in self.open_claims(table).items() if key in named]
        for claim in gone:
            self.end(claim)
        return len(gone)

    def preview(self, table: Table, rows: pa.Table, *, full: bool = False) -> tuple[Counts, int]:
        kept, there = copy.deepcopy(self.state), len(self.open_claims(table))
        counts = self.append(table, rows, full=full)
        self.state = kept
        return counts, there

    def reject(self, rejects: Sequence[Reject]) -> None:
        self.state.rejects.setdefault(self.run, []).extend(rejects)

    def commit(self, files: Sequence[File] = ()) -> Run:
        return self.finish("delivery", files)

    def finish(self, kind: Any, files: Sequence[File] = (), reverts: int | None = None) -> Run:
        moment = max([self.clock(), *(run.committed_at + 1 for run in self.state.runs)])
        said = self.delivery
        run = Run(self.run, said.dataset, kind, said.received, moment, said.note, tuple(files), reverts)
        self.state.runs.append(run)
        self.before = None
        return run

    def abort(self) -> None:
        assert self.before is not None
        self.state, self.before = self.before, None

    def revert(self, run: int) -> Run:
        if run not in range(1, len(self.state.runs) + 1):
            raise NotFound("no such run")
        self.begin(Delivery(self.state.runs[run - 1].dataset))
        for table in Table:
            claims = [claim for claim in self.state.claims if claim.table is table]
            touched = {claim.key for claim in claims if touched_after(claim, run)}
            for claim in claims:
                if claim.key not in touched:
                    self.undo(claim, run)
        self.undo_judgements(run)
        return self.finish("revert", reverts=run)

    def undo(self, claim: Claim, run: int) -> None:
        if claim.from_run == run:
            claim.to_run = self.run
        elif claim.to_run == run:
            self.state.claims.append(replace(claim, from_run=self.run, to_run=None))

    def undo_judgements(self, run: int) -> None:
        before = list(self.state.judgements)
        touched = {frozenset((one.first, one.second)) for one in before if touched_after(one, run)}
        for one in before:
            if frozenset((one.first, one.second)) in touched:
                continue
            if one.from_run == run:
                self.replace_judgement(one, replace(one, to_run=self.run))
            elif one.to_run == run:
                self.state.judgements.append(Judgement(self.run, 0, one.first, one.second))

    def replace_judgement(self, old: Judgement, new: Judgement) -> None:
        self.state.judgements = [new if one is old else one for one in self.state.judgements]

    def open_judgement(self, first: str, second: str) -> Judgement | None:
        pair = {first, second}
        found = [
            one for one in self.state.judgements if {one.first, one.second} == pair and one.to_run is None
        ]
        return found[0] if found else None

    def judge(self, first: str, second: str) -> Run:
        if first == second or self.open_judgement(first, second):
            raise UsageError("judged already")
        self.begin(Delivery(""))
        self.state.judgements.append(Judgement(self.run, 0, first, second))
        return self.finish("judgement")

    def unjudge(self, first: str, second: str) -> Run:
        judged = self.open_judgement(first, second)
        if judged is None:
            raise NotFound("not judged")
        self.begin(Delivery(""))
        self.replace_judgement(judged, replace(judged, to_run=self.run))
        return self.finish("judgement")

    def runs(self) -> tuple[Run, ...]:
        taken_back: dict[int, int] = {}
        for run in reversed(self.committed().runs):
            if run.reverts is not None and run.number not in taken_back:
                taken_back.setdefault(run.reverts, run.number)
        return tuple(replace(run, reverted_by=taken_back.get(run.number)) for run in self.committed().runs)

    def last_run(self) -> int:
        return len(self.committed().runs)

    def known_at(self, moment: int) -> int:
        return sum(run.committed_at <= moment for run in self.committed().runs)

    def rejects(self, run: int) -> tuple[Reject, ...]:
        return tuple(sorted(self.committed().rejects.get(run, []), key=lambda one: (one.file, one.row)))

    def undescribed(
        self, claims: Iterable[Claim], known: int | None
    ) -> Iterator[tuple[PendingEnd, tuple[str, str]]]:
        """Every end of a claim that no row describes: at a run, or among what is open now (None)."""
        there = [one for one in self.state.claims if known is None and one.to_run is None]
        there += self.all_claims(At(known, None)) if known is not None else []
        described = {
            (table, one.row[ENDS[table][0]])
            for one in there
            if (table := one.table) in {Table.PARTIES, Table.ACCOUNTS}
        }
        for claim in claims:
            for name in ENDS[claim.table]:
                node = (Table.ACCOUNTS if name in ACCOUNT_ENDS else Table.PARTIES), claim.row[name]
                if claim.row[name] is not None and node not in described:
                    yield PendingEnd(claim.row[name], claim.table, name, 1), node

    def pending(self, known: int, limit: int) -> tuple[PendingEnd, ...]:
        ends = Counter(end for end, _ in self.undescribed(self.all_claims(At(known, None)), known))
        found = [replace(end, edges=edges) for end, edges in ends.items()]
        found.sort(key=lambda end: (-end.edges, end.node, end.table, end.column))
        return tuple(found[:limit])

    def keep(self, answers: Answers, some: Some | None = None) -> None:
        fresh, before = plain(answers), self.answers.get(answers.asked)
        if some is not None:
            known = replace(fresh, run=some.run, day=some.day)
            if before is None or replace(known, rows=before.rows) != before:
                raise NotFound("nothing of these clocks and this version to replace some of")
            if before.rows.schema != fresh.rows.schema:
                raise NotFound("nothing with these columns to replace some of")
            fresh = replace(fresh, rows=pa.concat_tables([self.others(before, some), fresh.rows]))
        self.answers[answers.asked] = replace(fresh, rows=in_order(fresh.rows))

    def others(self, before: Answers, some: Some) -> pa.Table:
        """The rows that stay where some are replaced."""
        return without(before.rows, some.subjects)

    def kept(self, asked: Asked) -> Answers | None:
        return self.answers.get(asked)

    def forget(self, question: str, rule: str | None = None) -> None:
        gone = [one for one in self.answers if one.question == question and rule in (None, one.rule)]
        for one in gone:
            del self.answers[one]


def touched_after(claim: Claim | Judgement, run: int) -> bool:
    """Whether a later run opened or closed it."""
    return claim.from_run > run or (claim.to_run is not None and claim.to_run > run)
