"""Words and phrases held to their very form: found by stems, then looked for as written.

The index has stems only. What `=word` matches by its stem is looked through in the stored
text, as far as the rest of the query leaves it in question; more than `MOST_CHECKED` allows is
refused, so that no answer is slow and none is half.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct, json

from regesta.errors import QueryError
from regesta.search.analysis import PLAIN, STEMMERS, squeeze, terms_of
from regesta.search.documents import Part
from regesta.search.queries import Asks, Flat, Nothing, OneOf, every
from regesta.search.searcher import Place, Searcher, Stored
from regesta.search.snippets import bare_letters
from regesta.search.tree import All, Any, Field, Node, Not, Phrase
from regesta.search.words import shared_start

# What may be looked through: a record counts one, and costs 0.03 ms.
MOST_CHECKED = 4_700
# A record of which but a part is looked in (its notes, say) counts so much.
OF_A_PART = 1.4
# Each word that is looked for in a record counts so much beside it.
OF_A_WORD = 0.5
# The kinds of text that are stored, and so can be looked through.
STORED_KINDS = frozenset({"title", "body", "edition", "notes", "about"})

Kinds = tuple[str, ...]


class Held(Struct, frozen=True):
    """What is held to its form, the kinds of text it is looked for in, where it stands."""

    text: str
    kinds: Kinds
    column: int = 0


class ExactForms:
    """What must be looked through, by the queries for stems; then which records have it."""

    def __init__(self, found: Mapping[Held, Sequence[str]] | None = None) -> None:
        """`found` gives the ids of the records that have each; None while that is not known."""
        self._found = found
        self.asked: dict[Held, Asks] = {}

    @property
    def known(self) -> bool:
        """Whether it is known which records have the forms."""
        return self._found is not None

    def hold(self, held: Held, stems: Asks) -> Asks:
        """Return the query for stems held to the records that have the very form."""
        if self._found is None:
            self.asked[held] = stems
            return stems
        ids = list(self._found.get(held, ()))
        if not ids:
            return Nothing()
        return every([stems, Flat(OneOf(field="id", values=tuple(ids)), 0.0)])


def holds(node: Node) -> bool:
    """Say whether anything in a tree is held to its form, but for values of fields."""
    if isinstance(node, Not):
        return holds(node.part)
    if isinstance(node, All | Any):
        return any(holds(part) for part in node.parts)
    if isinstance(node, Field):
        return node.name in ("name", "title", "text", "notes") and holds(node.value)
    return isinstance(node, Phrase) and node.exact


def look_through(
    searcher: Searcher, asked: Mapping[Held, Asks], whole: Asks
) -> dict[Held, list[str]]:
    """Return the ids of the records of `whole` that have each form.

    Raises `QueryError` where too many would have to be looked through.
    """
    share = 1.0
    pairs = 0
    sought: dict[Place, list[Held]] = {}
    for held, stems in asked.items():
        answer = searcher.search(every([whole, stems]), MOST_CHECKED)
        count = answer.total
        for _score, place in answer.hits:
            sought.setdefault(place, []).append(held)
        pairs += count
        share = max(share, 1.0 if set(held.kinds) >= STORED_KINDS else OF_A_PART)
        if len(sought) * share + pairs * OF_A_WORD > MOST_CHECKED or count > MOST_CHECKED:
            raise QueryError(
                f"“={held.text}” would have to be looked for in {count:,} records: too many to "
                "look through.",
                column=held.column,
                way_out="Add words, a date or a filter that narrow the search, or take out the =.",
            )
    found: dict[Held, list[str]] = {held: [] for held in asked}
    # In the order of the store, where neighbours are read at once; each record is read once.
    ordered = sorted(sought)
    for place, document in zip(ordered, searcher.documents(ordered), strict=True):
        identifier = document["sid"].decode()
        texts: dict[Kinds, list[tuple[bytes, bytes]]] = {}
        for held in sought[place]:
            if held.kinds not in texts:
                texts[held.kinds] = [(one, one.lower()) for one in _texts(document, held.kinds)]
            form = _form(held.text)
            if any(_has(text, lowered, form) for text, lowered in texts[held.kinds]):
                found[held].append(identifier)
    return found


class _Form(Struct, frozen=True):
    """What is looked for: as typed, with letters and signs folded, and how any form begins.

    `plain` finds most of them in the bytes of a text; None for a form of other letters.
    """

    written: re.Pattern[str]
    folded: re.Pattern[str]
    first: bytes
    begins: bytes
    plain: re.Pattern[bytes] | None


@lru_cache(maxsize=256)
def _form(text: str) -> _Form:
    written = re.findall(r"\w+", text.lower())
    folded = terms_of(text, PLAIN)
    stems = {stem for language in STEMMERS for stem in terms_of(folded[0], language)}
    return _Form(
        written=_pattern(written),
        folded=_pattern(folded),
        first=written[0].encode(),
        begins=shared_start(folded[0], stems).encode(),
        plain=_plain_pattern(written) if text.isascii() else None,
    )


def _has(stored: bytes, lowered: bytes, form: _Form) -> bool:
    """Say whether a text has the form: as written, else with letters and signs folded.

    `lowered` is the text in small letters. The latter costs most, and only where no word as
    written begins so can it be what the stem was found by.
    """
    if form.plain:
        if form.plain.search(lowered):
            return True
        if form.first not in lowered and form.begins in lowered:
            return False
    text = stored.decode()
    if form.written.search(text.lower()):
        return True
    return form.folded.search(squeeze(bare_letters(text))[0].lower()) is not None


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    # Begins with a literal, which is looked for at the speed of memory; then its left edge.
    first, *others = (re.escape(word) for word in words)
    rest = "".join(f"[\\W_]{{1,4}}{word}(?!\\w)" for word in others)
    return re.compile(f"{first}(?<=\\b{first})(?!\\w){rest}")


def _plain_pattern(words: Sequence[str]) -> re.Pattern[bytes]:
    """Return the pattern in bytes; what touches a letter beyond ASCII is left to the others."""
    first, *others = (re.escape(word.encode()) for word in words)
    right = rb"(?![\w\x80-\xe1\xe3-\xff])"  # E2 begins dashes and curly quotation marks
    rest = b"".join(rb"[\W_]{1,6}" + word + right for word in others)
    return re.compile(first + rb"(?<![\w\x80-\xff]" + first + rb")" + right + rest)


def _texts(document: Stored, kinds: Kinds) -> Iterator[bytes]:
    """Yield the stored text of a record that is of these kinds."""
    if "title" in kinds:
        yield document["stitle"]
    if kinds == ("title",):
        return
    stored = document["stext"]
    if set(kinds) >= STORED_KINDS:
        yield stored
        return
    content = stored.decode()
    parts = json.decode(document["smap"], type=list[Part])
    added = json.decode(document["sadded"], type=list[tuple[int, int]])
    ends = [*(part.start for part in parts[1:]), len(content)]
    last = next((part.start for part in parts if part.note or part.text < 0), len(content))
    if "body" in kinds and "edition" in kinds:
        yield content[:last].encode()
    elif "body" in kinds:
        yield _without(content[:last], added).encode()
    for part, end in zip(parts, ends, strict=True):
        kind = "about" if part.text < 0 else "notes" if part.note else ""
        if kind in kinds:
            yield content[part.start : end].encode()


def _without(content: str, spans: Sequence[tuple[int, int]]) -> str:
    pieces = []
    at = 0
    for start, end in spans:
        pieces.append(content[at:start])
        at = end
    return " ".join((*pieces, content[at:]))
