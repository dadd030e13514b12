"""Does the terminal show a proposal as it was designed, at 80 columns, in both languages?"""

from __future__ import annotations

from inspect import cleandoc
from pathlib import Path

import pytest
from rich.cells import cell_len

from lookthrough.cli.map_text import lines, quoted, template_lines
from lookthrough.errors import UsageError
from lookthrough.ingest.mapping.overview import overview, to_dict
from lookthrough.ingest.sources.bank import sheets_at
from lookthrough.ingest.template import README, readme, write_template
from tests.ingest.deliveries import new_store, take
from tests.ingest.mappings import file

CLIENTS = "Client No,Client Nm,Type,DOB,Manager;1,Acme Trading Ltd,Corp,,Li;2,John Smith,Indiv,17/05/1980,Li;"
CLIENTS += "3,X,Q,05/06/1981,"
EN = """
    clients.csv: read as parties, customers

      column      comes from
      party_id    Client No
      kind        Type (words customer_types, else unknown)
      name        Client Nm
      birth_date  DOB (date DMY)

      the first 3 rows as parties
      party_id  kind     name              birth_date
      1         company  Acme Trading Ltd  -
      2         person   John Smith        1980-05-17
      3         unknown  X                 1981-06-05

      column       comes from
      customer_id  Client No
      party_id     Client No

      the first 3 rows as customers
      customer_id  party_id
      1            1
      2            2
      3            3

      kept with the record, feeding nothing: Manager

      unsure:
        column Type: nothing stands for Q
        column Client Nm may be name, judging by its name only

    next: lookthrough map clients.csv --out clients.toml
"""
REGISTER = "企业名称,股东名称,股东类型,持股比例,备注;青岛海瑞贸易有限公司,王小明,自然人股东,36.00%,;"
REGISTER += "青岛海瑞贸易有限公司,李芳,自然人股东,64,x"
ZH = """
    股东.csv：已知的导出文件（企查查 / 天眼查），按 interests 读取

      列           取自
      holder_name  股东名称
      holder_kind  股东类型 (words holder_types)
      held_name    企业名称
      kind         固定为 shareholding
      share        持股比例

      前 2 行读作 interests
      holder_name  holder_kind  held_name             kind          share
      王小明       person       青岛海瑞贸易有限公司  shareholding  36.00%
      李芳         person       青岛海瑞贸易有限公司  shareholding  64
      第3行，持股比例列：'64' could be 64 % or 6400 %: add --share-unit percent or
      fraction

      随记录保留、不参与计算：备注

    下一步：lookthrough ingest 股东.csv
"""


def screen(folder: Path, name: str, text: str, lang: str) -> list[str]:
    """What `map` prints of a file."""
    path = file(folder, name, text)
    return lines(overview(sheets_at([path])[0], lang), [Path(name)], None, lang)


@pytest.mark.parametrize(
    ("name", "text", "lang", "golden"),
    [("clients.csv", CLIENTS, "en", EN), ("股东.csv", REGISTER, "zh", ZH)],
    ids=["en", "zh"],
)
def test_the_screen_of_a_proposal_is_the_golden_one(
    name: str, text: str, lang: str, golden: str, tmp_path: Path
) -> None:
    shown = screen(tmp_path, name, text, lang)
    assert "\n".join(shown) == cleandoc(golden)
    assert max(map(cell_len, shown)) <= 80


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_line_is_wider_than_a_terminal_however_long_the_cells(lang: str, tmp_path: Path) -> None:
    long = "很长的名字" * 20
    text = f"Company,Shareholder,Share,{long};{long},{long * 2},{long},x"
    assert max(map(cell_len, screen(tmp_path, "a.csv", text, lang))) <= 80


def test_a_sheet_that_is_no_table_is_told_and_there_is_nothing_to_type_next(tmp_path: Path) -> None:
    told = screen(tmp_path, "a.csv", "a,b;1,2", "en")
    assert told == ["a.csv: looks like no table of the bank layout (2 columns)", ""]


def test_a_command_to_paste_quotes_what_a_shell_would_take_apart() -> None:
    texts = ("股东.xlsx", "a b.csv", "it's", "$x")
    assert [quoted(text) for text in texts] == ["股东.xlsx", "'a b.csv'", "'it'\\''s'", "'$x'"]


def test_programs_get_the_proposal_with_its_mapping(tmp_path: Path) -> None:
    found = to_dict(overview(sheets_at([file(tmp_path, "clients.csv", CLIENTS)])[0]))
    (sheet,) = found["sheets"]
    assert [table["table"] for table in sheet["tables"]] == ["parties", "customers"]
    assert sheet["tables"][0]["columns"]["birth_date"] == {"from": "DOB", "date": "DMY"}
    assert found["mapping"].startswith("# How these files are read.")


def test_a_template_holds_every_column_and_loads_as_an_empty_delivery(tmp_path: Path) -> None:
    written = write_template(tmp_path / "new")
    run = take(new_store(), tmp_path / "new")
    assert (run.nothing, run.rejected, len(written)) == (True, 0, len(run.files) + 1)
    with pytest.raises(UsageError, match=r"already holds parties\.csv: nothing is written over"):
        write_template(tmp_path / "new")


def test_the_readme_of_a_template_says_what_must_be_there_and_in_which_form() -> None:
    text = readme()
    assert "  party_id*" in text
    assert "  kind*" in text
    assert "one of from_account and to_account must be filled in" in text
    assert max(map(len, text.splitlines())) <= 104
    assert "\n".join(template_lines(Path("new"), 9, "zh")).endswith("下一步：lookthrough ingest new")
    assert README.endswith(".txt")


def test_the_library_maps_loads_and_writes_templates_as_the_commands_do(tmp_path: Path) -> None:
    from lookthrough import library as lt

    path = file(tmp_path, "clients.csv", CLIENTS)
    text = lt.map(path).text
    assert text is not None
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    with lt.open() as store:
        assert lt.ingest(store, path, mapping=tmp_path / "m.toml").rejected == 0
    assert (tmp_path / "new" / README) in lt.template(tmp_path / "new")
