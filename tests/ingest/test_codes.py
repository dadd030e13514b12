"""Is each fault that a row can have refused with its code, a sentence, and the place where it stands?"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from lookthrough.ingest.codes import REJECTS, WARNINGS
from lookthrough.ingest.columns import Fault
from lookthrough.ingest.rejects import sentence
from lookthrough.ingest.report import FileReport, Lang, Report, RunReport, Warned, lines
from tests.ingest.deliveries import bank, file_of, new_store, refused, rejects, take

# code, file, its content, the column
FAULTS = [
    ("ambiguous_share", "interests", "|P,C,shareholding,0.3", "share"),
    ("bad_share", "interests", "|P,C,shareholding,多数", "share"),
    ("share_out_of_range", "interests", "|P,C,shareholding,130%", "share"),
    ("share_too_fine", "interests", "|P,C,shareholding,33.33333333333333333333%", "share"),
    ("share_empty_range", "interests", "|P,C,shareholding,'[50,30]%'", "share"),
    ("unknown_word", "interests", "|P,C,owns,30%", "kind"),
    ("missing_value", "interests", "|P,,shareholding,30%", "held_id"),
    ("wrong_columns", "interests", "|P,C,shareholding,30%,?", ""),
    ("bad_quotes", "interests", "|P,C,'shareholding'?,30%", ""),
    ("bad_flag", "interests", "holder_id,held_id,kind,nominee;P,C,shareholding,perhaps", "nominee"),
    ("dates_reversed", "accounts", "account_id,opened_on,closed_on;A,2020-01-01,2018-12-31", "closed_on"),
    ("bad_date", "interests", "holder_id,held_id,kind,valid_from;P,C,trustee,2023-02-29", "valid_from"),
    ("bad_number", "share_classes", "party_id,class,issued;C,A,1万", "issued"),
    ("negative_amount", "share_classes", "party_id,class,issued;C,A,-100", "issued"),
    ("bad_time", "transfers", "|T,A,B,2024-13-40T10:00:00+08:00,1,CNY", "at"),
    ("no_offset", "transfers", "|T,A,B,2024-01-05T10:00:00,1,CNY", "at"),
    ("bad_amount", "transfers", "|T,A,B,2024-01-05T10:00:00Z,1e3,CNY", "amount"),
    ("both_ends_missing", "transfers", "|T,,,2024-01-05T10:00:00Z,1,CNY", "from_account"),
    ("bad_dataset", "parties", "party_id,kind,name,dataset;P,person,X,a/b", "dataset"),
    ("bad_text", "parties", "|P,person,a\0b", "name"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "table", "content", "column"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_refused_with_its_code_its_column_and_a_sentence(
    tmp_path: Path, code: str, table: str, content: str, column: str
) -> None:
    store = new_store()
    run = take(store, bank(tmp_path, **{table: content.replace("'", '"')}))
    assert refused(store) == [(2, column, code)]
    assert (file_of(run, table).read, file_of(run, table).rejected) == (1, 1)
    assert sentence(rejects(store)[0]).startswith(
        f"{table}.csv row 2" + f", column {column}: " * bool(column)
    )


def test_rows_with_one_key_and_other_content_are_refused_together(tmp_path: Path) -> None:
    store = new_store()
    take(store, bank(tmp_path, parties="|P1,person,王小明;P2,person,李芳;P1,person,王晓明"))
    assert refused(store) == [(2, "party_id", "duplicate_key"), (4, "party_id", "duplicate_key")]
    assert "row 4 of parties.csv has the same key and other content" in rejects(store)[0].reason


def texts(path: Path) -> set[str]:
    """The texts that stand in a module."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_code_is_explained_and_some_test_of_ingest_names_it() -> None:
    named = {text for path in Path(__file__).parent.rglob("*.py") for text in texts(path)}
    assert (REJECTS | WARNINGS).keys() - named == set()
    assert all(code.meaning and code.example and code.mend for code in (REJECTS | WARNINGS).values())


def test_a_code_that_is_not_explained_cannot_be_told() -> None:
    with pytest.raises(ValueError, match=r"made_up is no code of codes\.REJECTS"):
        Fault("share", "made_up", "nobody explains it")
    with pytest.raises(ValueError, match=r"made_up is no code of codes\.WARNINGS"):
        Warned("made_up", "")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_warning_has_a_line_on_the_screen(lang: Lang) -> None:
    for code in WARNINGS:
        file = FileReport("f.csv", "parties", 1, warnings=(Warned(code, "what", 1),))
        assert any(
            f"({code})" in line or f"（{code}）" in line
            for line in lines(Report((RunReport("b", 1, (file,), 0),)), lang)
        )


def test_a_row_with_several_faults_is_refused_once_and_tells_them_all(tmp_path: Path) -> None:
    store = new_store()
    take(store, bank(tmp_path, interests="|,C,owns,0.3"))
    (reject,) = rejects(store)
    assert (reject.column, reject.code) == ("holder_id", "missing_value")
    assert "; column kind: 'owns' is no word" in reject.reason
    assert "; column share: '0.3' could be 0.3 % or 30 %" in reject.reason


def test_a_reject_keeps_the_row_as_it_was_written_and_its_cells(tmp_path: Path) -> None:
    store = new_store()
    take(store, bank(tmp_path, interests='|P,C,owns,"[25,50]%"'))
    (reject,) = rejects(store)
    assert reject.text == 'P,C,owns,"[25,50]%"'
    assert reject.cells == {"holder_id": "P", "held_id": "C", "kind": "owns", "share": "[25,50]%"}


def test_the_sentence_of_a_reject_is_the_one_that_the_terminal_shows(tmp_path: Path) -> None:
    store = new_store()
    take(store, bank(tmp_path, interests="|P,C,shareholding,0.3"))
    assert sentence(rejects(store)[0]) == (
        "interests.csv row 2, column share: '0.3' could be 0.3 % or 30 %: add --share-unit percent or fraction"
    )


def test_one_of_two_columns_must_name_the_owner_and_the_customer(tmp_path: Path) -> None:
    store = new_store()
    header = "customer_id,party_id,owner_id,owner_name,by"
    take(
        store, bank(tmp_path, declared_owners=f"{header};C1,,,王小明,form;,P1,P2,,form;,,P2,,form;C1,,,,form")
    )
    assert refused(store) == [(4, "customer_id", "missing_value"), (5, "owner_id", "missing_value")]
