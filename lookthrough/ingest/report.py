"""What became of a delivery, file by file? Numbers for programs, and the lines that a terminal shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal
from unicodedata import east_asian_width

from lookthrough.graph.ports import Counts, Reject

Lang = Literal["en", "zh"]
WIDTH = 80


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning (codes.WARNINGS), what it is about, and how many rows it concerns."""

    code: str
    text: str
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of the rows that a file brought to a table; `read` = accepted + rejected + repeated.

    Rows that ingest minted from names stand in a report of their own, with the table that they went to. A file that
    the dataset has taken already, and that nothing has touched since, is `skipped`: read in an earlier run.
    """

    file: str
    table: str
    read: int
    rejected: int = 0
    repeated: int = 0
    counts: Counts = field(default_factory=Counts)
    warnings: tuple[Warned, ...] = ()
    minted: bool = False
    skipped: bool = False
    note: str = ""

    @property
    def accepted(self) -> int:
        """Rows that went in or were there already."""
        return self.read - self.rejected - self.repeated


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run: a dataset's part of a delivery. `run` is None for a dry run; `rejects` are the first few."""

    dataset: str
    run: int | None
    files: tuple[FileReport, ...]
    seconds: float
    rejects: tuple[Reject, ...] = ()

    @property
    def rejected(self) -> int:
        """Rows that this run refused."""
        return sum(file.rejected for file in self.files if not file.skipped)

    @property
    def nothing(self) -> bool:
        """Whether it opened and closed nothing."""
        return not any(file.counts.new or file.counts.changed or file.counts.closed for file in self.files)


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a delivery: one run for each dataset in it, and the files that are none of the layout."""

    runs: tuple[RunReport, ...]
    ignored: tuple[str, ...] = ()

    @property
    def rejected(self) -> int:
        """Rows that were refused."""
        return sum(run.rejected for run in self.runs)


def to_dict(report: Report) -> dict[str, Any]:
    """The report as programs read it."""
    return {
        "format": "lookthrough.ingest/1",
        "runs": [_run(run) for run in report.runs],
        "ignored": list(report.ignored),
    }


def _run(run: RunReport) -> dict[str, Any]:
    files = [_file(file) for file in run.files]
    return {"run": run.run, "dataset": run.dataset, "seconds": round(run.seconds, 3), "files": files}


def _file(file: FileReport) -> dict[str, Any]:
    found = asdict(file)
    counts: dict[str, int] = found.pop("counts")
    return found | {"accepted": file.accepted} | counts


_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "read": "read",
        "new": "new",
        "changed": "changed",
        "rejected": "rejected",
        "unchanged": "{:,} unchanged",
        "closed": "{:,} closed",
        "repeated": "{:,} repeated",
        "pending": "{:,} ends pending",
        "done": "run {} committed in {:.1f} s.",
        "nothing": "run {}: nothing new, nothing changed.",
        "dry": "dry run, {:.1f} s: nothing was written.",
        "rejects": " {:,} rejected rows: lookthrough runs rejects {} --out rejects.csv",
        "refused": " {:,} rows would be rejected.",
        "ignored": "not read: {}",
        "names_only": "{}: {:,} rows name parties by name alone: one party for each name (names_only)",
        "extra_columns": "{}: kept, though the layout lacks them: {} (extra_columns)",
        "statements": "{}: {:,} BODS statements (statements)",
        "superseded": "{}: {:,} statements have a later one on the same record (superseded)",
    },
    "zh": {
        "read": "读取",
        "new": "新增",
        "changed": "变更",
        "rejected": "拒收",
        "unchanged": "未变 {:,}",
        "closed": "关闭 {:,}",
        "repeated": "重复 {:,}",
        "pending": "待补端点 {:,}",
        "done": "第 {} 批已提交，用时 {:.1f} 秒。",
        "nothing": "第 {} 批：无新增，无变更。",
        "dry": "试运行，用时 {:.1f} 秒：未写入任何内容。",
        "rejects": "拒收 {:,} 行：lookthrough runs rejects {} --out rejects.csv",
        "refused": "将有 {:,} 行被拒收。",
        "ignored": "未读取：{}",
        "names_only": "{}：{:,} 行仅有名称，每个名称视为一个主体（names_only）",
        "extra_columns": "{}：以下列不在版式内，已随记录保留：{}（extra_columns）",
        "statements": "{}：{:,} 条 BODS 声明（statements）",
        "superseded": "{}：{:,} 条声明已被同一记录的后续声明取代（superseded）",
    },
}


def lines(report: Report, lang: Lang = "en") -> list[str]:
    """The report as the terminal says it: a line a file, numerals aligned, then one for the run."""
    words = _WORDS[lang]
    found: list[str] = []
    for run in report.runs:
        if not (run.nothing and not run.rejected and run.run is not None):
            found += _table(run.files, words)
        found += [_warning(file, warned, words) for file in run.files for warned in file.warnings]
        found.append(_last(run, words))
    return found + ([words["ignored"].format(", ".join(report.ignored))] if report.ignored else [])


def _last(run: RunReport, words: dict[str, str]) -> str:
    if run.run is None:
        refused = [words["refused"].format(run.rejected)] if run.rejected else []
        return "".join([words["dry"].format(run.seconds), *refused])
    done = words["nothing"].format(run.run) if run.nothing else words["done"].format(run.run, run.seconds)
    rejects = [words["rejects"].format(run.rejected, run.run)] if run.rejected else []
    return "".join([done, *rejects])


def _warning(file: FileReport, warned: Warned, words: dict[str, str]) -> str:
    what = (file.file, warned.rows) if warned.rows is not None else (file.file, warned.text)
    return words[warned.code].format(*what)


def _table(files: Sequence[FileReport], words: dict[str, str]) -> list[str]:
    times = Counter(file.file for file in files if not file.minted)
    names = [
        f"{file.file} ({file.table})" if file.minted or times[file.file] > 1 else file.file for file in files
    ]
    shown = ("read", "new", "changed", "rejected")
    numbers = ([f"{number} {words[word]}" for number in _wide(_numbers(files, word))] for word in shown)
    found: list[str] = []
    for file, *cells in zip(files, _wide(names, left=True), *numbers, strict=True):
        line, notes = "  ".join(str(cell) for cell in cells), "  ".join(_notes(file, words))
        fits = not notes or _width(line) + _width(notes) + 2 <= WIDTH
        found += [f"{line}  {notes}"] if fits else [line, f"    {notes}"]
    return [line.rstrip() for line in found]


def _numbers(files: Sequence[FileReport], word: str) -> list[str]:
    own = word in ("read", "rejected")
    return [f"{getattr(file if own else file.counts, word):,}" for file in files]


def _notes(file: FileReport, words: dict[str, str]) -> list[str]:
    counts = file.counts
    numbers = {
        "unchanged": counts.unchanged,
        "closed": counts.closed,
        "repeated": file.repeated,
        "pending": counts.pending,
    }
    notes = [words[word].format(number) for word, number in numbers.items() if number]
    return [*notes, file.note] if file.note else notes


def _wide(cells: Sequence[str], *, left: bool = False) -> list[str]:
    """Cells of one width."""
    most = max(map(_width, cells), default=0)
    return [
        cell + " " * (most - _width(cell)) if left else " " * (most - _width(cell)) + cell for cell in cells
    ]


def _width(text: str) -> int:
    """Columns of a terminal; a wide character takes two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
