"""A row of facts made into a record: the way of every table, whatever file it stands in."""

from __future__ import annotations

from collections.abc import Iterator

from regesta.errors import Refusal
from regesta.model import Text
from regesta.read.archive_labels import record_url
from regesta.read.blocks import make_even_text
from regesta.read.cells import TEXT_FIELDS
from regesta.read.facts import Facts, make_record, take_language
from regesta.read.reader import Item, Source
from regesta.read.tables import language_code


def record_of_facts(source: Source, place: str, facts: Facts) -> Item:
    """The record of one row, or a Refusal for a row that holds neither title nor text."""
    texts = tuple(_texts(facts))
    if "title" not in facts and not texts:
        reason = "The row has neither title nor text."
        return Refusal(source=source.name, place=place, reason=reason)
    if "url" in facts and "record_id" not in facts:
        found = record_url().search(facts.one("url"))
        facts.add("record_id", found[1] if found else "")
    return make_record(facts, texts, source_name=source.name, place=place)


def _texts(facts: Facts) -> Iterator[Text]:
    for field, role in TEXT_FIELDS.items():
        if field not in facts:
            continue
        if field == "original":
            language = take_language(facts)
        else:
            language = language_code(facts.one("text_language"))
        translator = "; ".join(facts.all("translator")) if role == "translation" else ""
        yield make_even_text(facts.one(field), role=role, language=language, translator=translator)
