"""Who is a party, when several records describe it? One value is shown, chosen by precedence; rivals stay known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from lookthrough.graph.identity import Identity
from lookthrough.graph.model import GONE, PartyFacts, PartyKind
from lookthrough.graph.structure.treatment import Treatment


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party as it is shown: the facts that precedence chose; `facts` is None for an end that no row describes."""

    id: str
    kind: PartyKind
    name: str
    facts: PartyFacts | None = None
    rivals: tuple[PartyFacts, ...] = ()

    @property
    def cls(self) -> str | None:
        """The class of the party (llc, trust ...), None where nobody says."""
        return self.facts.cls if self.facts else None

    @property
    def country(self) -> str | None:
        """Where it is at home."""
        return self.facts.country if self.facts else None

    @property
    def identified(self) -> bool:
        """Whether it is known who this is: described, and not anonymous or unknown."""
        return self.facts is not None and self.facts.unknown is None and self.kind is not PartyKind.UNKNOWN

    def gone_at(self, valid: int | None) -> bool:
        """Whether the party no longer exists on a day (dissolved, struck off); with any day it always did."""
        if self.facts is None or valid is None:
            return False
        if self.facts.dissolved_on is not None:
            return self.facts.dissolved_on <= valid
        return self.facts.status in GONE


def views(parties: Iterable[PartyFacts], identity: Identity, treatment: Treatment) -> dict[str, PartyView]:
    """Canonical party id -> view, for every party that some row describes."""
    rows: dict[str, list[PartyFacts]] = defaultdict(list)
    for facts in parties:
        rows[identity.party(facts.id)].append(facts)
    return {party: _view(party, found, treatment) for party, found in sorted(rows.items())}


def _view(party: str, rows: list[PartyFacts], treatment: Treatment) -> PartyView:
    def key(facts: PartyFacts) -> tuple[int, bool, int, str, str]:
        source = facts.source
        return treatment.rank(source.dataset), facts.id != party, -source.run, source.dataset, source.record

    first, *rest = sorted(rows, key=key)
    return PartyView(party, first.kind, first.name, first, tuple(rest))
