"""What does each warning of a finding mean, in both languages, and how is it mended? docs/codes.md is made from it.

`{0}`, `{1}` are names of parties, `{v}` a number of the warning.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """The sentence of a warning in English and Chinese, its meaning, an example, and how to mend it."""

    en: str
    zh: str
    meaning: str
    example: str
    mend: str


WARNINGS: dict[str, Code] = {
    "over_100": Code(
        "the recorded holders of {0} add up to {v}: nothing downstream of it is certain",
        "{0}登记的持股合计为{v}，其下游结论均不能确定",
        "The recorded shares (or votes, or profit rights) in a company exceed 100 %.",
        "Two holders with 60 % each.",
        "Correct one of the records, or give a precedence of sources (--precedence A,B).",
    ),
    "sources_disagree": Code(
        "sources disagree about {0}",
        "关于{0}的各来源不一致",
        "Different datasets state different shares for one holding, or lists that do not fit together.",
        "The form says 20 %, the register 30 %.",
        "Find out which is right and correct the other, or give a precedence of sources.",
    ),
    "added_records": Code(
        "{v} records of one source are added up for what {0} holds in {1}",
        "{0}在{1}的持股由同一来源的{v}条记录相加得出",
        "One dataset has several records, overlapping in time, for one holding: they add.",
        "Two records of 15 % make 30 %.",
        "If they are the same holding recorded twice, close one of them.",
    ),
    "recorded_sum": Code(
        "the {v} of {0} are measured against what is recorded, since the whole is not known",
        "{0}的{v}总额未知，按已登记合计计算",
        "A number of shares or subscribed capital is given, but not the company's total.",
        "subscribed 2,000,000 with no capital in parties.",
        "Deliver the company's capital or the issued number of the class.",
    ),
    "dissolved_holder": Code(
        "{0} no longer exists: who holds its share in {1} is unknown",
        "{0}已不存续，其持有{1}的份额现由何人持有不明",
        "A recorded holder is dissolved or struck off on the date asked; its share has an unknown holder.",
        "A holder dissolved on 2024-01-01, asked for 2024-01-02.",
        "Deliver who took over the share.",
    ),
    "unknown_start": Code(
        "{v} of the holdings have no start date and count as if they always were",
        "有{v}条持股没有起始日期，视为一直有效",
        "A claim without valid_from counts at any earlier date too.",
        "A holding with only a valid_to.",
        "Deliver valid_from.",
    ),
    "pending_end": Code(
        "{0} is named as a holder, but no record describes it yet",
        "{0}被列为持有人，但尚无任何记录描述该主体",
        "An edge waits for its end: the party was never delivered.",
        "holder_id P777 and no such row in parties.",
        "Deliver the party.",
    ),
    "incomplete": Code(
        "the structure is larger than the budget of one question: {v} parties were not looked through",
        "股权结构超出单次查询的上限：有{v}个主体未能穿透",
        "The upstream closure was cut at the edge budget; nobody is certain.",
        "A closure of more than 200,000 interests.",
        "Ask about a party further up.",
    ),
    "cross_holding": Code(
        "companies above the customer hold one another: {0} and {1}",
        "上层公司之间交叉持股：{0}与{1}",
        "Two or more companies upstream hold shares in one another.",
        "A holds 30 % of B, B holds 20 % of A.",
        "Nothing to mend if it is so: the circle is summed exactly.",
    ),
    "own_shares": Code(
        "{0} holds shares in itself",
        "{0}持有自身股份",
        "Treasury shares: a company is among its own holders.",
        "B holds 5 % of B.",
        "Nothing to mend if it is so: the circle is summed exactly.",
    ),
    "self_owned_group": Code(
        "{0} belongs to a group that wholly owns itself: nobody outside is recorded",
        "{0}所在集团完全自持，未登记任何外部持有人",
        "A circle of companies in which the recorded holders are the companies themselves, to 100 %.",
        "A holds 100 % of B, B holds 100 % of A.",
        "At least one record is wrong or missing.",
    ),
    "unidentified_owner": Code(
        "an owner is not identified: {0}",
        "受益所有人身份未识别：{0}",
        "A party that is or may be an owner is anonymous, unknown or never described. Do not deal before it is known.",
        "An anonymous person holds 30 %.",
        "Identify the person.",
    ),
    "group_of_persons": Code(
        "{0} stands for several persons, who together have enough: whether one of them is an owner is not recorded",
        "{0}为多名自然人，合计已达到认定标准，其中是否有人为受益所有人未登记",
        "A holder recorded as a group of persons meets a test of the rule, or may: who is behind it has to be asked.",
        '"Other shareholders" (person_group) hold 40 %.',
        "Deliver the persons one by one, with what each of them holds.",
    ),
    "manager_unknown": Code(
        "{0} is a branch of a company abroad, and who manages it is not recorded",
        "{0}为境外公司的分支机构，但未登记其高级管理人员",
        "The rule adds a senior manager of the branch to the owners of the head office; none is recorded.",
        "A branch whose head office is abroad, without a senior_manager.",
        "Deliver the branch's senior manager.",
    ),
    "bad_identifier": Code(
        "{0} bears an identifier that cannot be right: {v}",
        "{0}的{v}有误",
        "A check character, a day of birth or a county in a LEI, a credit code or a document's number is wrong, or the "
        "number contradicts the person's birth date or sex (bad_lei, bad_uscc, bad_id_number, id_differs).",
        "The LEI 529900T8BM49AURSDO56.",
        "Compare it with the document or the register, and deliver the party again.",
    ),
    "nominee_unknown": Code(
        "{0} holds as nominee, and for whom is not recorded",
        "{0}为代持人，但未登记被代持人",
        "A nominee holding without a nominee_for association.",
        "nominee = true and no association.",
        "Deliver the association nominee_for, with the nominee agreement.",
    ),
    "enhanced_measures": Code(
        "enhanced measures are called for (article {v}): {0}",
        "应采取强化识别措施（第{v}条）：{0}",
        "The structure has a trigger of the rule's enhanced measures.",
        "Cross holdings, nominee holdings, control by agreement.",
        "Take one or more of the measures that the rule lists and record them.",
    ),
    "declared_differs": Code(
        "what was declared differs from what was found: {0}",
        "申报的受益所有人与识别结果不一致：{0}",
        "A form, filing or register names other owners than the computed ones.",
        "q was declared, p is found.",
        "Ask the customer; report the discrepancy where the rule says so.",
    ),
    "not_in_force": Code(
        "the rule is not in force on the date asked",
        "所问日期该规则未生效",
        "The answer was asked for with --even-if-not-in-force.",
        "eu-amlr-2027 asked for 2026.",
        "Ask for a date on which the rule is in force.",
    ),
    "simplified_refused": Code(
        "the simplified treatment was asked for, but does not apply",
        "请求了简化识别，但不适用",
        "Options ask for a simplified treatment, but class, control or a trigger of enhanced measures forbids it.",
        "state_control_verified for a company that the state does not control.",
        "Leave the option out, or deliver the missing record.",
    ),
}
TRIGGERS = {
    "cross_holding": ("cross holdings", "交叉持股"),
    "self_owned_group": ("a circle that owns itself", "循环自持"),
    "nominee": ("nominee holdings", "代持"),
    "control_by_agreement": ("control by agreement", "协议控制"),
}
