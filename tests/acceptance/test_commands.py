"""The command line as a stranger uses it: own files, wrong files, wrong words, a busy store."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.acceptance.conftest import BANK, Terminal, environment

DAY = ("--valid-at", "2026-11-24")
BUSY = 4


def test_a_bank_in_three_small_files_gives_an_owner_with_proof(bank: Terminal) -> None:
    answer = bank.run("owners", "C000017", *DAY)
    assert answer.code == 0
    assert "王小明 is a beneficial owner and ultimately owns 31.5 % of the shares" in answer.out
    assert "31.5 % = 50 % x 50 % x 70 % + 20 % x 70 %" in answer.out
    assert "sources: bank interests.csv" in answer.out


def test_json_holds_the_answer_and_nothing_else_on_stdout(bank: Terminal) -> None:
    answer = bank.run("owners", "C000017", *DAY, "--json")
    finding = json.loads(answer.out)
    assert finding["format"] == "lookthrough.finding/1"
    shares = {owner["party"]["id"]: owner["ultimate"]["low"] for owner in finding["answer"]["owners"]}
    assert shares == {"P3": "77/200", "P1": "63/200", "P2": "1/5"}


def test_several_references_give_an_array_and_stdin_gives_references(bank: Terminal) -> None:
    several = json.loads(bank.run("owners", "C000017", "E2", *DAY, "--json").out)
    assert [finding["subject"]["id"] for finding in several] == ["E17", "E2"]
    lines = bank.run("owners", "-", *DAY, "--jsonl", stdin="C000017\nE2\n").out.splitlines()
    assert [json.loads(line)["subject"]["id"] for line in lines] == ["E17", "E2"]


@pytest.mark.parametrize("ending", ["json", "jsonl", "csv", "parquet", "xlsx"])
def test_an_answer_goes_to_a_file_of_each_kind(bank: Terminal, ending: str) -> None:
    answer = bank.run("owners", "C000017", *DAY, "--out", f"owners.{ending}")
    assert (answer.code, answer.out) == (0, "")
    assert (bank.folder / f"owners.{ending}").stat().st_size > 100


@pytest.mark.parametrize(
    "ref", ["C000017", "customer:C000017", "E17", "bank/E17", "青岛海瑞贸易有限公司", "青島海瑞貿易有限公司"]
)
def test_a_customer_is_found_by_each_way_to_name_it(bank: Terminal, ref: str) -> None:
    assert "(C000017)" in bank.run("owners", ref, *DAY).out or "(E17)" in bank.run("owners", ref, *DAY).out


def test_a_name_that_nobody_has_offers_the_nearest(bank: Terminal) -> None:
    answer = bank.run("owners", "海瑞控投")
    assert answer.code == 1
    assert answer.err.startswith(
        "nothing in the store is called '海瑞控投'; the nearest: lookthrough owners E"
    )


def test_no_store_is_said_with_what_to_do(terminal: Terminal) -> None:
    answer = terminal.run("owners", "C1")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == (
        "no store at ./lookthrough.duckdb: load one with 'lookthrough ingest FOLDER', or try 'lookthrough demo'\n"
    )


def test_the_same_folder_twice_changes_nothing(bank: Terminal) -> None:
    again = bank.run("ingest", "bank")
    assert (again.code, again.out) == (0, "run 2: nothing new, nothing changed.\n")


def test_a_rejected_row_is_mended_and_sent_again(bank: Terminal) -> None:
    bank.write("bank/interests.csv", [*BANK["interests.csv"], "P2,E1,shareholding,0.3,2020-01-01"])
    assert "1 rejected row" in bank.run("ingest", "bank").out
    told = bank.run("runs", "rejects", "2").out
    assert told.startswith("interests.csv row 9, column share: '0.3' could be 0.3 % or 30 %")
    bank.run("runs", "rejects", "2", "--out", "rejects.csv")
    mended = (bank.folder / "rejects.csv").read_text(encoding="utf-8").replace(",0.3,", ",30%,")
    (bank.folder / "rejects.csv").write_text(mended, encoding="utf-8")
    assert "1 new" in bank.run("ingest", "rejects.csv").out


def test_a_run_is_taken_back_and_the_past_stays_what_it_was(bank: Terminal) -> None:
    changed = [
        line.replace("P1,E2,shareholding,20%", "P1,E2,shareholding,10%") for line in BANK["interests.csv"]
    ]
    bank.write("bank/interests.csv", changed)
    bank.run("ingest", "bank")

    def share(*more: str) -> str:
        finding = json.loads(bank.run("owners", "C000017", *DAY, "--json", *more).out)
        ends = {
            o["party"]["id"]: o["ultimate"]
            for o in finding["answer"]["owners"] + finding["answer"]["excluded"]
        }
        return str(ends["P1"]["percent"])

    assert share() == "24.5"
    assert bank.run("runs", "revert", "2").code == 0
    assert (share(), share("--known-at", "2"), share("--known-at", "1")) == ("31.5", "24.5", "31.5")


def test_a_full_delivery_that_would_close_much_is_refused_without_yes(bank: Terminal) -> None:
    bank.write("bank/interests.csv", BANK["interests.csv"][:3])
    refused = bank.run("ingest", "bank", "--full")
    assert refused.code == 2
    assert "--yes" in refused.err
    assert bank.run("ingest", "bank", "--full", "--yes").code == 0


def test_a_file_of_names_only_gives_owners_with_a_warning(terminal: Terminal) -> None:
    company = "青岛海瑞贸易有限公司"
    terminal.write("股东.csv", ["公司名称,股东名称,持股比例", f"{company},王小明,70%", f"{company},李芳,30%"])
    loaded = terminal.run("ingest", "股东.csv")
    assert loaded.code == 0, loaded.err
    answer = terminal.run("owners", "青岛海瑞贸易有限公司", *DAY)
    assert answer.code == 0, answer.err
    assert "王小明" in answer.out
    assert "possible" in answer.out


def test_wrong_words_are_told_and_end_with_two(bank: Terminal) -> None:
    wrong = [
        ("owners",),
        ("nonsense",),
        ("owners", "C000017", "--valid-at", "yesterday"),
        ("owners", "C000017", "--rule", "no-such-rule"),
        ("owners", "C000017", "--option", "x=1"),
        ("owners", "C000017", "--as-of", "2026-01-01", "--valid-at", "any"),
        ("owners", "C000017", "--lang", "fr"),
        ("ingest", "bank", "--share-unit", "apples"),
    ]
    for words in wrong:
        answer = bank.run(*words)
        assert answer.code == 2, words
        assert answer.err
        assert "Traceback" not in answer.err


def test_a_rule_that_is_not_in_force_is_refused_with_the_way_round(bank: Terminal) -> None:
    refused = bank.run("owners", "C000017", "--valid-at", "2021-01-01")
    assert refused.code == 2
    assert refused.err == (
        "cn-bank-2026 is in force from 2026-01-20, the date asked is 2021-01-01: add --even-if-not-in-force\n"
    )
    assert bank.run("owners", "C000017", "--valid-at", "2021-01-01", "--even-if-not-in-force").code == 0


@pytest.mark.parametrize("words", [("no-such-folder",), ("empty",), ("broken.csv",), ("picture.parquet",)])
def test_what_cannot_be_read_is_one_sentence(terminal: Terminal, words: tuple[str, ...]) -> None:
    (terminal.folder / "empty").mkdir()
    (terminal.folder / "broken.csv").write_bytes("holder_id,held_id\n海瑞".encode("utf-16"))
    (terminal.folder / "picture.parquet").write_bytes(b"\x89PNG not a table at all")
    answer = terminal.run("ingest", *words)
    assert answer.code == 1
    assert answer.err.count("\n") == 1
    assert "Traceback" not in answer.err


HOLDER = """
import sys, time
from lookthrough.wiring import writing
with writing("lookthrough.duckdb"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_busy_store_names_who_holds_it_and_waits_when_asked(bank: Terminal) -> None:
    command = [sys.executable, "-c", HOLDER]
    with subprocess.Popen(command, cwd=bank.folder, stdout=subprocess.PIPE, env=environment()) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        busy = bank.run("owners", "C000017")
        holder.kill()
    assert busy.code == 4
    assert f"is being written by process {holder.pid}" in busy.err
    assert "add --wait 30s" in busy.err
    assert bank.run("owners", "C000017", *DAY, "--wait", "10s").code == 0


def test_an_interrupted_ingest_leaves_nothing_half_written(bank: Terminal) -> None:
    rows = (f"P1,X{n},shareholding,50%,2020-01-01" for n in range(300_000))
    bank.write("big/interests.csv", [BANK["interests.csv"][0], *rows])
    before = bank.run("runs", "list", "--json").out
    command = [sys.executable, "-m", "lookthrough", "ingest", "big"]
    pipe, where = subprocess.PIPE, bank.folder
    with subprocess.Popen(command, cwd=where, env=environment(), stdout=pipe, stderr=pipe) as running:
        while running.poll() is None and bank.run("runs", "list").code != BUSY:
            time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert running.returncode == 130, (out, err)
    assert bank.run("runs", "list", "--json").out == before
    assert bank.run("store", "check").code == 0


def test_the_end_of_a_pipe_ends_the_command_quietly(bank: Terminal) -> None:
    command = [sys.executable, "-m", "lookthrough", "sql", "SELECT * FROM range(200000)"]
    pipe, where = subprocess.PIPE, bank.folder
    with subprocess.Popen(command, cwd=where, env=environment(), stdout=pipe, stderr=pipe) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(10)
        running.stdout.close()
        assert running.stderr.read() == b""


def test_nothing_can_be_written_through_sql(bank: Terminal) -> None:
    for statement in (
        "DELETE FROM parties",
        "COPY parties TO 'x.csv'",
        "SELECT 1; SELECT 2",
        "ATTACH 'x.duckdb'",
    ):
        answer = bank.run("sql", statement)
        assert answer.code == 2, statement
    assert "Traceback" not in bank.run("sql", "SELECT * FROM read_csv('bank/parties.csv')").err
    assert bank.run("sql", "SELECT * FROM read_csv('bank/parties.csv')").code == 2


def test_the_canonical_export_is_the_same_for_the_same_deliveries(bank: Terminal, tmp_path: Path) -> None:
    bank.run("export", "canonical", "--out", "one")
    other = Terminal(tmp_path / "other")
    other.folder.mkdir()
    for name, lines in BANK.items():
        other.write(f"bank/{name}", lines)
    other.run("ingest", "bank")
    other.run("export", "canonical", "--out", "one")
    for file in sorted((bank.folder / "one").iterdir()):
        assert file.read_bytes() == (other.folder / "one" / file.name).read_bytes(), file.name


def test_a_chart_is_one_file_that_names_everybody(bank: Terminal) -> None:
    answer = bank.run("chart", "C000017", *DAY, "--out", "c.html")
    assert answer.code == 0
    text = (bank.folder / "c.html").read_text(encoding="utf-8")
    assert all(words in text for words in ("王小明", "31.5", "http-equiv"))


def test_worked_examples_that_disagree_end_with_three(terminal: Terminal) -> None:
    example = {
        "id": "X1",
        "parties": [{"party_id": "p", "kind": "person"}, {"party_id": "C", "kind": "company"}],
        "interests": [{"holder_id": "p", "held_id": "C", "kind": "shareholding", "share": "30%"}],
        "expect": [{"ask": "share", "by": "p", "of": "C", "is": "31%"}],
    }
    terminal.write("x.json", [json.dumps([example])])
    wrong = terminal.run("conform", "x.json")
    assert wrong.code == 3
    assert "expected 31%" in wrong.out
    report = json.loads(terminal.run("conform", "x.json", "--json").out)
    assert report["examples"][0]["checks"][0]["passed"] is False


def test_colour_is_never_needed_and_nothing_prompts(bank: Terminal) -> None:
    answer = bank.run("owners", "C000017", *DAY, env=environment(NO_COLOR="1"))
    assert "\x1b[" not in answer.out + answer.err
