"""What does a proposed mapping look like on a terminal?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lookthrough.cli.text import WIDTH, table, wrapped

if TYPE_CHECKING:
    from lookthrough.ingest.mapping.document import Source
    from lookthrough.ingest.mapping.overview import Overview, Preview, SheetMap

WORDS = {
    "en": {
        "none": "{}: looks like no table of the bank layout ({} columns)",
        "head": "{}: read as {}",
        "known": "{}: a known export ({}), read as {}",
        "to": "column",
        "from": "comes from",
        "always": "always {}",
        "empty": "always empty",
        "join": " and ",
        "first": " or ",
        "unused": "kept with the record, feeding nothing: {}",
        "rows": "the first {} rows as {}",
        "more": "(and {} more columns)",
        "refused": "row {}, column {}: {}",
        "unsure": "unsure:",
        "written": "written: {}",
        "next": "next: {}",
        "template": "{} empty files and a README are in {}: fill in those that you have",
    },
    "zh": {
        "none": "{}：不像版式中的任何表（{} 列）",
        "head": "{}：按 {} 读取",
        "known": "{}：已知的导出文件（{}），按 {} 读取",
        "to": "列",
        "from": "取自",
        "always": "固定为 {}",
        "empty": "固定为空",
        "join": " 与 ",
        "first": " 或 ",
        "unused": "随记录保留、不参与计算：{}",
        "rows": "前 {} 行读作 {}",
        "more": "（另有 {} 列）",
        "refused": "第{}行，{}列：{}",
        "unsure": "待确认：",
        "written": "已写入：{}",
        "next": "下一步：{}",
        "template": "{} 个空文件和一份 README 已写入 {}：请填写您有的文件",
    },
}
MOST_COLUMNS = 6


def lines(found: Overview, paths: Sequence[Path], target: Path | None, lang: str) -> list[str]:
    """All of it, and what to type next."""
    words = WORDS[lang]
    told: list[str] = []
    for sheet in found.sheets:
        told += [*_sheet(sheet, lang), ""]
    if target is not None:
        told.append(words["written"].format(target))
    command = _next(found, paths, target)
    return told + ([words["next"].format(command)] if command else [])


def _next(found: Overview, paths: Sequence[Path], target: Path | None) -> str:
    what = " ".join(quoted(str(path)) for path in paths)
    if target is not None:
        return f"lookthrough ingest {what} --map {quoted(str(target))}"
    if found.known:
        return f"lookthrough ingest {what}"
    if found.text is None:
        return ""
    return f"lookthrough map {what} --out {quoted(paths[0].resolve().stem)}.toml"


def quoted(text: str) -> str:
    """A word of a command, in quotes where a shell would take it apart."""
    return "'" + text.replace("'", "'\\''") + "'" if re.search(r"[\s'\"$&|;<>()*?\[\]`\\!#~]", text) else text


def _sheet(sheet: SheetMap, lang: str) -> Iterator[str]:
    words = WORDS[lang]
    if not sheet.sections:
        yield from wrapped(words["none"].format(sheet.name, sheet.columns), WIDTH, "")
        return
    tables = ", ".join(dict.fromkeys(str(one.section.table) for one in sheet.sections))
    head = ("known", sheet.name, sheet.known, tables) if sheet.known else ("head", sheet.name, tables)
    yield from wrapped(words[head[0]].format(*head[1:]), WIDTH, "")
    for one, preview in zip(sheet.sections, sheet.previews, strict=False):
        yield ""
        yield from _columns(one.section.columns, words)
        yield ""
        yield from _preview(preview, words)
    if sheet.unused:
        yield ""
        yield from wrapped(words["unused"].format(", ".join(sheet.unused)), WIDTH, "  ")
    if doubts := [doubt for one in sheet.sections for doubt in one.doubts]:
        yield from ("", f"  {words['unsure']}")
        for doubt in doubts:
            yield from wrapped(doubt.sentence(lang), WIDTH, "    ")


def _columns(sources: Mapping[str, Source], words: dict[str, str]) -> Iterator[str]:
    rows = [[words["to"], words["from"]], *([name, _origin(one, words)] for name, one in sources.items())]
    yield from (f"  {line}" for line in table(rows, "<<"))


def _origin(source: Source, words: dict[str, str]) -> str:
    from lookthrough.ingest.mapping.toml_text import more_of

    if source.value is not None:
        return words["always"].format(source.value) if source.value else words["empty"]
    names = words["first" if source.first else "join"].join(source.columns)
    said = ((key, value) for key, value in more_of(source) if value and not isinstance(value, dict))
    more = ", ".join(key if value is True else f"{key} {value}" for key, value in said)
    return f"{names} ({more})" if more else names


def _preview(preview: Preview, words: dict[str, str]) -> Iterator[str]:
    yield "  " + words["rows"].format(len(preview.rows), preview.table)
    filled = [i for i in range(len(preview.columns)) if any(row[i] for row in preview.rows)]
    shown = filled[:MOST_COLUMNS]
    rows = [[preview.columns[i] for i in shown], *([row[i] or "-" for i in shown] for row in preview.rows)]
    if shown:
        yield from (f"  {line}" for line in table(rows, "<" * len(shown)))
    if len(filled) > len(shown):
        yield "  " + words["more"].format(len(filled) - len(shown))
    for place, column, reason in preview.refused:
        yield from wrapped(words["refused"].format(place + 2, column, reason), WIDTH, "  ")


def template_lines(folder: Path, files: int, lang: str) -> list[str]:
    """What was written, and what to type next."""
    words = WORDS[lang]
    return [
        *wrapped(words["template"].format(files, folder), WIDTH, ""),
        words["next"].format(f"lookthrough ingest {quoted(str(folder))}"),
    ]
