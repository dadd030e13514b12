"""Does `control --all` say of everybody what `control REF` says of one party, and again after every change?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lookthrough.cli import run
from lookthrough.cli.all_control import work_of
from lookthrough.graph.ports import At
from lookthrough.graph.snapshot.cut import cut
from lookthrough.graph.stores.duckdb import DuckStore, open_store
from lookthrough.graph.tables import Table
from lookthrough.queries.all_control import Everybody, treatment_of
from lookthrough.queries.control import control
from lookthrough.queries.look import View
from lookthrough.queries.night import night
from tests.contract.deliveries import NODES, Row
from tests.queries.night.nights import Act, acts, batch, happen, put

pytestmark = pytest.mark.deep  # numba compiles for a minute on a fresh machine

PATIENT = settings(max_examples=15, suppress_health_check=list(HealthCheck))
Brought = tuple[str, Table, list[Row]]
first = st.tuples(
    *(batch(table) for table in (Table.PARTIES, Table.INTERESTS, Table.INTERESTS, Table.ASSOCIATIONS))
)
valid = st.sampled_from([None, 100, 199])


def everybody(view: View) -> Everybody:
    """Control of everybody in a store."""
    return Everybody.of(view, cut(view.reader, view.at, treatment_of(view)))


def filled(store: DuckStore, begin: tuple[Brought, ...], between: list[Act]) -> None:
    """Deliver, then let things happen."""
    for brought in begin:
        put(store, brought)
    for act in between:
        happen(store, act)


def one_by_one(view: View, *, down: bool) -> set[tuple[str, str, str, bool]]:
    """Controller, company, how sure, whether he is its top: as `control REF` says of every party."""
    found = set()
    identity = view.reader.identity(view.at.known)
    for node in {identity.party(node) for node in NODES}:
        answer: Any = control(view, node, down=down).answer
        for row in answer["parties"]:
            pair = (node, row["party"]["id"]) if down else (row["party"]["id"], node)
            top = not down and answer["top"] is not None and answer["top"]["id"] == pair[0]
            found.add((*pair, row["certainty"], top))
    return found


def names_one_by_one(view: View) -> dict[str, str]:
    """What `control REF` calls everybody who controls or is controlled."""
    identity, found = view.reader.identity(view.at.known), dict[str, str]()
    for node in {identity.party(node) for node in NODES}:
        for down in (False, True):
            answer: Any = control(view, node, down=down).answer
            found |= {row["party"]["id"]: row["party"]["name"] for row in answer["parties"]}
    return found


def at_once(rows: Any) -> set[tuple[str, str, str, bool]]:
    """The same from the table."""
    return {
        (row["controller_id"], row["company_id"], row["certainty"], row["top"]) for row in rows.to_pylist()
    }


@PATIENT
@given(first, acts, valid)
def test_all_rows_are_those_of_one_party_after_the_other(
    begin: tuple[Brought, ...], between: list[Act], day: int | None
) -> None:
    with open_store(":memory:") as store:
        filled(store, begin, between)
        view = View(store, At(store.last_run(), day))
        found = everybody(view)
        rows = at_once(found.answer())
        assert rows == one_by_one(view, down=False)
        assert {row[:3] for row in rows} == {row[:3] for row in one_by_one(view, down=True)}
        blocks = [block for down in (False, True) for block in found.blocks(down=down)]
        assert sum(map(len, blocks)) == 2 * len(found.answer())
        names = names_one_by_one(view)
        for row in found.answer().to_pylist():
            for end in ("controller", "company"):
                assert row[f"{end}_name"] == names[row[f"{end}_id"]]


@PATIENT
@given(first, acts, acts, valid)
def test_control_found_again_downstream_of_a_change_is_that_of_a_full_run(
    begin: tuple[Brought, ...], between: list[Act], later: list[Act], day: int | None
) -> None:
    with open_store(":memory:") as store:
        for found in (begin, ()):
            filled(store, found, between if found else later)
            view = View(store, At(store.last_run(), day))
            all_of_it = everybody(view)
            tonight = night(view, store, work_of(all_of_it))
            assert tonight.rows.equals(all_of_it.answer())
            assert tonight.rows.equals(night(view, store, work_of(all_of_it)).rows)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The small demo bank, loaded."""
    folder = tmp_path_factory.mktemp("demo")
    store = str(folder / "s.duckdb")
    assert run(["demo", str(folder / "bank"), "--small", "--store", store]) == 0
    return store


def test_control_of_all_is_written_whole_in_any_form(
    demo: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("c.parquet", "c.csv", "c.jsonl"):
        assert run(["control", "--all", "--store", demo, "--out", str(tmp_path / name)]) == 0
    rows = len(pq.read_table(tmp_path / "c.parquet"))
    lines = [len((tmp_path / name).read_text(encoding="utf-8").splitlines()) for name in ("c.csv", "c.jsonl")]
    assert lines == [rows + 1, rows]
    assert len(list(tmp_path.iterdir())) == 3
    assert "companies with one top controller" in capsys.readouterr().err


def test_kept_control_says_how_many_companies_were_computed_again(
    demo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["control", "--all", "--keep", "--store", demo]
    for more, said in (
        ([], "(a full run: nothing was kept)"),
        ([], "computed again: 0 of "),
        (
            ["--anew"],
            "(a full run: a full run was asked for)",
        ),
    ):
        assert run([*words, *more]) == 0
        assert said in capsys.readouterr().err
