"""What is an answer? A finding: who, how sure, on which basis, by which paths, from which rows, with one hash.

`Finding.to_dict` is the JSON of docs/schema/finding.schema.json: the same claims give the same bytes on every store.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lookthrough.graph.model import Association, Interest, Source
from lookthrough.graph.rows import day_text
from lookthrough.graph.shares import ONE, Certainty, Share, fraction_text, percent, percent_text
from lookthrough.graph.structure.facts import PartyView
from lookthrough.queries.finding_rows import ROW, flat, owner_row

if TYPE_CHECKING:
    import pandas as pd

FORMAT = "lookthrough.finding/1"
VERSION = "0.1.0"
JSON = dict[str, Any]
Claim = Interest | Association


def share_json(share: Share | None) -> JSON | None:
    """A share with exact ends, and percent for people; None where it is unknown."""
    if share is None:
        return None
    return {
        "low": fraction_text(share.low),
        "low_open": share.low_open,
        "high": fraction_text(share.high),
        "high_open": share.high_open,
        "percent": percent_text(share),
    }


def party_json(view: PartyView) -> JSON:
    """Who it is, in three words."""
    return {"id": view.id, "name": view.name, "kind": str(view.kind)}


def source_json(source: Source) -> JSON:
    """The row that said so."""
    return {
        "dataset": source.dataset,
        "file": source.file,
        "row": source.row,
        "record": source.record,
        "run": source.run,
        "text": source.text,
    }


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a path: `holder` over `held`, with the claims that say so (rivals that lost are not among them)."""

    holder: PartyView
    held: PartyView
    kind: str
    share: Share | None
    claims: tuple[Claim, ...] = ()

    def to_dict(self) -> JSON:
        """As JSON: the first claim is the link's source, further ones follow in `more`."""
        sources = [source_json(claim.source) for claim in self.claims]
        found: JSON = {
            "claim": self.claims[0].source.claim if self.claims else None,
            "holder": party_json(self.holder),
            "held": party_json(self.held),
            "kind": self.kind,
            "share": share_json(self.share),
            "source": sources[0] if sources else None,
        }
        return found | {"more": sources[1:]} if sources[1:] else found


@dataclass(frozen=True, slots=True)
class Path:
    """A chain from an owner down to the customer; `gain` is the factor that circles on the way add."""

    links: tuple[Link, ...]
    share: Share | None
    gain: Fraction = ONE

    def to_dict(self) -> JSON:
        """As JSON."""
        found: JSON = {"share": share_json(self.share), "links": [link.to_dict() for link in self.links]}
        return found if self.gain == ONE else found | {"gain": fraction_text(self.gain)}


def covered_json(part: Fraction) -> JSON:
    """How much the listed paths explain, where that is not all."""
    return {} if part == ONE else {"covered": {"part": fraction_text(part), "percent": percent(part)}}


@dataclass(frozen=True, slots=True)
class Basis:
    """A ground on which somebody is an owner, with its article and how sure it is."""

    basis: str
    article: str
    certainty: Certainty
    share: Share | None = None
    right: str | None = None
    code: str | None = None

    def to_dict(self) -> JSON:
        """As JSON."""
        return {
            "basis": self.basis,
            "code": self.code,
            "article": self.article,
            "certainty": str(self.certainty),
            "right": self.right,
            "share": share_json(self.share),
        }


@dataclass(frozen=True, slots=True)
class Owner:
    """A party with what it has in the customer, and why it is (or may be, or is not) an owner.

    `covered` is the part of its share that the paths explain: less than 1 where there are too many to list.
    """

    party: PartyView
    certainty: Certainty
    bases: tuple[Basis, ...]
    direct: Share | None
    ultimate: Share | None
    paths: tuple[Path, ...] = ()
    covered: Fraction = ONE
    failed: tuple[str, ...] = ()
    reason: str | None = None

    def to_dict(self) -> JSON:
        """As JSON; `failed` names the tests that an excluded party did not meet."""
        found: JSON = {
            "party": party_json(self.party),
            "certainty": str(self.certainty),
            "bases": [basis.to_dict() for basis in self.bases],
            "direct": share_json(self.direct),
            "ultimate": share_json(self.ultimate),
            "paths": [path.to_dict() for path in self.paths],
            **covered_json(self.covered),
        }
        if self.failed:
            found["failed"] = list(self.failed)
        if self.reason:
            found["reason"] = self.reason
        return found


@dataclass(frozen=True, slots=True)
class Note:
    """A warning with its code and its sentence in both languages."""

    code: str
    en: str
    zh: str
    claims: tuple[str, ...] = ()

    def to_dict(self) -> JSON:
        """As JSON."""
        return {"code": self.code, "text": {"en": self.en, "zh": self.zh}, "claims": list(self.claims)}


@dataclass(frozen=True, slots=True)
class Ask:
    """A fact to ask for: what, why, what its answer would change, and which document shows it."""

    fact: Mapping[str, str]
    why: Mapping[str, str]
    effect: Mapping[str, str]
    document: Mapping[str, str]

    def to_dict(self) -> JSON:
        """As JSON."""
        parts = {"fact": self.fact, "why": self.why, "effect": self.effect, "document": self.document}
        return {name: dict(words) for name, words in parts.items()}


@dataclass(frozen=True, slots=True)
class Head:
    """What was asked, of whom, at which clocks, under which rule."""

    question: str
    rule: str | None
    subject: PartyView
    valid: int | None
    known: int
    snapshot: str
    version: str


@dataclass(frozen=True)
class Finding:
    """An answer with its proof. `answer` is JSON already; lists of owners stay typed beside it."""

    head: Head
    answer: JSON
    warnings: tuple[Note, ...] = ()
    ask: tuple[Ask, ...] = ()
    sentence: Mapping[str, str] = field(default_factory=lambda: {"en": "", "zh": ""})
    owners: tuple[Owner, ...] = ()

    def to_dict(self) -> JSON:
        """The finding as JSON, its hash last."""
        head = self.head
        found: JSON = {
            "format": FORMAT,
            "question": head.question,
            "rule": head.rule,
            "subject": party_json(head.subject),
            "valid_at": "any" if head.valid is None else day_text(head.valid),
            "known_at": head.known,
            "snapshot": head.snapshot,
            "version": head.version,
            "answer": self.answer,
            "warnings": [note.to_dict() for note in self.warnings],
            "ask": [ask.to_dict() for ask in self.ask],
            "sentence": dict(self.sentence),
        }
        return found | {"hash": digest(found)}

    @property
    def hash(self) -> str:
        """The hash of the answer: the same inputs give the same."""
        return str(self.to_dict()["hash"])

    def to_json(self) -> str:
        """Canonical JSON text."""
        return canonical(self.to_dict())

    def rows(self) -> list[JSON]:
        """One flat row an owner (or whatever the answer lists), for CSV and tables."""
        listed: list[JSON] = next(
            self.answer[name] for name in ("owners", "parties", "paths") if name in self.answer
        )
        return [{"subject": self.head.subject.id, **flat(item)} for item in listed]

    def paths(self) -> list[JSON]:
        """Every path of every owner."""
        return [
            {"owner": party_json(owner.party), **path.to_dict()}
            for owner in self.owners
            for path in owner.paths
        ]

    def links(self) -> list[JSON]:
        """Every link that a path uses, once, by claim."""
        listed = [link for path in self.paths() for link in path["links"]]
        found = {(link["claim"] or "", link["holder"]["id"], link["held"]["id"]): link for link in listed}
        return [found[key] for key in sorted(found)]

    def to_pandas(self) -> pd.DataFrame:
        """One row an owner: ids as strings, certainty categorical, shares as exact text beside float64 ends."""
        import pandas as pd

        rows = [owner_row(owner.to_dict()) for owner in self.owners]
        frame = pd.DataFrame(rows, columns=list(ROW))
        frame["certainty"] = pd.Categorical(frame["certainty"], ["certain", "possible"], ordered=True)
        return frame.astype({"id": "string", "name": "string", "ultimate": "string", "direct": "string"})


def canonical(data: Any) -> str:
    """JSON text that is the same for the same data: no spaces, keys in the order of the format, UTF-8."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def digest(data: Any) -> str:
    """sha256 of the canonical JSON with sorted keys."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def snapshot_of(claims: Iterable[object]) -> str:
    """The digest of the claims that an answer used, in canonical order: equal on every store and in a replay."""
    lines = sorted({repr(claim) for claim in claims})
    return "sha256:" + hashlib.sha256("\n".join(lines).encode()).hexdigest()
