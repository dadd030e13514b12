"""Which parties have a name like this, in whatever script it is typed?"""

from __future__ import annotations

from typing import Any

from lookthrough.queries.look import View
from lookthrough.queries.refs import search as ranked


def search(view: View, text: str, limit: int) -> list[dict[str, Any]]:
    """At most `limit` parties, the best match first, each as {id, name, kind}."""
    return [{"id": hit.id, "name": hit.name, "kind": hit.kind} for hit in ranked(view, text, limit)]
