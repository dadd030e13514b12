"""What is delivered to a program that is about to be stopped? Enough rows that writing them takes a while."""

from __future__ import annotations

from pathlib import Path

COMPANIES = 300


def delivery(folder: Path, edition: int = 0, rows: int = 20_000) -> Path:
    """A folder `bank`; another edition has the same records with other shares, so that each is closed and opened."""
    bank = folder / f"edition{edition}" / "bank"
    bank.mkdir(parents=True)
    parties = "".join(f"P{n},company,青岛海瑞{n}号有限公司\n" for n in range(COMPANIES))
    (bank / "parties.csv").write_text(f"party_id,kind,name\n{parties}", encoding="utf-8")
    interests = "".join(_interest(row, edition) for row in range(rows))
    (bank / "interests.csv").write_text(f"holder_id,held_id,kind,share\n{interests}", encoding="utf-8")
    return bank


def _interest(row: int, edition: int) -> str:
    holder, held = divmod(row, COMPANIES)
    return f"P{holder},P{held},shareholding,{10 + (row + edition) % 30}%\n"
