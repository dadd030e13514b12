"""Are wrong identifiers told from odd spellings of right ones, and does the party stay?"""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import lei
from stdnum.cn import uscc

from lookthrough.graph.stores.duckdb import open_store
from lookthrough.graph.tables import Table
from lookthrough.ingest.demo import identifiers as drawn
from lookthrough.ingest.identifiers import LEI, RESIDENT, USCC, Scheme, _values
from lookthrough.ingest.job import ingest
from lookthrough.library import owners
from tests.ingest.deliveries import bank, file_of, new_store, rows, take

PERSON = "11010519491231002X"  # the example of GB 11643-1999
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def one_off(text: str, place: int, letter: str) -> str:
    """The text with another letter at a place."""
    at = place % len(text)
    return text[:at] + letter + text[at + 1 :]


def right(scheme: Scheme, text: str) -> bool:
    return scheme.canonical(pa.array([text])).is_valid().to_pylist() == [True]


def quickly(scheme: Scheme, text: str) -> bool:
    """Whether the arithmetic on columns alone takes it."""
    return bool(np.any(scheme.quick(_values(pa.array([text]), scheme.length)[1])))


@given(st.integers(), st.integers(0, 19), st.sampled_from(LETTERS))
def test_a_lei_is_right_exactly_when_its_check_digits_are(seed: int, place: int, letter: str) -> None:
    text = one_off(drawn.lei(Random(seed), "5493"), place, letter)
    assert right(LEI, text) is quickly(LEI, text) is lei.is_valid(text)


@given(st.integers(), st.integers(0, 17), st.sampled_from(LETTERS))
def test_a_credit_code_is_right_exactly_when_its_check_character_is(
    seed: int, place: int, letter: str
) -> None:
    text = one_off(drawn.uscc(Random(seed), "370200"), place, letter)
    assert right(USCC, text) is quickly(USCC, text) is uscc.is_valid(text)


@given(st.integers(), st.dates().map(str), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_columns_and_single_numbers_judge_residents_alike(
    seed: int, born: str, place: int, digit: str
) -> None:
    text = one_off(drawn.resident_id(Random(seed), "370202", born, "male"), place, digit)
    assert quickly(RESIDENT, text) is (RESIDENT.judge(text) is not None)


@pytest.mark.parametrize(
    ("text", "full"),
    [
        (PERSON, PERSON),
        ("11010519491231002x", PERSON),
        ("110105 19491231 002X", PERSON),
        ("１１０１０５１９４９１２３１００２Ｘ", PERSON),
        ("110105491231002", PERSON),  # as it was issued until 1999
        ("810000199408230021", "810000199408230021"),  # a resident from Hong Kong
        ("830000199201300022", "830000199201300022"),  # from Taiwan
        ("11010519491231001X", None),  # the check character
        ("110105194913310027", None),  # the thirteenth month
        ("990105194912310029", None),  # no such province
        ("110105491331002", None),
        ("1.10105E+17", None),
        ("身份证", None),
    ],
)
def test_a_resident_number_is_read_in_every_spelling(text: str, full: str | None) -> None:
    assert RESIDENT.canonical(pa.array([text])).to_pylist() == [full]


def test_a_county_that_is_no_more_and_one_younger_than_its_resident_are_counties() -> None:
    gone, young = (
        drawn.resident_id(Random(1), area, "1950-05-05", "female") for area in ("110103", "370214")
    )
    assert right(RESIDENT, gone)
    assert right(RESIDENT, young)


def flaws(tmp_path: Path, header: str, *cells: str) -> list[str | None]:
    """What is wrong with parties of which these are the cells behind id, kind and name."""
    store = new_store()
    lines = (f"P{i:02},person,人{i},{row}" for i, row in enumerate(cells))
    take(store, bank(tmp_path, parties=";".join([f"party_id,kind,name,{header}", *lines])))
    return [row["flaws"] for row in rows(store, Table.PARTIES)]


def test_a_number_is_checked_as_what_its_type_says(tmp_path: Path) -> None:
    found = flaws(
        tmp_path,
        "id_type,country,id_number",
        "resident_id,,11010519491231001X",
        "居民身份证,,11010519491231001X",
        ",CN,11010519491231001X",
        ",,11010519491231001X",
        "passport,CN,11010519491231001X",
        "uscc,,91370200163562681H",
        "vat,GB,980780684",
        "vat,GB,980780683",
        "vat,,anything",
        "gb.utr,,1955839661",
        "gb.utr,,2955839661",
        "xx.nothing,,2955839661",
    )
    wrong = "bad_id_number"
    assert found == [wrong, wrong, wrong, None, None, wrong, None, wrong, None, None, wrong, None]


def test_an_identity_number_is_compared_with_birth_date_and_sex(tmp_path: Path) -> None:
    found = flaws(
        tmp_path,
        "id_type,id_number,birth_date,sex",
        *(
            f"身份证,{PERSON},{rest}"
            for rest in ("1949-12-31,女", "1949-12,", "1949,female", ",", "1950,", ",男")
        ),
        "身份证,11010519491231001X,1950,",  # a wrong number says nothing of its bearer
    )
    assert found == [None, None, None, None, "id_differs", "id_differs", "bad_id_number"]


def test_a_party_with_wrong_identifiers_is_taken_and_bears_their_codes(tmp_path: Path) -> None:
    store = new_store()
    header = "party_id,kind,name,lei,uscc"
    wrong = "C1,company,海瑞,529900T8BM49AURSDO56,91370200163562681H"
    run = take(store, bank(tmp_path, parties=f"{header};{wrong};C2,company,海端,529900T8BM49AURSDO55,"))
    assert [(row["name"], row["lei"], row["flaws"]) for row in rows(store, Table.PARTIES)] == [
        ("海瑞", "529900T8BM49AURSDO56", "bad_lei bad_uscc"),
        ("海端", "529900T8BM49AURSDO55", None),
    ]
    warned = {warning.code: warning.rows for warning in file_of(run, "parties").warnings}
    assert (warned, file_of(run, "parties").warned) == ({"bad_lei": 1, "bad_uscc": 1}, 2)


def test_a_delivered_column_of_the_name_flaws_is_a_column_like_any_other(tmp_path: Path) -> None:
    store = new_store()
    take(store, bank(tmp_path, parties="party_id,kind,name,flaws;P,person,X,none"))
    (row,) = rows(store, Table.PARTIES)
    assert (row["flaws"], row["extra"]) == (None, '{"flaws": "none"}')


def test_identifiers_that_the_demo_draws_are_right() -> None:
    leis, codes = (
        [draw(Random(i), area) for i in range(500)]
        for draw, area in ((drawn.lei, "5493"), (drawn.uscc, "370200"))
    )
    assert LEI.canonical(pa.array(leis)).null_count == USCC.canonical(pa.array(codes)).null_count == 0


def test_a_wrong_identifier_stands_beside_every_answer_that_leans_on_it(tmp_path: Path) -> None:
    # P -60%-> C1 (its LEI is wrong), P -60%-> C2
    header = "party_id,kind,name,lei"
    parties = f"{header};P,person,王小明,;C1,company,海瑞,529900T8BM49AURSDO56;C2,company,海端,"
    held = "|P,C1,shareholding,60%;P,C2,shareholding,60%"
    with open_store(":memory:", "create") as store:
        ingest(store, [bank(tmp_path, parties=parties, interests=held)])
        touched, other = (owners(store, party).to_dict()["warnings"] for party in ("C1", "C2"))
    said = {warning["code"]: warning["text"]["en"] for warning in touched}
    assert said["bad_identifier"] == "海瑞 bears an identifier that cannot be right: LEI"
    assert "bad_identifier" not in {warning["code"] for warning in other}
