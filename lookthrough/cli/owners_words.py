"""Which words does the answer to `owners` use on a terminal, in English and in Chinese?"""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Who owns {name} ({id}) under {rule} on {day}",
        "any": "any date",
        "head": "owner|basis|direct|ultimate|sure|article",
        "certain": "certain",
        "possible": "possible",
        "article": "art. {0}",
        "is": "{name} is a beneficial owner and {what} (certain).",
        "may": "{name} may be one and {what}; {ask}.",
        "settle": "one document would settle it",
        "open": "the records leave it open",
        "nobody": "Nobody on record is a beneficial owner.",
        "below": "below the threshold: {n} {persons}, together {share}",
        "unrecorded": "unrecorded holder, up to {0}",
        "review": "a person must look at {name}: {why}",
        "sources": "sources: ",
        "ask": "ask first: {fact} ({why})",
        "warning": "note: ",
        "next": "next: ",
        "declared": "declared: ",
        "agrees": "agrees",
        "differs": "differs from what was found",
        "row": "row",
        "rows": "rows",
        "control": "control: ",
    },
    "zh": {
        "title": "{name}（{id}）的受益所有人，依{rule}，截至{day}",
        "any": "任意日期",
        "head": "受益所有人|依据|直接|最终|确定性|条款",
        "certain": "确定",
        "possible": "可能",
        "article": "第{0}条",
        "is": "{name}为受益所有人，{what}（确定）。",
        "may": "{name}可能为受益所有人，{what}；{ask}。",
        "settle": "取得一份文件即可确定",
        "open": "现有记录无法确定",
        "nobody": "在案记录中没有受益所有人。",
        "below": "未达到标准：{n}人，合计{share}",
        "unrecorded": "未登记持有人，至多{0}",
        "review": "须由人工复核{name}：{why}",
        "sources": "来源：",
        "ask": "首先询问：{fact}（{why}）",
        "warning": "提示：",
        "next": "下一步：",
        "declared": "申报情况：",
        "agrees": "一致",
        "differs": "与识别结果不一致",
        "row": "第",
        "rows": "第",
        "control": "控制：",
    },
}
BASES: dict[str, tuple[str, str]] = {
    "equity": ("equity", "股权"),
    "profit_or_votes": ("profit or votes", "收益权或表决权"),
    "actual_control": ("control", "实际控制"),
    "daily_management": ("management", "日常管理"),
    "trust_party": ("trust party", "信托当事人"),
    "branch_manager": ("branch manager", "分支机构高管"),
    "enhanced_equity": ("equity (enhanced)", "股权（强化）"),
    "state_controlled_legal_representative": ("legal representative", "法定代表人"),
    "simplified_legal_representative": ("legal representative", "法定代表人"),
    "simplified_head": ("head of the firm", "机构负责人"),
}
REASONS: dict[str, tuple[str, str]] = {
    "votes_through_companies": (
        "votes reached through companies, but no majority",
        "经所控制公司取得表决权但未过半数",
    ),
    "executing_partner": ("control by being executing partner alone", "仅凭执行事务合伙人身份"),
    "behind_arrangement": ("behind a trust or other arrangement", "处于信托等法律安排背后"),
}


def basis_words(code: str, lang: str) -> str:
    """What a basis is called; one of a rule of the user's own by its code, with spaces."""
    return BASES.get(code, (code.replace("_", " "),) * 2)[lang == "zh"]
