"""What do runs and rejects look like on a terminal?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lookthrough.cli.text import WIDTH, table, wrapped

HEAD = {
    "en": ["run", "dataset", "what", "committed", "new", "changed", "closed", "rejected"],
    "zh": ["批次", "数据集", "类型", "提交时间", "新增", "变更", "关闭", "拒收"],
}
FILE_HEAD = {
    "en": ["file", "read", "new", "changed", "unchanged", "closed", "rejected"],
    "zh": ["文件", "读取", "新增", "变更", "未变", "关闭", "拒收"],
}
WHAT = {
    "delivery": ("delivery", "交付"),
    "revert": ("revert", "撤回"),
    "judgement": ("judgement", "同一认定"),
}
MOST = 50
Run = Mapping[str, Any]


def run_lines(runs: Sequence[Run], lang: str) -> list[str]:
    """One line a run."""
    if not runs:
        return ["尚无批次" if lang == "zh" else "nothing was ever delivered to this store"]
    rows = [HEAD[lang], *(_row(run, lang) for run in runs)]
    return table(rows, "><<<>>>>", most=(5, 16, 18, 16))


def _row(run: Run, lang: str) -> list[str]:
    what = WHAT[run["kind"]][lang == "zh"]
    if run["reverts"]:
        what += f" {run['reverts']}"
    if run["reverted_by"]:
        what += "（已被撤回）" if lang == "zh" else " (taken back)"
    sums = (sum(file[name] for file in run["files"]) for name in ("new", "changed", "closed", "rejected"))
    when = run["committed_at"][:16].replace("T", " ")
    return [str(run["run"]), run["dataset"], what, when, *(f"{n:,}" for n in sums)]


def run_detail_lines(run: Run, lang: str) -> list[str]:
    """The run, a line a file, and the ends that are awaited."""
    lines = run_lines([run], lang)
    rows = [
        [
            file["name"],
            *(f"{file[part]:,}" for part in ("rows", "new", "changed", "unchanged", "closed", "rejected")),
        ]
        for file in run["files"]
    ]
    if rows:
        lines += ["", *table([FILE_HEAD[lang], *rows], "<>>>>>>", most=(28,))]
    if run["pending"]:
        rows = [[end["node"], end["table"], end["column"], str(end["edges"])] for end in run["pending"]]
        lines += [
            "",
            "ends awaited:" if lang == "en" else "等待中的端点：",
            *table(rows, "<<<>", most=(40, 20, 20)),
        ]
    return lines


def reject_lines(rejects: Sequence[Mapping[str, Any]], lang: str) -> list[str]:
    """Every refused row, wrapped: where, why."""
    if not rejects:
        return ["没有拒收的行" if lang == "zh" else "no row was refused"]
    shown = [line for reject in rejects[:MOST] for line in wrapped(_reject(reject, lang), WIDTH, "")]
    return shown + ([f"(+{len(rejects) - MOST})"] if len(rejects) > MOST else [])


def _reject(row: Mapping[str, Any], lang: str) -> str:
    if lang == "zh":
        return f"{row['file']} 第{row['row']}行，{row['column']}列：{row['reason']}"
    return f"{row['file']} row {row['row']}, column {row['column']}: {row['reason']}"
