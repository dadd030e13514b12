"""What does `show` call the columns and codes of a record, in English and in Chinese?

Each entry is (English, Chinese). A column that is not here is shown by its own name, spaces for underscores.
"""

from __future__ import annotations

from lookthrough.viz.words import word

TABLES = {
    "parties": ("records", "主体记录"),
    "interests": ("interests", "权益"),
    "associations": ("associations", "关联"),
    "share_classes": ("share classes", "股份类别"),
    "customers": ("customer", "客户"),
    "accounts": ("account", "账户"),
    "mandates": ("mandates", "账户权限"),
    "transfers": ("transfers, the latest first", "交易（最近在前）"),
    "declared_owners": ("declared owners", "申报的受益所有人"),
}
COLUMNS = {
    "id": ("number", "编号"),
    "kind": ("kind", "种类"),
    "cls": ("class", "类型"),
    "name": ("name", "名称"),
    "names_other": ("other names", "其他名称"),
    "sex": ("sex", "性别"),
    "nationality": ("nationality", "国籍"),
    "country": ("country", "国家或地区"),
    "birth_date": ("born", "出生日期"),
    "registered_on": ("registered on", "登记日期"),
    "dissolved_on": ("dissolved on", "注销日期"),
    "status": ("status", "状态"),
    "id_type": ("document", "证件类型"),
    "id_number": ("document number", "证件号码"),
    "id_expires_on": ("document expires on", "证件有效期至"),
    "lei": ("LEI", "法人识别编码"),
    "uscc": ("credit code", "统一社会信用代码"),
    "registry_no": ("registry number", "注册号"),
    "tax_id": ("tax number", "税号"),
    "capital": ("capital", "注册资本"),
    "capital_currency": ("currency", "币种"),
    "registered_in": ("registered in", "登记地"),
    "unknown": ("unknown", "身份不明"),
    "rest_each_at_most": ("others each at most", "其余持有人各不超过"),
    "address": ("address", "地址"),
    "phone": ("phone", "电话"),
    "email": ("e-mail", "电子邮箱"),
    "party": ("party", "主体"),
    "issued": ("issued", "已发行"),
    "votes_per_share": ("votes per share", "每股表决权"),
    "profit_weight": ("profit weight", "收益权重"),
    "share": ("share", "比例"),
    "share_class": ("class", "股份类别"),
    "shares": ("shares", "股数"),
    "votes": ("votes", "表决权数"),
    "subscribed": ("subscribed", "认缴"),
    "paid_in": ("paid in", "实缴"),
    "currency": ("currency", "币种"),
    "nominee": ("as a nominee", "代持"),
    "joint": ("joint holding", "共同持有"),
    "partner": ("partner", "合伙人"),
    "power": ("power", "权力"),
    "position": ("position", "职务"),
    "branch": ("branch", "分行"),
    "segment": ("segment", "客户类别"),
    "risk": ("risk", "风险等级"),
    "purpose": ("purpose", "用途"),
    "opened_on": ("opened on", "开立日期"),
    "closed_on": ("closed on", "关闭日期"),
    "bank": ("bank", "银行"),
    "account": ("account", "账户"),
    "role": ("role", "角色"),
    "customer": ("customer", "客户"),
    "owner": ("owner", "受益所有人"),
    "owner_name": ("owner", "受益所有人"),
    "by": ("declared by", "申报来源"),
    "basis": ("basis", "依据"),
    "from_account": ("from account", "付款账户"),
    "to_account": ("to account", "收款账户"),
    "from_name": ("from", "付款人"),
    "to_name": ("to", "收款人"),
    "from_bank": ("bank of the payer", "付款行"),
    "to_bank": ("bank of the payee", "收款行"),
    "at": ("at", "时间"),
    "at_offset": ("offset in minutes", "时差（分钟）"),
    "amount": ("amount", "金额"),
    "value_date": ("value date", "起息日"),
    "balance_after": ("balance after", "交易后余额"),
    "channel": ("channel", "渠道"),
    "device": ("device", "设备"),
    "reversal_of": ("reversal of", "冲正"),
    "remark": ("remark", "备注"),
}
CODED = frozenset({"cls", "unknown", "partner", "power", "position", "role", "by", "basis"})
CODES = {
    "votes": ("votes", "表决权"),
    "other": ("other", "其他"),
    "joint_holder": ("joint holder", "联名持有人"),
    "signatory": ("signatory", "有权签字人"),
    "attorney": ("attorney", "代理人"),
    "beneficial_user": ("beneficial user", "实际使用人"),
    "form": ("form", "客户申报表"),
    "filing": ("filing", "备案"),
    "register": ("register", "登记"),
    "executing": ("executing", "执行事务合伙人"),
    "general": ("general", "普通合伙人"),
    "limited": ("limited", "有限合伙人"),
    "revoke": ("revoke", "撤销"),
    "dispose": ("dispose", "处分"),
    "withdraw": ("withdraw", "提取"),
    "sole_income_and_principal": ("sole income and principal", "独享收益与本金"),
    # between the two ends of an association
    "spouse": ("spouse of", "的配偶为"),
    "parent": ("parent of", "的子女为"),
    "sibling": ("sibling of", "的兄弟姐妹为"),
    "acts_in_concert": ("acts in concert with", "的一致行动人为"),
    "votes_as_directed_by": ("votes as directed by", "的表决权受托于"),
    "nominee_for": ("nominee for", "的被代持人为"),
    "shared_address": ("shares an address with", "的同地址主体为"),
    "shared_phone": ("shares a phone with", "的同电话主体为"),
    "shared_device": ("shares a device with", "的同设备主体为"),
}


def column(name: str, lang: str) -> str:
    """What a column is called."""
    return COLUMNS.get(name, (name.replace("_", " "),) * 2)[lang == "zh"]


def code(value: str, lang: str) -> str:
    """What a code of the layout is called; any other text is shown as it is."""
    return CODES[value][lang == "zh"] if value in CODES else word(value, lang)
