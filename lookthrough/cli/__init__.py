"""What does a user type? The `lookthrough` command: panels of commands, one sentence for every failure."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

INTERRUPTED = 130
WRONG_USAGE = 2


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(sys.argv[1:] if argv is None else argv))


def run(argv: Sequence[str]) -> int:
    """Run one command and return its exit code (docs/cli.md, "Exit codes")."""
    from lookthrough.errors import LookthroughError

    try:
        return _called(list(argv))
    except LookthroughError as error:
        if "--debug" in argv:
            raise
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("interrupted: nothing is half-written", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _called(argv: list[str]) -> int:
    import typer

    from lookthrough.cli.app import app

    try:
        code = app(args=argv, standalone_mode=False, prog_name="lookthrough")
    except typer.Abort as abort:
        raise KeyboardInterrupt from abort
    except typer.TyperException as error:
        show = getattr(error, "show", None)
        show() if show else print(error, file=sys.stderr)
        return WRONG_USAGE
    return code if isinstance(code, int) else 0
