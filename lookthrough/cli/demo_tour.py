"""What does the demo show? A bank is made, loaded and looked through, and the reader is told what to type."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

from lookthrough.cli.options import Output, StoreOptions
from lookthrough.cli.text import wrapped

DAY = "2026-11-24"  # a day on which every demo answer is the same, whenever it is asked
MARK = ".made"
SHOWN = ("C000017", "C000024", "C000026", "C000028", "C000030")


def tour(folder: Path, store: StoreOptions, output: Output, *, scale: float) -> None:
    """Make, load, look through, tell."""
    from lookthrough.settings import settings

    lang = output.lang or settings().lang
    address = store.store or str(folder / "demo.duckdb")
    folder.mkdir(parents=True, exist_ok=True)
    steps = _Steps(output)
    bank = _made(folder, scale, steps)
    _load(folder, address, store.wait_seconds, steps)
    steps.say("[3/3] looking through five customers")
    print()
    for line in _sentences(address, bank, lang):
        print(line)
    print()
    print("\n".join(_commands(address, folder)))


class _Steps:
    """Steps that say what they do, and how long it took."""

    def __init__(self, output: Output) -> None:
        self.quiet, self.start = output.quiet, time.monotonic()

    def say(self, text: str) -> None:
        if not self.quiet:
            print(f"{text}", file=sys.stderr)


def _made(folder: Path, scale: float, steps: _Steps) -> dict[str, str]:
    """The bank's files, made once; returns the telling customers and what each shows."""
    import json

    mark, wanted = folder / MARK, f"1 {scale}"
    if mark.exists() and (known := json.loads(mark.read_text(encoding="utf-8")))["version"] == wanted:
        steps.say(f"[1/3] the bank's files are there: {folder}/bank, {folder}/register")
        return dict(known["telling"])
    steps.say(f"[1/3] making a bank's files in {folder}: about {int(30 * scale + 1)} MB")
    from lookthrough.ingest.demo import make_bank

    bank = make_bank(folder / "bank", scale=scale)
    telling = dict(bank.telling)
    mark.write_text(json.dumps({"version": wanted, "telling": telling}, ensure_ascii=False), encoding="utf-8")
    return telling


def _load(folder: Path, address: str, wait: float, steps: _Steps) -> None:
    from lookthrough.ingest.options import IngestOptions
    from lookthrough.ingest.report import lines
    from lookthrough.wiring import deliver

    steps.say(f"[2/3] loading them into {address}")
    for part in ("bank", "register"):
        report = deliver(address, [folder / part], IngestOptions(), wait_seconds=wait)
        print("\n".join(lines(report)))


def _sentences(address: str, bank: dict[str, str], lang: str) -> list[str]:
    """One sentence for each of five telling customers."""
    from datetime import date

    from lookthrough.queries.answer import Question, owners
    from lookthrough.queries.refs import resolve
    from lookthrough.queries.rules.rule import choose
    from lookthrough.wiring import Asked, viewing

    rule, found = choose("cn-bank", date.fromisoformat(DAY)), []
    with viewing(address, Asked(valid_at=DAY)) as view:
        for customer in SHOWN:
            named = resolve(view, customer)
            finding = owners(view, Question(named.node, rule, {}, named.shown_as))
            found += [f"{customer}  {bank.get(customer, '')}", *wrapped(finding.sentence[lang], 80, "  ")]
    return found


def program() -> str:
    """How this program is called from here."""
    path = Path(sys.argv[0])
    if path.name == "__main__.py":
        return f"{sys.executable} -m lookthrough"
    on_path = shutil.which("lookthrough")
    if on_path and Path(on_path).resolve() == path.resolve():
        return "lookthrough"
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _commands(address: str, folder: Path) -> list[str]:
    """Complete commands to paste."""
    me, store = program(), f"--store {address}"
    return [
        "what to type next:",
        f"  {me} owners C000017 --valid-at {DAY} {store}",
        f"  {me} owners C000024 --lang zh --valid-at {DAY} {store}",
        f"  {me} search 海瑞 {store}",
        f"  {me} show C000017 {store}",
        f"  {me} control C000017 --valid-at {DAY} {store}",
        f"  {me} chart C000017 --valid-at {DAY} --out {folder / 'C000017.html'} {store}",
        f"  {me} runs rejects 1 --out {folder / 'rejects.csv'} {store}",
    ]
