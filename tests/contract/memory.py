"""What must a store do, in the plainest code? Lists and dicts, no index, no cleverness: the specification.

Every other store is driven with the same steps and must answer every read as this one does.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import pyarrow as pa

from lookthrough.errors import NotFound, UsageError
from lookthrough.graph.identity import Identity, Judgement
from lookthrough.graph.model import FLOWING_ASSOCIATIONS, Interest, Record
from lookthrough.graph.names import Key, clean_id, keys, normal
from lookthrough.graph.ports import (
    At,
    Closure,
    Counts,
    Delivery,
    Direction,
    File,
    Findings,
    Hit,
    Ledger,
    Page,
    PendingEnd,
    Reader,
    Reject,
    Run,
    RunWriter,
)
from lookthrough.graph.rows import record_of, share_of
from lookthrough.graph.tables import ENDS, Table, physical

Row = dict[str, Any]
ACCOUNT_ENDS = {"account_id", "from_account", "to_account"}
NOT_CONTENT = {"record", "file", "row", "text"}


@dataclass
class Claim:
    """One known period of a record."""

    table: Table
    dataset: str
    row: Row
    from_run: int
    to_run: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.dataset, self.row["record"]

    def content(self) -> Row:
        return {name: value for name, value in self.row.items() if name not in NOT_CONTENT}

    def full_row(self) -> Row:
        return {**self.row, "dataset": self.dataset, "from_run": self.from_run}

    def record(self) -> Record:
        return record_of(self.table, self.full_row())

    def names(self, space: str) -> set[str]:
        ends = (name for name in ENDS[self.table] if (name in ACCOUNT_ENDS) == (space == "account"))
        return {self.row[name] for name in ends} - {None}


@dataclass
class State:
    """All that a store holds."""

    claims: list[Claim] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    rejects: dict[int, list[Reject]] = field(default_factory=dict)


class MemoryStore(Reader, RunWriter, Ledger, Findings):
    """The reference store."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self.clock = clock
        self.state = State()
        self.before: State | None = None
        self.run = 0
        self.delivery = Delivery("")
        self.answers: dict[tuple[str, str], tuple[int, dict[str, str]]] = {}

    # What counts at the clocks

    def is_known(self, claim: Claim | Judgement, run: int) -> bool:
        return claim.from_run <= run and (claim.to_run is None or run < claim.to_run)

    def is_valid(self, row: Row, day: int | None) -> bool:
        start, end = row.get("valid_from"), row.get("valid_to")
        return day is None or ((start is None or start <= day) and (end is None or day < end))

    def claims(self, table: Table, at: At) -> list[Claim]:
        return [
            claim
            for claim in self.state.claims
            if claim.table is table and self.is_known(claim, at.known) and self.is_valid(claim.row, at.valid)
        ]

    def all_claims(self, at: At) -> list[Claim]:
        return [claim for table in Table for claim in self.claims(table, at)]

    # Reader

    def find(self, scheme: str, value: str, known: int) -> tuple[str, ...]:
        at, identity = At(known, None), self.identity(known)
        if scheme == "account":
            return (value,) if any(value in claim.names("account") for claim in self.all_claims(at)) else ()
        return tuple(sorted({identity.party(party) for party in self.referred(scheme, value, at)}))

    def referred(self, scheme: str, value: str, at: At) -> Iterable[str]:
        parties = self.claims(Table.PARTIES, at)
        match scheme:
            case "party":
                return [value for claim in self.all_claims(at) if value in claim.names("party")]
            case "customer":
                rows = [claim.row for claim in self.claims(Table.CUSTOMERS, at)]
                return [row["party_id"] for row in rows if row["customer_id"] == value]
            case "record":
                return [one.row["party_id"] for one in parties if f"{one.dataset}/{one.row['record']}" == value]
            case "name":
                return [one.row["party_id"] for one in parties if Key(normal(value), "full") in name_keys(one.row)]
            case "lei" | "uscc" | "id_number":
                rows = [one.row for one in parties if clean_id(scheme, one.row[scheme] or "")]
                wanted = clean_id(scheme, value)
                return [row["party_id"] for row in rows if clean_id(scheme, row[scheme]) == wanted]
        raise UsageError("no such scheme")

    def fold_hit(self, record: str, identity: Identity) -> str:
        return identity.party(record)

    def search(self, keys: Sequence[str], known: int, limit: int) -> tuple[Hit, ...]:
        identity = self.identity(known)
        found = []
        for claim in sorted(self.claims(Table.PARTIES, At(known, None)), key=lambda claim: claim.key):
            party = self.fold_hit(claim.row["party_id"], identity)
            for key in {key for key, _ in name_keys(claim.row)}:
                if any(asked and key.startswith(asked) for asked in keys):
                    hit = Hit(party, claim.row["kind"], claim.row["name"], key)
                    found.append((key not in keys, key, party, claim.key, hit))
        best: dict[str, Hit] = {}
        for *_, hit in sorted(found, key=lambda one: one[:4]):
            best.setdefault(hit.id, hit)
        return tuple(best.values())[:limit]

    def page(self, held: list[tuple[int, int, Interest]], limit: int, cursor: str | None) -> Page:
        """The first `limit` behind the cursor of (rank, place, interest), largest rank first."""
        ordered = sorted(held, key=lambda one: (-one[0], one[1]))
        if cursor is not None:
            rank, place = map(int, cursor.split("."))
            ordered = [one for one in ordered if (-one[0], one[1]) > (-rank, place)]
        more = f"{ordered[limit - 1][0]}.{ordered[limit - 1][1]}" if len(ordered) > limit else None
        return Page(tuple(interest for _, _, interest in ordered[:limit]), more)

    def neighbours(
        self, party: str, at: At, direction: Direction, limit: int, cursor: str | None = None
    ) -> Page:
        identity = self.identity(at.known)
        records, end = identity.records(identity.party(party)), near(direction)
        held = [
            (rank(claim.row), place, claim.record())
            for place, claim in enumerate(self.claims(Table.INTERESTS, At(at.known, None)))
            if claim.row[end] in records and self.is_valid(claim.row, at.valid)
        ]
        return self.page(held, limit, cursor)  # type: ignore[arg-type]

    def level(self, parties: set[str], at: At, direction: Direction) -> list[Interest]:
        """The interests that a level of a closure reads."""
        identity = self.identity(at.known)
        return [
            claim.record()  # type: ignore[misc]
            for claim in self.claims(Table.INTERESTS, at)
            if identity.party(claim.row[near(direction)]) in parties
        ]

    def closure(self, roots: Sequence[str], at: At, direction: Direction, budget: int) -> Closure:
        identity = self.identity(at.known)
        level = {identity.party(root) for root in roots}
        linked = set(level) if direction == "down" else set()
        seen, expanded, followed = set(level), set[str](), set[str]()
        interests: list[Interest] = []
        frontier: tuple[str, ...] = ()
        while (level or linked) and not frontier:
            more = self.level(level, at, direction)
            if len(interests) + len(more) > budget:
                frontier = tuple(sorted(record for party in level for record in identity.records(party)))
                break
            interests += more
            far = [one.holder if direction == "up" else one.held for one in more]
            found = {identity.party(end) for end in (*far, *self.linked(linked, at))}
            expanded, followed, seen = expanded | level, followed | linked, seen | found
            level, linked = found - expanded, found - followed
        return self.closed(Closure(at, tuple(roots), (), tuple(interests), (), (), identity, frontier), seen)

    def linked(self, parties: set[str], at: At) -> Iterator[str]:
        """The other ends of flowing associations."""
        identity = self.identity(at.known)
        for claim in self.claims(Table.ASSOCIATIONS, at):
            ends = claim.row["party_a"], claim.row["party_b"]
            if claim.row["kind"] in FLOWING_ASSOCIATIONS and parties & {identity.party(end) for end in ends}:
                yield from ends

    def closed(self, found: Closure, seen: set[str]) -> Closure:
        """With all that the store says of the parties seen."""

        def of(table: Table) -> tuple[Any, ...]:
            claims = self.claims(table, found.at)
            named = [one for one in claims if seen & {found.identity.party(end) for end in one.names("party")}]
            return tuple(sorted((one.record() for one in named), key=lambda record: record.source))

        return replace(
            found,
            parties=of(Table.PARTIES),
            interests=tuple(sorted(found.interests, key=lambda one: one.source)),
            share_classes=of(Table.SHARE_CLASSES),
            associations=of(Table.ASSOCIATIONS),
        )

    def records(self, node: str, at: At) -> tuple[Record, ...]:
        identity = self.identity(at.known)
        cluster = set(identity.records(identity.party(node)))
        named = [
            claim
            for claim in self.all_claims(at)
            if cluster & claim.names("party") or node in claim.names("account")
        ]
        transfers = [claim for claim in named if claim.table is Table.TRANSFERS]
        others = [claim.record() for claim in named if claim.table is not Table.TRANSFERS]
        latest = sorted(transfers, key=lambda claim: (-claim.row["at"], claim.key))[:200]
        return (*sorted(others, key=lambda record: record.source), *(claim.record() for claim in latest))

    def identity(self, known: int) -> Identity:
        return Identity(one for one in self.state.judgements if self.is_known(one, known))

    def columns(self, table: Table, at: At) -> pa.Table:
        kinds = {**physical(table), "dataset": "string", "from_run": "int32"}
        schema = pa.schema([(name, pa.type_for_alias(kind)) for name, kind in kinds.items()])
        claims = sorted(self.claims(table, at), key=lambda claim: claim.key)
        return pa.Table.from_pylist([claim.full_row() for claim in claims], schema=schema)

    def judgements(self) -> tuple[Judgement, ...]:
        return tuple(sorted(self.state.judgements))

    def history(self, table: Table) -> Iterable[Row]:
        claims = [claim for claim in self.committed().claims if claim.table is table]
        claims.sort(key=lambda claim: (claim.key, claim.from_run))
        return [{**claim.full_row(), "to_run": claim.to_run} for claim in claims]

    # RunWriter

    def committed(self) -> State:
        return self.before or self.state

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

    def close(self, claim: Claim) -> None:
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
            self.close(claim)
        self.state.claims += fresh
        counts = Counts(len(fresh) - len(changed), len(changed), len(same), len(gone))
        return replace(counts, pending=len({node for _, node in self.undescribed(fresh, None)}))

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
        found = [one for one in self.state.judgements if {one.first, one.second} == pair and one.to_run is None]
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

    # Ledger

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

    def undescribed(self, claims: Iterable[Claim], known: int | None) -> Iterator[tuple[PendingEnd, tuple[str, str]]]:
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

    # Findings

    def replace(self, question: str, rule: str, run: int, answers: Mapping[str, str]) -> None:
        self.answers[question, rule] = run, dict(answers)

    def read(self, question: str, rule: str, subject: str) -> tuple[int, str] | None:
        run, answers = self.answers.get((question, rule), (0, {}))
        return (run, answers[subject]) if subject in answers else None


def near(direction: Direction) -> str:
    """The end of an interest that a walk starts from."""
    return "held_id" if direction == "up" else "holder_id"


def rank(row: Row) -> int:
    """The upper share in whole parts of 10**18, unknown below all."""
    share = share_of(row)
    return -1 if share is None else int(share.high * 10**18)


def name_keys(row: Row) -> set[Key]:
    """The keys of a party's name and other names."""
    others = (row["names_other"] or "").split(";")
    return {key for name in (row["name"], *others) for key in keys(name, row["kind"])}


def touched_after(claim: Claim | Judgement, run: int) -> bool:
    """Whether a later run opened or closed it."""
    return claim.from_run > run or (claim.to_run is not None and claim.to_run > run)


__all__ = ["Claim", "Fraction", "MemoryStore", "State"]
