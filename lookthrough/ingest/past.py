"""Which delivered files has a dataset taken already, so that reading them again would change nothing?

A file is known by its digest. It can be skipped when the last run of its dataset that took it did so in the same
manner, was not taken back, and no later run of the dataset has touched any of the tables that its rows went to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from lookthrough.graph.ports import Delivery, File, Run


@dataclass(frozen=True, slots=True)
class Past:
    """The runs of a store, as a delivery looks back on them."""

    runs: Sequence[Run]
    delivery: Delivery
    full: bool

    def taken(self, delivered: Mapping[str, AbstractSet[str]]) -> dict[str, tuple[File, ...]]:
        """Digests of files that can be skipped, each with what the last run that took it said of it.

        `delivered` holds the tables of each digest of this delivery.
        """
        found: dict[str, tuple[File, ...]] = {}
        for digest in delivered:
            run = self._last(digest)
            if run is not None and (not self.full or _same_files(run, digest, delivered)):
                found[digest] = _of(run, digest)
        return found

    def _last(self, digest: str) -> Run | None:
        """The last run that took a file of that digest, None where it must be read again."""
        later: set[str] = set()
        for run in reversed(self.runs):
            if self._owner(run) != self.delivery.dataset:
                continue
            files = _of(run, digest)
            if files:
                same = run.note == self.delivery.note and run.reverted_by is None
                full = all(file.full for file in files) or not self.full
                return run if same and full and not later & {file.table for file in files} else None
            later |= self._touched(run)
        return None

    def _owner(self, run: Run) -> str:
        return run.dataset if run.reverts is None else self._owner(self._run(run.reverts))

    def _touched(self, run: Run) -> set[str]:
        return (
            {file.table for file in run.files}
            if run.reverts is None
            else self._touched(self._run(run.reverts))
        )

    def _run(self, number: int) -> Run:
        return next(run for run in self.runs if run.number == number)


def _of(run: Run, digest: str) -> tuple[File, ...]:
    return tuple(file for file in run.files if run.kind == "delivery" and file.digest == digest)


def _same_files(run: Run, digest: str, delivered: Mapping[str, AbstractSet[str]]) -> bool:
    """Whether a full delivery has exactly the files that the tables were last filled from."""
    tables = {file.table for file in _of(run, digest)}
    before = {file.digest for file in run.files if file.table in tables}
    now = {other for other, own in delivered.items() if own & tables}
    return now <= before <= set(delivered)
