"""Which benchmark? `python -m bench` runs them all, `python -m bench owners 0.1` one of them with its arguments."""

from __future__ import annotations

import sys
from importlib import import_module

ALL = ("ingest", "formats", "search", "owners", "control", "everybody", "bounds", "cut", "all_owners")


def main(argv: list[str]) -> None:
    """Run the benchmarks named, or all."""
    if argv and argv[0] not in ALL:
        sys.exit(f"there is no benchmark '{argv[0]}': there are {', '.join(ALL)}")
    for name in [argv[0]] if argv else ALL:
        print(f"\n== {name}")
        import_module(f"bench.{name}").main(argv[1:])


main(sys.argv[1:])
