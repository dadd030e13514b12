"""How is an answer said in one sentence: who, how much, by which path, under which article, how sure?

At most 60 words, in English and in Chinese, each written in its own language. No code, no internal id beside the
customer's. A list is cut after two owners and says how many more there are.
"""

from __future__ import annotations

from collections.abc import Sequence

from lookthrough.graph.shares import Certainty, Share, percent
from lookthrough.queries.finding import Basis, Owner, Path
from lookthrough.queries.rules.rule import Rule

NAMED = 2
ANY_DAY = {"en": "any date", "zh": "任意日期"}
RIGHT = {"en": {"equity": "shares", "votes": "votes", "profit": "profit"},
         "zh": {"equity": "股权", "votes": "表决权", "profit": "收益权"}}  # fmt: skip
SURE = {
    "en": {Certainty.CERTAIN: "certain", Certainty.POSSIBLE: "possible", Certainty.EXCLUDED: "excluded"},
    "zh": {Certainty.CERTAIN: "确定", Certainty.POSSIBLE: "可能", Certainty.EXCLUDED: "排除"},
}


def share_words(share: Share, lang: str) -> str:
    """`31.5 %`, `20 to 30 %`, `more than 25 %, at most 50 %`; in Chinese `31.5%`, `20%至30%`, `超过25%、不超过50%`."""
    low, high = percent(share.low), percent(share.high)
    if share.exact:
        return f"{low} %" if lang == "en" else f"{low}%"
    if lang == "en":
        return f"more than {low} % up to {high} %" if share.low_open else f"{low} to {high} %"
    return f"超过{low}%至{high}%" if share.low_open else f"{low}%至{high}%"


def article_words(article: str, lang: str) -> str:
    """`article 8(1)`; in Chinese `第8条第(1)项`."""
    if lang == "en":
        return f"article {article}"
    number, _, item = article.partition("(")
    return f"第{number}条" + (f"第({item}项" if item else "")


def owners_sentence(
    subject: tuple[str, str], rule: Rule, owners: Sequence[Owner], day: str | None
) -> dict[str, str]:
    """The sentence of an `owners` answer; `subject` is the name and the id that the customer is known by."""
    return {lang: _SENTENCES[lang](subject, rule, owners, day or ANY_DAY[lang]) for lang in ("en", "zh")}


def _english(subject: tuple[str, str], rule: Rule, owners: Sequence[Owner], day: str) -> str:
    name, ident = subject
    if not owners:
        return f"Nobody on record is a beneficial owner of {name} ({ident}) under {rule.instrument['en']} on {day}."
    parts = [_one(owner, rule, "en") for owner in owners[:NAMED]]
    more = len(owners) - NAMED
    tail = f"; {more} more are listed" if more > 1 else "; one more is listed" if more == 1 else ""
    return f"Of {name} ({ident}) on {day}: {'; '.join(parts)}{tail}."


def _chinese(subject: tuple[str, str], rule: Rule, owners: Sequence[Owner], day: str) -> str:
    name, ident = subject
    if not owners:
        return f"截至{day}，依{rule.instrument['zh']}，在案记录中没有{name}（{ident}）的受益所有人。"
    parts = [_one(owner, rule, "zh") for owner in owners[:NAMED]]
    more = len(owners) - NAMED
    tail = f"；另有{more}人，见清单" if more > 0 else ""
    return f"截至{day}，{name}（{ident}）：{'；'.join(parts)}{tail}。"


_SENTENCES = {"en": _english, "zh": _chinese}


def _one(owner: Owner, rule: Rule, lang: str) -> str:
    basis = _leading(owner)
    what = _ground(basis, rule, lang)
    via = _via(owner.paths, lang) if basis.basis == "equity" or basis.right == "profit" else ""
    article, sure = article_words(basis.article, lang), SURE[lang][owner.certainty]
    if lang == "en":
        verdict = (
            "is a beneficial owner" if owner.certainty is Certainty.CERTAIN else "may be a beneficial owner"
        )
        return f"{owner.party.name} {what}{via} and {verdict} under {article} ({sure})"
    verdict = "为受益所有人" if owner.certainty is Certainty.CERTAIN else "可能为受益所有人"
    return f"{owner.party.name}{via}{what}，依据{article}{verdict}（{sure}）"


def _leading(owner: Owner) -> Basis:
    """The basis that is said first: a certain one before a possible one."""
    return min(owner.bases, key=lambda basis: basis.certainty is not Certainty.CERTAIN)


def _ground(basis: Basis, rule: Rule, lang: str) -> str:
    share = share_words(basis.share, lang) if basis.share is not None else ""
    return rule.words(basis.basis)[lang].format(share=share, right=RIGHT[lang].get(basis.right or "", ""))


def _via(paths: Sequence[Path], lang: str) -> str:
    """By which path: the companies between, of the largest path."""
    if not paths:
        return ""
    between = [link.held.name for link in paths[0].links[:-1] if not link.held.id.startswith("~")]
    if not between:
        return " directly" if lang == "en" else "直接"
    more = len(paths) - 1
    if lang == "en":
        also = f" and {more} more path{'s' if more > 1 else ''}" if more else ""
        return f" through {', '.join(between[:2])}{' and others' if len(between) > 2 else ''}{also}"
    also = f"等{more + 1}条路径" if more else ""
    return f"经{'、'.join(between[:2])}{'等' if len(between) > 2 else ''}{also}"


def scope_sentence(subject: tuple[str, str], rule: Rule, *, person: bool) -> dict[str, str]:
    """The sentence where the rule does not ask for owners at all."""
    name, ident = subject
    if person:
        return {
            "en": f"{name} ({ident}) is a natural person: there is nobody behind to look for.",
            "zh": f"{name}（{ident}）为自然人，无需识别受益所有人。",
        }
    article = rule.scope_article or ""
    return {
        "en": f"{name} ({ident}) need not be looked through: {article_words(article, 'en')} of "
        f"{rule.instrument['en']} exempts its kind.",
        "zh": f"依{rule.instrument['zh']}{article_words(article, 'zh')}，{name}（{ident}）可不识别受益所有人。",
    }
