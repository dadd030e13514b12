"""How are the values of one column to be read: in which form, by which list of words, and what about it is unsure?"""

from __future__ import annotations

from lookthrough.graph.tables import COLUMNS, Table
from lookthrough.ingest.checks import WORDS
from lookthrough.ingest.mapping.document import Form, Source, Words
from lookthrough.ingest.mapping.doubts import Doubt
from lookthrough.ingest.mapping.evidence import Values, date_form, looks_dated, number_form, share_form
from lookthrough.ingest.mapping.headers import Header
from lookthrough.ingest.mapping.vocabulary import meaning
from lookthrough.ingest.mapping.words import folded

# The lists that a column's words are looked up in, and what stands for a word that none of them has.
LISTS = {
    (Table.PARTIES, "kind"): ("customer_types", "unknown"),
    (Table.PARTIES, "class"): ("enterprise_types", ""),
    (Table.PARTIES, "sex"): ("genders", None),
    (Table.INTERESTS, "holder_kind"): ("holder_types", ""),
    (Table.INTERESTS, "position"): ("positions", "other"),
}
MOST_WORDS = 40
_KINDS = {(table, column.name): column.kind for table, columns in COLUMNS.items() for column in columns}
Found = tuple[Source, list[Doubt]]


def detailed(which: tuple[Table, str], name: str, header: Header, values: Values) -> Found:
    """The source of a column of a table that a column of a sheet stands for, and what is unsure about it."""
    if not values.texts:
        return Source(columns=(name,)), []
    if which in LISTS:
        return _listed(which, name, values)
    if which in WORDS:
        return _worded(which, name, values)
    kind = "day" if which[1] == "birth_date" else _KINDS.get(which, "text")
    read = {"share": _share, "day": _dated, "micros": _dated, "amount": _amount}.get(kind)
    return read(which, name, header, values) if read else (Source(columns=(name,)), [])


def _source(name: str, form: Form | None = None, words: Words | None = None) -> Source:
    return Source(columns=(name,), form=form or Form(), words=words)


def _listed(which: tuple[Table, str], name: str, values: Values) -> Found:
    named, rest = LISTS[which]
    missed = [
        text
        for text in values.texts
        if meaning(named, text) is None and folded(text) not in WORDS.get(which, ())
    ]
    words = Words(named=named, rest=rest if missed else None)
    if named == "genders" and missed:
        return _source(name), []
    doubt = Doubt("words", name, which[1], ", ".join(missed[:5]))
    return _source(name, words=words), [doubt] if missed else []


def _worded(which: tuple[Table, str], name: str, values: Values) -> Found:
    """A closed list of the layout without a list of the bank's words: those that are ours already, or in a list."""
    own: dict[str, str] = {}
    missed: list[str] = []
    for text in values.texts[:MOST_WORDS]:
        if text.casefold() in WORDS[which]:
            continue
        near = next(
            (word for listed in ("offices",) if (word := meaning(listed, text)) in WORDS[which]), None
        )
        if near is None:
            missed.append(text)
        else:
            own[text] = near
    words = Words(own) if own or missed else None
    doubt = Doubt("no_words", name, which[1], ", ".join(missed[:5]))
    return _source(name, words=words), [doubt] if missed else []


def _share(which: tuple[Table, str], name: str, header: Header, values: Values) -> Found:
    form = share_form(values, percent=header.percent)
    if form is not None:
        return _source(name, form), []
    numbers = values.look("number")
    return _source(name), [Doubt("share_unit" if numbers else "no_share", name, which[1], values.texts[0])]


def _dated(which: tuple[Table, str], name: str, _: Header, values: Values) -> Found:
    form = date_form(values)
    if form is not None:
        return _source(name, form), []
    code = "date_order" if looks_dated(values) else "no_date"
    return _source(name), [Doubt(code, name, which[1], values.texts[0])]


def _amount(which: tuple[Table, str], name: str, header: Header, values: Values) -> Found:
    form = number_form(values)
    if form is None:
        marks = values.mostly(lambda text: not set(text) - set("0123456789.,' -"))
        return _source(name), [Doubt("marks" if marks else "no_amount", name, which[1], values.texts[0])]
    source = Source(
        columns=(name,), form=Form(decimal=form.decimal, thousands=form.thousands, times=header.times)
    )
    return source, []
