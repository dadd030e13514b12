"""How much of a delivery may be bad: what does --tolerate let pass, and what does --strict refuse?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lookthrough.errors import BadInput, UsageError
from lookthrough.ingest.codes import WARNINGS
from lookthrough.ingest.report import FileReport, Report

_LIMIT = re.compile(r"(\d+)|(\d+(?:\.\d+)?)\s*%", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """The most rows that may be refused: a number, or a part of the rows read."""

    text: str
    most: int | None
    part: Fraction = Fraction(0)

    @staticmethod
    def parse(text: str) -> Tolerance:
        """`10`, `0`, `1%` or `0.5%`; raises UsageError for anything else."""
        match = _LIMIT.fullmatch(text.strip())
        if not match or (match[2] and Fraction(match[2]) > 100):
            raise UsageError(f"--tolerate {text}: write a number of rows, or a part of them such as 1%")
        return Tolerance(text, int(match[1]) if match[1] else None, Fraction(match[2] or 0) / 100)

    def holds(self, report: Report) -> bool:
        """Whether the delivery has no more refused rows, those of files that were taken before included."""
        read, rejected = sums(report)
        return rejected <= (self.part * read if self.most is None else self.most)


def sums(report: Report) -> tuple[int, int]:
    """Rows read and rows refused of all files of a delivery, taken now or before."""
    files = [file for run in report.runs for file in run.files if not file.minted]
    return sum(file.read for file in files), sum(file.rejected for file in files)


def refuse_doubts(files: Sequence[FileReport]) -> None:
    """What --strict asks: no refused row, and no warning that doubts the data.

    Raises:
        BadInput: the first file that has one.
    """
    for file in files:
        if file.rejected:
            raise BadInput(
                f"--strict: {file.rejected:,} of the {file.read:,} rows of {file.file} would be rejected, nothing was "
                "written: --dry-run tells which, or leave --strict out"
            )
        for warned in file.warnings:
            if WARNINGS[warned.code].doubt:
                raise BadInput(
                    f"--strict: {warned.rows or file.read:,} of the {file.read:,} rows of {file.file} bear the warning "
                    f"{warned.code}, nothing was written: mend them (docs/codes.md), or leave --strict out"
                )
