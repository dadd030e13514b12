"""What did the environment say? One frozen object, read once, in wiring; unsafe values are refused."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lookthrough.errors import UsageError

DEFAULT_STORE = "./lookthrough.duckdb"
DEFAULT_RULE = "cn-bank"
DEFAULT_CACHE = "~/.cache/lookthrough"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the store is, which rule and language are the default, whose word counts first.

    `cache`: the folder in which snapshots are kept, None where none shall be.
    """

    store: str = DEFAULT_STORE
    rule: str = DEFAULT_RULE
    lang: str = "en"
    precedence: tuple[str, ...] = ()
    zone: str | None = None
    cache: Path | None = None


def settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read LOOKTHROUGH_STORE, _RULE, _LANG (else the locale), _PRECEDENCE, _ZONE and _CACHE.

    Raises:
        UsageError: a store that carries a password, or a language that is not spoken here.
    """
    env = os.environ if environ is None else environ
    store = env.get("LOOKTHROUGH_STORE") or DEFAULT_STORE
    if "://" in store and "@" in store:
        raise UsageError(
            "LOOKTHROUGH_STORE carries a password: give user and password in variables of their own"
        )
    precedence = tuple(
        part.strip() for part in env.get("LOOKTHROUGH_PRECEDENCE", "").split(",") if part.strip()
    )
    return Settings(
        store,
        env.get("LOOKTHROUGH_RULE") or DEFAULT_RULE,
        _lang(env),
        precedence,
        env.get("LOOKTHROUGH_ZONE") or None,
        _cache(env),
    )


def _cache(env: Mapping[str, str]) -> Path | None:
    """LOOKTHROUGH_CACHE, `off` for none; else the folder of the user's caches, none where he has no home."""
    said = env.get("LOOKTHROUGH_CACHE")
    if said == "off":
        return None
    try:
        if said:
            return Path(said).expanduser()
        caches = env.get("XDG_CACHE_HOME")
        return Path(caches, "lookthrough") if caches else Path(DEFAULT_CACHE).expanduser()
    except RuntimeError:
        return None


def _lang(env: Mapping[str, str]) -> str:
    if chosen := env.get("LOOKTHROUGH_LANG"):
        if chosen not in ("en", "zh"):
            raise UsageError(f"LOOKTHROUGH_LANG is '{chosen}': set it to en or zh")
        return chosen
    locale = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    return "zh" if locale.lower().startswith("zh") else "en"
