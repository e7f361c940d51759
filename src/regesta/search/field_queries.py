"""Queries in named fields: dates, values of facets, correspondents, keys."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from regesta.search.analysis import PLAIN, terms_of
from regesta.search.documents import minutes
from regesta.search.fields import BY_KEY, BY_PARTY, BY_VALUE, LANGUAGES
from regesta.search.names import NameBook
from regesta.search.queries import (
    Asks,
    Beginning,
    Best,
    Between,
    Flat,
    Has,
    Near,
    Nothing,
    OneOf,
    Row,
    Term,
    every,
    opposite,
    some,
)
from regesta.search.schema import facet_field
from regesta.search.tree import All, Any, Field, Leaf, Node, Not, Phrase, Span, Word
from regesta.search.vocabulary import Vocabulary
from regesta.understand.folding import fold_name

# Values of a facet that one word may mean, and those that are named to the user.
MOST_VALUES = 4_096
NAMED = 8
# What begins with a small letter and has more words is the meaning of a term, not a name.
MOST_NAME_WORDS = 3


def dated(since: str, until: str) -> Asks:
    """Return the query for records whose own span touches these stamps; "" is open."""
    bounds: list[Asks] = []
    if until:
        bounds.append(Between(field="earliest", most=minutes(until)))
    if since:
        bounds.append(Between(field="latest", least=minutes(since)))
    return Flat(every(bounds), 0.0)


def undated() -> Asks:
    """Return the query for records without a date."""
    return opposite(Has(field="earliest"))


def with_value(facet: str, value: str) -> Asks:
    """Return the query for records with this value of a facet; it adds nothing to the rank."""
    return Flat(Term(field=facet_field(facet), text=value), 0.0)


def _describes(form: str) -> bool:
    """Say whether a form is no name but says what a term means: many words, the first small."""
    return form[:1].islower() and len(form.split()) > MOST_NAME_WORDS


class FieldSearch:
    """Makes the queries of named fields; says in `say` what a value was taken to mean."""

    def __init__(
        self,
        book: NameBook,
        vocabulary: Callable[[str], Vocabulary],
        cited_by: Callable[[str], Sequence[str] | None],
        say: Callable[[str], None],
    ) -> None:
        """`cited_by` gives the ids that a record refers to, None where there is no such record."""
        self._book = book
        self._vocabulary = vocabulary
        self._targets = cited_by
        self._say = say

    def genres(self) -> Collection[str]:
        """Return the kinds of document that the archive has."""
        return self._vocabulary("genre").values

    def query(self, field: Field) -> Asks:
        """Return the query for a field whose value is not looked for in texts."""
        name = field.name
        read: Callable[[Leaf], Asks]
        if name == "date":
            read = self._date
        elif name == "cited-by":
            read = self._cited_by
        elif name in BY_VALUE:
            read = lambda leaf: self._value(name, leaf)  # noqa: E731
        elif name in BY_PARTY:
            read = lambda leaf: self._party(name, leaf)  # noqa: E731
        else:
            read = lambda leaf: self._key(BY_KEY[name], leaf)  # noqa: E731
        return self._each(field.value, read)

    def _each(self, value: Node, read: Callable[[Leaf], Asks]) -> Asks:
        """Translate the value of a field, each leaf of it by `read`."""
        if isinstance(value, Not):
            return opposite(self._each(value.part, read))
        if isinstance(value, All):
            return every([self._each(part, read) for part in value.parts])
        if isinstance(value, Any):
            return some([self._each(part, read) for part in value.parts])
        if isinstance(value, Field):
            return self.query(value)
        return read(value)

    def _date(self, leaf: Leaf) -> Asks:
        if isinstance(leaf, Span) and (leaf.since or leaf.until):
            return dated(leaf.since, leaf.until)
        return undated()

    def _value(self, name: str, leaf: Leaf) -> Asks:
        facet = BY_VALUE[name]
        vocabulary = self._vocabulary(facet)
        forms = list(self._forms(leaf))
        if facet == "language":
            forms.append(LANGUAGES.get(leaf.text.lower(), ""))
        values = vocabulary.matching(leaf, filter(None, forms))
        if not values:
            near = vocabulary.nearest(leaf.text)
            hint = f" The nearest: {'; '.join(near)}." if near else ""
            self._say(f"No {facet} here is called “{leaf.text}”.{hint}")
            return Nothing()
        more = f" and {len(values) - NAMED} more" if len(values) > NAMED else ""
        self._say(f"{name}:{leaf.text} means {'; '.join(values[:NAMED])}{more}.")
        those = OneOf(field=facet_field(facet), values=tuple(values[:MOST_VALUES]))
        return Flat(those, 1.0)

    def _party(self, name: str, leaf: Leaf) -> Asks:
        field = BY_PARTY[name]
        if isinstance(leaf, Word) and (leaf.prefix or leaf.fuzzy):
            return every(
                [
                    Beginning(field=field, text=term)
                    if leaf.prefix
                    else Near(field=field, text=term, letters=leaf.fuzzy)
                    for term in terms_of(leaf.text, PLAIN)
                ]
            )
        forms = tuple(form for form in self._forms(leaf) if not _describes(form))
        if forms:
            self._say(f"{name}:{leaf.text} was searched in these forms too: {', '.join(forms)}.")
        queries = [
            query for text in (leaf.text, *forms) for query in self._words(field, text, leaf)
        ]
        return Best(queries) if queries else Nothing()

    def _words(self, field: str, text: str, leaf: Leaf) -> list[Asks]:
        terms = terms_of(text, PLAIN)
        if not terms:
            return []
        if isinstance(leaf, Phrase) and leaf.exact and len(terms) > 1:
            return [Row(field=field, terms=terms)]
        # Not as a phrase: "Muccio, John J." and "John Muccio" are one.
        return [every([Term(field=field, text=term) for term in terms])]

    def _forms(self, leaf: Leaf) -> tuple[str, ...]:
        held = isinstance(leaf, Phrase) and leaf.exact
        changed = isinstance(leaf, Word) and (leaf.prefix or bool(leaf.fuzzy))
        return () if held or changed else self._book.forms(leaf.text)

    def _key(self, field: str, leaf: Leaf) -> Asks:
        text = fold_name(leaf.text) if field == "number" else leaf.text
        if isinstance(leaf, Word) and leaf.prefix:
            return Beginning(field=field, text=text)
        return Flat(Term(field=field, text=text), 0.5)

    def _cited_by(self, leaf: Leaf) -> Asks:
        targets = self._targets(leaf.text)
        if targets is None:
            self._say(f"No record has the id “{leaf.text}”.")
        return OneOf(field="id", values=tuple(targets or ()))
