"""The demo shows the product, and every command that it prints works when pasted."""

from __future__ import annotations

import shlex

import pytest

from tests.acceptance.conftest import Ran, Terminal

pytestmark = pytest.mark.xdist_group("demo")  # what they share is made once

Demo = tuple[Terminal, Ran]


def printed_commands(ran: Ran) -> list[list[str]]:
    """The commands below "what to type next", without the program's own path."""
    lines = ran.out.split("what to type next:\n")[1].splitlines()
    words = [shlex.split(line) for line in lines if line.strip()]
    return [command[command.index("lookthrough") + 1 :] for command in words]


def test_the_demo_prints_counts_rejects_and_five_customers_with_their_sentences(demo: Demo) -> None:
    _, ran = demo
    assert "rejected rows" in ran.out
    assert sum(line.startswith("C0000") for line in ran.out.splitlines()) == 5
    assert "王小明 ultimately owns 31.5 % of the shares" in " ".join(ran.out.split())


def test_every_command_that_the_demo_prints_works_when_pasted(demo: Demo) -> None:
    terminal, ran = demo
    commands = printed_commands(ran)
    assert len(commands) >= 6
    for words in commands:
        answer = terminal.run(*words)
        assert answer.code == 0, f"{words}: {answer.err}"


def test_a_second_run_of_the_demo_ingests_nothing(demo: Demo) -> None:
    terminal, _ = demo
    again = terminal.run("demo", "--small")
    assert again.code == 0
    assert again.out.count("nothing new, nothing changed.") == 2


def test_the_demo_answers_are_the_same_whenever_it_runs(demo: Demo) -> None:
    terminal, ran = demo
    told = ran.out.split("\n\n", 1)[1]
    again = terminal.run("demo", "--small").out
    assert again.endswith(told.split("what to type next:")[1])
    assert told.split("what to type next:")[0] in again


@pytest.mark.parametrize("customer", ["C000017", "C000024", "C000025", "C000030", "C000034"])
def test_a_demo_customer_is_answered_at_eighty_columns_in_both_languages(demo: Demo, customer: str) -> None:
    from rich.cells import cell_len

    terminal, _ = demo
    for lang in ("en", "zh"):
        where = ("--store", "lookthrough-demo/demo.duckdb", "--lang", lang)
        answer = terminal.run("owners", customer, "--valid-at", "2026-11-24", *where)
        assert answer.code == 0, answer.err
        assert max(cell_len(line) for line in answer.out.splitlines()) <= 80


def test_the_store_of_the_demo_keeps_every_invariant(demo: Demo) -> None:
    terminal, _ = demo
    checked = terminal.run("store", "check", "--store", "lookthrough-demo/demo.duckdb")
    assert (checked.code, checked.out) == (0, "every invariant holds\n")
