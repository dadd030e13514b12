"""Do `owners --all --keep` and a full run say the same, and how much is computed again after a second delivery?"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from lookthrough.cli import run
from lookthrough.graph.ports import At
from lookthrough.graph.stores.duckdb import open_store
from lookthrough.graph.tables import Table
from lookthrough.queries.everybody.answers import Answers, Everybody, Work, answers
from lookthrough.queries.everybody.nightly import work_of
from lookthrough.queries.look import View
from lookthrough.queries.night import night
from tests.contract.deliveries import Row
from tests.queries.night.nights import RULE, Act, acts, first, happen, put

pytestmark = pytest.mark.deep  # numba compiles for a minute on a fresh machine

CUSTOMERS = 60


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(first, acts)
def test_owners_found_again_downstream_of_a_change_are_those_of_a_full_run(
    begin: tuple[tuple[str, Table, list[Row]], ...], between: list[Act]
) -> None:
    with open_store(":memory:") as store:
        for brought in begin:
            put(store, brought)
        for step in ((), between):
            for act in step:
                happen(store, act)
            view = View(store, At(store.last_run(), 199))
            found = night(view, store, work_of(view, Everybody(RULE, {}), Work(), list[Answers]().append))
            assert found.rows.equals(answers(view, RULE, {}))


def bank(folder: Path, share: int) -> str:
    """Customers each held by a company of its own, that by a person; the first share is as said."""
    folder.mkdir()
    numbers = range(CUSTOMERS)
    parties = [f"{word}{n},{kind},{word}{n}" for n in numbers for word, kind in KINDS.items()]
    held = [f"p{n},H{n},shareholding,{share if n == 0 else 60}%" for n in numbers]
    held += [f"H{n},C{n},shareholding,100%" for n in numbers]
    customers = [f"K{n},C{n}" for n in numbers]
    for name, head, lines in (
        ("parties", "party_id,kind,name", parties),
        ("interests", "holder_id,held_id,kind,share", held),
        ("customers", "customer_id,party_id", customers),
    ):
        (folder / f"{name}.csv").write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    return str(folder)


KINDS = {"p": "person", "H": "company", "C": "company"}


def test_a_second_delivery_computes_only_what_lies_downstream_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = ["--store", str(tmp_path / "s.duckdb")]
    for share, said in (
        (60, f"{CUSTOMERS} of {CUSTOMERS} customers (a full run"),
        (20, f"1 of {CUSTOMERS} customers, down"),
    ):
        assert run(["ingest", bank(tmp_path / f"b{share}", share), "--dataset", "crm", *store]) == 0
        out = str(tmp_path / f"{share}.parquet")
        assert run(["owners", "--all", "--keep", "--out", out, *store]) == 0
        assert f"computed again: {said}" in capsys.readouterr().err
    for more in ([], ["--keep", "--anew"]):
        assert run(["owners", "--all", *more, "--out", str(tmp_path / "full.parquet"), *store]) == 0
        assert (tmp_path / "full.parquet").read_bytes() == (tmp_path / "20.parquet").read_bytes()
