"""What do a rule and a run of worked examples look like on a terminal?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lookthrough.cli.text import WIDTH, table, wrapped
from lookthrough.graph.shares import percent
from lookthrough.queries.wording import RIGHT
from lookthrough.viz.words import word

if TYPE_CHECKING:
    from lookthrough.queries.conform import Result
    from lookthrough.queries.rules.rule import Rule, Test

READ = {"full text": "全文", "secondary": "二手资料", "memory": "凭记忆"}


def rule_lines(rule: Rule, lang: str) -> list[str]:
    """Title, instrument and dates, the tests, the fallback, the options."""
    zh = lang == "zh"
    head = [
        f"{rule.id}{'：' if zh else ': '}{rule.title[lang]}",
        f"{rule.instrument[lang]}{'，' if zh else ', '}{_in_force(rule, lang)}",
        rule.url,
        f"文本来源：{READ[rule.read]}" if zh else f"the text was read: {rule.read}",
    ]
    lines = [part for line in head for part in wrapped(line, WIDTH, "")]
    lines += ["", *("  " + line for line in _tests(rule, lang))]
    if rule.options:
        lines += ["", "选项：" if zh else "options:", *("  " + line for line in _options(rule, lang))]
    return lines


def _in_force(rule: Rule, lang: str) -> str:
    start, end = rule.in_force_from, rule.in_force_to
    if lang == "en":
        return f"in force from {start}" + (f" to {end}" if end else "")
    return f"自{start}" + (f"至{end}施行" if end else "起施行")


def _tests(rule: Rule, lang: str) -> list[str]:
    zh = lang == "zh"
    rows = [["依据", "条款", "标准", "不适用于"] if zh else ["basis", "article", "test", "not beside"]]
    for test in rule.tests:
        unless = ("、" if zh else ", ").join(word(basis, lang) for basis in test.unless)
        rows.append([word(test.basis, lang), test.article, _test(test, lang), unless])
    if rule.fallback:
        when = "无人符合时" if zh else "when nobody meets a test"
        rows.append([word(rule.fallback.basis, lang), rule.fallback.article, when, ""])
    return table(rows, "<<<<")


def _options(rule: Rule, lang: str) -> list[str]:
    """An option a line, its words wrapped beside it."""
    labels = [f"--option {name}=..." for name in rule.options]
    room = WIDTH - 4 - max(map(len, labels))
    rows: list[list[str]] = []
    for label, words in zip(labels, rule.options.values(), strict=True):
        first, *more = wrapped(words[lang], room, "")
        rows += [[label, first], *(["", line] for line in more)]
    return table(rows, "<<")


def _test(test: Test, lang: str) -> str:
    zh = lang == "zh"
    if test.threshold is None:
        limit = "（见选项）" if zh else " (option)"
    else:
        limit = f" {test.comparator} {percent(test.threshold)}{'%' if zh else ' %'}"
    if test.method == "control":
        return f"表决权{limit}，或其他方式" if zh else f"votes{limit}, or other means"
    rights = (RIGHT[lang][measure.right] for measure in test.measures)
    return ("或" if zh else " or ").join(rights) + limit


def rules_lines(rules: Sequence[Rule], lang: str) -> list[str]:
    """A line a rule: since when it is in force, the instrument, how its text was read."""
    zh = lang == "zh"
    head = (
        ["规则", "施行日期", "文件", "文本来源"]
        if zh
        else ["rule", "in force from", "instrument", "text read"]
    )
    rows = [[r.id, str(r.in_force_from), r.instrument[lang], READ[r.read] if zh else r.read] for r in rules]
    return table([head, *rows], "<<<<", most=(24, 14, 30, 12))


CONFORM = {
    "en": {
        "expected": "  expected {0}",
        "found": "  found    {0}",
        "skipped": "skipped {0}: {1}",
        "sum": "{0} of {1} examples passed; checks: {2} passed, {3} failed, {4} skipped",
    },
    "zh": {
        "expected": "  预期 {0}",
        "found": "  实际 {0}",
        "skipped": "跳过{0}项：{1}",
        "sum": "{1}个示例中{0}个通过；检查：{2}项通过，{3}项不符，{4}项跳过",
    },
}


def conform_lines(results: Sequence[Result], lang: str) -> list[str]:
    """Every failed check, then the counts; skipped checks by reason."""
    lines: list[str] = []
    words, checks = CONFORM[lang], [(result, check) for result in results for check in result.checks]
    for result, check in checks:
        if check.passed is False:
            lines.append(f"{result.file} {result.id}: {check.ask}")
            lines += [words["expected"].format(check.expected), words["found"].format(check.found)]
    skipped = Counter(check.skipped.said(lang) for _, check in checks if check.skipped)
    lines += [words["skipped"].format(count, reason) for reason, count in skipped.most_common()]
    passed = sum(result.passed for result in results)
    good, bad = (sum(check.passed is outcome for _, check in checks) for outcome in (True, False))
    return [*lines, words["sum"].format(passed, len(results), good, bad, skipped.total())]
