"""A query tree as the engine's query, with what snippets look for and what was searched."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from tantivy import Occur
from tantivy import Query as Engine

from regesta.search.analysis import has_signs
from regesta.search.field_queries import FieldSearch, dated, undated
from regesta.search.fields import BY_TEXT
from regesta.search.names import MOST_WORDS, NameBook
from regesta.search.schema import KINDS
from regesta.search.snippets import Sought
from regesta.search.tree import All, Any, Field, Leaf, Node, Not, Phrase, Span, Word
from regesta.search.words import LONGEST_SIGNS, WordSearch, best, every

EVERY_KIND = tuple(KINDS)
# How much words that stand near one another add, in a run of no more than so many.
TOGETHER = 1.5
LONGEST_RUN = 6
# Forms of one name that are searched beside the one typed.
MOST_FORMS = 16
# Of so many bare words, one in as many may be missing when no record has all.
LEAST_LOOSENED = 3


class Translation(Struct):
    """What a query comes to: for the engine, for snippets, and in sentences for people."""

    query: Engine
    sought: tuple[Sought, ...] = ()
    explained: tuple[str, ...] = ()


class Notes:
    """Gathers what snippets mark and what is said of a query; nothing of what must not match."""

    def __init__(self) -> None:
        self.sought: dict[Sought, None] = {}
        self.explained: dict[str, None] = {}
        self.silent = 0

    def say(self, sentence: str) -> None:
        """Add a sentence on what was searched."""
        if not self.silent:
            self.explained[sentence] = None

    def mark(self, sought: Sought | None) -> None:
        """Have snippets mark this."""
        if sought and not self.silent:
            self.sought[sought] = None


class Translator:
    """Translates the tree of one query."""

    def __init__(
        self, words: WordSearch, fields: FieldSearch, book: NameBook, notes: Notes
    ) -> None:
        self._words = words
        self._fields = fields
        self._book = book
        self._notes = notes

    def translate(self, tree: Node) -> Translation:
        """Translate a whole tree."""
        return self._translation(self._node(tree, EVERY_KIND))

    def loosened(self, tree: Node) -> Translation | None:
        """Translate so that one in three of the bare words may be missing; None without such."""
        if not isinstance(tree, All):
            return None
        words = [part for part in tree.parts if isinstance(part, Word)]
        if len(words) < LEAST_LOOSENED:
            return None
        least = len(words) - len(words) // LEAST_LOOSENED
        some = Engine.boolean_query(
            [(Occur.Should, self._node(word, EVERY_KIND)) for word in words],
            minimum_number_should_match=least,
        )
        others = [part for part in tree.parts if not isinstance(part, Word)]
        self._notes.say(f"No record has all {len(words)} words; these have {least} or more.")
        clauses = self._clauses(others, EVERY_KIND)
        return self._translation(Engine.boolean_query([(Occur.Must, some), *clauses]))

    def _translation(self, query: Engine) -> Translation:
        return Translation(query, tuple(self._notes.sought), tuple(self._notes.explained))

    def _node(self, node: Node, kinds: Sequence[str]) -> Engine:
        if isinstance(node, All | Not | Word):
            clauses = self._clauses(node.parts if isinstance(node, All) else (node,), kinds)
            if not any(occur is Occur.Must for occur, _ in clauses):
                clauses.append((Occur.Must, Engine.all_query()))
            return Engine.boolean_query(clauses)
        if isinstance(node, Any):
            return Engine.boolean_query(
                [(Occur.Should, self._node(part, kinds)) for part in node.parts]
            )
        return self._field(node, kinds) if isinstance(node, Field) else self._leaf(node, kinds)

    def _field(self, node: Field, kinds: Sequence[str]) -> Engine:
        if node.name == "name":
            return self._node(node.value, kinds)
        if node.name in BY_TEXT:
            return self._node(node.value, (BY_TEXT[node.name],))
        return self._fields.query(node)

    def _clauses(self, parts: Sequence[Node], kinds: Sequence[str]) -> list[tuple[Occur, Engine]]:
        clauses: list[tuple[Occur, Engine]] = []
        run: list[Word] = []
        for part in (*parts, None):
            if isinstance(part, Word):
                run.append(part)
                continue
            if run:
                clauses.extend(self._run(run, kinds))
                run = []
            if isinstance(part, Not):
                self._notes.silent += 1
                clauses.append((Occur.MustNot, self._node(part.part, kinds)))
                self._notes.silent -= 1
            elif part is not None:
                clauses.append((Occur.Must, self._node(part, kinds)))
        return clauses

    def _run(self, words: Sequence[Word], kinds: Sequence[str]) -> list[tuple[Occur, Engine]]:
        """Words side by side: names among them stand for all their forms, nearness counts."""
        words = [word for word in words if not self._left_out(word)]
        clauses: list[tuple[Occur, Engine]] = []
        at = 0
        while at < len(words):
            length, forms = self._name_at(words, at)
            query = every(
                [self._leaf(word, kinds, bool(forms)) for word in words[at : at + length]]
            )
            if forms:
                shown = " ".join(word.text for word in words[at : at + length])
                query = self._with_forms(query, shown, forms, kinds)
            clauses.append((Occur.Must, query))
            at += length
        if 1 < len(words) <= LONGEST_RUN and not any(word.prefix or word.fuzzy for word in words):
            text = " ".join(word.text for word in words)
            clauses.extend(
                (Occur.Should, Engine.boost_query(query, TOGETHER))
                for query in self._words.phrase(text, kinds, len(words))
            )
            self._notes.mark(self._words.sought(text))
        return clauses

    def _left_out(self, word: Word) -> bool:
        if any(sign.isalnum() for sign in word.text):
            return False
        self._notes.say(f"“{word.text}” has no letter or digit and was left out.")
        return True

    def _name_at(self, words: Sequence[Word], at: int) -> tuple[int, tuple[str, ...]]:
        for length in range(min(MOST_WORDS, len(words) - at), 0, -1):
            together = words[at : at + length]
            if any(word.prefix or word.fuzzy for word in together):
                continue
            forms = self._book.forms(" ".join(word.text for word in together))
            if forms:
                return length, forms
        return 1, ()

    def _with_forms(
        self, query: Engine, shown: str, forms: Sequence[str], kinds: Sequence[str]
    ) -> Engine:
        used: list[str] = []
        queries = [query]
        for form in forms:
            phrases = self._words.phrase(form, kinds) if len(used) < MOST_FORMS else ()
            if phrases:
                used.append(form)
                queries.append(best(phrases))
                self._notes.mark(self._words.sought(form))
        if not used:
            return query
        self._notes.say(f"“{shown}” was searched in these forms too: {', '.join(used)}.")
        return Engine.disjunction_max_query(queries)

    def _leaf(self, leaf: Leaf, kinds: Sequence[str], named: bool = False) -> Engine:
        """Translate a leaf; with `named` it is part of a name whose other forms may be found."""
        if isinstance(leaf, Span):
            return dated(leaf.since, leaf.until) if leaf.since or leaf.until else undated()
        if isinstance(leaf, Phrase):
            return self._phrase(leaf, kinds)
        if leaf.prefix or leaf.fuzzy:
            self._notes.mark(self._words.sought_open(leaf))
            queries = self._words.open_word(leaf, kinds)
            return Engine.boolean_query([(Occur.Should, query) for query in queries])
        self._notes.mark(self._words.sought(leaf.text))
        if has_signs(leaf.text) and len(leaf.text) > LONGEST_SIGNS:
            self._notes.say(
                f"“{leaf.text}” was searched by pairs of its signs, most of which must be there; "
                "in quotation marks it is searched as it stands."
            )
        return self._found(self._words.word(leaf.text, kinds), leaf.text, named)

    def _found(self, queries: Sequence[Engine], text: str, named: bool) -> Engine:
        if not queries and not named:
            self._notes.say(f"“{text}” stands in no record.")
        return best(queries)

    def _phrase(self, leaf: Phrase, kinds: Sequence[str]) -> Engine:
        if leaf.apart:
            return self._near(leaf, kinds)
        forms = self._book.forms(leaf.text)
        self._notes.mark(self._words.sought(leaf.text))
        held = leaf.exact or not forms
        query = self._found(self._words.phrase(leaf.text, kinds), leaf.text, not held)
        if forms and leaf.exact:
            self._notes.say(
                f"“{leaf.text}” was held to this form; left out: {', '.join(forms[:MOST_FORMS])}."
            )
        return query if held else self._with_forms(query, leaf.text, forms, kinds)

    def _near(self, leaf: Phrase, kinds: Sequence[str]) -> Engine:
        orders = [leaf.text]
        words = leaf.text.split()
        if len(words) == 2:
            orders.append(f"{words[1]} {words[0]}")
        queries = []
        for order in orders:
            queries.extend(self._words.phrase(order, kinds, leaf.apart))
        for word in words:
            self._notes.mark(self._words.sought(word))
        return self._found(queries, leaf.text, named=False)
