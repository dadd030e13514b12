"""Which rows does a delivered table hold, whatever it is kept in? sheet.py says what all formats have in common."""

from lookthrough.ingest.sheets.delimited import Csv, Tsv
from lookthrough.ingest.sheets.jsonl import JsonLines
from lookthrough.ingest.sheets.opening import SUFFIXES, opened, readable, titles
from lookthrough.ingest.sheets.sheet import FIRST, Row, Sheet, said, written
from lookthrough.ingest.sheets.typed import Frame, Parquet, as_text

__all__ = [
    "FIRST",
    "SUFFIXES",
    "Csv",
    "Frame",
    "JsonLines",
    "Parquet",
    "Row",
    "Sheet",
    "Tsv",
    "as_text",
    "opened",
    "readable",
    "said",
    "titles",
    "written",
]
