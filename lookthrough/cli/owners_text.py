"""What does the answer to `owners` look like on a terminal? From the finding's JSON, in English or Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from shlex import quote
from typing import Any

from lookthrough.cli.owners_words import WORDS
from lookthrough.cli.proof_text import Proofs
from lookthrough.cli.text import WIDTH, percent_of, share_text, table, total_text, wrapped
from lookthrough.queries.rules.rule import Rule
from lookthrough.queries.wording import RIGHT
from lookthrough.viz.words import why, word

Finding = Mapping[str, Any]
MOST = 6  # verdicts; all owners stand in the table


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
            blocks += [
                self._table(),
                Proofs(self.finding, self.rule, self.shown_as, self.lang).lines(),
                self._ask(),
            ]
        blocks.append(list(self._notes()))
        return [line for block in blocks if block for line in [*block, ""]][:-1]

    def _verdicts(self) -> list[str]:
        if not self.answer["in_scope"]:
            return wrapped(self.finding["sentence"][self.lang], WIDTH, "  ")
        owners = self.answer["owners"]
        if not owners:
            return ["  " + self.words["nobody"]]
        lines = [line for owner in owners[:MOST] for line in wrapped(self._verdict(owner), WIDTH, "  ")]
        more = len(owners) - MOST
        return [*lines, "  " + self.words["more"].format(more)] if more > 0 else lines

    def _verdict(self, owner: Mapping[str, Any]) -> str:
        basis = min(owner["bases"], key=lambda b: b["certainty"] != "certain")
        share = self._share(basis["share"]) if basis["share"] else ""
        right = RIGHT[self.lang].get(basis["right"] or "", "")
        what = self.rule.words(basis["basis"])[self.lang].format(share=share, right=right)
        ask = self.words["settle" if len(self.finding["ask"]) == 1 else "open"]
        key = "is" if owner["certainty"] == "certain" else "may"
        return self.say(key, name=owner["party"]["name"], what=what, ask=ask)

    def _share(self, share: Mapping[str, Any] | None) -> str:
        return share_text(share, self.lang)

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
            word(basis["basis"], self.lang),
            self._share(owner["direct"]) if first else "",
            self._share(owner["ultimate"]) if first else "",
            self.words[basis["certainty"]],
            self.words["article"].format(basis["article"]),
        ]

    def _rest(self) -> Iterator[str]:
        excluded = [owner for owner in self.answer["excluded"] if owner["ultimate"]]
        if excluded:
            total = total_text([owner["ultimate"] for owner in excluded], self.lang)
            persons = "person" if len(excluded) == 1 else "persons"
            yield self.say("below", n=str(len(excluded)), persons=persons, share=total)
        rest = self.answer["unrecorded"]
        if rest and Fraction(rest["high"]) > 0:
            yield self.words["unrecorded"].format(percent_of(Fraction(rest["high"]), self.lang))
        for owner in self.answer["review"]:
            reason = why(owner["reason"], self.lang)
            yield from wrapped(self.say("review", name=owner["party"]["name"], why=reason), WIDTH - 2, "")

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
            tests = [word(test, lang) for test in owner.get("failed", ())]
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
