"""How does a worked example become deliveries? In its own words, through the same checks as a bank's files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lookthrough.errors import BadInput
from lookthrough.graph.ports import Delivery, Run, RunWriter
from lookthrough.graph.tables import Table

DATASET = "example"
FACTS = (Table.PARTIES, Table.SHARE_CLASSES, Table.ASSOCIATIONS, Table.DECLARED_OWNERS)
Row = Mapping[str, Any]


def deliver_example(writer: RunWriter, example: Mapping[str, Any]) -> tuple[int, ...]:
    """Deliver the facts, then the interests or the `runs` in order; returns the run number of each of `runs`.

    Raises:
        BadInput: a row that the checks refuse: an example is taken whole or not at all.
    """
    writer.begin(Delivery(DATASET))
    for table in FACTS:
        _append(writer, table, {str(table): example.get(str(table), ())}, example)
    writer.commit()
    if "runs" in example:
        return tuple(_step(writer, step, example).number for step in example["runs"])
    by_dataset: dict[str, list[Row]] = {}
    for row in example.get("interests", ()):
        by_dataset.setdefault(row.get("dataset", DATASET), []).append(row)
    for dataset, rows in by_dataset.items():
        _delivery(writer, {"dataset": dataset, "interests": rows}, example)
    return ()


def _step(writer: RunWriter, step: Mapping[str, Any], example: Mapping[str, Any]) -> Run:
    """One of `runs`: a delivery, a revert of the n-th of them, or a judgement."""
    if "revert" in step:
        return writer.revert(int(step["revert"]) + 1)  # run 1 holds the facts
    for word, act in (("judge", writer.judge), ("unjudge", writer.unjudge)):
        if word in step:
            first, second = step[word]
            return act(str(first), str(second))
    return _delivery(writer, step, example)


def _delivery(writer: RunWriter, step: Mapping[str, Any], example: Mapping[str, Any]) -> Run:
    writer.begin(Delivery(step.get("dataset", DATASET)))
    for table in (*FACTS, Table.INTERESTS):
        if str(table) in step:
            _append(writer, table, step, example)
    return writer.commit()


def _append(writer: RunWriter, table: Table, step: Mapping[str, Any], example: Mapping[str, Any]) -> None:
    """Bring one table of a step; `full` closes what it lacks."""
    dataset, rows, full = step.get("dataset", DATASET), step.get(str(table), ()), bool(step.get("full"))
    from lookthrough.ingest.records import records_table

    kept = [{name: value for name, value in row.items() if name != "dataset"} for row in rows]
    if table is Table.PARTIES:
        kept = [{"name": row["party_id"], **row} for row in kept]
    if not kept and not full:
        return
    accepted, rejects = records_table(table, kept, dataset, f"{table}.json")
    _refuse(rejects, example)
    writer.append(table, accepted, full=full)


def _refuse(rejects: Sequence[Any], example: Mapping[str, Any]) -> None:
    if rejects:
        first = rejects[0]
        raise BadInput(
            f"example {example['id']}: {first.file} row {first.row}, column {first.column}: {first.reason}"
        )
