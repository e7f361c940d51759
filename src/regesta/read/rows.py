"""A row of facts made into a record: the way of every table, whatever file it stands in."""

from __future__ import annotations

from collections.abc import Iterator

from regesta.errors import Refusal
from regesta.model import Text
from regesta.read.archive_labels import record_url
from regesta.read.blocks import even_paragraphs, make_text
from regesta.read.cells import TEXT_FIELDS
from regesta.read.facts import Facts, make_record, take_language
from regesta.read.reader import Item, Source
from regesta.read.tables import language_code


def record_of_facts(source: Source, place: str, facts: Facts) -> Item:
    """The record of one row, or a Refusal for a row that holds neither title nor text."""
    language = take_language(facts)
    texts = tuple(_texts(facts, language))
    if "title" not in facts and not texts:
        reason = "The row has neither title nor text."
        return Refusal(source=source.name, place=place, reason=reason)
    if "record_id" not in facts and (found := record_url().search(facts.one("url"))):
        facts.add("record_id", found[1])
    return make_record(facts, texts, source_name=source.name, place=place)


def _texts(facts: Facts, language: str) -> Iterator[Text]:
    for field, role in TEXT_FIELDS.items():
        if field in facts:
            stated = language_code(facts.one("text_language")) if field != "original" else language
            body = even_paragraphs(facts.one(field))
            translator = "; ".join(facts.all("translator")) if role == "translation" else ""
            yield make_text(body, role=role, language=stated, translator=translator)
