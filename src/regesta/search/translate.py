"""A query tree as the engine's query, with what snippets look for and what was searched."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

import tantivy
from msgspec import Struct
from tantivy import Occur
from tantivy import Query as Engine

from regesta.search.analysis import PLAIN, SIGNS, has_signs, normalise, terms_of
from regesta.search.documents import minutes
from regesta.search.fields import BY_KEY, BY_PARTY, BY_TEXT, BY_VALUE, LANGUAGE_NAMES
from regesta.search.names import MOST_WORDS, NameBook
from regesta.search.schema import KINDS, build_schema, facet_field, text_field
from regesta.search.snippets import Sought
from regesta.search.tree import All, Any, Field, Leaf, Node, Not, Phrase, Span, Word
from regesta.search.vocabulary import Vocabulary
from regesta.understand.folding import fold_name

EVERY_KIND = tuple(KINDS)
# How much a match in a second field adds to the one in the best field.
TIE = 0.3
# How much words that stand side by side add.
TOGETHER = 1.5
LONGEST_RUN = 6
# Values of a facet that one word may mean.
MOST_VALUES = 4_096
# Endings whose stems differ from a beginning that is cut before them: negotiat* → negoti.
_ENDINGS = ("", "e", "es", "ed", "ing", "ion", "ions", "s", "or", "ive", "al", "y", "ies")


class Translation(Struct):
    """What a query comes to: for the engine, for snippets, and in sentences for people."""

    query: Engine
    sought: tuple[Sought, ...] = ()
    explained: tuple[str, ...] = ()


class Translator:
    """Translates the trees of one query; keeps what it explains and what snippets mark."""

    def __init__(
        self,
        searcher: tantivy.Searcher,
        fields: Mapping[str, tuple[str, ...]],
        book: NameBook,
        vocabulary: Callable[[str], Vocabulary],
        cited_by: Callable[[str], Sequence[str] | None],
    ) -> None:
        """`fields` gives for each kind of text the index languages that any record has."""
        self.searcher = searcher
        self.schema = build_schema()
        self.fields = fields
        self.book = book
        self.vocabulary = vocabulary
        self.cited_by = cited_by
        self.sought: list[Sought] = []
        self.explained: list[str] = []
        self._silent = 0

    def translate(self, tree: Node) -> Translation:
        """Translate a whole tree."""
        query = self._node(tree, EVERY_KIND)
        return Translation(
            query, tuple(dict.fromkeys(self.sought)), tuple(dict.fromkeys(self.explained))
        )

    def loosened(self, tree: Node) -> Translation | None:
        """Translate so that one in three of the bare words may be missing; None without such."""
        if not isinstance(tree, All):
            return None
        words = [part for part in tree.parts if isinstance(part, Word)]
        if len(words) < 3:
            return None
        others = [part for part in tree.parts if not isinstance(part, Word)]
        least = len(words) - max(1, len(words) // 3)
        some = Engine.boolean_query(
            [(Occur.Should, self._node(word, EVERY_KIND)) for word in words],
            minimum_number_should_match=least,
        )
        clauses = [(Occur.Must, some), *self._clauses(others, EVERY_KIND)]
        self.explained.append(
            f"No record has all {len(words)} words; these have at least {least} of them."
        )
        return Translation(
            Engine.boolean_query(clauses),
            tuple(dict.fromkeys(self.sought)),
            tuple(dict.fromkeys(self.explained)),
        )

    def _node(self, node: Node, kinds: Sequence[str]) -> Engine:
        if isinstance(node, All):
            return self._all(node.parts, kinds)
        if isinstance(node, Any):
            return Engine.boolean_query(
                [(Occur.Should, self._node(part, kinds)) for part in node.parts]
            )
        if isinstance(node, Not):
            return self._all((node,), kinds)
        if isinstance(node, Field):
            return self._field(node)
        if isinstance(node, Span):
            return self.dated(node.since, node.until)
        return self._leaf(node, kinds)

    def _all(self, parts: Sequence[Node], kinds: Sequence[str]) -> Engine:
        clauses = self._clauses(parts, kinds)
        if not any(occur is Occur.Must for occur, _ in clauses):
            clauses.append((Occur.Must, Engine.all_query()))
        return Engine.boolean_query(clauses)

    def _clauses(self, parts: Sequence[Node], kinds: Sequence[str]) -> list[tuple[Occur, Engine]]:
        clauses: list[tuple[Occur, Engine]] = []
        run: list[Word] = []
        for part in (*parts, None):
            if isinstance(part, Word) and not part.prefix and not part.fuzzy:
                run.append(part)
                continue
            if run:
                clauses.extend(self._run(run, kinds))
                run = []
            if isinstance(part, Not):
                self._silent += 1
                clauses.append((Occur.MustNot, self._node(part.part, kinds)))
                self._silent -= 1
            elif part is not None:
                clauses.append((Occur.Must, self._node(part, kinds)))
        return clauses

    def _run(self, words: list[Word], kinds: Sequence[str]) -> list[tuple[Occur, Engine]]:
        """Words side by side: names among them stand for all their forms, nearness counts."""
        clauses: list[tuple[Occur, Engine]] = []
        at = 0
        while at < len(words):
            length, forms = self._name_at(words, at)
            single = [self._leaf(word, kinds) for word in words[at : at + length]]
            query = single[0] if length == 1 else _every(single)
            if forms:
                shown = " ".join(word.text for word in words[at : at + length])
                query = self._with_forms(query, shown, forms, kinds)
            if not self._empty_word(words[at], length):
                clauses.append((Occur.Must, query))
            at += length
        if 1 < len(words) <= LONGEST_RUN:
            text = " ".join(word.text for word in words)
            clauses.extend(
                (Occur.Should, Engine.boost_query(query, TOGETHER))
                for query in self._phrases(text, kinds, len(words))
            )
        return clauses

    def _empty_word(self, word: Word, length: int) -> bool:
        """Say whether a word has no letter or digit; it is left out, and that is said."""
        if length > 1 or any(sign.isalnum() for sign in word.text):
            return False
        self._say(f"“{word.text}” has no letter or digit and was left out.")
        return True

    def _name_at(self, words: Sequence[Word], at: int) -> tuple[int, tuple[str, ...]]:
        for length in range(min(MOST_WORDS, len(words) - at), 0, -1):
            forms = self.book.forms(" ".join(word.text for word in words[at : at + length]))
            if forms:
                return length, forms
        return 1, ()

    def _with_forms(
        self, query: Engine, shown: str, forms: Sequence[str], kinds: Sequence[str]
    ) -> Engine:
        used = []
        queries = [query]
        for form in forms:
            phrases = list(self._phrases(form, kinds, 0))
            if phrases:
                used.append(form)
                queries.append(Engine.disjunction_max_query(phrases, TIE))
                self._seek(form)
        if used:
            self._say(f"“{shown}” was searched in these forms too: {', '.join(used)}.")
        return Engine.disjunction_max_query(queries) if used else query

    # Leaves

    def _leaf(self, leaf: Leaf, kinds: Sequence[str]) -> Engine:
        if isinstance(leaf, Span):
            return self.dated(leaf.since, leaf.until)
        if isinstance(leaf, Phrase):
            return self._phrase(leaf, kinds)
        if leaf.prefix or leaf.fuzzy:
            return self._open_word(leaf, kinds)
        queries = [
            query for kind, language in self._where(leaf.text, kinds)
            for query in self._word_in(leaf.text, kind, language)
        ]  # fmt: skip
        self._seek(leaf.text)
        return self._best(queries, leaf.text)

    def _best(self, queries: list[Engine], text: str) -> Engine:
        if queries:
            return queries[0] if len(queries) == 1 else Engine.disjunction_max_query(queries, TIE)
        if any(sign.isalnum() for sign in text):
            self._say(f"“{text}” stands in no record.")
        return Engine.empty_query()

    def _where(self, text: str, kinds: Sequence[str]) -> Iterable[tuple[str, str]]:
        signs = has_signs(text)
        for kind in kinds:
            for language in self.fields.get(kind, ()):
                if not signs or language == SIGNS:
                    yield kind, language

    def _word_in(self, text: str, kind: str, language: str) -> Iterable[Engine]:
        field = text_field(kind, language)
        terms = terms_of(text, language)
        if not terms or any(not self.searcher.doc_freq(field, term) for term in terms):
            pass
        elif len(terms) == 1:
            yield Engine.boost_query(
                Engine.term_query(self.schema, field, terms[0], "freq"), KINDS[kind]
            )
        else:
            yield Engine.boost_query(
                _signs_query(self.schema, field, terms)
                if language == SIGNS
                else Engine.phrase_query(self.schema, field, list(terms)),
                KINDS[kind],
            )
        if "-" in text.strip("-") and language != SIGNS:
            # "co-ordinate" is also written in one word.
            yield from self._word_in(text.replace("-", ""), kind, language)

    def _phrases(self, text: str, kinds: Sequence[str], slop: int) -> Iterable[Engine]:
        for kind, language in self._where(text, kinds):
            field = text_field(kind, language)
            terms = terms_of(text, language)
            if not terms or any(not self.searcher.doc_freq(field, term) for term in terms):
                continue
            query = (
                Engine.term_query(self.schema, field, terms[0], "freq")
                if len(terms) == 1
                else Engine.phrase_query(self.schema, field, list(terms), slop)
            )
            yield Engine.boost_query(query, KINDS[kind])

    def _phrase(self, leaf: Phrase, kinds: Sequence[str]) -> Engine:
        slop = leaf.apart
        queries = list(self._phrases(leaf.text, kinds, slop))
        words = leaf.text.split()
        if leaf.apart and len(words) == 2:
            queries.extend(self._phrases(f"{words[1]} {words[0]}", kinds, slop))
            self._seek(f"{words[1]} {words[0]}", leaf.apart)
        self._seek(leaf.text, leaf.apart)
        query = self._best(queries, leaf.text)
        if leaf.apart:
            return query
        forms = self.book.forms(leaf.text)
        if leaf.exact:
            if forms:
                self._say(f"“{leaf.text}” was held to this form; left out: {', '.join(forms)}.")
            return query
        return self._with_forms(query, leaf.text, forms, kinds) if forms else query

    def _open_word(self, leaf: Word, kinds: Sequence[str]) -> Engine:
        queries: list[Engine] = []
        for kind, language in self._where(leaf.text, kinds):
            field = text_field(kind, language)
            terms = terms_of(leaf.text, language)
            if len(terms) != 1:
                continue
            if leaf.fuzzy:
                queries.append(
                    Engine.fuzzy_term_query(self.schema, field, terms[0], leaf.fuzzy, True)
                )
                continue
            plain = terms_of(leaf.text, PLAIN)[0]
            queries.append(Engine.fuzzy_term_query(self.schema, field, plain, 0, True, prefix=True))
            stems = {terms_of(plain + ending, language) for ending in _ENDINGS}
            queries.extend(
                Engine.term_query(self.schema, field, stem[0], "freq")
                for stem in stems
                if len(stem) == 1 and not stem[0].startswith(plain)
                and self.searcher.doc_freq(field, stem[0])
            )  # fmt: skip
        if not queries:
            return self._best([], leaf.text)
        start = leaf.text[: max(1, len(leaf.text) - 2 * leaf.fuzzy)] if leaf.fuzzy else leaf.text
        self.sought.append(Sought(((fold_name(start), frozenset()),)))
        return Engine.boolean_query([(Occur.Should, query) for query in queries])

    # Fields

    def _field(self, node: Field) -> Engine:
        name = node.name
        if name in BY_TEXT:
            return self._node(node.value, (BY_TEXT[name],))
        if name == "name":
            return self._node(node.value, EVERY_KIND)
        if name == "date":
            return self._in_field(node.value, self._span)
        if name in BY_VALUE:
            return self._in_field(node.value, lambda leaf: self._value(name, leaf))
        if name in BY_PARTY:
            return self._in_field(node.value, lambda leaf: self._party(BY_PARTY[name], leaf))
        if name == "cited-by":
            return self._in_field(node.value, self._cited_by)
        return self._in_field(node.value, lambda leaf: self._key(BY_KEY[name], leaf))

    def _in_field(self, value: Node, read: Callable[[Leaf], Engine]) -> Engine:
        """Translate the value of a field, each leaf of it by `read`."""
        if isinstance(value, Not):
            return Engine.boolean_query(
                [
                    (Occur.Must, Engine.all_query()),
                    (Occur.MustNot, self._in_field(value.part, read)),
                ]
            )
        if isinstance(value, All):
            return _every([self._in_field(part, read) for part in value.parts])
        if isinstance(value, Any):
            return Engine.boolean_query(
                [(Occur.Should, self._in_field(part, read)) for part in value.parts]
            )
        if isinstance(value, Field):
            return self._field(value)
        return read(value)

    def _span(self, leaf: Leaf) -> Engine:
        if isinstance(leaf, Span) and (leaf.since or leaf.until):
            return self.dated(leaf.since, leaf.until)
        return self.undated()

    def dated(self, since: str, until: str) -> Engine:
        """Return the query for records whose own span touches these stamps; "" is open."""
        queries = []
        if until:
            queries.append(self._minutes("earliest", None, minutes(until)))
        if since:
            queries.append(self._minutes("latest", minutes(since), None))
        return Engine.const_score_query(_every(queries), 0.0)

    def undated(self) -> Engine:
        """Return the query for records without a date."""
        return Engine.boolean_query(
            [
                (Occur.Must, Engine.all_query()),
                (Occur.MustNot, Engine.exists_query("earliest")),
            ]
        )

    def _minutes(self, field: str, low: int | None, high: int | None) -> Engine:
        return Engine.range_query(self.schema, field, tantivy.FieldType.Integer, low, high)

    def _value(self, name: str, leaf: Leaf) -> Engine:
        facet = BY_VALUE[name]
        vocabulary = self.vocabulary(facet)
        exact = isinstance(leaf, Phrase) and leaf.exact
        forms = () if exact else self.book.forms(leaf.text)
        if facet == "language":
            forms = (*forms, LANGUAGE_NAMES.get(leaf.text.lower(), ""))
        values = vocabulary.matching(leaf, filter(None, forms))
        if not values:
            near = vocabulary.nearest(leaf.text)
            hint = f" The nearest: {'; '.join(near)}." if near else ""
            self._say(f"No {facet} here is called “{leaf.text}”.{hint}")
            return Engine.empty_query()
        shown = "; ".join(values[:8]) + (f" and {len(values) - 8} more" if len(values) > 8 else "")
        self._say(f"{name}:{leaf.text} means {shown}.")
        return Engine.const_score_query(
            Engine.term_set_query(self.schema, facet_field(facet), values[:MOST_VALUES]), 1.0
        )

    def _party(self, field: str, leaf: Leaf) -> Engine:
        if isinstance(leaf, Word) and (leaf.prefix or leaf.fuzzy):
            terms = terms_of(leaf.text, PLAIN)
            return _every(
                [
                    Engine.fuzzy_term_query(
                        self.schema, field, term, leaf.fuzzy, True, prefix=leaf.prefix
                    )
                    for term in terms
                ]
            )
        exact = isinstance(leaf, Phrase) and leaf.exact
        forms = () if exact else self.book.forms(leaf.text)
        queries = []
        for text in (leaf.text, *forms):
            terms = terms_of(text, PLAIN)
            if exact and len(terms) > 1:
                queries.append(Engine.phrase_query(self.schema, field, list(terms)))
            elif terms:
                queries.append(
                    _every([Engine.term_query(self.schema, field, term, "freq") for term in terms])
                )
        if forms:
            self._say(f"“{leaf.text}” was searched in these forms too: {', '.join(forms)}.")
        return Engine.disjunction_max_query(queries) if queries else Engine.empty_query()

    def _key(self, field: str, leaf: Leaf) -> Engine:
        text = fold_name(leaf.text) if field == "number" else leaf.text
        if isinstance(leaf, Word) and leaf.prefix:
            return Engine.fuzzy_term_query(self.schema, field, text, 0, True, prefix=True)
        return Engine.const_score_query(Engine.term_query(self.schema, field, text, "basic"), 0.5)

    def _cited_by(self, leaf: Leaf) -> Engine:
        targets = self.cited_by(leaf.text)
        if targets is None:
            self._say(f"No record has the id “{leaf.text}”.")
        return Engine.term_set_query(self.schema, "id", list(targets or ()))

    # What snippets mark, and what is said

    def _say(self, sentence: str) -> None:
        if not self._silent:
            self.explained.append(sentence)

    def _seek(self, text: str, apart: int = 0) -> None:
        """Have snippets mark this text, unless it must not stand in the record."""
        if self._silent:
            return
        if has_signs(text):
            signs = "".join(normalise(text, SIGNS).split())
            self.sought.append(Sought(((signs, frozenset()),), 2.0))
            return
        words = []
        rarest = 1.0
        for word in terms_of(text, PLAIN):
            stems = frozenset(
                terms[0]
                for languages in self.fields.values()
                for language in languages
                if len(terms := terms_of(word, language)) == 1
            )
            start = _shared_start(word, stems)
            words.append((start, stems))
            rarest = max(rarest, self._rarity(stems))
        if words:
            self.sought.append(Sought(tuple(words), rarest, apart))

    def _rarity(self, stems: Iterable[str]) -> float:
        """Return how much a word tells: the logarithm of how few records have it."""
        often = max(
            (
                self.searcher.doc_freq(text_field("body", language), stem)
                for language in self.fields.get("body", ())
                for stem in stems
            ),
            default=0,
        )
        return 1.0 + math.log((self.searcher.num_docs + 1) / (often + 1))


def _shared_start(word: str, stems: Iterable[str]) -> str:
    """Return with what any inflected form of a word begins.

    >>> _shared_start("treaties", ["treati"])  # "treaty" has this stem too
    'treat'
    """
    length = len(word)
    for stem in stems:
        alike = next(
            (at for at, pair in enumerate(zip(stem, word, strict=False)) if pair[0] != pair[1]),
            None,
        )
        length = min(length, len(stem) if alike is None else alike)
    if length > 3 and word[length - 1] in "iy":
        length -= 1
    return word[: max(1, length)]


def _every(queries: Sequence[Engine]) -> Engine:
    if not queries:
        return Engine.empty_query()
    if len(queries) == 1:
        return queries[0]
    return Engine.boolean_query([(Occur.Must, query) for query in queries])


def _signs_query(schema: tantivy.Schema, field: str, terms: Sequence[str]) -> Engine:
    """A row of signs: as it stands when short; else each two neighbours, and better as it stands.

    Written Chinese has no blanks, so a long row is several words, which need not stand together.
    """
    whole = Engine.phrase_query(schema, field, list(terms))
    if len(terms) <= 4:
        return whole
    pairs = [
        (Occur.Must, Engine.phrase_query(schema, field, list(pair))) for pair in pairwise(terms)
    ]
    return Engine.boolean_query([*pairs, (Occur.Should, Engine.boost_query(whole, 3.0))])
