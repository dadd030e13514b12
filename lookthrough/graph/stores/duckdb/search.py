"""Which parties does a reference or the beginning of a name stand for?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lookthrough.errors import UsageError
from lookthrough.graph.names import clean_id, normal
from lookthrough.graph.ports import Hit
from lookthrough.graph.stores.duckdb.claims import Claims, naming, refs
from lookthrough.graph.stores.duckdb.layout import IDENTIFIERS, ends_in, place, reference_hash
from lookthrough.graph.stores.duckdb.session import clocks
from lookthrough.graph.tables import Table

Match = tuple[bool, str, str]  # whether the key only begins so, the key, the party


class Search(Claims):
    """Finding by reference and by name key."""

    def find(self, scheme: str, value: str, known: int) -> tuple[str, ...]:
        """The parties (or accounts) that a reference names, sorted, folded by identity."""
        if scheme == "account":
            return (value,) if self._is_named(value, "account", known) else ()
        identity = self.identity(known)
        return tuple(sorted({identity.party(party) for party in self._referred(scheme, value, known)}))

    def _referred(self, scheme: str, value: str, known: int) -> list[str]:
        if scheme == "party":
            return [value] if self._is_named(value, "party", known) else []
        if scheme == "name":
            condition, when = clocks(known)
            found = self._all("named_so", {"key": normal(value), **when}, clocks=condition)
            return [party for (party,) in found]
        if scheme in IDENTIFIERS:
            return self._by_reference(Table.PARTIES, clean_id(scheme, value), known)
        if scheme in {"customer", "record"}:
            table = Table.CUSTOMERS if scheme == "customer" else Table.PARTIES
            return self._by_reference(table, f"{scheme}:{value}", known)
        raise UsageError(
            f"'{scheme}:' is no reference: use party, customer, account, record, lei, uscc or name"
        )

    def _by_reference(self, table: Table, ref: str, known: int) -> list[str]:
        condition, when = clocks(known)
        params = {"ref": ref, "hash": reference_hash(ref), **when}
        return self._named(
            [node for (node,) in self._all("referred", params, clocks=condition, table=place(table))]
        )

    def _is_named(self, node: str, space: str, known: int) -> bool:
        """Whether any claim known at `known` names the node."""
        condition, when = clocks(known)
        params = {"nodes": self._nodes(refs([node], space)), **when}
        tables = [table for table in Table if params["nodes"] and ends_in(table, space)]
        return any(
            self._all("is_named", params, table=place(table), naming=naming(table), clocks=condition)
            for table in tables
        )

    def search(self, keys: Sequence[str], known: int, limit: int) -> tuple[Hit, ...]:
        """Parties with a name key that equals or starts with one of `keys`; equal keys before prefixes, then by key."""
        asked, identity = [key for key in dict.fromkeys(keys) if key], self.identity(known)
        best: dict[str, Match] = {}
        bearing: dict[tuple[str, str], set[int]] = {}
        for key in asked:
            for found, record, claim in self._starting(key, known, limit):
                party = identity.party(record)
                match = (found not in asked, found, party)
                best[party] = min(best.get(party, match), match)
                bearing.setdefault((found, record), set()).add(claim)
        return self._hits(sorted(best.values())[:limit], bearing, known)

    def _starting(self, key: str, known: int, limit: int) -> list[tuple[str, str, int]]:
        """The first keys that start with `key`, all claims of each party that bears one, until `limit` parties do or
        there are no more."""
        identity, count = self.identity(known), 2 * limit
        condition, when = clocks(known)
        while True:
            found = self._all("search", {"key": key, "count": count, **when}, clocks=condition)
            if len(found) < count:
                return found
            last = found[-1][
                :2
            ]  # it may go on behind the limit, and records that were judged one stand elsewhere
            whole = [row for row in found if row[:2] != last] + self._borne(
                [last[0]], identity.judged(), known
            )
            placed = ((bearer, identity.party(record)) for bearer, record, _ in whole)
            if len({party for bearer, party in placed if (bearer, party) < last}) >= limit:
                return whole
            count *= 4

    def _hits(
        self, matches: Sequence[Match], bearing: Mapping[tuple[str, str], set[int]], known: int
    ) -> tuple[Hit, ...]:
        """The matched parties as the first of their records by dataset and record id shows them."""
        if not matches:
            return ()
        identity = self.identity(known)
        judged = {(key, party) for _, key, party in matches if len(identity.records(party)) > 1}
        records = [record for _, party in judged for record in identity.records(party)]
        borne = self._borne([key for key, _ in judged], records, known)
        matched = [(claim, key) for key, record, claim in borne if (key, identity.party(record)) in judged]
        for _, key, party in matches:
            if (key, party) not in judged:
                matched += [(claim, key) for claim in bearing[key, party]]
        rows = self._all("hits", {"claims": [claim for claim, _ in matched]})
        at = {claim: place for place, (claim, *_) in enumerate(rows)}
        shown: dict[tuple[str, str], tuple[str, str]] = {}
        for claim, key in sorted(matched, key=lambda one: at[one[0]]):
            _, record, kind, name = rows[at[claim]]
            shown.setdefault((key, identity.party(record)), (kind, name))
        return tuple(Hit(party, *shown[key, party], key) for _, key, party in matches)

    def _borne(self, keys: Sequence[str], ids: Sequence[str], known: int) -> list[tuple[str, str, int]]:
        """The keys among `keys` that records among `ids` bear, with the record and the claim."""
        condition, when = clocks(known)
        return self._all("matched", {"keys": keys, "ids": ids, **when}, clocks=condition) if ids else []
