"""Which records are one party, as judged up to a run?

A judgement joins two records; the first named stays the canonical one of the cluster. Taking a judgement back
splits the cluster again. The mapping is derived from the judgements in the order in which they were made, so every
store that holds the same judgements answers the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Judgement:
    """`second` is the same party as `first`, known in `[from_run, to_run)`; `order` is its place in the run."""

    from_run: int
    order: int
    first: str
    second: str
    to_run: int | None = None

    def known(self, run: int) -> bool:
        """Whether it counts when the last run is `run`."""
        return self.from_run <= run and (self.to_run is None or run < self.to_run)


class Identity:
    """Record -> party; a record that nobody judged is its own party."""

    def __init__(self, judgements: Iterable[Judgement]) -> None:
        self._party: dict[str, str] = {}
        self._records: dict[str, list[str]] = {}
        for judgement in sorted(judgements):
            self._join(self.party(judgement.first), self.party(judgement.second))

    def _join(self, kept: str, gone: str) -> None:
        if kept == gone:
            return
        members = self._records.setdefault(kept, [kept])
        members += self._records.pop(gone, [gone])
        self._party.update((member, kept) for member in members)

    def judged(self) -> tuple[str, ...]:
        """The records of all parties that have several."""
        return tuple(self._party)

    def party(self, record: str) -> str:
        """The canonical record of the cluster that `record` is in."""
        return self._party.get(record, record)

    def records(self, party: str) -> tuple[str, ...]:
        """All records of a party, the canonical one first."""
        return tuple(self._records.get(party, (party,)))
