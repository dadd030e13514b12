"""Does a command that is told to stop do so at once, in one sentence, with nothing half-written?"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lookthrough.cli.stopping import WORDS, words
from tests.acceptance.conftest import environment
from tests.survival.deliveries import delivery
from tests.survival.driving import LINUX, Ended, Running, changing, command, holding, store_with
from tests.survival.unkilled import DICE, Work, watched

pytestmark = pytest.mark.skipif(not LINUX, reason="only Linux says what a process writes and holds")

SENTENCE = "interrupted: nothing is half-written\n"
CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}
both = pytest.mark.parametrize("number", CODES)


@both
def test_a_run_that_is_stopped_while_it_reads_ends_with_one_sentence(number: int, tmp_path: Path) -> None:
    bank, store = delivery(tmp_path), store_with(tmp_path)
    running = Running(tmp_path, ("ingest", bank, "--store", store))
    assert running.wait_until(holding(store))
    running.stop(number)
    assert running.end() == Ended(CODES[signal.Signals(number)], "", SENTENCE)
    assert command("ingest", bank, "--store", store) == 0


@pytest.mark.deep
@both
def test_a_run_that_is_stopped_while_it_writes_has_written_all_or_nothing(
    number: int, tmp_path: Path
) -> None:
    unkilled = watched(Work(store_with(tmp_path), ("ingest", delivery(tmp_path))), tmp_path / "unkilled")
    ended = Ended(0, "", "")
    for attempt in range(5):  # on a busy machine the command may be over before the signal comes
        store, running = unkilled.work.start(tmp_path / f"stopped{attempt}")
        running.wait_until(changing(store))
        running.stop(number)
        ended = running.end()
        unkilled.finish(store)
        if ended.code:
            break
    assert ended == Ended(CODES[signal.Signals(number)], "", SENTENCE)


@pytest.mark.parametrize(
    "count", [pytest.param(4, marks=pytest.mark.deep), pytest.param(40, marks=pytest.mark.soak)]
)
def test_a_run_can_be_stopped_at_any_moment_and_twice(count: int, tmp_path: Path) -> None:
    first, second = delivery(tmp_path, 1), delivery(tmp_path, 2)
    unkilled = watched(Work(store_with(tmp_path, first), ("ingest", second)), tmp_path / "unkilled")
    stops = 0
    while stops < count:
        store, running = unkilled.work.start(tmp_path / "stopped")
        assert running.wait_until(holding(store))
        moment = unkilled.moment(aimed=stops % 2 == 0)
        running.wait_until(moment)
        number = DICE.choice(list(CODES))
        for _ in range(1 + stops % 3):
            running.stop(number)
            time.sleep(DICE.uniform(0, 0.1))
        ended = running.end()
        if ended.code:
            assert ended == Ended(CODES[number], "", SENTENCE)
            stops += 1
        else:
            assert "committed" in ended.out
        assert unkilled.finish(store) or ended.code
        shutil.rmtree(store.parent)


@pytest.mark.parametrize(
    ("argv", "setting", "spoken"),
    [
        ([], "zh", "zh"),
        (["--lang", "zh"], "en", "zh"),
        (["--lang=zh"], "", "zh"),
        (["--lang", "en"], "zh", "en"),
    ],
)
def test_the_sentence_is_in_the_language_of_the_screen(
    argv: list[str], setting: str, spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOKTHROUGH_LANG", setting)
    assert words(["ingest", "bank", *argv]) == WORDS[spoken]


def test_a_question_that_waits_for_a_busy_store_can_be_interrupted(tmp_path: Path) -> None:
    store = store_with(tmp_path, delivery(tmp_path, rows=1))
    holder = Running(tmp_path, ("ingest", delivery(tmp_path, 2), "--store", store))
    assert holder.wait_until(holding(store))
    holder.stop(signal.SIGSTOP)
    asking = Running(tmp_path, ("owners", "P1", "--store", store, "--wait", "100s"))
    assert asking.wait_until(Running.listens)
    time.sleep(1)
    asking.stop(signal.SIGINT)
    ended = asking.end()
    holder.stop()
    holder.end()
    assert ended == Ended(130, "", SENTENCE)


def test_an_interrupted_demo_can_be_made_again(tmp_path: Path) -> None:
    running = Running(tmp_path, ("demo", "bank", "--small"))
    store = tmp_path / "bank" / "demo.duckdb"
    assert running.wait_until(holding(store))
    running.stop(signal.SIGINT)
    ended = running.end()
    assert ended.code == 130
    assert ended.err.splitlines()[-1] + "\n" == SENTENCE
    assert all(line.startswith("[") for line in ended.err.splitlines()[:-1])
    assert command("store", "check", "--store", store) == 0


SWALLOWS = """
import signal, time
from lookthrough.cli.stopping import Stop, Stopped
stop = Stop()
stop.listen()
try:
    signal.raise_signal(signal.SIGINT)
except Stopped:
    print("swallowed")
try:
    time.sleep(60)
except Stopped:
    stop.over = True
    print("raised again")
"""


def test_a_signal_that_foreign_code_swallows_is_raised_again() -> None:
    said = subprocess.run([sys.executable, "-c", SWALLOWS], capture_output=True, encoding="utf-8", check=True)
    assert (said.stdout, said.stderr) == ("swallowed\nraised again\n", "")


def test_who_has_the_program_ignore_ctrl_c_has_it_ignored(tmp_path: Path) -> None:
    bank, store = delivery(tmp_path, rows=1), store_with(tmp_path)
    ignoring = ("sh", "-c", "trap '' INT; exec \"$@\"", "sh")
    running = Running(tmp_path, ("ingest", bank, "--store", store), prefix=ignoring)
    assert running.wait_until(holding(store))
    running.stop(signal.SIGINT)
    assert running.end().code == 0


@pytest.mark.parametrize("question", ["SELECT 1", "SELECT * FROM range(200000)"])
def test_a_reader_that_has_seen_enough_ends_the_command_with_zero_and_silence(
    question: str, tmp_path: Path
) -> None:
    store = store_with(tmp_path)
    words = ("sql", question, "--store", str(store))
    command_line = [sys.executable, "-m", "lookthrough", *words]
    pipe = subprocess.PIPE
    with subprocess.Popen(command_line, stdout=pipe, stderr=pipe, env=environment()) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0
