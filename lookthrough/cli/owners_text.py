"""What does the answer to `owners` look like on a terminal? From the finding's JSON, in English or Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from shlex import quote
from typing import Any

from rich.cells import cell_len

from lookthrough.cli.owners_words import REASONS, WORDS, basis_words
from lookthrough.cli.show_words import code
from lookthrough.cli.text import WIDTH, cut, table, wrapped
from lookthrough.graph.shares import percent
from lookthrough.queries.rules.rule import Rule
from lookthrough.queries.wording import RIGHT

Finding = Mapping[str, Any]


class Speaker:
    """One finding in one language."""

    def __init__(self, finding: Finding, rule: Rule, shown_as: str, lang: str) -> None:
        self.finding, self.answer, self.rule = finding, finding["answer"], rule
        self.shown_as, self.lang, self.words = shown_as, lang, WORDS[lang]

    def say(self, key: str, **parts: str) -> str:
        """One of the sentences of this screen."""
        return self.words[key].format(**parts)

    def lines(self) -> list[str]:
        """The whole answer as lines of at most 80 cells."""
        day = self.words["any"] if self.finding["valid_at"] == "any" else self.finding["valid_at"]
        name = self.finding["subject"]["name"]
        title = self.say("title", name=name, id=self.shown_as, rule=self.rule.instrument[self.lang], day=day)
        blocks = [wrapped(title, WIDTH, ""), self._verdicts()]
        if self.answer["in_scope"]:
            blocks += [self._table(), self._proof(), self._ask()]
        blocks.append(list(self._notes()))
        return [line for block in blocks if block for line in [*block, ""]][:-1]

    def _verdicts(self) -> list[str]:
        if not self.answer["in_scope"]:
            return wrapped(self.finding["sentence"][self.lang], WIDTH, "  ")
        owners = self.answer["owners"]
        if not owners:
            return ["  " + self.words["nobody"]]
        return [line for owner in owners[:6] for line in wrapped(self._verdict(owner), WIDTH, "  ")]

    def _verdict(self, owner: Mapping[str, Any]) -> str:
        basis = min(owner["bases"], key=lambda b: b["certainty"] != "certain")
        share = self._share(basis["share"]) if basis["share"] else ""
        right = RIGHT[self.lang].get(basis["right"] or "", "")
        what = self.rule.words(basis["basis"])[self.lang].format(share=share, right=right)
        ask = self.words["settle" if len(self.finding["ask"]) == 1 else "open"]
        key = "is" if owner["certainty"] == "certain" else "may"
        return self.say(key, name=owner["party"]["name"], what=what, ask=ask)

    def _share(self, share: Mapping[str, Any] | None) -> str:
        """`31.5 %`, `20-30 %`, `-` where there is none."""
        return (
            "-" if share is None else f"{share['percent']} %" if self.lang == "en" else f"{share['percent']}%"
        )

    def _table(self) -> list[str]:
        rows = [self.words["head"].split("|")] if self.answer["owners"] else []
        for owner in self.answer["owners"]:
            for number, basis in enumerate(owner["bases"]):
                rows.append(self._row(owner, basis, first=number == 0))
        lines = table(rows, "<<>><<", most=(24, 19, 10, 12, 8, 12)) if rows else []
        return ["  " + line for line in [*lines, *self._rest()]]

    def _row(self, owner: Mapping[str, Any], basis: Mapping[str, Any], *, first: bool) -> list[str]:
        return [
            owner["party"]["name"] if first else "",
            basis_words(basis["basis"], self.lang),
            self._share(owner["direct"]) if first else "",
            self._share(owner["ultimate"]) if first else "",
            self.words[basis["certainty"]],
            self.words["article"].format(basis["article"]),
        ]

    def _rest(self) -> Iterator[str]:
        excluded = [owner for owner in self.answer["excluded"] if owner["ultimate"]]
        if excluded:
            total = self._total([owner["ultimate"] for owner in excluded])
            persons = "person" if len(excluded) == 1 else "persons"
            yield self.say("below", n=str(len(excluded)), persons=persons, share=total)
        rest = self.answer["unrecorded"]
        if rest and Fraction(rest["high"]) > 0:
            yield self.words["unrecorded"].format(self._percent(Fraction(rest["high"])))
        for owner in self.answer["review"]:
            why = REASONS[owner["reason"]][self.lang == "zh"]
            yield from wrapped(self.say("review", name=owner["party"]["name"], why=why), WIDTH - 2, "")

    def _percent(self, value: Fraction) -> str:
        return f"{percent(value)} %" if self.lang == "en" else f"{percent(value)}%"

    def _total(self, shares: list[Mapping[str, Any]]) -> str:
        low, high = (sum((Fraction(share[end]) for share in shares), Fraction(0)) for end in ("low", "high"))
        return self._percent(low) if low == high else f"{percent(low)}-{self._percent(high)}"

    def _proof(self) -> list[str]:
        """The arithmetic and the paths of the owners who have any, the first three."""
        lines: list[str] = []
        for owner in self.answer["owners"]:
            if owner["paths"] and len(lines) < 16:
                lines += self._paths(owner)
        return lines

    def _paths(self, owner: Mapping[str, Any]) -> list[str]:
        paths = owner["paths"]
        if paths[0]["share"] is None:
            return [*self._control(paths[0]["links"]), *self._sources(paths)]
        if len(paths) == 1 and len(paths[0]["links"]) == 1:
            return [*("  " + line for line in self._chain(paths[0]["links"])), *self._sources(paths)]
        whole = self._leading(owner)
        terms = [
            " x ".join(self._share(link["share"]) for link in path["links"]) + _gain(path)
            for path in paths[:4]
        ]
        terms += ["..."] if len(paths) > 4 else []
        lines = wrapped(f"{whole} = {' + '.join(terms)}", WIDTH, "  ")
        shares = aligned([path["share"] for path in paths[:4]], self.lang)
        width = WIDTH - 6 - max(cell_len(share) for share in shares)
        rows: list[list[str]] = []
        for share, path in zip(shares, paths, strict=False):
            first, *more = self._chain(path["links"], width)
            rows += [[share, first], *(["", line] for line in more)]
        lines += ["    " + line for line in table(rows, "><")]
        return [*lines, *self._sources(paths)]

    def _control(self, links: list[Mapping[str, Any]]) -> list[str]:
        first, *more = self._chain(links, WIDTH - 12)
        return ["  " + self.words["control"] + first, *("    " + line for line in more)]

    def _leading(self, owner: Mapping[str, Any]) -> str:
        share = next(
            (b["share"] for b in owner["bases"] if b["right"] in ("equity", "profit")), owner["ultimate"]
        )
        return self._share(share)

    def _chain(self, links: list[Mapping[str, Any]], width: int = WIDTH - 4) -> list[str]:
        """`王小明 -50 %-> 海瑞控股 -70 %-> C000017`, broken before an arrow where the line would be too long."""
        lines = [cut(links[0]["holder"]["name"], width)]
        for link in links:
            name = self.shown_as if self._asked(link) else link["held"]["name"]
            how = self._share(link["share"]) if link["share"] else code(link["kind"], self.lang)
            step = cut(f"-{how}-> {name}", width - 2)
            if cell_len(lines[-1]) + 1 + cell_len(step) <= width:
                lines[-1] += f" {step}"
            else:
                lines.append(f"  {step}")
        return lines

    def _asked(self, link: Mapping[str, Any]) -> bool:
        return bool(link["held"]["id"] == self.finding["subject"]["id"])

    def _sources(self, paths: list[Mapping[str, Any]]) -> list[str]:
        """`sources: crm interests.csv rows 1041, 2210; register sheet2.xlsx row 17`."""
        files: dict[tuple[str, str], list[int]] = {}
        for link in (link for path in paths for link in path["links"]):
            for source in filter(None, [link["source"], *link.get("more", ())]):
                rows = files.setdefault((source["dataset"], source["file"]), [])
                if source["row"] not in rows:
                    rows.append(source["row"])
        named = [f"{dataset} {file} {self._rows(rows)}" for (dataset, file), rows in files.items()]
        return wrapped(self.words["sources"] + "; ".join(named), WIDTH, "    ") if named else []

    def _rows(self, rows: list[int]) -> str:
        listed = ", ".join(str(row) for row in rows[:8]) + (" ..." if len(rows) > 8 else "")
        if self.lang == "zh":
            return f"第{listed}行"
        return f"{self.words['row' if len(rows) == 1 else 'rows']} {listed}"

    def _ask(self) -> list[str]:
        asks = self.finding["ask"][:1]
        texts = [self.say("ask", fact=a["fact"][self.lang], why=a["why"][self.lang]) for a in asks]
        return [line for text in texts for line in wrapped(text, WIDTH, "  ")]

    def _notes(self) -> Iterator[str]:
        declared = self.answer["declared"]
        if declared:
            same = not (declared["missing_in_declaration"] or declared["declared_only"])
            yield "  " + self.words["declared"] + self.words["agrees" if same else "differs"]
        for warning in self.finding["warnings"]:
            yield from wrapped(self.words["warning"] + warning["text"][self.lang], WIDTH, "  ")


def aligned(shares: Sequence[Mapping[str, Any]], lang: str) -> list[str]:
    """Percentages with as many decimals as the longest of them has, so that numerals align: `14.0 %`, `17.5 %`."""
    texts = [str(share["percent"]) for share in shares]
    decimals = max((len(text.partition(".")[2]) for text in texts if "-" not in text), default=0)
    plain = [text if "-" in text or not decimals else _filled(text, decimals) for text in texts]
    return [f"{text} %" if lang == "en" else f"{text}%" for text in plain]


def _filled(text: str, decimals: int) -> str:
    whole, _, part = text.partition(".")
    return f"{whole}.{part:0<{decimals}}"


def _gain(path: Mapping[str, Any]) -> str:
    """The factor that circles on the path add, as `x 50 (circle)`."""
    if "gain" not in path:
        return ""
    gain = Fraction(path["gain"])
    return f" x {float(gain):.4g}"


def hints(shown_as: str, store: str | None, lang: str) -> str:
    """The line of what to type next; every command in it is complete."""
    where = f" --store {quote(store)}" if store else ""
    ref, file = quote(shown_as), quote(f"{shown_as}.html")
    return f"{WORDS[lang]['next']}lookthrough show {ref}{where} · lookthrough chart {ref} --out {file}{where}"


def why_not(finding: Finding, name: str, lang: str) -> list[str]:
    """Why a party is no owner: its best interval and the tests that it does not meet."""
    zh = lang == "zh"
    for owner in finding["answer"]["owners"]:
        if name in (owner["party"]["id"], owner["party"]["name"]):
            found = f"{name}是受益所有人" if zh else f"{name} is an owner"
            return ["  " + found + ("（可能）" if zh else " (possible)") * (owner["certainty"] == "possible")]
    for owner in finding["answer"]["excluded"] + finding["answer"]["review"]:
        if name in (owner["party"]["id"], owner["party"]["name"]):
            share = owner["ultimate"]["percent"] if owner["ultimate"] else "0"
            tests = [basis_words(test, lang) for test in owner.get("failed", ())]
            text = (
                f"{owner['party']['name']}不是受益所有人：最终持股{share}%，未满足：{'、'.join(tests)}"
                if zh
                else f"{owner['party']['name']} is not an owner: {share} % of the shares ultimately; "
                f"not met: {', '.join(tests) or 'needs a person to look'}"
            )
            return wrapped(text, WIDTH, "  ")
    return [
        "  "
        + (f"{name}不在该客户的上层结构中" if zh else f"{name} is nowhere above this customer in the records")
    ]
