"""How does one party own another: by which paths, the strongest first, and how much do they explain?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lookthrough.errors import UsageError
from lookthrough.graph.kernels.bounds import bounds
from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.structure.build import Structure
from lookthrough.queries.conventions import by_conventions
from lookthrough.queries.finding import (
    VERSION,
    Finding,
    Head,
    covered_json,
    party_json,
    share_json,
    snapshot_of,
)
from lookthrough.queries.look import View
from lookthrough.queries.notes import circle_warnings, notes
from lookthrough.queries.proof import Proof, Shares


def paths(view: View, a: Node, b: Node, methods: Iterable[str] = ()) -> Finding:
    """Every path of ownership from `a` down to `b`, or from `b` down to `a` where that is how they are connected.

    `methods` names conventions (raw, baldone, ...) whose shares are said beside the answer.
    """
    if a == b:
        raise UsageError("both references name the same party: give two different ones")
    above = view.structure([b])
    found, proof, owner, target = above, _proof(above, a, b), a, b
    if not proof.paths:
        found = view.structure([a])
        proof, owner, target = _proof(found, b, a), b, a
    matrix = found.matrix("equity", feasible=True)
    answer: dict[str, Any] = {
        "owner": party_json(found.party(owner if proof.paths else a)),
        "owned": party_json(found.party(target) if proof.paths else above.party(b)),
        "ultimate": share_json(bounds(matrix, target, owner)) if proof.paths else None,
        "paths": [path.to_dict() for path in proof.paths],
        **covered_json(proof.covered),
        **by_conventions(found, (owner, target), methods),
    }
    head = Head(
        "paths", None, found.party(target), view.at.valid, view.at.known, snapshot_of(found.claims), VERSION
    )
    warnings = notes(found, [*found.warnings, *circle_warnings(found, target)])
    return Finding(head, answer, warnings, sentence=_sentence(answer))


def _proof(found: Structure, party: Node, target: Node) -> Proof:
    return Shares(found, found.matrix("equity", feasible=True), target).proof(party)


def _sentence(answer: dict[str, Any]) -> dict[str, str]:
    owner, owned, n = answer["owner"]["name"], answer["owned"]["name"], len(answer["paths"])
    if not n:
        return {
            "en": f"No path of ownership joins {owner} and {owned}.",
            "zh": f"{owner}与{owned}之间没有持股路径。",
        }
    share, most = answer["ultimate"]["percent"], answer.get("covered", {}).get("percent")
    paths_word = "path" if n == 1 else "paths"
    return {
        "en": f"{owner} ultimately owns {share} % of {owned}, by {n} {paths_word}"
        + (f" (the strongest, which explain {most} % of it)." if most else "."),
        "zh": f"{owner}经{n}条路径最终持有{owned}{share}%的股权"
        + (f"（所列为最主要的路径，可解释其中{most}%）。" if most else "。"),
    }
