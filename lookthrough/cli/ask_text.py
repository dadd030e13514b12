"""What do the answers to control, paths and search look like on a terminal?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lookthrough.cli.proof_text import chain_lines
from lookthrough.cli.text import WIDTH, share_text, table, wrapped
from lookthrough.viz.words import word


def control_lines(finding: Mapping[str, Any], shown_as: str, lang: str) -> list[str]:
    """The sentence, then who controls (or what is controlled), with the votes."""
    zh = lang == "zh"
    rows = [["控制关系", "表决权", "确定性", "编号"] if zh else ["party", "votes", "sure", "id"]]
    for row in finding["answer"]["parties"]:
        party = row["party"]
        rows.append(
            [party["name"], share_text(row["votes"], lang), word(row["certainty"], lang), party["id"]]
        )
    lines = wrapped(f"{finding['sentence'][lang]}", WIDTH, "")
    if len(rows) > 1:
        lines += ["", *("  " + line for line in table(rows, "<><<", most=(36, 12, 8, 18)))]
    return [*lines, *notes(finding, lang)] or [shown_as]


def paths_lines(finding: Mapping[str, Any], lang: str) -> list[str]:
    """The sentence, then every path with its share."""
    rows: list[list[str]] = []
    for path in finding["answer"]["paths"]:
        links = [(link, link["held"]["name"]) for link in path["links"]]
        first, *more = chain_lines(links, WIDTH - 18, lang)
        rows += [[share_text(path["share"], lang), first], *(["", line] for line in more)]
    lines = wrapped(finding["sentence"][lang], WIDTH, "")
    if rows:
        lines += ["", *("  " + line for line in table(rows, "><", most=(14, WIDTH - 18)))]
    return [*lines, *_conventions(finding["answer"].get("conventions", ()), lang), *notes(finding, lang)]


def _conventions(found: Sequence[Mapping[str, Any]], lang: str) -> list[str]:
    """The shares by other conventions, below what they are."""
    if not found:
        return []
    rows = [
        [one["method"], share_text(one["share"], lang) if one["share"] else one["reason"][lang]]
        for one in found
    ]
    label = wrapped(found[0]["label"][lang], WIDTH, "")
    return ["", *label, *("  " + line for line in table(rows, "<<", most=(14, WIDTH - 18)))]


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
    body = [[row["name"], word(row["kind"], lang), row["id"]] for row in rows]
    return table([head, *body], "<<<", most=(44, 18, 40))
