"""What stands on the terminal: golden screens, and every line of every screen within 80 cells, in both languages?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rich.cells import cell_len

from lookthrough.cli.ask_text import control_lines, paths_lines, search_lines
from lookthrough.cli.owners_text import Speaker, hints, why_not
from lookthrough.cli.rules_text import conform_lines, rule_lines, rules_lines
from lookthrough.cli.show_text import show_lines
from lookthrough.queries.answer import Question, owners
from lookthrough.queries.conform import Checked, Result
from lookthrough.queries.control import control
from lookthrough.queries.example import Skip
from lookthrough.queries.look import View
from lookthrough.queries.paths import paths
from lookthrough.queries.rules.rule import shipped
from lookthrough.queries.search import search
from lookthrough.queries.show import show
from tests.drawing import at, finding, paper

RULE = shipped()["cn-bank-2026"]
NAMES = {
    "w": "王小明", "l": "李芳", "z": "张伟", "q": "陈静", "H": "海瑞控股", "I": "海瑞投资", "C": "青岛海瑞贸易有限公司",
}  # fmt: skip
TRADE = """
    w -50% from 2020-01-01-> H -50% from 2020-01-01-> I -70% @register from 2019-06-01-> C
    w -20% from 2020-01-01-> I
    l -[20,30]% from 2020-01-01-> C
    z -50% from 2020-01-01-> H
    q -30% from 2020-01-01-> I
"""


def screen(text: str, lang: str, of: str = "C", **asked: Any) -> list[str]:
    """The `owners` screen of customer C000017."""
    found = finding(text, of, shown_as="C000017", **asked)
    return Speaker(found.to_dict(), RULE, "C000017", lang).lines()


def shown(text: str) -> list[str]:
    """A golden screen without the indent of this file."""
    return [line.removeprefix("    ") for line in text.strip("\n").split("\n")][:-1]


def test_the_screen_of_the_design_in_english() -> None:
    assert screen(TRADE, "en", names=NAMES) == shown("""
    Who owns 青岛海瑞贸易有限公司 (C000017) under PBOC Order 12/2025 on 2026-11-24

      王小明 is a beneficial owner and ultimately owns 31.5 % of the shares
      (certain).
      李芳 may be one and ultimately owns 20-30 % of the shares; one document would
      settle it.

      owner   basis    direct  ultimate  sure      article
      王小明  equity        -    31.5 %  certain   art. 8(1)
      李芳    equity  20-30 %   20-30 %  possible  art. 8(1)
      below the threshold: 2 persons, together 38.5 %
      unrecorded holder, up to 10 %

      31.5 % = 50 % x 50 % x 70 % + 20 % x 70 %
        17.5 %  王小明 -50 %-> 海瑞控股 -50 %-> 海瑞投资 -70 %-> C000017
        14.0 %  王小明 -20 %-> 海瑞投资 -70 %-> C000017
        sources: crm interests.csv rows 1, 2, 4; register interests.csv row 3
      李芳 -20-30 %-> C000017
        sources: crm interests.csv row 5

      ask first: the exact share of 李芳 in 青岛海瑞贸易有限公司 (it is recorded as
      20 to 30 %)
    """)


def test_the_screen_of_the_design_in_chinese() -> None:
    assert screen(TRADE, "zh", names=NAMES) == shown("""
    青岛海瑞贸易有限公司（C000017）的受益所有人，依中国人民银行令〔2025〕第12号，截
    至2026-11-24

      王小明为受益所有人，最终拥有31.5%的股权（确定）。
      李芳可能为受益所有人，最终拥有20-30%的股权；取得一份文件即可确定。

      受益所有人  依据    直接    最终  确定性  条款
      王小明      股权       -   31.5%  确定    第8(1)条
      李芳        股权  20-30%  20-30%  可能    第8(1)条
      未达到标准：2人，合计38.5%
      未登记持有人，至多10%

      31.5% = 50% x 50% x 70% + 20% x 70%
        17.5%  王小明 -50%-> 海瑞控股 -50%-> 海瑞投资 -70%-> C000017
        14.0%  王小明 -20%-> 海瑞投资 -70%-> C000017
        来源：crm interests.csv 第1, 2, 4行; register interests.csv 第3行
      李芳 -20-30%-> C000017
        来源：crm interests.csv 第5行

      首先询问：李芳在青岛海瑞贸易有限公司的确切持股比例（登记为20%至30%）
    """)


def test_the_screen_of_control_a_review_and_a_fallback() -> None:
    text = "w -60% from 2020-01-01-> H -30% from 2020-01-01-> C\n q -legal_representative from 2020-01-01-> C"
    assert screen(text, "en", names=NAMES) == shown("""
    Who owns 青岛海瑞贸易有限公司 (C000017) under PBOC Order 12/2025 on 2026-11-24

      陈静 may be one and is responsible for daily management; the records leave it
      open.

      owner  basis       direct  ultimate  sure      article
      陈静   management       -         -  possible  art. 8
      below the threshold: 1 person, together 18 %
      unrecorded holder, up to 82 %
      a person must look at 王小明: votes reached through companies, but no majority
    """)


def test_the_screen_of_actual_control_shows_the_chain() -> None:
    text = "w -51% from 2020-01-01-> H -51% from 2020-01-01-> I -60% from 2020-01-01-> C"
    assert screen(text, "zh", names=NAMES)[3:] == shown("""
      王小明为受益所有人，实际控制该客户（确定）。

      受益所有人  依据      直接    最终  确定性  条款
      王小明      实际控制     -  15.61%  确定    第8(3)条
      未登记持有人，至多84.39%

      控制：王小明 -51%-> 海瑞控股 -51%-> 海瑞投资 -60%-> C000017
        来源：crm interests.csv 第1, 2, 3行
    """)


MAJORITY = """
    w -45% from 2020-01-01-> H -30% from 2020-01-01-> C
    w -10% from 2020-01-01-> I -21% from 2020-01-01-> C
    l -10% from 2020-01-01-> H
    l -45% from 2020-01-01-> I
    w ~acts_in_concert~ l
"""


def test_the_screen_of_control_shows_every_holding_that_the_majority_is_made_of() -> None:
    assert screen(MAJORITY, "en", names=NAMES)[10:18] == shown("""
      control: 王小明 -45 %-> 海瑞控股 -30 %-> C000017
               王小明 -10 %, acting in concert-> 海瑞控股 -30 %-> C000017
               王小明 -45 %, acting in concert-> 海瑞投资 -21 %-> C000017
               王小明 -10 %-> 海瑞投资 -21 %-> C000017
               55 % of the votes in 海瑞控股 = 45 % + 10 %
               51 % of the votes in C000017 = 30 % + 21 %
               55 % of the votes in 海瑞投资 = 45 % + 10 %
        sources: crm interests.csv rows 1, 2, 3, 4, 5, 6; crm associations.csv row 1
    """)
    assert screen(MAJORITY, "zh", names=NAMES)[11:16] == shown("""
      控制：王小明 -45%-> 海瑞控股 -30%-> C000017
            王小明 -10%·一致行动-> 海瑞控股 -30%-> C000017
            王小明 -45%·一致行动-> 海瑞投资 -21%-> C000017
            王小明 -10%-> 海瑞投资 -21%-> C000017
            海瑞控股的表决权合计55% = 45% + 10%
    """)


def test_the_screen_of_directed_votes_calls_them_votes_and_not_control() -> None:
    text = "w -20% from 2020-01-01-> C\n q -10% from 2020-01-01-> C\n q ~votes_as_directed_by~ w"
    assert screen(text, "en", names=NAMES)[-4:] == shown("""
      votes: 王小明 -20 %-> C000017
             王小明 -10 %, directs the votes-> C000017
             30 % of the votes in C000017 = 20 % + 10 %
        sources: crm interests.csv rows 1, 2; crm associations.csv row 1
    """)
    assert screen(text, "zh", names=NAMES)[-4:] == shown("""
      表决权：王小明 -20%-> C000017
              王小明 -10%·受托表决-> C000017
              C000017的表决权合计30% = 20% + 10%
        来源：crm interests.csv 第1, 2行; crm associations.csv 第1行
    """)


def test_of_many_owners_the_screen_says_how_many_it_does_not_tell_of() -> None:
    text = "\n".join(f"p{i:02} -[1,30]% from 2020-01-01-> C" for i in range(20))
    lines = screen(text, "en", names=NAMES)
    assert "  and 14 more, listed below" in lines
    assert "  and the proofs of 12 more: add --json" in lines
    assert "  另有12人的证明：请加--json" in screen(text, "zh", names=NAMES)


def test_of_many_paths_the_screen_says_how_much_they_explain() -> None:
    mesh = [f"w -100% from 2020-01-01-> A{i} -5% from 2020-01-01-> C" for i in range(20)]
    lines = screen("\n".join(mesh), "en", names=NAMES)
    assert "    (+16)" in lines
    assert lines[8] == "  100 % = 100 % x 5 % + 100 % x 5 % + 100 % x 5 % + 100 % x 5 % + ..."


def test_the_screen_of_paths_breaks_a_long_chain_and_cuts_nothing() -> None:
    chain = " -60%-> ".join(["w", *(f"the-company-number-{i}" for i in range(6)), "C"])
    lines = paths_lines(paths(view(chain), "w", "C").to_dict(), "en")
    assert not [line for line in lines if "…" in line]
    assert all(any(f"number-{i}" in line for line in lines) for i in range(6))


def test_the_screen_of_a_customer_out_of_scope_is_one_sentence() -> None:
    assert screen(
        "w -60% from 2020-01-01-> C", "en", names=NAMES, parties={"C": "public_body government"}
    ) == shown("""
    Who owns 青岛海瑞贸易有限公司 (C000017) under PBOC Order 12/2025 on 2026-11-24

      青岛海瑞贸易有限公司 (C000017) need not be looked through: article 10 of PBOC
      Order 12/2025 exempts its kind.
    """)


def test_the_screen_of_nobody_says_so_and_names_what_is_not_recorded() -> None:
    text = "w -10% from 2020-01-01-> C"
    assert screen(text, "en", names=NAMES)[2:] == shown("""
      Nobody on record is a beneficial owner.

      below the threshold: 1 person, together 10 %
      unrecorded holder, up to 90 %
    """)
    assert "  在案记录中没有受益所有人。" in screen(text, "zh", names=NAMES)


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "next: lookthrough show C000017 · lookthrough chart C000017 --out C000017.html"),
        ("zh", "下一步：lookthrough show C000017 · lookthrough chart C000017 --out C000017.html"),
    ],
)
def test_hints_are_commands_to_paste(lang: str, line: str) -> None:
    assert hints("C000017", None, lang) == line
    assert "--store './my bank'" in hints("C000017", "./my bank", lang)


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        (
            "张伟",
            "张伟 is not an owner: 17.5 % of the shares ultimately; not met: equity, profit",
            "张伟不是受益所有人：最终持股17.5%，未满足：股权、收益权或表决权、实际控制",
        ),
        ("w", "w is an owner", "w是受益所有人"),
        ("李芳", "李芳 is an owner (possible)", "李芳是受益所有人（可能）"),
        ("赵强", "赵强 is nowhere above this customer in the records", "赵强不在该客户的上层结构中"),
    ],
)
def test_why_somebody_is_no_owner_is_said(name: str, english: str, chinese: str) -> None:
    found = finding(TRADE, names=NAMES).to_dict()
    assert why_not(found, name, "en")[0] == f"  {english}"
    assert why_not(found, name, "zh")[0] == f"  {chinese}"


def view(text: str = TRADE, **extras: Any) -> View:
    """A drawing as a question sees it."""
    return View(paper(text, **{"names": NAMES, **extras}), at(None))


def test_the_screen_of_control_lists_who_controls_with_the_votes() -> None:
    seen = view("w -51% from 2020-01-01-> H -60% from 2020-01-01-> C\n l -[30,40]% from 2020-01-01-> C")
    found = control(seen, "C").to_dict()
    assert control_lines(found, "C000017", "en") == shown("""
    青岛海瑞贸易有限公司 is controlled by 海瑞控股, 王小明.

      party     votes  sure     id
      海瑞控股   60 %  certain  H
      王小明     60 %  certain  w
    """)
    assert control_lines(found, "C000017", "zh")[-1] == "  王小明       60%  确定    w"


def test_the_screen_of_control_of_nobody_is_one_sentence() -> None:
    found = control(view("w -50% from 2020-01-01-> C"), "C").to_dict()
    assert control_lines(found, "C000017", "zh") == ["在案记录中没有确定控制青岛海瑞贸易有限公司的主体。"]


def test_the_screen_of_paths_lists_them_best_first() -> None:
    assert paths_lines(paths(view(), "z", "I").to_dict(), "en") == shown("""
    张伟 ultimately owns 25 % of 海瑞投资, by 1 path.

      25 %  张伟 -50 %-> 海瑞控股 -50 %-> 海瑞投资
    """)
    assert paths_lines(paths(view(), "z", "l").to_dict(), "zh") == ["张伟与李芳之间没有持股路径。"]


def test_the_screen_of_paths_says_what_other_conventions_are_and_are_not() -> None:
    ring = View(paper("p -10%-> A -90%-> B -90%-> A\n q -[5,10]%-> B"), at(None))
    lines = paths_lines(paths(ring, "A", "B", ["raw", "simple_paths"]).to_dict(), "zh")
    assert lines[4:8] == [
        "仅为文献中的计算口径：任何规则均不采用，不属于所有人认定结果。",
        "  raw           有持股比例仅为区间",
        "  simple_paths  有持股比例仅为区间",
        "",
    ]


def test_the_screen_of_search_lists_names_kinds_and_ids() -> None:
    assert search_lines(search(view(), "海瑞控股", 5), "海瑞控股", "en") == [
        "name      kind     id",
        "海瑞控股  company  H",
    ]
    assert search_lines([], "海", "zh") == ["没有与“海”相近的名称"]
    assert search_lines([], "x", "en") == ["nothing in the store has a name like 'x'"]


def test_the_screen_of_show_has_a_block_a_table_with_the_rows() -> None:
    seen = view(
        "w -(25,50]% from 2020-01-01-> C\n w ~spouse~ l", parties={"C": "company llc"}, judged=[("C", "D")]
    )
    assert show_lines(show(seen, "C"), "C000017", "en") == shown("""
    青岛海瑞贸易有限公司 (C000017), company
    one party in the records: C, D

    records
      class limited company, name 青岛海瑞贸易有限公司  crm parties.csv row 1, run 1

    interests
      王小明 (w) -shareholding >25-50 %-> C
        from 2020-01-01  crm interests.csv row 1, run 1
    """)
    about = show_lines(show(seen, "w"), "w", "en")
    assert about[-1] == "  w spouse of 李芳 (l)  crm associations.csv row 1, run 1"
    assert show_lines(show(seen, "zz"), "zz", "zh") == ["zz，身份不明", "", "没有任何记录"]


def test_the_screen_of_show_in_chinese_has_no_english_word() -> None:
    seen = view(
        "w -nominee 50% from 2020-01-01 until 2030-01-01-> C\n w ~votes_as_directed_by~ l\n w -? unknown-> C",
        parties={"w": "person"},
    )
    assert show_lines(show(seen, "w"), "w", "zh") == shown("""
    王小明（w），自然人

    主体记录
      名称 王小明  crm parties.csv 第1行，批次1

    权益
      w -股权 50%-> 青岛海瑞贸易有限公司（C），代持
        2020-01-01至2030-01-01  crm interests.csv 第1行，批次1
      w -权益性质不明-> 青岛海瑞贸易有限公司（C）
        crm interests.csv 第2行，批次1

    关联
      w的表决权受托于李芳（l）  crm associations.csv 第1行，批次1
    """)


def test_a_long_block_of_show_is_cut_and_says_by_how_many_rows() -> None:
    seen = view("\n".join(f"w -1%-> X{number}" for number in range(45)))
    lines = show_lines(show(seen, "w"), "w", "en")
    assert "  (+5)" in lines
    assert sum("shareholding" in line for line in lines) == 40


def test_the_screen_of_a_rule_lists_tests_fallback_and_options() -> None:
    lines = rule_lines(RULE, "en")
    assert lines[:12] == shown("""
    cn-bank-2026: Beneficial owners of customers of financial institutions
    PBOC Order 12/2025, in force from 2026-01-20
    http://www.pbc.gov.cn/tiaofasi/144941/144957/2025121919412749702/index.html
    the text was read: full text

      basis              article  test                          not beside
      equity             8(1)     shares >= 25 %
      profit or votes    8(2)     profit or votes >= 25 %       equity
      control            8(3)     votes > 50 %, or other means  equity
      equity (enhanced)  21       shares (option)               equity
      management         8        when nobody meets a test

    """)
    assert rule_lines(RULE, "zh") == shown("""
    cn-bank-2026：金融机构客户受益所有人识别
    中国人民银行令〔2025〕第12号，自2026-01-20起施行
    http://www.pbc.gov.cn/tiaofasi/144941/144957/2025121919412749702/index.html
    文本来源：全文

      依据            条款  标准                      不适用于
      股权            8(1)  股权 >= 25%
      收益权或表决权  8(2)  收益权或表决权 >= 25%     股权
      实际控制        8(3)  表决权 > 50%，或其他方式  股权
      股权（强化）    21    股权（见选项）            股权
      日常管理        8     无人符合时

    选项：
      --option enhanced_threshold=...      更严格的股权比例
      --option simplified=...              简化识别
      --option state_control_verified=...  国有控股已核实
    """)


SKIP = Checked("trace", None, skipped=Skip("ask", "trace"))
RESULTS = [
    Result("X-1", "f.json", (Checked("share", True, "1%", "1%"), SKIP, SKIP)),
    Result("X-2", "f.json", (Checked("votes", False, "2%", "3%"),)),
]


def test_the_screen_of_worked_examples_lists_failures_skips_and_counts() -> None:
    assert conform_lines(RESULTS, "en") == shown("""
    f.json X-2: votes
      expected 2%
      found    3%
    skipped 2: this version does not answer 'trace'
    1 of 2 examples passed; checks: 1 passed, 1 failed, 2 skipped
    """)
    assert conform_lines(RESULTS, "zh") == shown("""
    f.json X-2: votes
      预期 2%
      实际 3%
    跳过2项：本版本不支持“trace”类检查
    2个示例中1个通过；检查：1项通过，1项不符，2项跳过
    """)


def test_the_screen_of_rules_lists_them_in_one_language() -> None:
    assert rules_lines([RULE], "en") == [
        "rule          in force from  instrument          text read",
        "cn-bank-2026  2026-01-20     PBOC Order 12/2025  full text",
    ]
    assert rules_lines([RULE], "zh") == [
        "规则          施行日期    文件                          文本来源",
        "cn-bank-2026  2026-01-20  中国人民银行令〔2025〕第12号  全文",
    ]


LONG = {ident: "青岛海瑞国际贸易投资管理发展股份有限公司第一分公司（有限合伙）" + ident for ident in "HIJKC"} | {
    ident: f"Maria {'Wolfeschlegelsteinhausenbergerdorff-' * 3}{ident}" for ident in "wlzqg"
}  # fmt: skip
WIDE = """
    w -50%-> H -50%-> I -70%-> C
    w -20%-> I
    w -20%-> J -90%-> K -5%-> C
    l -(25,30]% from 2020-01-01 until 2030-01-01 @a-very-long-name-of-a-dataset-of-some-branch-> C
    z -control_by_agreement-> H
    q -30%-> I
    H -10%-> J
    J -10%-> H
    g -senior_manager general_manager-> C
    w ~acts_in_concert~ l
    w ~votes_as_directed_by~ z
"""
SCREENS: dict[str, Callable[[View, str], list[str]]] = {
    "owners": lambda seen, lang: Speaker(answer(seen), RULE, "C000017", lang).lines(),
    "control": lambda seen, lang: control_lines(control(seen, "C").to_dict(), "C000017", lang),
    "paths": lambda seen, lang: paths_lines(paths(seen, "w", "C", ["raw"]).to_dict(), lang),
    "search": lambda seen, lang: search_lines(search(seen, "青岛", 5), "青岛", lang),
    "show": lambda seen, lang: show_lines(show(seen, "C"), "C000017", lang),
    "rule": lambda _, lang: rule_lines(RULE, lang),
    "why-not": lambda seen, lang: why_not(answer(seen), "q", lang),
}


def answer(seen: View) -> dict[str, Any]:
    """Who owns C."""
    return owners(seen, Question("C", RULE, shown_as="C000017")).to_dict()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", SCREENS)
def test_every_line_fits_into_80_cells_however_long_the_names(name: str, lang: str) -> None:
    lines = SCREENS[name](view(WIDE, names=LONG, declared={"C": "form w"}), lang)
    assert lines
    assert [line for line in lines if cell_len(line) > 80] == []
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "text", ["a -joint J 60%-> C\n b -joint J 60%-> C", "n -nominee 60%-> C\n n ~nominee_for~ b"]
)
def test_no_screen_shows_an_internal_name(text: str, lang: str) -> None:
    assert not [line for line in screen(text, lang) if "~" in line]
    assert not [
        line for line in control_lines(control(view(text, names={}), "C").to_dict(), "C", lang) if "~" in line
    ]
