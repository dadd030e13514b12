# ruff: noqa: D102 - the ports say what each method does
"""What does the reference store answer? Every read as the plainest walk over all claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from lookthrough.errors import UsageError
from lookthrough.graph.identity import Identity, Judgement
from lookthrough.graph.model import FLOWING_ASSOCIATIONS, Interest, Record
from lookthrough.graph.names import Key, clean_id, keys, normal
from lookthrough.graph.ports import At, Closure, Direction, Hit, Page, Reader
from lookthrough.graph.rows import share_of
from lookthrough.graph.tables import Table, physical
from tests.contract.remembered import Remembered, Row


class MemoryReader(Remembered, Reader):
    """Read access to the lists."""

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
                return [
                    one.row["party_id"] for one in parties if f"{one.dataset}/{one.row['record']}" == value
                ]
            case "name":
                return [
                    one.row["party_id"] for one in parties if Key(normal(value), "full") in name_keys(one.row)
                ]
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
            named = [
                one for one in claims if seen & {found.identity.party(end) for end in one.names("party")}
            ]
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

    def columns(self, table: Table, at: At) -> pa.Table:
        kinds: dict[str, Any] = {**physical(table), "dataset": "string", "from_run": "int32"}
        schema = pa.schema([(name, pa.type_for_alias(kind)) for name, kind in kinds.items()])
        claims = sorted(self.claims(table, at), key=lambda claim: claim.key)
        return pa.Table.from_pylist([claim.full_row() for claim in claims], schema=schema)

    def judgements(self) -> tuple[Judgement, ...]:
        return tuple(sorted(self.state.judgements))

    def history(self, table: Table) -> Iterable[Row]:
        claims = [claim for claim in self.committed().claims if claim.table is table]
        claims.sort(key=lambda claim: (claim.key, claim.from_run))
        return [{**claim.full_row(), "to_run": claim.to_run} for claim in claims]


def near(direction: Direction) -> str:
    """The end of an interest that a walk starts from."""
    return "held_id" if direction == "up" else "holder_id"


def rank(row: Row) -> int:
    """The upper share in whole parts of 10**9, unknown below all."""
    share = share_of(row)
    return -1 if share is None else int(share.high * 10**9)


def name_keys(row: Row) -> set[Key]:
    """The keys of a party's name and other names."""
    others = (row["names_other"] or "").split(";")
    return {key for name in (row["name"], *others) for key in keys(name, row["kind"])}
