"""Rules: rules list, rules show, rules check, conform."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lookthrough.cli.options import Output, spread
from lookthrough.errors import RuleError, UsageError

if TYPE_CHECKING:
    from lookthrough.queries.rules.rule import Rule

PANEL = "Rules"
FOUND = 3


def register(app: typer.Typer) -> None:
    """Add the panel."""
    rules = typer.Typer(help="The rules: which there are, what they say.", rich_markup_mode=None)
    rules.command(name="list")(spread(list_rules))
    rules.command()(spread(show))
    rules.command()(spread(check))
    app.add_typer(rules, name="rules", rich_help_panel=PANEL)
    app.command(rich_help_panel=PANEL)(spread(conform))


def list_rules(output: Output) -> None:
    """All rules, with the dates in which they are in force."""
    from lookthrough.cli.output import as_data, emit, language
    from lookthrough.cli.rules_text import rules_lines
    from lookthrough.queries.rules.rule import shipped
    from lookthrough.settings import settings

    rules = list(shipped().values())
    rows = [
        {"id": r.id, "family": r.family, "in_force_from": str(r.in_force_from), "read": r.read, **_words(r)}
        for r in rules
    ]
    if as_data(output):
        emit(output, rows, rows, many=True)
        return
    print("\n".join(rules_lines(rules, language(output, settings().lang))))


def _words(rule: Rule) -> dict[str, str]:
    return {"instrument": rule.instrument["en"], "title": rule.title["en"], "url": rule.url}


def show(name: Annotated[str, typer.Argument(help="A rule's id or family")], output: Output) -> None:
    """What a rule says, test by test."""
    from lookthrough.cli.output import as_data, emit, language
    from lookthrough.cli.rules_text import rule_lines
    from lookthrough.queries.rules.rule import shipped
    from lookthrough.settings import settings

    rule = next((r for r in shipped().values() if name in (r.id, r.family)), None)
    if rule is None:
        raise UsageError(f"there is no rule '{name}': lookthrough rules list shows them all")
    if as_data(output):
        emit(output, [rule.source], [dict(test) for test in rule.source["tests"]], many=False)
    else:
        print("\n".join(rule_lines(rule, language(output, settings().lang))))


def check(file: Annotated[Path, typer.Argument(help="A rule file of your own")], output: Output) -> None:
    """Check a rule file against the schema; exit 3 when something is wrong."""
    from lookthrough.cli.output import note
    from lookthrough.queries.rules.rule import read

    try:
        rule = read(file)
    except FileNotFoundError:
        raise UsageError(f"there is no file {file}") from None
    except RuleError as error:
        print(error)
        raise typer.Exit(FOUND) from error
    note(f"{rule.id}: the rule is well formed", output)


def conform(
    files: Annotated[list[Path], typer.Argument(help="Files of worked examples")],
    output: Output,
    only: Annotated[list[str] | None, typer.Option(help="The id of one example.")] = None,
    no_skips: Annotated[bool, typer.Option("--no-skips", help="A skipped check is a failure.")] = False,
) -> None:
    """Run worked examples through store and rules; exit 3 when one does not agree."""
    from lookthrough.cli.output import as_data, emit, language
    from lookthrough.cli.rules_text import conform_lines
    from lookthrough.queries.conform import conform as run
    from lookthrough.settings import settings
    from lookthrough.wiring import example_store, read_examples

    examples = read_examples(files, tuple(only or ()))
    if not examples:
        raise UsageError("no example has that id: leave out --only to run them all")
    results = list(run(examples, example_store))
    if as_data(output):
        found = [result.to_dict() for result in results]
        emit(output, [{"examples": found}], _check_rows(found), many=False)
    else:
        print("\n".join(conform_lines(results, language(output, settings().lang))))
    skipped = any(check.skipped for result in results for check in result.checks)
    if any(result.failed for result in results) or (skipped and no_skips):
        raise typer.Exit(FOUND)


def _check_rows(examples: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """A row a check, what was expected and found as text."""
    from lookthrough.cli.output import text_of

    for example in examples:
        for check in example["checks"]:
            said = {name: text_of(check.get(name)) for name in ("expected", "found")}
            row = {"ask": None, "passed": None, "skipped": None, **check, **said}
            yield {"id": example["id"], "file": example["file"], **row}
