"""What does the environment decide, and what does it refuse? Errors carry the exit code of their kind."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from lookthrough import errors
from lookthrough.errors import LookthroughError, ShareError, UsageError
from lookthrough.settings import Settings, settings


def test_without_an_environment_the_defaults_hold() -> None:
    cache = Path.home() / ".cache/lookthrough"
    assert settings({}) == Settings("./lookthrough.duckdb", "cn-bank", "en", (), None, cache)


def test_every_setting_has_a_variable_of_its_own() -> None:
    found = settings(
        {
            "LOOKTHROUGH_STORE": "/data/bank.duckdb",
            "LOOKTHROUGH_RULE": "eu-amlr-2027",
            "LOOKTHROUGH_LANG": "zh",
            "LOOKTHROUGH_PRECEDENCE": " register, form ,",
            "LOOKTHROUGH_ZONE": "Asia/Shanghai",
            "LOOKTHROUGH_CACHE": "/data/cache",
        }
    )
    said = ("/data/bank.duckdb", "eu-amlr-2027", "zh", ("register", "form"), "Asia/Shanghai")
    assert found == Settings(*said, Path("/data/cache"))


def test_nothing_is_kept_where_the_cache_is_off_and_else_where_the_user_keeps_caches() -> None:
    assert settings({"LOOKTHROUGH_CACHE": "off"}).cache is None
    assert settings({"XDG_CACHE_HOME": "/caches"}).cache == Path("/caches/lookthrough")


def test_an_empty_variable_is_as_good_as_none() -> None:
    names = ("STORE", "RULE", "LANG", "PRECEDENCE", "ZONE", "CACHE")
    assert settings({f"LOOKTHROUGH_{name}": "" for name in names}) == settings({})


@pytest.mark.parametrize(
    ("env", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_TW", "LANG": "en_GB"}, "zh"),
        ({"LOOKTHROUGH_LANG": "en", "LANG": "zh_CN"}, "en"),
    ],
)
def test_the_language_comes_from_the_locale_unless_it_is_set(env: dict[str, str], lang: str) -> None:
    assert settings(env).lang == lang


def test_a_language_that_is_not_spoken_here_is_refused() -> None:
    with pytest.raises(UsageError, match="LOOKTHROUGH_LANG is 'fr': set it to en or zh"):
        settings({"LOOKTHROUGH_LANG": "fr"})


def test_a_store_with_a_password_in_it_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        settings({"LOOKTHROUGH_STORE": "bolt://neo4j:geheim@127.0.0.1"})
    assert "geheim" not in str(caught.value)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        settings({}).lang = "zh"  # type: ignore[misc]


KINDS = [
    kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, LookthroughError)
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_has_a_sentence_and_an_exit_code(kind: type[LookthroughError]) -> None:
    assert kind.__doc__
    assert kind.__doc__.endswith(".")
    assert kind.exit_code == {"UsageError": 2, "NotInForce": 2, "StoreBusy": 4}.get(kind.__name__, 1)


def test_a_refused_share_carries_its_code() -> None:
    found = ShareError("bad_share", "'x' is no share")
    assert (found.code, str(found)) == ("bad_share", "'x' is no share")
