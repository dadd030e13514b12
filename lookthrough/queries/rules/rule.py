"""What does a rule say, and which rules are there? Rule files are data; this reads and checks them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from lookthrough.errors import NotInForce, RuleError, ShareError, UsageError
from lookthrough.graph.shares import parse

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Measure:
    """A right, and how it is looked through: multiplied along chains and added, or only what is held directly."""

    right: Literal["equity", "votes", "profit"]
    through: Literal["product", "direct"]


@dataclass(frozen=True, slots=True)
class Test:
    """One limb of a rule: whoever meets it is an owner on this basis, unless a basis that pre-empts it is met."""

    __test__ = False

    basis: str
    article: str
    method: Literal["share", "control"]
    comparator: str
    words: Words
    threshold: Fraction | None = None
    threshold_option: str | None = None
    measures: tuple[Measure, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """A constellation that the rule does not decide: a person must look."""

    reason: str
    article: str
    threshold: Fraction = Fraction(0)
    comparator: str = ">="


@dataclass(frozen=True, slots=True)
class OfficeRule:
    """Who becomes an owner by an office or a role, for which classes, and which options it needs.

    `holders`: who holds something of the customer directly, too. `control`: of what the state controls, whether it has
    to have more than half of the votes, or it is enough that nobody has more.
    """

    article: str
    basis: str
    words: Words
    classes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    holders: bool = False
    control: Literal["majority", "largest"] = "majority"


@dataclass(frozen=True, slots=True)
class Fallback:
    """Who is named when nobody meets a test: an owner, a fallback owner, or only a record."""

    basis: str
    article: str
    makes: Literal["owner", "fallback", "record"]
    words: Words
    offices: tuple[str, ...]
    executing_partner: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as data; `source` is the parsed file, `read` says how the law's text was read."""

    id: str
    family: str
    home: str | None
    title: Words
    instrument: Words
    url: str
    read: str
    in_force_from: date
    in_force_to: date | None
    order: str
    nominee: Literal["transparent", "rights_without_equity"]
    executing_votes: Literal["count", "review", "none"]
    tests: tuple[Test, ...]
    reviews: tuple[Review, ...]
    fallback: Fallback | None
    exempt_classes: tuple[str, ...]
    scope_article: str | None
    branch: OfficeRule | None
    arrangement: OfficeRule | None
    state: OfficeRule | None
    simplified: tuple[OfficeRule, ...]
    triggers: tuple[str, ...]
    enhanced_article: str | None
    options: Mapping[str, Mapping[str, str]]
    source: Mapping[str, Any] = field(repr=False, compare=False, default_factory=dict)

    def in_force(self, day: date) -> bool:
        """Whether the rule applies on a day; the end is not included."""
        return self.in_force_from <= day and (self.in_force_to is None or day < self.in_force_to)

    def words(self, basis: str) -> Words:
        """The words of a basis."""
        named: list[Test | OfficeRule | Fallback | None] = [
            *self.tests,
            self.branch,
            self.arrangement,
            self.state,
            *self.simplified,
            self.fallback,
        ]
        return next(part.words for part in named if part is not None and part.basis == basis)

    def checked_options(self, given: Mapping[str, Any]) -> dict[str, Fraction | bool]:
        """Options as values; raises UsageError for one that the rule does not have."""
        return {name: self._option(name, value) for name, value in given.items()}

    def _option(self, name: str, value: Any) -> Fraction | bool:
        if name not in self.options:
            known = ", ".join(sorted(self.options)) or "none"
            raise UsageError(f"{self.id} has no option '{name}': it has {known}")
        if self.options[name]["kind"] == "share":
            try:
                return parse(str(value)).low
            except ShareError as error:
                raise UsageError(f"--option {name}: {error}") from error
        if str(value).lower() not in {"true", "false", "yes", "no", "1", "0"}:
            raise UsageError(f"--option {name}: '{value}' is neither true nor false")
        return str(value).lower() in {"true", "yes", "1"}


def check(data: Mapping[str, Any], name: str) -> None:
    """Raise RuleError with the first place that breaks the schema."""
    error = next(iter(_validator().iter_errors(dict(data))), None)
    if error is not None:
        place = ".".join(str(part) for part in error.instance_path) or "the file"
        raise RuleError(f"{name}: {place}: {error.message}")


@cache
def _validator() -> Any:
    import json

    import jsonschema_rs

    text = files(__package__).joinpath("rule.schema.json").read_text(encoding="utf-8")
    return jsonschema_rs.validator_for(json.loads(text))


def parsed(text: str, name: str) -> Rule:
    """Read a rule from TOML text; raises RuleError for what is no TOML or breaks the schema."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{name} is no TOML: {error}") from error
    plain = {key: str(value) if isinstance(value, date) else value for key, value in data.items()}
    check(plain, name)
    return _rule(plain)


def _rule(data: Mapping[str, Any]) -> Rule:
    special, treatment = data.get("special", {}), data.get("treatment", {})
    enhanced, scope = data.get("enhanced", {}), data.get("scope", {})
    return Rule(
        id=data["id"],
        family=data["family"],
        home=data.get("home"),
        title=data["title"],
        instrument=data["instrument"],
        url=data["url"],
        read=data["read"],
        in_force_from=date.fromisoformat(data["in_force_from"]),
        in_force_to=date.fromisoformat(data["in_force_to"]) if "in_force_to" in data else None,
        order=data["order"],
        nominee=treatment.get("nominee", "transparent"),
        executing_votes=treatment.get("executing_votes", "count"),
        tests=tuple(_test(test) for test in data["tests"]),
        reviews=tuple(_review(review) for review in data.get("reviews", ())),
        fallback=_fallback(data.get("fallback")),
        exempt_classes=tuple(scope.get("exempt_classes", ())),
        scope_article=scope.get("article"),
        branch=_office(special.get("branch")),
        arrangement=_office(special.get("arrangement")),
        state=_office(special.get("state")),
        simplified=tuple(found for part in special.get("simplified", ()) if (found := _office(part))),
        triggers=tuple(enhanced.get("triggers", ())),
        enhanced_article=enhanced.get("article"),
        options=data.get("options", {}),
        source=data,
    )


def _test(data: Mapping[str, Any]) -> Test:
    return Test(
        data["basis"],
        data["article"],
        data["method"],
        data["comparator"],
        data["words"],
        parse(data["threshold"]).low if "threshold" in data else None,
        data.get("threshold_option"),
        tuple(Measure(measure["right"], measure["through"]) for measure in data.get("measures", ())),
        tuple(data.get("unless", ())),
    )


def _review(data: Mapping[str, Any]) -> Review:
    threshold = parse(data["threshold"]).low if "threshold" in data else Fraction(0)
    return Review(data["reason"], data["article"], threshold, data.get("comparator", ">="))


def _office(data: Mapping[str, Any] | None) -> OfficeRule | None:
    if data is None:
        return None
    listed = {name: tuple(data.get(name, ())) for name in ("classes", "needs", "offices", "roles")}
    holders, control = data.get("holders", False), data.get("control", "majority")
    return OfficeRule(
        data["article"], data["basis"], data["words"], **listed, holders=holders, control=control
    )


def _fallback(data: Mapping[str, Any] | None) -> Fallback | None:
    if data is None:
        return None
    return Fallback(
        data["basis"],
        data["article"],
        data["makes"],
        data["words"],
        tuple(data["offices"]),
        data.get("executing_partner", False),
    )


@cache
def shipped() -> dict[str, Rule]:
    """The rules that come with the package, by id."""
    found = sorted(
        (p for p in files(__package__).iterdir() if p.name.endswith(".toml")), key=lambda p: p.name
    )
    rules = [parsed(part.read_text(encoding="utf-8"), part.name) for part in found]
    return {rule.id: rule for rule in rules}


def read(path: Path) -> Rule:
    """A rule of the user's own."""
    return parsed(path.read_text(encoding="utf-8"), path.name)


def choose(name: str, day: date, *, even_if_not_in_force: bool = False) -> Rule:
    """The rule of an id, or the version of a family that is in force on a day.

    Raises:
        UsageError: no such rule or family. NotInForce: not in force on that day.
    """
    rules = shipped()
    versions = [rule for rule in rules.values() if name in (rule.id, rule.family)]
    if not versions:
        raise UsageError(f"there is no rule '{name}': lookthrough rules list shows them all")
    if found := next((rule for rule in versions if rule.in_force(day)), None):
        return found
    latest = max(versions, key=lambda rule: rule.in_force_from)
    if even_if_not_in_force:
        return latest
    since = f"from {latest.in_force_from}" if day < latest.in_force_from else f"until {latest.in_force_to}"
    raise NotInForce(f"{latest.id} is in force {since}, the date asked is {day}: add --even-if-not-in-force")
