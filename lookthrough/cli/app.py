"""Which commands are there? Every panel of docs/cli.md; a command imports what it needs when it runs."""

from __future__ import annotations

import typer

from lookthrough.cli import ask, hand, law, load, operate

app = typer.Typer(
    name="lookthrough",
    help="Look through companies, nominees, trusts and accounts to the natural persons behind them.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for register in (ask.register, load.register, law.register, hand.register, operate.register):
    register(app)


@app.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Look through companies, nominees, trusts and accounts to the natural persons behind them."""
    if context.invoked_subcommand is None:
        operate.greeting()
