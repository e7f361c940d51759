"""A tiny format and stages for it: `.note` files with one record a paragraph.

@id            a record; the lines after it are its text
!entity id name
?crash ?hang ?fail ?refuse     what a bad source does
"""

from __future__ import annotations

import faulthandler
import hashlib
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import pytest

from regesta.build.stages import Stages
from regesta.errors import CannotRead, Refusal
from regesta.keep.archive import Archive
from regesta.link.again import Before
from regesta.link.engine import Linked
from regesta.model import (
    Association,
    Collection,
    DateSpan,
    Decision,
    Description,
    Entity,
    EntityMention,
    Exchange,
    Provenance,
    Record,
    Reference,
    Text,
    Wanted,
)
from regesta.read.reader import Item, Source
from regesta.understand.context import Context


class FakeHeader(msgspec.Struct, frozen=True):
    id: str
    cites: tuple[str, ...]


class FakeWriter:
    def __init__(self, path: Path, entities: Iterable[Entity]) -> None:
        self._path = path
        path.mkdir()
        self._names = [entity.name for entity in entities]
        self._lines: list[str] = []

    def add(self, record: Record) -> None:
        self._lines.append(f"{record.id}\t{len(record.references)}")

    def commit(self) -> None:
        (self._path / "index.txt").write_text("\n".join(self._lines))
        (self._path / "names.txt").write_text("\n".join(self._names))


def discover(folder: Path, _patterns: Sequence[str]) -> Iterator[Source]:
    for path in (folder / "sources").rglob("*.note"):
        data = path.read_bytes()
        yield Source(
            name=path.relative_to(folder).as_posix(),
            path=path,
            sha256=hashlib.sha256(data).hexdigest(),
            head=data[:100],
            size=len(data),
        )


def read_source(source: Source) -> Iterator[Item]:
    volume = source.path.stem if source.path.stem.startswith("vol") else ""
    if volume:
        yield Collection(id=volume, title=volume.upper())
    for place, part in enumerate(source.path.read_text().split("\n\n")):
        first, _, body = part.partition("\n")
        if first.startswith("@"):
            yield _record(first[1:].strip(), body, source, volume, place)
        elif first.startswith("!entity"):
            _, id, name = first.split(" ", 2)
            yield Entity(id=id, kind="person", name=name)
        elif first.startswith("?"):
            _misbehave(first, source)
            yield Refusal(source=source.name, place=str(place), reason="It says so itself.")


def _misbehave(word: str, source: Source) -> None:
    if word == "?crash":
        faulthandler.disable()
        os.kill(os.getpid(), signal.SIGSEGV)
    if word == "?hang":
        time.sleep(60)
    if word == "?mark":
        mark = source.path.parents[1] / f"{source.path.stem}.mark"
        mark.with_suffix(".new").write_text(str(os.getpid()))
        mark.with_suffix(".new").rename(mark)
        time.sleep(0.3)
    if word == "?fail":
        raise ZeroDivisionError("one over nothing")
    if word == "?cannot":
        raise CannotRead("The rest is torn off.", place="line 9", way_out="Find the rest.")


def _record(id: str, body: str, source: Source, volume: str, place: int) -> Record:
    lines = dict(line.split(": ", 1) for line in body.split("\n") if ": " in line)
    date = lines.get("date", "")
    return Record(
        id=id,
        title=lines.get("title", id),
        date=_date(date) if date else None,
        volume=volume,
        sequence=place,
        parent=lines.get("parent", ""),
        texts=(Text(body=body),),
        collections=(Association(name=volume, entity=volume),) if volume else (),
        provenance=(Provenance(file=source.name, sha256=source.sha256),),
    )


def _date(edtf: str) -> DateSpan:
    first = edtf + "-01-01"[len(edtf) - 4 :]
    last = edtf + "-12-28"[len(edtf) - 4 :]
    return DateSpan(edtf=edtf, earliest=first + "T00:00", latest=last + "T23:59")


def understand(record: Record, context: Context) -> Record:
    body = record.texts[0].body
    if "?unclear" in body:
        raise ValueError("no rule for this")
    found = tuple(
        EntityMention(
            start=body.index(entity.name),
            end=body.index(entity.name) + len(entity.name),
            quote=entity.name,
            rule="fake",
            confidence=1.0,
            kind="person",
            entity=entity.id,
        )
        for entity in context.authority.entities.values()
        if entity.name in body
    )
    return msgspec.structs.replace(record, annotations=found)


def merge(records: Sequence[Record]) -> Record:
    text = "\n".join(record.texts[0].body for record in records)
    provenance = tuple(one for record in records for one in record.provenance)
    assert not any(record.annotations for record in records)
    return msgspec.structs.replace(records[0], texts=(Text(body=text),), provenance=provenance)


def header(record: Record) -> FakeHeader:
    body = record.texts[0].body
    return FakeHeader(
        id=record.id, cites=tuple(word[1:] for word in body.split() if word.startswith(">"))
    )


def link(
    headers: Sequence[FakeHeader],
    entities: Sequence[Entity],
    decisions: Sequence[Decision],
    _before: Before,
) -> Linked:
    held = {one.id for one in headers}
    references: dict[str, tuple[Reference, ...]] = {}
    wanted: dict[str, Wanted] = {}
    for one in headers:
        for cited in one.cites:
            references[one.id] = (*references.get(one.id, ()), _reference(cited, held))
            if cited not in held and cited != "unknown":
                wanted[cited] = Wanted(id=cited, title=cited, describes=Description(), cited_by=())
    by_name: dict[str, str] = {}
    joined = {one.id: by_name.setdefault(one.name, one.id) for one in entities}
    members = tuple(one.id for one in headers if one.cites)
    exchanges = (Exchange(id="x1", title="All who cite", members=members),) if members else ()
    return Linked(
        references=references,
        wanted=tuple(wanted.values()),
        exchanges=exchanges,
        entities={id: other for id, other in joined.items() if id != other},
    )


def _reference(cited: str, held: set[str]) -> Reference:
    at = {"start": 0, "end": 1, "quote": f"your {cited}", "describes": Description()}
    if cited in held:
        return Reference(status="held", target=cited, confidence=1.0, **at)  # type: ignore[arg-type]
    if cited == "unknown":
        return Reference(status="unresolved", **at)  # type: ignore[arg-type]
    return Reference(status="absent", wanted=cited, **at)  # type: ignore[arg-type]


def no_authority(_folder: Path) -> tuple[list[Entity], list[Refusal]]:
    return [], []


STAGES = Stages(
    discover=discover,
    read_source=read_source,
    load_authority=no_authority,
    builtin=tuple,
    understand=understand,
    merge=merge,
    header=header,
    header_type=FakeHeader,
    link=link,
    writer=FakeWriter,
    rules="1",
    linking="1",
)


@pytest.fixture
def stages(monkeypatch: pytest.MonkeyPatch) -> Stages:
    monkeypatch.syspath_prepend(Path(__file__).parents[2])  # for workers that are not forked
    return STAGES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive of two volumes and two loose notes, one of which reads a record again."""
    root = tmp_path / "notes"
    write(
        root,
        {
            "vol2": "!entity vol2/p1 Ida Marr\n\n@vol2/d1\ndate: 1951-03-02\n"
            "Ida Marr asks. >vol1/d2\n\n@vol2/d2\ndate: 1951\nTo Ida Marr. >lost >unknown",
            "vol1": "!entity vol1/p9 Ida Marr\n\n@vol1/d1\ndate: 1950-12-30\nFirst."
            "\n\n@vol1/d2\ndate: 1951-01-04\nIda Marr writes. >lost\n\n"
            "@vol1/d2a1\nparent: vol1/d2\nEnclosed.",
            "loose": "@loose\ndate: 1949-05-01\nAlone. >vol1/d1",
            "again": "@loose\ndate: 1949-05-01\nAlone, in another copy.",
        },
    )
    return root


@pytest.fixture(name="write")
def give_write() -> Callable[[Path, Mapping[str, str]], None]:
    return write


@pytest.fixture(name="contents")
def give_contents() -> Callable[[Path], list[bytes]]:
    return contents


def write(root: Path, notes: Mapping[str, str]) -> None:
    (root / "sources").mkdir(parents=True, exist_ok=True)
    for name, content in notes.items():
        (root / "sources" / f"{name}.note").write_text(content)


def contents(root: Path) -> list[bytes]:
    """All that an archive says, to compare two of them."""
    with Archive.open(root) as archive:
        said: list[object] = list(archive.iter_records())
        said += archive.entities("person")
        said += archive.wanted()
        said += archive.exchanges()
        said += archive.collections()
        said += archive.report().refused
        said += archive.years()
    return [msgspec.json.encode(one) for one in said]
