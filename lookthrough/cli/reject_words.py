"""How is a refused row told in Chinese? By its code and by what the cell holds; in English its own reason says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CHINESE: dict[str, str] = {
    "ambiguous_share": "不带单位的数字可能是百分数，也可能是分数：请加--share-unit percent或fraction",
    "bad_share": "不是比例：请写30%、1/3或(25,50]%",
    "share_out_of_range": "比例应在0与100%之间",
    "share_too_fine": "比例位数过多，无法精确保存：请写成分数，如1/3",
    "share_empty_range": "区间内没有任何数值：请先写下限，如[30,50]%",
    "bad_date": "不是有效日期：请写YYYY-MM-DD",
    "bad_time": "不是有效时间：请写2024-01-05T10:00:00+08:00",
    "no_offset": "时间缺少时区：请补上时差，或加--zone Asia/Shanghai",
    "bad_amount": "不是金额：请写1234.50，至多18位，不加千分位和货币符号",
    "bad_number": "不是数字：请写10000",
    "negative_amount": "金额不得为负",
    "missing_value": "必填项为空",
    "unknown_word": "不在允许的取值之内",
    "bad_flag": "既非是也非否：请写true或false",
    "dates_reversed": "终止日期早于起始日期",
    "duplicate_key": "与另一行主键相同而内容不同：请只保留其一",
    "both_ends_missing": "付款账户与收款账户均为空：请至少填写一个",
    "wrong_columns": "列数与表头不一致：含分隔符的内容请加双引号",
    "bad_quotes": "引号不成对：内容中的双引号请写成两个",
    "bad_dataset": "数据集名称无效：请用可打印字符，且不含/",
    "excel_error": "单元格为错误值，或公式尚未计算",
    "excel_number": "编号已被表格软件转为数字，末位已丢失：请以文本格式重新导出",
    "unmapped_row": "映射文件中没有适用于该行的部分",
    "bad_text": "含有无法识别的字节：请以UTF-8重新保存",
    "bad_json": "不是有效的JSON对象，或同一键重复出现",
    "wrong_type": "字段取值不符合标准规定的类型",
}
SENSITIVE = frozenset({"id_number", "birth_date", "tax_id", "phone", "email", "address"})


def reason_words(reject: Mapping[str, Any], lang: str) -> str:
    """Why a row is refused; a code without Chinese words keeps its English reason."""
    if lang == "en" or reject["code"] not in CHINESE:
        return str(reject["reason"])
    value = None if reject["column"] in SENSITIVE else reject["cells"].get(reject["column"])
    return CHINESE[reject["code"]] + (f"（{value}）" if value else "")
