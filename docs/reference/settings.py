"""Which environment variables does the program read?"""

from __future__ import annotations

from docs.reference.markdown import Lines, code, page, prose, table
from lookthrough.settings import DEFAULT_CACHE, DEFAULT_RULE, DEFAULT_STORE

VARIABLES = {
    "LOOKTHROUGH_STORE": ("The store, where `--store` is not given.", f"`{DEFAULT_STORE}`"),
    "LOOKTHROUGH_RULE": ("A rule or a family of rules, where `--rule` is not given.", f"`{DEFAULT_RULE}`"),
    "LOOKTHROUGH_LANG": (
        "`en` or `zh`, where `--lang` is not given.",
        "the locale (`LC_ALL`, `LC_MESSAGES`, `LANG`)",
    ),
    "LOOKTHROUGH_PRECEDENCE": (
        "Datasets, comma between them, where `--precedence` is not given: the first wins when sources disagree.",
        "none: the range that holds all sources",
    ),
    "LOOKTHROUGH_ZONE": (
        "The zone of times that carry no offset, where `--zone` is not given.",
        "none: such a time is refused",
    ),
    "LOOKTHROUGH_CACHE": (
        "The folder in which the graph lies ready for questions about everybody, for this user alone; `off`: none.",
        f"`$XDG_CACHE_HOME/lookthrough`, else `{DEFAULT_CACHE}`",
    ),
}


def settings_page() -> str:
    """Every environment variable."""
    return page("Settings", "settings.py", _settings())


def _settings() -> Lines:
    yield "All settings come from the environment and are read once; an option of a command goes before its variable."
    yield ""
    yield from table(
        ["variable", "says", "default"], [[code(n), w, default] for n, (w, default) in VARIABLES.items()]
    )
    yield from prose("""
        A store's address that carries a password is refused. `NO_COLOR` is honoured.

        Tests read two more: `LOOKTHROUGH_CHROMIUM`, the path of a browser, and `LOOKTHROUGH_REQUIRE`, which says what
        must be there (`browser`), so that no test is skipped for want of it.
    """)
