"""What does `show` look like: who it is, then every claim that names it, with the row that said so?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lookthrough.cli.ask_text import KINDS
from lookthrough.cli.text import cut, table

WIDTH = 80
MOST = 40
TABLES = {
    "parties": ("records", "主体记录"),
    "interests": ("interests", "权益"),
    "associations": ("associations", "关联"),
    "share_classes": ("share classes", "股份类别"),
    "customers": ("customer", "客户"),
    "accounts": ("account", "账户"),
    "mandates": ("mandates", "账户权限"),
    "transfers": ("transfers, the latest first", "交易（最近在前）"),
    "declared_owners": ("declared owners", "申报的受益所有人"),
}
ENDS = frozenset({"id", "holder", "held", "a", "b"})
SKIP = ENDS | {"table", "claim", "source", "kind", "share", "valid_from", "valid_to"}


def show_lines(found: Mapping[str, Any], shown_as: str, lang: str) -> list[str]:
    """The party's head line, then a block per table."""
    zh = lang == "zh"
    party = found["party"]
    kind = KINDS.get(party["kind"], (party["kind"],) * 2)[zh]
    lines = [f"{party['name']} ({shown_as}), {kind}" if not zh else f"{party['name']}（{shown_as}），{kind}"]
    if len(found["identity"]) > 1:
        lines.append(
            ("同一主体的记录：" if zh else "one party in the records: ") + ", ".join(found["identity"])
        )
    for name, words in TABLES.items():
        records = [record for record in found["records"] if record["table"] == name]
        if records:
            lines += ["", words[zh], *_block(records, party["id"])]
    if not found["records"]:
        lines += ["", "没有任何记录" if zh else "no record describes it yet"]
    return lines


def _block(records: list[Mapping[str, Any]], party: str) -> list[str]:
    rows = [[_what(record, party), _span(record), _where(record)] for record in records[:MOST]]
    lines = ["  " + line for line in table(rows, "<<<", most=(40, 23, 200))]
    if len(records) > MOST:
        lines.append(f"  (+{len(records) - MOST})")
    return [cut(line, 2 * WIDTH) for line in lines]


def _what(record: Mapping[str, Any], party: str) -> str:
    """The claim in a few words."""
    share = record.get("share")
    percent = f" {share['percent']} %" if share else ""
    if "holder" in record:
        return f"{record['holder']} -{record['kind']}{percent}-> {record['held']}"
    if "a" in record:
        return f"{record['a']} {record['kind']} {record['b']}"
    return ", ".join(_details(record, party)) or str(record.get("id", ""))


def _details(record: Mapping[str, Any], party: str) -> Iterator[str]:
    for name, value in record.items():
        if name not in SKIP and not isinstance(value, dict) and str(value) != party:
            yield f"{name} {value}"


def _span(record: Mapping[str, Any]) -> str:
    start, end = record.get("valid_from"), record.get("valid_to")
    return f"{start or '...'} to {end or '...'}" if start or end else ""


def _where(record: Mapping[str, Any]) -> str:
    source = record["source"]
    return f"{source['dataset']} {source['file']} row {source['row']}, run {source['run']}"
