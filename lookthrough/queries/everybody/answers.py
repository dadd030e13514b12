"""Who owns every customer of a store, as one table?

Customers upstream of whom everything is plain are answered in columns (sorting.py, register.py, judging.py), all others
one by one by the exact engine (single.py), spread over processes. Both give what `owners` says of one customer; only
that the former are never cut at the budget of one question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from lookthrough.graph.model import PartyKind
from lookthrough.graph.rows import day_text
from lookthrough.graph.snapshot.reading import Narrow
from lookthrough.graph.structure.treatment import Treatment
from lookthrough.queries.everybody.columns import measured, table
from lookthrough.queries.everybody.customers import Customers, companies_of, customers_of, numbered_by
from lookthrough.queries.everybody.ground import Flags, Ground, ground_of
from lookthrough.queries.everybody.hands import hands
from lookthrough.queries.everybody.judging import judged
from lookthrough.queries.everybody.parts import Parts
from lookthrough.queries.everybody.register import Register
from lookthrough.queries.everybody.single import Asked, Customer, batch_of
from lookthrough.queries.everybody.sorting import columns_can_say, in_concert, sorted_out
from lookthrough.queries.everybody.table import in_order, schema, table_of
from lookthrough.queries.look import View
from lookthrough.queries.rules.rule import Rule

if TYPE_CHECKING:
    import pyarrow as pa

Options = Mapping[str, Fraction | bool]
Progress = Callable[[int, str], None]
STEPS = 4
FEW = 500  # parties that are asked one by one sooner than all columns are read
CHUNK = 250  # customers in a batch
NOWHERE = Parts()
KEPT = 8  # batches in a part


@dataclass(frozen=True, slots=True)
class Work:
    """How the work is done: in how many processes, with which parts kept, and who hears of it.

    More than one process needs a program whose main module can be imported again (multiprocessing, `spawn`).
    """

    processes: int = 1
    parts: Parts = NOWHERE
    progress: Progress | None = None

    def say(self, step: int, text: str) -> None:
        """Tell who hears of it."""
        if self.progress is not None:
            self.progress(step, text)


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The table, and how its customers were answered."""

    table: pa.Table
    customers: int
    one_by_one: int


def answers(
    view: View,
    rule: Rule,
    options: Options,
    subjects: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> pa.Table:
    """The rows of all customers (of the parties named, where some are), sorted by customer, party, role and owner."""
    return answers_of(view, Everybody(rule, options, subjects), Work(progress=progress)).table


@dataclass(frozen=True, slots=True)
class Everybody:
    """By which rule, with which options, of whom: the customers whose party is named, None for all."""

    rule: Rule
    options: Options
    subjects: Sequence[str] | None = None


def answers_of(view: View, question: Everybody, work: Work) -> Answers:
    """The same with a say in how it is done, and with counts."""
    import pyarrow as pa

    found, left = _columns(view, question, work)
    rows = [found, *_one_by_one(view, question, left, work)]
    work.say(STEPS, f"sorting {sum(len(part) for part in rows):,} rows")
    whole = in_order(pa.concat_tables(rows))
    known = (
        (view.at.known, pa.int32()),
        (None if view.at.valid is None else day_text(view.at.valid), pa.string()),
    )
    said: list[tuple[str, Any]] = [
        ("rule", pa.repeat(pa.scalar(question.rule.id), len(whole))),
        ("known_at", pa.repeat(pa.scalar(*known[0]), len(whole))),
        ("valid_at", pa.repeat(pa.scalar(*known[1]), len(whole))),
    ]
    for name, column in said:
        whole = whole.append_column(name, column)
    count = len(whole.group_by("customer_id").aggregate([])) if len(whole) else 0
    return Answers(whole, count, len(left))


def _columns(view: View, question: Everybody, work: Work) -> tuple[pa.Table, list[Customer]]:
    """The rows that columns give, and the customers that they leave."""
    import pyarrow as pa

    found, left = work.parts.find("columns"), work.parts.find("left")
    if found is None or left is None:
        work.say(1, "reading the store")
        rows, rest = _in_columns(view, question, work)
        ends = [rest.customer, rest.party]
        left = work.parts.keep("left", pa.Table.from_arrays(ends, names=["customer_id", "party_id"]))
        found = work.parts.keep("columns", rows)
    else:
        work.say(2, f"{len(found):,} rows of customers answered in columns are there from before")
    return found, [(str(row["customer_id"]), str(row["party_id"])) for row in left.to_pylist()]


def _in_columns(view: View, question: Everybody, work: Work) -> tuple[pa.Table, Customers]:
    rule, options = question.rule, question.options
    customers = customers_of(view, question.subjects)
    there = len(customers) > 0 or _has_customers(view)
    if there and (_few(view, question.subjects) or not columns_can_say(rule, options)):
        return schema().empty_table(), customers
    treatment = Treatment(rule.nominee, rule.executing_votes == "count", view.precedence)
    ground = _read(view, treatment, work)
    if there:
        customers = numbered_by(customers, ground, narrow=isinstance(view.reader, Narrow))
    else:
        customers = _companies(view, question, ground)
    if not columns_can_say(rule, options):
        return schema().empty_table(), customers
    doubts, raw = sorted_out(ground, treatment, rule, options)
    work.say(2, f"{len(customers):,} customers in columns, {len(raw.holder):,} plain shareholdings")
    register = Register.of(ground, raw, doubts)
    asked, outside = _asked(ground, rule, options, customers)
    made = judged(register, rule, options, asked, outside)
    direct, ultimate, unknown = measured(register, made)
    doubts.add(unknown)
    done = (asked & ~doubts.found) | outside
    mine = (customers.node >= 0) & done[customers.node]
    return table(ground, customers.some(mine), made, (direct, ultimate)), customers.some(~mine)


def _read(view: View, treatment: Treatment, work: Work) -> Ground:
    from lookthrough.graph.snapshot.jit import COMPILING, first_time

    if first_time():
        work.say(1, COMPILING)
    return ground_of(view, treatment)


def _few(view: View, subjects: Sequence[str] | None) -> bool:
    """Whether these are few, and stand on so little that no question about one of them would be cut."""
    return subjects is not None and len(subjects) <= FEW and not view.closure(subjects).frontier


def _has_customers(view: View) -> bool:
    return len(customers_of(view)) > 0


def _companies(view: View, question: Everybody, ground: Ground) -> Customers:
    """Every company, or those of the subjects."""
    found = companies_of(ground)
    if question.subjects is None:
        return found
    identity = view.reader.identity(view.at.known)
    asked = {identity.party(one) for one in question.subjects}
    return found.some(np.array([party in asked for party in found.party.to_pylist()], np.bool_))


def _asked(ground: Ground, rule: Rule, options: Options, customers: Customers) -> tuple[Flags, Flags]:
    """Which parties columns are to answer, and which are customers outside the rule."""
    mine, linked = np.zeros(ground.count, np.bool_), np.zeros(ground.count, np.bool_)
    mine[customers.node[customers.node >= 0]] = True
    for ends in in_concert(ground):  # a closure does not follow the links of the one who is asked about
        linked[ends] = True
    outside = ground.kind(PartyKind.PERSON) | ground.of_class(rule.exempt_classes)
    special = [
        name
        for part in rule.simplified
        if all(options.get(need) is True for need in part.needs)
        for name in part.classes
    ]
    companies = ground.kind(PartyKind.COMPANY, PartyKind.PUBLIC_BODY) & ~ground.of_class(special)
    return mine & companies & ~outside & ~linked, mine & outside


def _one_by_one(view: View, question: Everybody, left: list[Customer], work: Work) -> Iterator[pa.Table]:
    """The rows of the customers that columns leave, in parts."""
    asked = Asked(question.rule, question.options, view.precedence, view.budget)
    size = CHUNK * KEPT
    with hands(work.processes if len(left) > CHUNK else 1) as run:
        for first in range(0, len(left), size):
            work.say(3, f"one by one: {first:,} of {len(left):,} customers")

            def make(some: list[Customer] = left[first : first + size]) -> pa.Table:
                cuts = (some[at : at + CHUNK] for at in range(0, len(some), CHUNK))
                batches = (batch for cut in cuts for batch in batch_of(view, asked, cut))
                return table_of([row for rows in run(batches) for row in rows])

            yield work.parts.kept(f"left-{first}", make)
