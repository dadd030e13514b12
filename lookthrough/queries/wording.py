"""How is an answer said in one sentence: who, how much, by which path, under which article, how sure?

At most 60 words, in English and in Chinese, each written in its own language. No code, no internal id beside the
customer's. A list is cut after two owners and says how many more there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lookthrough.graph.shares import Certainty, Share, percent
from lookthrough.graph.structure.facts import PartyView
from lookthrough.queries.finding import Basis, Owner, Path
from lookthrough.queries.rules.rule import Rule

NAMED, WORDS = 2, 60
DIRECT = {"en": ("ultimately ", ""), "zh": ("最终", "直接")}
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


@dataclass(frozen=True, slots=True)
class Told:
    """What the sentence of an `owners` answer speaks of; `subject` is the name and the id the customer is known by."""

    subject: tuple[str, str]
    rule: Rule
    owners: Sequence[Owner]
    review: Sequence[Owner]
    day: str | None


def owners_sentence(told: Told) -> dict[str, str]:
    """The sentence of an `owners` answer: shortened, first of its paths, then of its owners, until it has 60 words."""
    return {lang: _shortened(told, lang) for lang in ("en", "zh")}


def _shortened(told: Told, lang: str) -> str:
    said = ""
    for named, between in ((NAMED, 2), (NAMED, 1), (NAMED, 0), (1, 1), (1, 0)):
        said = _SENTENCES[lang](told, named, between)
        if len(said.split()) <= WORDS:
            break
    return said


def _english(told: Told, named: int, between: int) -> str:
    name, ident = told.subject
    day = f" on {told.day or 'any date'}"
    if not told.owners:
        who = f"{name} ({ident}) under {told.rule.instrument['en']}{day}"
        if told.review:
            names = " and ".join(_name(owner.party, "en") for owner in told.review[:NAMED])
            return f"Nobody is for certain a beneficial owner of {who}; a person must look at {names}."
        return f"Nobody on record is a beneficial owner of {who}."
    parts = [_one(owner, told.rule, "en", between) for owner in told.owners[:named]]
    more = len(told.owners) - named
    tail = f"; {more} more are listed" if more > 1 else "; one more is listed" if more == 1 else ""
    return f"Of {name} ({ident}){day}: {'; '.join(parts)}{tail}."


def _chinese(told: Told, named: int, between: int) -> str:
    name, ident = told.subject
    day = f"截至{told.day or '任意日期'}，"
    if not told.owners:
        if told.review:
            names = "、".join(_name(owner.party, "zh") for owner in told.review[:NAMED])
            return f"{day}依{told.rule.instrument['zh']}，不能确定{name}（{ident}）的受益所有人，须由人工复核{names}。"
        return f"{day}依{told.rule.instrument['zh']}，在案记录中没有{name}（{ident}）的受益所有人。"
    parts = [_one(owner, told.rule, "zh", between) for owner in told.owners[:named]]
    more = len(told.owners) - named
    tail = f"；另有{more}人，见清单" if more > 0 else ""
    return f"{day}{name}（{ident}）：{'；'.join(parts)}{tail}。"


_SENTENCES = {"en": _english, "zh": _chinese}


def _name(party: PartyView, lang: str) -> str:
    if party.facts is None:
        return "a holder that no record describes" if lang == "en" else "未有记录描述的持有人"
    return party.name


def _one(owner: Owner, rule: Rule, lang: str, between: int) -> str:
    bases = _leading(owner)
    what = _ground(bases[0], owner, rule, lang)
    via = _via(owner.paths, lang, between) if bases[0].right else ""
    doubtful = owner.certainty is Certainty.CERTAIN and bases[0].certainty is not Certainty.CERTAIN
    article, sure = _articles(bases, lang, either=doubtful), SURE[lang][owner.certainty]
    certain, name = owner.certainty is Certainty.CERTAIN, _name(owner.party, lang)
    if lang == "en":
        verdict = "is a beneficial owner" if certain else "may be a beneficial owner"
        return f"{name} {what}{via} and {verdict} under {article} ({sure})"
    return f"{name}{via}{what}，依据{article}{'' if certain else '可能'}为受益所有人（{sure}）"


def _leading(owner: Owner) -> list[Basis]:
    """The bases that are said: the certain ones, and where none is, all that are possible."""
    certain = [basis for basis in owner.bases if basis.certainty is Certainty.CERTAIN]
    return certain or list(owner.bases)


def _articles(bases: Sequence[Basis], lang: str, *, either: bool) -> str:
    """`article 8(2) and 8(3)`; with `either` one of them holds for certain, and it is not known which."""
    articles = list(dict.fromkeys(basis.article for basis in bases))
    if lang == "en":
        return f"article {(' or ' if either else ' and ').join(articles)}"
    return ("或" if either else "和").join(article_words(article, lang) for article in articles)


def _ground(basis: Basis, owner: Owner, rule: Rule, lang: str) -> str:
    """What the rule says of the basis; rules speak of the ultimate share, a direct one is said as that."""
    share = share_words(basis.share, lang) if basis.share is not None else ""
    what = rule.words(basis.basis)[lang].format(share=share, right=RIGHT[lang].get(basis.right or "", ""))
    return what.replace(*DIRECT[lang]) if _direct(owner.paths) else what


def _direct(paths: Sequence[Path]) -> bool:
    return len(paths) == 1 and len(paths[0].links) == 1 and paths[0].share is not None


def _via(paths: Sequence[Path], lang: str, most: int) -> str:
    """By which path: the companies between, of the largest path."""
    if not paths:
        return ""
    if _direct(paths):
        return " directly" if lang == "en" else ""
    between = [_name(link.held, lang) for link in paths[0].links[:-1]][:most]
    more = len(paths) - 1
    if not between:
        return ""
    if lang == "en":
        others = " and others" if len(paths[0].links) - 1 > most else ""
        also = f" and {more} more path{'s' if more > 1 else ''}" if more else ""
        return f" through {', '.join(between)}{others}{also}"
    return f"经{'、'.join(between)}" + (f"等{more + 1}条路径" if more else "")


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
