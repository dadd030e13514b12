"""Who controls a party, alone or through what he controls; and what does a party control?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lookthrough.graph.kernels.control import ControlGraph, Votes, controllers, top_controller
from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.shares import Certainty
from lookthrough.graph.structure.build import Structure
from lookthrough.queries.finding import VERSION, Finding, Head, party_json, share_json, snapshot_of
from lookthrough.queries.look import View
from lookthrough.queries.notes import circle_warnings, notes

JSON = dict[str, Any]


def control(view: View, subject: Node, *, down: bool = False) -> Finding:
    """Everybody who controls `subject` (or all that it controls, with `down`), certain or possible, with the votes.

    Control is the least fixpoint of more than half of the votes, other means of control and groups in concert
    (product.md, Answer 2); votes are read without a rule's treatment.
    """
    closure = view.closure([subject], "down" if down else "up")
    if down:  # votes of others in what is held decide too: look up again from everything below
        held = sorted({closure.identity.party(interest.held) for interest in closure.interests})
        closure = view.closure([subject, *held])
    found = view.structure(closure.roots)
    graph = found.control()
    parties = list(_below(found, graph, subject) if down else _above(found, graph, subject))
    top = None if down else top_controller(graph, subject)
    answer: JSON = {
        "direction": "down" if down else "up",
        "parties": parties,
        "top": None if top is None or top in found.stands else party_json(found.party(top)),
    }
    warnings = notes(found, [*found.warnings, *circle_warnings(found, subject)])
    used = snapshot_of((*closure.interests, *closure.parties, *closure.share_classes, *closure.associations))
    head = Head("control", None, found.party(subject), view.at.valid, view.at.known, used, VERSION)
    return Finding(head, answer, warnings, sentence=_sentence(found, subject, parties, down=down))


def _above(found: Structure, graph: ControlGraph, subject: Node) -> Iterable[JSON]:
    votes = Votes(graph)
    how = {node: sure for node, sure in controllers(graph, subject).items() if node not in found.stands}
    for node, certainty in sorted(how.items(), key=lambda item: (item[1] is not Certainty.CERTAIN, item[0])):
        yield _row(found, node, certainty, votes.say(node).of(subject))


def _below(found: Structure, graph: ControlGraph, subject: Node) -> Iterable[JSON]:
    say = Votes(graph).say(subject)
    reach = say.controlled
    for node in sorted(reach.possible - found.stands.keys(), key=lambda n: (n not in reach.certain, n)):
        certainty = Certainty.CERTAIN if node in reach.certain else Certainty.POSSIBLE
        yield _row(found, node, certainty, say.of(node))


def _row(found: Structure, node: Node, certainty: Certainty, votes: Any) -> JSON:
    return {"party": party_json(found.party(node)), "certainty": str(certainty), "votes": share_json(votes)}


def _sentence(found: Structure, subject: Node, rows: list[JSON], *, down: bool) -> dict[str, str]:
    name = found.party(subject).name
    sure = [row["party"]["name"] for row in rows if row["certainty"] == "certain"]
    if down:
        return {
            "en": f"{name} controls {len(sure)} parties for certain.",
            "zh": f"{name}确定控制{len(sure)}个主体。",
        }
    if not sure:
        return {
            "en": f"Nobody on record controls {name} for certain.",
            "zh": f"在案记录中没有确定控制{name}的主体。",
        }
    listed = {"en": ", ".join(sure[:3]), "zh": "、".join(sure[:3])}
    more = len(sure) - 3
    if more > 0:
        listed = {"en": f"{listed['en']} and {more} more", "zh": f"{listed['zh']}等{len(sure)}个主体"}
    return {"en": f"{name} is controlled by {listed['en']}.", "zh": f"{name}由{listed['zh']}控制。"}
