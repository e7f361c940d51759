"""E-mail: a message (`.eml`) or a mailbox (mbox), a record a message, enclosed ones their own.

Sender, recipients, subject and date come from the header; the text is the plain part, else the
HTML one; quoted lines are quotations. Attachments are told by name and size and not opened.
Source: RFC 5322, RFC 2045 to 2049, RFC 4155.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterable, Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from msgspec.structs import replace

from regesta.errors import CannotRead, Refusal
from regesta.model import Agent, Record, Text
from regesta.read.blocks import Part, make_text, paragraphs
from regesta.read.decoding import decode, looks_like_text, tidy
from regesta.read.facts import Facts, kind_of_name, make_record
from regesta.read.markup import MAX_HTML_BYTES, lines_of, parse_html
from regesta.read.reader import Item, Reader, Source

NAME = "e-mail"
VERSION = "1"

MAX_MESSAGE = 32 * 1024 * 1024
MAX_LINES = 600_000
_PIECE = 1024 * 1024
# Parts within parts: each costs every line of the message a comparison.
MAX_BOUNDARIES = 50
MAX_PARTS = 1_000
MAX_REFUSED = 200

_ENVELOPE = re.compile(rb"From \S{1,320} +\w{3} \w{3} [ \d]\d \d\d:\d\d(?::\d\d)?[^\n]{0,40}\n")
_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?\S")
_OF_A_PERSON = frozenset({b"from", b"to", b"subject", b"date", b"sender", b"cc"})
_OF_A_MACHINE = frozenset(
    [
        b"message-id", b"mime-version", b"received", b"return-path", b"content-type",
        b"delivered-to", b"x-mailer", b"in-reply-to", b"references",
    ]
)  # fmt: skip
# What the library of the language raises for headers and parts that are none.
_FAULTS = (
    MessageError, ValueError, LookupError, AttributeError, TypeError, AssertionError,
    RecursionError, OverflowError,
)  # fmt: skip
_UNFIT = re.compile(r"[^\w.-]+")
Mail = Message


def looks_like(source: Source) -> bool:
    """A header as programs of mail write it, alone or after the line `From ` of a mailbox."""
    head = source.head.replace(b"\r\n", b"\n")
    if not looks_like_text(head[:4096]):
        return False
    envelope = _ENVELOPE.match(head)
    fields = set()
    for line in head[envelope.end() if envelope else 0 :].split(b"\n"):
        found = _FIELD.match(line)
        if found:
            fields.add(found[1].lower())
        elif line[:1] not in {b" ", b"\t"} and not re.match(rb"[A-Za-z][A-Za-z0-9-]*:\s*$", line):
            break
    return len(fields & _OF_A_PERSON) >= 2 and bool(fields & _OF_A_MACHINE)


def read(source: Source) -> Iterator[Item]:
    """The messages in the order of the file; one that cannot be read is a Refusal."""
    box = _ENVELOPE.match(source.head.replace(b"\r\n", b"\n")) is not None
    places: set[str] = set()
    refused = 0
    for number, data in enumerate(_messages(source) if box else _whole(source), 1):
        place = f"message-{number}" if box else ""
        try:
            yield from _read_one(source, data, place, places)
        except CannotRead as error:
            refused += 1
            yield Refusal(
                source=source.name,
                place=place.replace("-", " "),
                reason=error.message,
                way_out=error.way_out,
            )
        if refused >= MAX_REFUSED:
            raise CannotRead(f"The rest is not read: {refused} messages are broken.")


# -- the messages of a file ------------------------------------------------------------


def _whole(source: Source) -> Iterator[bytes]:
    with source.path.open("rb") as stream:
        yield stream.read(MAX_MESSAGE + 1)


def _messages(source: Source) -> Iterator[bytes]:
    """The messages of a mailbox, each from behind its `From ` line; read in one pass."""
    held: list[bytes] = []
    size = 0
    after_blank = False
    begins = True  # a line that is longer than `_PIECE` comes in pieces
    with source.path.open("rb") as stream:
        stream.readline(MAX_MESSAGE)
        while line := stream.readline(_PIECE):
            if not begins:
                held += [line] if size <= MAX_MESSAGE else []
                size += len(line)
            elif after_blank and line.startswith(b"From ") and _is_envelope(line):
                yield b"".join(held)
                held, size = [], 0
            elif size <= MAX_MESSAGE:  # what is beyond is refused, and not kept
                held.append(line[1:] if re.match(rb">+From ", line) else line)
                size += len(line)
            after_blank = begins and len(line) < _PIECE and not line.strip()
            begins = line.endswith(b"\n")
    yield b"".join(held)


def _is_envelope(line: bytes) -> bool:
    return _ENVELOPE.match(line.replace(b"\r\n", b"\n")) is not None


def _read_one(source: Source, data: bytes, place: str, places: set[str]) -> Iterator[Record]:
    if len(data) > MAX_MESSAGE:
        raise CannotRead(
            f"The message has more than {MAX_MESSAGE:,} bytes.",
            way_out="Save it without its attachments.",
        )
    if data.count(b"\n") > MAX_LINES or data.lower().count(b"boundary=") > MAX_BOUNDARIES:
        raise CannotRead("The message has too many lines, or too many parts within parts.")
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
    except _FAULTS as error:
        raise CannotRead("The message cannot be taken apart.") from error
    yield from _records(source, message, place, places, parent="")


def _records(
    source: Source, message: Mail, place: str, places: set[str], parent: str
) -> Iterator[Record]:
    """The record of a message, and those of the messages enclosed in it."""
    ident = _UNFIT.sub("-", _said(message, "Message-ID")).strip("-.")[:80]
    where = ident if place and ident and ident not in places else place
    places.add(where)
    facts = _facts(message)
    text, enclosed = _content(message, facts)
    if "title" not in facts and not text.body:
        raise CannotRead("The message has neither a subject nor words.")
    if "title" not in facts:
        facts.add("title", text.body.partition("\n")[0][:120])
    texts = (text,) if text.body else ()
    record = make_record(facts, texts, source_name=source.name, place=where, keep_id=False)
    record = replace(
        record,
        senders=_agents(message, ("From", "Sender"), "from")[:1] or record.senders,
        recipients=_agents(message, ("To",), "to") + _agents(message, ("Cc",), "cc"),
        parent=parent,
    )
    yield record
    for number, one in enumerate(enclosed, 1):
        inner = f"{where}-{number}" if where else f"enclosed-{number}"
        yield from _records(source, one, inner, places, record.id)


# -- what a message says ---------------------------------------------------------------


def _facts(message: Mail) -> Facts:
    facts = Facts()
    facts.add("title", _said(message, "Subject").replace("\n", " "))
    facts.add("genre", "e-mail")
    facts.add("record_id", _said(message, "Message-ID").strip("<> "))
    facts.add("language", _said(message, "Content-Language"))
    stated = _said(message, "Date")
    facts.add("date", stated)
    try:
        facts.add("date_machine", parsedate_to_datetime(stated).strftime("%Y-%m-%dT%H:%M"))
    except _FAULTS:
        if stated:
            facts.flag("date-as-stated", f"The date of the header is none: “{stated[:80]}”.")
    if answered := _said(message, "In-Reply-To"):
        facts.flag("in-reply-to", f"The message answers {answered[:300]}.")
    return facts


def _said(message: Mail, name: str) -> str:
    """A field of the header, decoded; as it stands where it cannot be."""
    raw = message.get(name)
    if raw is None:
        return ""
    try:
        return tidy(str(make_header(decode_header(raw)))).strip()
    except _FAULTS:
        return tidy(str(raw)).strip()


def _agents(message: Mail, names: Iterable[str], role: str) -> tuple[Agent, ...]:
    """The persons of these fields: the name, else the address."""
    found: dict[str, None] = {}
    for name in names:
        for raw in message.get_all(name, []):
            try:
                listed = getaddresses([str(raw)])
            except _FAULTS:
                listed = []
            for shown, address in listed:
                words = _decoded(shown) or address
                if words.strip():
                    found[words] = None
    return tuple(Agent(name=one, role=role, kind=kind_of_name(one)) for one in found)


def _decoded(words: str) -> str:
    try:
        return tidy(str(make_header(decode_header(words)))).strip(" '\"")
    except _FAULTS:
        return tidy(words).strip()


def _content(message: Mail, facts: Facts) -> tuple[Text, list[Mail]]:
    """The message's text, and the messages enclosed in it; attachments are told in the facts."""
    plain: list[str] = []
    pages: list[bytes] = []
    enclosed: list[Mail] = []
    waiting: list[Mail] = [message]
    for _ in range(MAX_PARTS):
        if not waiting:
            break
        part = waiting.pop()
        kind = part.get_content_type()
        if kind == "message/rfc822":
            enclosed += _parts(part)
        elif part.is_multipart():
            waiting += reversed(_parts(part))
        elif _is_attachment(part) or kind not in {"text/plain", "text/html"}:
            _tell_attachment(part, kind, facts)
        elif kind == "text/plain":
            plain.append(_words(part))
        else:
            pages.append(_bytes(part))
    blocks = [block for text in plain for block in _blocks(text)]
    if not blocks:
        blocks = [block for page in pages for block in _of_page(page, facts)]
    return make_text(blocks, language=facts.one("language")), enclosed


def _parts(part: Mail) -> list[Mail]:
    found = part.get_payload()
    return [one for one in found if isinstance(one, Message)] if isinstance(found, list) else []


def _is_attachment(part: Mail) -> bool:
    return str(part.get("Content-Disposition", "")).strip().casefold().startswith("attachment")


def _tell_attachment(part: Mail, kind: str, facts: Facts) -> None:
    try:
        name = _decoded(part.get_filename() or "")
    except _FAULTS:
        name = ""
    size = len(_bytes(part))
    facts.flag("attachment", f"Attached and not read: {name[:200] or kind} ({kind}, {size} bytes)")


def _bytes(part: Mail) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except _FAULTS:
        return b""
    return found if isinstance(found, bytes) else b""


def _words(part: Mail) -> str:
    data = _bytes(part)
    charset = part.get_content_charset() or ""
    try:
        return tidy(data.decode(charset)) if charset else decode(data)
    except _FAULTS:
        return decode(data)


def _blocks(text: str) -> Iterator[Part | str]:
    """The paragraphs of the text; lines that begin with ">" are quoted, by their depth."""
    held: list[str] = []
    depth = 0

    def flush() -> Iterator[Part | str]:
        for words in paragraphs("\n".join(held)):
            yield Part(words, "quote", depth) if depth else words
        held.clear()

    for line in text.split("\n"):
        quoted = re.match(r"(?:> ?){1,40}", line)
        now = quoted[0].count(">") if quoted else 0
        if now != depth and line.strip():
            yield from flush()
            depth = now
        held.append(line[quoted.end() :] if quoted else line)
    yield from flush()


def _of_page(page: bytes, facts: Facts) -> list[Part | str]:
    try:
        if len(page) > MAX_HTML_BYTES:
            raise CannotRead(f"The page has more than {MAX_HTML_BYTES:,} bytes.")
        return [Part(line.text, line.kind, line.level) for line in lines_of(parse_html(page))]
    except CannotRead as error:
        facts.flag("unread-part", f"The HTML of the message is not read: {error.message}")
        return []


READER = Reader(NAME, VERSION, looks_like, read)
