"""Is a mapping proposed that reads the sheet as it is meant, with everything unsure told and nothing guessed?"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookthrough.graph.tables import Table
from lookthrough.ingest.mapping.document import Source
from lookthrough.ingest.mapping.evidence import Values, date_form, number_form, share_form
from lookthrough.ingest.mapping.headers import dictionary, header_of, likeness
from lookthrough.ingest.mapping.overview import Overview, overview
from lookthrough.ingest.mapping.reading import parse_mapping
from lookthrough.ingest.parts import names_of
from lookthrough.ingest.sources.bank import sheets_at
from lookthrough.ingest.template import columns_of
from tests.ingest.deliveries import new_store, rows, take
from tests.ingest.mappings import file


def proposal(folder: Path, *contents: str, lang: str = "en") -> Overview:
    """What is proposed for files of these contents."""
    paths = [file(folder, f"f{i}.csv", text) for i, text in enumerate(contents)]
    return overview(sheets_at(paths)[0], lang)


def _origin(source: Source) -> str:
    return f"={source.value}" if source.value is not None else "+".join(source.columns)


def tables(found: Overview) -> list[tuple[str, dict[str, str]]]:
    """Each table with the columns of the sheet that its columns come from; `=` before a constant."""
    return [
        (
            str(one.section.table),
            {name: _origin(source) for name, source in one.section.columns.items()},
        )
        for sheet in found.sheets
        for one in sheet.sections
    ]


def doubts(found: Overview) -> list[str]:
    """The codes of what is unsure."""
    return [doubt.code for sheet in found.sheets for one in sheet.sections for doubt in one.doubts]


def test_the_headers_of_a_core_banking_export_in_chinese_are_understood(tmp_path: Path) -> None:
    found = proposal(
        tmp_path,
        "客户号,客户名称,客户类型,证件类型,证件号码,出生日期,建档日期;"
        "1,王小明,个人,身份证,11010519491231002X,1949-12-31,20200101",
        "客户号,账号,账户类型,币种,开户日期;1,6222020200012345678,活期,CNY,20200101",
        "交易流水号,付款账号,收款人账号,交易时间,交易金额,币种,摘要;1,A,B,2024-01-05 10:00:00,5.00,CNY,工资",
        "客户号,关联客户号,关系类型;1,2,spouse",
    )
    assert tables(found) == [
        (
            "parties",
            {
                "party_id": "客户号",
                "kind": "客户类型",
                "name": "客户名称",
                "birth_date": "出生日期",
                "id_type": "证件类型",
                "id_number": "证件号码",
            },
        ),
        ("customers", {"customer_id": "客户号", "party_id": "客户号", "opened_on": "建档日期"}),
        ("accounts", {"account_id": "账号", "kind": "账户类型", "currency": "币种", "opened_on": "开户日期"}),
        (
            "transfers",
            {
                "transfer_id": "交易流水号",
                "from_account": "付款账号",
                "to_account": "收款人账号",
                "at": "交易时间",
                "amount": "交易金额",
                "currency": "币种",
                "remark": "摘要",
            },
        ),
        ("associations", {"party_a": "客户号", "party_b": "关联客户号", "kind": "关系类型"}),
    ]
    assert doubts(found) == []


def test_english_headers_are_understood_whatever_parts_their_words(tmp_path: Path) -> None:
    found = proposal(tmp_path, "Company_ID,SHAREHOLDER-ID,Ownership (%),Start Date;C,P,30,2020-01-01")
    assert tables(found) == [
        (
            "interests",
            {
                "holder_id": "SHAREHOLDER-ID",
                "held_id": "Company_ID",
                "kind": "=shareholding",
                "share": "Ownership (%)",
                "valid_from": "Start Date",
            },
        )
    ]
    assert found.text is not None
    assert 'share = { from = "Ownership (%)", unit = "percent" }' in found.text
    assert doubts(found) == []


def test_a_sheet_of_a_register_is_known_and_needs_no_mapping(tmp_path: Path) -> None:
    head = "企业名称,股东名称,股东类型,持股比例,认缴出资额"
    found = proposal(tmp_path, f"{head};海瑞有限公司,王小明,自然人股东,36.00%,1万元")
    assert (found.known, found.sheets[0].unused) == (True, ("认缴出资额",))
    assert found.sheets[0].previews[0].rows == (
        ("王小明", "person", "海瑞有限公司", "shareholding", "36.00%"),
    )


@pytest.mark.parametrize(
    ("text", "code", "comment"),
    [
        (
            "Company,Shareholder,Percentage;C Ltd,P,0.3;C Ltd,Q,0.7",
            "share_unit",
            "is 0.3 a percentage or a fraction?",
        ),
        (
            "Company,Shareholder,Share,Start Date;C Ltd,P,30%,05/01/2024",
            "date_order",
            "is the day or the month first in 05/01/2024?",
        ),
        ("Company,Sharehodler,Share;C Ltd,P,30%", "fuzzy", "column Sharehodler may be holder_name"),
        (
            "Company,Shareholder,Stake held;C Ltd,P,30%;C Ltd,Q,超过25%",
            "by_value",
            "may be share, judging by its values only (30%, 超过25%)",
        ),
        ("Company,Shareholder,Share;C Ltd,P,most", "no_share", "most does not look like a share"),
        ("Client No,Client Name;1,Acme Ltd;2,Bcme Ltd", "no_kind", "all rows are taken as company"),
        ("Client No,Client Name;1,Acme Ltd;2,John", "no_kind", "all rows are taken as unknown"),
        ("Client No,Client Name,Client Type;1,Acme,X9", "words", "nothing stands for X9"),
        ("CIF,Account No,Role;1,2,OWN", "no_words", "say what stands for OWN"),
        ('Name,Type,Share Capital;Acme,Corp,"1,234"', "marks", "what parts thousands in 1,234?"),
    ],
)
def test_what_could_mean_two_things_is_told_above_its_line(
    text: str, code: str, comment: str, tmp_path: Path
) -> None:
    found = proposal(tmp_path, text)
    assert found.text is not None
    assert code in doubts(found)
    assert any(line.startswith("# unsure: ") and comment in line for line in found.text.splitlines())
    assert parse_mapping("m.toml", found.text).sections


def test_an_ambiguous_share_or_date_is_left_to_be_refused_and_not_guessed(tmp_path: Path) -> None:
    found = proposal(tmp_path, "Company,Shareholder,Share,Start Date;C Ltd,P,0.3,05/01/2024")
    (preview,) = found.sheets[0].previews
    assert [column for _, column, _ in preview.refused] == ["Start Date"]
    assert preview.rows[0][preview.columns.index("share")] == "0.3"


def test_a_delete_flag_is_proposed_with_its_words(tmp_path: Path) -> None:
    found = proposal(tmp_path, "公司编号,股东编号,持股比例,删除标志;C,P,30%,0;C,Q,70%,1")
    assert found.text is not None
    assert 'gone = { column = "删除标志", is = ["1"] }' in found.text


@pytest.mark.parametrize("text", ["a,b;1,2", "日期,天气;2024-01-05,晴", "name;x"])
def test_a_sheet_that_is_no_table_gets_no_mapping(text: str, tmp_path: Path) -> None:
    found = proposal(tmp_path, text)
    assert (found.text, found.sheets[0].sections) == (None, ())


def test_an_empty_sheet_is_proposed_by_its_headers_alone(tmp_path: Path) -> None:
    (one,) = tables(proposal(tmp_path, "Company,Shareholder,Share"))
    assert one[0] == "interests"


@pytest.mark.parametrize("table", list(Table))
def test_the_layouts_own_headers_stand_for_themselves(table: Table, tmp_path: Path) -> None:
    """Where a file of the layout has another name, the proposal reads it as the layout would."""
    names = [name for name in columns_of(table) if not name.endswith(("_name", "_kind"))]
    found = dict(tables(proposal(tmp_path, ",".join(names))))
    assert all(name == column for name, column in found[str(table)].items())


def test_a_proposal_reads_a_renamed_file_as_the_layout_reads_it(tmp_path: Path) -> None:
    text = "holder_id,held_id,kind,share,valid_from;P,C,shareholding,30%,2020-01-01;"
    path = file(tmp_path, "own/data.csv", text + "Q,C,shareholding,百分之二十,2020-01-01")
    found = overview(sheets_at([path])[0])
    assert found.text is not None
    stores = new_store(), new_store()
    take(stores[0], path, mapping=parse_mapping("m.toml", found.text), dataset="d")
    take(stores[1], path, dataset="d")
    assert rows(stores[0], Table.INTERESTS) == rows(stores[1], Table.INTERESTS)


def test_the_same_files_always_get_the_same_proposal(tmp_path: Path) -> None:
    texts = ("客户号,客户名称;1,王小明", "Company,Shareholder,Share;C Ltd,P,30%")
    assert proposal(tmp_path, *texts) == proposal(tmp_path, *texts)


def test_every_header_of_the_dictionary_is_for_a_column_of_the_layout() -> None:
    for table in Table:
        assert dictionary()[table].keys() == names_of(table)
    assert likeness("parties", "party_id", header_of("客户编号").key) == 1
    assert 0 < likeness("parties", "party_id", header_of("Customer Numbr").key) < 1
    assert likeness("parties", "party_id", header_of("weather").key) == 0


@pytest.mark.parametrize(
    ("header", "percent", "times"),
    [
        ("持股比例(%)", True, 1),
        ("持股比例（％）", True, 1),
        ("认缴出资额（万元）", False, 10_000),
        ("持股数（万股）", False, 10_000),
        ("股东（发起人）", False, 1),
        ("持股比例", False, 1),
    ],
)
def test_a_unit_in_brackets_is_no_part_of_a_header(header: str, times: int, *, percent: bool) -> None:
    found = header_of(header)
    assert (found.percent, found.times) == (percent, times)
    assert any(likeness("interests", name, found.key) == 1 for name in names_of(Table.INTERESTS))


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["2024-01-05"], "YMD"),
        (["13/01/2024", "05/01/2024"], "DMY"),
        (["01/13/2024"], "MDY"),
        (["05/01/2024"], None),
        (["soon"], None),
    ],
)
def test_the_order_of_dates_is_told_only_by_values_that_have_one(texts: list[str], order: str | None) -> None:
    form = date_form(Values.of(texts))
    assert (form and form.date) == order


@given(st.lists(st.decimals(0, 10**7, places=2), min_size=1, max_size=5))
def test_amounts_are_read_in_the_form_that_is_told_of_them(numbers: list[object]) -> None:
    from decimal import Decimal

    from lookthrough.ingest.mapping import forms

    for texts in ([f"{n:.2f}" for n in numbers], [f"{n:,.2f}" for n in numbers]):
        form = number_form(Values.of(texts))
        if form is not None:
            assert [Decimal(forms.amount(text, form)) for text in texts] == numbers


@pytest.mark.parametrize(
    ("texts", "unit"),
    [
        (["30%", "1/3"], None),
        (["30", "70"], "percent"),
        (["0.5", "33,3"], "percent"),
        (["-", "100"], "percent"),
    ],
)
def test_the_unit_of_bare_shares_is_told_by_one_above_one(texts: list[str], unit: str | None) -> None:
    form = share_form(Values.of(texts), percent=False)
    assert form is not None or texts == ["0.5", "33,3"]
    assert form is None or form.unit == unit


def test_bare_shares_up_to_one_could_be_either() -> None:
    assert share_form(Values.of(["0.5", "1"]), percent=False) is None
    assert share_form(Values.of(["0.5", "1"]), percent=True) is not None
