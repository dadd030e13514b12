"""What does each format cost: reading and checking, and into a store, beside the bare DuckDB load of the same rows?

The same rows in every format, a fifth of them as XLSX: transfers, the table that has millions of rows in every bank,
and interests, whose claims are kept three times over (as they came, by holder, by company). CPU seconds of one run each
(of the bare load, the median of three), and the most memory of a process that reads and checks the file and does
nothing else. DuckDB cannot read GB18030, and UTF-16 only when it is told; these, and what is packed, JSON and XLSX,
stand beside the bare load of the same rows as CSV in UTF-8.
"""

from __future__ import annotations

import cProfile
import gzip
import pstats
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.ingest import LOADS, Load, checked, stored
from bench.machine import head

ROWS, WORKBOOK_SHARE = 1_000_000, 0.2
CHILD = """
import sys
from pathlib import Path
from bench.ingest import checked
checked(Path(sys.argv[1]))
print(int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) >> 10)  # without the parent's
"""


def as_parquet(plain: Path, path: Path) -> None:
    """All columns as text, empty cells null."""
    import pyarrow as pa
    from pyarrow import csv, parquet

    with plain.open(encoding="utf-8") as file:
        names = file.readline().strip().split(",")
    kinds = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True)
    parquet.write_table(csv.read_csv(plain, convert_options=kinds), path)


def as_lines(plain: Path, path: Path) -> None:
    """An object a line, without empty cells."""
    import json

    with path.open("w", encoding="utf-8") as file:
        for row in rows_of(plain):
            file.write(json.dumps({name: cell for name, cell in row.items() if cell}) + "\n")


def as_workbook(plain: Path, path: Path) -> None:
    """Shares and dates as text, as a bank's export has them."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(plain.stem)
        for number, row in enumerate(rows_of(plain), 1):
            if number == 1:
                sheet.write_row(0, 0, list(row))
            for place, cell in enumerate(row.values()):
                if cell:
                    sheet.write_string(number, place, cell)


def rows_of(plain: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV."""
    import csv

    with plain.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def encoded(codec: str) -> Callable[[Path, Path], None]:
    """What writes a CSV in another encoding, names in Chinese for the kinds of shares."""

    def write(plain: Path, path: Path) -> None:
        with (
            plain.open(encoding="utf-8", newline="") as source,
            path.open("w", encoding=codec, newline="") as file,
        ):
            shutil.copyfileobj(source, file, 1 << 20)

    return write


def as_gz(plain: Path, path: Path) -> None:
    """Packed."""
    with plain.open("rb") as source, gzip.open(path, "wb", 6) as file:
        shutil.copyfileobj(source, file, 1 << 20)


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the file's suffix, how it is written from CSV, its share of the rows, and what loads it bare."""

    name: str
    suffix: str
    write: Callable[[Path, Path], object]
    share: float = 1
    bare: str | None = None  # None: the bare load of the CSV twin stands for it


FORMATS = (
    Format("CSV", ".csv", shutil.copy),
    Format("Parquet", ".parquet", as_parquet, bare="INSERT INTO t SELECT * FROM read_parquet(?)"),
    Format("GB18030 CSV", ".csv", encoded("gb18030")),
    Format("UTF-16 CSV", ".csv", encoded("utf-16")),
    Format("CSV, gz", ".csv.gz", as_gz),
    Format("JSON lines", ".jsonl", as_lines),
    Format("XLSX", ".xlsx", as_workbook, WORKBOOK_SHARE),
)


def main(argv: list[str]) -> None:
    """Print the tables; the first argument is the number of rows (default 1,000,000)."""
    rows = int(argv[0]) if argv else ROWS
    print(head())
    for load in LOADS:
        print(
            f"\n{rows:,} {load.table}, XLSX {int(rows * WORKBOOK_SHARE):,}; CPU seconds, and times the bare load"
        )
        print(f"{'':<14}{'MB':>6}{'bare':>8}{'checked':>16}{'stored':>16}{'rows/s':>11}{'peak MB':>9}")
        with tempfile.TemporaryDirectory() as folder:
            checked(load.write(Path(folder), 1000 / load.rows))  # what is loaded once is no format's cost
        for form in FORMATS:
            with tempfile.TemporaryDirectory() as folder:
                _measure(load, form, Path(folder), rows)


def _measure(load: Load, form: Format, folder: Path, rows: int) -> None:
    chinese = form.suffix == ".csv" and form.name != "CSV"
    plain = _plain(load, folder / "plain", int(rows * form.share), chinese=chinese)
    path = folder / f"{load.table}{form.suffix}"
    form.write(plain, path)
    stores = (folder / f"{number}.duckdb" for number in range(3))
    bare = statistics.median(
        _timed(lambda: _bare(load, form, plain if form.bare is None else path, next(stores)))
        for _ in range(3)
    )
    spent = _timed(lambda: checked(path)), _timed(lambda: stored(path, folder / "x.duckdb"))
    most = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, check=True
    )
    shown = "".join(f"{each:8.2f} {each / bare:5.2f} x" for each in spent)
    speed = rows * form.share / spent[1]
    print(
        f"{form.name:<14}{path.stat().st_size / 1e6:6.0f}{bare:8.2f}{shown}{speed:11,.0f}{most.stdout.strip():>9}"
    )
    for line in _profile(path):
        print(f"  {line}")


def _plain(load: Load, folder: Path, rows: int, *, chinese: bool) -> Path:
    """The rows as CSV; where an encoding is measured, in Chinese."""
    folder.mkdir()
    path = load.write(folder, rows / load.rows)
    if chinese:
        text = path.read_text("utf-8").replace(",C0", ",青岛海瑞贸易0").replace("\nP0", "\n王小明0")
        path.write_text(text, "utf-8")
    return path


def _bare(load: Load, form: Format, path: Path, store: Path) -> None:
    import duckdb

    if form.bare is None:
        load.bare(path, store)
        return
    with duckdb.connect(str(store), config={"threads": 2}) as connection:
        connection.execute(load.create)
        connection.execute(form.bare, [str(path)])


def _timed(call: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    cpu = time.process_time()
    call()
    return time.process_time() - cpu


def _profile(path: Path) -> Iterator[str]:
    """The five functions in which reading and checking spends most, with their share of the time."""
    profile = cProfile.Profile()
    profile.runcall(checked, path)
    stats = pstats.Stats(profile)
    timed = sorted(((found[2], name) for name, found in stats.stats.items()), reverse=True)[:5]  # type: ignore[attr-defined]
    for seconds, (file, line, function) in timed:
        where = f"{Path(file).name}:{line} " if line else ""
        yield f"{seconds / stats.total_tt:4.0%} {where}{function}"  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(sys.argv[1:])
