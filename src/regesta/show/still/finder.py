"""The index that a browser searches: small files by the first letters of the words.

A word's postings are ascending numbers `document * 4 + weight`, each less the one before.
Names stand under the words of all their forms, so that every spelling finds the record;
Chinese under its single signs. Values of facets are words of their own, so that links to
filtered searches work. The files are scripts that hand over their content, since a page
opened from a folder may load scripts and nothing else.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from regesta.keep.archive import Archive
from regesta.model import EntityKind, EntityMention, Record
from regesta.search.facets import facet_values
from regesta.search.names import NameBook, known_name
from regesta.show.addresses import record_address
from regesta.show.dates import say_edtf
from regesta.show.still.files import file_of
from regesta.show.wording import wording
from regesta.understand.folding import drop_marks, fold_name

FOLDER = "find"
CHUNK = 100
# Records whose values of facets stand in one file.
GROUP = 500
COUNTED = (
    "decade", "year", "genre", "sender", "recipient", "person", "place", "organisation", "topic",
    "collection",
)  # fmt: skip
KINDS: tuple[EntityKind, ...] = ("person", "organisation", "place", "term")
BEGINNING = 220
FACET_SHARDS = 32
TEXT, NAME, TITLE = 1, 2, 3
_WORDS = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
_ASCII_WORDS = re.compile(r"[a-z0-9]+")
# Texts whose letters each are one sign: their words may be folded one by one.
_SIMPLE = re.compile(
    r"[\x00-\u02ff\u0400-\u0482\u048a-\u052f\u1e00-\u1eff\u2010-\u2027\u2030-\u205e"
    r"\u20a0-\u20bf\u3400-\u9fff]*"
)
_fold = fold_name.__wrapped__  # whole texts are not worth keeping


def words_of(text: str) -> set[str]:
    """Return the words of a text as the index has them; the browser does the same to a query.

    >>> sorted(words_of("Ch'iao's treaties, 周恩來"))
    ['chiao', 'treaty', '周', '恩', '来']
    """
    return {_stem(word) for word in _folded_words(text)}


def _folded_words(text: str) -> set[str]:
    """Return the different words of a text, folded; those of a usual text each only once."""
    if not _SIMPLE.fullmatch(text):
        return set(_WORDS.findall(_fold(text)))
    plain = drop_marks(text).lower()
    if plain.isascii():
        return set(_ASCII_WORDS.findall(plain))
    found: set[str] = set()
    for word in set(_WORDS.findall(plain)):
        if word.isascii():
            found.add(word)
        else:
            found.update(_WORDS.findall(fold_name(word)))
    return found


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] != "s" else word


def shard_of(word: str) -> str:
    """Return the shard of a word: by two letters, of other scripts by 32 signs."""
    if word[0].isascii():
        return f"t-{word[:2]}" if word[:2].isascii() else f"t-{word[0]}"
    return f"u-{ord(word[0]) >> 5:x}"


def facet_shard(facet: str, value: str) -> str:
    """Return the shard of a facet's value."""
    return f"f-{facet}-{sum(ord(sign) for sign in value) % FACET_SHARDS}"


class Part(Struct, frozen=True, kw_only=True):
    """The index of some records in a row: what a worker hands over to be joined.

    `postings` and `values` are numbers of documents by word, and by facet and value;
    `rows` what the list of results shows of each.
    """

    postings: dict[str, array[int]]
    values: dict[tuple[str, str], array[int]]
    days: list[int]
    rows: list[tuple[Any, ...]]


class Indexer:
    """Indexes records; every name stands under the words of all its forms."""

    def __init__(self, archive: Archive, languages: Sequence[str]) -> None:
        known = list(archive.iter_entities())
        pairs = (pair for kind in KINDS for pair in archive.entity_members(kind))
        self._aliases = {one: to for one, to in pairs if one != to}
        self._words = [wording(language) for language in languages]
        self._names = {entity.id: entity.name for entity in known}
        self._names |= {
            one: self._names[to] for one, to in self._aliases.items() if to in self._names
        }
        self._book = NameBook(known_name(entity) for entity in known)
        self._forms: dict[str, dict[str, int]] = {}
        self._listed = {
            entity.id: " ".join([entity.name, *(form.name for form in entity.names)])
            for entity in known
        }

    def part(self, first: int, records: Iterable[Record]) -> Part:
        """Index records in their order; the first has the number `first`."""
        postings: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        values: defaultdict[tuple[str, str], array[int]] = defaultdict(lambda: array("I"))
        days: list[int] = []
        rows: list[tuple[Any, ...]] = []
        for number, record in enumerate(records, first):
            for word, weight in self._words_of(record).items():
                postings[word].append(number * 4 + weight)
            for pair in facet_values(record, self._names):
                values[pair].append(number * 4 + TEXT)
            day = record.date.earliest[:10] if record.date else ""
            days.append(int(day.replace("-", "")) if day else 0)
            rows.append(self._row(record))
        return Part(postings=dict(postings), values=dict(values), days=days, rows=rows)

    def _words_of(self, record: Record) -> dict[str, int]:
        """Return the words that find a record, each with the most that it weighs there."""
        bodies = [text.body for text in record.texts]
        bodies += [note.body for text in record.texts for note in text.notes]
        found = dict.fromkeys(
            words_of(" \n".join([*bodies, record.summary, record.source.raw])), TEXT
        )
        for entity in _entities(record):
            found.update(self._words_of_name(entity))
        found.update(dict.fromkeys(words_of(record.title), TITLE))
        return found

    def _row(self, record: Record) -> tuple[Any, ...]:
        edtf = record.date.edtf if record.date else ""
        return (
            file_of(record_address(record.id)),
            record.title or record.id,
            [say_edtf(edtf, words) if edtf else "" for words in self._words],
            record.genre,
            _beginning(record),
        )

    def _words_of_name(self, entity: str) -> dict[str, int]:
        known = self._forms.get(entity)
        if known is None:
            last = self._aliases.get(entity, entity)
            name = self._names.get(last, "")
            forms = " ".join([self._listed.get(last, ""), *self._book.forms(name)])
            known = self._forms[entity] = dict.fromkeys(words_of(forms) if name else (), NAME)
        return known


class Finder:
    """Joins the parts in the order of their records, and writes the whole."""

    def __init__(self) -> None:
        self._postings: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        self._values: defaultdict[tuple[str, str], array[int]] = defaultdict(lambda: array("I"))
        self._days: list[int] = []
        self._rows: list[tuple[Any, ...]] = []

    def add(self, part: Part) -> None:
        """Add the part that comes next."""
        for word, numbers in part.postings.items():
            self._postings[word].extend(numbers)
        for pair, numbers in part.values.items():
            self._values[pair].extend(numbers)
        self._days += part.days
        self._rows += part.rows

    def write(self, out: Path) -> None:
        """Write all shards into the folder `find` of `out`."""
        folder = out / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        shards: defaultdict[str, dict[str, list[int]]] = defaultdict(dict)
        for word in sorted(self._postings):
            shards[shard_of(word)][word] = _deltas(self._postings[word])
        for facet, value in sorted(self._values):
            shards[facet_shard(facet, value)][value] = _deltas(self._values[facet, value])
        for name, content in shards.items():
            _write(folder, name, content)
        for start in range(0, len(self._rows), CHUNK):
            _write(folder, f"d-{start // CHUNK}", self._rows[start : start + CHUNK])
        self._write_counted(folder)
        _write(folder, "days", {"chunk": CHUNK, "days": self._days, "group": GROUP})

    def _write_counted(self, folder: Path) -> None:
        """Write what facets are counted by: the values, and by their numbers those of records."""
        names: dict[str, list[str]] = {facet: [] for facet in COUNTED}
        groups: list[dict[str, list[list[int]]]] = [
            {facet: [[] for _ in range(min(GROUP, len(self._rows) - start))] for facet in COUNTED}
            for start in range(0, len(self._rows), GROUP)
        ]
        for (facet, value), numbers in sorted(self._values.items()):
            if facet not in names:
                continue
            for number in numbers:
                at, within = divmod(number >> 2, GROUP)
                groups[at][facet][within].append(len(names[facet]))
            names[facet].append(value)
        _write(folder, "values", names)
        for at, group in enumerate(groups):
            _write(folder, f"v-{at}", group)


def _entities(record: Record) -> set[str]:
    agents = (*record.senders, *record.recipients, *record.contributors)
    tied = (*record.people, *record.organisations, *record.places)
    found = {one.entity for one in agents} | {one.entity for one in tied}
    found |= {one.entity for one in record.annotations if type(one) is EntityMention}
    found.discard("")
    return found


def _beginning(record: Record) -> str:
    text = record.summary or (record.texts[0].body if record.texts else "")
    words = " ".join(text[: BEGINNING * 2].split())
    return words if len(words) <= BEGINNING else words[:BEGINNING].rpartition(" ")[0] + " …"


def _deltas(numbers: array[int]) -> list[int]:
    return [one - before for before, one in zip([0, *numbers[:-1]], numbers, strict=True)]


def _write(folder: Path, name: str, content: Any) -> None:
    data = msgspec.json.encode(content).decode()
    text = f"regesta({msgspec.json.encode(name).decode()},{data});\n"
    (folder / f"{name}.js").write_text(text, encoding="utf-8")
