"""Dublin Core: a record of metadata as XML (`oai_dc:dc` and its like), a document without text.

Elements are told by their local names, so that simple and qualified Dublin Core are read alike.
Source: DCMI Metadata Terms, and the schema oai_dc of the Open Archives Initiative.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from regesta.errors import Refusal
from regesta.model import Text
from regesta.read.facts import Facts, make_record
from regesta.read.reader import Item, Reader, Source
from regesta.read.tables import language_code, load
from regesta.read.tei_safety import opens_xml, read_whole
from regesta.read.tei_text import plain
from regesta.read.tei_write import local_name

NAME = "dublin-core"
VERSION = "1"

_ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:dc|qualifieddc|oai_dc)[\s>]")
_SPACE = re.compile(rb"http://purl\.org/dc/(?:elements/1\.1|terms)/")


def looks_like(source: Source) -> bool:
    """XML whose root is `dc`, in a file that speaks of Dublin Core's terms."""
    return _SPACE.search(opens_xml(source.head, _ROOT)) is not None


def read(source: Source) -> Iterator[Item]:
    """The one record."""
    root = read_whole(source)
    yield record_of_terms(source, "", "", terms_of(root))


def terms_of(root: etree._Element) -> Iterator[tuple[str, str]]:
    """The terms below an element, each with its value."""
    for element in root:
        if isinstance(element.tag, str):
            yield local_name(element.tag), plain(element)


def record_of_terms(
    source: Source,
    place: str,
    ident: str,
    terms: Iterable[tuple[str, str]],
    facts: Facts | None = None,
    texts: Sequence[Text] = (),
) -> Item:
    """The record of these terms and values; `ident` is the id that its host gives it.

    `facts` and `texts` are what is known of the document beside them.
    """
    facts = facts or Facts()
    known: dict[str, str] = load("dublin_core")["terms"]
    for term, value in terms:
        field = known.get(term, "")
        if field == "identifier":
            _add_identifier(facts, value)
        elif field == "language":
            facts.add("original_language", language_code(value) or value)
        elif field == "date":
            facts.add("date", "" if "date" in facts else value)
        elif field and not (field == "genre" and _is_medium(value)):
            facts.add(field, value)
    facts.add("record_id", ident)
    if "title" not in facts:
        reason = "The record has no title."
        return Refusal(source=source.name, place=place or ident, reason=reason)
    return make_record(facts, texts, source_name=source.name, place=place)


def _is_medium(kind: str) -> bool:
    """Whether a type says what a thing is made of and not what document it is."""
    return kind.casefold() in load("dublin_core")["media"]["types"]


def _add_identifier(facts: Facts, value: str) -> None:
    """An address is the record's; the first other identifier is its file's."""
    if value.startswith(("http://", "https://")):
        facts.add("url", "" if "url" in facts else value)
    elif value.casefold().startswith(("doi:", "hdl:")):
        kind, _, name = value.partition(":")
        host = {"doi": "doi.org", "hdl": "hdl.handle.net"}[kind.casefold()]
        facts.add("url", "" if "url" in facts else f"https://{host}/{name}")
    else:
        facts.add("file", "" if "file" in facts else value)


READER = Reader(NAME, VERSION, looks_like, read)
