"""MODS: descriptions of documents as libraries keep them, each a record without text.

A name with the role of addressee makes the document a letter, whose authors are senders.
Source: MODS 3.8 (Library of Congress).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from regesta.errors import Refusal
from regesta.read.facts import Facts, make_record
from regesta.read.reader import Item, Reader, Source
from regesta.read.tables import language_code, load
from regesta.read.tei_safety import opens_xml, read_whole
from regesta.read.tei_text import plain
from regesta.read.tei_write import local_name

NAME = "mods"
VERSION = "1"

_ROOT = re.compile(rb"<(?:[\w.-]+:)?mods(?:Collection)?[\s>]")
_SPACE = b"http://www.loc.gov/mods/"
_DATES = ("dateCreated", "dateIssued", "dateOther", "copyrightDate")
_SUBJECTS = {"topic": "topics", "geographic": "places", "hierarchicalGeographic": "places"}


def looks_like(source: Source) -> bool:
    """XML whose root is `mods` or `modsCollection`, in the namespace of MODS."""
    return _SPACE in opens_xml(source.head, _ROOT)


def read(source: Source) -> Iterator[Item]:
    """A record for each description."""
    root = read_whole(source)
    if local_name(root.tag) == "mods":
        yield record_of_mods(source, "", "", root)
        return
    for number, one in enumerate(root.iterchildren("{*}mods"), 1):
        yield record_of_mods(source, f"mods {number}", "", one)


def record_of_mods(source: Source, place: str, ident: str, root: etree._Element) -> Item:
    """The record of one description; `ident` is the id that its host gives it."""
    facts = Facts()
    facts.add("title", _title(root))
    _add_names(facts, root)
    _add_origin(facts, root)
    for name, field in (("abstract", "summary"), ("genre", "genre"), ("accessCondition", "rights")):
        for one in root.iterchildren(f"{{*}}{name}"):
            facts.add(field, plain(one))
    for one in root.iterchildren("{*}language"):
        said = [plain(term) for term in one.iterchildren("{*}languageTerm")]
        facts.add("original_language", next(filter(None, map(language_code, said)), "") or
                  next(iter(said), ""))  # fmt: skip
    _add_subjects(facts, root)
    _add_location(facts, root)
    facts.add("record_id", ident)
    if "title" not in facts:
        reason = "The description has no title."
        return Refusal(source=source.name, place=place or ident, reason=reason)
    return make_record(facts, (), source_name=source.name, place=place)


def _title(root: etree._Element) -> str:
    """The title that is no other one's, with what stands before and behind it."""
    for info in root.iterchildren("{*}titleInfo"):
        if info.get("type"):
            continue
        parts = {local_name(part.tag): plain(part) for part in info if isinstance(part.tag, str)}
        title = " ".join(filter(None, (parts.get("nonSort", ""), parts.get("title", ""))))
        title = ": ".join(filter(None, (title, parts.get("subTitle", ""))))
        return ", ".join(
            filter(None, (title, parts.get("partNumber", ""), parts.get("partName", "")))
        )
    return ""


def _add_names(facts: Facts, root: etree._Element) -> None:
    roles: dict[str, str] = load("mods")["roles"]
    found: list[tuple[str, str]] = []
    for name in root.iterchildren("{*}name"):
        said = [plain(term).casefold() for term in name.iter("{*}roleTerm")]
        field = next((roles[term] for term in said if term in roles), "contributor")
        found.append((field if said else "author", _name(name)))
    letter = any(field == "recipient" for field, _ in found)
    for field, words in found:
        facts.add("sender" if letter and field == "author" else field, words)


def _name(name: etree._Element) -> str:
    """ "Family, Given" or the name as a whole, without the years of its bearer."""
    parts: dict[str, list[str]] = {}
    for part in name.iterchildren("{*}namePart"):
        parts.setdefault(part.get("type", ""), []).append(plain(part))
    if "family" in parts:
        return ", ".join(" ".join(parts[kind]) for kind in ("family", "given") if kind in parts)
    whole = " ".join(parts.get("", []))
    form = name.find("{*}displayForm")
    return whole or (plain(form) if form is not None else "")


def _add_origin(facts: Facts, root: etree._Element) -> None:
    for origin in root.iterchildren("{*}originInfo"):
        for term in origin.iterfind("{*}place/{*}placeTerm"):
            if term.get("type", "text") == "text":
                facts.add("place", "" if "place" in facts else plain(term))
        for kind in _DATES:
            dates = list(origin.iterchildren(f"{{*}}{kind}"))
            if dates and "date" not in facts:
                _add_dates(facts, dates)


def _add_dates(facts: Facts, dates: list[etree._Element]) -> None:
    """The date as words, and as a machine has it: a span where both ends are given."""
    coded = [one for one in dates if one.get("encoding")]
    words = [one for one in dates if not one.get("encoding")]
    ends = {one.get("point", ""): plain(one) for one in coded}
    machine = f"{ends['start']}/{ends['end']}" if {"start", "end"} <= ends.keys() else ""
    machine = machine or next(iter(ends.values()), "")
    if coded and coded[0].get("qualifier") in {"approximate", "inferred"} and "/" not in machine:
        machine += "~"
    facts.add("date", plain(words[0]) if words else machine)
    if re.fullmatch(r"-?\d{4}(?:-\d\d(?:-\d\d)?)?~?(?:/.{0,25})?", machine):
        facts.add("date_machine", machine)


def _add_subjects(facts: Facts, root: etree._Element) -> None:
    for subject in root.iterchildren("{*}subject"):
        for part in subject:
            tag = local_name(part.tag)
            if tag == "name":
                kind = "organisations" if part.get("type") == "corporate" else "people"
                facts.add(kind, _name(part))
            else:
                _add_subject(facts, tag, plain(part))


def _add_subject(facts: Facts, tag: str, words: str) -> None:
    if field := _SUBJECTS.get(tag):
        facts.add(field, words)


def _add_location(facts: Facts, root: etree._Element) -> None:
    """Where the original lies, what it is part of, and its address."""
    for location in root.iterchildren("{*}location"):
        for element in location.iter():
            tag = local_name(element.tag)
            if tag == "physicalLocation":
                facts.add("archive", plain(element))
            elif tag in {"shelfLocator", "shelfLocation"}:
                facts.add("file", "" if "file" in facts else plain(element))
            elif tag == "url":
                facts.add("url", "" if "url" in facts else plain(element))
    for related in root.iterchildren("{*}relatedItem"):
        if related.get("type") in {"host", "series"}:
            facts.add("collections", _title(related))
    for one in root.iterchildren("{*}identifier"):
        said = plain(one)
        if one.get("type") in {"uri", "hdl", "doi"} and said.startswith("http"):
            facts.add("url", "" if "url" in facts else said)


READER = Reader(NAME, VERSION, looks_like, read)
