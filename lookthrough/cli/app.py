"""Which commands are there? Every panel of docs/cli.md; a command imports what it needs when it runs."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import typer
from typer.core import TyperGroup

from lookthrough.cli import ask, hand, law, load, map, operate  # noqa: A004  # the command's own name


class Panels(TyperGroup):
    """A help page that lists the commands by panel, without boxes."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """One section a panel, in the order in which panels first appear."""
        panels: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None:
                panel = getattr(command, "rich_help_panel", None) or "Commands"
                panels[str(panel)].append((name, command.get_short_help_str(58)))
        for panel, rows in panels.items():
            with formatter.section(panel):
                formatter.write_dl(rows)


app = typer.Typer(
    cls=Panels,
    name="lookthrough",
    help="Look through companies, nominees, trusts and accounts to the natural persons behind them.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for register in (ask.register, load.register, map.register, law.register, hand.register, operate.register):
    register(app)


@app.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Look through companies, nominees, trusts and accounts to the natural persons behind them."""
    if context.invoked_subcommand is None:
        operate.greeting()
