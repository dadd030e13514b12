"""Is a snapshot the structure of one customer's answer, were everybody upstream of him?"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookthrough.graph.kernels.fills import Fill, Matrix
from lookthrough.graph.model import RIGHTS
from lookthrough.graph.ports import At, Delivery
from lookthrough.graph.snapshot.arrays import KINDS, STAND, Snapshot
from lookthrough.graph.snapshot.cut import cut
from lookthrough.graph.snapshot.reading import Narrow
from lookthrough.graph.structure.build import Structure
from lookthrough.graph.structure.treatment import PLAIN, Treatment
from lookthrough.graph.tables import Table
from tests.contract.deliveries import delivered
from tests.drawing import at
from tests.graph.snapshot.sheets import Counted, Sheets, sheets, stored, whole
from tests.queries.worlds import drawings

pytestmark = pytest.mark.deep  # numba compiles for a minute on a fresh machine
TREATMENTS = st.builds(
    Treatment,
    st.sampled_from(["transparent", "rights_without_equity"]),
    st.booleans(),
    st.sampled_from([(), ("crm",), ("reg", "crm")]),
)


def recorded(matrix: Matrix) -> dict[str, Fill]:
    """The matrix without holders of nothing, which no kernel looks at."""
    return {
        company: replace(fill, holders=tuple((n, share) for n, share in fill.holders if share.high))
        for company, fill in matrix.items()
    }


def links_of(snapshot: Snapshot) -> dict[str, Any]:
    """Means, groups in concert and directions of a snapshot, by name."""
    name, links = snapshot.names, snapshot.links
    groups: dict[int, set[str]] = {}
    for member, group in zip(links.concert_member, links.concert_group, strict=True):
        groups.setdefault(int(group), set()).add(name[member])
    means = {(name[a], name[b]) for a, b in zip(links.means_holder, links.means_held, strict=True)}
    directed = {name[a]: name[b] for a, b in zip(links.directed, links.director, strict=True)}
    return {"means": means, "groups": {frozenset(found) for found in groups.values()}, "directed": directed}


def links_in(found: Structure) -> dict[str, Any]:
    """The same of a structure."""
    graph = found.control()
    means = {(holder, held) for held, holders in graph.means.items() for holder in holders}
    return {"means": means, "groups": set(graph.concert.values()), "directed": dict(graph.directed)}


def check(reader: Sheets, treatment: Treatment = PLAIN, when: str | None = None) -> Snapshot:
    """A snapshot says just what the structure says, whether its reader knows nodes by number or by id."""
    counted = Counted(*(getattr(reader, one.name) for one in fields(reader)))
    compare(cut(counted, at(when), treatment), whole(reader, at(when), treatment))
    snapshot = cut(reader, at(when), treatment)
    compare(snapshot, whole(reader, at(when), treatment))
    return snapshot


def compare(snapshot: Snapshot, found: Structure) -> None:
    """Every right, mark, kind and link."""
    for right in RIGHTS:
        assert snapshot.matrix(right) == recorded(found.matrix(right))
    assert {snapshot.names[j] for j in snapshot.over} == set(found.over)
    assert links_of(snapshot) == links_in(found)
    for node in range(snapshot.nodes):
        name, kind = snapshot.names[node], snapshot.kind[node]
        assert (kind == STAND) == (name in found.stands)
        assert kind == STAND or KINDS[kind] == found.party(name).kind
    assert {snapshot.names[node] for node in range(snapshot.nodes)} >= set(found.parties)


FEATURES = ("nominee", "joint", "explicit", "means", "concert", "directed", "above")


@settings(max_examples=150)
@given(st.data(), TREATMENTS)
def test_a_snapshot_says_what_the_structure_says(data: st.DataObject, treatment: Treatment) -> None:
    features = data.draw(st.lists(st.sampled_from(FEATURES), unique=True))
    check(sheets(data.draw(drawings(*features))), treatment)


CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "two records of a holding add up": ("p -30% #1-> C\np -20% #2-> C", {}),
    "two sources of a holding disagree": ("p -30%-> C\np -40% @reg-> C", {}),
    "two sources are more than all": ("p -60%-> C\nq -70% @reg-> C", {}),
    "shares of a class": (
        "p -shares 60 class A-> C\nq -shares 40 class B-> C",
        {"classes": {"C": "A votes=10; B"}},
    ),
    "a number of shares": ("p -shares 60-> C\nq -shares 40-> C", {}),
    "subscribed capital": ("p -subscribed 60-> C", {"parties": {"C": "company capital=200"}}),
    "paid-in capital": (
        "p -50% paid 10-> C\nq -50% paid 30-> C",
        {"parties": {"C": "company llc CN"}},
    ),
    "a partnership": (
        "p -10% executing-> L\nq -90% limited-> L",
        {"parties": {"L": "company limited_partnership"}},
    ),
    "a holder that is gone": ("G -50%-> C\np -50%-> G", {"parties": {"G": "company dissolved=2020-01-01"}}),
    "a cap on the rest": ("p -20%-> C", {"parties": {"C": "company each=5%"}}),
    "a branch and its head": ("H -branch_of-> B\np -60%-> H", {}),
    "records judged one party": ("p1 -30%-> C\np2 -25%-> D", {"judged": [("p1", "p2")]}),
    "a record judged one party with another that nobody describes": (
        "p -30%-> C",
        {"judged": [("z", "p"), ("y", "x")]},
    ),
    "records judged one holder": ("p1 -30%-> C\np2 -25%-> C", {"judged": [("p1", "p2")]}),
    "an end that nobody describes": ("x -30%-> C", {"parties": {"x": "absent"}}),
    "a party in two sources": ("p -30%-> C", {"parties": {"C": ("company", "arrangement trust @reg")}}),
    "nothing at all is held": ("p -0%-> C\nq -[0,50]%-> C", {}),
    "an unknown share": ("p -?-> C\nC -(10,20)%-> D", {}),
    "a share that is no decimal": ("p -1/3-> C\nq -1/7-> C\np -1/1000003-> D", {}),
    "too many digits": ("\n".join(f"p{i} -1/{10**12 + i}-> C" for i in range(1, 6)), {}),
    "a share of the day": ("p -30% until 2026-01-01-> C\np -40% from 2026-01-01-> C", {}),
    "not a party of the day": ("p -30% until 2020-01-01-> C\nC -50%-> D", {}),
}


@pytest.mark.parametrize("case", CASES)
def test_every_kind_of_record_is_read_as_for_one_customer(case: str) -> None:
    drawing, extras = CASES[case]
    for precedence in ((), ("crm",), ("reg", "crm")):
        check(sheets(drawing, **extras), Treatment(precedence=precedence))
        check(sheets(drawing, **extras), Treatment("rights_without_equity", False, precedence), "any")


def test_companies_stand_behind_their_owners_and_circles_side_by_side() -> None:
    snapshot = check(sheets("p -60%-> A -60%-> B -60%-> C -60%-> D\nC -40%-> B\nD -10%-> D"))
    order = [snapshot.names[node] for node in range(snapshot.companies)]
    assert (order[0], set(order[1:3]), order[3]) == ("A", {"B", "C"}, "D")
    assert snapshot.component.tolist() == [0, 1, 3, 4]


def test_a_node_is_found_by_its_id() -> None:
    snapshot = check(sheets("p -60%-> A"))
    assert [snapshot.names[int(node)] for node in snapshot.names.find(["A", "p"])] == ["A", "p"]
    assert snapshot.names.find(["nobody"]).tolist() == [-1]


def test_every_edge_is_found_from_its_holder_too() -> None:
    snapshot = check(sheets("p -60%-> A -60%-> B\np -40%-> B"))
    for holder in range(snapshot.nodes):
        for place in range(snapshot.below_start[holder], snapshot.below_start[holder + 1]):
            edge, company = snapshot.below[place], snapshot.below_held[place]
            assert snapshot.holder[edge] == holder
            assert snapshot.start[company] <= edge < snapshot.start[company + 1]


@settings(max_examples=25)
@given(st.data())
def test_a_store_gives_the_snapshot_of_its_claims(data: st.DataObject) -> None:
    found = sheets(data.draw(drawings(*data.draw(st.lists(st.sampled_from(FEATURES), unique=True)))))
    with stored(found) as store:
        now = At(store.last_run(), at(None).valid)
        assert isinstance(store, Narrow)
        compare(cut(store, now), whole(found, now, PLAIN))


def test_a_store_gives_what_was_judged_and_no_account_for_a_party() -> None:
    found = sheets("p1 -30%-> C\np2 -25%-> C\nA1 -10%-> C", judged=[("p1", "p2")])
    with stored(found) as store:
        store.begin(Delivery("accounts"))
        store.append(
            Table.ACCOUNTS,
            delivered(Table.ACCOUNTS, [{"account_id": "A1", "record": "1", "file": "", "row": 1}]),
        )
        store.commit()
        snapshot = cut(store, At(store.last_run(), None))
    assert sorted(snapshot.names[node] for node in range(snapshot.nodes)) == ["A1", "C", "p1"]
    assert {node: str(share.low) for node, share in snapshot.fill("equity", 0).holders} == {
        "A1": "1/10",
        "p1": "11/20",
    }
