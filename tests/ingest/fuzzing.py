"""What becomes of files that were broken at random: `python -m tests.ingest.fuzzing 2000 7 csv xlsx` runs and tells.

Many mutations run in one process, which may take a gigabyte. Each mutated file goes through the whole of ingest. It
must end in a report or in a sentence (LookthroughError); what a report says must agree with a count of the rows that
was made without the readers, wherever the mutated file can still be counted.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import resource
import sys
import traceback
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq

from lookthrough.errors import LookthroughError
from lookthrough.ingest.job import ingest
from lookthrough.ingest.options import IngestOptions
from lookthrough.ingest.report import Report
from tests.ingest.deliveries import new_store
from tests.ingest.oracle import records_of
from tests.ingest.statements import UK, entity, interest, person, relationship
from tests.ingest.wrapping import csv_of, jsonl_of, parquet_of, tsv_of, xlsx_of, zip_of

GIGABYTE = 1 << 30
ROWS = [
    ["holder_id", "held_id", "kind", "share", "valid_from", "valid_to", "备注"],
    ["P1", "C1", "shareholding", "30%", "2020-01-01", "", "青岛"],
    ["P2", "C1", "shareholding", "1/3", "2020-01-01", "2021-01-01", 'a "b", c'],
    ["P3", "C1", "trustee", "", "", "", "two\nlines"],
    ["P4", "C2", "shareholding", "(25,50]%", "2020-02-29", "", "王小明有限公司"],
    ["P5", "C2", "votes", "5%", "2020-01-01", "", ""],
    ["P6", "C2", "owns", "0.3", "2020-13-01", "", "x"],
]
MANY = ROWS[:1] + [[f"{row[0]}-{i:020}", *row[1:6], row[6] * 9] for i in range(60) for row in ROWS[1:]]
TOKENS = [
    *(
        b"",
        b"\0",
        b"\n",
        b"\r",
        b",",
        b"\t",
        b'"',
        b'""',
        b'","',
        b"\xff",
        b"\xe5\xb2",
        b"\xc7\xe0",
        b"\xd8\x00",
    ),
    *(b"0", b"-1", b"1e9", b"99999999999999999999", b"A1", b"{", b"}", b"[", b"]", b":", b"null", b"\\u0000"),
    *(
        b"<",
        b">",
        b"</",
        b"/>",
        b"&amp;",
        b"<c>",
        b"<v>",
        b"</row>",
        b't="s"',
        b't="e"',
        b's="9"',
        b"XFD1048576",
        b"PK",
    ),
]
SAFE = [
    b"",
    b"0",
    b"-1",
    b"7",
    b"1e9",
    b"99999999999999999999",
    b"s",
    b"e",
    b"d",
    b"A1",
    b"XFD1048576",
    "青".encode(),
    b" ",
]
XML = re.compile(rb'>[^<>]+<|(?<= [str]=)"[^"<>]*"|(?<=Id=)"\d+"|(?<=Code=)"[^"<>]*"')
JSON = re.compile(rb'"[^"]*"|:[^"{}\[\],:]+,')
Parts = dict[str, bytes]


@dataclass(frozen=True)
class Kind:
    """A reader: the file's name, what it is made of, how that is put together, and how its rows are counted."""

    name: str
    parts: Parts
    put: Callable[[Parts], bytes] = lambda parts: parts["x"]
    count: Callable[[Parts], int | None] = lambda _: None
    grain: re.Pattern[bytes] | None = (
        None  # what may be exchanged for another of its kind without breaking the form
    )
    rate: float = 0.9  # how often a part is mutated and not the whole
    options: IngestOptions = field(default_factory=IngestOptions)


def count_csv(content: bytes, delimiter: str = ",") -> int | None:
    """The records behind the first, letter by letter; None where there is no header."""
    return count_text(content.removeprefix(b"\xef\xbb\xbf").decode("latin-1"), delimiter)


def count_text(text: str, delimiter: str = ",") -> int | None:
    if delimiter != ",":
        text = text.translate({ord(","): delimiter, ord(delimiter): ","})
    found = records_of(text)
    return len(found) - 1 if found and found[0][2] is not None else None


def count_lines(content: bytes) -> int:
    """The lines that are not blank."""
    return sum(bool(line.strip()) for line in content.removeprefix(b"\xef\xbb\xbf").split(b"\n"))


def count_utf16(content: bytes) -> int | None:
    return count_text(content.decode("utf-16-le", "replace").removeprefix("\ufeff"))


def count_parquet(content: bytes) -> int | None:
    return int(pq.read_metadata(io.BytesIO(content)).num_rows)


SHEET = "xl/worksheets/sheet1.xml"
FILLED = re.compile(rb"<row\b[^>]*>(?:(?!</row>).)*?(?:<v>[^<]|<f\b)", re.DOTALL)


def count_sheet(parts: Parts) -> int | None:
    """The rows with anything in them behind the first, as long as only they were changed."""
    return len(FILLED.findall(parts[SHEET])) - 1 if {**parts, SHEET: b""} == {**BOOK, SHEET: b""} else None


def count_statements(content: bytes) -> int | None:
    found = json.loads(content)
    return len(found) if isinstance(found, list) else None


def unzip(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


CSV, BOOK = csv_of(ROWS), unzip(xlsx_of({"interests": ROWS}))
STATEMENTS = [
    entity("C"),
    person("P"),
    relationship("P", "C", interest("shareholding", 60, startDate="2019-01-01"), **UK),
]
JSON_TEXT, UTF16 = json.dumps(STATEMENTS).encode(), b"\xff\xfe" + CSV.decode().encode("utf-16-le")
ZIPPED = {"interests.csv": CSV, "parties.csv": b"party_id,kind,name\nP1,person,X\nC1,company,Y\n"}
READERS: dict[str, Kind] = {
    "csv": Kind("interests.csv", {"x": CSV}, count=lambda parts: count_csv(parts["x"])),
    "tsv": Kind("interests.tsv", {"x": tsv_of(ROWS)}, count=lambda parts: count_csv(parts["x"], "\t")),
    "gb18030": Kind("interests.csv", {"x": CSV.decode().encode("gb18030")}, count=lambda parts: count_csv(parts["x"])),
    "utf-16": Kind("interests.csv", {"x": UTF16}, count=lambda p: count_utf16(p["x"])),
    "jsonl": Kind("interests.jsonl", {"x": jsonl_of(ROWS)}, count=lambda parts: count_lines(parts["x"])),
    "parquet": Kind("interests.parquet", {"x": parquet_of(MANY)}, count=lambda parts: count_parquet(parts["x"])),
    "xlsx": Kind("interests.xlsx", BOOK, zip_of, count_sheet, XML),
    "gz": Kind("interests.csv.gz", {"x": CSV}, lambda p: gzip.compress(p["x"], 1), lambda p: count_csv(p["x"])),
    "zip": Kind("x.zip", ZIPPED, zip_of, lambda parts: total(map(count_csv, parts.values()))),
    "bods": Kind("x.json", {"x": JSON_TEXT}, count=lambda parts: count_statements(parts["x"]), grain=JSON),
}  # fmt: skip


def total(counts: Any) -> int | None:
    """The sum, if all of them are known."""
    found = list(counts)
    return None if None in found else sum(found)


def mutated(luck: random.Random, content: bytes) -> bytes:
    """The content with something in one place gone, put in, put there twice, or another."""
    begin = luck.randrange(len(content) + 1)
    end = begin + luck.choice((0, 1, 1, 2, 4, 16))
    middle = luck.choice(
        (luck.choice(TOKENS), luck.choice(TOKENS), bytes([luck.randrange(256)]), content[begin:end] * 2)
    )
    return content[:begin] + middle + content[end:]


def exchanged(luck: random.Random, content: bytes, grain: re.Pattern[bytes]) -> bytes:
    """The content with one grain made another, or a token; its first and last byte stay."""
    found = list(grain.finditer(content))
    one = luck.choice(found)
    before = content[one.start() - 2 : one.start() + 1]
    others = [each[0][1:-1] for each in found if content[each.start() - 2 : each.start() + 1] == before]
    middle = luck.choice((luck.choice(others), luck.choice(others), luck.choice(SAFE)))
    return content[: one.start() + 1] + middle + content[one.end() - 1 :]


def overwritten(luck: random.Random, content: bytes) -> bytes:
    """The content with some bytes in the place of others, as many."""
    size = luck.choice((1, 1, 2, 4))
    begin = luck.randrange(len(content) - size)
    return content[:begin] + luck.randbytes(size) + content[begin + size :]


def broken(luck: random.Random, kind: Kind, content: bytes) -> bytes:
    """A part of a file, broken in a way that suits it."""
    if kind.name.endswith(".parquet") and luck.random() < 0.9:
        return overwritten(luck, content)
    if kind.grain is not None and luck.random() < 0.85 and kind.grain.search(content):
        return exchanged(luck, content, kind.grain)
    return mutated(luck, content)


def file_of(luck: random.Random, kind: Kind) -> tuple[bytes, int | None]:
    """A mutated file, and how many rows it holds, if that can be told."""
    if luck.random() > kind.rate:
        return mutated(luck, kind.put(kind.parts)), None
    parts = dict(kind.parts)
    names = [name for name in parts if name.endswith((".xml", ".rels", ".csv", "x"))]
    for _ in range(luck.choice((1, 1, 1, 2, 3))):
        name = SHEET if SHEET in parts and luck.random() < 0.7 else luck.choice(names)
        parts[name] = broken(luck, kind, parts[name])
    content = kind.put(parts)
    try:
        return content, kind.count(parts)
    except (ValueError, OSError):
        return content, None


def read_in(report: Report) -> int:
    """How many rows a report accounts for."""
    files = [file for run in report.runs for file in run.files if not file.minted]
    return sum(file.accepted + file.rejected + file.repeated for file in files)


def stated(report: Report, kind: str) -> int | None:
    """How many rows of the file a report accounts for, with what it says that it did not read."""
    warned = [(one.code, one.rows or 0) for run in report.runs for file in run.files for one in file.warnings]
    if kind == "bods":
        return sum(rows for code, rows in warned if code == "statements")
    return read_in(report) + sum(rows for code, rows in warned if code in {"title_rows", "left_out"})


def fuzz(name: str, count: int, seed: int, folder: Path) -> dict[str, Any]:
    """Run `count` mutations of a reader: how many were read, counted, and what went wrong."""
    luck, kind = random.Random(f"{name} {seed}"), READERS[name]
    found: dict[str, Any] = {"done": 0, "read": 0, "counted": 0, "crashes": [], "lost": []}
    for number in range(count):
        content, rows = file_of(luck, kind)
        (folder / kind.name).write_bytes(content)
        found["done"] += 1
        try:
            report = ingest(new_store(), [folder / kind.name], kind.options)
        except LookthroughError:
            continue
        except BaseException:  # noqa: BLE001  # a panic inside a library is none of Exception
            found["crashes"].append([number, traceback.format_exc()[-600:]])
            continue
        found["read"] += 1
        if rows is not None and not report.ignored:
            found["counted"] += 1
            if stated(report, name) != rows:
                found["lost"].append([number, rows, stated(report, name)])
    return found


def main(count: int, seed: int, names: list[str]) -> Mapping[str, Any]:
    """All mutations of some readers, within a gigabyte beyond what it takes to read them unbroken."""
    with TemporaryDirectory() as folder:
        for kind in (READERS[name] for name in names):
            (path := Path(folder) / kind.name).write_bytes(kind.put(kind.parts))
            ingest(new_store(), [path], kind.options)
        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + GIGABYTE, taken + GIGABYTE))
        return {name: fuzz(name, count, seed, Path(folder)) for name in names}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])))  # noqa: T201
