"""What is unsure about a proposed mapping, in a sentence?"""

from __future__ import annotations

from dataclasses import dataclass

SENTENCES = {
    "fuzzy": (
        "column {header} may be {column}, judging by its name only",
        "“{header}”列可能是 {column}，仅依列名推测",
    ),
    "by_value": (
        "column {header} may be {column}, judging by its values only ({what})",
        "“{header}”列可能是 {column}，仅依取值推测（{what}）",
    ),
    "words": (
        "column {header}: nothing stands for {what}",
        "“{header}”列：{what} 没有对应的词",
    ),
    "no_words": (
        "column {header}: say what stands for {what}; rows with them are refused until then",
        "“{header}”列：请写明 {what} 对应的词；在此之前含有它们的行会被拒收",
    ),
    "share_unit": (
        'column {header}: is {what} a percentage or a fraction? say unit = "percent" or "fraction"',
        '“{header}”列：{what} 是百分数还是小数？请写 unit = "percent" 或 "fraction"',
    ),
    "no_share": ("column {header}: {what} does not look like a share", "“{header}”列：{what} 不像持股比例"),
    "date_order": (
        'column {header}: is the day or the month first in {what}? say date = "DMY" or "MDY"',
        '“{header}”列：{what} 是日在前还是月在前？请写 date = "DMY" 或 "MDY"',
    ),
    "no_date": ("column {header}: {what} does not look like a date", "“{header}”列：{what} 不像日期"),
    "marks": (
        "column {header}: what parts thousands in {what}? say thousands and decimal",
        "“{header}”列：{what} 的千分位是什么？请写 thousands 和 decimal",
    ),
    "no_amount": ("column {header}: {what} does not look like a number", "“{header}”列：{what} 不像数字"),
    "no_kind": (
        "no column says what kind it is: all rows are taken as {what}",
        "没有列说明种类：所有行均按 {what} 读取",
    ),
    "no_by": (
        "no column says who named the owners: taken as {what}, the customer's own form",
        "没有列说明由谁申报：按 {what}（客户自行申报）读取",
    ),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is unsure: a code of SENTENCES, the column of the sheet, that of the layout, and a value or word."""

    code: str
    header: str
    column: str
    what: str = ""

    def sentence(self, lang: str = "en") -> str:
        """It, said."""
        return SENTENCES[self.code][lang == "zh"].format(
            header=self.header, column=self.column, what=self.what
        )
