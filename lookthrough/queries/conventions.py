"""What is one party's share in another by other conventions? Beside the answer, labelled as such, never part of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lookthrough.errors import UsageError
from lookthrough.graph.kernels.absorption import Diverges
from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.structure.build import Structure
from lookthrough.queries.finding import share_json

LABEL = {
    "en": "A convention of the literature: no rule asks for it, and no finding about owners uses it.",
    "zh": "仅为文献中的计算口径：任何规则均不采用，不属于所有人认定结果。",
}
REASONS = {
    "Diverges": {"en": "holdings in a circle have no sum", "zh": "循环持股之和不存在"},
    "NotExact": {"en": "a share is a range", "zh": "有持股比例仅为区间"},
    "TooMany": {"en": "there are too many paths to add up", "zh": "路径过多，无法加总"},
}


def by_conventions(
    found: Structure, ends: tuple[Node, Node], methods: Iterable[str]
) -> dict[str, list[dict[str, Any]]]:
    """The share of the first of `ends` in the second by each method, as JSON under `conventions`; nothing for none.

    Raises:
        UsageError: there is no such method.
    """
    names = dict.fromkeys(methods)
    return {"conventions": [_share(found, ends, name) for name in names]} if names else {}


def _share(found: Structure, ends: tuple[Node, Node], method: str) -> dict[str, Any]:
    from lookthrough.graph.measures.conventions import CONVENTIONS, share_by
    from lookthrough.graph.measures.exact import NoFigure
    from lookthrough.graph.shares import exactly

    if method not in CONVENTIONS:
        raise UsageError(f"there is no method '{method}': there are {', '.join(CONVENTIONS)}")
    said: dict[str, Any] = {"method": method, "label": LABEL}
    try:
        share = exactly(share_by(method, found.matrix("equity"), *ends))
    except (Diverges, NoFigure) as error:
        return {**said, "share": None, "reason": REASONS[type(error).__name__]}
    return {**said, "share": share_json(share), "reason": None}
