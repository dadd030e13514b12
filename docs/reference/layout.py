"""Which files may a delivery hold, with which columns and words?"""

from __future__ import annotations

from docs.reference.markdown import Lines, listed, page, prose, table
from lookthrough.graph.tables import COLUMNS, Column, Table
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
}


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
