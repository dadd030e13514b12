"""What do a rule and a run of worked examples look like on a terminal?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lookthrough.cli.text import table, wrapped
from lookthrough.graph.shares import percent

if TYPE_CHECKING:
    from lookthrough.queries.rules.rule import Rule, Test

WIDTH = 80


def rule_lines(rule: Rule, lang: str) -> list[str]:
    """Title, instrument and dates, the tests, the fallback, the options."""
    zh = lang == "zh"
    until = f" to {rule.in_force_to}" if rule.in_force_to else ""
    lines = [
        f"{rule.id}: {rule.title[lang]}",
        f"{rule.instrument[lang]}, {'生效' if zh else 'in force from'} {rule.in_force_from}{until}",
        f"{rule.url}",
        f"{'文本来源' if zh else 'the text was read'}: {rule.read}",
        "",
    ]
    head = ["依据", "条款", "标准", "不适用于"] if zh else ["basis", "article", "test", "not beside"]
    rows = [[t.basis, t.article, _test(t, lang), ", ".join(t.unless)] for t in rule.tests]
    if rule.fallback:
        when = "无人符合时" if zh else "when nobody meets a test"
        rows.append([rule.fallback.basis, rule.fallback.article, when, ""])
    lines += ["  " + line for line in table([head, *rows], "<<<<", most=(22, 8, 34, 12))]
    if rule.options:
        lines += ["", "选项:" if zh else "options:"]
        options = [[f"--option {name}=...", words[lang]] for name, words in rule.options.items()]
        lines += ["  " + line for line in table(options, "<<")]
    return [
        part for line in lines for part in (wrapped(line, WIDTH, "") if line and line[0] != " " else [line])
    ]


def _test(test: Test, lang: str) -> str:
    limit = f"{test.comparator} {percent(test.threshold)} %" if test.threshold is not None else "(option)"
    if test.method == "control":
        return f"votes {limit}, or other means" if lang == "en" else f"表决权 {limit}，或其他方式"
    return f"{' or '.join(measure.right for measure in test.measures)} {limit}"


def conform_lines(results: Sequence[Mapping[str, Any]]) -> list[str]:
    """Every failed check, then the counts; skipped checks by reason."""
    lines: list[str] = []
    checks = [(result, check) for result in results for check in result["checks"]]
    for result, check in checks:
        if check.get("passed") is False:
            lines.append(f"{result['file']} {result['id']}: {check['ask']}")
            lines += [f"  expected {check['expected']}", f"  found    {check['found']}"]
    skipped = Counter(check["skipped"] for _, check in checks if "skipped" in check)
    lines += [f"skipped {count}: {reason}" for reason, count in skipped.most_common()]
    passed = sum(bool(result["passed"]) for result in results)
    good = sum(check.get("passed") is True for _, check in checks)
    bad = sum(check.get("passed") is False for _, check in checks)
    lines.append(
        f"{passed} of {len(results)} examples passed; "
        f"checks: {good} passed, {bad} failed, {sum(skipped.values())} skipped"
    )
    return lines
