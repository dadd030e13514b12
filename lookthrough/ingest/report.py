"""What became of a delivery, file by file? Numbers for programs, and the lines that a terminal shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal
from unicodedata import east_asian_width

from lookthrough.graph.ports import Counts, Reject
from lookthrough.ingest.codes import WARNINGS

Lang = Literal["en", "zh"]
WIDTH = 80


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning, one of codes.WARNINGS, what it is about, and how many rows it concerns."""

    code: str
    text: str
    rows: int | None = None

    def __post_init__(self) -> None:
        if self.code not in WARNINGS:
            raise ValueError(f"{self.code} is no code of codes.WARNINGS")


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

    @property
    def warned(self) -> int:
        """Rows that were taken with a warning which doubts them, one with two warnings twice."""
        return sum(one.rows or 0 for one in self.warnings if WARNINGS[one.code].doubt)


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
    return found | {"accepted": file.accepted, "warned": file.warned} | counts


_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "read": "read",
        "new": "new",
        "changed": "changed",
        "rejected": "rejected",
        "accepted": "{:,} accepted",
        "warned": "{:,} warned",
        "unchanged": "{:,} unchanged",
        "closed": "{:,} closed",
        "repeated": "{:,} repeated",
        "pending": "{:,} ends pending",
        "done": "run {} committed in {:.1f} s.",
        "nothing": "run {}: nothing new, nothing changed.",
        "dry": "dry run, {:.1f} s: nothing was written.",
        "rejects": "{:,} rejected rows: lookthrough runs rejects {} --out rejects.csv",
        "refused": "{:,} rows would be rejected.",
        "ignored": "not read: {}",
        "names_only": "{}: {:,} rows name parties by name alone: one party for each name (names_only)",
        "extra_columns": "{}: kept, though the layout lacks them: {} (extra_columns)",
        "bad_lei": "{}: LEIs that cannot be right: {:,} (bad_lei)",
        "bad_uscc": "{}: credit codes that cannot be right: {:,} (bad_uscc)",
        "bad_id_number": "{}: document numbers that cannot be right: {:,} (bad_id_number)",
        "id_differs": "{}: identity numbers against day of birth or sex: {:,} (id_differs)",
        "known_mapping": "{}: read as an export of {} (known_mapping)",
        "left_out": "{}: {:,} rows left out, as the mapping says (left_out)",
        "encoding": "{}: read as {} (encoding)",
        "title_rows": "{}: {:,} rows above the header are not read (title_rows)",
        "unknown_flag": "{}: flags that no rule knows, kept: {:,} (unknown_flag)",
        "statements": "{}: {:,} BODS statements (statements)",
        "superseded": "{}: {:,} statements have a later one on the same record (superseded)",
    },
    "zh": {
        "read": "读取",
        "new": "新增",
        "changed": "变更",
        "rejected": "拒收",
        "accepted": "接受 {:,}",
        "warned": "警告 {:,}",
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
        "bad_lei": "{}：{:,} 个主体的 LEI 编码有误（bad_lei）",
        "bad_uscc": "{}：{:,} 个主体的统一社会信用代码有误（bad_uscc）",
        "bad_id_number": "{}：{:,} 个证件号码有误（bad_id_number）",
        "id_differs": "{}：{:,} 个身份证号码与出生日期或性别不符（id_differs）",
        "known_mapping": "{}：按 {} 的导出文件读取（known_mapping）",
        "left_out": "{}：按映射文件略去 {:,} 行（left_out）",
        "encoding": "{}：按 {} 编码读取（encoding）",
        "title_rows": "{}：表头之上的 {:,} 行未读取（title_rows）",
        "unknown_flag": "{}：{:,} 个标记不在版式词表内，已保留（unknown_flag）",
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
        fresh = (file for file in run.files if not file.skipped)
        found += [_warning(file, warned, words) for file in fresh for warned in file.warnings]
        found += _last(run, words)
    return found + ([words["ignored"].format(", ".join(report.ignored))] if report.ignored else [])


def _last(run: RunReport, words: dict[str, str]) -> list[str]:
    """What became of the run, and of what it refused: side by side where that fits."""
    if run.run is None:
        said = [words["dry"].format(run.seconds), words["refused"].format(run.rejected)]
    else:
        done = words["nothing"].format(run.run) if run.nothing else words["done"].format(run.run, run.seconds)
        said = [done, words["rejects"].format(run.rejected, run.run)]
    whole = ("" if said[0].endswith("。") else " ").join(said)
    return said[:1] if not run.rejected else [whole] if _width(whole) <= WIDTH else said


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
        "accepted": 0 if file.accepted in (counts.new, file.read) else file.accepted,
        "warned": file.warned,
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
