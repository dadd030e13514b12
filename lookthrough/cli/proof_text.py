"""What do the proofs of an answer look like on a terminal: the arithmetic, the paths, the rows that say so?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from rich.cells import cell_len

from lookthrough.cli.owners_words import WORDS
from lookthrough.cli.show_words import code
from lookthrough.cli.text import WIDTH, aligned, cut, share_text, table, total_text, wrapped
from lookthrough.queries.rules.rule import Rule
from lookthrough.viz.words import listed, word

MOST_LINES, MOST_PATHS = 16, 4
BONDS = frozenset(
    {"nominee", "joint", "acts_in_concert", "votes_as_directed_by"}
)  # whose shares, by which tie
JSON = Mapping[str, Any]


class Proofs:
    """The proofs of one finding in one language."""

    def __init__(self, finding: JSON, rule: Rule, shown_as: str, lang: str) -> None:
        self.subject, self.owners = finding["subject"]["id"], finding["answer"]["owners"]
        self.shown_as, self.lang, self.words = shown_as, lang, WORDS[lang]
        self.by_control = {test.basis for test in rule.tests if test.method == "control"}

    def lines(self) -> list[str]:
        """The proofs of the first owners who have one, and how many more there are."""
        lines: list[str] = []
        proved = [owner for owner in self.owners if owner["paths"]]
        for number, owner in enumerate(proved):
            if len(lines) >= MOST_LINES:
                return [*lines, "  " + self.words["proofs"].format(len(proved) - number)]
            lines += self._proof(owner)
        return lines

    def _proof(self, owner: JSON) -> list[str]:
        paths = owner["paths"]
        if paths[0]["share"] is None:
            return [*self._votes(owner), *self._sources(paths)]
        if len(paths) == 1 and len(paths[0]["links"]) == 1:
            return [*("  " + line for line in self._chain(paths[0]["links"])), *self._sources(paths)]
        return [*self._shares(owner), *self._sources(paths)]

    def _shares(self, owner: JSON) -> Iterator[str]:
        """`31.5 % = 50 % x 70 % + ...`, then the largest paths."""
        paths, bases = owner["paths"][:MOST_PATHS], owner["bases"]
        more = len(owner["paths"]) - len(paths)
        proved = (basis["share"] for basis in bases if basis["right"] in ("equity", "profit"))
        terms = [
            " x ".join(self._share(link["share"]) for link in path["links"]) + _gain(path) for path in paths
        ]
        whole = self._share(next(proved, owner["ultimate"]))
        yield from wrapped(f"{whole} = {' + '.join([*terms, *['...'] * bool(more)])}", WIDTH, "  ")
        shares = aligned([path["share"] for path in paths], self.lang)
        width = WIDTH - 6 - max(cell_len(share) for share in shares)
        rows: list[list[str]] = []
        for share, path in zip(shares, paths, strict=True):
            first, *rest = self._chain(path["links"], width)
            rows += [[share, first], *(["", line] for line in rest)]
        yield from ("    " + line for line in table(rows, "><"))
        if more:
            yield f"    (+{more})"
        if "covered" in owner:
            said = self.words["covered"].format(len(owner["paths"]), self._share(owner["covered"]))
            yield from wrapped(said, WIDTH, "    ")

    def _votes(self, owner: JSON) -> Iterator[str]:
        """Every chain that the votes rest on, then what adds up in one company."""
        control = any(b["right"] == "votes" and b["basis"] in self.by_control for b in owner["bases"][:1])
        label = "  " + self.words["control" if control else "votes"]
        for path in owner["paths"]:
            first, *rest = self._chain(path["links"], WIDTH - cell_len(label))
            yield label + first
            label = " " * cell_len(label)
            yield from (label + line for line in rest)
        for links in self._together(owner["paths"]):
            shares = [link["share"] for link in links]
            terms, total = " + ".join(map(self._share, shares)), total_text(shares, self.lang)
            yield from wrapped(
                self.words["together"].format(total, self._held(links[0]), terms), WIDTH, label
            )

    def _together(self, paths: Sequence[JSON]) -> Iterator[list[JSON]]:
        """The votes that are added up in a company, each link once."""
        found: dict[str, dict[tuple[str, str], JSON]] = {}
        for link in (link for path in paths for link in path["links"]):
            found.setdefault(link["held"]["id"], {})[link["holder"]["id"], link["claim"]] = link
        for links in found.values():
            if len(links) > 1 and all(link["share"] for link in links.values()):
                yield list(links.values())

    def _chain(self, links: Sequence[JSON], width: int = WIDTH - 4) -> list[str]:
        return chain_lines([(link, self._held(link)) for link in links], width, self.lang)

    def _held(self, link: JSON) -> str:
        return self.shown_as if link["held"]["id"] == self.subject else str(link["held"]["name"])

    def _share(self, share: JSON) -> str:
        return share_text(share, self.lang)

    def _sources(self, paths: Sequence[JSON]) -> list[str]:
        """`sources: crm interests.csv rows 1041, 2210; register sheet2.xlsx row 17`."""
        files: dict[tuple[str, str], list[int]] = {}
        for link in (link for path in paths for link in path["links"]):
            for source in filter(None, [link["source"], *link.get("more", ())]):
                rows = files.setdefault((source["dataset"], source["file"]), [])
                if source["row"] not in rows:
                    rows.append(source["row"])
        named = [f"{dataset} {file} {self._rows(rows)}" for (dataset, file), rows in files.items()]
        return wrapped(self.words["sources"] + "; ".join(named), WIDTH, "    ") if named else []

    def _rows(self, rows: Sequence[int]) -> str:
        said = ", ".join(str(row) for row in sorted(rows)[:8]) + (" ..." if len(rows) > 8 else "")
        if self.lang == "zh":
            return f"第{said}行"
        return f"{self.words['row' if len(rows) == 1 else 'rows']} {said}"


def chain_lines(links: Sequence[tuple[JSON, str]], width: int, lang: str) -> list[str]:
    """`王小明 -50 %-> 海瑞控股 -70 %-> C000017`, broken before an arrow where the line would be too long.

    Each link of the finding comes with what its end is to be called.
    """
    lines = [cut(links[0][0]["holder"]["name"], width)]
    for link, name in links:
        how = [share_text(link["share"], lang)] if link["share"] else []
        how += [code(link["kind"], lang)] if not how else [word(link["kind"], lang)] * (link["kind"] in BONDS)
        step = cut(f"-{listed(how, lang)}-> {name}", width - 2)
        if cell_len(lines[-1]) + 1 + cell_len(step) <= width:
            lines[-1] += f" {step}"
        else:
            lines.append(f"  {step}")
    return lines


def _gain(path: JSON) -> str:
    """The factor that circles on the path add, as `x 50`."""
    return f" x {float(Fraction(path['gain'])):.4g}" if "gain" in path else ""
