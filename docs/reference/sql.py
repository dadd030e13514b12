"""Which views does the embedded store offer to SQL, and what can they be asked?"""

from __future__ import annotations

from inspect import cleandoc

from docs.reference.markdown import Lines, code, page, prose, table

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
    "branches": "Branches of the bank, and the rules that apply there.",
    "balances": "What an account held at the end of a day.",
    "rates": "What a currency was worth in another on a day.",
    "schedules": "What a loan account is to pay on which day.",
    "guarantees": "Who answers for whose debts.",
    "flags": "What somebody says of a party: pep, high_risk_country ...",
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


# `graph_` begins the names of what is the store's own business.
OURS = "SELECT view_name FROM duckdb_views() WHERE NOT internal AND NOT starts_with(view_name, 'graph_')"


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

        Once answers about everybody are kept (`owners --all --keep`, `control --all --keep`) there is a view `answers`
        too: the question, the run that they were derived at, the party (`subject`), and the columns of that table.
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
        found = {str(row[0]) for row in store.sql(OURS).rows}
        names = [*(name for name in VIEWS if name in found), *sorted(found - VIEWS.keys())]
        return {name: {str(r[0]): str(r[1]) for r in store.sql(f"DESCRIBE {name}").rows} for name in names}
