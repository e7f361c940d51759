"""The query language: text → tree, or a `QueryError` that says where and what to write.

    query   = any
    any     = all { "or" all }
    all     = part { ["and"] part }
    part    = ["not" | "-"] ( "(" any ")" | near | field | leaf )
    field   = NAME ":" ( leaf | "(" any ")" )
    near    = "near(" quoted "," NUMBER ")"
    leaf    = quoted | "=" quoted | "=" WORD | WORD | WORD "*" | WORD "~" [NUMBER]

The page for users is docs/query-language.md.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from regesta.errors import QueryError
from regesta.search.fields import FIELDS, SYNONYMS
from regesta.search.tree import EVERYTHING, All, Any, Field, Leaf, Node, Not, Phrase, Word
from regesta.search.values import fit

LONGEST = 1_000
DEEPEST = 12
MOST_LEAVES = 48
MOST_OPEN = 6  # words with * or ~: each looks through the whole list of terms
LEAST_PREFIX = 2
LEAST_FUZZY = 3
MOST_FUZZY = 2
MOST_APART = 50
# A word before a colon and a blank is taken for a field only when it is nearly one's name.
LIKELY = 0.75

_OPENING = {'"': '"', "“": "”", "„": "“”", "«": "»", "”": "”"}
_SPACE = re.compile(r"\s*")
# Dotted capitals may have blanks between them: U. S. S. R.
_WORD = re.compile(r"(?:[A-Z]\. )+[A-Z]\.(?![\w])|[^\s()\"“”„«»]+")
_FIELD = re.compile(r"([A-Za-z][A-Za-z-]*):(?!//)")
_NEAR = re.compile(r"near\s*\(", re.I)
_CALLED = re.compile(r"([A-Za-z]+)\([\"“„«][^)]*,\s*\d+\s*\)")
_DISTANCE = re.compile(r"\s*,\s*(\d{1,4})\s*\)")
_EXACT = re.compile(r"=(?=[\w\"“„«”])")
_MINUS = re.compile(r"-[^\s)]")
_FUZZY = re.compile(r"~(\d?)$")
_OPERATORS = {"and": "and", "&&": "and", "or": "or", "||": "or", "|": "or", "not": "not"}
_STRANGE = re.compile(r"(?<=\w)[*?^~](?=\w)|^[*?]|\^")


def parse(text: str) -> Node:
    """Read a query; an empty one is `EVERYTHING`.

    Raises `QueryError` with the column, in code points from 0, and what to write instead.
    """
    if len(text) > LONGEST:
        raise QueryError(
            f"The query has {len(text)} signs; {LONGEST:,} are the most.",
            column=LONGEST,
            way_out="Shorten it, or ask in two searches.",
        )
    return _Parser(text).whole()


class _Parser:
    """Reads one query from left to right; `at` is the column it has come to."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.leaves = 0
        self.open_words = 0
        self.readable = False  # whether any leaf has a letter or digit

    def whole(self) -> Node:
        self._skip()
        if self.at == len(self.text):
            return EVERYTHING
        tree = self._any()
        if self.at < len(self.text):
            raise QueryError(
                "This closing parenthesis has no opening one.",
                column=self.at,
                way_out="Take it out, or put the words in quotation marks.",
            )
        if not self.readable:
            raise QueryError(
                "No letter or digit stands in the query.", way_out="Write a word to be searched."
            )
        return tree

    def _skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _operator(self) -> str:
        """Return "and", "or", "not" when such a word stands here, else ""."""
        match = _WORD.match(self.text, self.at)
        return _OPERATORS.get(match[0].lower(), "") if match else ""

    def _take_word(self) -> str:
        match = _WORD.match(self.text, self.at)
        word = match[0] if match else ""
        self.at += len(word)
        return word

    def _any(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise QueryError(
                f"Parentheses stand more than {DEEPEST} deep.",
                column=self.at,
                way_out="Write the query with fewer of them.",
            )
        parts = [self._all()]
        while self._operator() == "or":
            column = self.at
            self._take_word()
            self._skip()
            self._expect_part("or", column)
            parts.append(self._all())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Any(parts=tuple(parts))

    def _all(self) -> Node:
        self._expect_part(self._operator() if self._operator() != "not" else "", self.at)
        parts = [self._part()]
        while self.at < len(self.text) and self._peek() != ")":
            operator = self._operator()
            if operator == "or":
                break
            if operator == "and":
                column = self.at
                self._take_word()
                self._skip()
                self._expect_part("and", column)
            parts.append(self._part())
        return parts[0] if len(parts) == 1 else All(parts=tuple(parts))

    def _expect_part(self, operator: str, column: int) -> None:
        """Refuse "and", "or" or "not" with nothing on one side of it."""
        following = self._operator()
        if self.at < len(self.text) and self._peek() != ")" and following not in ("and", "or"):
            return
        if not operator and following in ("and", "or"):
            operator = following
        if not operator:
            raise QueryError(
                "Nothing stands here to be searched.",
                column=column,
                way_out="Put a word between the parentheses, or take them out.",
            )
        raise QueryError(
            f"“{operator}” needs something to search on both of its sides."
            if operator != "not"
            else "“not” needs something after it.",
            column=column,
            way_out=f'To search the word itself, write "{operator}" in quotation marks.',
        )

    def _part(self) -> Node:
        column = self.at
        if self._operator() == "not":
            self._take_word()
            self._skip()
            self._expect_part("not", column)
            return Not(part=self._positive(), column=column)
        if _MINUS.match(self.text, self.at):
            self.at += 1
            return Not(part=self._positive(), column=column)
        return self._within()

    def _positive(self) -> Node:
        """Read what may stand after "not": a group, a field or a leaf."""
        if self._operator() == "not" or _MINUS.match(self.text, self.at):
            raise QueryError(
                "“not” stands twice.", column=self.at, way_out="Write it once, or not at all."
            )
        return self._within()

    def _within(self) -> Node:
        node = self._group() if self._peek() == "(" else self._near() or self._field()
        self._skip()
        return node

    def _group(self) -> Node:
        column = self.at
        self.at += 1
        self._skip()
        self._expect_part("", column)
        node = self._any()
        if self._peek() != ")":
            raise QueryError(
                "This parenthesis is not closed.", column=column, way_out="Write ) at its end."
            )
        self.at += 1
        return node

    def _near(self) -> Node | None:
        match = _NEAR.match(self.text, self.at)
        if match is None:
            self._refuse_nearly_near()
            return None
        column = self.at
        self.at = match.end()
        self._skip()
        words = self._quoted() if self._peek() in _OPENING and self._peek() else ""
        distance = _DISTANCE.match(self.text, self.at)
        if not words or distance is None or not 1 <= int(distance[1]) <= MOST_APART:
            raise QueryError(
                "This “near” cannot be understood.",
                column=column,
                way_out=f'Write near("two words", 5), with a number from 1 to {MOST_APART}.',
            )
        self.at = distance.end()
        self._count(column)
        self._read(words)
        return Phrase(text=words, column=column, apart=int(distance[1]))

    def _refuse_nearly_near(self) -> None:
        """Refuse `neer("a b", 5)`, which would be read as a word beside a group."""
        match = _CALLED.match(self.text, self.at)
        if match and get_close_matches(match[1].lower(), ["near"], cutoff=LIKELY):
            raise QueryError(
                f"“{match[1]}(…)” is not known.",
                column=self.at,
                way_out=f'Did you mean near("two words", 5), with a number from 1 to {MOST_APART}?',
            )

    def _field(self) -> Node:
        match = _FIELD.match(self.text, self.at)
        if match is None:
            return self._leaf()
        column = self.at
        given = match[1].lower()
        name = SYNONYMS.get(given, given)
        if name not in FIELDS:
            prose = self.text[match.end() : match.end() + 1].isspace()
            near = get_close_matches(
                given, [*FIELDS, *SYNONYMS], n=1, cutoff=LIKELY if prose else 0.6
            )
            if prose and not near:
                return self._leaf()  # a colon as prose has it: "Acheson: notes on Korea"
            raise _unknown_field(match[1], near, column)
        self.at = match.end()
        if self.at == len(self.text) or self._peek().isspace() or self._peek() == ")":
            raise QueryError(
                f"“{match[1]}:” has no value.",
                column=column,
                way_out=f'Write {match[1]}:word or {match[1]}:"two words", without a space '
                f'after the colon; to search the word itself, write "{match[1]}".',
            )
        value = self._group() if self._peek() == "(" else self._leaf()
        return Field(name=name, value=fit(name, value), column=column)

    def _leaf(self) -> Leaf:
        column = self.at
        self._count(column)
        exact = _EXACT.match(self.text, self.at) is not None
        if exact:
            self.at += 1
        if self._peek() and self._peek() in _OPENING:
            phrase = self._quoted()
            self._read(phrase)
            return Phrase(text=phrase, column=column, exact=exact)
        word = self._take_word()
        if not word:
            raise QueryError(
                f"“{self._peek() or 'The end'}” cannot stand here.",
                column=column,
                way_out="Write a word, or a phrase in quotation marks.",
            )
        self._read(word)
        if exact:
            return self._exact_word(word, column)
        return self._word(word.lstrip("+") or word, column)

    def _exact_word(self, word: str, column: int) -> Phrase:
        if _STRANGE.search(word) or word.endswith(("*", "~")) or _FUZZY.search(word):
            raise QueryError(
                f"“={word}” cannot be searched: = asks for this very form, * and ~ for others.",
                column=column,
                way_out="Write one of the two signs.",
            )
        return Phrase(text=word, column=column, exact=True)

    def _word(self, word: str, column: int) -> Word:
        fuzzy = _FUZZY.search(word)
        bare = word[: fuzzy.start()] if fuzzy else word
        prefix = bare.endswith("*") and not fuzzy
        bare = bare[:-1] if prefix else bare
        strange = _STRANGE.search(bare)
        if strange or ((prefix or fuzzy) and not bare):
            sign = strange[0] if strange else word
            raise QueryError(
                f"“{sign}” cannot stand here.",
                column=column + (strange.start() if strange else 0),
                way_out="* and ~ stand at the end of a word only (negotiat*, Gromyko~); to "
                "search words without them, take it out.",
            )
        if prefix or fuzzy:
            self._open_word(bare, column, LEAST_PREFIX if prefix else LEAST_FUZZY)
        return Word(text=bare, column=column, prefix=prefix, fuzzy=_distance(fuzzy, bare, column))

    def _open_word(self, bare: str, column: int, least: int) -> None:
        self.open_words += 1
        if sum(sign.isalnum() for sign in bare) < least:
            raise QueryError(
                f"“{bare}” is too short for * or ~.",
                column=column,
                way_out=f"Give at least {least} letters before it.",
            )
        if self.open_words > MOST_OPEN:
            raise QueryError(
                f"More than {MOST_OPEN} words end in * or ~.",
                column=column,
                way_out="Write out some of them.",
            )

    def _quoted(self) -> str:
        column = self.at
        closing = _OPENING[self._peek()]
        end = min(
            (place for sign in closing if (place := self.text.find(sign, column + 1)) >= 0),
            default=-1,
        )
        if end < 0:
            raise QueryError(
                "This quotation mark is not closed.",
                column=column,
                way_out=f"Write {closing[0]} at the end of the phrase.",
            )
        self.at = end + 1
        phrase = self.text[column + 1 : end].strip()
        if not phrase:
            raise QueryError(
                "Nothing stands between the quotation marks.",
                column=column,
                way_out="Write a phrase between them, or take them out.",
            )
        return phrase

    def _read(self, text: str) -> None:
        self.readable = self.readable or any(sign.isalnum() for sign in text)

    def _count(self, column: int) -> None:
        self.leaves += 1
        if self.leaves > MOST_LEAVES:
            raise QueryError(
                f"The query has more than {MOST_LEAVES} words and phrases.",
                column=column,
                way_out="Leave some out, or ask in two searches.",
            )


def _distance(fuzzy: re.Match[str] | None, bare: str, column: int) -> int:
    if fuzzy is None:
        return 0
    distance = int(fuzzy[1]) if fuzzy[1] else 1 if len(bare) < 6 else 2
    if not 1 <= distance <= MOST_FUZZY:
        raise QueryError(
            f"“~{fuzzy[1]}” cannot be searched.",
            column=column + fuzzy.start(),
            way_out="Write ~1 or ~2: so many letters may differ.",
        )
    return distance


def _unknown_field(name: str, near: list[str], column: int) -> QueryError:
    guess = f"Did you mean {SYNONYMS.get(near[0], near[0])}:? " if near else ""
    return QueryError(
        f"There is no field “{name}”.",
        column=column,
        way_out=f"{guess}The fields are {', '.join(FIELDS)}. To search the words themselves, "
        "put them in quotation marks.",
    )
