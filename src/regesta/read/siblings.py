"""Files that hold another wording of a document: `NAME.ru.txt` beside `NAME.txt`.

The part before the extension is a language (BCP 47). Such a file is no source of its own: its
text joins the record of the file beside it, as the original, unless front matter says
otherwise (`role: transcription`). The text of the file it stands beside is then a translation,
unless that file's own front matter gives it a role. Without a file NAME the English wording,
else the first by name, takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from regesta.errors import CannotRead, Refusal
from regesta.model import Provenance, Record, Text
from regesta.read.companions import SIBLING
from regesta.read.decoding import MAX_TEXT_BYTES, decode
from regesta.read.facts import Facts
from regesta.read.front_matter import facts_of_front_matter, parse_front_matter, split_front_matter
from regesta.read.plain import read_texts
from regesta.read.reader import Item, Source
from regesta.read.tables import language_code

_NAMED = re.compile(r"(.+)\.([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.(txt|md|markdown)")
_MAIN_SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm")


def siblings_of(names: Sequence[str]) -> dict[str, dict[str, str]]:
    """The file names of one folder, grouped: main file → language → file with that wording."""
    present = set(names)
    groups: dict[str, dict[str, str]] = {}
    for name in sorted(names):
        found = _NAMED.fullmatch(name)
        if found and language_code(found[2]):
            groups.setdefault(found[1], {}).setdefault(found[2], name)
    result: dict[str, dict[str, str]] = {}
    for stem, wordings in groups.items():
        main = next((stem + suffix for suffix in _MAIN_SUFFIXES if stem + suffix in present), "")
        if not main:
            main = wordings.pop("en", "") or wordings.pop(min(wordings))
        if wordings:
            result[main] = wordings
    return result


def join_siblings(record: Record, source: Source) -> Iterator[Item]:
    """The record with the texts of its sibling files, and a Refusal for each that fails."""
    texts: list[Text] = []
    provenance: list[Provenance] = []
    for key, file in sorted(source.companion.items()):
        if not key.startswith(SIBLING):
            continue
        name = f"{source.name.rpartition('/')[0]}/{file}".removeprefix("/")
        try:
            texts += _read(source, file, name, key.removeprefix(SIBLING))
            provenance.append(Provenance(file=name, sha256=source.sha256))
        except CannotRead as error:
            yield Refusal(
                source=name, place=error.place, reason=error.message, way_out=error.way_out
            )
    if texts:
        own = tuple(_told(text, texts) for text in record.texts)
        record = replace(
            record, texts=own + tuple(texts), provenance=record.provenance + tuple(provenance)
        )
    yield record


def _told(text: Text, others: Sequence[Text]) -> Text:
    """The record's own text: a translation, when its role is not told and an original stands by."""
    originals = {other.language for other in others if other.role == "original"}
    if text.role == "transcription" and originals and text.language not in originals:
        return replace(text, role="translation")
    return text


def _read(source: Source, file: str, name: str, language: str) -> list[Text]:
    path = source.path.with_name(file)
    try:
        if path.stat().st_size > MAX_TEXT_BYTES:
            raise CannotRead("The file is too large to be read at once.")
        data = path.read_bytes()
    except OSError as error:
        raise CannotRead(f"The file cannot be opened: {error.strerror or error}.") from error
    front, body = split_front_matter(decode(data))
    facts = facts_of_front_matter(parse_front_matter(front)) if front else Facts()
    facts.add("language", language)
    if "text_role" not in facts:
        facts.add("text_role", "original")
    facts.add("title", name)  # a sibling's first line is part of its text
    return read_texts(name, facts, body, Facts())
