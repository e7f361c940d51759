"""What a source states of a document, as named values, made into a `Record`.

Every reader of labelled input (front matter, a table's row, a page's labels) gathers `Facts`
by the field names of `data/fields.toml` and hands them here, so that a field means the same
wherever it was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from regesta.model import (
    Agent,
    Association,
    DocumentNumber,
    EntityKind,
    Facsimile,
    Flag,
    Record,
    SourceCitation,
    Stated,
    Text,
)
from regesta.read.decoding import even_lines
from regesta.read.naming import record_id
from regesta.read.tables import language_code, load

MAX_VALUE = 1_000_000

_MACHINE_DATE = re.compile(
    r"-?\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d)?)?)?)?[?~%]?(?:/.{0,25})?"
)
_ABBREVIATED = re.compile(r"^[^,]+\. \w|\([A-Z]{2,}\)$")
_INVERTED = re.compile(r"^[^\W\d_][^,]*, [^\W\d_]")


class Facts:
    """Named values in the order they were found, and the addresses that lists link to."""

    def __init__(self) -> None:
        # One value alone as it is: as a key of its own it would cost a walk through a whole text.
        self.values: dict[str, str | dict[str, None]] = {}
        self.links: dict[str, str] = {}
        self.flags: list[Flag] = []
        self.empty_labels: list[str] = []

    def add(self, field: str, value: str, link: str = "") -> None:
        """Take one value of a field; empty ones and repetitions are passed over."""
        value = even_lines(value[:MAX_VALUE])
        if not value:
            return
        held = self.values.get(field)
        if held is None:
            self.values[field] = value
        elif isinstance(held, dict):
            held[value] = None
        elif held != value:
            self.values[field] = {held: None, value: None}
        if link:
            self.links.setdefault(value, link)

    def flag(self, kind: str, message: str) -> None:
        """Tell the reader of the record something."""
        self.flags.append(Flag(kind=kind, message=message))

    def empty_label(self, label: str) -> None:
        """The source names this label but gives no value."""
        if label not in self.empty_labels:
            self.empty_labels.append(label)

    @property
    def is_flagged(self) -> bool:
        """Whether there is something to tell the reader of the record."""
        return bool(self.flags or self.empty_labels)

    def one(self, field: str) -> str:
        """The field's values as one string, paragraphs parted by a newline."""
        found = self.values.get(field, "")
        return found if isinstance(found, str) else "\n".join(found)

    def all(self, field: str) -> tuple[str, ...]:
        """The field's values."""
        found = self.values.get(field)
        if found is None:
            return ()
        return (found,) if isinstance(found, str) else tuple(found)

    def __contains__(self, field: str) -> bool:
        return field in self.values


@lru_cache(maxsize=4096)
def field_of_key(key: str) -> str:
    """The field that a key of front matter or a column fills; "" unknown, "-" to be ignored."""
    return _fields_by_key().get(re.sub(r"[\s-]+", "_", key.strip().casefold()), "")


@cache
def _fields_by_key() -> dict[str, str]:
    table = load("fields")
    found = {key: field for field, keys in table["keys"].items() for key in keys}
    return found | dict.fromkeys(table["ignored"]["keys"], "-")


def take_language(facts: Facts) -> str:
    """The BCP 47 code of the record's one stated language, "" when none or several."""
    codes = {language_code(name) for name in facts.all("language")}
    return codes.pop() if len(codes) == 1 else ""


def make_record(
    facts: Facts, texts: Sequence[Text], *, source_name: str, place: str = "", keep_id: bool = True
) -> Record:
    """The record of these facts and texts; `keep_id` lets a stated record ID be its id.

    Only what the source states is filled: dates stay as printed, authors are contributors.
    """
    # What is told of is filled, field by field: most records have six of the forty.
    given: dict[str, Any] = {}
    said: dict[str, str] = {}
    for field in facts.values:
        if field in _AS_SAID:
            given[field] = facts.one(field)
        elif field in _STATED:
            said[field] = facts.one(field)
        for part in _FILLING.get(field, ()):
            given[part] = _MAKING[part](facts)
    date = said.get("date")
    if date and "date_machine" not in said and _MACHINE_DATE.fullmatch(date):
        said["date_machine"] = date
    if "dateline" not in said and (line := _dateline(texts)):
        said["dateline"] = line
    return Record(
        id=record_id(given.get("record_id", "") if keep_id else "", source_name, place),
        stated=Stated(**said),
        texts=tuple(texts),
        flags=(*facts.flags, *_empty_labels(facts, source_name)) if facts.is_flagged else (),
        **given,
    )


def _empty_labels(facts: Facts, source_name: str) -> tuple[Flag, ...]:
    return tuple(
        Flag(kind="empty-label", message=f"“{label}” stands in {source_name} without a value.")
        for label in facts.empty_labels
    )


def _dateline(texts: Sequence[Text]) -> str:
    """The first dateline that stands in a text, as printed."""
    for text in texts:
        for block in text.blocks:
            if block.kind == "dateline":
                return text.body[block.start : block.end]
    return ""


_CONTRIBUTING = ("author", "translator", "editor", "contributor", "donor")


def _agents(facts: Facts, field: str, role: str) -> tuple[Agent, ...]:
    return tuple(
        [Agent(name=name, role=role, kind=kind_of_name(name)) for name in facts.all(field)]
    )


def _contributors(facts: Facts) -> tuple[Agent, ...]:
    named = [
        one for field in _CONTRIBUTING if field in facts for one in _agents(facts, field, field)
    ]
    return (*named, *_thanked(facts))


def _thanked(facts: Facts) -> tuple[Agent, ...]:
    """The names in the lines of thanks: a donor where the line's opening is known."""
    if "credits" not in facts:
        return ()
    leads: list[str] = load("archive_page")["credit_leads"]
    donors = {name.casefold() for name in facts.all("donor")}
    found: list[Agent] = []
    for line in facts.all("credits"):
        lead = next((lead for lead in leads if line.casefold().startswith(lead.casefold())), "")
        name = line[len(lead) :].strip(" :.") if lead else line
        if name and name.casefold() not in donors:
            role = "donor" if lead else "credit"
            found.append(Agent(name=name, role=role, kind=kind_of_name(name)))
    return tuple(found)


def _associations(facts: Facts, field: str, more: Iterable[str] = ()) -> tuple[Association, ...]:
    names = dict.fromkeys((*facts.all(field), *more))
    return tuple(Association(name=name, url=facts.links.get(name, "")) for name in names)


def _named(facts: Facts, field: str, kind: EntityKind) -> tuple[Association, ...]:
    """Persons or corporate bodies, also from a list that mixes both."""
    mixed = facts.all("people_or_organisations")
    return _associations(facts, field, (name for name in mixed if kind_of_name(name) == kind))


@lru_cache(maxsize=4096)
def kind_of_name(name: str) -> EntityKind:
    """Person or organisation, from the form of the name as catalogues print it.

    "Arvane, Teodor" is a person; "Vostria. Foreign Ministry", "Trade Union (TU)" and names
    with a word for a body in them are organisations; any other name is a person's.
    """
    words = set(re.findall(r"[^\W\d_]+", name.casefold()))
    if words & _body_words():
        return "organisation"
    if _INVERTED.match(name):
        return "person"
    return "organisation" if _ABBREVIATED.search(name) and not _initials(name) else "person"


def _initials(name: str) -> bool:
    """Whether the full stops of the name are those of initials: "A. B. Arvane"."""
    return all(len(part.rpartition(" ")[2]) <= 2 for part in name.split(". ")[:-1])


@cache
def _body_words() -> frozenset[str]:
    return frozenset(load("fields")["bodies"]["words"])


def _number(value: str) -> DocumentNumber:
    """ "Telegram 302" is number 302 of the series "Telegram"; "302" has no series."""
    series, _, number = value.rpartition(" ")
    return DocumentNumber(series=series, number=number)


# What stands in a record as it was said, what its `stated` holds, and what is made of the rest:
# for each field the parts that it fills, for each part how.
_AS_SAID = frozenset(
    ["summary", "rights", "rights_term", "classification", "fonds", "file", "uploaded", "updated",
     "record_id", "volume", "parent"]
)  # fmt: skip
_STATED = frozenset(Stated.__struct_fields__)
_MAKING: dict[str, Callable[[Facts], Any]] = {
    "title": lambda facts: facts.one("title").replace("\n", " "),
    "senders": lambda facts: _agents(facts, "sender", "from"),
    "recipients": lambda facts: _agents(facts, "recipient", "to"),
    "contributors": _contributors,
    "people": lambda facts: _named(facts, "people", "person"),
    "organisations": lambda facts: _named(facts, "organisations", "organisation"),
    "places": lambda facts: _associations(facts, "places"),
    "topics": lambda facts: _associations(facts, "topics"),
    "collections": lambda facts: _associations(facts, "collections"),
    "source": lambda facts: SourceCitation(raw=facts.one("source")),
    "archive": lambda facts: "; ".join(facts.all("archive")),
    "languages": lambda facts: facts.all("original_language") or facts.all("language"),
    "url": lambda facts: facts.one("url").partition("\n")[0],
    "numbers": lambda facts: tuple(_number(value) for value in facts.all("number")),
    "facsimiles": lambda facts: tuple(Facsimile(image=one) for one in facts.all("facsimiles")),
}
_FILLING: dict[str, tuple[str, ...]] = {
    **{part: (part,) for part in _MAKING},
    **dict.fromkeys((*_CONTRIBUTING, "credits"), ("contributors",)),
    "sender": ("senders",),
    "recipient": ("recipients",),
    "number": ("numbers",),
    "language": ("languages",),
    "original_language": ("languages",),
    "people_or_organisations": ("people", "organisations"),
}
