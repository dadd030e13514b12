"""Which options do many commands share? Dataclasses of options, and a decorator that spreads them out for Typer."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from lookthrough.errors import UsageError


@dataclass(frozen=True, slots=True)
class StoreOptions:
    """Which store, and how long to wait for it."""

    store: Annotated[str | None, typer.Option(help="Path of the store.", envvar="LOOKTHROUGH_STORE")] = None
    wait: Annotated[str | None, typer.Option(help="Wait for a busy store, e.g. 30s.")] = None

    @property
    def wait_seconds(self) -> float:
        """How long to wait; raises UsageError for what is no time."""
        text = (self.wait or "0").strip().lower().removesuffix("s")
        unit = 60 if text.endswith("m") else 1
        try:
            return float(text.removesuffix("m")) * unit
        except ValueError:
            raise UsageError(f"--wait {self.wait}: write 30s or 2m") from None


@dataclass(frozen=True, slots=True)
class Clocks:
    """As of when: true in the world, known to the bank, and which law."""

    valid_at: Annotated[
        str | None, typer.Option(help="True on this day (YYYY-MM-DD, or any). Default today.")
    ] = None
    known_at: Annotated[str | None, typer.Option(help="Known by the end of this day, or a run number.")] = (
        None
    )
    as_of: Annotated[str | None, typer.Option(help="Both clocks at the end of this day.")] = None
    rule_at: Annotated[str | None, typer.Option(help="The law of this day. Default: valid-at.")] = None
    even_if_not_in_force: Annotated[
        bool, typer.Option("--even-if-not-in-force", help="Apply the rule anyway.")
    ] = False
    precedence: Annotated[str | None, typer.Option(help="Datasets, first wins: register,form.")] = None


@dataclass(frozen=True, slots=True)
class Output:
    """In which form, in which language, and where to."""

    lang: Annotated[str | None, typer.Option(help="en or zh. Default: from the locale.")] = None
    json: Annotated[bool, typer.Option("--json", help="JSON on stdout, nothing else.")] = False
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON line an answer.")] = False
    csv: Annotated[bool, typer.Option("--csv", help="CSV on stdout, one row an item.")] = False
    out: Annotated[Path | None, typer.Option(help="Write to a file (.json .jsonl .csv .parquet .xlsx).")] = (
        None
    )
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress, no hints.")] = False
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take dataclasses of options: Typer sees their fields, the command gets the objects."""
    hints = get_type_hints(command, include_extras=True)
    plain: list[inspect.Parameter] = []
    groups: dict[str, tuple[Any, list[str]]] = {}
    for name, parameter in inspect.signature(command).parameters.items():
        if is_dataclass(hints[name]):
            group = [field.name for field in fields(hints[name])]
            groups[name] = hints[name], group
            plain += _parameters(hints[name])
        else:
            plain.append(parameter.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY))

    @wraps(command)
    def called(**values: Any) -> None:
        given = {
            name: make(**{part: values.pop(part) for part in parts}) for name, (make, parts) in groups.items()
        }
        command(**values, **given)

    called.__signature__ = inspect.Signature(plain)  # type: ignore[attr-defined]
    called.__annotations__ = {parameter.name: parameter.annotation for parameter in plain}
    del called.__wrapped__
    return called


def _parameters(group: Any) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if field.default is MISSING else field.default,
            annotation=hints[field.name],
        )
        for field in fields(group)
    ]
