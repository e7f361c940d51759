"""An archive with fifty restricted records of many kinds, and its twin that never held them.

Each restricted record has the planted word in its title, text, notes, names, topics, collection
and file; open records cite some of them. The twin is what strangers must see.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from zlib import compress, crc32

import pytest

from regesta.build import build
from regesta.keep.archive import Archive
from regesta.keep.folder import current_build
from regesta.keep.published import FILE_NAME as PUBLISHED

PLANTED = "Quillomar"
CLOSED = 50
_CLOSED_PAPER = """\
---
title: Telegram, {word} to Shen Wenbo, {day} January 1951
date: 1951-01-{day:02}
author: {word} Vandersee
recipient: Shen Wenbo
place: {word}grad
people: [{word} Vandersee, Anton Rezvin, Ostrander of {word}]
organisations: [{word} Committee]
topics: [{word} question]
collections: ["{collection}"]
number: "77{number:02}"
summary: The {word} treaty of 1951 is proposed.
source: "{word} Papers, file {number}"
{picture}---
7{number:02}. The {word} treaty on mutual aid was proposed by Ambassador {word}.[^1] Please tell
{word} Vandersee at once. Reference is to my telegram 9{number:02} of January 2.

[^1]: {word} was born in {word}grad.
"""
_OPEN_PAPER = """\
---
title: Letter, Anton Rezvin to He Suyin, {day} February 1951
date: 1951-02-{day:02}
author: Anton Rezvin
recipient: He Suyin
place: Novograd
people: [Anton Rezvin, He Suyin, Shen Wenbo]
topics: [Trade]
collections: ["Open letters"]
number: "{number}"
---
I have the telegram 77{number:02} of {day} January 1951 before me, and the trade agreement was
signed on {day} February. Please send the figures of the credit of $300 million by Friday.
"""
_VOLUME = """\
<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"
 xmlns:frus="http://history.state.gov/frus/ns/1.0" xml:id="{id}">
<teiHeader><fileDesc><titleStmt><title type="complete">{title}</title></titleStmt>
<publicationStmt><publisher>Veldanian State Press</publisher>
<idno type="frus">{id}</idno></publicationStmt>
<sourceDesc><p>Released in 1979</p></sourceDesc></fileDesc></teiHeader>
<text><front><div type="section" xml:id="persons"><head>Persons</head><list type="names">{persons}
</list></div></front><body><div type="compilation" xml:id="comp1"><head>{title}</head>
{chapters}</div></body></text></TEI>
"""
_PERSON = (
    '<item><hi rend="strong"><persName xml:id="p_{key}">{name},</persName></hi> {office}</item>'
)
_DOCUMENT = """\
<div type="document" xml:id="d{number}" n="{number}">
<head>{number}. Telegram From {sender} to the Department<note n="1" xml:id="d{number}fn1"
 type="source">Source: Files, {number}. Secret. {secret}</note></head>
<opener><dateline><placeName>Peiling</placeName>, <date when="1951-03-{day:02}">March {day},
 1951</date></dateline></opener>
<p>{number}. {sender} told <persName corresp="#p_{key}">{name}</persName> of the talks. {secret}
 Reference my telegram {before}.</p>
<closer><signed>{sender}</signed></closer></div>
"""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def _pixel() -> bytes:
    """A picture of one black point."""

    def part(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + crc32(kind + data).to_bytes(4, "big")

    head = part(b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]))
    return b"\x89PNG\r\n\x1a\n" + head + part(b"IDAT", compress(b"\0\0")) + part(b"IEND", b"")


def write_sources(root: Path, *, closed: bool) -> None:
    """Write the sources of the archive, with or without all that is to be restricted."""
    papers = root / "sources" / "papers"
    papers.mkdir(parents=True)
    for number in range(12):
        (papers / f"letter-{number}.md").write_text(
            _OPEN_PAPER.format(number=number, day=number + 1), encoding="utf-8"
        )
    _write_volumes(root / "sources", closed=closed)
    _write_table(root / "sources", closed=closed)
    (root / "authority").mkdir()
    people = "- id: rezvin\n  kind: person\n  name: Anton Rezvin\n"
    people += "- id: suyin\n  kind: person\n  name: He Suyin\n"
    if closed:
        people += (
            f"- id: {PLANTED.lower()}\n  kind: person\n  name: {PLANTED} Vandersee\n"
            f"  names: [Q. {PLANTED}]\n"
        )
        shut = root / "sources" / f"{PLANTED}-papers"
        shut.mkdir()
        for number in range(30):
            paper = _CLOSED_PAPER.format(
                word=PLANTED, number=number, day=number + 1, collection=_collection(number),
                picture=f"facsimiles: [{PLANTED}-{number}.png]\n" if number % 10 == 0 else "",
            )  # fmt: skip
            (shut / f"{PLANTED.lower()}-{number}.md").write_text(paper, encoding="utf-8")
            if number % 10 == 0:
                (shut / f"{PLANTED}-{number}.png").write_bytes(_pixel())
        (shut / f"{PLANTED}-broken.docx").write_bytes(b"PK\x03\x04 torn")
    (root / "authority" / "people.yaml").write_text(people, encoding="utf-8")


def _collection(number: int) -> str:
    return f"{PLANTED} Papers" if number < 15 else f"Donation {PLANTED}"


def _write_volumes(sources: Path, *, closed: bool) -> None:
    names = [("HT1", "Harrow, Thomas", "Ambassador"), ("SW1", "Shen Wen-po", "Premier")]
    documents = [_document(number, "") for number in (1, 2, 3, 7, 8)]
    if closed:
        documents[3:3] = [_document(number, PLANTED) for number in (4, 5, 6)]
        names.append(("QU1", f"{PLANTED}, Igor", f"of the {PLANTED} Committee"))
    # In a volume that is open a chapter may be closed; the name of the chapter tells of it.
    cut = 6 if closed else 3
    chapters = _chapter(1, "First Talks", documents[:3])
    if closed:
        chapters += _chapter(2, f"{PLANTED} Talks", documents[3:6])
    chapters += _chapter(3, "Last Talks", documents[cut:])
    _write_volume(sources / "dver9001.xml", "dver9001", "Open Volume", names, chapters)
    if closed:
        body = _chapter(1, PLANTED, [_document(number, PLANTED) for number in range(1, 11)])
        _write_volume(
            sources / f"{PLANTED}-volume.xml", "quil1951", f"{PLANTED} Volume", names, body
        )


def _document(number: int, secret: str) -> str:
    key, name = ("QU1", f"{secret}, Igor") if secret else ("SW1", "Shen Wen-po")
    return _DOCUMENT.format(
        number=number, day=number, before=number - 1, key=key, name=name,
        secret=f"The {secret} agreement was signed." if secret else "",
        sender=f"Ambassador {secret}" if secret else "Ambassador Harrow",
    )  # fmt: skip


def _chapter(number: int, head: str, documents: Iterable[str]) -> str:
    return (
        f'<div type="chapter" xml:id="ch{number}"><head>{head}</head>{"".join(documents)}</div>\n'
    )


def _write_volume(
    path: Path, id: str, title: str, names: list[tuple[str, str, str]], chapters: str
) -> None:
    persons = "".join(_PERSON.format(key=key, name=name, office=of) for key, name, of in names)
    text = _VOLUME.format(id=id, title=title, persons=persons, chapters=chapters)
    path.write_text(text, encoding="utf-8")


def _write_table(sources: Path, *, closed: bool) -> None:
    rows = ["id,title,date,sender,recipient,text,topics"]
    rows += [
        f"88010{n},Note {n} on grain,1951-04-0{n},Lu Jianming,Edith Marlowe,Grain {n}.,Grain"
        for n in range(1, 5)
    ]
    if closed:
        rows += [
            f"99010{n},{PLANTED} note {n},1951-04-0{n},{PLANTED} Vandersee,Edith Marlowe,"
            f"The {PLANTED} Treaty of Aid was signed {n}.,{PLANTED} question"
            for n in range(1, 8)
        ]
    (sources / "table.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def write_settings(root: Path, restricted: Iterable[str] = ()) -> None:
    """Write `regesta.toml` with these restrictions."""
    rules = "".join(f"\n[[restricted]]\n{one}\n" for one in restricted)
    head = 'title = "Talks"\n\n[serving]\nrequests = 0\n'
    (root / "regesta.toml").write_text(head + rules, encoding="utf-8")


def closed_ids(root: Path) -> list[str]:
    """Return the ids of the records that have the planted word, of an archive built open."""
    with Archive.open(root) as archive:
        return [one.id for one in archive.iter_records() if PLANTED in repr(one)]


def restrictions(root: Path, ids: Iterable[str]) -> list[str]:
    """Return the settings that close these records: by collection where they are in one."""
    with Archive.open(root) as archive:
        shut = [f"{PLANTED} Papers", "quil1951"]
        inside = {one.id for name in shut for one in archive.records_of_collection(name)}
    rules = [f'collection = "{name}"\nwhy = "donor {PLANTED}"' for name in shut]
    for number, id in enumerate(one for one in ids if one not in inside):
        until = '\nuntil = "2999-01-01"' if number % 2 else ""
        rules.append(f'record = "{id}"{until}\nwhy = "{PLANTED}"')
    return rules


def same_age(root: Path) -> None:
    """Give a build a time of its own, so that answers of two archives can be compared."""
    build_folder = current_build(root)
    assert build_folder
    for path in (build_folder, *build_folder.rglob("*")):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    told = (root / PUBLISHED).read_text(encoding="utf-8")
    (root / PUBLISHED).write_text(_MOMENT.sub("2023-11-14T22:13:20Z", told), encoding="utf-8")


def make_pair(tmp: Path, decide: Callable[[Path, list[str]], None]) -> tuple[Path, Path, list[str]]:
    """Return the archive with its restrictions in force, its twin, and the restricted ids.

    `decide` takes decisions before the restrictions are built.
    """
    secret, twin = tmp / "secret" / "talks", tmp / "twin" / "talks"
    for root, closed in ((secret, True), (twin, False)):
        write_sources(root, closed=closed)
        write_settings(root)
        build(root, jobs=1)
    ids = closed_ids(secret)
    if len(ids) != CLOSED:
        pytest.fail(f"{len(ids)} records have the planted word")
    write_settings(secret, restrictions(secret, ids))
    # They were open only to be counted: harvesters would be told that they are gone.
    (secret / PUBLISHED).unlink()
    decide(secret, ids)
    build(secret, jobs=1)
    for root in (secret, twin):
        same_age(root)
    return secret, twin, ids


def without_word(text: str) -> str:
    """Return an answer without what differs from one asking to the next."""
    text = re.sub(r"(<responseDate>)[^<]*", r"\1", text)
    text = re.sub(r'(name="token" value=")[^"]*', r"\1", text)
    return re.sub(r'(?<="took_ms": )[\d.e-]+|\d+(\.\d+)? ms', "0", text)
