"""What does Lookthrough read out of each rule, test by test?"""

from __future__ import annotations

from collections.abc import Mapping

from docs.reference.markdown import Lines, code, listed, page, prose, table
from lookthrough.graph.shares import percent
from lookthrough.queries.rules.rule import Fallback, OfficeRule, Rule, Test, shipped

ORDER = {
    "parallel": "the tests stand side by side, every basis that is met is named.",
    "cascade": "a later test is asked only where no earlier one is met.",
}
NOMINEE = {
    "transparent": "what a nominee holds is the nominator's.",
    "rights_without_equity": "a nominator has profit, votes and control of what is held for him, but no equity.",
}
EXECUTING = {
    "count": "an executing partner has the votes of the partnership.",
    "review": "that status alone decides nothing, a person must look.",
    "none": "that status gives no votes.",
}
REVIEWS = {
    "votes_through_companies": "votes are reached through companies that the person controls, but no majority",
    "executing_partner": "control or votes stand on being an executing partner alone",
    "behind_arrangement": "the person stands behind a trust or other arrangement that has a counting share",
}
MAKES = {"owner": "as an owner", "fallback": "for want of an owner", "record": "recorded, no owner"}
MEASURED = {"equity": "shares", "votes": "votes", "profit": "profit"}
THROUGH = {"product": "multiplied along chains, added over paths", "direct": "held directly"}


def rules_page() -> str:
    """Every rule, test by test."""
    return page("Rules", "the rule files in queries/rules", _rules())


def _rules() -> Lines:
    yield from prose("""
        A rule is a TOML file that says what an instrument says: its tests, thresholds, articles and dates. This page
        shows what Lookthrough reads out of each. **It is not legal advice**: the text of the law decides, and how the
        text was read stands beside each rule. Rules of your own are checked with `lookthrough rules check FILE`.

        How a test is read: a person meets it when the figure passes the threshold; over ranges, *certain* means for
        every filling of what is not known exactly, *possible* for some. A test does not count beside a test that it
        *gives way to* and that the same person meets.
    """)
    yield from table(
        ["rule", "instrument", "in force", "text read"],
        [[f"[{r.id}](#{r.id})", _both(r.instrument), _dates(r), r.read] for r in shipped().values()],
    )
    for rule in shipped().values():
        yield from _rule(rule)


def _both(words: Mapping[str, str]) -> str:
    return f"{words['en']} · {words['zh']}"


def _dates(rule: Rule) -> str:
    return f"from {rule.in_force_from}" + (f" until {rule.in_force_to}" if rule.in_force_to else "")


def _rule(rule: Rule) -> Lines:
    yield f"## {rule.id}"
    yield ""
    yield f"{_both(rule.title)}"
    yield ""
    yield f"- Instrument: [{_both(rule.instrument)}]({rule.url}), {_dates(rule)}."
    yield f"- How the text was read: {rule.read}."
    yield f"- Family: `{rule.family}`. `--rule {rule.family}` takes the version that is in force on the date asked."
    yield f"- Order: {ORDER[rule.order]}"
    yield f"- Nominees: {NOMINEE[rule.nominee]}"
    yield f"- Executing partners: {EXECUTING[rule.executing_votes]}"
    if rule.exempt_classes:
        yield f"- Need not be looked through (article {rule.scope_article}): {listed(rule.exempt_classes)}."
    if rule.triggers:
        yield f"- Calls for enhanced measures (article {rule.enhanced_article}): {listed(rule.triggers)}."
    yield ""
    rows = [[code(t.basis), t.article, _test(t), listed(t.unless), _both(t.words)] for t in rule.tests]
    yield from table(["basis", "article", "test", "gives way to", "words"], rows)
    yield from _offices(rule)
    if rule.reviews:
        yield "A person must look; the rule does not decide:"
        yield ""
        yield from table(
            ["reason", "article", "when"],
            [
                [code(r.reason), r.article, f"{REVIEWS[r.reason]}, {r.comparator} {percent(r.threshold)} %"]
                for r in rule.reviews
            ],
        )
    if rule.options:
        yield "Options, given as `--option KEY=VALUE`:"
        yield ""
        yield from table(
            ["key", "value", "does"], [[code(k), o["kind"], _both(o)] for k, o in rule.options.items()]
        )


def _test(test: Test) -> str:
    limit = f"{test.comparator} {code(test.threshold_option)}" if test.threshold_option else ""
    limit = limit if test.threshold is None else f"{test.comparator} {percent(test.threshold)} %"
    if test.method == "control":
        return f"control: votes {limit} at every level, or control by other means"
    measures = (f"{MEASURED[measure.right]} {THROUGH[measure.through]}" for measure in test.measures)
    return f"{'; or '.join(measures)}: {limit}"


def _offices(rule: Rule) -> Lines:
    named: list[tuple[str, OfficeRule | Fallback | None]] = [
        ("nobody meets a test", rule.fallback),
        ("the customer is a branch of a company abroad", rule.branch),
        ("the customer is an arrangement", rule.arrangement),
        ("the state controls the customer", rule.state),
        *((f"the customer's class is {listed(part.classes)}", part) for part in rule.simplified),
    ]
    rows = [_office(when, part) for when, part in named if part is not None]
    if rows:
        yield "By office or role:"
        yield ""
        yield from table(["when", "basis", "article", "who", "words"], rows)


def _office(when: str, part: OfficeRule | Fallback) -> list[str]:
    needs = part.needs if isinstance(part, OfficeRule) else ()
    roles = part.roles if isinstance(part, OfficeRule) else ()
    who = listed([*part.offices, *roles])
    if isinstance(part, Fallback):
        who += ", or the executing partner" if part.executing_partner else ""
        who += f": whoever is highest, {MAKES[part.makes]}"
    when += f", with {listed(needs)}" if needs else ""
    return [when, code(part.basis), part.article, who, _both(part.words)]
