"""What stands in words around the picture: the sentence, the legend, and tables that say the same as the boxes?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lookthrough.viz.facts import Holding, Role, holdings_of, links_of, names_of
from lookthrough.viz.scene import Scene, interest_code
from lookthrough.viz.words import percent_word, said, spaced, word

MARKS: Final = {"certain": "■", "possible": "◧", "excluded": "□", "fallback": "▣"}


@dataclass(frozen=True, slots=True)
class Found:
    """A row of the table of owners and of those who were considered."""

    name: str
    id: str
    mark: str
    certainty: str
    basis: str
    direct: str
    ultimate: str


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a path: the words on the arrow, and the party that it leads to."""

    words: str
    name: str


@dataclass(frozen=True, slots=True)
class Path:
    """A path from an owner to the subject and what it is worth."""

    start: str
    steps: tuple[Step, ...]
    share: str


@dataclass(frozen=True, slots=True)
class Sum:
    """The paths of one owner and their total."""

    name: str
    paths: tuple[Path, ...]
    total: str


@dataclass(frozen=True, slots=True)
class HoldingRow:
    """A row of the picture's twin: one recorded interest."""

    holder: str
    holder_id: str
    held: str
    held_id: str
    interest: str
    share: str
    source: str


@dataclass(frozen=True, slots=True)
class Exhibit:
    """All words of the page, in one language; terms of `stand` and `seal` are codes of words.py."""

    subject: str
    subject_id: str
    sentence: str
    stand: tuple[tuple[str, str], ...]
    legend: tuple[str, ...]
    warnings: tuple[str, ...]
    found: tuple[Found, ...]
    sums: tuple[Sum, ...]
    holdings: tuple[HoldingRow, ...]
    seal: tuple[tuple[str, str], ...]


def exhibit(finding: Mapping[str, Any], scene: Scene, lang: str) -> Exhibit:
    """The words of an `owners` finding."""
    names = names_of(finding)
    return Exhibit(
        subject=finding["subject"]["name"],
        subject_id=finding["subject"]["id"],
        sentence=said(finding["sentence"], lang),
        stand=_terms(finding, ("valid_at", "known_at", "rule"), lang),
        legend=tuple(legend(scene)),
        warnings=tuple(said(each["text"], lang) for each in finding["warnings"]),
        found=tuple(_found(finding["answer"], lang)),
        sums=tuple(_sum(owner, names, lang) for owner in finding["answer"]["owners"] if owner["paths"]),
        holdings=tuple(_rows(finding, lang)),
        seal=_terms(finding, ("snapshot", "hash", "version"), lang),
    )


def _terms(finding: Mapping[str, Any], terms: Sequence[str], lang: str) -> tuple[tuple[str, str], ...]:
    return tuple((term, said(finding[term], lang)) for term in terms)


def legend(scene: Scene) -> Iterator[str]:
    """The kinds of boxes and lines that occur in the picture, in a fixed order."""
    kinds = {box.kind for box in scene.boxes}
    yield from (
        kind for kind in ("person", "company", "arrangement", "public_body", "unknown") if kind in kinds
    )
    roles = {box.role for box in scene.boxes}
    yield from (role for role in Role if role in roles - {Role.PARTY})
    styles = {"circle" if each.circle else "control" if each.dashed else "share" for each in scene.arrows}
    yield from (style for style in ("share", "control", "circle") if style in styles)


def _found(answer: Mapping[str, Any], lang: str) -> Iterator[Found]:
    for group, default in (("owners", ""), ("fallback", "fallback"), ("excluded", "excluded")):
        for each in answer.get(group) or ():
            certainty = each.get("certainty") if group == "owners" else default
            bases = [_basis(basis, lang) for basis in each.get("bases") or ()]
            yield Found(
                name=each["party"]["name"],
                id=each["party"]["id"],
                mark=MARKS.get(certainty, ""),
                certainty=word(certainty, lang),
                basis=("；" if lang == "zh" else "; ").join(bases),
                direct=_percent(each.get("direct"), lang),
                ultimate=_percent(each.get("ultimate"), lang),
            )


def _basis(basis: Mapping[str, Any], lang: str) -> str:
    return " ".join(filter(None, (said(basis.get("article"), lang), word(basis["basis"], lang))))


def _percent(share: Mapping[str, Any] | None, lang: str) -> str:
    return spaced(share["percent"], lang) if share else "–"


def _sum(owner: Mapping[str, Any], lang: str) -> Sum:
    paths = tuple(
        Path(
            path["links"][0]["holder"]["name"],
            tuple(_steps(path["links"], lang)),
            _percent(path["share"], lang),
        )
        for path in owner["paths"]
    )
    return Sum(owner["party"]["name"], paths, _percent(owner["ultimate"], lang))


def _steps(links: Iterable[Mapping[str, Any]], lang: str) -> Iterator[Step]:
    for link in links:
        words = _percent(link["share"], lang) if link["share"] else word(interest_code(link["kind"]), lang)
        yield Step(words, link["held"]["name"])


def _rows(finding: Mapping[str, Any], lang: str) -> Iterator[HoldingRow]:
    """Holdings in the order of the finding, each with the rows that say so, or with its claims where no path does."""
    names = names_of(finding)
    sources = {link["claim"]: _source(link["source"], lang) for link in links_of(finding)}
    for holding in holdings_of(finding):
        yield HoldingRow(
            holder=names[holding.holder],
            holder_id=holding.holder,
            held=names[holding.held],
            held_id=holding.held,
            interest=_interest(holding, lang),
            share=percent_word(holding.share, lang) if holding.share else "–",
            source="; ".join(sources.get(claim, claim) for claim in holding.claims),
        )


def _interest(holding: Holding, lang: str) -> str:
    kind = word(interest_code(holding.kind), lang)
    return f"{kind} · {word('nominee', lang)}" if holding.nominee else kind


def _source(source: Mapping[str, Any], lang: str) -> str:
    """`interests.csv row 1041 (crm)`."""
    if lang == "zh":
        return f"{source['file']} 第 {source['row']} 行（{source['dataset']}）"
    return f"{source['file']} row {source['row']} ({source['dataset']})"
