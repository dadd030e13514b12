"""Whom does a reference name? An id, customer:ID, account:ID, dataset/ID, lei:, uscc:, or an exact name."""

from __future__ import annotations

from dataclasses import dataclass

from lookthrough.errors import Ambiguous, NotFound
from lookthrough.graph import names
from lookthrough.graph.kernels.fills import Node
from lookthrough.graph.ports import Hit
from lookthrough.queries.look import View

SCHEMES = ("customer", "account", "lei", "uscc", "party")


@dataclass(frozen=True, slots=True)
class Named:
    """What a reference named: the party (or account) and the id to show it by."""

    node: Node
    shown_as: str
    account: bool = False


def resolve(view: View, ref: str, command: str = "owners", rest: str = "") -> Named:
    """The one party that `ref` names; lines to paste begin with `command` and end with `rest`.

    Raises:
        NotFound: nobody; the message offers the three nearest. Ambiguous: several; the message has lines to paste.
    """
    found = _found(view, ref.strip())
    if len(found) == 1:
        return found[0]

    def line(node: Node) -> str:
        return " ".join(filter(None, ("lookthrough", command, node, rest)))

    if found:
        lines = " | ".join(line(named.node) for named in found[:5])
        more = f" and {len(found) - 5} more" if len(found) > 5 else ""
        raise Ambiguous(f"'{ref}' names {len(found)} parties: {lines}{more}")
    nearest = " | ".join(line(hit.id) for hit in search(view, ref, 3))
    raise NotFound(
        f"nothing in the store is called '{ref}'" + (f"; the nearest: {nearest}" if nearest else "")
    )


def _found(view: View, ref: str) -> list[Named]:
    scheme, colon, value = ref.partition(":")
    if colon and scheme in SCHEMES:
        return _by_scheme(view, scheme, value)
    for plain in ("customer", "party", "account"):
        if found := _by_scheme(view, plain, ref):
            return found
    if "/" in ref and (found := _by_scheme(view, "record", ref)):
        return found
    return _by_scheme(view, "name", ref)


def _by_scheme(view: View, scheme: str, value: str) -> list[Named]:
    cleaned = names.clean_id(scheme, value) if scheme in ("lei", "uscc") else value
    wanted = names.normal(value) if scheme == "name" else cleaned
    nodes = view.reader.find(scheme, wanted, view.at.known)
    shown = value if scheme == "customer" else None
    return [Named(node, shown or node, scheme == "account") for node in nodes]


def search(view: View, text: str, limit: int) -> list[Hit]:
    """Parties whose name is like `text`, best first: keys from the store, ranking above it; near keys where few fit."""
    found = _hits(view, names.query_keys(text), text, limit)
    if not found:
        found = _hits(view, names.near_keys(text), text, limit)
    return found


def _hits(view: View, keys: tuple[str, ...], text: str, limit: int) -> list[Hit]:
    hits = view.reader.search(keys, view.at.known, max(200, limit)) if keys else ()
    return [hit for _, hit in names.rank(text, [(hit.name, hit) for hit in hits], limit)]
