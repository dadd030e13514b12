"""What do runs and rejects look like on a terminal?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from lookthrough.cli.reject_words import reason_words
from lookthrough.cli.text import WIDTH, table, wrapped

HEAD = {
    "en": ["run", "dataset", "what", "committed", "new", "changed", "closed", "rejected"],
    "zh": ["批次", "数据集", "类型", "提交时间", "新增", "变更", "关闭", "拒收"],
}
# What became of the rows of a file, and what they changed: a line each below its name.
BECAME = ("read", "accepted", "rejected", "warnings"), ("new", "changed", "unchanged", "closed")
NOTES = ("repeated", "pending")
WORDS = {
    "read": ("read", "读取"),
    "accepted": ("accepted", "接受"),
    "rejected": ("rejected", "拒收"),
    "warnings": ("warnings", "警告"),
    "new": ("new", "新增"),
    "changed": ("changed", "变更"),
    "unchanged": ("unchanged", "未变"),
    "closed": ("closed", "关闭"),
    "repeated": ("repeated", "重复"),
    "pending": ("ends pending", "待补端点"),
}
WHAT = {
    "delivery": ("delivery", "交付"),
    "revert": ("revert", "撤回"),
    "judgement": ("judgement", "同一认定"),
    "back": ("taken back", "已被撤回"),
}
MOST = 50
Run = Mapping[str, Any]


def run_lines(runs: Sequence[Run], lang: str) -> list[str]:
    """One line a run."""
    if not runs:
        return ["尚无批次" if lang == "zh" else "nothing was ever delivered to this store"]
    rows = [HEAD[lang], *(_row(run, lang) for run in runs)]
    return table(rows, "><<>>>>>", most=(5, 16, 18, 16))


def _row(run: Run, lang: str) -> list[str]:
    what = WHAT["back" if run["reverted_by"] else run["kind"]][lang == "zh"]
    if run["reverts"]:
        what += f" {run['reverts']}"
    sums = (sum(file[name] for file in run["files"]) for name in ("new", "changed", "closed", "rejected"))
    when = run["committed_at"][:16].replace("T", " ")
    return [str(run["run"]), run["dataset"], what, when, *(f"{n:,}" for n in sums)]


def run_detail_lines(run: Run, lang: str) -> list[str]:
    """The run, a line a file, and the ends that are awaited."""
    lines = [*run_lines([run], lang), *([""] if run["files"] else [])]
    numbers = iter(_numbers(run["files"], lang) if run["files"] else ())
    shared = Counter(file["name"] for file in run["files"])
    for file in run["files"]:
        lines += [*_headline(file, lang, shared[file["name"]]), *(f"  {next(numbers)}" for _ in BECAME)]
    if run["pending"]:
        rows = [[end["node"], end["table"], end["column"], str(end["edges"])] for end in run["pending"]]
        lines += [
            "",
            "ends awaited:" if lang == "en" else "等待中的端点：",
            *table(rows, "<<<>", most=(40, 20, 20)),
        ]
    return lines


def _numbers(files: Sequence[Mapping[str, Any]], lang: str) -> list[str]:
    """Two lines a file of numbers with their words, numerals aligned."""
    sums = [{**file, "warnings": sum(file["warnings"].values())} for file in files]
    rows = [
        [(f"{file[name]:,}", WORDS[name][lang == "zh"]) for name in names]
        for file in sums
        for names in BECAME
    ]
    wide = [max(len(number) for number, _ in column) for column in zip(*rows, strict=True)]
    cells = [[f"{cell[0]:>{width}} {cell[1]}" for cell, width in zip(row, wide, strict=True)] for row in rows]
    return table(cells, "<" * len(wide))


def _headline(file: Mapping[str, Any], lang: str, tables: int) -> list[str]:
    """`interests.csv: gb18030, 12 ends pending, names_only 3`; the table too where a file feeds several."""
    zh = lang == "zh"
    notes = [file["note"]] if file["note"] else []
    notes += [f"{file[name]:,} {WORDS[name][zh]}" for name in NOTES if file[name]]
    notes += [f"{code} {rows:,}" for code, rows in file["warnings"].items()]
    said = ("，" if zh else ", ").join(notes)
    name = f"{file['name']} ({file['table']})" if tables > 1 else file["name"]
    return wrapped(f"{name}{'：' if zh else ': '}{said}" if said else name, WIDTH, "")


def reject_lines(rejects: Sequence[Mapping[str, Any]], lang: str) -> list[str]:
    """Every refused row, wrapped: where, why."""
    if not rejects:
        return ["没有拒收的行" if lang == "zh" else "no row was refused"]
    shown = [line for reject in rejects[:MOST] for line in wrapped(_reject(reject, lang), WIDTH, "")]
    return shown + ([f"(+{len(rejects) - MOST})"] if len(rejects) > MOST else [])


def _reject(row: Mapping[str, Any], lang: str) -> str:
    if lang == "zh":
        return f"{row['file']} 第{row['row']}行，{row['column']}列：{reason_words(row, lang)}"
    return f"{row['file']} row {row['row']}, column {row['column']}: {row['reason']}"
