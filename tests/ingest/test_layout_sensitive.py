"""Does anything that a bank must keep to itself reach a log: names, numbers of documents, addresses, dates of birth?

What a program writes to stderr ends in logs, and so does what `ingest` says on stdout; `show` and `runs rejects` are
asked for data, and give it.
"""

from __future__ import annotations

import subprocess
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from lookthrough.cli import run
from lookthrough.errors import LookthroughError
from tests.acceptance.conftest import environment

SECRETS = {
    "name": "王隐名",
    "names_other": "Wang Yinming",
    "id_number": "11010519491231001X",
    "birth_date": "1949-12-39",
    "phone": "+86 139 5555 0123",
    "email": "yinming@example.org",
    "address": "无人知晓路7号",
    "lei": "529900T8BM49AURSDO56",
}
HEADER = f"party_id,kind,id_type,{','.join(SECRETS)}"
ROW = f"P1,person,resident_id,{','.join(SECRETS.values())}"
SOUND = ROW.replace("1949-12-39", "1950-01-01")
TOLD = [*SECRETS.values(), "1950-01-01", "1949"]


Command = Callable[..., tuple[int, str]]


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """A command's exit code, and all that it printed, the traceback that ends it with --debug included."""
    monkeypatch.chdir(tmp_path)

    def called(*words: str) -> tuple[int, str]:
        try:
            code, last = run(words), ""
        except LookthroughError:
            code, last = 1, traceback.format_exc()
        told = capsys.readouterr()
        return code, told.out + told.err + last

    return called


def lay(folder: Path, files: Mapping[str, str | bytes]) -> None:
    (folder / "bank").mkdir(exist_ok=True)
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / "bank" / name).write_bytes(data)


PARTIES = {"parties.csv": f"{HEADER}\n{SOUND}\n"}
FAULTY = {"parties.csv": f"{HEADER}\n{ROW}\n{SOUND.replace('P1', 'P2')}\n{SOUND.replace('P1', 'P2')}x\n"}
DELIVERIES: dict[str, tuple[int, tuple[str, ...], Mapping[str, str | bytes]]] = {
    "sound": (0, (), PARTIES),
    "rejects": (3, ("--tolerate", "0"), FAULTY),
    "dry": (0, ("--dry-run",), FAULTY),
    "strict": (1, ("--strict",), FAULTY),
    "doubts": (1, ("--strict",), PARTIES),
    "totals": (1, (), {**PARTIES, "totals.csv": "file,rows\nparties,9\n"}),
    "torn": (0, (), {"parties.csv": f'{HEADER}\n{SOUND}"\n"{SOUND}\n{SOUND},,,\n'}),
    "lacking": (1, (), {"parties.csv": f"{HEADER.replace('kind', 'kinds')}\n{SOUND}\n"}),
    "bytes": (0, (), {"parties.csv": f"{HEADER}\n{SOUND}\n".encode() + b"P3,person,,\xff\xfe\x00,,,,,,,\n"}),
    "unknown": (2, ("--as", "excel"), PARTIES),
    "parquet": (1, (), {"parties.parquet": f"{HEADER}\n{SOUND}\n"}),
}


@pytest.mark.parametrize("case", DELIVERIES)
def test_nothing_that_ingest_says_repeats_a_cell_of_a_sensitive_column(
    tmp_path: Path, ran: Command, case: str
) -> None:
    code, words, files = DELIVERIES[case]
    lay(tmp_path, files)
    for debug in ((), ("--debug",)):
        ended, said = ran("ingest", "bank", "--store", f"s{len(debug)}.duckdb", *words, *debug)
        assert ended == (1 if debug and code in (1, 2) else code), said
        assert said.strip()
        assert not [secret for secret in TOLD if secret in said]


def test_a_program_that_fails_in_the_middle_of_a_delivery_tells_no_cell(tmp_path: Path) -> None:
    lay(tmp_path, FAULTY)
    (tmp_path / "s.duckdb").write_bytes(b"no store" * 1000)
    command = [sys.executable, "-m", "lookthrough", "ingest", "bank", "--store", "s.duckdb", "--debug"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert not [secret for secret in TOLD if secret in done.stdout + done.stderr]


def test_a_reason_repeats_no_sensitive_cell_and_the_file_to_mend_holds_it(
    tmp_path: Path, ran: Command
) -> None:
    lay(tmp_path, FAULTY)
    ran("ingest", "bank", "--store", "s.duckdb")
    _, listed = ran("runs", "rejects", "1", "--store", "s.duckdb")
    assert "the date of birth is not in the calendar" in listed
    assert not [secret for secret in TOLD if secret in listed]
    ran("runs", "rejects", "1", "--store", "s.duckdb", "--out", "r.csv")
    assert "1949-12-39" in (tmp_path / "r.csv").read_text("utf-8")
