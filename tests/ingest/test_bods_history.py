"""Do several statements about one record tell what was true when, and does the latest of them count?"""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.graph.model import Interest
from lookthrough.graph.rows import day_number
from lookthrough.graph.shares import bounds_text
from tests.ingest.deliveries import new_store, take
from tests.ingest.statements import (
    Statement,
    entity,
    history,
    interest,
    interests,
    parties,
    person,
    relationship,
    taken,
    written,
)


def version(day: str, *interests_: Any, status: str = "updated", **other: Any) -> Statement:
    """What was said on a day of P's interests in C."""
    other |= {
        "statementDate": day,
        "recordStatus": status,
        "statementId": f"R of {day} {other.pop('id', '')}".ljust(32),
    }
    return relationship(other.pop("holder", "P"), "C", *interests_, record="R", **other)


def shares(percent: int | None, start: str | None = None, **other: Any) -> dict[str, Any]:
    """P's shareholding, with the start that a statement gives it."""
    return interest("shareholding", percent, **({"startDate": start} if start else {}), **other)


STORIES = {
    "a figure that changes with a date of its own": (
        [version("2019-01-20", shares(100, "2002-03-09")), version("2021-09-25", shares(40, "2021-09-24"))],
        {"R#1@2019-01-20": "100% 2002-03-09..2021-09-24", "R#1": "40% 2021-09-24.."},
    ),
    "a figure that changes without another date": (
        [version("2019-09-11", shares(50, "2019-09-11")), version("2022-01-21", shares(100, "2019-09-11"))],
        {"R#1@2019-09-11": "50% 2019-09-11..2022-01-21", "R#1": "100% 2022-01-21.."},
    ),
    "a figure that changes without any date": (
        [version("2019-01-01", shares(50)), version("2020-01-01", shares(60)), version("2021-01-01", shares(60))],
        {"R#1@2019-01-01": "50% ..2020-01-01", "R#1": "60% 2020-01-01.."},
    ),
    "a confirmation": (
        [version("2019-01-01", shares(50, "2018-01-01")), version("2020-01-01", shares(50, "2018-01-01"))],
        {"R#1": "50% 2018-01-01.."},
    ),
    "a confirmation that forgets the start": (
        [version("2019-01-01", shares(50, "2018-01-01")), version("2020-01-01", shares(50))],
        {"R#1": "50% 2018-01-01.."},
    ),
    "a start that is told later": (
        [version("2019-01-01", shares(50)), version("2020-01-01", shares(50, "2018-01-01"))],
        {"R#1": "50% 2018-01-01.."},
    ),
    "an end that is told by the statement that closes": (
        [version("2019-01-01", shares(50, "2018-01-01")),
         version("2021-05-01", shares(50, "2018-01-01", endDate="2021-04-03"), status="closed")],
        {"R#1": "50% 2018-01-01..2021-04-03"},
    ),
    "a record that is closed without an end": (
        [version("2019-01-01", shares(50, "2018-01-01")),
         version("2021-05-01", shares(50, "2018-01-01"), status="closed")],
        {"R#1": "50% 2018-01-01..2021-05-01"},
    ),
    "an interest that is gone": (
        [version("2019-01-01", shares(50), interest("boardMember")), version("2020-01-01", interest("boardMember"))],
        {"R#1@2019-01-01": "50% ..2020-01-01", "R#1": "? .."},
    ),
    "an interest that is new": (
        [version("2019-01-01", shares(50)), version("2020-01-01", shares(50), interest("boardMember"))],
        {"R#1": "50% ..", "R#2": "? 2020-01-01.."},
    ),
    "a correction on the same day": (
        [version("2019-01-01", shares(5), id="a"), version("2019-01-01", shares(50), id="b")],
        {"R#1": "50% .."},
    ),
    "a start that is corrected": (
        [version("2019-01-01", shares(50, "2018-01-01")), version("2020-01-01", shares(50, "2015-01-01"))],
        {"R#1": "50% 2015-01-01.."},
    ),
    "a figure that turns out to have been another all the time": (
        [version("2019-01-01", shares(60, "2018-01-01")),
         version("2022-01-01", shares(40, "2018-01-01", endDate="2020-01-01"))],
        {"R#1": "40% 2018-01-01..2020-01-01"},
    ),
    "an end that is taken back": (
        [version("2019-01-01", shares(50, "2018-01-01", endDate="2019-06-01")),
         version("2020-01-01", shares(50, "2018-01-01"))],
        {"R#1": "50% 2018-01-01.."},
    ),
    "an end of its own before the next statement": (
        [version("2019-01-01", shares(50, endDate="2019-06-01")), version("2020-01-01", shares(70, "2020-01-01"))],
        {"R#1@2019-01-01": "50% ..2019-06-01", "R#1": "70% 2020-01-01.."},
    ),
    "another holder": (
        [version("2019-01-01", shares(50)), version("2020-01-01", shares(50), holder="Q")],
        {"R#1@2019-01-01": "50% ..2020-01-01", "R#1": "50% 2020-01-01.."},
    ),
    "a figure that goes and comes back": (
        [version("2019-01-01", shares(50)), version("2020-01-01", shares(60)), version("2021-01-01", shares(50))],
        {"R#1@2019-01-01": "50% ..2020-01-01", "R#1@2020-01-01": "60% 2020-01-01..2021-01-01",
         "R#1": "50% 2021-01-01.."},
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_the_statements_of_a_record_tell_its_history(tmp_path: Path, story: str) -> None:
    statements, expected = STORIES[story]
    store, run = taken(tmp_path, *statements)
    assert history(store) == expected
    assert [(w.code, w.rows) for w in run.files[0].warnings] == [
        ("statements", len(statements)), ("superseded", len(statements) - 1)
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_a_file_does_not_matter_where_the_dates_differ(tmp_path: Path, seed: int) -> None:
    statements, expected = STORIES["a figure that goes and comes back"]
    shuffled = random.Random(seed).sample(statements, len(statements))
    assert history(taken(tmp_path, *shuffled)[0]) == expected


def test_of_two_statements_of_one_day_the_later_published_counts(tmp_path: Path) -> None:
    found = [version("2019-01-01", shares(50), id="a"), version("2019-01-01", shares(5), id="b")]
    for each, day in zip(found, ("2019-02-01", "2019-01-01"), strict=True):
        each["publicationDetails"] = {"publicationDate": day}
    assert history(taken(tmp_path, *found)[0]) == {"R#1": "50% .."}


DAYS = ("2018-01-01", "2019-06-01", "2021-01-01", "2022-06-15", "2024-01-01")


@given(st.lists(st.lists(st.sampled_from([10, 20, 30]), max_size=3), min_size=1, max_size=5))
def test_on_any_day_the_undated_interests_of_the_last_statement_hold(said: list[list[int]]) -> None:
    statements = [version(day, *map(shares, each)) for day, each in zip(DAYS, said, strict=False)]
    with TemporaryDirectory() as folder:
        claims = interests(taken(Path(folder), *statements)[0]).values()
    for day, each in zip(DAYS, said, strict=False):
        on = [claim for claim in claims if claim.kind == "shareholding" and holds(claim, day)]
        assert sorted(bounds_text(claim.share) for claim in on if claim.share) == sorted(
            f"{n}%" for n in each
        )


def holds(claim: Interest, day: str) -> bool:
    """Whether an interest exists on a day."""
    number = day_number(date.fromisoformat(day))
    return (claim.valid_from is None or claim.valid_from <= number) and (
        claim.valid_to is None or number < claim.valid_to
    )


def test_a_party_is_found_under_the_names_that_it_had(tmp_path: Path) -> None:
    old = entity("E", name="Old; Ltd") | {"statementDate": "2019-01-01"}
    store, _ = taken(tmp_path, entity("E", name="New Ltd", alternateNames=["N"]), old)
    assert (parties(store)["E"].name, parties(store)["E"].details["names_other"]) == ("New Ltd", "N;Old, Ltd")


def test_a_statement_that_is_republished_with_its_id_takes_the_place_of_the_first(tmp_path: Path) -> None:
    store, run = taken(tmp_path, person("P"), person("P", names=[{"fullName": "redacted"}]))
    assert (parties(store)["P"].name, run.rejected, run.files[0].read) == ("redacted", 0, 1)


def test_a_refused_statement_is_no_part_of_history(tmp_path: Path) -> None:
    statements = (
        version("2019-01-01", shares(50)),
        version("2020-01-01", shares(300)),
        version("2021-01-01", shares(50)),
    )
    store, run = taken(tmp_path, *statements)
    assert (history(store), run.rejected) == ({"R#1": "50% .."}, 1)


def test_a_party_and_a_relationship_may_have_one_record_id(tmp_path: Path) -> None:
    store, _ = taken(tmp_path, person("R"), version("2019-01-01", shares(50)))
    assert (set(parties(store)), set(interests(store))) == ({"R"}, {"R#1"})


def test_a_later_delivery_replaces_the_version_that_counted(tmp_path: Path) -> None:
    statements, expected = STORIES["a figure that changes with a date of its own"]
    store = new_store()
    take(store, written(tmp_path, statements[:1]))
    take(store, written(tmp_path, statements))
    assert history(store) == expected
