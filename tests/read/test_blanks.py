"""A gigabyte of real blanks in every form that is read on, and heads made of one sign."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from regesta.errors import Refusal
from regesta.model import Record
from regesta.read.reader import Source
from regesta.read.registry import READERS, read_source

SIZE = 1 << 30
LONGEST = 10.0
OAI = b"http://www.openarchives.org/OAI/2.0/"
MAIL = b"From: a@k.example\nTo: b@k.example\nSubject: S\nMessage-ID: <1@x>\n\n"
WARC = (
    b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://k.example/a\r\n"
    b"Content-Type: text/html\r\nContent-Length: 1073741824\r\n\r\n"
)
# How such a file begins and ends; the other forms are refused for their size, unread.
FORMS: dict[str, tuple[bytes, bytes]] = {
    "only.txt": (b" ", b" "),
    "in-a-cell.csv": (b'title,date,text\nT,1950,"', b'x"\n'),
    "between.csv": (b"title,date,text\n", b"\nT,1950,x\n"),
    "atom.csv": (b'legacyId,title,levelOfDescription\n1,Coal,"', b'"\n'),
    "lines.jsonl": (b'{"title": "T", "date": "1950", "text": "x"}\n{"title": "', b'"}\n'),
    "oai.xml": (b'<OAI-PMH xmlns="%s"><ListRecords>' % OAI, b"</ListRecords></OAI-PMH>"),
    "box.mbox": (b"From a@k.example Mon May  4 00:00:00 1953\n" + MAIL, b"x\n"),
    "message.eml": (MAIL, b"x\n"),
    "web.warc": (WARC, b"\r\n\r\n"),
    "table.parquet": (b"PAR1", b"PAR1"),
    "print.pdf": (b"%PDF-1.7\n", b"\n%%EOF"),
    "letter.xml": (b"<TEI><teiHeader>", b"</teiHeader></TEI>"),
}


@pytest.fixture(scope="module")
def blanks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One file for all: only its beginning and end are written anew."""
    path = tmp_path_factory.mktemp("blanks") / "blanks"
    with path.open("wb") as stream:
        for _ in range(64):
            stream.write(b" " * (SIZE // 64))
    yield path
    path.unlink()


@pytest.mark.parametrize("name", FORMS)
def test_a_gigabyte_of_blanks(blanks: Path, name: str) -> None:
    start, end = FORMS[name]
    with blanks.open("r+b") as stream:
        stream.write(start.ljust(65_536))
        stream.seek(SIZE - 4096)
        stream.write(end.rjust(4096))
    head = start.ljust(65_536)
    source = Source(name=name, path=blanks, sha256="0" * 64, head=head, size=SIZE)
    started = time.process_time()
    found = list(read_source(source))
    assert time.process_time() - started < LONGEST
    told = [one for one in found if isinstance(one, Refusal)]
    assert told
    assert all(one.way_out and "failed" not in one.reason for one in told), told


def test_a_line_too_long_costs_only_itself(blanks: Path) -> None:
    with blanks.open("r+b") as stream:
        stream.write(b"title,date,text\n".ljust(65_536))
        stream.seek(SIZE - 4096)
        stream.write(b"\nT,1950,x\n".rjust(4096))
    source = Source(
        name="a.csv", path=blanks, sha256="0" * 64, head=b"title,date,text\n   ", size=SIZE
    )
    broken, kept = read_source(source)
    assert isinstance(broken, Refusal)
    assert isinstance(kept, Record)
    assert kept.title == "T"


@pytest.mark.parametrize(
    "head",
    [
        b" " * 65_536, b"\n" * 65_536, b"\t " * 32_768, b"<" * 65_536, b"< " * 32_768,
        b"{ " * 32_768, b'"' * 65_536, b"," * 65_536, b"[{" + b" " * 65_000, b"---\n" * 16_000,
        b"a: " * 20_000, b"From " * 13_000, b" \n" * 32_768, b"<div " * 13_000,
        b'{"contract": 1,' + b" " * 65_000, b"@misc{" + b" " * 65_000, b" \0" * 32_768,
    ],
    ids=lambda head: repr(head[:8])[2:-1],
)  # fmt: skip
def test_no_head_holds_up_the_choice_of_a_reader(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(head)
    source = Source(name="a", path=path, sha256="0" * 64, head=head, size=len(head))
    for reader in READERS:
        started = time.process_time()
        reader.looks_like(source)
        assert time.process_time() - started < 1, reader.name
