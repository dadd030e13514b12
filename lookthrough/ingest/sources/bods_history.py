"""What do several statements about one record say together, and when was each of it true?

The latest statement counts (by statementDate, then publicationDate, then place in the file); the others are the
record's history. An interest that a later statement repeats (same share, no later start) is one interest, as the later
statement has it. An interest that is not repeated held until it was replaced: until the start of the interest of the
same type between the same two that took its place, if that starts later; else, where it changed without a date of its
own, or is gone, until the next statementDate, and what replaced it, or is new without a date, begins there. Its own
endDate holds if it is earlier. Two statements of one date are a correction: the first of them was never true.

In a closed record, what has no end ends at the statementDate of the statement that closes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lookthrough.ingest.sources.bods_rows import Claim, Row, Statement, Texts


@dataclass(slots=True)
class _Held:
    """A claim while history is told: from when to when it held, and the latest statement that says so."""

    claim: Claim
    version: Statement
    begin: str | None
    end: str | None

    @staticmethod
    def said(claim: Claim, version: Statement) -> _Held:
        """The claim as its statement has it."""
        end = claim.end or (version.day if version.closed else None)
        return _Held(claim, version, claim.begin, max(end, claim.begin or end) if end else None)

    def repeats(self, other: _Held) -> bool:
        """Whether it says again what an earlier claim said; an earlier start is a correction."""
        begin, before = self.claim.begin, other.claim.begin
        later = begin is not None and before is not None and begin > before
        share = self.claim.row.cells.get("share")
        return (
            self.claim.about == other.claim.about
            and share == other.claim.row.cells.get("share")
            and not later
        )

    def goes_on(self, other: _Held) -> None:
        """It has held since the earlier claim did, or since a start that was not said before."""
        if self.claim.begin in (None, other.claim.begin):
            self.begin = other.begin

    def replaces(self, other: _Held, day: str) -> None:
        """It took the place of an earlier claim when it started, or else on the day on which it was first said."""
        over = self.claim.end is not None and self.claim.end <= day
        started = self.begin is not None and (other.begin is None or self.begin > other.begin)
        if not started and not over:
            self.begin = day
        other.stops(self.begin or day)

    def stops(self, day: str) -> None:
        """It does not hold from a day on."""
        self.end = min(self.end or day, day)

    @property
    def span(self) -> Texts:
        """From when to when it held, in the words of the layout."""
        turned = self.begin is not None and self.end is not None and self.end < self.begin
        return {"valid_from": self.claim.begin if turned else self.begin, "valid_to": self.end}

    @property
    def never(self) -> bool:
        """Whether there was no day on which it held."""
        return self.begin is not None and self.end is not None and self.begin >= self.end


def rows_of(versions: Sequence[Statement]) -> Iterator[tuple[Row, Statement]]:
    """The rows that the statements of one record make, each with the statement that said it."""
    parties = {row.record: (row, version) for version in versions for row in version.parties}
    last = versions[-1]
    for row, version in parties.values():
        yield (row if last.relationship else _with_former_names(row, versions)), version
    for held in _told(versions):
        record = held.claim.row.record + ("" if held.version is last else f"@{held.version.day or 'undated'}")
        yield (
            replace(held.claim.row, record=record, cells={**held.claim.row.cells, **held.span}),
            held.version,
        )


def _with_former_names(row: Row, versions: Sequence[Statement]) -> Row:
    """The party, also under the names that earlier statements gave it."""
    former = [party.cells["name"] or "" for version in versions[:-1] for party in version.parties]
    others = [row.cells.get("names_other") or "", *(name.replace(";", ",") for name in former)]
    kept = dict.fromkeys(name for name in others if name and name != row.cells["name"])
    return replace(row, cells={**row.cells, "names_other": ";".join(kept) or None})


def _told(versions: Sequence[Statement]) -> Iterator[_Held]:
    """All that was ever true of the record; of the statements of one day only the last was."""
    now: list[_Held] = []
    for version in {version.day: version for version in versions}.values():
        fresh = [_Held.said(claim, version) for claim in version.claims]
        if version is not versions[0] and version.day:
            yield from _followed(now, fresh, version.day)
        now = fresh
    yield from now


def _followed(before: list[_Held], fresh: list[_Held], day: str) -> Iterator[_Held]:
    """What the claims of a statement end of those before it, once both know how long they held."""
    left, new = list(before), []
    for held in fresh:
        if other := next(filter(held.repeats, left), None):
            held.goes_on(other)
            left.remove(other)
        else:
            new.append(held)
    over = list(left)
    for held in new:
        if other := next((one for one in left if one.claim.about == held.claim.about), None):
            held.replaces(other, day)
            left.remove(other)
        elif before:
            held.begin = held.begin or day
    for other in left:
        other.stops(day)
    return (held for held in over if not held.never)
