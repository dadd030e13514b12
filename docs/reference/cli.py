"""Which commands are there, and what arguments and options do they take?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from inspect import cleandoc
from typing import Any

import typer

from docs.reference.codes import exit_table
from docs.reference.markdown import Lines, code, page, prose, table
from lookthrough.cli.app import app
from lookthrough.cli.ask import RuleOptions
from lookthrough.cli.options import Clocks, Output, StoreOptions

GROUPS = {
    "rule options": (RuleOptions, "Which rule answers, and how."),
    "clocks": (Clocks, "As of when. A day is `YYYY-MM-DD`; `from` and `to` of periods are half-open."),
    "store options": (StoreOptions, "Which store, and whether to wait for it."),
    "output options": (Output, "In which form the answer comes. stdout holds the answer and nothing else."),
}


def cli_page() -> str:
    """Every command with its arguments and options."""
    return page("Commands", "the command line itself", _cli())


def _cli() -> Lines:
    root = typer.main.get_command(app)
    yield from prose("""
        `lookthrough COMMAND --help` says the same in the terminal. A command that takes a party takes any of: an id,
        `customer:ID`, `party:ID`, `account:ID`, `dataset/ID`, `lei:...`, `uscc:...`, or an exact name. Where a name
        fits several parties, the command exits with 1 and lists the lines to paste; where it fits none, it names the
        three nearest.
    """)
    panels: dict[str, list[tuple[str, Any]]] = {}
    for panel, name, command in _commands(root):
        panels.setdefault(panel, []).append((name, command))
    for panel, commands in panels.items():
        yield f"## {panel}"
        yield ""
        for name, command in commands:
            yield from _command(name, command)
    yield "## Shared options"
    yield ""
    named = {param.name: param for *_, command in _commands(root) for param in command.params}
    for group, (kind, words) in GROUPS.items():
        yield f"### {group.capitalize()}"
        yield ""
        yield words
        yield ""
        yield from table(["option", "does"], [_option(named[field.name]) for field in fields(kind)])
    yield "## Exit codes"
    yield ""
    yield from exit_table()


def _commands(group: Any, before: str = "lookthrough", panel: str = "") -> Iterator[tuple[str, str, Any]]:
    for name, command in group.commands.items():
        where = command.rich_help_panel or panel
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before} {name}", where)
        else:
            yield where, f"{before} {name}", command


def _command(name: str, command: Any) -> Lines:
    arguments = [param for param in command.params if not _is_option(param)]
    options = [param for param in command.params if _is_option(param)]
    names = {param.name for param in options}
    groups = {group: {field.name for field in fields(kind)} for group, (kind, _) in GROUPS.items()}
    shared = [group for group, parts in groups.items() if parts <= names]
    own = [param for param in options if not any(param.name in groups[group] for group in shared)]
    yield f"### `{name}`"
    yield ""
    yield cleandoc(command.help or "").replace("\n", " ")
    yield ""
    yield f"`{' '.join([name, *map(_argument, arguments), *(['[OPTIONS]'] if options else [])])}`"
    yield ""
    rows = [[code(_argument(p)), p.help or ""] for p in arguments] + [_option(p) for p in own]
    if rows:
        yield from table(["argument or option", "does"], rows)
    if shared:
        yield f"With {', '.join(f'[{group}](#{group.replace(chr(32), chr(45))})' for group in shared)}."
        yield ""


def _is_option(param: Any) -> bool:
    return str(param.opts[0]).startswith("-")


def _argument(param: Any) -> str:
    word = param.name.upper() + ("..." if param.nargs == -1 else "")
    return word if param.required else f"[{word}]"


def _option(param: Any) -> list[str]:
    word = ", ".join([*param.opts, *param.secondary_opts])
    value = "" if param.is_flag else f" {param.name.upper()}"
    again = " May be repeated." if param.multiple else ""
    default = f" Default {param.default}." if param.default not in (None, False, ()) else ""
    variable = f" Environment: `{param.envvar}`." if param.envvar else ""
    return [code(word + value), (param.help or "") + again + default + variable]
