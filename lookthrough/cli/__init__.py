"""What does a user type? The `lookthrough` command: panels of commands, one sentence for every failure."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

from lookthrough.cli.stopping import Stop, words
from lookthrough.errors import LookthroughError

FAILED = 1
WRONG_USAGE = 2
INTERRUPTED = 130
TERMINATED = 143


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    stop = Stop()
    stop.listen()
    code = run(sys.argv[1:] if argv is None else argv, stop)
    stop.end()
    sys.exit(code)


def run(argv: Sequence[str], stop: Stop | None = None) -> int:
    """Run one command and return its exit code (docs/cli.md, "Exit codes")."""
    stop = stop or Stop()
    try:
        code = _called(list(argv))
        if sys.stdout is not None:
            sys.stdout.flush()
        stop.over = True
        return code
    except BaseException as error:
        stop.over = True
        _let_go_of_stdout()
        if stop.received is not None or isinstance(error, KeyboardInterrupt):
            _tell(words(argv))
            return TERMINATED if stop.received == signal.SIGTERM else INTERRUPTED
        if "--debug" in argv or not isinstance(error, Exception):
            raise
        return _failed(error)


def _called(argv: list[str]) -> int:
    """Typer's own `main` would make an exit of its own of a closed pipe and of Ctrl-C, so it is left out."""
    import typer
    from typer.main import get_command

    from lookthrough.cli.app import app

    try:
        with get_command(app).make_context("lookthrough", argv) as context:
            context.command.invoke(context)
    except typer.Exit as done:
        return int(done.exit_code)
    except typer.TyperException as error:
        show = getattr(error, "show", None)
        show() if show else print(error, file=sys.stderr)
        return WRONG_USAGE
    return 0


def _failed(error: Exception) -> int:
    """Say in one sentence what failed; the exit code of it."""
    if isinstance(error, BrokenPipeError):
        return 0
    if isinstance(error, LookthroughError):
        _tell(str(error))
        return error.exit_code
    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        _tell(f"{error.strerror or error}{where}: check the place, the room on its disk and your rights")
    else:
        _tell(
            f"a fault of the program itself ({type(error).__name__}): add --debug to see where, and report it"
        )
    return FAILED


def _tell(sentence: str) -> None:
    with suppress(OSError):
        print(sentence, file=sys.stderr)


def _let_go_of_stdout() -> None:
    """What nobody takes any more goes nowhere, so that the end of the program does not stumble over it."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
