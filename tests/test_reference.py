"""Does the reference tell the truth: the format of a finding, the codes, the commands, the rules, the settings?"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from docs.generate import current
from docs.reference import PAGES
from docs.reference.codes import ERRORS, EXITS, error_classes
from docs.reference.settings import VARIABLES
from docs.reference.sql import QUERIES, VIEWS, views
from lookthrough.cli import INTERRUPTED, TERMINATED, law, operate
from lookthrough.graph.stores.duckdb import open_store
from lookthrough.ingest import codes as ingest_codes
from lookthrough.queries import codes as query_codes
from lookthrough.queries.control import control
from lookthrough.queries.finding import Finding
from lookthrough.queries.look import View
from lookthrough.queries.paths import paths
from tests.drawing import at, finding, paper

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = json.loads((ROOT / "docs" / "schema" / "finding.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema_rs.validator_for(SCHEMA)
SOURCES = sorted(path for path in (ROOT / "lookthrough").rglob("*.py") if "demo" not in path.parts)
TREES = {path: ast.parse(path.read_text("utf-8")) for path in SOURCES}

CHAIN = "p -50%-> H -50%-> I -70%-> C\np -20%-> I\nq -[20,30]%-> C"
CIRCLE = "p -10%-> A -90%-> B -90%-> A\nB -60%-> C\nq -40%-> C"
NOMINEE = "n -60% nominee-> C\nn ~nominee_for~ b\nq -40%-> C"
JOINT = "p -40% joint J1-> C\nq -40% joint J1-> C\nr -60%-> C"
RANGES = "p -(25,50]%-> C\nq -?-> C\nr -? board_appointment_majority-> C"
OFFICES = "a -10%-> C\nb -legal_representative-> C\nc -senior_manager general_manager-> C"
DISPUTE = "p -20% @form-> C\np -30% @register-> C\nq -70%-> C"
BEYOND = "p -60%-> C\nq -60%-> C"


def validated(found: Finding) -> dict[str, Any]:
    """The finding as JSON; fails where it breaks the schema."""
    data: dict[str, Any] = json.loads(found.to_json())
    VALIDATOR.validate(data)
    return data


@pytest.mark.parametrize("drawing", [CHAIN, CIRCLE, NOMINEE, JOINT, RANGES, OFFICES, DISPUTE, BEYOND])
def test_findings_of_every_question_keep_the_schema(drawing: str) -> None:
    view = View(paper(drawing), at(None))
    assert validated(finding(drawing))["answer"]["in_scope"]
    for down, party in ((False, "C"), (True, "p")):
        assert validated(control(view, party, down=down))["question"] == "control"
    assert validated(paths(view, "p", "C"))["question"] == "paths"


@pytest.mark.parametrize(
    ("drawing", "parties"),
    [
        ("s -settlor-> C\nb -beneficiary-> C", {"C": "arrangement trust", "b": "class_of_persons"}),
        ("p -100%-> C", {"C": "public_body government"}),
        ("p -99% limited-> C\nG -1% executing-> C\ng -100%-> G", {"C": "company limited_partnership"}),
        ("p -60%-> H -100%-> C", {"p": "unknown=anonymous", "H": "absent"}),
        ("H -60%-> C\nq -40%-> C", {"H": "dissolved=2020-01-01"}),
    ],
)
def test_findings_about_special_parties_keep_the_schema(drawing: str, parties: dict[str, str]) -> None:
    assert validated(finding(drawing, parties=parties))["question"] == "owners"


def test_a_finding_on_any_date_with_declared_owners_and_a_refused_option_keeps_the_schema() -> None:
    # p -60%-> C, the form says q; the simplified treatment is asked for and does not apply
    asked: dict[str, Any] = {"declared": {"C": "form q; filing 'Q'"}, "options": {"simplified": "true"}}
    data = validated(finding("p -60%-> C", when="any", **asked))
    assert data["valid_at"] == "any"
    assert data["answer"]["declared"]["missing_in_declaration"] == ["p"]


def objects(data: Any) -> Iterator[dict[str, Any]]:
    """Every object of a finding, itself included."""
    if isinstance(data, dict):
        yield data
    for part in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from objects(part)


def test_the_schema_lets_no_unknown_key_pass_anywhere() -> None:
    data = validated(finding(CHAIN))
    count = len(list(objects(data)))
    for number in range(count):
        other = deepcopy(data)
        list(objects(other))[number]["surplus"] = 1
        assert not VALIDATOR.is_valid(other)


def test_the_schema_misses_every_key_that_is_taken_out() -> None:
    data = validated(finding(CHAIN))
    optional = {"failed", "reason", "gain", "more", "share_class", "joint"}
    for number, found in enumerate(objects(data)):
        for key in found.keys() - optional:
            other = deepcopy(data)
            del list(objects(other))[number][key]
            assert not VALIDATOR.is_valid(other), key


def test_every_key_at_the_top_of_a_finding_is_described() -> None:
    assert all("description" in part for part in SCHEMA["properties"].values())


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_up_to_date(name: str) -> None:
    assert current(name) == PAGES[name](), "run: python docs/generate.py"


def calls(name: str) -> Iterator[list[ast.expr]]:
    """The arguments of every call of something in the source."""
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield node.args


def constants(node: ast.AST) -> set[str]:
    """The texts that stand in an expression."""
    return {
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def written() -> set[str]:
    """Every text of the source outside the lists of codes."""
    return {text for path, tree in TREES.items() if path.name != "codes.py" for text in constants(tree)}


def headings(section: str) -> list[str]:
    """The codes that a section of docs/codes.md has."""
    text = current("codes.md").partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return re.findall(r"^### `(\w+)`$", text, re.MULTILINE)


def test_every_code_of_a_refused_row_is_on_the_page_and_no_other() -> None:
    raised = {
        text
        for name in ("Refused", "ShareError")
        for args in calls(name)
        if args
        for text in constants(args[0])
    }
    raised |= {text for args in calls("Fault") if len(args) > 1 for text in constants(args[1])}
    raised |= {text for args in calls("Figures") if args for text in constants(args[0])}
    assert raised - ingest_codes.REJECTS.keys() == set()
    assert ingest_codes.REJECTS.keys() - written() == set()
    assert headings("Refused rows") == list(ingest_codes.REJECTS)


def test_every_remark_on_a_file_is_on_the_page_and_no_other() -> None:
    assert headings("Remarks on files") == list(ingest_codes.WARNINGS)
    assert ingest_codes.WARNINGS.keys() - written() == set()


def test_every_warning_of_a_finding_is_on_the_page_and_no_other() -> None:
    raised = {text for args in calls("Warning") for text in constants(args[0])}
    assert raised == set(query_codes.WARNINGS)
    assert headings("Warnings") == list(query_codes.WARNINGS)


def test_every_error_has_an_example_and_an_exit_code_that_is_explained() -> None:
    assert {kind.__name__ for kind in error_classes()} == set(ERRORS)
    others = {0, law.FOUND, operate.FOUND, INTERRUPTED, TERMINATED}
    assert {kind.exit_code for kind in error_classes()} | others == set(EXITS)


def test_every_variable_that_the_program_reads_is_on_the_page_of_settings() -> None:
    names = {name for text in written() for name in re.findall(r"LOOKTHROUGH_[A-Z]+", text)}
    assert names == set(VARIABLES)
    assert all(f"`{name}`" in current("settings.md") for name in names)


def test_every_view_is_described_on_the_page_of_sql() -> None:
    assert set(views()) == set(VIEWS)


@pytest.mark.parametrize("question", QUERIES)
def test_a_question_of_the_page_of_sql_is_one_that_the_store_takes(question: str) -> None:
    with open_store(":memory:", "create") as store:
        assert store.sql(QUERIES[question]).rows == []
