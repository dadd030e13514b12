"""Which pages of the documentation follow from the program itself?

Each page is a function without arguments that returns its text; nothing in it depends on the machine or the day.
"""

from __future__ import annotations

from collections.abc import Callable

from docs.reference.cli import cli_page
from docs.reference.codes import codes_page
from docs.reference.layout import layout_page
from docs.reference.rules import rules_page
from docs.reference.settings import settings_page
from docs.reference.sql import sql_page

PAGES: dict[str, Callable[[], str]] = {
    "codes.md": codes_page,
    "cli.md": cli_page,
    "rules.md": rules_page,
    "sql.md": sql_page,
    "settings.md": settings_page,
    "layout.md": layout_page,
}
