"""Two commands to an owner: a bank's or a register's own file in, and the answer out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Terminal

DAY = ("--valid-at", "2026-11-24")
COMPANY = "青岛海瑞贸易有限公司"
HEADERS = ["公司名称", "股东名称", "持股比例"]
ROWS = [
    [COMPANY, "王小明", "30%"],
    [COMPANY, "海瑞控股有限公司", "70%"],
    ["海瑞控股有限公司", "王小明", "三分之二"],
]

CORE = {
    "CustDetail.csv": [
        "Dlt,SrcKey,CustId,ComName,CustType,BirthDt,TaxId,TINCode,StreetAddr1,BrCode",
        "N,1,0000101,WANG XIAOMING,Indv,05/17/1980,,SSN,1 Main St,12",
        "N,2,0000102,LI FANG,Indv,,,SSN,2 Main St,12",
        "N,3,0000201,HAIRUI HOLDING LLC,Bus,,,EIN,3 Main St,12",
        "N,4,0000202,HAIRUI TRADING LLC,Bus,,,EIN,4 Main St,12",
    ],
    "CustRel.csv": [
        "CustId,RelCustId,AcctRelCode,PctOwned,Dlt",
        "0000101,0000201,Own,60,N",
        "0000102,0000201,Own,40,N",
        "0000201,0000202,Own,70,N",
        "0000102,0000202,Own,30,N",
    ],
    "Cust_Acct.csv": [
        "Dlt,SrcKey,FornKey,CustId,AcctId,AcctType,AcctRelCode,AcctRelDesc,CustRelType",
        "N,1,4,0000202,8318033,D,Own,Owner,Primary",
        "N,2,2,0000102,8318033,D,Signer,Signer,Direct",
    ],
}


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> None:
    """An XLSX file as a spreadsheet would save it."""
    import pandas as pd

    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        for name, rows in sheets.items():
            pd.DataFrame(rows).to_excel(book, sheet_name=name, header=False, index=False)


def owners(terminal: Terminal, ref: str) -> dict[str, tuple[str, str]]:
    """Name of each owner -> share in percent, and how sure, as the second command says them."""
    answer = terminal.run("owners", ref, *DAY, "--json")
    assert answer.code == 0, answer.err
    found = json.loads(answer.out)["answer"]["owners"]
    return {one["party"]["name"]: (one["ultimate"]["percent"], one["certainty"]) for one in found}


def test_a_sheet_of_three_columns_gives_an_owner_in_two_commands(terminal: Terminal) -> None:
    workbook(terminal.folder / "股东.xlsx", {"Sheet1": [HEADERS, *ROWS]})
    loaded = terminal.run("ingest", "股东.xlsx")
    assert loaded.code == 0, loaded.err
    answer = terminal.run("owners", COMPANY, *DAY)
    assert (answer.code, "王小明" in answer.out, "76.67 %" in answer.out) == (0, True, True), answer.out


def test_the_folder_of_a_core_banking_system_gives_an_owner_in_two_commands(terminal: Terminal) -> None:
    for name, lines in CORE.items():
        terminal.write(f"core/{name}", [line.replace("05/17/1980", "1980-05-17") for line in lines])
    loaded = terminal.run("ingest", "core")
    assert loaded.code == 0, loaded.err
    assert "CustRel.csv: read as an export of Jack Henry (known_mapping)" in loaded.out
    assert owners(terminal, "0000202") == {"LI FANG": ("58", "certain"), "WANG XIAOMING": ("42", "certain")}
    accounts = terminal.run(
        "sql", "SELECT party_id, account_id, role FROM mandates ORDER BY role", "--csv"
    ).out
    assert accounts.splitlines()[1:] == ["0000202,D-8318033,holder", "0000102,D-8318033,signatory"]


def test_the_next_extract_closes_what_it_marks_as_deleted(terminal: Terminal) -> None:
    for name, lines in CORE.items():
        terminal.write(f"core/{name}", [line.replace("05/17/1980", "") for line in lines])
    terminal.run("ingest", "core")
    changed = [
        line.replace("0000102,0000202,Own,30,N", "0000102,0000202,Own,30,Y") for line in CORE["CustRel.csv"]
    ]
    terminal.write("core/CustRel.csv", changed)
    again = terminal.run("ingest", "core")
    assert "1 closed" in again.out
    assert owners(terminal, "0000202") == {"LI FANG": ("28", "certain"), "WANG XIAOMING": ("42", "certain")}


def test_a_code_that_the_known_mapping_lacks_is_refused_and_told(terminal: Terminal) -> None:
    terminal.write("core/CustRel.csv", [*CORE["CustRel.csv"], "0000101,0000202,XYZ,,N"])
    assert "1 rejected" in terminal.run("ingest", "core").out
    assert "column AcctRelCode: 'XYZ' is no word of the layout" in terminal.run("runs", "rejects", "1").out


def test_a_book_of_a_register_gives_an_owner_in_two_commands(terminal: Terminal) -> None:
    """企查查: a title above the headers, holders with their kinds, a share that is not public."""
    holders: list[list[Any]] = [
        ["数据来源：企查查，仅供参考", *[None] * 6],
        ["序号", "企业名称", "股东名称", "股东类型", "持股比例", "认缴出资额(万元)", "认缴出资日期"],
        [1, COMPANY, "王小明", "自然人股东", "36.00%", 360, "2019-03-01"],
        [2, COMPANY, "海瑞控股有限公司", "企业法人", "64.00%", 640, "2019-03-01"],
        [3, "海瑞控股有限公司", "李芳", "自然人股东", "-", "-", "-"],
    ]
    companies = [
        ["企业名称", "登记状态", "法定代表人", "注册资本", "成立日期", "统一社会信用代码", "企业类型"],
        [
            COMPANY,
            "存续",
            "王小明",
            "1,000.00万元人民币",
            "2019年3月1日",
            "91370200163562681G",
            "有限责任公司(自然人投资或控股)",
        ],
    ]
    workbook(terminal.folder / "企查查.xlsx", {"股东信息": holders, "企业信息": companies})
    loaded = terminal.run("ingest", "企查查.xlsx")
    assert loaded.code == 0, loaded.err
    assert owners(terminal, COMPANY) == {"王小明": ("36", "certain"), "李芳": ("0-64", "possible")}
    shown = terminal.run("show", COMPANY).out
    assert "10000000" in shown.replace(",", ""), shown
    assert "class limited company" in shown


def test_other_headers_need_a_mapping_that_is_proposed(terminal: Terminal) -> None:
    terminal.write(
        "ecif/客户.csv", ["客户号,客户名称,客户类型,出生日期", "1,王小明,个人,1980/5/17", "2,海瑞,对公,"]
    )
    terminal.write("ecif/股权.csv", ["客户号,股东编号,出资比例(%),生效日期", "2,1,60.5,20200101"])
    proposed = terminal.run("map", "ecif", "--out", "m.toml")
    assert proposed.code == 0, proposed.err
    assert proposed.out.endswith("next: lookthrough ingest ecif --map m.toml\n")
    loaded = terminal.run("ingest", "ecif", "--map", "m.toml")
    assert loaded.code == 0, loaded.err
    assert owners(terminal, "2") == {"王小明": ("60.5", "certain")}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_empty_template_is_taken_as_it_is_and_never_written_over(terminal: Terminal, lang: str) -> None:
    made = terminal.run("template", "new", "--lang", lang)
    assert (made.code, made.out.splitlines()[-1].endswith("lookthrough ingest new")) == (0, True)
    assert terminal.run("ingest", "new").code == 0
    again = terminal.run("template", "new")
    assert (again.code, again.err) == (
        2,
        "new already holds parties.csv: nothing is written over, choose another folder\n",
    )


def test_a_proposal_is_data_for_programs_and_never_written_over(terminal: Terminal) -> None:
    terminal.write("股东.csv", [",".join(HEADERS), f"{COMPANY},王小明,30%"])
    asked = terminal.run("map", "股东.csv", "--json")
    assert json.loads(asked.out)["sheets"][0]["known"] == "企查查 / 天眼查"
    assert terminal.run("map", "股东.csv").out.endswith("next: lookthrough ingest 股东.csv\n")
    assert terminal.run("map", "股东.csv", "--out", "m.toml").code == 0
    again = terminal.run("map", "股东.csv", "--out", "m.toml")
    assert (again.code, again.err) == (
        2,
        "m.toml is there already: nothing is written over, choose another name\n",
    )


def test_a_wrong_mapping_is_one_sentence_and_nothing_is_loaded(terminal: Terminal) -> None:
    terminal.write("股东.csv", [",".join(HEADERS), f"{COMPANY},王小明,30%"])
    terminal.write("m.toml", ['format = "lookthrough.mapping/1"', "[[raed]]"])
    wrong = terminal.run("ingest", "股东.csv", "--map", "m.toml")
    assert (wrong.code, wrong.err) == (1, "m.toml: there is no key 'raed', did you mean 'read'?\n")
    assert not (terminal.folder / "lookthrough.duckdb").exists()
