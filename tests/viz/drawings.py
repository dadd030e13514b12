"""What do findings look like that charts are drawn from? Small ones from rows, large ones from a seed."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from hypothesis import strategies as st

from lookthrough.graph.shares import Share, parse, percent_text

Finding = dict[str, Any]
Row = tuple[Any, ...]
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙", "伟芳娜敏静丽强磊洋勇艳杰"
PLACES, TRADES = (
    ("青岛", "上海", "深圳", "杭州", "成都"),
    ("海瑞贸易", "华信投资管理", "恒达实业", "远景创业投资", "中科新材料"),
)
FIRST = ("Harbour", "Northgate", "Silverline", "Meridian", "Castle Rock", "Blue Fjord")
SECOND = ("Holdings", "Capital Partners", "Trading", "Investments", "Shipping and Logistics", "Industries")


PARTY_KINDS = ("person", "company", "arrangement", "public_body", "unknown")
NAMES = ("A", "Castle Rock Shipping and Logistics Limited", "青岛海瑞投资管理合伙企业（有限合伙）", "王小明")
SHARES = st.sampled_from([None, "1%", "4%", "12.5%", "1/3", "(25,50]%", "60%", "100%"])
KINDS = ("shareholding", "shareholding", "shareholding", "voting_rights", "control_by_agreement", "settlor")


def share(text: str | None) -> dict[str, Any] | None:
    """`30%` as a finding spells it."""
    return None if text is None else share_json(parse(text))


def share_json(value: Share) -> dict[str, Any]:
    """A share as a finding spells it."""
    return {
        "low": str(value.low),
        "low_open": value.low_open,
        "high": str(value.high),
        "high_open": value.high_open,
        "percent": percent_text(value),
    }


def party(ident: str, name: str | None = None, kind: str = "company", **more: Any) -> dict[str, Any]:
    """A party of a structure."""
    return {
        "id": ident,
        "name": name or ident,
        "kind": kind,
        "class": None,
        "country": None,
        "unknown": None,
    } | more


def holding(
    holder: str, held: str, amount: str | None = None, kind: str = "shareholding", **more: Any
) -> dict[str, Any]:
    """A holding of a structure, from row 7 of a file."""
    rows = [{"file": "interests.csv", "row": 7}]
    return {"holder": holder, "held": held, "kind": kind, "share": share(amount), "nominee": False,
            "share_class": None, "claims": ["crm/interests/7@1"], "rows": rows} | more  # fmt: skip


def owner(
    who: dict[str, Any], ultimate: str | None = None, certainty: str = "certain", **more: Any
) -> dict[str, Any]:
    """An owner of a finding."""
    basis = {"basis": "equity", "code": None, "article": "8(1)", "certainty": certainty}
    return {"party": who, "certainty": certainty, "bases": [basis], "direct": None, "ultimate": share(ultimate),
            "paths": []} | more  # fmt: skip


def finding(
    parties: Sequence[dict[str, Any]],
    holdings: Sequence[dict[str, Any]],
    owners: Sequence[dict[str, Any]] = (),
    **answer: Any,
) -> Finding:
    """The finding about the first party."""
    subject = {key: parties[0][key] for key in ("id", "name", "kind")}
    return {
        "question": "owners",
        "rule": "cn-bank-2026",
        "subject": subject,
        "valid_at": "2026-11-24",
        "known_at": 3,
        "snapshot": "sha256:" + "5e" * 32,
        "version": "0.1.0",
        "answer": {"owners": list(owners), "excluded": [], "review": [], "fallback": [], "unrecorded": None,
                   "structure": {"parties": list(parties), "holdings": list(holdings), "circles": []}} | answer,
        "warnings": [],
        "sentence": {"en": f"Nobody is said to own {subject['name']}.", "zh": f"{subject['name']}的受益所有人见图。"},
        "hash": "sha256:" + "a1" * 32,
    }  # fmt: skip


def sized(many: int, seed: int, lang: str) -> Finding:
    """A bank's customer with `many` parties above it in four or five layers, no holder below 5 %."""
    random = Random(seed)
    layers = _layers(many, random)
    parties = [_named(ident, level, random, lang) for ident, level in layers]
    held = {each["id"] for each in parties if each["kind"] != "person"}
    rows: list[dict[str, Any]] = []
    for ident, level in layers[1:]:
        below = [other for other, at in layers if at == level - 1 and other in held] or ["C000017"]
        rows.append(holding(ident, random.choice(below), f"{random.choice((5, 8, 12.5, 20, 30))}%"))
        if random.random() < 0.2:
            lower = [other for other, at in layers if at < level - 1 and other in held] or below
            rows.append(
                holding(
                    ident, random.choice(lower), kind=random.choice(("voting_rights", "control_by_agreement"))
                )
            )
    persons = [each for each in parties if each["kind"] == "person"]
    owners = [owner(persons[0], "31.5%"), owner(persons[-1], "[20,30]%", "possible")]
    return finding(parties, list({(r["holder"], r["held"]): r for r in rows}.values()), owners)


def _layers(many: int, random: Random) -> list[tuple[str, int]]:
    depth = 3 if many < 20 else 4
    levels = sorted(1 + min(depth, int(random.random() * (depth + 1))) for _ in range(many - 1 - depth))
    return [
        ("C000017", 0),
        *((f"P{n}", level) for n, level in enumerate(sorted([*range(1, depth + 1), *levels]))),
    ]


def _named(ident: str, level: int, random: Random, lang: str) -> dict[str, Any]:
    kind = "company" if level == 0 or random.random() < 0.5 else "person"
    kind = random.choice((kind, kind, kind, kind, "arrangement", "public_body", "unknown")) if level else kind
    return party(ident, _name(kind, random, lang), kind, country="CN" if lang == "zh" else "GB")


def _name(kind: str, random: Random, lang: str) -> str:
    if kind == "person":
        return (
            random.choice(SURNAMES) + random.choice(GIVEN)
            if lang == "zh"
            else f"{random.choice(('Anna', 'John'))} Maxwell-Smith"
        )
    if lang == "zh":
        return random.choice(PLACES) + random.choice(TRADES) + random.choice(("有限公司", "股份有限公司"))
    return f"{random.choice(FIRST)} {random.choice(SECOND)} Limited"


@st.composite
def findings(draw: st.DrawFn, most: int = 14) -> Finding:
    """Any structure: circles, loops, parties that lead nowhere, shares that are exact, ranges or unknown."""
    many = draw(st.integers(2, most))
    parties = [
        party(f"P{n}", draw(st.sampled_from(NAMES)), draw(st.sampled_from(PARTY_KINDS))) for n in range(many)
    ]
    pairs = draw(st.lists(st.tuples(st.integers(1, many - 1), st.integers(0, many - 1)), max_size=2 * most))
    pairs += draw(st.lists(st.tuples(st.just(0), st.integers(0, many - 1)), max_size=1))
    rows = [
        holding(f"P{a}", f"P{b}", draw(SHARES), draw(st.sampled_from(KINDS))) for a, b in dict.fromkeys(pairs)
    ]
    crowd = draw(st.integers(0, 5))
    rows += [holding(f"S{n}", f"P{draw(st.integers(0, many - 1))}", "1/700") for n in range(crowd)]
    owners = [owner(parties[n], "30%") for n in draw(st.sets(st.integers(1, many - 1), max_size=2))]
    return finding(parties, rows, owners)
