"""What do charts and screens call things, in English and in Chinese?

Each entry is (English, Chinese). A code that is not here is shown as it is, with spaces for underscores.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from lookthrough.errors import UsageError
from lookthrough.graph.shares import Share, percent_text

LANGUAGES: Final = ("en", "zh")

WORDS: Final[dict[str, tuple[str, str]]] = {
    # parties
    "person": ("person", "自然人"),
    "company": ("company", "公司"),
    "arrangement": ("arrangement", "法律安排"),
    "public_body": ("public body", "公共机构"),
    "person_group": ("group of persons", "多名自然人"),
    "class_of_persons": ("class of persons", "一类自然人"),
    "account": ("account", "账户"),
    "unknown": ("identity unknown", "身份不明"),
    "anonymous": ("anonymous", "匿名"),
    # classes of parties
    "llc": ("limited company", "有限责任公司"),
    "joint_stock": ("joint-stock company", "股份有限公司"),
    "listed": ("listed company", "上市公司"),
    "state_owned": ("state-owned company", "国有企业"),
    "limited_partnership": ("limited partnership", "有限合伙企业"),
    "general_partnership": ("general partnership", "普通合伙企业"),
    "sole_proprietorship": ("sole proprietorship", "个人独资企业"),
    "cooperative": ("cooperative", "合作社"),
    "branch": ("branch", "分支机构"),
    "trust": ("trust", "信托"),
    "foundation": ("foundation", "基金会"),
    "fund": ("fund", "基金"),
    "bank": ("bank", "银行"),
    "trust_company": ("trust company", "信托公司"),
    "insurer": ("insurer", "保险公司"),
    "social_organisation": ("social organisation", "社会组织"),
    "state": ("state", "国家"),
    "public_institution": ("public institution", "事业单位"),
    "village_body": ("village body", "村级组织"),
    "government": ("government body", "政府机关"),
    "government_abroad": ("foreign government", "外国政府"),
    "international_organisation": ("international organisation", "国际组织"),
    "embassy": ("embassy", "使领馆"),
    "professional_firm": ("professional firm", "专业服务机构"),
    # interests
    "shareholding": ("shareholding", "股权"),
    "fund_units": ("fund units", "基金份额"),
    "surplus_assets": ("surplus assets", "剩余财产分配权"),
    "voting_rights": ("votes", "表决权"),
    "profit_rights": ("profit rights", "收益权"),
    "board_appointment_majority": ("appoints the board's majority", "任免董事会多数成员"),
    "investment_policy": ("sets the investment policy", "决定投资策略"),
    "control_by_agreement": ("control by agreement", "协议控制"),
    "control_by_other_means": ("control by other means", "其他方式控制"),
    "significant_influence_or_control": ("significant influence or control", "重大影响或控制"),
    "joint_control": ("joint control", "共同控制"),
    "significant_influence": ("significant influence", "重大影响"),
    "key_management": ("key management", "关键管理人员"),
    "settlor": ("settlor", "委托人"),
    "trustee": ("trustee", "受托人"),
    "protector": ("protector", "保护人"),
    "beneficiary": ("beneficiary", "受益人"),
    "founder": ("founder", "设立人"),
    "legal_representative": ("legal representative", "法定代表人"),
    "senior_manager": ("senior manager", "高级管理人员"),
    "board_member": ("board member", "董事"),
    "branch_of": ("head office", "总机构"),
    "chairman": ("chairman", "董事长"),
    "executing_partner": ("executing partner", "执行事务合伙人"),
    "general_manager": ("general manager", "总经理"),
    "director": ("director", "董事"),
    "finance_head": ("head of finance", "财务负责人"),
    "supervisor": ("supervisor", "监事"),
    "other": ("other office", "其他职务"),
    "unknown_interest": ("nature unknown", "权益性质不明"),
    "acts_in_concert": ("acting in concert", "一致行动"),
    "votes_as_directed_by": ("directs the votes", "受托表决"),
    "nominee_for": ("held by a nominee", "代持"),
    "attributed_nominee": ("through a nominee", "通过代持人"),
    # marks
    "circle": ("circle", "循环"),
    "nominee": ("nominee", "代持"),
    "share_class": ("class", "类别"),
    "joint": ("joint", "共有"),
    "block": ("a block held together", "共同持有部分"),
    "share_unknown": ("share unknown", "比例不明"),
    "not_recorded": ("not recorded", "未登记"),
    "recorded": ("recorded", "已登记"),
    "together": ("together", "合计"),
    "certain": ("certain", "确定"),
    "possible": ("possible", "可能"),
    "excluded": ("excluded", "排除"),
    "fallback": ("by fallback", "按顺位认定"),
    "review": ("for a reviewer", "待复核"),
    "failed": ("not met", "未达到"),
    # roles of boxes
    "role_subject": ("the party asked about", "查询对象"),
    "role_owner": ("beneficial owner", "受益所有人"),
    "role_possible": ("possible beneficial owner", "可能的受益所有人"),
    "role_fallback": ("owner by fallback", "按顺位认定的受益所有人"),
    # bases
    "equity": ("equity", "股权"),
    "profit_or_votes": ("profit or votes", "收益权或表决权"),
    "actual_control": ("control", "实际控制"),
    "daily_management": ("management", "日常管理"),
    "trust_party": ("trust party", "信托当事人"),
    "branch_manager": ("branch manager", "分支机构高管"),
    "enhanced_equity": ("equity (enhanced)", "股权（强化）"),
    "equity_or_votes": ("equity or votes", "股权或表决权"),
    "state_controlled_legal_representative": ("legal representative", "法定代表人"),
    "simplified_legal_representative": ("legal representative", "法定代表人"),
    "simplified_head": ("head of the firm", "机构负责人"),
    "simplified_investor": ("investor", "投资人"),
    # why a person must look
    "why_votes_through_companies": (
        "votes reached through companies, but no majority",
        "经所控制公司取得表决权但未过半数",
    ),
    "why_executing_partner": ("control by being executing partner alone", "仅凭执行事务合伙人身份"),
    "why_behind_arrangement": ("behind a trust or other arrangement", "处于信托等法律安排背后"),
    # the page
    "chart": ("Ownership chart", "股权结构图"),
    "valid_at": ("as it was true on", "截至（事实）"),
    "known_at": ("as known at", "截至（已知）"),
    "any": ("any date", "不限日期"),
    "run": ("run", "导入批次"),
    "rule": ("rule", "规则"),
    "snapshot": ("snapshot", "数据快照"),
    "hash": ("hash", "校验值"),
    "version": ("Lookthrough", "Lookthrough"),
    "no_script": (
        "The picture needs JavaScript; the tables below say the same.",
        "显示图形需要启用 JavaScript；下列表格内容与图形一致。",
    ),
    "warnings": ("Warnings", "提示"),
    "found": ("Owners, and who was considered", "受益所有人及其他持有人"),
    "owner": ("party", "主体"),
    "sure": ("owner", "是否受益所有人"),
    "basis": ("basis", "依据"),
    "direct": ("direct", "直接持股"),
    "ultimate": ("ultimate", "最终持股"),
    "nobody": ("Nobody was found.", "未发现受益所有人。"),
    "arithmetic": ("Arithmetic of the paths", "持股路径计算"),
    "path": ("path", "路径"),
    "share": ("share", "比例"),
    "holdings": ("Every recorded interest", "全部已登记权益"),
    "holder": ("holder", "持有人"),
    "held": ("held", "被持有主体"),
    "interest": ("interest", "权益"),
    "source": ("source", "来源"),
    # the legend
    "legend_person": ("person", "自然人"),
    "legend_company": ("company", "公司"),
    "legend_arrangement": ("trust or other arrangement", "信托等法律安排"),
    "legend_public_body": ("public body", "公共机构"),
    "legend_unknown": ("identity unknown", "身份不明"),
    "legend_subject": ("the party asked about", "查询对象"),
    "legend_owner": ("beneficial owner (certain)", "受益所有人（确定）"),
    "legend_possible": ("beneficial owner (possible)", "受益所有人（可能）"),
    "legend_fallback": ("owner by fallback", "按顺位认定的受益所有人"),
    "legend_fold": ("several holders, on no owner's path", "多名持有人合并（不在受益所有人路径上）"),
    "legend_share": ("holds a share of", "持有份额"),
    "legend_control": ("controls, or has a role, without a share", "控制或任职（无份额）"),
    "legend_circle": ("holding in a circle", "循环持股"),
    "legend_joint": ("lines meet (without a dot they only cross)", "线条汇合（无圆点者仅为交叉）"),
}


def word(code: str, lang: str) -> str:
    """What a code of the model is called in `lang`."""
    plain = code.removeprefix("attributed_")
    english, chinese = WORDS.get(code) or WORDS.get(plain, (plain.replace("_", " "),) * 2)
    return chinese if lang == "zh" else english


def why(reason: str, lang: str) -> str:
    """Why a person must look at somebody."""
    return word(f"why_{reason}", lang)


def listed(words: Iterable[str | None], lang: str) -> str:
    """Those words that are there, side by side."""
    return ("·" if lang == "zh" else ", ").join(filter(None, words))


def colon(lang: str) -> str:
    """What stands between a term and what it is."""
    return "：" if lang == "zh" else ": "


def holders_word(many: int, lang: str) -> str:
    """`+ 37 holders`."""
    if lang == "zh":
        return f"另有 {many} 名持有人"
    return f"+ {many} holder{'s' if many > 1 else ''}"


def percent_word(share: Share, lang: str) -> str:
    """`31.5 %`, `20–35 %`, in Chinese without the space."""
    return spaced(percent_text(share), lang)


def spaced(percent: str, lang: str) -> str:
    """The percent of a finding (`20-35`) as it is printed."""
    return percent.replace("-", "–") + ("%" if lang == "zh" else " %")


def said(text: Any, lang: str) -> str:
    """A text of a finding, which may be one text, one for each language, or missing."""
    return "" if text is None else str(text[lang] if isinstance(text, Mapping) else text)


def checked(lang: str) -> str:
    """The language, if charts are drawn in it.

    Raises:
        UsageError: for any other.
    """
    if lang not in LANGUAGES:
        raise UsageError("a chart is drawn in 'en' or 'zh': give one of them as --lang")
    return lang
