"""How long does a search take among 2,000,000 names, half of them Chinese?"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.machine import head, milliseconds, peak_mb, quantiles
from lookthrough.ingest.options import IngestOptions
from lookthrough.queries.refs import search
from lookthrough.wiring import Asked, deliver, viewing

NAMES = 2_000_000
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗曾单查仇"
GIVEN = "小明芳强伟娜敏静丽军磊洋勇艳杰涛超霞平刚桂英华玉兰志国建文"
BRANDS = "海瑞博雅天诚华信远大中泰鼎盛宏图金源恒通瑞丰嘉禾"
PLACES = ("青岛", "上海", "深圳", "杭州", "成都", "武汉", "西安", "厦门")
TRADES = ("贸易", "科技", "投资", "机械", "食品", "物流", "电子")
FIRST = ("John", "Anna", "Peter", "Mary", "Wei", "Xiaoming", "Elena", "Carlos", "Fatima", "Hiro")
LAST = ("Smith", "Wang", "Garcia", "Novak", "Brown", "Li", "Ivanova", "Khan", "Sato", "Moreau")
WORDS = ("Harbour", "Silver", "Northgate", "Meridian", "Blue", "Castle", "Atlantic", "Pelican")
QUERIES = (
    "王小明",
    "海瑞",
    "wangxiaoming",
    "Xiaoming Wang",
    "青岛海瑞贸易",
    "Northgate",
    "silver harb",
    "smith",
    "仇芳",
)


def name(chooser: random.Random, number: int) -> tuple[str, str]:
    """A kind and a name; a number keeps company names apart."""
    pick = chooser.choice
    kind = number % 4
    if kind == 0:
        return "person", pick(SURNAMES) + pick(GIVEN) + pick(GIVEN)
    if kind == 1:
        brand = pick(BRANDS) + pick(BRANDS) + pick(GIVEN)
        return "company", f"{pick(PLACES)}{brand}{pick(TRADES)}有限公司"
    if kind == 2:
        return "person", f"{pick(FIRST)} {pick(FIRST)[0]}. {pick(LAST)}"
    return "company", f"{pick(WORDS)} {pick(WORDS)} {number % 9973} Limited"


def rows(count: int) -> Iterator[str]:
    """The lines of parties.csv."""
    chooser = random.Random(7)
    yield "party_id,kind,name"
    for number in range(count):
        kind, called = name(chooser, number)
        yield f"P{number},{kind},{called}"


def main(argv: list[str]) -> None:
    """Print the table; the first argument is the number of names."""
    count = int(argv[0]) if argv else NAMES
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "parties.csv"
        file.write_text("\n".join(rows(count)) + "\n", encoding="utf-8")
        store = str(Path(folder) / "names.duckdb")
        load = milliseconds(lambda: deliver(store, [file], IngestOptions()))
        print(head())
        print(f"{count:,} names, loaded with their search keys in {load / 1000:.1f} s")
        with viewing(store, Asked(valid_at="any")) as view:
            for query in QUERIES:
                search(view, query, 20)
                times = [milliseconds(partial(search, view, query, 20)) for _ in range(9)]
                found = len(search(view, query, 20))
                print(
                    f"{query:16} p50 {quantiles(times)[0]:6.1f} ms   max {max(times):6.1f} ms   {found} shown"
                )
        print(f"memory of this process, at most: {peak_mb():,} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
