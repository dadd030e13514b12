"""What do the answers to control, paths and search look like on a terminal?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lookthrough.cli.text import WIDTH, table, wrapped

CERTAIN = {"certain": ("certain", "确定"), "possible": ("possible", "可能")}
KINDS = {
    "person": ("person", "自然人"),
    "company": ("company", "公司"),
    "arrangement": ("arrangement", "法律安排"),
    "public_body": ("public body", "公共机构"),
    "person_group": ("group of persons", "多名自然人"),
    "class_of_persons": ("class of persons", "一类自然人"),
    "unknown": ("unknown", "身份不明"),
    "account": ("account", "账户"),
}


def _percent(share: Mapping[str, Any] | None, lang: str) -> str:
    if share is None:
        return "-"
    return f"{share['percent']} %" if lang == "en" else f"{share['percent']}%"


def control_lines(finding: Mapping[str, Any], shown_as: str, lang: str) -> list[str]:
    """The sentence, then who controls (or what is controlled), with the votes."""
    zh = lang == "zh"
    rows = [["控制关系", "表决权", "确定性", "编号"] if zh else ["party", "votes", "sure", "id"]]
    for row in finding["answer"]["parties"]:
        party = row["party"]
        rows.append([party["name"], _percent(row["votes"], lang), CERTAIN[row["certainty"]][zh], party["id"]])
    lines = wrapped(f"{finding['sentence'][lang]}", WIDTH, "")
    if len(rows) > 1:
        lines += ["", *("  " + line for line in table(rows, "<><<", most=(36, 12, 8, 18)))]
    return [*lines, *notes(finding, lang)] or [shown_as]


def paths_lines(finding: Mapping[str, Any], lang: str) -> list[str]:
    """The sentence, then every path with its share."""
    rows = []
    for path in finding["answer"]["paths"]:
        links = path["links"]
        chain = [links[0]["holder"]["name"]]
        chain += [f"-{_percent(link['share'], lang)}-> {link['held']['name']}" for link in links]
        rows.append([_percent(path["share"], lang), " ".join(chain)])
    lines = wrapped(finding["sentence"][lang], WIDTH, "")
    if rows:
        lines += ["", *("  " + line for line in table(rows, "><", most=(14, WIDTH - 18)))]
    return [*lines, *notes(finding, lang)]


def notes(finding: Mapping[str, Any], lang: str) -> list[str]:
    """The warnings, one sentence each."""
    word = "note: " if lang == "en" else "提示："
    found = [line for w in finding["warnings"] for line in wrapped(word + w["text"][lang], WIDTH, "  ")]
    return ["", *found] if found else []


def search_lines(rows: Sequence[Mapping[str, Any]], text: str, lang: str) -> list[str]:
    """Names with kind and id."""
    zh = lang == "zh"
    if not rows:
        return [f"没有与“{text}”相近的名称" if zh else f"nothing in the store has a name like '{text}'"]
    head = ["名称", "类型", "编号"] if zh else ["name", "kind", "id"]
    body = [[row["name"], KINDS.get(row["kind"], (row["kind"],) * 2)[zh], row["id"]] for row in rows]
    return table([head, *body], "<<<", most=(44, 18, 40))
