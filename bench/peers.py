"""How do others find all owners of at least a quarter? Each method in a process of its own, which is stopped in time.

A method takes the links of a graph and gives the pairs (company, owner) that it finds. Building whatever index it
needs is part of its time, since ours is, too; reading the links is not.
"""

from __future__ import annotations

import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from bench.graphs import Ints, Links, register

LEAST = 0.25 - 1e-12
DEPTH = 12
TINY = 1e-9
MEMORY = 8 * 2**30
Pairs = Iterator[tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a method did: its seconds and its pairs as two arrays, or why there are none."""

    seconds: float = 0.0
    companies: Ints | None = None
    owners: Ints | None = None
    why: str = ""


def scipy_product(links: Links) -> tuple[Any, Any]:
    """Sparse matrices: what a company's holders have, what theirs have, and so on until nothing moves."""
    from scipy import sparse

    share, own = links.num / links.den, links.holder < links.companies
    inner = sparse.csr_array(
        (share[own], (links.held[own], links.holder[own])), shape=(links.companies, links.companies)
    )
    ends = links.held[~own], links.holder[~own] - links.companies
    shape = (links.companies, links.nodes - links.companies)
    total = step = sparse.csr_array((share[~own], ends), shape=shape)
    while step.nnz:
        step = inner @ step
        step.data[step.data < TINY] = 0
        step.eliminate_zeros()
        total = total + step
    found = total.tocoo()
    over = found.data >= LEAST
    return found.row[over], found.col[over] + links.companies


def networkx_paths(links: Links) -> tuple[Any, Any]:
    """A search up from every company along simple paths, as most published tools do it."""
    import networkx as nx

    graph: Any = nx.DiGraph()
    columns = links.held.tolist(), links.holder.tolist(), (links.num / links.den).tolist()
    graph.add_weighted_edges_from(zip(*columns, strict=True))
    pairs = [
        (company, owner)
        for company in range(links.companies)
        for owner, share in _walked(graph, company, links.companies).items()
        if share >= LEAST
    ]
    found = np.array(pairs, np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _walked(graph: Any, company: int, companies: int) -> dict[int, float]:
    found: dict[int, float] = {}
    stack = [(company, 1.0, frozenset([company]))]
    while stack:
        node, part, seen = stack.pop()
        for holder, told in graph[node].items() if node in graph else ():
            share = part * told["weight"]
            if holder >= companies:
                found[holder] = found.get(holder, 0.0) + share
            elif holder not in seen:
                stack.append((holder, share, seen | {holder}))
    return found


RECURSIVE = """
WITH RECURSIVE walk(company, node, share, depth) AS (
    SELECT held, holder, share, 1 FROM link
    UNION ALL
    SELECT company, holder, walk.share * link.share, depth + 1 FROM walk JOIN link ON node = held
    WHERE depth < $depth
)
SELECT company, node FROM walk WHERE node >= $companies GROUP BY ALL HAVING sum(share) >= $least
"""


def duckdb_sql(links: Links) -> tuple[Any, Any]:
    """A recursive query that goes up at most `DEPTH` levels."""
    import duckdb
    import pyarrow as pa

    connection = duckdb.connect(config={"threads": 2, "memory_limit": "8GB"})
    connection.execute("SET enable_progress_bar = false")
    columns: dict[str, Any] = {"held": links.held, "holder": links.holder, "share": links.num / links.den}
    link = pa.table(columns)
    connection.register("link", link)
    found = connection.execute(
        RECURSIVE, {"companies": links.companies, "depth": DEPTH, "least": LEAST}
    ).fetchnumpy()
    return found["company"], found["node"]


CYPHER = """
MATCH (c:Node)-[r:Held*1..6 (r, n | {r.share}, {n.id})]->(o:Node) WHERE o.id >= $companies
WITH c.id AS company, o.id AS owner, list_product(properties(rels(r), 'share')) AS part
WITH company, owner, sum(part) AS share WHERE share >= $least RETURN company, owner
"""


def ladybug_cypher(links: Links) -> tuple[Any, Any]:
    """A path query of at most 6 links, all companies at once."""
    ladybug = import_module("ladybug")  # only where somebody has installed it
    with tempfile.TemporaryDirectory() as folder:
        _files(Path(folder), links)
        database = ladybug.Database(f"{folder}/db", buffer_pool_size=3 * 2**30, max_db_size=2**32)
        connection = ladybug.Connection(database, num_threads=2)
        connection.execute("CREATE NODE TABLE Node(id INT64 PRIMARY KEY)")
        connection.execute("CREATE REL TABLE Held(FROM Node TO Node, share DOUBLE)")
        connection.execute(f"COPY Node FROM '{folder}/nodes.csv'")
        connection.execute(f"COPY Held FROM '{folder}/links.csv'")
        rows = connection.execute(CYPHER, {"companies": links.companies, "least": LEAST}).get_all()
    found = np.array(rows, np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _files(folder: Path, links: Links) -> None:
    np.savetxt(folder / "nodes.csv", np.arange(links.nodes), fmt="%d")
    rows = np.stack([links.held, links.holder, links.num / links.den], axis=1)
    np.savetxt(folder / "links.csv", rows, fmt=["%d", "%d", "%.17g"], delimiter=",")


METHODS: dict[str, Callable[[Links], tuple[Any, Any]]] = {
    "scipy, iterated product": scipy_product,
    "networkx, simple paths": networkx_paths,
    f"DuckDB, recursive SQL to depth {DEPTH}": duckdb_sql,
    "Ladybug, Cypher to depth 6": ladybug_cypher,
}


def run(name: str, links: Links, limit: float) -> Outcome:
    """One method in a process of its own, with `limit` seconds and 8 GB."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pairs.npz"
        process = multiprocessing.get_context("spawn").Process(target=_child, args=(name, links, str(file)))
        process.start()
        process.join(limit + 30)
        if process.is_alive():
            process.kill()
            process.join()
        if not file.exists():
            return Outcome(why=f"did not finish in {limit:.0f} s" if process.exitcode != 1 else "failed")
        with np.load(file) as found:
            if "why" in found:
                return Outcome(why=str(found["why"]))
            seconds = float(found["seconds"])
            late = f"did not finish in {limit:.0f} s" if seconds > limit else ""
            return Outcome(seconds, found["companies"], found["owners"], late)


def _child(name: str, links: Links, file: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        METHODS[name](register(300))  # what is imported once is not timed
        start = time.perf_counter()
        companies, owners = METHODS[name](links)
    except ImportError:
        np.savez(file, why="not installed")
    except Exception as error:
        if "memory" not in f"{type(error)}{error}".lower():
            raise
        np.savez(file, why="more than 8 GB")
    else:
        seconds = time.perf_counter() - start
        np.savez(file, seconds=seconds, companies=np.asarray(companies), owners=np.asarray(owners))
