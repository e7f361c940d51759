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
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from regesta.model import Entity, EntityMention, Record
from regesta.search.facets import facet_values
from regesta.search.names import NameBook, known_name
from regesta.show.dates import say_edtf
from regesta.show.site.addresses import record_address
from regesta.show.still.files import file_of
from regesta.understand.folding import fold_name

FOLDER = "find"
CHUNK = 100
BEGINNING = 220
FACET_SHARDS = 32
TEXT, NAME, TITLE = 1, 2, 3
_WORDS = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
_fold = fold_name.__wrapped__  # whole texts are not worth keeping


def words_of(text: str) -> set[str]:
    """Return the words of a text as the index has them; the browser does the same to a query.

    >>> sorted(words_of("Ch'iao's treaties, 周恩來"))
    ['chiao', 'treaty', '周', '恩', '来']
    """
    return {_stem(word) for word in _WORDS.findall(_fold(text))}


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


class Finder:
    """Collects the index record by record, and writes it."""

    def __init__(self, entities: Iterable[Entity], aliases: Mapping[str, str]) -> None:
        known = list(entities)
        self._aliases = aliases
        self._names = {entity.id: entity.name for entity in known}
        self._names |= {one: self._names[to] for one, to in aliases.items() if to in self._names}
        self._book = NameBook(known_name(entity) for entity in known)
        self._forms: dict[str, set[str]] = {}
        self._listed = {
            entity.id: " ".join([entity.name, *(form.name for form in entity.names)])
            for entity in known
        }
        self._postings: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        self._facets: defaultdict[tuple[str, str], array[int]] = defaultdict(lambda: array("I"))
        self._days: list[int] = []
        self._rows: list[tuple[str, ...]] = []

    def add(self, record: Record) -> None:
        """Add one record."""
        number = len(self._rows)
        found: dict[str, int] = {}
        for text in record.texts:
            found.update(dict.fromkeys(words_of(text.body), TEXT))
            for note in text.notes:
                found.update(dict.fromkeys(words_of(note.body), TEXT))
        found.update(dict.fromkeys(words_of(f"{record.summary} {record.source.raw}"), TEXT))
        for entity in _entities(record):
            found.update(dict.fromkeys(self._words_of_name(entity), NAME))
        found.update(dict.fromkeys(words_of(record.title), TITLE))
        for word, weight in found.items():
            self._postings[word].append(number * 4 + weight)
        for facet, value in facet_values(record, self._names):
            self._facets[facet, value].append(number * 4 + TEXT)
        day = record.date.earliest[:10] if record.date else ""
        self._days.append(int(day.replace("-", "")) if day else 0)
        self._rows.append(
            (
                file_of(record_address(record.id)),
                record.title or record.id,
                say_edtf(record.date.edtf) if record.date else "",
                record.genre.replace("-", " "),
                _beginning(record),
            )
        )

    def _words_of_name(self, entity: str) -> set[str]:
        known = self._forms.get(entity)
        if known is None:
            last = self._aliases.get(entity, entity)
            name = self._names.get(last, "")
            forms = " ".join([self._listed.get(last, ""), *self._book.forms(name)])
            known = self._forms[entity] = words_of(forms) if name else set()
        return known

    def write(self, out: Path) -> None:
        """Write all shards into the folder `find` of `out`."""
        folder = out / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        shards: defaultdict[str, dict[str, list[int]]] = defaultdict(dict)
        for word in sorted(self._postings):
            shards[shard_of(word)][word] = _deltas(self._postings[word])
        for facet, value in sorted(self._facets):
            shards[facet_shard(facet, value)][value] = _deltas(self._facets[facet, value])
        for name, content in shards.items():
            _write(folder, name, content)
        for start in range(0, len(self._rows), CHUNK):
            _write(folder, f"d-{start // CHUNK}", self._rows[start : start + CHUNK])
        _write(folder, "days", {"chunk": CHUNK, "days": self._days})


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
