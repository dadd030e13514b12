"""Does every file that is made to do harm end in one sentence, in little memory, and leave nothing behind?"""

from __future__ import annotations

import gzip
import io
import json
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ingest.wrapping import parquet_of, xlsx_of, zip_of

pytestmark = pytest.mark.xdist_group("hostile")  # what they share is made once

SHEET = "xl/worksheets/sheet1.xml"
GROWING = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
BOMB = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{GROWING}]>'


# The real commands one after the other, in one process: what each said, and the most memory that any took.
COMMANDS = """
import contextlib, io, json, sys
from pathlib import Path
from lookthrough.cli import run
said = {}
for number, path in enumerate(sys.argv[1:]):
    words = io.StringIO()
    with contextlib.redirect_stderr(words), contextlib.redirect_stdout(io.StringIO()):
        code = run(["ingest", path, "--store", f"{number}.duckdb"])
    status = Path("/proc/self/status").read_text()
    kilobytes = int(status.partition("VmHWM:")[2].split()[0])
    said[path] = [code, words.getvalue().strip(), kilobytes >> 10]
print(json.dumps(said))
"""


@dataclass(frozen=True)
class Told:
    """Exit code, the words on stderr, and the most MB so far."""

    code: int
    words: str
    most: int


def told(paths: Sequence[Path], folder: Path) -> dict[str, Told]:
    """What the command says of each file."""
    command = [sys.executable, "-c", COMMANDS, *map(str, paths)]
    process = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert not process.stderr
    return {path: Told(*found) for path, found in json.loads(process.stdout).items()}


def with_part(part: str, edit: Callable[[str], str]) -> bytes:
    """A sound workbook of which one part is another one."""
    file = io.BytesIO(xlsx_of({"parties": [["party_id", "kind", "name"], ["P", "person", "王小明"]]}))
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = edit(parts[part].decode()).encode()
    return zip_of(parts)


def far_apart(_: str) -> str:
    return (
        '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>'
    )


def one_text_often(sheet: str) -> str:
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 8_000))
    return f"{sheet.partition('<sheetData>')[0]}<sheetData>{rows}</sheetData></worksheet>"


def with_two(first: tuple[str, Callable[[str], str]], second: tuple[str, Callable[[str], str]]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(with_part(*first))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[second[0]] = second[1](parts[second[0]].decode()).encode()
    return zip_of(parts)


def linked() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        member = zipfile.ZipInfo("parties.csv")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    return file.getvalue()


def patched() -> bytes:
    """A workbook of which every part bears the mark of a compressed patch."""
    content = bytearray(with_part(SHEET, lambda sheet: sheet))
    at = -1
    while (at := content.find(b"PK\1\2", at + 1)) >= 0:
        content[at + 8] |= 1 << 5
    return bytes(content)


def boastful() -> bytes:
    """A Parquet file of 360 rows whose footer says 361: field 3 of it, doubled, in groups of 7 bits."""
    found = parquet_of([["party_id", "kind", "name"], *([f"P{i}", "person", "李芳"] for i in range(360))])
    return found.replace(b"\x16\xd0\x05", b"\x16\xd2\x05", 1)


def liar() -> bytes:
    """A workbook whose sheet is larger than its zip says."""
    content = with_part(SHEET, lambda sheet: sheet.replace("<sheetData>", "<sheetData>" + " " * (20 << 20)))
    at = content.rindex(SHEET.encode()) - 46 + 24
    return content[:at] + (5000).to_bytes(4, "little") + content[at + 4 :]


ZEROS = b"0" * (16 << 20)
TRAP, LONG = "unpacks to more than 100 times its size", "longer than 4 MB"
BROKEN = "is no .xlsx workbook, or a broken one"
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a gz that unpacks to 250 MB": ("parties.csv.gz", lambda: gzip.compress(ZEROS) * 16, TRAP),
    "a zip that unpacks to 250 MB": ("x.zip", lambda: zip_of({"parties.csv": ZEROS * 16}), TRAP),
    "a zip in a zip": ("x.zip", lambda: zip_of({"a.zip": zip_of({"parties.csv": b"x"})}), "holds another zip"),
    "a path out of a zip": ("x.zip", lambda: zip_of({"../parties.csv": b"x"}), "a path out of it"),
    "an absolute path in a zip": ("x.zip", lambda: zip_of({"/etc/parties.csv": b"x"}), "a path out of it"),
    "a link in a zip": ("x.zip", linked, "a link in the place of a file"),
    "a zip of 2,000 files": ("x.zip", lambda: zip_of({f"{i}.csv": b"" for i in range(2000)}), "holds 2,000 files"),
    "a zip cut in half": ("x.zip", lambda: zip_of({"parties.csv": b"x" * 999})[:50], "no archive, or a broken one"),
    "a gz cut in half": ("parties.csv.gz", lambda: gzip.compress(b"x" * 9999)[:20], "no archive, or a broken one"),
    "a gz that does not say": ("parties.gz", lambda: gzip.compress(b"x"), "parties.gz is neither"),
    "a workbook that unpacks to 250 MB": (
        "parties.xlsx",
        lambda: with_part(SHEET, lambda sheet: sheet.replace("<sheetData>", "<sheetData>" + " " * (250 << 20))),
        TRAP,
    ),
    "a workbook that lies about its size": ("parties.xlsx", liar, BROKEN),
    "two cells far apart": ("parties.xlsx", lambda: with_part(SHEET, far_apart), "too large for a workbook"),
    "a text of 64 KB in 8,000 cells": (
        "parties.xlsx",
        lambda: with_two(
            (SHEET, one_text_often),
            ("xl/sharedStrings.xml", lambda s: s.replace("party_id", os.urandom(32 << 10).hex())),
        ),
        "too large for a workbook",
    ),
    "a promise of 99,999,999,999 texts": (
        "parties.xlsx",
        lambda: with_part("xl/sharedStrings.xml", lambda s: s.replace('uniqueCount="', 'uniqueCount="99999999999')),
        BROKEN,
    ),
    "a promise of 900,000,000 styles": (
        "parties.xlsx",
        lambda: with_part("xl/styles.xml", lambda s: s.replace('<cellXfs count="', '<cellXfs count="900000000')),
        BROKEN,
    ),
    "entities that grow": (
        "parties.xlsx",
        lambda: with_part(SHEET, lambda s: s.replace("<worksheet", BOMB + "<worksheet").replace("<v>0", "<v>&i;")),
        "declares entities",
    ),
    "an entity from outside": (
        "parties.xlsx",
        lambda: with_part(
            "xl/workbook.xml",
            lambda s: s.replace("<workbook", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><workbook'),
        ),
        "declares entities",
    ),
    "a workbook packed as a patch": ("parties.xlsx", patched, BROKEN),
    "a workbook that is none": ("parties.xlsx", lambda: b"PK\3\4" + b"\0" * 1000, BROKEN),
    "a cell of 100 MB": ("parties.csv", lambda: b'party_id,kind,name\nP,person,"' + b"x" * (100 << 20), LONG),
    "a line of 100 MB": ("parties.csv", lambda: b"party_id,kind,name\n" + b"x" * (100 << 20), LONG),
    "a line of 100 MB of JSON": ("parties.jsonl", lambda: b'{"name": "' + b"x" * (100 << 20), LONG),
    "a million columns": ("parties.csv", lambda: b"c," * (1 << 20), "1,048,577 columns"),
    "a million keys": (
        "parties.jsonl",
        lambda: b"".join(b'{"c%d": 1}\n' % i for i in range(100_000)),
        "more than 2,000 columns",
    ),
    "a header of NUL bytes": ("parties.csv", lambda: b"\0" * (50 << 20), "does not begin with a line"),
    "nothing but NUL bytes of JSON": ("parties.jsonl", lambda: b"\0" * (50 << 20), LONG),
    "an empty file": ("parties.csv", lambda: b"", "is empty"),
    "a Parquet file that promises a row too many": ("parties.parquet", boastful, "it says 361 rows and has 360"),
    "an empty Parquet file": ("parties.parquet", lambda: b"", "is no Parquet file"),
    "an empty file of JSON": ("parties.jsonl", lambda: b"", "is empty"),
    "deep JSON": ("statements.json", lambda: b'[{"statementId": ' + b"[" * (8 << 20), "is nested too deeply"),
    "a Parquet file in name": ("parties.parquet", lambda: b"PAR1" + b"x" * 99 + b"PAR1", "is no Parquet file"),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    """What the command says of each hostile file."""
    folder = tmp_path_factory.mktemp("hostile")
    paths: dict[str, Path] = {}
    for number, (name, (file, make, _)) in enumerate(HOSTILE.items()):
        paths[name] = folder / str(number) / file
        paths[name].parent.mkdir()
        paths[name].write_bytes(make())
    (folder / "x.csv").mkdir()
    (folder / "pipe").mkdir()
    os.mkfifo(folder / "pipe" / "parties.csv")
    paths |= {
        "a pipe": folder / "pipe" / "parties.csv",
        "a folder": folder / "x.csv",
        "a device": Path("/dev/zero"),
    }
    said = told(list(paths.values()), folder)
    assert not list(folder.rglob("passwd"))
    return {name: said[str(path)] for name, path in paths.items()}


NO_FILES = {
    "a pipe": "is a pipe or a device",
    "a folder": "holds no file",
    "a device": "is a pipe or a device",
}
SENTENCES = {name: sentence for name, (_, _, sentence) in HOSTILE.items()} | NO_FILES


@pytest.mark.parametrize("name", SENTENCES)
def test_a_hostile_file_ends_in_one_sentence(found: dict[str, Told], name: str) -> None:
    said = found[name]
    assert (said.code, said.words.count("\n")) == (1, 0), said
    assert SENTENCES[name] in said.words


def test_no_hostile_file_takes_more_than_a_gigabyte(found: dict[str, Told]) -> None:
    assert max(said.most for said in found.values()) <= 1024


def test_rows_with_nul_bytes_cost_themselves_alone(tmp_path: Path) -> None:
    path = tmp_path / "parties.csv"
    path.write_bytes(b"party_id,kind,name\nP\0,person,x\nQ,person,y\n")
    (said,) = told([path], tmp_path).values()
    assert (said.code, said.words) == (0, "")
