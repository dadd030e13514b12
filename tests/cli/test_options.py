"""Do options that many commands share reach Typer one by one, and the command as one object?"""

from __future__ import annotations

import inspect
from typing import Annotated, get_args

import pytest
import typer
from typer.testing import CliRunner

from lookthrough.cli.options import Clocks, Output, StoreOptions, spread
from lookthrough.cli.output import as_data, language
from lookthrough.errors import UsageError


def asked(ref: Annotated[str, typer.Argument()], clocks: Clocks, output: Output) -> None:
    """Say what came in."""
    print(ref, clocks, output.lang, output.json, sep="|")  # noqa: T201


def test_the_fields_of_a_group_become_options_of_the_command() -> None:
    found = inspect.signature(spread(asked)).parameters
    assert list(found)[:4] == ["ref", "valid_at", "known_at", "as_of"]
    assert "clocks" not in found
    assert "output" not in found
    assert all(one.kind is inspect.Parameter.KEYWORD_ONLY for one in found.values())


def test_defaults_and_help_come_from_the_fields() -> None:
    found = inspect.signature(spread(asked)).parameters
    assert found["ref"].default is inspect.Parameter.empty
    assert (found["valid_at"].default, found["json"].default) == (None, False)
    assert get_args(found["as_of"].annotation)[1].help == "Both clocks at the end of this day."


def test_the_command_gets_the_groups_as_objects(capsys: pytest.CaptureFixture[str]) -> None:
    given = {name: one.default for name, one in inspect.signature(spread(asked)).parameters.items()}
    spread(asked)(**(given | {"ref": "C", "valid_at": "2026-11-24", "json": True}))
    assert capsys.readouterr().out.strip() == (
        "C|Clocks(valid_at='2026-11-24', known_at=None, as_of=None, rule_at=None, even_if_not_in_force=False, "
        "precedence=None)|None|True"
    )


def test_typer_reads_the_options_of_a_spread_command() -> None:
    app = typer.Typer()
    app.command()(spread(asked))
    found = CliRunner().invoke(app, ["C", "--as-of", "2026-01-31", "--lang", "zh", "--json"])
    assert found.exit_code == 0, found.output
    assert "as_of='2026-01-31'" in found.output
    assert found.output.strip().endswith("|zh|True")
    assert CliRunner().invoke(app, ["C", "--colour"]).exit_code == 2


def test_a_command_without_groups_stays_as_it_is() -> None:
    def plain(*, number: int = 3) -> None:
        print(number)  # noqa: T201

    assert list(inspect.signature(spread(plain)).parameters) == ["number"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [(None, 0), ("", 0), ("30", 30), ("30s", 30), ("2m", 120), ("0.5s", 0.5), (" 3S ", 3)],
)
def test_waiting_is_written_in_seconds_or_minutes(text: str | None, seconds: float) -> None:
    assert StoreOptions(wait=text).wait_seconds == seconds


@pytest.mark.parametrize("text", ["soon", "3h", "m", "1m30s"])
def test_what_is_no_time_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError, match="write 30s or 2m"):
        _ = StoreOptions(wait=text).wait_seconds


def test_the_language_is_the_one_asked_for_else_that_of_the_settings() -> None:
    assert language(Output(), "zh") == "zh"
    assert language(Output(lang="en"), "zh") == "en"
    with pytest.raises(UsageError, match="--lang fr: write en or zh"):
        language(Output(lang="fr"), "en")


@pytest.mark.parametrize("output", [Output(json=True), Output(jsonl=True), Output(csv=True)])
def test_an_answer_for_a_program_is_data(output: Output) -> None:
    assert as_data(output)
    assert not as_data(Output(quiet=True))
