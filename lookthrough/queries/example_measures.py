"""Does an explanatory measure of a worked example agree? No rule asks for one, and no finding holds one."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.measures.named import MEASURES
from lookthrough.graph.shares import fraction_text
from lookthrough.queries.example import Bench, Check, Outcome, Skipped, fraction
from lookthrough.queries.measures import Wanted, figures


def measure(bench: Bench, check: Check) -> Outcome:
    """The figures of an explanatory measure: one for the party asked about, or one for each party named."""
    if check["name"] not in MEASURES:
        raise Skipped("measure", check["name"])
    identity = bench.loaded.reader.identity(bench.view(check).at.known)
    parties = frozenset(identity.party(str(row["party_id"])) for row in bench.example.get("parties", ()))
    absent = [away] if isinstance(away := check.get("absent", ()), str) else away
    wanted = Wanted(
        bench.node(check, "by"),
        bench.node(check, "of"),
        fraction(check.get("value_each", 1)),
        frozenset(identity.party(str(party)) for party in absent),
        fraction(check["quota"]) if "quota" in check else None,
    )
    found = figures(bench.everything(check), check["name"], parties, wanted)
    expected = check["is"] if isinstance(check["is"], Mapping) else {_subject(wanted, found): check["is"]}
    within = fraction(check.get("within", 0))
    passed = all(
        name in found and abs(found[name] - fraction(value)) <= within for name, value in expected.items()
    )
    return passed, check["is"], {name: fraction_text(found[name]) for name in expected if name in found}


def _subject(wanted: Wanted, found: Mapping[Node, Fraction]) -> Node:
    """Whose figure is asked for when one number is expected: that of `by`, else of `of`."""
    return next((name for name in (wanted.by, wanted.of) if name in found), wanted.by)
