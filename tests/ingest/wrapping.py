"""How does a test write the same rows in every format that ingest reads?"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from lookthrough.ingest.sheets import written

Rows = Sequence[Sequence[str]]


def csv_of(rows: Rows) -> bytes:
    """Rows as CSV in UTF-8."""
    return "".join(written(row) + "\n" for row in rows).encode()


def tsv_of(rows: Rows) -> bytes:
    """Rows parted by tabs."""
    file = io.StringIO()
    csv.writer(file, delimiter="\t").writerows(rows)
    return file.getvalue().encode()


def jsonl_of(rows: Rows) -> bytes:
    """Rows as JSON lines, empty cells left out."""
    head, *body = rows
    objects = ({name: cell for name, cell in zip(head, row, strict=True) if cell} for row in body)
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects).encode()


def parquet_of(rows: Rows) -> bytes:
    """Rows as Parquet, all of them text."""
    head, *body = rows
    table = pa.table({name: [row[i] for row in body] for i, name in enumerate(head)})
    file = io.BytesIO()
    pq.write_table(table, file, compression="none", use_dictionary=False)
    return file.getvalue()


def xlsx_of(sheets: Mapping[str, Sequence[Sequence[Any]]], formats: Mapping[int, str] | None = None) -> bytes:
    """Sheets of a workbook; `formats` are number formats by column."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        styles = {at: book.add_format({"num_format": code}) for at, code in (formats or {}).items()}
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for at, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, at, cell)
                    elif cell is not None:
                        sheet.write(number, at, cell, *([styles[at]] if at in styles else []))
    return file.getvalue()


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """A zip of some files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def every_format(rows: Rows, table: str) -> dict[str, bytes]:
    """The rows in each format, by the name of the file."""
    plain, xlsx = csv_of(rows), xlsx_of({table: rows})
    return {
        f"{table}.csv": plain,
        f"{table}.tsv": tsv_of(rows),
        f"{table}.jsonl": jsonl_of(rows),
        f"{table}.parquet": parquet_of(rows),
        f"{table}.xlsx": xlsx,
        "book.xlsx": xlsx,
        f"{table}.csv.gz": gzip.compress(plain),
        f"{table}.jsonl.gz": gzip.compress(jsonl_of(rows)),
        f"{table}.parquet.gz": gzip.compress(parquet_of(rows)),
        f"{table}.xlsx.gz": gzip.compress(xlsx),
        "delivery.zip": zip_of({f"inner/{table}.csv": plain, "readme.txt": b"hello"}),
        "packed.zip": zip_of({f"{table}.tsv.gz": gzip.compress(tsv_of(rows))}),
        "books.zip": zip_of({"book.xlsx": xlsx}),
    }


def file_at(folder: Path, name: str, content: bytes) -> Path:
    """A file with this content in a folder named bank."""
    path = folder / "bank" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path
