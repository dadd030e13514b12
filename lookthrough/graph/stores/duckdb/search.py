"""Which parties does a reference or the beginning of a name stand for?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lookthrough.errors import UsageError
from lookthrough.graph.names import clean_id, normal
from lookthrough.graph.ports import Hit
from lookthrough.graph.stores.duckdb.claims import Claims, named, naming, refs
from lookthrough.graph.stores.duckdb.layout import IDENTIFIERS, ends, ends_in, place, reference_hash
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
            return self._parties("named_so", {"key": normal(value)}, known)
        if scheme in IDENTIFIERS:
            return self._by_reference(Table.PARTIES, clean_id(scheme, value), known)
        if scheme in {"customer", "record"}:
            table = Table.CUSTOMERS if scheme == "customer" else Table.PARTIES
            return self._by_reference(table, f"{scheme}:{value}", known)
        raise UsageError(
            f"'{scheme}:' is no reference: use party, customer, account, record, lei, uscc or name"
        )

    def _by_reference(self, table: Table, ref: str, known: int) -> list[str]:
        params = {"ref": ref, "hash": reference_hash(ref)}
        return self._parties("referred", params, known, table=place(table))

    def _parties(self, name: str, params: dict[str, Any], known: int, **words: str) -> list[str]:
        condition, when = clocks(known)
        return [party for (party,) in self._all(name, {**params, **when}, clocks=condition, **words)]

    def _is_named(self, node: str, space: str, known: int) -> bool:
        """Whether any claim known at `known` names the node."""
        asked = refs([node], space)
        condition, when = clocks(known)
        params = {"refs": list(asked), **when}
        for table in Table:
            if ends_in(table, space):
                words = {
                    "table": place(table),
                    "ends": ends(table),
                    "naming": naming(table),
                    "clocks": condition,
                }
                if named(table, self._dicts("is_named", params, **words), asked):
                    return True
        return False

    def search(self, keys: Sequence[str], known: int, limit: int) -> tuple[Hit, ...]:
        """Parties with a name key that equals or starts with one of `keys`; equal keys before prefixes, then by key."""
        asked, identity = [key for key in dict.fromkeys(keys) if key], self.identity(known)
        best: dict[str, Match] = {}
        for key in asked:
            for found, record in self._starting(key, known, limit):
                party = identity.party(record)
                match = (found not in asked, found, party)
                best[party] = min(best.get(party, match), match)
        return self._hits(sorted(best.values())[:limit], known)

    def _starting(self, key: str, known: int, limit: int) -> list[tuple[str, str]]:
        """The first keys that start with `key`, until `limit` parties bear them or there are no more."""
        identity, count = self.identity(known), 2 * limit
        condition, when = clocks(known)
        while True:
            found = self._all("search", {"key": key, "count": count, **when}, clocks=condition)
            if len(found) < count or len({identity.party(record) for _, record in found}) >= limit:
                return found
            count *= 4

    def _hits(self, matches: Sequence[Match], known: int) -> tuple[Hit, ...]:
        """The matched parties as the first of their records by dataset and record id shows them."""
        if not matches:
            return ()
        identity = self.identity(known)
        keys = [key for _, key, _ in matches]
        ids = [record for _, _, party in matches for record in identity.records(party)]
        condition, when = clocks(known)
        matched = self._all("matched", {"keys": keys, "ids": ids, **when}, clocks=condition)
        rows = self._all("hits", {"claims": [claim for claim, _ in matched]})
        at = {claim: place for place, (claim, *_) in enumerate(rows)}
        shown: dict[tuple[str, str], tuple[str, str]] = {}
        for claim, key in sorted(matched, key=lambda one: at[one[0]]):
            _, record, kind, name = rows[at[claim]]
            shown.setdefault((key, identity.party(record)), (kind, name))
        return tuple(Hit(party, *shown[key, party], key) for _, key, party in matches)
