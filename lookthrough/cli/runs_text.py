"""What do runs and rejects look like on a terminal?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lookthrough.cli.text import cut, table

HEAD = {
    "en": ["run", "dataset", "what", "committed", "new", "changed", "closed", "rejected"],
    "zh": ["批次", "数据集", "类型", "提交时间", "新增", "变更", "关闭", "拒收"],
}
WHAT = {
    "delivery": ("delivery", "交付"),
    "revert": ("revert", "撤回"),
    "judgement": ("judgement", "同一认定"),
}
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
        what += f" ({'已被撤回' if lang == 'zh' else 'taken back'})"
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
        head = ["file", "read", "new", "changed", "unchanged", "closed", "rejected"]
        lines += ["", *table([head, *rows], "<>>>>>>", most=(28,))]
    if run["pending"]:
        rows = [[end["node"], end["table"], end["column"], str(end["edges"])] for end in run["pending"]]
        lines += [
            "",
            "ends awaited:" if lang == "en" else "等待中的端点：",
            *table(rows, "<<<>", most=(40, 20, 20)),
        ]
    return lines


def reject_lines(rejects: Sequence[Mapping[str, Any]], lang: str) -> list[str]:
    """One line a refused row: where, why."""
    if not rejects:
        return ["没有拒收的行" if lang == "zh" else "no row was refused"]
    shown = [
        cut(f"{r['file']} row {r['row']}, column {r['column']}: {r['reason']}", 160) for r in rejects[:50]
    ]
    return shown + ([f"(+{len(rejects) - 50})"] if len(rejects) > 50 else [])
