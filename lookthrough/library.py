"""What does the library answer? The same questions as the commands, on a store that is open or on tables in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from lookthrough.errors import UsageError
from lookthrough.queries.finding import Finding
from lookthrough.wiring import Asked, parse_day, snapshot, today, view_of, writing

if TYPE_CHECKING:
    from datetime import date

    import pyarrow as pa

    from lookthrough.graph.stores.duckdb import DuckStore
    from lookthrough.ingest.mapping.overview import Overview
    from lookthrough.ingest.report import Report
    from lookthrough.queries.rules.rule import Rule

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

    asked = _options(options)
    rule, chosen, day = _law(asked)
    with _asked(store) as found:
        view = view_of(found, _clocks(asked))
        named = resolve(view, ref)
        return answer(view, Question(named.node, rule, chosen, named.shown_as, rule.in_force(day)))


def owners_of_all(store: DuckStore | Tables, **options: Any) -> pa.Table:
    """Who owns every customer: one row an owner; options are the fields of `Options`.

    The columns are those of queries/everybody/table.py with rule, known_at and valid_at; sorted, so that the same store
    gives the same table.
    """
    from lookthrough.queries.everybody.answers import answers

    asked = _options(options)
    rule, chosen, _ = _law(asked)
    with _asked(store) as found:
        return answers(view_of(found, _clocks(asked)), rule, chosen)


def _law(asked: Options) -> tuple[Rule, dict[str, Any], date]:
    """The rule of the day that is asked about, with its options as values, and that day."""
    from lookthrough.queries.rules.rule import choose
    from lookthrough.settings import settings

    text = asked.rule_at or asked.as_of or asked.valid_at
    day = parse_day(text, "valid_at") if text not in (None, "any") else today()
    rule = choose(asked.rule or settings().rule, day, even_if_not_in_force=asked.even_if_not_in_force)
    worst = {"worst_case": True} if asked.worst_case else {}
    return rule, {**rule.checked_options(asked.options or {}), **worst}, day


def control(store: DuckStore | Tables, ref: str, *, down: bool = False, **options: Any) -> Finding:
    """Who controls a party, or (`down`) what it controls."""
    from lookthrough.queries.control import control as answer
    from lookthrough.queries.refs import resolve

    with _asked(store) as found:
        view = view_of(found, _clocks(_options(options)))
        return answer(view, resolve(view, ref, "control").node, down=down)


def control_of_all(store: DuckStore | Tables, **options: Any) -> pa.Table:
    """Who controls every company, certainly or possibly: one row a controller and company, sorted by company.

    The columns are those of `schema` in queries/all_control.py; `top` marks the top controller of a company.
    """
    from lookthrough.queries.all_control import Everybody, treatment_of

    with _asked(store) as found:
        view = view_of(found, _clocks(_options(options)))
        return Everybody.of(view, snapshot(view, treatment_of(view))).answer()


def paths(
    store: DuckStore | Tables, a: str, b: str, *, method: Sequence[str] = (), **options: Any
) -> Finding:
    """How one party owns another; `method`: conventions whose shares are said beside it (["raw", "baldone"])."""
    from lookthrough.queries.paths import paths as answer
    from lookthrough.queries.refs import resolve

    with _asked(store) as found:
        view = view_of(found, _clocks(_options(options)))
        methods = [method] if isinstance(method, str) else method
        ends = resolve(view, a, "paths", quote(b)).node, resolve(view, b, f"paths {quote(a)}").node
        return answer(view, *ends, methods)


def measure(
    store: DuckStore | Tables, name: str, *, parties: Sequence[str] = (), **asked: Any
) -> dict[str, Any]:
    """An explanatory measure of docs/methods.md, which no rule asks for: {"measure", "label", "figures": {id: number}}.

    The network is what lies above `parties`, `by` and `of`. Further words are `value_each`, `absent` (references),
    `quota`, and the fields of `Options`.
    """
    from lookthrough.queries.example import fraction
    from lookthrough.queries.measures import Wanted
    from lookthrough.queries.measures import measure as answer
    from lookthrough.queries.refs import resolve

    by, of, absent = asked.pop("by", None), asked.pop("of", None), asked.pop("absent", ())
    value, quota = fraction(asked.pop("value_each", 1)), asked.pop("quota", None)
    with _asked(store) as found:
        view = view_of(found, _clocks(_options(asked)))

        def node(ref: str | None) -> str:
            return "" if ref is None else resolve(view, ref, "show").node

        away = frozenset(node(ref) for ref in absent)
        wanted = Wanted(node(by), node(of), value, away, None if quota is None else fraction(quota))
        return answer(view, name, wanted, [node(ref) for ref in parties])


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
