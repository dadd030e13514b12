"""What must be said beside an answer? Warnings of the data and of the rule, as sentences in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from lookthrough.graph.kernels.components import circles
from lookthrough.graph.kernels.fills import Matrix, Node
from lookthrough.graph.shares import percent
from lookthrough.graph.structure.build import Structure
from lookthrough.graph.structure.facts import PartyView
from lookthrough.graph.structure.treatment import Warning
from lookthrough.queries.codes import TRIGGERS, WARNINGS
from lookthrough.queries.finding import Note, Owner

PERCENT = frozenset({"over_100"})
CIRCLES = frozenset({"cross_holding", "self_owned_group", "own_shares"})
FLAWS = {
    "bad_lei": ("LEI", " LEI 编码"),
    "bad_uscc": ("credit code", "统一社会信用代码"),
    "bad_id_number": ("document number", "证件号码"),
    "id_differs": ("identity number against birth date or sex", "身份证号码（与出生日期或性别不符）"),
}
MEASURES = {"shares": "股份", "subscribed": "认缴出资"}


def circle_warnings(structure: Structure, target: Node) -> Iterator[Warning]:
    """Circles of holdings above the customer, and those that own themselves."""
    matrix = structure.matrix("equity")
    for group in circles(matrix, target):
        yield Warning("cross_holding" if len(group) > 1 else "own_shares", group)
        if all(_inside(matrix, company, group) >= 1 for company in group):
            yield Warning("self_owned_group", group)


def _inside(matrix: Matrix, company: Node, group: tuple[Node, ...]) -> Fraction:
    return sum((share.low for node, share in matrix[company].holders if node in group), Fraction(0))


def triggers_of(structure: Structure, target: Node, named: Iterable[str]) -> frozenset[str]:
    """Which triggers of enhanced measures the structure has."""
    found = {warning.code for warning in circle_warnings(structure, target)}
    if any(holding.nominee for holding in structure.holdings):
        found.add("nominee")
    if any(claim.kind == "control_by_agreement" for links in structure.means.values() for _, claim in links):
        found.add("control_by_agreement")
    return frozenset(found & set(named))


def identifier_warnings(structure: Structure) -> Iterator[Warning]:
    """Parties with an identifier that ingest found wrong, in whichever of their records."""
    for party, view in structure.parties.items():
        for facts in filter(None, (view.facts, *view.rivals)):
            for flaw in facts.details.get("flaws", "").split():
                yield Warning("bad_identifier", (party,), (flaw,), (facts.source.claim,))


def nominee_warnings(structure: Structure) -> Iterator[Warning]:
    """Nominees whose nominator nobody names."""
    known = {link.a for link in structure.associations if link.kind == "nominee_for"}
    for holder in sorted({h.holder for h in structure.holdings if h.nominee} - known):
        yield Warning("nominee_unknown", (holder,))


def owner_warnings(owners: Iterable[Owner]) -> Iterator[Warning]:
    """Owners who are not identified."""
    for owner in owners:
        if not owner.party.identified:
            yield Warning("unidentified_owner", (owner.party.id,))


def group_warnings(groups: Iterable[PartyView]) -> Iterator[Warning]:
    """Several persons recorded as one party, of whom one may be an owner."""
    return (Warning("group_of_persons", (group.id,)) for group in groups)


def trigger_warning(triggers: frozenset[str], article: str | None) -> Iterator[Warning]:
    """That enhanced measures are called for, by which triggers."""
    if triggers and article:
        yield Warning("enhanced_measures", tuple(sorted(triggers)), (article,))


def notes(structure: Structure, warnings: Iterable[Warning]) -> tuple[Note, ...]:
    """Warnings as sentences, sorted, each once."""
    return tuple(_note(structure, warning) for warning in sorted(set(warnings)))


def _note(structure: Structure, warning: Warning) -> Note:
    code = WARNINGS[warning.code]
    names = [[_name(structure, part, lang) for part in warning.parties] for lang in (0, 1)]
    values = [_value(warning, lang) for lang in (0, 1)]
    english, chinese = (_filled(text, names[i], values[i]) for i, text in enumerate((code.en, code.zh)))
    return Note(warning.code, english, chinese, warning.claims)


def _filled(text: str, names: list[str], value: str) -> str:
    padded = [*names, "?", "?"] if "{1}" in text else [", ".join(names)]
    return text.format(*padded, v=value)


def _name(structure: Structure, part: str, lang: int) -> str:
    if part in TRIGGERS and part not in structure.parties:
        return TRIGGERS[part][lang]
    return structure.party(part).name


def _value(warning: Warning, lang: int) -> str:
    if not warning.values:
        return ""
    value = warning.values[0]
    if warning.code in PERCENT:
        return f"{percent(Fraction(value))}%" if lang else f"{percent(Fraction(value))} %"
    if value in FLAWS:
        return FLAWS[value][lang]
    return MEASURES.get(value, value) if lang else value
