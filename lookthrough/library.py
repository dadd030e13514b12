"""What does the library answer? The same questions as the commands, on a store that is open or on tables in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lookthrough.errors import UsageError
from lookthrough.queries.finding import Finding
from lookthrough.wiring import Asked, parse_day, today, view_of, writing

if TYPE_CHECKING:
    from lookthrough.graph.stores.duckdb import DuckStore
    from lookthrough.ingest.mapping.overview import Overview
    from lookthrough.ingest.report import Report

Tables = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Options:
    """What any question may be asked with, as the command line's options of the same names."""

    rule: str | None = None
    valid_at: str | None = None
    known_at: str | None = None
    as_of: str | None = None
    rule_at: str | None = None
    precedence: tuple[str, ...] = ()
    even_if_not_in_force: bool = False
    worst_case: bool = False
    options: Mapping[str, Any] | None = None


@contextmanager
def open(url: str | Path = ":memory:") -> Iterator[DuckStore]:  # the library's face, as in surface.md
    """A store to load and to ask, made where there is none; it is closed at the end of the with block."""
    with writing(str(url), create=True) as store:
        yield store


def ingest(store: DuckStore, delivery: str | Path | Tables, **options: Any) -> Report:
    """Load a folder or a file, or tables by name ({"interests": DataFrame}); options are those of IngestOptions.

    `mapping` may be the path of a mapping.
    """
    from lookthrough.ingest import job
    from lookthrough.ingest.mapping.reading import read_mapping
    from lookthrough.ingest.options import IngestOptions

    if isinstance(path := options.get("mapping"), str | Path):
        options["mapping"] = read_mapping(Path(path))
    chosen = IngestOptions(**options)
    if isinstance(delivery, Mapping):
        return job.ingest_tables(store, delivery, chosen)
    return job.ingest(store, [delivery], chosen)


def map(*paths: str | Path, lang: str = "en") -> Overview:  # noqa: A001  # the library's face, as the command
    """Propose how files or folders of a bank are read: tables, columns, first rows, doubts, a mapping (`text`)."""
    from lookthrough.ingest.mapping.overview import overview
    from lookthrough.ingest.sources.bank import sheets_at

    return overview(sheets_at([Path(path) for path in paths])[0], lang)


def template(folder: str | Path) -> list[Path]:
    """Write an empty layout into a folder; what is there already is not written over (UsageError)."""
    from lookthrough.ingest.template import write_template

    return write_template(Path(folder))


@contextmanager
def _asked(store: DuckStore | Tables) -> Iterator[DuckStore]:
    if isinstance(store, Mapping):
        with open() as made:
            ingest(made, store)
            yield made
    else:
        yield store


def _options(given: Mapping[str, Any]) -> Options:
    known = {field.name for field in fields(Options)}
    if unknown := sorted(given.keys() - known):
        raise UsageError(f"there is no option '{unknown[0]}': there are {', '.join(sorted(known))}")
    return Options(**given)


def _clocks(asked: Options) -> Asked:
    return Asked(asked.valid_at, asked.known_at, asked.as_of, tuple(asked.precedence))


def owners(store: DuckStore | Tables, ref: str, **options: Any) -> Finding:
    """Who owns a customer, how surely, and by which proof; options are the fields of `Options`."""
    from lookthrough.queries.answer import Question
    from lookthrough.queries.answer import owners as answer
    from lookthrough.queries.refs import resolve
    from lookthrough.queries.rules.rule import choose
    from lookthrough.settings import settings

    asked = _options(options)
    text = asked.rule_at or asked.as_of or asked.valid_at
    day = parse_day(text, "valid_at") if text not in (None, "any") else today()
    rule = choose(asked.rule or settings().rule, day, even_if_not_in_force=asked.even_if_not_in_force)
    chosen = {
        **rule.checked_options(asked.options or {}),
        **({"worst_case": True} if asked.worst_case else {}),
    }
    with _asked(store) as found:
        view = view_of(found, _clocks(asked))
        named = resolve(view, ref)
        return answer(view, Question(named.node, rule, chosen, named.shown_as, rule.in_force(day)))


def control(store: DuckStore | Tables, ref: str, *, down: bool = False, **options: Any) -> Finding:
    """Who controls a party, or (`down`) what it controls."""
    from lookthrough.queries.control import control as answer
    from lookthrough.queries.refs import resolve

    with _asked(store) as found:
        view = view_of(found, _clocks(_options(options)))
        return answer(view, resolve(view, ref, "control").node, down=down)


def paths(store: DuckStore | Tables, a: str, b: str, **options: Any) -> Finding:
    """How one party owns another."""
    from lookthrough.queries.paths import paths as answer
    from lookthrough.queries.refs import resolve

    with _asked(store) as found:
        view = view_of(found, _clocks(_options(options)))
        return answer(view, resolve(view, a, "paths").node, resolve(view, b, "paths").node)


def search(store: DuckStore | Tables, text: str, *, limit: int = 20, **options: Any) -> list[dict[str, Any]]:
    """Parties with a name like this, the best match first."""
    from lookthrough.queries.search import search as answer

    with _asked(store) as found:
        return answer(view_of(found, _clocks(_options(options))), text, limit)


def show(store: DuckStore | Tables, ref: str, **options: Any) -> dict[str, Any]:
    """All that the store knows of one party or account, with its source rows."""
    from lookthrough.queries.refs import resolve
    from lookthrough.queries.show import show as answer

    with _asked(store) as found:
        view = view_of(found, _clocks(_options(options)))
        named = resolve(view, ref, "show")
        return answer(view, named.node, account=named.account)
