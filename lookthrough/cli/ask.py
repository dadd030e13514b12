"""Ask: owners, control, paths, search, show."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lookthrough.cli.kept import AllOptions
from lookthrough.cli.options import Clocks, Output, StoreOptions, spread
from lookthrough.errors import LookthroughError, UsageError

if TYPE_CHECKING:
    from lookthrough.queries.look import View
    from lookthrough.queries.refs import Named
    from lookthrough.queries.rules.rule import Rule
    from lookthrough.settings import Settings

PANEL = "Ask"
Refs = Annotated[
    list[str] | None,
    typer.Argument(help="An id, customer:ID, account:ID, dataset/ID, lei:, uscc:, name, or -"),
]
Ref = Annotated[
    str, typer.Argument(help="An id, customer:ID, account:ID, dataset/ID, lei:, uscc:, or a name")
]
MaybeRef = Annotated[str | None, typer.Argument(help="As above, or nothing with --all")]


def register(app: typer.Typer) -> None:
    """Add the panel."""
    for command in (owners, control, paths, search, show):
        app.command(rich_help_panel=PANEL)(spread(command))


@dataclass(frozen=True, slots=True)
class RuleOptions:
    """Which rule, with which options of its own."""

    rule: Annotated[
        str | None, typer.Option(help="A rule or a family of rules.", envvar="LOOKTHROUGH_RULE")
    ] = None
    option: Annotated[list[str] | None, typer.Option(help="KEY=VALUE, an option of the rule.")] = None
    worst_case: Annotated[bool, typer.Option("--worst-case", help="Unrecorded holders may be anybody.")] = (
        False
    )
    why_not: Annotated[str | None, typer.Option(help="Why this party is not an owner.")] = None


def owners(
    asked: RuleOptions,
    clocks: Clocks,
    store: StoreOptions,
    output: Output,
    every: AllOptions,
    refs: Refs = None,
) -> None:
    """Who owns a customer, how surely, and by which proof; with --all who owns every customer."""
    every.check(refs)
    if every.every:
        _all_owners(asked, clocks, store, output, every)
        return
    from lookthrough.cli.output import as_data, emit, language, note
    from lookthrough.cli.owners_text import Speaker, hints
    from lookthrough.queries.answer import Question
    from lookthrough.queries.answer import owners as answer
    from lookthrough.settings import settings

    if not refs:
        raise UsageError("say whose owners: an id or a name, several, - for stdin, or --all with --out FILE")
    known = settings()
    lang, rule, findings = language(output, known.lang), _rule(asked, clocks, known), []
    options = _options(asked, rule)
    with _viewing(clocks, store, known) as view:
        for ref in _all(refs):
            named = _party(view, ref, "owners")
            shown = named.shown_as
            finding = answer(
                view, Question(named.node, rule, options, shown, rule.in_force(_rule_day(clocks)))
            )
            findings.append(finding)
            if not as_data(output):
                lines = Speaker(finding.to_dict(), rule, shown, lang).lines()
                print("\n".join(lines + _why_not(finding.to_dict(), asked.why_not, lang)))
                note(hints(shown, store.store, lang), output)
    if as_data(output):
        emit(
            output,
            [f.to_dict() for f in findings],
            (r for f in findings for r in f.rows()),
            many=len(refs) > 1,
        )


def _all_owners(
    asked: RuleOptions, clocks: Clocks, store: StoreOptions, output: Output, every: AllOptions
) -> None:
    from lookthrough.cli.all_owners import tell_all
    from lookthrough.cli.blocks import check
    from lookthrough.cli.kept import keep
    from lookthrough.queries.everybody.answers import Everybody
    from lookthrough.settings import settings

    check(output, keep=every.keep)
    known = settings()
    rule = _rule(asked, clocks, known)
    with _viewing(clocks, store, known) as view:
        night = tell_all(view, Everybody(rule, _options(asked, rule)), output, every)
    if night is not None:
        keep(night, store, known.store, output)


def _why_not(finding: dict[str, Any], name: str | None, lang: str) -> list[str]:
    """The best interval of a named party and the tests that failed."""
    from lookthrough.cli.owners_text import why_not

    return [] if name is None else ["", *why_not(finding, name, lang)]


def _all(refs: list[str]) -> list[str]:
    """References as given; `-` reads them from stdin, one a line."""
    if refs == ["-"]:
        return [line.strip() for line in sys.stdin if line.strip()]
    return refs


def _rule_day(clocks: Clocks) -> date:
    """The day whose law applies: rule-at, else valid-at, else today."""
    from lookthrough.wiring import parse_day, today

    for text, option in ((clocks.rule_at, "--rule-at"), (clocks.as_of or clocks.valid_at, "--valid-at")):
        if text and text != "any":
            return parse_day(text, option)
    return today()


def _rule(asked: RuleOptions, clocks: Clocks, known: Settings) -> Rule:
    from lookthrough.queries.rules.rule import choose

    return choose(
        asked.rule or known.rule, _rule_day(clocks), even_if_not_in_force=clocks.even_if_not_in_force
    )


def _options(asked: RuleOptions, rule: Rule) -> dict[str, Any]:
    given = {}
    for text in asked.option or ():
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"--option {text}: write KEY=VALUE")
        given[name] = value
    return {**rule.checked_options(given), **({"worst_case": True} if asked.worst_case else {})}


def _viewing(clocks: Clocks, store: StoreOptions, known: Settings) -> Any:
    from lookthrough.wiring import Asked, viewing

    precedence = tuple(clocks.precedence.split(",")) if clocks.precedence else known.precedence
    asked = Asked(clocks.valid_at, clocks.known_at, clocks.as_of, precedence)
    return viewing(store.store or known.store, asked, store.wait_seconds)


def _party(view: View, ref: str, command: str, rest: str = "") -> Named:
    from lookthrough.queries.refs import resolve

    named = resolve(view, ref, command, rest)
    if named.account:
        raise LookthroughError(
            f"{ref} is an account: lookthrough show account:{named.node} tells who may use it"
        )
    return named


def control(
    clocks: Clocks,
    store: StoreOptions,
    output: Output,
    every: AllOptions,
    ref: MaybeRef = None,
    down: Annotated[
        bool, typer.Option("--down", help="What it controls, instead of who controls it.")
    ] = False,
) -> None:
    """Who controls a party, or what it controls; with --all who controls every company."""
    every.check(ref)
    if ref is None:
        _all_control(clocks, store, output, every, down=down)
        return
    from lookthrough.cli.ask_text import control_lines
    from lookthrough.cli.output import as_data, emit, language
    from lookthrough.queries.control import control as answer
    from lookthrough.settings import settings

    known = settings()
    with _viewing(clocks, store, known) as view:
        named = _party(view, ref, "control")
        found = answer(view, named.node, down=down)
    if as_data(output):
        emit(output, [found.to_dict()], found.rows(), many=False)
    else:
        print("\n".join(control_lines(found.to_dict(), named.shown_as, language(output, known.lang))))


def _all_control(
    clocks: Clocks, store: StoreOptions, output: Output, every: AllOptions, *, down: bool
) -> None:
    from lookthrough.cli.all_control import control_all, control_kept
    from lookthrough.cli.blocks import check
    from lookthrough.cli.kept import keep
    from lookthrough.settings import settings

    if not every.every:
        raise UsageError("say of whom: an id or a name, or --all with --out FILE.parquet")
    check(output, keep=every.keep)
    known = settings()
    if not every.keep:
        with _viewing(clocks, store, known) as view:
            control_all(view, output, down=down)
        return
    with _viewing(clocks, store, known) as view:
        night = control_kept(view, output, down=down, anew=every.anew)
    keep(night, store, known.store, output)


def paths(
    a: Ref,
    b: Ref,
    clocks: Clocks,
    store: StoreOptions,
    output: Output,
    method: Annotated[
        list[str] | None,
        typer.Option(
            help="Also the share by a convention: raw, baldone, first_passage, leontief, simple_paths."
        ),
    ] = None,
) -> None:
    """How one party owns another: every path, the strongest first."""
    from lookthrough.cli.ask_text import paths_lines
    from lookthrough.cli.output import as_data, emit, language
    from lookthrough.queries.paths import paths as answer
    from lookthrough.settings import settings

    known = settings()
    with _viewing(clocks, store, known) as view:
        ends = _party(view, a, "paths", quote(b)).node, _party(view, b, f"paths {quote(a)}").node
        found = answer(view, *ends, method or ())
    if as_data(output):
        emit(output, [found.to_dict()], found.rows(), many=False)
    else:
        print("\n".join(paths_lines(found.to_dict(), language(output, known.lang))))


def search(
    text: Annotated[str, typer.Argument(help="A name, in any script, or the beginning of one")],
    clocks: Clocks,
    store: StoreOptions,
    output: Output,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1, max=1000)] = 20,
) -> None:
    """Find parties by name."""
    from lookthrough.cli.ask_text import search_lines
    from lookthrough.cli.output import as_data, emit, language
    from lookthrough.queries.search import search as answer
    from lookthrough.settings import settings

    known = settings()
    with _viewing(clocks, store, known) as view:
        rows = answer(view, text, limit)
    if as_data(output):
        emit(output, rows, rows, many=True)
    else:
        print("\n".join(search_lines(rows, text, language(output, known.lang))))


def show(ref: Ref, clocks: Clocks, store: StoreOptions, output: Output) -> None:
    """All that the store knows of one party or account, with its source rows."""
    from lookthrough.cli.output import as_data, emit, language
    from lookthrough.cli.show_text import show_lines
    from lookthrough.queries.refs import resolve
    from lookthrough.queries.show import show as answer
    from lookthrough.settings import settings

    known = settings()
    with _viewing(clocks, store, known) as view:
        named = resolve(view, ref, "show")
        found = answer(view, named.node, account=named.account)
    if as_data(output):
        emit(output, [found], found["records"], many=False)
    else:
        print("\n".join(show_lines(found, named.shown_as, language(output, known.lang))))
