"""Which files may a delivery hold, with which columns and words?"""

from __future__ import annotations

from docs.reference.markdown import Lines, listed, page, prose, table
from lookthrough.graph.model import FLAGS
from lookthrough.graph.tables import COLUMNS, DERIVED, Column, Table
from lookthrough.ingest.checks import EITHER, WORDS

HOLDS = {
    "text": "text",
    "flag": "`true` or `false`",
    "day": "a day",
    "micros": "a moment",
    "share": "a share",
    "amount": "a number",
}
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
    (Table.BRANCHES, "branch"): "as `branch` in customers names it",
    (Table.BRANCHES, "rules"): "ids or families of rules that apply there, `;` between them",
    (Table.BALANCES, "on"): "the day at whose end it held",
    (Table.BALANCES, "amount"): "below zero where it was overdrawn",
    (Table.BALANCES, "currency"): "the account's where empty",
    (
        Table.RATES,
        "rate",
    ): "how much of `to_currency` one unit of `from_currency` is worth, as exactly as quoted",
    (Table.SCHEDULES, "currency"): "the account's where empty",
    (Table.GUARANTEES, "amount"): "without limit where empty",
    (Table.FLAGS, "flag"): "words that rules know; any other is kept too",
    (Table.FLAGS, "source"): "who says so: a list, a desk, a vendor",
}


def layout_page() -> str:
    """The bank layout: every file, its columns and its words."""
    return page("The bank layout", "graph/tables.py and ingest/checks.py", _layout())


def _layout() -> Lines:
    yield from prose("""
        A delivery is a folder that holds any of these files as `.csv`, `.tsv`, `.jsonl`, `.parquet` or `.xlsx`, each
        also packed as `.gz`, or several in a `.zip`; the file's name (of a worksheet, the sheet's) says which it is.
        The folder's name is the *dataset*, unless `--dataset` names another.

        `*` must be there. **Bold** columns are the key of a record; a column `record_id`, which any file may have,
        takes its place. Empty is unknown. Columns that the layout lacks are kept with the record and feed no answer. A
        column `dataset` spreads a file over several datasets.

        How files are read:

        - Text is UTF-8, with or without a byte order mark; else UTF-16; else GB18030 (GBK, GB2312), where all of the
          file is plain Chinese in it. Any other encoding refuses the file; some rows that are not UTF-8 are refused
          alone.
        - `.jsonl`: one object a line, its keys the columns. Numbers are taken digit by digit. A list of plain texts is
          joined by `;`, what is nested deeper is kept as JSON.
        - `.xlsx`: cells as the sheet shows them. 0.36 under a percent format is `36%`, 123 under `000000` is `000123`,
          a day is `YYYY-MM-DD`. A formula is the value that it had when the workbook was saved; an error, or a formula
          without a value, refuses its row, and so does an identifier that Excel has made a long number of. The header
          is the first row that names columns; what stands above it is not read, and told.
        - A refused row is told by its number, its line (the row of a worksheet), and the byte at which it begins, in
          the file as it was delivered; of what is packed, in the file inside.

        How values are written:

        - A share: `30%`, `1/3`, a range `[25,50]%`, or `(25,50]%` for more than 25 and at most 50; also in words that
          say one thing (超过25%, 25%以上, 三分之一, 百分之三十). A bare number only with `--share-unit`.
        - A day: `2026-11-24`; `birth_date` may be shorter. Periods are half-open: `valid_to` is the first day on which
          it is no longer so.
        - A moment: `2026-11-24T10:00:00+08:00`; without the offset only with `--zone`.
        - A number: `1234.50`, no separators, no currency sign.
        - Several names in `names_other`: `;` between them.

        Shareholders known by name alone: `holder_name` with `holder_kind` and `held_name` with `held_kind` stand for
        the ids. Then one party is made for each dataset, kind and name, never merged across datasets.

        Files with other names, headers and forms come in by a [mapping](mapping.md); sheets of the company register
        (公司名称, 股东名称, 持股比例) and exports of some systems are told by their headers and need none.
    """)
    for name in Table:
        yield f"## {name}"
        yield ""
        delivered = [column for column in COLUMNS[name] if column.kind not in DERIVED]
        yield from table(["column", "holds", "which"], [_column(name, column) for column in delivered])
        for either in EITHER.get(name, ()):
            yield f"One of {listed(either)} must be there."
            yield ""
    yield from _totals()


def _totals() -> Lines:
    yield from prose("""
        ## totals

        A file `totals` (`.csv` or another format) says what should have arrived; it is no table. One row a file, or one
        for each currency of a file. What it promises and what was not read refuses the whole delivery with exit code 1:
        nothing is written.
    """)
    columns = [
        ["file*", "text", "`transfers.csv`, or `transfers` in whatever format"],
        ["rows", "a number", "of the file, before any is rejected"],
        ["currency", "text", "of the sum"],
        ["sum", "a number", "of the column `amount`, over all rows in that currency, before any is rejected"],
        ["business_date", "a day", "one for all files; the run says it"],
    ]
    yield from table(["column", "holds", "which"], columns)


def _column(name: Table, column: Column) -> list[str]:
    star = "*" if column.required else ""
    shown = f"**{column.name}**{star}" if column.key else f"{column.name}{star}"
    known = FLAGS if column.name == "flag" else WORDS.get((name, column.name), ())
    parts = [NOTES.get((name, column.name), ""), listed(sorted(known))]
    return [shown, HOLDS[column.kind], ": ".join(filter(None, parts))]
