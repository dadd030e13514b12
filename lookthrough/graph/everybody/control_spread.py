"""How far does the control of one source reach? The loops, on whole numbers.

Least fixpoint of "`need` or more votes are at the disposal of the source", breadth first: a company joins once, and
each of its votes is counted once. The depth of a company is the round of the fixpoint in which it joins; 1 is what the
source controls by its own votes or other means. Every loop touches the edges of what is controlled, nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

from lookthrough.graph.everybody.control_voices import Voices
from lookthrough.graph.snapshot.arrays import Int8, Int32, Int64
from lookthrough.graph.snapshot.jit import bare

NEVER = 2**62  # more votes than there are
TAKEN = -(2**62)  # in place of a sum: the company is controlled
PASSES, LEADS = 1, 2  # bits of `Ballot.flag`
RUN, DOUBT = 0, 1  # places in `Work.count`


class Ballot(NamedTuple):
    """All that the loops see: n nodes, c companies, m edges (one of a holder in a company), placed as in the snapshot.

    `low`, `high` (m): votes in the unit of the edge's company. (c): `need` to control it; `short`: what the whole
    leaves when all others have their low ends; `spare`: what must be the source's when all others and the unrecorded
    have their most; `free`: unrecorded votes that may be the source's; `slack`: what rounding may have cost, empty
    where nothing is rounded. `flag` (m): PASSES where the edge alone may control, LEADS where its company holds
    something in turn. `ranged`: whether certain and possible can differ.
    """

    below_start: Int64
    below: Int32
    below_held: Int32
    low: Int64
    high: Int64
    need: Int64
    short: Int64
    spare: Int64
    free: Int64
    slack: Int64
    flag: Int8
    voices: Voices
    ranged: bool


class Work(NamedTuple):
    """What one thread writes on. Rows of `state`: run, low sum, high sum of a company; `base` the same of what anybody
    may control (empty but in the worst case). `joined`, `base_joined`: the run in which a group joined. `queue`,
    `depth`: what is controlled, row 0 for possible, row 1 for certain. `runs`: the number of the run, doubts.
    """

    state: Int64
    base: Int64
    joined: Int64
    base_joined: Int64
    queue: Int32
    depth: Int32
    runs: Int64


class Rows(NamedTuple):
    """Room for findings: who controls what, in which round, for certain (1) or possibly (0)."""

    source: Int32
    company: Int32
    depth: Int32
    certain: Int8


@bare
def passes(ballot: Ballot, company: int, low: int, high: int, certain: int) -> bool:
    """Whether votes control a company, for every filling (certain) or for some."""
    if not ballot.ranged:
        return bool(low >= ballot.need[company])
    free = high + ballot.free[company]
    least = max(low, high + ballot.spare[company])
    most = min(free, low + ballot.short[company])
    if least > most:  # no filling: figures stand as they are
        least, most = low, free
    return bool((least if certain else max(least, most)) >= ballot.need[company])


@bare
def doubtful(ballot: Ballot, company: int, low: int, high: int) -> bool:
    """Whether rounding may have decided."""
    slack = ballot.slack[company]
    if not slack:
        return False
    if ballot.ranged:
        least, most = max(low, high + ballot.spare[company]), low + ballot.short[company]
        if abs(least - min(high + ballot.free[company], most)) <= slack:
            return True
    for certain in range(2):
        fewer = passes(ballot, company, low - slack, high - slack, certain)
        if fewer != passes(ballot, company, low + slack, high + slack, certain):
            return True
    return False


@bare
def vote(ballot: Ballot, work: Work, edge: int, company: int, certain: int) -> bool:
    """Count one edge; whether its company is controlled by it for the first time."""
    state, run = work.state, work.runs[RUN]
    if state[company, 0] != run:
        state[company, 0], state[company, 1], state[company, 2] = run, 0, 0
        if not certain and len(work.base) and work.base[company, 0]:
            state[company, 1], state[company, 2] = work.base[company, 1], work.base[company, 2]
    if state[company, 1] == TAKEN:
        return False
    low = state[company, 1] + ballot.low[edge]
    high = low
    if ballot.ranged:
        high = state[company, 2] + ballot.high[edge]
        state[company, 2] = high
    state[company, 1] = low
    if len(ballot.slack) and doubtful(ballot, company, low, high):
        work.runs[DOUBT] += 1
    if passes(ballot, company, low, high, certain):
        state[company, 1] = TAKEN
        return True
    return False


@bare
def take(work: Work, company: int, certain: int) -> bool:
    """Note that a company is controlled by other means; whether for the first time."""
    state, run = work.state, work.runs[RUN]
    if state[company, 0] == run and state[company, 1] == TAKEN:
        return False
    if not certain and len(work.base) and work.base[company, 0] and work.base[company, 1] == TAKEN:
        return False
    state[company, 0], state[company, 1] = run, TAKEN
    return True


@bare
def cast(ballot: Ballot, work: Work, node: int, found: tuple[int, int, int]) -> int:
    """Count all votes of a node; `found` is (row of the queue, its length, the depth); returns the new length."""
    certain, length, depth = found
    for place in range(ballot.below_start[node], ballot.below_start[node + 1]):
        company = ballot.below_held[place]
        if vote(ballot, work, ballot.below[place], company, certain):
            work.queue[certain, length], work.depth[certain, length] = company, depth
            length += 1
    return length


@bare
def lead(ballot: Ballot, work: Work, node: int, found: tuple[int, int, int]) -> int:
    """Take what a node controls by other means; as `cast`."""
    certain, length, depth = found
    if len(ballot.voices.led_start):
        for place in range(ballot.voices.led_start[node], ballot.voices.led_start[node + 1]):
            company = ballot.voices.led[place]
            if take(work, company, certain):
                work.queue[certain, length], work.depth[certain, length] = company, depth
                length += 1
    return length


@bare
def join(ballot: Ballot, work: Work, node: int, found: tuple[int, int, int]) -> int:
    """A node comes to the disposal of the source, with its group and the votes that they cast; as `cast`."""
    voices, (certain, length, depth) = ballot.voices, found
    group = voices.group[node] if len(voices.group) else -1
    if group < 0:
        length = cast(ballot, work, node, found)
        return lead(ballot, work, node, (certain, length, depth))
    if work.joined[group] == work.runs[RUN] or (len(work.base) and not certain and work.base_joined[group]):
        return length
    work.joined[group] = work.runs[RUN]
    for place in range(voices.voice_start[group], voices.voice_start[group + 1]):
        length = cast(ballot, work, voices.voice[place], (certain, length, depth))
    for place in range(voices.member_start[group], voices.member_start[group + 1]):
        length = lead(ballot, work, voices.member[place], (certain, length, depth))
    return length


@bare
def follow(ballot: Ballot, work: Work, source: int, reach: tuple[int, int]) -> int:
    """Let everything in the queue join, in order; `reach` is (row of the queue, its length); returns its length."""
    certain, length = reach
    place = 0
    while place < length:
        company = work.queue[certain, place]
        if company != source:  # its votes are counted already
            length = join(ballot, work, company, (certain, length, work.depth[certain, place] + 1))
        place += 1
    return length


@bare
def spread(ballot: Ballot, work: Work, source: int, certain: int) -> int:
    """How many companies a source controls, itself included where it does; they stand in row `certain` of the queue."""
    work.runs[RUN] += 1
    if not certain and source < len(work.base) and work.base[source, 0] and work.base[source, 1] == TAKEN:
        return 0  # what anybody may control is all that it may control
    length = join(ballot, work, source, (certain, 0, 1))
    return follow(ballot, work, source, (certain, length))


@bare
def anybody(ballot: Ballot, work: Work) -> int:
    """In the worst case, what anybody may control through votes that nobody is recorded for; fills the base."""
    work.runs[RUN] += 1
    length = 0
    for company in range(len(ballot.need)):
        if len(ballot.slack) and doubtful(ballot, company, 0, 0):
            work.runs[DOUBT] += 1
        if passes(ballot, company, 0, 0, 0):
            work.state[company, 0], work.state[company, 1] = work.runs[RUN], TAKEN
            work.queue[0, length], work.depth[0, length] = company, 1
            length += 1
    return follow(ballot, work, -1, (0, length))
