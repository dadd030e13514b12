"""How is the package run as a program? `python -m lookthrough` is the `lookthrough` command."""

from lookthrough.cli import main

main()
