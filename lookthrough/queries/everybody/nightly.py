"""What is kept of the owners of every customer, and how are some of them found again (queries/night.py)?"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from lookthrough.graph.answers import Asked
from lookthrough.graph.rows import day_text
from lookthrough.queries import night
from lookthrough.queries.everybody.answers import Answers, Everybody, Options, Work, answers_of
from lookthrough.queries.everybody.parts import Parts
from lookthrough.queries.everybody.table import ORDER
from lookthrough.queries.finding import VERSION
from lookthrough.queries.look import View
from lookthrough.queries.rules.rule import Rule

if TYPE_CHECKING:
    import pyarrow as pa

Heard = Callable[[Answers], None]


def work_of(view: View, question: Everybody, how: Work, heard: Heard) -> night.Work:
    """The owners of every customer as a night's work; `heard` gets every answer, with its counts."""
    import pyarrow as pa

    rule = question.rule

    def answer(subjects: Sequence[str] | None) -> pa.Table:
        mine = how if subjects is None else replace(how, parts=Parts())
        found = answers_of(view, replace(question, subjects=subjects), mine)
        heard(found)
        return found.table

    valid = None if view.at.valid is None else day_text(view.at.valid)
    return night.Work(
        Asked("owners", rule.id, _options(view, question.options)),
        f"{VERSION} {_digest(rule)}",
        answer,
        "party_id",
        ("customers", "customer_id"),
        ORDER,
        {
            "rule": pa.scalar(rule.id),
            "known_at": pa.scalar(view.at.known, pa.int32()),
            "valid_at": pa.scalar(valid, pa.string()),
        },
    )


def _options(view: View, options: Options) -> str:
    """All that an answer depends on beside the rule and the claims, in one text."""
    said = {name: str(value) for name, value in options.items()}
    return json.dumps({"options": said, "precedence": view.precedence, "budget": view.budget}, sort_keys=True)


def _digest(rule: Rule) -> str:
    """By which text of the rule."""
    return sha256(json.dumps(rule.source, sort_keys=True, default=str).encode()).hexdigest()[:16]
