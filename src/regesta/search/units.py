"""Bare words side by side, read as a historian means them: names, dates, kinds of document.

A unit is what must be found together: a word, or a name in any of its forms, or a date,
which a record also has that is of that date, or the word for a kind of document, which a
record also has that is of that kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from msgspec import Struct
from msgspec.structs import replace

from regesta.search.field_queries import dated, with_value
from regesta.search.names import MOST_WORDS, NameBook
from regesta.search.queries import Asks, Flat, some
from regesta.search.tree import Word
from regesta.understand.dates import parse_date
from regesta.understand.folding import fold_name

# What a record's own date adds to its rank, by how narrow the date asked for is.
OF_YEAR, OF_MONTH, OF_DAY = 2.5, 5.0, 7.0
# What its kind adds: less than a telling word.
OF_KIND = 1.0
MOST_DATE_WORDS = 3

_YEAR = re.compile(r"(?<!\d)1[5-9]\d\d(?!\d)|(?<!\d)20\d\d(?!\d)")
_EDGES = " ,.;:?!()[]"
_POSSESSIVE = re.compile(r"['’]s$")


class Unit(Struct, frozen=True):
    """Words that mean one thing; `forms` are the other forms of a name."""

    words: tuple[Word, ...]
    forms: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    kind: str = ""

    @property
    def text(self) -> str:
        """The words as they were typed, without what stands around them."""
        return " ".join(word.text for word in self.words).strip(_EDGES)


def read_units(
    words: Sequence[Word], book: NameBook, kinds: Callable[[], Collection[str]]
) -> list[Unit]:
    """Part bare words into units; `kinds` gives the kinds of document that the archive has."""
    units = []
    at = 0
    while at < len(words):
        unit = _date_at(words, at) or _name_at(words, at, book) or Unit((words[at],))
        if len(unit.words) == 1 and not unit.since:
            unit = replace(unit, kind=_kind(unit.words[0], kinds))
        units.append(unit)
        at += len(unit.words)
    return units


def _plain(words: Sequence[Word]) -> bool:
    return not any(word.prefix or word.fuzzy for word in words)


def _date_at(words: Sequence[Word], at: int) -> Unit | None:
    for length in range(min(MOST_DATE_WORDS, len(words) - at), 0, -1):
        together = tuple(words[at : at + length])
        text = " ".join(word.text for word in together).strip(_EDGES)
        years = _YEAR.findall(text)
        if len(years) != 1 or not _plain(together):
            continue
        if not (text.startswith(years[0]) or text.endswith(years[0])):
            continue
        date = parse_date(text)
        if date is not None and date.quote.strip(_EDGES) == text:
            return Unit(together, since=date.earliest, until=date.latest)
    return None


def _name_at(words: Sequence[Word], at: int, book: NameBook) -> Unit | None:
    for length in range(min(MOST_WORDS, len(words) - at), 0, -1):
        together = tuple(words[at : at + length])
        text = _POSSESSIVE.sub("", " ".join(word.text for word in together).strip(_EDGES))
        if not _plain(together) or (length > 1 and (_mixed(text) or "," in text)):
            continue
        forms = book.forms(text)
        if length > 1:
            forms = tuple(form for form in forms if not _within(form, text))
        if forms:
            return Unit(together, forms)
    return None


def _within(form: str, text: str) -> bool:
    """Say whether a form has but words of the text: left out, in another order, without hyphens."""
    words, typed = (set(fold_name(one.replace("-", "")).split()) for one in (form, text))
    return words <= typed and form.count("-") <= text.count("-")


def _mixed(text: str) -> bool:
    """Say whether words are of several scripts, so that they are not one name."""
    return len({word.isascii() for word in text.split() if word.isalpha()}) > 1


def _kind(word: Word, kinds: Callable[[], Collection[str]]) -> str:
    """Return the kind of document that a word in the singular or plural means, or ""."""
    text = word.text.strip(_EDGES).lower()
    if not (_plain((word,)) and text.isalpha()):
        return ""
    return next((kind for kind in (text, text.removesuffix("s")) if kind in kinds()), "")


def widened(unit: Unit, query: Asks) -> Asks:
    """Return the query for the words of a unit, widened by what a record itself is."""
    if unit.since:
        own = dated(unit.since, unit.until)
        gain = OF_YEAR if unit.since[5:7] != unit.until[5:7] else OF_MONTH
        gain = OF_DAY if unit.since[:10] == unit.until[:10] else gain
        return _either(query, own, gain)
    if unit.kind:
        return _either(query, with_value("genre", unit.kind), OF_KIND)
    return query


def _either(query: Asks, own: Asks, gain: float) -> Asks:
    return some([query, Flat(own, gain)])
