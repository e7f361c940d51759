"""E-mail: messages and mailboxes as records; hostile ones as refusals."""

from __future__ import annotations

import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regesta.errors import Refusal
from regesta.model import Record
from regesta.read.reader import Item, Source
from regesta.read.registry import read_source
from regesta.read.sources import source_of


def items(folder: Path, content: bytes, name: str = "m.eml") -> list[Item]:
    path = folder / name
    path.write_bytes(content)
    source = source_of(path, name)
    assert isinstance(source, Source)
    return list(read_source(source))


def message(
    text: str = "Dear Lin,\n\nthe coal has come.\n\n> When does it come?\n",
) -> EmailMessage:
    found = EmailMessage()
    found["Message-ID"] = "<17.a@kelmar.example>"
    found["In-Reply-To"] = "<16@kelmar.example>"
    found["From"] = "Tal Örsk <tal@kelmar.example>"
    found["To"] = '"Ko, Lin" <lin@kelmar.example>, board@kelmar.example'
    found["Cc"] = "Ana Ruvo <ana@kelmar.example>"
    found["Subject"] = "Уголь и железо"
    found["Date"] = "Mon, 04 May 2009 16:05:00 +0800"
    found.set_content(text)
    return found


def only(found: list[Item]) -> Record:
    assert len(found) == 1
    assert isinstance(found[0], Record), found[0]
    return found[0]


def test_a_message(tmp_path: Path) -> None:
    found = only(items(tmp_path, bytes(message())))
    assert (found.title, found.stated.genre) == ("Уголь и железо", "e-mail")
    assert (found.stated.date_machine, found.record_id) == (
        "2009-05-04T16:05", "17.a@kelmar.example",
    )  # fmt: skip
    assert [agent.name for agent in found.senders] == ["Tal Örsk"]
    assert [(agent.name, agent.role) for agent in found.recipients] == [
        ("Ko, Lin", "to"), ("board@kelmar.example", "to"), ("Ana Ruvo", "cc"),
    ]  # fmt: skip
    text = found.texts[0]
    assert [(b.kind, text.body[b.start : b.end]) for b in text.blocks][1:] == [
        ("paragraph", "the coal has come."), ("quote", "When does it come?"),
    ]  # fmt: skip
    assert [flag.kind for flag in found.flags] == ["in-reply-to"]


def test_attachments_are_told_and_enclosed_messages_are_records(tmp_path: Path) -> None:
    outer = message()
    outer.add_alternative("<p>the <b>coal</b></p>", subtype="html")
    outer.add_attachment(b"PK\3\4", maintype="application", subtype="zip", filename="../../x.zip")
    inner = message("Inner words.\n")
    outer.add_attachment(inner)
    found = items(tmp_path, bytes(outer))
    first, second = found
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert "coal has come" in first.texts[0].body
    assert [f.message for f in first.flags if f.kind == "attachment"] == [
        "Attached and not read: ../../x.zip (application/zip, 4 bytes)"
    ]
    assert (second.parent, second.texts[0].body) == (first.id, "Inner words.")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m.eml"]


def test_html_alone_is_read(tmp_path: Path) -> None:
    only_html = message()
    only_html.set_content("<html><body><h1>Head</h1><p>Coal</p></body></html>", subtype="html")
    text = only(items(tmp_path, bytes(only_html))).texts[0]
    assert [block.kind for block in text.blocks] == ["heading", "paragraph"]


def test_old_letters_of_a_charset(tmp_path: Path) -> None:
    head = (
        b"From: a@b.example\nTo: c@d.example\nSubject: =?koi8-r?B?9cfPzNg=?=\nMIME-Version: 1.0\n"
    )
    body = b"Content-Type: text/plain; charset=koi8-r\n\n" + "Уголь пришёл.".encode("koi8-r")
    found = only(items(tmp_path, head + body))
    assert (found.title, found.texts[0].body) == ("Уголь", "Уголь пришёл.")


def test_a_mailbox(tmp_path: Path) -> None:
    line = b"From tal@kelmar.example Mon May  4 16:05:00 2009\n"
    quoted = message("Words.\n\n>From there.\n")
    content = line + bytes(message()) + b"\n" + line + bytes(quoted) + b"\n" + line + b"\n\n"
    found = items(tmp_path, content, "box")
    records = [one for one in found if isinstance(one, Record)]
    assert [one.id.rpartition("/")[2] for one in records] == ["17.a-kelmar.example", "message-2"]
    assert "From there." in records[1].texts[0].body
    assert [one.place for one in found if isinstance(one, Refusal)] == ["message 3"]


def nested(depth: int) -> bytes:
    lines = ["From: a@b.example", "To: c@d.example", "MIME-Version: 1.0"]
    for number in range(depth):
        lines += [f"Content-Type: multipart/mixed; boundary=b{number}", "", f"--b{number}"]
    return "\n".join(lines).encode() + b"\n" * 200_000


HEAD = b"From: a@b.example\nTo: c@d.example\nSubject: s\nMIME-Version: 1.0\n"


@pytest.mark.parametrize(
    "content",
    [
        nested(2_000),
        nested(49),
        HEAD + b"\n" + b"x\n" * 700_000,
        HEAD.replace(b"s\n", b"=?utf-8?B?" + b"A" * 1_000_000 + b"?=\n") + b"\n\n",
        HEAD.replace(b"c@d", b"<" * 100_000 + b"c@d") + b"\nwords",
        HEAD.replace(b"s\n", b"=?utf-8?b?//////A?=\n") + b"\nwords",
        HEAD + b"Content-Type: text/plain; charset=hex\n\n41",
        HEAD + b"Content-Type: text/html\n\n<!DOCTYPE a [<!ENTITY b 'c'>]><p>&b;",
        HEAD + b"Content-Transfer-Encoding: base64\n\n####",
        HEAD + b"Content-Type: text/plain; charset=utf-8\n\n\xff\xfe\xc0",
    ],
)
def test_hostile_messages_end_soon_and_in_words(tmp_path: Path, content: bytes) -> None:
    started = time.perf_counter()
    found = items(tmp_path, content)
    assert time.perf_counter() - started < 10
    assert found
    for one in found:
        assert not (isinstance(one, Refusal) and "failed on this file" in one.reason), one


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 900), st.binary(max_size=20), st.integers(0, 60))
def test_no_damage_ends_the_reader(
    tmp_path_factory: pytest.TempPathFactory, at: int, put: bytes, gone: int
) -> None:
    whole = message()
    whole.add_attachment(b"\0\1", maintype="image", subtype="png", filename="ä.png")
    content = bytes(whole)
    damaged = content[:at] + put + content[at + gone :]
    for one in items(tmp_path_factory.getbasetemp(), damaged):
        assert not (isinstance(one, Refusal) and "failed on this file" in one.reason), one
