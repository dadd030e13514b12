"""Which pages of the documentation follow from the program itself, and are they up to date?

`python docs/generate.py` writes them, `python docs/generate.py --check` says which are stale and exits 1. Each page is
a function without arguments that returns its text; nothing in them depends on the machine or the day.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from inspect import cleandoc
from pathlib import Path
from typing import Any

import typer

from lookthrough import errors
from lookthrough.cli.app import app
from lookthrough.cli.ask import RuleOptions
from lookthrough.cli.options import Clocks, Output, StoreOptions
from lookthrough.errors import LookthroughError
from lookthrough.graph.shares import percent
from lookthrough.graph.tables import COLUMNS, Column, Table
from lookthrough.ingest import codes as ingest_codes
from lookthrough.ingest.checks import EITHER, WORDS
from lookthrough.queries import codes as query_codes
from lookthrough.queries.rules.rule import Fallback, OfficeRule, Rule, Test, shipped
from lookthrough.settings import DEFAULT_RULE, DEFAULT_STORE

DOCS = Path(__file__).resolve().parent
Lines = Iterator[str]

# Exit code -> when, and what to do then.
EXITS = {
    0: ("Done.", "Nothing."),
    1: ("Something failed, and stderr says what in one sentence.", "Do what the sentence says."),
    2: ("The words of the command do not fit together.", "Change the option that the sentence names."),
    3: (
        "Done, and `conform`, `store check` or `rules check` found a fault.",
        "Read stdout: it lists what was found.",
    ),
    4: ("The store is busy.", "Try again later, or wait for it with `--wait 30s`."),
    130: ("You pressed Ctrl-C. Nothing is half-written.", "Nothing."),
}
# Error -> a sentence that it comes with.
ERRORS = {
    "UsageError": "--as-of sets both clocks: leave out --valid-at and --known-at",
    "NotInForce": "cn-bank-2026 is in force from 2026-01-20, the date asked is 2025-06-01: add --even-if-not-in-force",
    "NotFound": "nothing in the store is called '海端'; the nearest: lookthrough owners C2",
    "Ambiguous": "'海瑞' names 2 parties: lookthrough owners C1 | lookthrough owners C2",
    "NoStore": "no store at ./lookthrough.duckdb: load one with 'lookthrough ingest FOLDER', or try 'lookthrough demo'",
    "StoreBusy": "bank.duckdb is being written by process 4711 (lookthrough ingest): wait, or add --wait 30s",
    "StoreMismatch": "bank.duckdb was written by a newer DuckDB than 2.0.0: update Lookthrough",
    "BadInput": "there is no file bank/parties.csv",
    "RuleError": 'own.toml: tests.0.comparator: "=" is not one of [">=",">"]',
}
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
}
VIEWS = {
    "parties": "Who is known: one row a record of a party.",
    "share_classes": "Classes of shares of a company.",
    "interests": "Who has what in whom.",
    "associations": "Links between parties that are no interest.",
    "customers": "Which party is which customer.",
    "declared_owners": "Whom a form, a filing or a register names as owner.",
    "accounts": "Accounts of the bank.",
    "mandates": "Who may do what with an account.",
    "transfers": "Payments.",
    "runs": "What was delivered, judged and taken back.",
    "rejects": "Rows that were refused.",
}
QUERIES = {
    "How many interests does each dataset bring?": """
        SELECT dataset, count(*) AS interests FROM interests GROUP BY dataset ORDER BY dataset
    """,
    "Which companies have more than 100 % recorded?": """
        SELECT held_id, sum(share_low) AS recorded FROM interests
        WHERE kind = 'shareholding' AND share_class IS NULL
        GROUP BY held_id HAVING sum(share_low) > 1 ORDER BY recorded DESC
    """,
    "Which customers have no recorded holder?": """
        SELECT c.customer_id, p.name FROM customers c JOIN parties p USING (party_id)
        WHERE NOT EXISTS (SELECT 1 FROM interests i WHERE i.held_id = c.party_id)
        ORDER BY c.customer_id
    """,
    "Why are rows refused?": """
        SELECT run, code, count(*) AS "rows" FROM rejects GROUP BY run, code ORDER BY run, code
    """,
}
HOLDS = {
    "text": "text",
    "flag": "`true` or `false`",
    "day": "a day",
    "micros": "a moment",
    "share": "a share",
    "amount": "a number",
}
MEASURED = {"equity": "shares", "votes": "votes", "profit": "profit"}
THROUGH = {"product": "multiplied along chains, added over paths", "direct": "held directly"}


NOTES = {
    (Table.PARTIES, "party_id"): "the bank's id; one id in two datasets is one party",
    (Table.PARTIES, "unknown"): "where it is known that nobody knows who it is",
    (
        Table.PARTIES,
        "rest_each_at_most",
    ): "the most that one unrecorded holder can have, as below a list of the ten largest",
    (Table.SHARE_CLASSES, "votes_per_share"): "1 where empty",
    (Table.SHARE_CLASSES, "profit_weight"): "1 where empty; equity goes by it too",
    (Table.INTERESTS, "holder_id"): "or `holder_name` and `holder_kind`",
    (Table.INTERESTS, "held_id"): "or `held_name` and `held_kind`",
    (Table.INTERESTS, "share"): "of the company, or of the class that `share_class` names",
    (Table.INTERESTS, "shares"): "of the class, in place of a share",
    (Table.INTERESTS, "votes"): "in place of a share",
    (Table.INTERESTS, "subscribed"): "capital, in place of a share: over the company's capital",
    (Table.INTERESTS, "paid_in"): "capital; profit follows it in a Chinese limited company",
    (Table.INTERESTS, "nominee"): "held for somebody else, whom an association `nominee_for` names",
    (Table.INTERESTS, "joint"): "the id of a block that several hold together",
    (Table.ASSOCIATIONS, "party_a"): "the parent, the nominee, whose votes are directed",
    (Table.ASSOCIATIONS, "party_b"): "the child, for whom is held, who directs",
    (Table.TRANSFERS, "from_account"): "an outside account is known by `from_name` and `from_bank`",
    (Table.TRANSFERS, "to_account"): "an outside account is known by `to_name` and `to_bank`",
}


def main(argv: Sequence[str]) -> int:
    """Write every page, or with --check name the stale ones."""
    stale = [name for name, page in PAGES.items() if current(name) != page()]
    if "--check" in argv:
        sys.stdout.writelines(f"docs/{name} is stale: python docs/generate.py\n" for name in stale)
        return 1 if stale else 0
    for name in stale:
        (DOCS / name).write_text(PAGES[name](), encoding="utf-8", newline="\n")
        sys.stdout.write(f"docs/{name}\n")
    return 0


def current(name: str) -> str:
    """The page as it is; empty where there is none."""
    path = DOCS / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def page(title: str, source: str, body: Iterable[str]) -> str:
    """A page with its title and the note that it is generated."""
    head = [
        f"# {title}",
        "",
        f"<!-- Generated from {source} by docs/generate.py: change those, then run it. -->",
        "",
    ]
    return "\n".join([*head, *body]).rstrip("\n") + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Lines:
    """A Markdown table with a blank line behind it."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


def prose(text: str) -> Lines:
    """Paragraphs with a blank line behind them."""
    yield from cleandoc(text).split("\n")
    yield ""


def code(text: str) -> str:
    """Text in the type of code; nothing for no text."""
    return f"`{text}`" if text else ""


def listed(names: Iterable[str]) -> str:
    """Names as code, comma between them."""
    return ", ".join(map(code, names))


# -- codes ----------------------------------------------------------------------------------------------------------


def codes_page() -> str:
    """Every code that a user meets, with its meaning, an example and how to mend it."""
    return page("Codes", "ingest/codes.py, queries/codes.py and errors.py", _codes())


def _codes() -> Lines:
    yield from prose("""
        What each code means, what it looks like, and how to mend it: of [refused rows](#refused-rows), of [remarks on
        files](#remarks-on-files), of [warnings](#warnings) beside an answer, of [errors](#errors), and the [exit
        codes](#exit-codes).

        ## Refused rows

        A row that cannot be read never stops a file and never vanishes: it waits in the rejects of its run, with its
        file, row, column, code, reason and text. `lookthrough runs rejects N --out F.csv` writes the rows of run N to a
        file; mend them there and ingest that file.
    """)
    yield from _entries(ingest_codes.REJECTS)
    yield from prose("""
        ## Remarks on files

        The file is read all the same.
    """)
    yield from _entries(ingest_codes.WARNINGS)
    yield from prose("""
        ## Warnings

        Findings about the data or the question, shown beside each answer that they touch. In the sentences `{0}` and
        `{1}` stand for names, `{v}` for a number.
    """)
    yield from _entries(query_codes.WARNINGS)
    yield from prose("""
        ## Errors

        Every failure is one sentence on stderr that says what to do. The library raises the class of the same name from
        `lookthrough.errors`; all of them are `LookthroughError`.
    """)
    rows = [
        [code(e.__name__), str(e.exit_code), _first(e), code(ERRORS[e.__name__])] for e in error_classes()
    ]
    yield from table(["error", "exit code", "meaning, and how to mend", "example"], rows)
    yield from prose("""
        `ShareError` (a `ValueError`) is what reading a share's text raises; its `code` is one of the codes of refused
        rows.

        ## Exit codes
    """)
    yield from exit_table()


def _entries(codes: Mapping[str, Any]) -> Lines:
    for name, entry in codes.items():
        yield f"### `{name}`"
        yield ""
        yield entry.meaning
        yield ""
        if hasattr(entry, "en"):
            yield f"- Sentence: {entry.en}."
            yield f"- 中文：{entry.zh}。"
        yield f"- Example: {entry.example if hasattr(entry, 'en') else code(entry.example)}"
        yield f"- Mend: {entry.mend}"
        yield ""


def error_classes() -> list[type[LookthroughError]]:
    """Every error that a user can meet, in the order of errors.py; the root is raised only through them."""
    found = [value for value in vars(errors).values() if isinstance(value, type)]
    return [kind for kind in found if issubclass(kind, LookthroughError) and kind is not LookthroughError]


def _first(thing: object) -> str:
    return cleandoc(thing.__doc__ or "").partition("\n\n")[0].replace("\n", " ")


def exit_table() -> Lines:
    """The exit codes."""
    rows = [[str(number), when, then] for number, (when, then) in EXITS.items()]
    yield from table(["exit code", "meaning", "what to do"], rows)


# -- commands -------------------------------------------------------------------------------------------------------

GROUPS = {
    "rule options": (RuleOptions, "Which rule answers, and how."),
    "clocks": (Clocks, "As of when. A day is `YYYY-MM-DD`; `from` and `to` of periods are half-open."),
    "store options": (StoreOptions, "Which store, and whether to wait for it."),
    "output options": (Output, "In which form the answer comes. stdout holds the answer and nothing else."),
}


def cli_page() -> str:
    """Every command with its arguments and options."""
    return page("Commands", "the command line itself", _cli())


def _cli() -> Lines:
    root = typer.main.get_command(app)
    yield from prose("""
        `lookthrough COMMAND --help` says the same in the terminal. A command that takes a party takes any of: an id,
        `customer:ID`, `party:ID`, `account:ID`, `dataset/ID`, `lei:...`, `uscc:...`, or an exact name. Where a name
        fits several parties, the command exits with 1 and lists the lines to paste; where it fits none, it names the
        three nearest.
    """)
    panels: dict[str, list[tuple[str, Any]]] = {}
    for panel, name, command in _commands(root):
        panels.setdefault(panel, []).append((name, command))
    for panel, commands in panels.items():
        yield f"## {panel}"
        yield ""
        for name, command in commands:
            yield from _command(name, command)
    yield "## Shared options"
    yield ""
    named = {param.name: param for *_, command in _commands(root) for param in command.params}
    for group, (kind, words) in GROUPS.items():
        yield f"### {group.capitalize()}"
        yield ""
        yield words
        yield ""
        yield from table(["option", "does"], [_option(named[field.name]) for field in fields(kind)])
    yield "## Exit codes"
    yield ""
    yield from exit_table()


def _commands(group: Any, before: str = "lookthrough", panel: str = "") -> Iterator[tuple[str, str, Any]]:
    for name, command in group.commands.items():
        where = command.rich_help_panel or panel
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before} {name}", where)
        else:
            yield where, f"{before} {name}", command


def _command(name: str, command: Any) -> Lines:
    arguments = [param for param in command.params if not _is_option(param)]
    options = [param for param in command.params if _is_option(param)]
    names = {param.name for param in options}
    groups = {group: {field.name for field in fields(kind)} for group, (kind, _) in GROUPS.items()}
    shared = [group for group, parts in groups.items() if parts <= names]
    own = [param for param in options if not any(param.name in groups[group] for group in shared)]
    yield f"### `{name}`"
    yield ""
    yield cleandoc(command.help or "").replace("\n", " ")
    yield ""
    yield f"`{' '.join([name, *map(_argument, arguments), *(['[OPTIONS]'] if options else [])])}`"
    yield ""
    rows = [[code(_argument(p)), p.help or ""] for p in arguments] + [_option(p) for p in own]
    if rows:
        yield from table(["argument or option", "does"], rows)
    if shared:
        yield f"With {', '.join(f'[{group}](#{group.replace(chr(32), chr(45))})' for group in shared)}."
        yield ""


def _is_option(param: Any) -> bool:
    return str(param.opts[0]).startswith("-")


def _argument(param: Any) -> str:
    word = param.name.upper() + ("..." if param.nargs == -1 else "")
    return word if param.required else f"[{word}]"


def _option(param: Any) -> list[str]:
    word = ", ".join([*param.opts, *param.secondary_opts])
    value = "" if param.is_flag else f" {param.name.upper()}"
    again = " May be repeated." if param.multiple else ""
    default = f" Default {param.default}." if param.default not in (None, False, ()) else ""
    variable = f" Environment: `{param.envvar}`." if param.envvar else ""
    return [code(word + value), (param.help or "") + again + default + variable]


# -- rules ----------------------------------------------------------------------------------------------------------


def rules_page() -> str:
    """Every rule, test by test."""
    return page("Rules", "the rule files in queries/rules", _rules())


def _rules() -> Lines:
    yield from prose("""
        A rule is a TOML file that says what an instrument says: its tests, thresholds, articles and dates. This page
        shows what Lookthrough reads out of each. **It is not legal advice**: the text of the law decides, and how the
        text was read stands beside each rule. Rules of your own are checked with `lookthrough rules check FILE`.

        How a test is read: a person meets it when the figure passes the threshold; over ranges, *certain* means for
        every filling of what is not known exactly, *possible* for some. A test does not count beside a test that it
        *gives way to* and that the same person meets.
    """)
    yield from table(
        ["rule", "instrument", "in force", "text read"],
        [[f"[{r.id}](#{r.id})", _both(r.instrument), _dates(r), r.read] for r in shipped().values()],
    )
    for rule in shipped().values():
        yield from _rule(rule)


def _both(words: Mapping[str, str]) -> str:
    return f"{words['en']} · {words['zh']}"


def _dates(rule: Rule) -> str:
    return f"from {rule.in_force_from}" + (f" until {rule.in_force_to}" if rule.in_force_to else "")


def _rule(rule: Rule) -> Lines:
    yield f"## {rule.id}"
    yield ""
    yield f"{_both(rule.title)}"
    yield ""
    yield f"- Instrument: [{_both(rule.instrument)}]({rule.url}), {_dates(rule)}."
    yield f"- How the text was read: {rule.read}."
    yield f"- Family: `{rule.family}`. `--rule {rule.family}` takes the version that is in force on the date asked."
    yield f"- Order: {ORDER[rule.order]}"
    yield f"- Nominees: {NOMINEE[rule.nominee]}"
    yield f"- Executing partners: {EXECUTING[rule.executing_votes]}"
    if rule.exempt_classes:
        yield f"- Need not be looked through (article {rule.scope_article}): {listed(rule.exempt_classes)}."
    if rule.triggers:
        yield f"- Calls for enhanced measures (article {rule.enhanced_article}): {listed(rule.triggers)}."
    yield ""
    rows = [[code(t.basis), t.article, _test(t), listed(t.unless), _both(t.words)] for t in rule.tests]
    yield from table(["basis", "article", "test", "gives way to", "words"], rows)
    yield from _offices(rule)
    if rule.reviews:
        yield "A person must look; the rule does not decide:"
        yield ""
        yield from table(
            ["reason", "article", "when"],
            [
                [code(r.reason), r.article, f"{REVIEWS[r.reason]}, {r.comparator} {percent(r.threshold)} %"]
                for r in rule.reviews
            ],
        )
    if rule.options:
        yield "Options, given as `--option KEY=VALUE`:"
        yield ""
        yield from table(
            ["key", "value", "does"], [[code(k), o["kind"], _both(o)] for k, o in rule.options.items()]
        )


ORDER = {
    "parallel": "the tests stand side by side, every basis that is met is named.",
    "cascade": "a later test is asked only where no earlier one is met.",
}
NOMINEE = {
    "transparent": "what a nominee holds is the nominator's.",
    "rights_without_equity": "a nominator has profit, votes and control of what is held for him, but no equity.",
}
EXECUTING = {
    "count": "an executing partner has the votes of the partnership.",
    "review": "that status alone decides nothing, a person must look.",
    "none": "that status gives no votes.",
}
REVIEWS = {
    "votes_through_companies": "votes are reached through companies that the person controls, but no majority",
    "executing_partner": "control or votes stand on being an executing partner alone",
    "behind_arrangement": "the person stands behind a trust or other arrangement that has a counting share",
}

MAKES = {"owner": "as an owner", "fallback": "for want of an owner", "record": "recorded, no owner"}


def _test(test: Test) -> str:
    limit = f"{test.comparator} {code(test.threshold_option)}" if test.threshold_option else ""
    limit = limit if test.threshold is None else f"{test.comparator} {percent(test.threshold)} %"
    if test.method == "control":
        return f"control: votes {limit} at every level, or control by other means"
    measures = (f"{MEASURED[measure.right]} {THROUGH[measure.through]}" for measure in test.measures)
    return f"{'; or '.join(measures)}: {limit}"


def _offices(rule: Rule) -> Lines:
    named: list[tuple[str, OfficeRule | Fallback | None]] = [
        ("nobody meets a test", rule.fallback),
        ("the customer is a branch of a company abroad", rule.branch),
        ("the customer is an arrangement", rule.arrangement),
        ("the state controls the customer", rule.state),
        *((f"the customer's class is {listed(part.classes)}", part) for part in rule.simplified),
    ]
    rows = [_office(when, part) for when, part in named if part is not None]
    if rows:
        yield "By office or role:"
        yield ""
        yield from table(["when", "basis", "article", "who", "words"], rows)


def _office(when: str, part: OfficeRule | Fallback) -> list[str]:
    needs = part.needs if isinstance(part, OfficeRule) else ()
    roles = part.roles if isinstance(part, OfficeRule) else ()
    who = listed([*part.offices, *roles])
    if isinstance(part, Fallback):
        who += ", or the executing partner" if part.executing_partner else ""
        who += f": whoever is highest, {MAKES[part.makes]}"
    when += f", with {listed(needs)}" if needs else ""
    return [when, code(part.basis), part.article, who, _both(part.words)]


# -- the store in SQL, the settings, the layout -----------------------------------------------------------------------


def sql_page() -> str:
    """Every view with its columns, and questions to start from."""
    return page("SQL", "the views of the embedded store", _sql())


def _sql() -> Lines:
    yield from prose("""
        `lookthrough sql "SELECT ..."` asks the store in DuckDB's SQL. One statement that reads is taken (SELECT, WITH,
        DESCRIBE, SHOW); nothing can be written, no extension loaded, no other file read. The views show what the last
        run knows, at whatever date it is true; `run` is the run that brought the row. Other tables are the store's own
        business and may change.

        Numbers are shown as floating point here. A share stands beside its two ends as exact text: `63/200`,
        `[1/5,7/20]`, `(1/4,1/2]`. Answers never come from these columns, they come from exact numbers.
    """)
    for question, statement in QUERIES.items():
        yield f"{question}"
        yield ""
        yield f"```sql\n{cleandoc(statement)}\n```"
        yield ""
    for name, columns in views().items():
        yield f"## {name}"
        yield ""
        yield f"{VIEWS[name]}"
        yield ""
        yield from table(["column", "type"], [[code(column), kind] for column, kind in columns.items()])


def views() -> dict[str, dict[str, str]]:
    """View -> column -> type, as an empty store has them."""
    from lookthrough.graph.stores.duckdb import open_store

    with open_store(":memory:", "create") as store:
        found = {
            str(row[0]) for row in store.sql("SELECT view_name FROM duckdb_views() WHERE NOT internal").rows
        }
        names = [*(name for name in VIEWS if name in found), *sorted(found - VIEWS.keys())]
        return {name: {str(r[0]): str(r[1]) for r in store.sql(f"DESCRIBE {name}").rows} for name in names}


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


def layout_page() -> str:
    """The bank layout: every file, its columns and its words."""
    return page("The bank layout", "graph/tables.py and ingest/checks.py", _layout())


def _layout() -> Lines:
    yield from prose("""
        A delivery is a folder that holds any of these files as `.csv` (UTF-8, comma) or `.parquet`; the file's name
        says which it is. The folder's name is the *dataset*, unless `--dataset` names another.

        `*` must be there. **Bold** columns are the key of a record; a column `record_id`, which any file may have,
        takes its place. Empty is unknown. Columns that the layout lacks are kept with the record and feed no answer. A
        column `dataset` spreads a file over several datasets.

        How values are written:

        - A share: `30%`, `1/3`, a range `[25,50]%`, or `(25,50]%` for more than 25 and at most 50. A bare number only
          with `--share-unit`.
        - A day: `2026-11-24`; `birth_date` may be shorter. Periods are half-open: `valid_to` is the first day on which
          it is no longer so.
        - A moment: `2026-11-24T10:00:00+08:00`; without the offset only with `--zone`.
        - A number: `1234.50`, no separators, no currency sign.
        - Several names in `names_other`: `;` between them.

        Shareholders known by name alone: `holder_name` with `holder_kind` and `held_name` with `held_kind` stand for
        the ids, as do the columns 公司名称, 股东名称, 股东类型 and 持股比例. Then one party is made for each dataset,
        kind and name, never merged across datasets.
    """)
    for name in Table:
        yield f"## {name}"
        yield ""
        delivered = [
            column for column in COLUMNS[name] if column.kind != "int"
        ]  # an offset is part of its moment
        yield from table(["column", "holds", "which"], [_column(name, column) for column in delivered])
        for either in EITHER.get(name, ()):
            yield f"One of {listed(either)} must be there."
            yield ""


def _column(name: Table, column: Column) -> list[str]:
    star = "*" if column.required else ""
    shown = f"**{column.name}**{star}" if column.key else f"{column.name}{star}"
    parts = [NOTES.get((name, column.name), ""), listed(sorted(WORDS.get((name, column.name), ())))]
    return [shown, HOLDS[column.kind], ": ".join(filter(None, parts))]


PAGES: dict[str, Callable[[], str]] = {
    "codes.md": codes_page,
    "cli.md": cli_page,
    "rules.md": rules_page,
    "sql.md": sql_page,
    "settings.md": settings_page,
    "layout.md": layout_page,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
