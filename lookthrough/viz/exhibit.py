"""What stands in words around the picture: the sentence, and tables that say the same as the boxes?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lookthrough.queries.wording import article_words
from lookthrough.viz.facts import holdings_of, names_of
from lookthrough.viz.scene import interest_code, marks
from lookthrough.viz.words import colon, listed, percent_word, said, spaced, why, word

MARKS: Final = {"certain": "■", "possible": "◧", "excluded": "□", "fallback": "■", "review": "◧"}


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
    """The paths of one owner and their total; control has none."""

    name: str
    paths: tuple[Path, ...]
    total: str | None


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
    sentence: str
    stand: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    found: tuple[Found, ...]
    sums: tuple[Sum, ...]
    holdings: tuple[HoldingRow, ...]
    seal: tuple[tuple[str, str], ...]


def exhibit(finding: Mapping[str, Any], lang: str) -> Exhibit:
    """The words of an `owners` finding."""
    return Exhibit(
        subject=finding["subject"]["name"],
        sentence=said(finding["sentence"], lang),
        stand=_terms(finding, ("valid_at", "known_at", "rule"), lang),
        warnings=tuple(said(each["text"], lang) for each in finding["warnings"]),
        found=tuple(_found(finding["answer"], lang)),
        sums=tuple(_sum(owner, lang) for owner in finding["answer"]["owners"] if owner["paths"]),
        holdings=tuple(_rows(finding, lang)),
        seal=_terms(finding, ("snapshot", "hash", "version"), lang),
    )


def _terms(finding: Mapping[str, Any], terms: Sequence[str], lang: str) -> tuple[tuple[str, str], ...]:
    return tuple((term, _value(finding[term], lang)) for term in terms)


def _value(value: Any, lang: str) -> str:
    """A clock, a rule, a hash: a known clock is the number of a run, a valid one may be `any`."""
    if isinstance(value, int):
        return f"{word('run', lang)} {value}"
    return word("any", lang) if value == "any" else said(value, lang)


def _found(answer: Mapping[str, Any], lang: str) -> Iterator[Found]:
    """Owners first, then those whom a person must judge, and those who are none."""
    for group in ("owners", "fallback", "review", "excluded"):
        for each in answer[group]:
            certainty = each["certainty"] if group in ("owners", "excluded") else group
            yield Found(
                name=each["party"]["name"],
                id=each["party"]["id"],
                mark=MARKS[certainty],
                certainty=word(certainty, lang),
                basis="\n".join(_bases(each, lang)),
                direct=_percent(each["direct"], lang),
                ultimate=_percent(each["ultimate"], lang),
            )


def _bases(owner: Mapping[str, Any], lang: str) -> Iterator[str]:
    for basis in owner["bases"]:
        sure = f" ({word(basis['certainty'], lang)})" if basis["certainty"] != owner["certainty"] else ""
        yield listed((word(basis["basis"], lang), article_words(basis["article"], lang)), lang) + sure
    if owner.get("reason"):
        yield why(owner["reason"], lang)
    if owner.get("failed"):
        yield f"{word('failed', lang)}{colon(lang)}{listed((word(test, lang) for test in owner['failed']), lang)}"


def _percent(share: Mapping[str, Any] | None, lang: str) -> str:
    return spaced(share["percent"], lang) if share else "–"


def _sum(owner: Mapping[str, Any], lang: str) -> Sum:
    paths = tuple(
        Path(_name(path["links"][0]["holder"], lang), tuple(_steps(path["links"], lang)), _worth(path, lang))
        for path in owner["paths"]
    )
    total = _percent(owner["ultimate"], lang) if owner["ultimate"] else None
    return Sum(owner["party"]["name"], paths, total)


def _worth(path: Mapping[str, Any], lang: str) -> str:
    """What a path is worth; a circle on the way multiplies it."""
    gain = f" × {path['gain']} ({word('circle', lang)})" if "gain" in path else ""
    return _percent(path["share"], lang) + gain


def _steps(links: Iterable[Mapping[str, Any]], lang: str) -> Iterator[Step]:
    for link in links:
        words = _percent(link["share"], lang) if link["share"] else word(interest_code(link["kind"]), lang)
        yield Step(words, _name(link["held"], lang))


def _name(party: Mapping[str, Any], lang: str) -> str:
    """A party's name; what several hold as one block has none."""
    return word("block", lang) if party["id"].startswith("~") else str(party["name"])


def _rows(finding: Mapping[str, Any], lang: str) -> Iterator[HoldingRow]:
    """Holdings in the order of the finding, each with the rows that say so."""
    names = names_of(finding)
    for holding in holdings_of(finding):
        kind = word(interest_code(holding.kind), lang)
        yield HoldingRow(
            holder=names[holding.holder],
            holder_id=holding.holder,
            held=names[holding.held],
            held_id=holding.held,
            interest=listed((kind, *marks(holding, lang)), lang),
            share=percent_word(holding.share, lang) if holding.share else "–",
            source="\n".join(_source(file, row, lang) for file, row in holding.rows),
        )


def _source(file: str, row: int, lang: str) -> str:
    return f"{file} 第 {row} 行" if lang == "zh" else f"{file} row {row}"
