"""Which codes does a user meet, what do they mean, and how are they mended?"""

from __future__ import annotations

from collections.abc import Mapping
from inspect import cleandoc
from typing import Any

from docs.reference.markdown import Lines, code, page, prose, table
from lookthrough import errors
from lookthrough.errors import LookthroughError
from lookthrough.ingest import codes as ingest_codes
from lookthrough.queries import codes as query_codes

# Exit code -> when, and what to do then.
EXITS = {
    0: ("Done.", "Nothing."),
    1: ("Something failed, and stderr says what in one sentence.", "Do what the sentence says."),
    2: ("The words of the command do not fit together.", "Change the option that the sentence names."),
    3: (
        "Done, and `conform`, `store check` or `rules check` found a fault, or `--tolerate` lets fewer rejects pass.",
        "Read stdout: it lists what was found.",
    ),
    4: ("The store is busy.", "Try again later, or wait for it with `--wait 30s`."),
    130: ("You pressed Ctrl-C. Nothing is half-written.", "Nothing."),
    143: ("The system asked the program to end (SIGTERM). Nothing is half-written.", "Nothing."),
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
    "NoRoom": "no room for bank.duckdb (No space left on device): nothing is half-written and what it held is intact; "
    "free some space, then give the same command again",
    "BadInput": "there is no file bank/parties.csv",
    "RuleError": 'own.toml: tests.0.comparator: "=" is not one of [">=",">"]',
}


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

        The file is read all the same, and its rows are taken. `--strict` refuses a delivery with a remark that doubts
        its rows: each says so. A party's record bears the codes of its own identifiers (`show`, and `flaws` in SQL),
        and each answer that looks through it has the warning `bad_identifier`.
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
        if getattr(entry, "doubt", False):
            yield "- With `--strict`: the delivery is refused."
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
