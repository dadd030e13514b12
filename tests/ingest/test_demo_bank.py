"""Is the demo's bank what it promises: the same bytes, the counts, the telling structures, the bad rows?"""

from __future__ import annotations

import csv
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import islice, pairwise
from pathlib import Path

import pytest

from lookthrough.errors import ShareError
from lookthrough.graph.shares import ZERO, parse
from lookthrough.graph.tables import COLUMNS, Table
from lookthrough.ingest.codes import REJECTS
from lookthrough.ingest.demo import DemoBank, make_bank
from lookthrough.ingest.demo.identifiers import card_number
from lookthrough.ingest.demo.structures import Drawing, drawings
from lookthrough.ingest.demo.writer import HEADERS

pytestmark = pytest.mark.xdist_group("demo bank")  # what they share is made once

Row = dict[str, str]
SMALL = 0.05
FIRST = 2  # the number of the first row behind the header
TRANSFER_COLUMNS = (
    "transfer_id from_account to_account from_name from_bank to_name to_bank at amount currency".split()
)
PROMISE = {
    "customers": 20_000,
    "parties": 30_000,
    "interests": 60_000,
    "accounts": 40_000,
    "transfers": 500_000,
}


@dataclass(frozen=True)
class Read:
    """A bank as its files say, read by nobody's code but the csv module and pyarrow."""

    bank: DemoBank
    lines: dict[str, list[list[str]]]
    clean: dict[str, list[Row]]
    transfers: dict[str, list[str]]

    def ids(self) -> dict[str, str]:
        """Name -> party id; the drawn parties come first and keep their names for themselves."""
        return {row["name"]: row["party_id"] for row in reversed(self.clean["parties.csv"])}

    def transfer(self, place: int) -> Row:
        """The transfer at a place, from 0."""
        return {name: column[place] for name, column in self.transfers.items()}


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    assert tuple(header) == HEADERS[Table(path.stem)]
    return lines


def clean_rows(bank: DemoBank, name: str, lines: list[list[str]]) -> list[Row]:
    """The rows of a file without the bad and the repeated ones."""
    left_out = {bad.row for bad in bank.bad_rows if bad.file == name}
    left_out |= {number for file, number in bank.repeated if file == name}
    header = HEADERS[Table(name.partition(".")[0])]
    kept = (line for number, line in enumerate(lines, FIRST) if number not in left_out)
    return [dict(zip(header, line, strict=True)) for line in kept]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Read:
    import pyarrow.parquet as pq

    bank = make_bank(tmp_path_factory.mktemp("whole") / "bank")
    lines = {path.name: read_csv(path) for path in sorted(bank.folder.glob("*.csv"))}
    clean = {name: clean_rows(bank, name, found) for name, found in lines.items()}
    header = HEADERS[Table.INTERESTS]
    theirs = read_csv(bank.register / "interests.csv")
    clean["register"] = [dict(zip(header, line, strict=True)) for line in theirs]
    table = pq.read_table(bank.folder / "transfers.parquet").select(TRANSFER_COLUMNS)
    columns = {name: [cell or "" for cell in table[name].to_pylist()] for name in TRANSFER_COLUMNS}
    return Read(bank, lines, clean, columns)


def digests(folder: Path) -> dict[str, str]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_the_same_seed_gives_the_same_bytes_in_another_process_with_another_hash_seed(tmp_path: Path) -> None:
    make_bank(tmp_path / "here" / "bank", scale=SMALL)
    code = (
        "import sys, pathlib; from lookthrough.ingest.demo import make_bank; "
        f"make_bank(pathlib.Path(sys.argv[1]), scale={SMALL})"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "1234"}
    command = [sys.executable, "-c", code, str(tmp_path / "there" / "bank")]
    subprocess.run(command, check=True, env=environment, cwd=Path(__file__).parents[2])
    assert digests(tmp_path / "here") == digests(tmp_path / "there")
    assert len(digests(tmp_path / "here")) == 10


def test_another_seed_gives_another_bank_with_the_same_telling_customers(tmp_path: Path) -> None:
    one = make_bank(tmp_path / "one" / "bank", seed=7, scale=SMALL)
    other = make_bank(tmp_path / "other" / "bank", seed=8, scale=SMALL)
    assert digests(one.folder)["interests.csv"] != digests(other.folder)["interests.csv"]
    assert one.telling == other.telling


def test_the_whole_bank_has_the_promised_counts(whole: Read) -> None:
    counts = {path.stem: rows for path, rows in whole.bank.files if path.parent == whole.bank.folder}
    for name, promised in PROMISE.items():
        assert abs(counts[name] - promised) <= promised * 0.05, name


def test_what_it_says_of_the_files_is_what_stands_in_them(whole: Read) -> None:
    counts = {path.name: rows for path, rows in whole.bank.files if path.parent == whole.bank.folder}
    found = {name: len(lines) for name, lines in whole.lines.items()}
    assert counts == {**found, "transfers.parquet": len(whole.transfers["at"])}


def test_every_header_is_of_the_bank_layout() -> None:
    for table, header in HEADERS.items():
        known = {column.name for column in COLUMNS[table]}
        assert set(header) <= known, table


def test_two_thirds_of_the_parties_are_chinese(whole: Read) -> None:
    parties = whole.clean["parties.csv"]
    chinese = sum(re.search(r"[\u4e00-\u9fff]", row["name"]) is not None for row in parties)
    assert 0.62 < chinese / len(parties) < 0.71


@pytest.mark.parametrize("name", [f"{table}.csv" for table in HEADERS if table is not Table.TRANSFERS])
def test_no_two_clean_rows_of_a_file_have_one_key(whole: Read, name: str) -> None:
    columns = COLUMNS[Table(name.removesuffix(".csv"))]
    keys = Counter(tuple(row.get(c.name, "") for c in columns if c.key) for row in whole.clean[name])
    assert [key for key, number in keys.items() if number > 1] == []


def bad_transfers(read: Read) -> int:
    """How many transfers are bad: they are the last ones."""
    return sum(bad.file == "transfers.parquet" for bad in read.bank.bad_rows)


def test_transfer_ids_are_unique_and_in_order_of_time(whole: Read) -> None:
    clean = len(whole.transfers["at"]) - bad_transfers(whole)
    assert whole.transfers["transfer_id"][:clean] == [f"T{n:09d}" for n in range(1, clean + 1)]
    times = whole.transfers["at"][:clean]
    assert times == sorted(times)
    assert times[0] >= "2026-04-01"
    assert times[-1] < "2026-06-30"


def test_no_date_is_after_the_last_day_of_june_2026(whole: Read) -> None:
    for path, _ in whole.bank.files:
        if path.suffix == ".csv":
            days = re.findall(r"\d{4}-\d\d-\d\d", path.read_text(encoding="utf-8"))
            assert max(days, default="") <= "2026-06-30", path.name


def shareholdings(read: Read, name: str = "interests.csv") -> dict[str, list[Row]]:
    """Present shareholdings by what is held."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in read.clean[name]:
        if row["kind"] == "shareholding" and not row["valid_to"]:
            found[row["held_id"]].append(row)
    return found


def test_what_is_held_of_a_company_is_at_most_the_whole(whole: Read) -> None:
    for held, rows in shareholdings(whole).items():
        assert sum((parse(row["share"]).low for row in rows if row["share"]), ZERO) <= 1, held


def test_former_shares_of_a_company_are_at_most_the_whole_too(whole: Read) -> None:
    former: defaultdict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for row in whole.clean["interests.csv"]:
        if row["valid_to"]:
            assert row["valid_from"] < row["valid_to"]
            former[row["held_id"], row["valid_to"]] += parse(row["share"]).high
    assert len(former) > 400
    assert max(former.values()) <= 1


def test_subscribed_capital_is_at_most_the_capital_of_the_company(whole: Read) -> None:
    capital = {row["party_id"]: row["capital"] for row in whole.clean["parties.csv"]}
    contributed = {h: r for h, r in shareholdings(whole).items() if r[0]["subscribed"]}
    assert len(contributed) > 300
    for held, rows in contributed.items():
        assert sum(int(row["subscribed"]) for row in rows) <= int(capital[held])
        assert all(int(row["paid_in"]) <= int(row["subscribed"]) for row in rows)


def test_every_end_but_the_pending_ones_is_a_party(whole: Read) -> None:
    parties = {row["party_id"] for row in whole.clean["parties.csv"]}
    interests = whole.clean["interests.csv"]
    assert {row["holder_id"] for row in interests} - parties == set(whole.bank.pending)
    assert len(whole.bank.pending) == 12
    assert {row["held_id"] for row in interests} <= parties
    for name, columns in {
        "associations.csv": ("party_a", "party_b"),
        "customers.csv": ("party_id",),
        "mandates.csv": ("party_id",),
        "share_classes.csv": ("party_id",),
        "declared_owners.csv": ("owner_id",),
    }.items():
        assert {row[column] for row in whole.clean[name] for column in columns} <= parties, name


def test_every_transfer_runs_between_known_accounts_or_named_outsiders(whole: Read) -> None:
    accounts, columns = {row["account_id"] for row in whole.clean["accounts.csv"]}, whole.transfers
    clean = len(columns["at"]) - bad_transfers(whole)
    for end in ("from", "to"):
        assert set(columns[f"{end}_account"][:clean]) <= accounts | {""}
        ends = zip(columns[f"{end}_account"], columns[f"{end}_name"], columns[f"{end}_bank"], strict=True)
        assert all(bool(account) != bool(name and bank) for account, name, bank in islice(ends, clean))
    pairs = zip(columns["from_account"], columns["to_account"], strict=True)
    assert all(payer != payee for payer, payee in islice(pairs, clean))


def edges(read: Read, party_id: str) -> set[tuple[str, str, str]]:
    """(holder, share, held) of all shareholdings at and above a party, by name."""
    names = {row["party_id"]: row["name"] for row in read.clean["parties.csv"]}
    held, found, seen = [party_id], set(), {party_id}
    holdings = shareholdings(read)
    for current in held:
        for row in holdings.get(current, []):
            found.add((names[row["holder_id"]], row["share"], names[current]))
            if row["holder_id"] not in seen:
                seen.add(row["holder_id"])
                held.append(row["holder_id"])
    return found


def test_the_transcript_s_customer_stands_in_the_files(whole: Read) -> None:
    r"""The first transcript of the design.

    王小明 --50%--> 海瑞控股 --50%--> 海瑞投资 --70%--> 青岛海瑞贸易有限公司 <--[20,35]%-- 李芳
       \------------20%---------------^
    """
    assert edges(whole, "E000017") == {
        ("王小明", "50%", "海瑞控股"),
        ("云海波", "50%", "海瑞控股"),
        ("海瑞控股", "50%", "海瑞投资"),
        ("王小明", "20%", "海瑞投资"),
        ("苏玉梅", "30%", "海瑞投资"),
        ("海瑞投资", "70%", "青岛海瑞贸易有限公司"),
        ("李芳", "[20,35]%", "青岛海瑞贸易有限公司"),
    }
    customers = {row["customer_id"]: row["party_id"] for row in whole.clean["customers.csv"]}
    assert customers["C000017"] == "E000017"


def test_the_circle_s_customer_owns_the_company_that_owns_it(whole: Read) -> None:
    """柳长春 --2%--> 辽河重工 --100%--> 辽河投资 --98%--> 辽河重工."""
    assert edges(whole, "E000024") == {
        ("柳长春", "2%", "沈阳辽河重工有限公司"),
        ("沈阳辽河重工有限公司", "100%", "沈阳辽河投资有限公司"),
        ("沈阳辽河投资有限公司", "98%", "沈阳辽河重工有限公司"),
    }


def test_the_english_customer_is_five_layers_deep(whole: Read) -> None:
    """Whitcombe -> Cormorant -> Meridian -> Pelican -> Atlantic -> Shipping -> Maritime."""
    found = {(holder, held): share for holder, share, held in edges(whole, "E000035")}
    chain = ["Cormorant Private Limited", "Meridian Reach Pte. Ltd.", "Pelican Bay Capital Limited"]
    chain += [
        "Silverbirch Atlantic Holdings Limited",
        "Silverbirch Shipping Limited",
        "Silverbirch Maritime Limited",
    ]
    product = Fraction(1)
    for pair in pairwise(["Eleanor Whitcombe", *chain]):
        product *= parse(found[pair]).low
    assert product == Fraction(54, 100)


def test_the_bank_and_the_register_together_exceed_the_whole_of_one_customer(whole: Read) -> None:
    """殷志成 60 %, 罗秀兰 40 % in the bank's file; 毕国强 50 %, 郝晓琳 50 % in the register's."""
    both = shareholdings(whole)["E000030"] + shareholdings(whole, "register")["E000030"]
    assert len({row["holder_id"] for row in both}) == 4
    assert sum(parse(row["share"]).low for row in both) == 2


@pytest.mark.parametrize("drawing", drawings(), ids=lambda drawing: drawing.customer_id)
def test_every_line_of_a_drawing_is_a_row_of_a_file(whole: Read, drawing: Drawing) -> None:
    ids = {"@": f"E{drawing.customer_id[1:]}", **whole.ids()}
    pairs = {(row["holder_id"], row["held_id"]) for row in whole.clean["interests.csv"]}
    pairs |= {(row["holder_id"], row["held_id"]) for row in whole.clean["register"]}
    ties = {(row["party_a"], row["party_b"]) for row in whole.clean["associations.csv"]}
    for line in drawing.lines:
        if arrow := re.fullmatch(r"(.+?) [-=](.+)[-=]> (.+)", line):
            assert (ids[arrow[1]], ids[arrow[3]]) in pairs, line
        elif tie := re.fullmatch(r"(.+) ~(.+)~ (.+)", line):
            assert (ids[tie[1]], ids[tie[3]]) in ties, line
        else:
            assert line[:2] in {"* ", "+ ", "! "}


def test_forty_customers_tell_something_and_their_names_are_nobody_else_s(whole: Read) -> None:
    assert [customer for customer, _ in whole.bank.telling] == [f"C{n:06d}" for n in range(1, 41)]
    assert all(shows for _, shows in whole.bank.telling)
    names = Counter(row["name"] for row in whole.clean["parties.csv"])
    drawn = {cells["name"] for drawing in drawings() for cells in drawing.parties.values()}
    assert [name for name in drawn if names[name] != 1] == []


def test_the_formation_agent_holds_one_percent_of_three_thousand_companies(whole: Read) -> None:
    held = [row for row in whole.clean["interests.csv"] if row["holder_id"] == "E000033"]
    assert len(held) == 3000
    assert {row["share"] for row in held} == {"1%"}


def test_the_listed_customer_has_two_thousand_holders_none_of_a_quarter(whole: Read) -> None:
    holders = shareholdings(whole)["E000034"]
    assert len(holders) == 2000
    assert max(parse(row["share"]).high for row in holders) < Fraction(1, 4)


def test_the_register_lists_five_hundred_companies_and_disagrees_about_some(whole: Read) -> None:
    ours, theirs = shareholdings(whole), shareholdings(whole, "register")
    assert abs(len(theirs) - 500) <= 25

    def listed(rows: list[Row]) -> set[tuple[str, str]]:
        return {(row["holder_id"], row["share"]) for row in rows}

    other = [held for held, rows in theirs.items() if listed(rows) != listed(ours[held])]
    assert 40 <= len(other) <= 150


def test_most_company_customers_declared_an_owner_and_have_somebody_who_manages(whole: Read) -> None:
    customers = {row["customer_id"]: row["party_id"] for row in whole.clean["customers.csv"]}
    companies = {customer for customer, party in customers.items() if party.startswith("E")}
    declared = {row["customer_id"] for row in whole.clean["declared_owners.csv"]}
    posts = {"legal_representative", "senior_manager", "board_member"}
    managed = {row["held_id"] for row in whole.clean["interests.csv"] if row["kind"] in posts}
    assert len(declared) > 0.7 * len(companies)
    assert sum(customers[customer] in managed for customer in companies) > 0.7 * len(companies)


def test_the_rings_run_forward_in_time_and_end_where_they_began(whole: Read) -> None:
    holder = {
        row["account_id"]: row["party_id"] for row in whole.clean["mandates.csv"] if row["role"] == "holder"
    }
    assert len(whole.bank.rings) == 20
    for ring in whole.bank.rings:
        hops = [whole.transfer(int(transfer[1:]) - 1) for transfer in ring]
        times = [datetime.fromisoformat(hop["at"]) for hop in hops]
        assert times == sorted(set(times))
        assert times[-1] - times[0] < timedelta(days=3)
        assert all(one["to_account"] == other["from_account"] for one, other in pairwise(hops))
        assert holder[hops[0]["from_account"]] == holder[hops[-1]["to_account"]]
        assert {hop["currency"] for hop in hops} == {"CNY"}


def test_check_characters_are_right(whole: Read) -> None:
    alphabet, digits = "0123456789ABCDEFGHJKLMNPQRTUWXY", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    parties = whole.clean["parties.csv"]
    for code in filter(None, ("91110000600037341L", *(row["uscc"] for row in parties))):
        assert (
            sum(alphabet.index(c) * 3**i for i, c in enumerate(code[:17])) % 31
            == -alphabet.index(code[17]) % 31
        )
    for code in filter(None, (row["lei"] for row in parties)):
        assert int("".join(str(digits.index(c)) for c in code)) % 97 == 1
    for row in parties:
        if row["id_type"] == "resident_id":
            values = [digits.index(c) if c != "X" else 10 for c in row["id_number"]]
            assert sum(v * pow(2, 17 - i, 11) for i, v in enumerate(values)) % 11 == 1


def test_a_card_number_passes_the_check_of_luhn() -> None:
    assert card_number(1) == "6222000000000000012"
    for number in map(card_number, (7, 4711, 39_999)):
        doubled = [int(c) * (1 + i % 2) for i, c in enumerate(reversed(number))]
        assert sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0


def broken(reason: str, column: str, row: Row) -> bool:
    """Whether the row has the fault that its code names, judged without the code that reads files."""
    text = row[column]
    if "share" in reason:
        with pytest.raises(ShareError) as refused:
            parse(text)
        return refused.value.code == reason
    return {
        "missing_value": text == "",
        "both_ends_missing": row.get("from_account") == row.get("to_account") == "",
        "negative_amount": text.startswith("-"),
        "bad_amount": not re.fullmatch(r"[\d.]+", text),
        "bad_number": not text.isdigit(),
        "bad_flag": text not in {"true", "false"},
        "bad_date": text in {"2024-13-40", "2023-02-29", "2025-06-31", "2026-00-01", "someday"},
        "bad_time": text.startswith("2024-13-40"),
        "no_offset": re.search(r"[+-]\d\d:\d\d$", text) is None,
        "dates_reversed": row.get("valid_to", "") < row.get("valid_from", ""),
        "unknown_word": text
        in {"robot", "firm", "ltd", "有限公司", "owns", "股东", "friend", "sleeping", "boss"},
    }[reason]


def test_every_bad_row_is_really_there_and_really_bad(whole: Read) -> None:
    one_cell = [bad for bad in whole.bank.bad_rows if bad.column]
    assert len(one_cell) > 50
    for bad in one_cell:
        if bad.file == "transfers.parquet":
            row = whole.transfer(bad.row - FIRST)
        else:
            header = HEADERS[Table(bad.file.removesuffix(".csv"))]
            row = dict(zip(header, whole.lines[bad.file][bad.row - FIRST], strict=True))
        assert broken(bad.reason, bad.column, row), bad


def test_there_are_bad_rows_of_many_kinds_each_with_a_code_of_the_documentation(whole: Read) -> None:
    reasons = {bad.reason for bad in whole.bank.bad_rows}
    assert reasons <= set(REJECTS)
    assert len(reasons) >= 15
    assert 55 <= len(whole.bank.bad_rows) <= 80


def test_bad_rows_of_the_wrong_length_have_the_wrong_length(whole: Read) -> None:
    odd = {(b.file, b.row) for b in whole.bank.bad_rows if b.reason == "wrong_columns"}
    found = {
        (name, number)
        for name, lines in whole.lines.items()
        for number, line in enumerate(lines, FIRST)
        if len(line) != len(lines[0])
    }
    assert found == odd
    assert len(odd) == 5


def same_key(whole: Read, file: str, number: int) -> list[list[str]]:
    """The rows before this one that have its key."""
    table = Table(file.removesuffix(".csv"))
    keys = [HEADERS[table].index(c.name) for c in COLUMNS[table] if c.key]
    row = whole.lines[file][number - FIRST]
    key = [row[place] for place in keys]
    return [
        line
        for line in whole.lines[file][: number - FIRST]
        if len(line) == len(row) and [line[place] for place in keys] == key
    ]


def test_a_second_row_of_one_key_says_something_else(whole: Read) -> None:
    doubled = [bad for bad in whole.bank.bad_rows if bad.reason == "duplicate_key"]
    assert len(doubled) == 6
    for bad in doubled:
        earlier = same_key(whole, bad.file, bad.row)
        assert len(earlier) == 1
        assert earlier[0] != whole.lines[bad.file][bad.row - FIRST]


def test_repeated_rows_are_equal_to_the_first_ones(whole: Read) -> None:
    assert len(whole.bank.repeated) == 5
    for file, number in whole.bank.repeated:
        assert same_key(whole, file, number) == [whole.lines[file][number - FIRST]]
