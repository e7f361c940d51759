"""A query tree as the engine's query, with what snippets look for and what was searched."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from regesta.search.analysis import PLAIN, has_signs
from regesta.search.exact import ExactForms, Held, holds
from regesta.search.field_queries import FieldSearch, dated, undated
from regesta.search.fields import BY_TEXT
from regesta.search.names import NameBook
from regesta.search.queries import Asks, Best, Boolean, Boosted, Everything, Occur, every, some
from regesta.search.schema import KINDS
from regesta.search.snippets import Sought
from regesta.search.tree import All, Any, Field, Leaf, Node, Not, Phrase, Span, Word
from regesta.search.units import Unit, read_units, widened
from regesta.search.words import LONGEST_SIGNS, PARTY, WordSearch, best

EVERY_KIND = (*KINDS, PARTY)
# What the author of a document wrote himself.
AUTHOR_KINDS = ("body",)
# How much words that stand near one another add, in a run of no more than so many.
TOGETHER = 0.7
LONGEST_RUN = 6
# Forms of one name that are searched beside the one typed.
MOST_FORMS = 16
# Of so many bare words some may be missing when no record has all.
LEAST_LOOSENED = 3
# Of so many, also when a few records have all.
LEAST_EXTENDED = 4
FEW = 5
# So much of them, tried in this order until a few records are found.
MISSING = (0.34, 0.5)


class Translation(Struct):
    """What a query comes to: for the engine, for snippets, and in sentences for people.

    `matching` matches the same records as `query`, without what only ranks them; `unknown`
    are words that are in no record.
    """

    query: Asks
    matching: Asks
    sought: tuple[Sought, ...] = ()
    explained: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Notes:
    """Gathers what snippets mark and what is said of a query; nothing of what must not match."""

    def __init__(self) -> None:
        self.sought: dict[Sought, None] = {}
        self.explained: dict[str, None] = {}
        self.unknown: dict[str, None] = {}
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
        self,
        words: WordSearch,
        fields: FieldSearch,
        book: NameBook,
        notes: Notes,
        kinds: Sequence[str] = EVERY_KIND,
        exact: ExactForms | None = None,
    ) -> None:
        """`kinds` are the kinds of text looked in; `exact` knows which records have a form."""
        self._words = words
        self._fields = fields
        self._book = book
        self._notes = notes
        self._kinds = kinds
        self._exact = exact or ExactForms()
        self._ranks = True
        self._ranked_only = False

    def translate(self, tree: Node) -> Translation:
        """Translate a whole tree."""
        query = self._node(tree, self._kinds)
        matching = query
        if self._ranked_only:
            self._ranks = False
            self._notes.silent += 1
            matching = self._node(tree, self._kinds)
            self._notes.silent -= 1
            self._ranks = True
        return self._translation(query, matching)

    def loosened(self, tree: Node, found: int, missing: float) -> Translation | None:
        """Translate so that a part of the bare words may be missing; None without such.

        `found` is how many records have them all, `missing` the share that may be. Words that
        very many records have do not count among those that must be there.
        """
        if not isinstance(tree, All):
            return None
        units = self._units([part for part in tree.parts if isinstance(part, Word)])
        told = [(self._unit(unit, self._kinds), self._tells(unit)) for unit in units]
        if sum(tells for _query, tells in told) < LEAST_LOOSENED and not found:
            told = [(query, True) for query, _tells in told]  # a small archive, or plain words
        telling = [query for query, tells in told if tells]
        if len(telling) < (LEAST_EXTENDED if found else LEAST_LOOSENED):
            return None
        least = len(telling) - int(len(telling) * missing)
        enough = some(telling, least)
        others = [part for part in tree.parts if not isinstance(part, Word)]
        said = f"Only {found}" if found else "No"
        self._notes.say(
            f"{said} record{'s have' if found > 1 else ' has'} all {len(telling)} telling words "
            f"and names; these have {least} or more."
        )
        clauses = [(Occur.Must, enough), *self._clauses(others, self._kinds)]
        ranking = [(Occur.Should, query) for query, tells in told if not tells]
        ranking.extend(self._together(units, self._kinds))
        return self._translation(Boolean([*clauses, *ranking]), Boolean(clauses))

    def _tells(self, unit: Unit) -> bool:
        return bool((unit.forms and not unit.kind) or unit.since) or self._words.tells(unit.text)

    def _translation(self, query: Asks, matching: Asks) -> Translation:
        said = self._notes
        return Translation(
            query, matching, tuple(said.sought), tuple(said.explained), tuple(said.unknown)
        )

    def _node(self, node: Node, kinds: Sequence[str]) -> Asks:
        if isinstance(node, All | Not | Word):
            clauses = self._clauses(node.parts if isinstance(node, All) else (node,), kinds)
            if not any(occur is Occur.Must for occur, _ in clauses):
                clauses.append((Occur.Must, Everything()))
            return Boolean(clauses)
        if isinstance(node, Any):
            return some([self._node(part, kinds) for part in node.parts])
        return self._field(node, kinds) if isinstance(node, Field) else self._leaf(node, kinds)

    def _field(self, node: Field, kinds: Sequence[str]) -> Asks:
        if node.name == "name":
            return self._node(node.value, kinds)
        if node.name in BY_TEXT:
            return self._node(node.value, self._inside(node.name))
        return self._fields.query(node)

    def _inside(self, name: str) -> Sequence[str]:
        """Return the kinds of text of a field; of a text itself, those that are asked for."""
        kinds = BY_TEXT[name]
        return tuple(kind for kind in kinds if kind in self._kinds) or kinds

    def _clauses(self, parts: Sequence[Node], kinds: Sequence[str]) -> list[tuple[Occur, Asks]]:
        clauses: list[tuple[Occur, Asks]] = []
        run: list[Word] = []
        for part in (*parts, None):
            if isinstance(part, Word):
                run.append(part)
                continue
            if run:
                clauses.extend(self._run(run, kinds))
                run = []
            if isinstance(part, Not):
                if holds(part) and not self._exact.known:
                    self._silently(part.part, kinds)
                    continue
                self._notes.silent += 1
                clauses.append((Occur.MustNot, self._node(part.part, kinds)))
                self._notes.silent -= 1
            elif part is not None:
                clauses.append((Occur.Must, self._node(part, kinds)))
        return clauses

    def _silently(self, part: Node, kinds: Sequence[str]) -> None:
        """Learn what must be looked through in a part that must not match."""
        self._notes.silent += 1
        self._node(part, kinds)
        self._notes.silent -= 1

    def _run(self, words: Sequence[Word], kinds: Sequence[str]) -> list[tuple[Occur, Asks]]:
        """Words side by side: names among them stand for all their forms, nearness counts."""
        units = self._units(words)
        clauses = [(Occur.Must, self._unit(unit, kinds)) for unit in units]
        return clauses + self._together(units, kinds)

    def _units(self, words: Sequence[Word]) -> list[Unit]:
        words = [word for word in words if not self._left_out(word)]
        units = read_units(words, self._book, self._fields.genres)
        # A word typed twice is asked once.
        return list({unit.text.lower(): unit for unit in reversed(units)}.values())[::-1]

    def _unit(self, unit: Unit, kinds: Sequence[str]) -> Asks:
        query = every([self._leaf(word, kinds, unit) for word in unit.words])
        if unit.forms:
            query = self._with_forms(query, unit.text, unit.forms, kinds)
        if PARTY not in kinds:
            return query
        if unit.since:
            self._notes.say(f"“{unit.text}” was taken for the date of a record too.")
        elif unit.kind:
            self._notes.say(f"“{unit.text}” was taken for a kind of document too.")
        return widened(unit, query)

    def _together(self, units: Sequence[Unit], kinds: Sequence[str]) -> list[tuple[Occur, Asks]]:
        """Return what is gained by words that stand near one another."""
        words = [word for unit in units for word in unit.words]
        if not self._ranks or len(words) < 2 or any(word.prefix or word.fuzzy for word in words):
            return []
        if len(words) <= LONGEST_RUN:
            texts = [" ".join(word.text for word in words)]
        else:
            # Pairs of very frequent words tell nothing, and cost most.
            texts = [
                f"{one.text} {two.text}"
                for one, two in pairwise(units)
                if self._tells(one) and self._tells(two)
            ]
        clauses: list[tuple[Occur, Asks]] = []
        for text in texts:
            clauses.extend(
                (Occur.Should, Boosted(query, TOGETHER))
                for query in self._words.phrase(text, kinds, len(text.split()))
            )
            self._notes.mark(self._words.sought(text))
        self._ranked_only = self._ranked_only or bool(clauses)
        return clauses

    def _left_out(self, word: Word) -> bool:
        if any(sign.isalnum() for sign in word.text):
            return False
        self._notes.say(f"“{word.text}” has no letter or digit and was left out.")
        return True

    def _with_forms(
        self, query: Asks, shown: str, forms: Sequence[str], kinds: Sequence[str]
    ) -> Asks:
        used: list[str] = []
        queries = [query]
        widest = [form for form in forms if not _has_another(form, (shown, *forms))]
        if len(widest) < len(forms):
            # "Department of State" finds nothing that "Department" does not, but ranks it.
            self._ranked_only = True
            forms = forms if self._ranks else widest
        for form in forms:
            phrases = self._words.phrase(form, kinds) if len(used) < MOST_FORMS else ()
            if phrases:
                used.append(form)
                queries.append(best(phrases))
                self._notes.mark(self._words.sought(form))
        if not used:
            return query
        self._notes.say(f"“{shown}” was searched in these forms too: {', '.join(used)}.")
        return Best(queries)

    def _leaf(self, leaf: Leaf, kinds: Sequence[str], unit: Unit | None = None) -> Asks:
        """Translate a leaf; as part of a `unit` it may be found in another form."""
        if isinstance(leaf, Span):
            return dated(leaf.since, leaf.until) if leaf.since or leaf.until else undated()
        if isinstance(leaf, Phrase):
            return self._phrase(leaf, kinds)
        if leaf.prefix or leaf.fuzzy:
            self._notes.mark(self._words.sought_open(leaf))
            return some(self._words.open_word(leaf, kinds))
        self._notes.mark(self._words.sought(leaf.text))
        if has_signs(leaf.text) and len(leaf.text) > LONGEST_SIGNS:
            self._notes.say(
                f"“{leaf.text}” was searched by pairs of its signs, most of which must be there; "
                "in quotation marks it is searched as it stands."
            )
        named = unit is not None and bool(unit.forms or unit.since or unit.kind)
        return self._found(self._words.word(leaf.text, kinds), leaf.text, named)

    def _found(self, queries: Sequence[Asks], text: str, named: bool) -> Asks:
        if not queries and not named:
            self._notes.say(f"“{text}” stands in no record.")
            self._notes.unknown[text] = None
        return best(queries)

    def _phrase(self, leaf: Phrase, kinds: Sequence[str]) -> Asks:
        if leaf.apart:
            return self._near(leaf, kinds)
        forms = self._book.forms(leaf.text)
        if leaf.exact and not has_signs(leaf.text):
            return self._held(leaf, forms, kinds)
        self._notes.mark(self._words.sought(leaf.text))
        queries = self._words.phrase(leaf.text, kinds)
        if leaf.exact:
            self._say_left_out(leaf.text, forms)
        query = self._found(queries, leaf.text, bool(forms) and not leaf.exact)
        if leaf.exact or not forms:
            return query
        return self._with_forms(query, leaf.text, forms, kinds)

    def _held(self, leaf: Phrase, forms: Sequence[str], kinds: Sequence[str]) -> Asks:
        """Translate what is held to its very form: see `exact`."""
        self._notes.mark(self._words.sought_exact(leaf.text))
        self._notes.say(f"“{leaf.text}” was held to this very form, without other endings.")
        self._say_left_out(leaf.text, forms)
        unstemmed = self._words.phrase(leaf.text, kinds, languages=(PLAIN,))
        stemmed = self._words.phrase(leaf.text, kinds, but=(PLAIN,))
        self._found([*unstemmed, *stemmed], leaf.text, named=False)
        if not stemmed:
            return best(unstemmed)
        held = Held(leaf.text, tuple(kinds), leaf.column)
        return best([*unstemmed, self._exact.hold(held, best(stemmed))])

    def _say_left_out(self, text: str, forms: Sequence[str]) -> None:
        if forms:
            self._notes.say(f"Left out of “{text}”: {', '.join(forms[:MOST_FORMS])}.")

    def _near(self, leaf: Phrase, kinds: Sequence[str]) -> Asks:
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


def _has_another(form: str, forms: Sequence[str]) -> bool:
    """Say whether a form has another one within it, as words of its own."""
    return any(f" {other} " in f" {form} " for other in forms if other != form)
