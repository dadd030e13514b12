"""Does a mapped file make the claims that the same data in the layout makes, with every row accounted for?"""

from __future__ import annotations

import csv
from collections.abc import Mapping as Entries
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.errors import BadInput
from lookthrough.graph.tables import Table
from tests.contract.memory import MemoryStore
from tests.ingest.deliveries import bank, file_of, new_store, refused, rejects, rows, take
from tests.ingest.mappings import claims, file, mapped, mapping, reads

PEOPLE = 'party_id = "客户号"\nname = "客户名称"\nkind = { from = "类型", words = "customer_types" }'
HOLDINGS = (
    'holder_id = "From"\nheld_id = "To"\nkind = { value = "shareholding" }\n'
    'share = { from = "Pct", unit = "percent" }'
)
WHERE = {"row", "text", "file", "extra", "from_run", "dataset"}

party = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["person", "company"]),
        "name": st.text(st.sampled_from("王小明李Ab· "), min_size=1, max_size=6).filter(str.strip),
        "birth_date": st.one_of(st.just(""), st.dates().map(str)),
        "registered_on": st.one_of(st.just(""), st.dates().map(str)),
        "capital": st.one_of(st.just(""), st.decimals(0, 10**8, places=2).map(str)),
    }
)


def bare(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the rows claim, without where they stood and how they were written."""
    return [{name: value for name, value in row.items() if name not in WHERE} for row in found]


def as_a_bank_writes(row: Entries[str, str]) -> list[str]:
    """A row of the layout in a bank's own form: days as 5/1/2024, numbers as 1.234,50, kinds as 对私 and 对公."""
    day, born = ("/".join(reversed(row[name].split("-"))) for name in ("registered_on", "birth_date"))
    capital = f"{float(row['capital']):,.2f}".translate(str.maketrans(",.", ".,")) if row["capital"] else "-"
    return [
        row["party_id"],
        {"person": "对私", "company": "对公"}[row["kind"]],
        row["name"],
        born,
        day or "N/A",
        capital,
    ]


@given(st.lists(party, max_size=6))
def test_a_mapped_file_makes_the_claims_of_the_same_data_in_the_layout(parties: list[dict[str, str]]) -> None:
    from tempfile import TemporaryDirectory

    numbered: list[dict[str, str]] = [one | {"party_id": f"P{i}"} for i, one in enumerate(parties)]
    columns = ["party_id", "kind", "name", "birth_date", "registered_on", "capital"]
    text = (
        PEOPLE
        + '\nbirth_date = { from = "生日", date = "DMY" }\nregistered_on = { from = "成立", date = "DMY" }\n'
    )
    text += 'capital = { from = "资本", decimal = ",", thousands = "." }'
    with TemporaryDirectory() as folder:
        own, layout = Path(folder) / "客户.csv", Path(folder) / "parties.csv"
        for path, head, lines in (
            (own, ["客户号", "类型", "客户名称", "生日", "成立", "资本"], map(as_a_bank_writes, numbered)),
            (layout, columns, ([one[name] for name in columns] for one in numbered)),
        ):
            with path.open("w", encoding="utf-8", newline="") as out:
                csv.writer(out).writerows([head, *lines])
        stores = new_store(), new_store()
        mapped(stores[0], own, reads("parties", text, "客户.csv"))
        take(stores[1], layout)
    assert rejects(stores[0]) == rejects(stores[1]) == ()
    assert bare(rows(stores[0], Table.PARTIES)) == bare(rows(stores[1], Table.PARTIES))


def test_one_file_feeds_several_tables_and_several_files_one(tmp_path: Path) -> None:
    store = new_store()
    file(tmp_path, "core/a.csv", "客户号,客户名称,类型;1,王小明,个人")
    file(tmp_path, "core/b.csv", "客户号,客户名称,类型;2,海瑞,对公")
    text = reads("parties", PEOPLE) + reads("customers", 'customer_id = "客户号"\nparty_id = "客户号"')
    run = mapped(store, tmp_path / "core", text)
    assert [(one.file, one.table, one.read) for one in run.files] == [
        ("a.csv", "parties", 1),
        ("a.csv", "customers", 1),
        ("b.csv", "parties", 1),
        ("b.csv", "customers", 1),
    ]
    assert claims(store, Table.CUSTOMERS, "customer_id", "dataset") == [("1", "core"), ("2", "core")]
    assert claims(store, Table.PARTIES, "party_id", "kind") == [("1", "person"), ("2", "company")]


def test_the_same_file_under_another_mapping_is_read_again(tmp_path: Path) -> None:
    store, path = new_store(), file(tmp_path, "a.csv", "From,To,Pct;P,C,30")
    mapped(store, path, reads("interests", HOLDINGS))
    assert mapped(store, path, reads("interests", HOLDINGS)).files[0].skipped
    again = mapped(store, path, reads("interests", HOLDINGS.replace("percent", "fraction")))
    assert (again.files[0].skipped, again.files[0].rejected) == (False, 1)
    assert store.runs()[0].note == f"layout 1 --map {mapping(reads('interests', HOLDINGS)).digest}"


def test_cells_are_joined_split_and_taken_from_the_first_that_is_filled(tmp_path: Path) -> None:
    store = new_store()
    path = file(
        tmp_path, "a.csv", "Id,Who,Given,Family,Own;1,王小明/1101,Anna,Lee,;2,李芳／1102,,Lee,Bo;3,赵强,,,"
    )
    columns = (
        'party_id = "Id"\nkind = { value = "person" }\nname = { from = "Who", split = "/", part = 1 }\n'
        'id_number = { from = "Who", split = "/", part = 2 }\n'
        'names_other = { from = ["Given", "Family"], join = " " }\naddress = { first = ["Own", "Given"] }'
    )
    mapped(store, path, reads("parties", columns))
    assert claims(store, Table.PARTIES, "name", "id_number", "names_other", "address") == [
        ("王小明", "1101", "Anna Lee", "Anna"),
        ("李芳", "1102", "Lee", "Bo"),
        ("赵强", None, None, None),
    ]


def test_a_cell_with_more_parts_than_the_mapping_knows_is_refused(tmp_path: Path) -> None:
    store, path = new_store(), file(tmp_path, "a.csv", "Id,Who;1,王/小明/1101")
    columns = 'party_id = "Id"\nkind = { value = "person" }\nname = { from = "Who", split = "/", part = 1 }\n'
    mapped(store, path, reads("parties", columns + 'id_number = { from = "Who", split = "/", part = 2 }'))
    (reject,) = rejects(store)
    assert (reject.column, reject.code) == ("Who", "wrong_columns")
    assert reject.reason == "the cell has 3 parts where the mapping knows 2"


def test_marks_of_nothing_are_empty_and_constants_stand_in_every_row(tmp_path: Path) -> None:
    store, path = new_store(), file(tmp_path, "a.csv", "Id,Name,B;1,王小明,-;2,李芳,N/A;3,赵强,无")
    columns = 'party_id = "Id"\nname = "Name"\nkind = { value = "person" }\n'
    columns += 'birth_date = "B"\ncountry = { value = "CN" }'
    mapped(store, path, reads("parties", columns))
    assert claims(store, Table.PARTIES, "birth_date", "country") == [(None, "CN")] * 3


def test_a_refused_cell_is_told_once_with_the_column_of_the_bank(tmp_path: Path) -> None:
    store, path = new_store(), file(tmp_path, "a.csv", "Id,Name,Typ,Seit;1,X,Q,05/01/2024")
    columns = 'party_id = "Id"\nname = "Name"\nkind = "Typ"\nregistered_on = "Seit"'
    mapped(store, path, reads("parties", columns))
    (reject,) = rejects(store)
    assert (reject.column, reject.code) == ("Seit", "bad_date")
    assert "column Typ: 'Q' is no word of the layout" in reject.reason
    assert (reject.text, reject.cells["Seit"]) == ("1,X,Q,05/01/2024", "05/01/2024")


def test_a_wide_identifier_becomes_narrow_and_one_that_is_a_float_is_refused(tmp_path: Path) -> None:
    store = new_store()
    path = file(tmp_path, "a.csv", "Id,Name;Ａ１２,X;9.11E+17,Y;123456.0,Z;12E5,W")
    mapped(store, path, reads("parties", 'party_id = "Id"\nname = "Name"\nkind = { value = "person" }'))
    assert claims(store, Table.PARTIES, "party_id") == [("12E5",), ("A12",)]
    assert refused(store) == [(3, "Id", "excel_number"), (4, "Id", "excel_number")]


def test_the_layout_itself_refuses_identifiers_that_are_floats(tmp_path: Path) -> None:
    store = new_store()
    take(
        store,
        bank(tmp_path, parties="|1.10105E+17,person,王小明;110105194912310000.0,person,李芳;7,person,赵强"),
    )
    assert refused(store) == [(2, "party_id", "excel_number"), (3, "party_id", "excel_number")]


DELETED = reads("interests", HOLDINGS, more='gone = { column = "Dlt", is = ["Y", "1"] }')


def test_a_row_that_says_it_is_gone_closes_its_record(tmp_path: Path) -> None:
    store = new_store()
    mapped(store, file(tmp_path, "a.csv", "From,To,Pct,Dlt;P,C,30,N;Q,C,70,N"), DELETED, dataset="core")
    run = mapped(
        store, file(tmp_path, "b.csv", "From,To,Pct,Dlt;P,C,,y;R,C,10,N;S,C,,Y"), DELETED, dataset="core"
    )
    counts = run.files[0].counts
    assert (run.files[0].read, run.files[0].accepted, counts.new, counts.closed, counts.unchanged) == (
        3,
        3,
        1,
        1,
        1,
    )
    assert claims(store, Table.INTERESTS, "holder_id") == [("Q",), ("R",)]


def test_a_dry_run_counts_what_would_be_closed_and_closes_nothing(tmp_path: Path) -> None:
    store = new_store()
    mapped(store, file(tmp_path, "a.csv", "From,To,Pct,Dlt;P,C,30,N"), DELETED, dataset="core")
    later = file(tmp_path, "b.csv", "From,To,Pct,Dlt;P,C,,Y")
    run = mapped(store, later, DELETED, dataset="core", dry_run=True)
    assert (run.files[0].counts.closed, len(rows(store, Table.INTERESTS))) == (1, 1)


def test_a_row_that_lives_and_one_that_is_gone_contradict_each_other(tmp_path: Path) -> None:
    store, path = new_store(), file(tmp_path, "a.csv", "From,To,Pct,Dlt;P,C,30,N;P,C,30,Y;Q,C,30,Y;Q,C,,Y")
    run = mapped(store, path, DELETED)
    assert refused(store) == [(2, "From", "duplicate_key"), (3, "From", "duplicate_key")]
    assert (run.files[0].read, run.files[0].repeated, run.files[0].accepted) == (4, 1, 1)


def test_a_row_that_is_gone_without_its_key_is_refused(tmp_path: Path) -> None:
    store, path = new_store(), file(tmp_path, "a.csv", "From,To,Pct,Dlt;,C,,Y")
    mapped(store, path, DELETED)
    assert refused(store) == [(2, "From", "missing_value")]


SPREAD = reads("interests", HOLDINGS, more='only = { column = "Rel", is = ["OWN"] }') + reads(
    "associations",
    'party_a = "From"\nparty_b = "To"\nkind = { value = "spouse" }',
    more='only = { column = "Rel", is = ["SPS"] }',
)
RELATIONS = "From,To,Pct,Rel;P,C,30,OWN;P,Q,,SPS;A,B,,AUD;X,Y,,"


def test_rows_go_where_their_words_send_them_and_the_others_are_refused(tmp_path: Path) -> None:
    store, path = new_store(), file(tmp_path, "a.csv", RELATIONS)
    run = mapped(store, path, SPREAD)
    assert (len(rows(store, Table.INTERESTS)), len(rows(store, Table.ASSOCIATIONS))) == (1, 1)
    assert [(one.row, one.column, one.code) for one in rejects(store)] == [
        (4, "Rel", "unmapped_row"),
        (5, "Rel", "unmapped_row"),
    ]
    assert sum(one.read for one in run.files) == 4


def test_rows_that_are_left_out_on_purpose_are_counted(tmp_path: Path) -> None:
    store, path = new_store(), file(tmp_path, "a.csv", RELATIONS)
    nothing = '[[read]]\nfile = "*.csv"\ninto = "nothing"\nonly = { column = "Rel", is = ["AUD", ""] }\n'
    run = mapped(store, path, SPREAD + nothing)
    assert (run.rejected, [(w.code, w.rows) for one in run.files for w in one.warnings]) == (
        0,
        [("left_out", 2)],
    )


def test_mended_rows_of_a_mapped_file_are_read_by_its_mapping_again(tmp_path: Path) -> None:
    from lookthrough.ingest.rejects import write_rejects

    store, path = new_store(), file(tmp_path, "a.csv", "From,To,Pct,Rel;P,C,much,OWN;P,Q,,QQ")
    mapped(store, path, SPREAD, dataset="core")
    out = tmp_path / "rejects.csv"
    write_rejects(rejects(store), "core", out)
    with pytest.raises(
        BadInput, match=r"rejects\.csv holds rows that were read with m\.toml: add --map m\.toml"
    ):
        take(store, out)
    text = out.read_text(encoding="utf-8").replace(",much,", ",30,").replace(",QQ", ",SPS")
    out.write_text(text, encoding="utf-8")
    mapped(store, out, SPREAD)
    assert claims(store, Table.INTERESTS, "holder_id", "share_low_num", "dataset") == [("P", 3, "core")]
    assert claims(store, Table.ASSOCIATIONS, "party_a", "party_b") == [("P", "Q")]


def test_mended_rows_of_a_known_export_need_no_mapping(tmp_path: Path) -> None:
    from lookthrough.ingest.rejects import write_rejects

    store, path = (
        new_store(),
        file(tmp_path, "股东.csv", "公司名称,股东名称,持股比例;海瑞有限公司,王小明,多数"),
    )
    take(store, path)
    out = tmp_path / "rejects.csv"
    write_rejects(rejects(store), "股东", out)
    out.write_text(out.read_text(encoding="utf-8").replace(",多数,", ",超过50%,"), encoding="utf-8")
    assert take(store, out).rejected == 0
    assert claims(store, Table.INTERESTS, "share_low_num", "share_open") == [(1, 1)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            reads("interests", HOLDINGS.replace("Pct", "Percent")),
            "m.toml, [[read]] 1: a.csv has no column 'Percent', only From, To, Pct",
        ),
        (
            reads("interests", HOLDINGS, more='gone = { column = "Dlt", is = ["Y"] }'),
            "a.csv has no column 'Dlt'",
        ),
        (
            reads("interests", HOLDINGS.replace('{ from = "Pct"', '{ first = ["A", "B"]')),
            "a.csv has no column 'A'",
        ),
        (reads("interests", HOLDINGS, "b*.csv"), "a.csv is no file that m.toml names: it reads b*.csv"),
    ],
)
def test_a_mapping_that_does_not_fit_its_file_is_one_sentence(
    text: str, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as caught:
        mapped(new_store(), file(tmp_path, "a.csv", "From,To,Pct;P,C,30"), text)
    assert sentence in str(caught.value)


def test_files_beside_the_mapped_ones_are_told_and_those_of_the_layout_are_read(tmp_path: Path) -> None:
    from lookthrough.ingest.job import ingest
    from lookthrough.ingest.options import IngestOptions

    file(tmp_path, "bank/hold.csv", "From,To,Pct;P,C,30")
    file(tmp_path, "bank/notes.csv", "a,b;1,2")
    bank(tmp_path, parties="|P,person,王小明")
    options = IngestOptions(mapping=mapping(reads("interests", HOLDINGS, "HOLD.csv")))
    report = ingest(new_store(), [tmp_path / "bank"], options)
    assert [(one.file, one.table) for one in report.runs[0].files] == [
        ("parties.csv", "parties"),
        ("hold.csv", "interests"),
    ]
    assert report.ignored == ("notes.csv",)


def test_a_mapping_names_its_dataset_and_its_zone(tmp_path: Path) -> None:
    store, path = new_store(), file(tmp_path, "t.csv", "No,From,To,Day,Time,Amt;1,A,B,20240105,100000,5.00")
    columns = (
        'transfer_id = "No"\nfrom_account = "From"\nto_account = "To"\nat = { from = ["Day", "Time"] }\n'
        'amount = "Amt"\ncurrency = { value = "CNY" }'
    )
    mapped(store, path, 'dataset = "core"\nzone = "Asia/Shanghai"\n' + reads("transfers", columns))
    assert claims(store, Table.TRANSFERS, "dataset", "at", "at_offset") == [("core", 1704420000 * 10**6, 480)]


def test_a_listed_company_sheet_of_a_register_has_unknown_shares(tmp_path: Path) -> None:
    store: MemoryStore = new_store()
    path = file(
        tmp_path,
        "股东.csv",
        "企业名称,股东（发起人）,持股比例;海瑞股份有限公司,王小明,-;海瑞股份有限公司,李芳,36.00%",
    )
    run = take(store, path)
    assert (run.rejected, claims(store, Table.INTERESTS, "share_low_num")) == (0, [(9,), (None,)])
    assert "known_mapping" in [warned.code for warned in file_of(run, "interests").warnings]


def test_a_company_list_of_a_register_says_class_capital_and_who_represents_it(tmp_path: Path) -> None:
    store = new_store()
    head = "企业名称,登记状态,法定代表人,注册资本,成立日期,统一社会信用代码,企业类型"
    row = "海瑞有限公司,存续,王小明,305843.0395万元人民币,2019年3月1日,91370200163562681G,有限责任公司(国有独资)"
    take(store, file(tmp_path, "企业.csv", f'{head};{row};海瑞二有限公司,存续,-,"1,000.00万美元",-,-,-'))
    names = ("party_id", "class", "capital", "capital_scale", "capital_currency", "registered_on")
    assert claims(store, Table.PARTIES, *names)[:2] == [
        ("企业/company/海瑞二有限公司", None, 10_000_000, 0, "USD", None),
        ("企业/company/海瑞有限公司", "state_owned", 3_058_430_395, 0, "CNY", 17956),
    ]
    assert claims(store, Table.INTERESTS, "holder_id", "kind") == [
        ("企业/unknown/王小明", "legal_representative")
    ]
