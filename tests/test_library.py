"""Does a program get from the library what a person gets from the commands?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import lookthrough as lt
from lookthrough.errors import NotFound, UsageError

DAY = "2026-11-24"
PARTIES = [
    {"party_id": "p", "name": "王小明", "kind": "person"},
    {"party_id": "q", "name": "李芳", "kind": "person"},
    {"party_id": "A", "name": "海瑞控股", "kind": "company"},
    {"party_id": "C", "name": "青岛海瑞贸易有限公司", "kind": "company"},
]
LINKS = (
    ("p", "60%", "A", "2020-01-01"),
    ("A", "50%", "C", "2020-01-01"),
    ("q", "[20,30]%", "C", "2024-01-01"),
)
NAMES = ("holder_id", "share", "held_id", "valid_from")
INTERESTS = [{**dict(zip(NAMES, link, strict=True)), "kind": "shareholding"} for link in LINKS]
TABLES: dict[str, Any] = {"parties": PARTIES, "interests": INTERESTS}
CUSTOMERS = [{"customer_id": "K1", "party_id": "C"}]


@pytest.fixture(scope="module")
def store() -> Iterator[Any]:
    """A store in memory with one small group."""
    with lt.open() as made:
        lt.ingest(made, {**TABLES, "customers": CUSTOMERS})  # type: ignore[operator]  # the room of that name is no face
        yield made


def test_the_face_names_what_it_has_and_nothing_else() -> None:
    assert all(getattr(lt, name) for name in dir(lt))
    with pytest.raises(AttributeError, match="has no attribute 'horoscope'"):
        _ = lt.horoscope


def test_owners_of_tables_are_those_of_a_store_that_holds_them(store: Any) -> None:
    from_store, from_tables = (lt.owners(asked, "C", valid_at=DAY) for asked in (store, TABLES))
    assert [(o.party.id, str(o.certainty)) for o in from_store.owners] == [
        ("p", "certain"),
        ("q", "possible"),
    ]
    assert from_tables.answer["owners"] == from_store.answer["owners"]


def test_a_reference_may_be_a_customer_or_a_name(store: Any) -> None:
    found = [
        lt.owners(store, ref, valid_at=DAY).answer for ref in ("K1", "customer:K1", "青岛海瑞贸易有限公司")
    ]
    assert found[0] == found[1] == found[2]
    with pytest.raises(NotFound, match="the nearest: lookthrough owners C"):
        lt.owners(store, "青岛海瑞")


def test_options_are_those_of_the_command_line(store: Any) -> None:
    early = lt.owners(store, "C", valid_at="2023-01-01", even_if_not_in_force=True)
    assert [owner.party.id for owner in early.owners] == ["p"]
    worst = lt.owners(store, "C", valid_at=DAY, worst_case=True).answer
    assert worst != lt.owners(store, "C", valid_at=DAY).answer
    low = lt.owners(store, "C", valid_at=DAY, options={"enhanced_threshold": "15%"})
    assert [str(owner.certainty) for owner in low.owners] == ["certain", "certain"]
    with pytest.raises(UsageError, match="no option 'hope': there are as_of, even_if_not_in_force"):
        lt.owners(store, "C", hope=1)


def test_control_goes_up_and_down(store: Any) -> None:
    up = lt.control(store, "A").answer["parties"]
    down = lt.control(store, "p", down=True).answer["parties"]
    assert [row["party"]["id"] for row in up] == ["p"]
    assert [row["party"]["id"] for row in down] == ["A"]


def test_paths_take_one_convention_or_several(store: Any) -> None:
    one = lt.paths(store, "p", "A", method="raw").answer["conventions"]
    two = lt.paths(store, "p", "A", method=["raw", "leontief", "raw"]).answer["conventions"]
    assert [said["method"] for said in two] == ["raw", "leontief"]
    assert two[:1] == one
    assert one[0]["share"]["low"] == "3/5"


def test_the_lines_to_paste_of_paths_name_both_ends(store: Any) -> None:
    with pytest.raises(NotFound, match=r"lookthrough paths p 'no such'$"):
        lt.paths(store, "王小", "no such")


def test_a_measure_takes_references_and_its_own_words(store: Any) -> None:
    meeting = lt.measure(store, "de_facto_votes", by="王小明", of="A", absent=["海瑞控股"])
    assert meeting["figures"] == {"p": "3/5"}
    assert lt.measure(store, "npi", parties=["A"], value_each=2)["figures"] == {"A": "0", "p": "4"}
    assert lt.measure(store, "banzhaf_raw", of="A", quota="2/3")["figures"]["p"] == "0"
    with pytest.raises(UsageError, match="weakest_link has no number here"):
        lt.measure(store, "weakest_link", by="q", of="C")


def test_search_and_show_answer_in_plain_rows(store: Any) -> None:
    assert [row["id"] for row in lt.search(store, "海瑞")] == ["A", "C"]
    assert len(lt.search(store, "海瑞", limit=1)) == 1
    shown = lt.show(store, "C")
    assert shown["party"]["name"] == "青岛海瑞贸易有限公司"
    assert {record["table"] for record in shown["records"]} == {"parties", "interests", "customers"}


def test_a_folder_is_loaded_like_tables(tmp_path: Path) -> None:
    lines = ["party_id,kind,name", *(f"{row['party_id']},{row['kind']},{row['name']}" for row in PARTIES)]
    (tmp_path / "parties.csv").write_text("\n".join(lines), encoding="utf-8")
    with lt.open(tmp_path / "s.duckdb") as made:
        report = lt.ingest(made, tmp_path / "parties.csv", dataset="crm")  # type: ignore[operator]  # the room of that name is no face
        assert [run.dataset for run in report.runs] == ["crm"]
        assert lt.search(made, "李芳") == [{"id": "q", "name": "李芳", "kind": "person"}]


def test_a_table_that_the_layout_does_not_have_is_refused(store: Any) -> None:
    with pytest.raises(UsageError, match="'horoscopes' is no table: there are parties"):
        lt.ingest(store, {"horoscopes": [{"sign": "ox"}]})  # type: ignore[operator]  # the room of that name is no face
